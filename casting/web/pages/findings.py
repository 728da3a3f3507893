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
class PastView:
    """A finding as it was kept.

    Attributes:
        said: what was found, and the value; `when`: on which day, by whom, and until when it holds.
        kept: by whom it was kept, and whether with a file.
        taken_back: whether that file was taken back.
    """

    title: str
    said: str
    when: str
    kept: str
    note: str
    taken_back: bool


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
    role_href: str
    reference: str
    name: str
    action: str
    claims: tuple[ClaimView, ...]
    criteria: tuple[OptionView, ...]
    requests: tuple[RequestView, ...]
    may_rule: bool
    past: tuple[PastView, ...] = ()
    problem: str = ""
    examiner: str = ""
    found_on: str = ""
    expires_on: str = ""


@dataclass(frozen=True)
class FileLine:
    """A file of findings in the list of them."""

    href: str
    name: str
    said: str


@dataclass(frozen=True)
class FaultView:
    """What is wrong with one cell, or with a whole row where `column` is empty."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class FindingFilesPage(Page):
    """`/admin/{call}/{role}/findings`. Posts `examiner` and `file` to `action`.

    Attributes:
        criteria: what a row can be about, each key with its title.
        files: those that were handed in before.
        faults: the first rows that are at fault; `more` says how many others there are.
    """

    template: ClassVar[str] = "admin/finding_files.html"
    call_title: str
    role_title: str
    role_href: str
    action: str
    criteria: tuple[tuple[str, str], ...]
    files: tuple[FileLine, ...]
    most_rows: int
    examiner: str = ""
    problem: str = ""
    faults: tuple[FaultView, ...] = ()
    more: str = ""


@dataclass(frozen=True)
class FoundLine:
    """One finding of a file."""

    href: str
    reference: str
    name: str
    criterion: str
    said: str
    standing: str
    when: str
    note: str


@dataclass(frozen=True)
class FindingFilePage(Page):
    """`/admin/{call}/{role}/findings/{batch_id}`. Posts `do` to `action`: keep and discard, or undo.

    Attributes:
        state: what became of the file, as a sentence.
        acts: what can be done now: the word that is posted, and what the button says.
        people: how many applications it is about; `placed`: how many of them stand where they belong by now.
        counts: for each criterion and standing how many findings.
        hidden: how many findings are in none of them; otherwise empty.
        more: how many lines are not shown.
    """

    template: ClassVar[str] = "admin/finding_file.html"
    call_title: str
    role_title: str
    role_href: str
    files_href: str
    action: str
    state: str
    acts: tuple[tuple[str, str], ...]
    people: int
    placed: int
    kept: bool
    counts: tuple[tuple[str, str, int], ...]
    hidden: str
    lines: tuple[FoundLine, ...]
    more: str
    problem: str = ""
