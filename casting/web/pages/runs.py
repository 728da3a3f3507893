"""The runs of a role, and two of them beside each other."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Page


@dataclass(frozen=True)
class RunLine:
    """One run.

    Attributes:
        learned: what it learned from, in words; quality: its cross-validated figure with interval, or empty.
        recipe, versions: what it was made with, in one line each; inputs: the beginning of the digest of its inputs.
        applications: None where the order is not kept any more.
        compare_href: this run beside the one before it; empty where there is none, or one of the orders is not kept.
    """

    run_id: int
    made: str
    published: str
    applications: int | None
    learned: str
    quality: str
    recipe: str
    versions: str
    inputs: str
    compare_href: str


@dataclass(frozen=True)
class RunsPage(Page):
    """`/review/{call}/{role}/runs`: the newest runs, the newest first."""

    template: ClassVar[str] = "review/runs.html"
    call_title: str
    role_title: str
    role_href: str
    insights_href: str
    runs: tuple[RunLine, ...]


@dataclass(frozen=True)
class Mover:
    """One who stands elsewhere. by: places, with an arrow; why: the reasons that weigh otherwise, as words."""

    name: str
    href: str
    before: int
    after: int
    by: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class RunsComparedPage(Page):
    """`/review/{call}/{role}/runs/{first}/{second}`: who moved, and why.

    Attributes:
        differences: how the second run was made otherwise, one line each.
    """

    template: ClassVar[str] = "review/runs_compared.html"
    call_title: str
    role_title: str
    role_href: str
    runs_href: str
    first: RunLine
    second: RunLine
    differences: tuple[str, ...]
    moved: int
    new: int
    gone: int
    movers: tuple[Mover, ...]
