"""What examiners have found of a candidate, and the exceptions that she asks for."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.apply import OptionView
from casting.web.pages.candidate import ClaimView
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class RequestView:
    """A request for an exception, open where `outcome` is empty. Posts `criterion`, `reason`, `do`: grant, refuse."""

    criterion: str
    title: str
    text: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class FindingsPage(Page):
    """`/review/{call}/{role}/{reference}/findings`. A finding posts `do` as verify, and its fields, to `action`.

    Attributes:
        criteria: what a finding can be about; empty where the member may keep none.
        may_rule: whether the member may grant and refuse exceptions.
        examiner, found_on, expires_on: what was typed.
    """

    template: ClassVar[str] = "review/findings.html"
    call_title: str
    role_title: str
    candidate_href: str
    reference: str
    name: str
    action: str
    claims: tuple[ClaimView, ...]
    criteria: tuple[OptionView, ...]
    requests: tuple[RequestView, ...]
    may_rule: bool
    problem: str = ""
    examiner: str = ""
    found_on: str = ""
    expires_on: str = ""
