"""What a role's ranking came to: how far looking has come, how sure that is, how far reviewers agree."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.charts import Curve, Dots, Histogram, Line
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class StopView:
    """Whether one can stop: sentences, and where to look on."""

    reached: bool
    said: str
    promise: str
    advice: str
    links: tuple[Link, ...]
    rests_on: str


@dataclass(frozen=True)
class MissedView:
    """Who may have been missed: a sentence, and the estimate on an axis from 0 to `most`."""

    said: str
    line: Line
    most: str


@dataclass(frozen=True)
class CalibrationView:
    """Predicted against actual picks."""

    said: str
    dots: Dots


@dataclass(frozen=True)
class ReviewerView:
    """One member's marks. raw, shrunk: severity as words; start, width: its bar, from 0 to 100, 50 being none."""

    name: str
    marked: int
    picked: int
    shared: int
    raw: str
    shrunk: str
    start: float
    width: float
    lenient: bool


@dataclass(frozen=True)
class AgreementView:
    """How far reviewers agree: alpha with its interval on an axis from -1 to 1, and everybody's marks."""

    said: str
    line: Line | None
    reviewers: tuple[ReviewerView, ...]
    named: bool


@dataclass(frozen=True)
class Counted:
    """How many there are of a kind, and its bar as a share of the largest."""

    label: str
    number: int
    share: float


@dataclass(frozen=True)
class ProxyView:
    """A fact or phrase that tells something of a protected trait.

    Attributes:
        right: how often it picks the right one of two people, one of whom is of that group; share: the same as a bar,
            from none at a guess to full where it always does.
    """

    name: str
    tells: str
    right: str
    share: float


@dataclass(frozen=True)
class Silences:
    """Why a part is not there: empty where it is."""

    distribution: str
    seen: str
    stop: str
    missed: str
    calibration: str
    agreement: str
    proxies: str


@dataclass(frozen=True)
class InsightsPage(Page):
    """`/review/{call}/{role}/insights`.

    Attributes:
        run: one line on the run that this comes from; empty before the first run, and then nothing else is there.
    """

    template: ClassVar[str] = "review/insights.html"
    call_title: str
    role_title: str
    role_href: str
    runs_href: str
    run: str
    stop: StopView | None
    seen: Curve | None
    missed: MissedView | None
    distribution: Histogram | None
    calibration: CalibrationView | None
    agreement: AgreementView | None
    labels: tuple[Counted, ...]
    proxies: tuple[ProxyView, ...]
    silences: Silences
