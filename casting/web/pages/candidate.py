"""One candidate."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.vocabulary import CriterionClass, Standing
from casting.web.pages.apply import OptionView
from casting.web.pages.cards import Card, MarkView, Picture, sign_of
from casting.web.pages.films import NO_FILM, GivenView, PlayerView
from casting.web.pages.links import OutsideView
from casting.web.pages.notes import CalledView, NoteView
from casting.web.pages.stages import StageWhen
from casting.web.pages.status import AnswerView
from casting.web.pages.tags import UNTAGGED, TagsView
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class ClaimView:
    """One criterion on the candidate page."""

    title: str
    klass: str
    value: str
    standing: str
    state: str

    @property
    def sign(self) -> str:
        """What the sign of its standing is drawn by."""
        return sign_of(self.standing, gate=self.klass == CriterionClass.GATE)

    @property
    def met_gate(self) -> bool:
        """Whether it is a gate that she meets, of which ten look alike and tell little."""
        return self.klass == CriterionClass.GATE and self.standing == Standing.MET


@dataclass(frozen=True)
class ReasonView:
    """One reason of the score. `start`, `width`: the bar within -1…1 of the chart's half width, as numbers 0 to 100."""

    label: str
    value: float
    shown: str
    start: float
    width: float


@dataclass(frozen=True)
class ReasonGroup:
    """Reasons that speak of the same kind of thing; `reasons` and `smaller` together are `shown`, to the digit.

    Attributes:
        smaller: reasons that are folded; `smaller_sum` is theirs.
    """

    title: str
    shown: str
    reasons: tuple[ReasonView, ...]
    smaller: tuple[ReasonView, ...]
    smaller_sum: str


@dataclass(frozen=True)
class ChangeView:
    """One answer that would have to be another, and what that adds to the score."""

    question: str
    before: str
    after: str
    gain: str


@dataclass(frozen=True)
class FlagView:
    """Something in the text that a person should look at: in plain words, what it means, and the passages."""

    kind: str
    note: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class SameView:
    """Another application that may be the same person's: whose, where it is, and what the two have in common."""

    name: str
    reference: str
    href: str
    signs: str


@dataclass(frozen=True)
class OpinionView:
    """What one member said, shown after one's own mark."""

    name: str
    opinion: str
    stars: int
    when: str
    mine: bool


@dataclass(frozen=True)
class DecisionView:
    """A move; `withheld` where its reason is shown after one's own mark."""

    name: str
    before: str
    after: str
    reason: str
    when: str
    withheld: bool = False


@dataclass(frozen=True)
class StageChoice:
    """A stage that the application can be moved to, with how full it is; `filled` is None where that is not asked."""

    stage: str
    filled: int | None
    quota: int | None
    step: str
    """`next`, `back` or empty: which keys lead here."""


@dataclass(frozen=True)
class LateMove:
    """A move that came after a colleague's. Posts to `action` `stage`, `before`, `seen` and `reason`.

    Attributes:
        said: what stands, by whom and since when; `asked`: what can be done now.
        insist: the words of the button that moves all the same; empty where there is nothing to insist on.
    """

    said: str
    asked: str
    keep: str
    keep_href: str
    insist: str
    action: str
    stage: str
    before: str
    seen: int
    reason: str


@dataclass(frozen=True)
class FieldChange:
    """One field that an applicant changed; empty before where it was not given, after where it was taken back."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class EditView:
    """One change by an applicant; `after_mark` where the member had marked her before it."""

    when: str
    changes: tuple[FieldChange, ...]
    after_mark: bool = False


@dataclass(frozen=True)
class CandidatePage(Page):
    """`/review/{call}/{role}/{reference}`: one candidate.

    Posts to `note_action` `text`, `second` and `visibility`, to `stage_action` `stage`, `before`, `seen`, `reason`.

    Attributes:
        place, total: the place in the published run (None before the first run).
        place_low, place_high: the 80 % interval of that place, or None.
        place_x, low_x, high_x: the same as 0 to 100 for the picture.
        blind: whether place, band, score and reasons are kept back until one's own mark, because chance has put the
            candidate where she is found; `chance` says that it has, after the mark too.
        groups: the reasons; their sums and `start_shown` add up to `score_shown`.
        change_note, changes: what would bring the candidate within reach, or that nothing would.
        fit_shown: the fit to the breakdown alone, a number of its own; empty before the first run.
        letter_href: where a letter about this place is read and released, by who may; otherwise empty.
        order_href: where the script asks whether the order of the list has changed; empty where it cannot.
        team_hidden: how many colleagues' marks are kept back until one's own mark.
        next_href, previous_href: neighbours in the query that the member came from; empty at the ends.
        upcoming: the next few, with pictures, to be fetched ahead.
        decisions, notes: the newest first.
        looking: which colleagues have her in hand, as a sentence; otherwise empty.
        opened_action: where the script posts, without content, once the candidate has been painted: a page that was
            only fetched ahead has not been looked at. Empty where nothing is recorded.
        claims: how she stands against each criterion but the gates that she meets, which are folded as `met_gates`; out
            of `gates` in all, and `verified_gates` of them verified.
        pictures: photographs beside the headshot: where the small one and where all of it lies.
        undo_action: where the member's last act is taken back; empty for onlookers.
        stage_seen: the newest decision that is shown; 0 where there is none.
        stage_reason: the reason that was typed, where the decision came back.
        choice: what is asked where a decision came after a colleague's; it stands in for the stages.
        same: who she may be, too; `same_href` is where that is said.
    """

    template: ClassVar[str] = "review/candidate.html"
    call_title: str
    role_title: str
    role_href: str
    reference: str
    name: str
    facts: tuple[str, ...]
    picture: Picture
    large: str
    large_width: int
    large_height: int
    pictures: tuple[tuple[str, str], ...]
    tape_url: str
    documents: tuple[Link, ...]
    claims: tuple[ClaimView, ...]
    met_gates: tuple[ClaimView, ...]
    gates: int
    verified_gates: int
    answers: tuple[GivenView, ...]
    contact: tuple[AnswerView, ...]
    gate_note: str
    place: int | None
    total: int
    place_low: int | None
    place_high: int | None
    place_x: float
    low_x: float
    high_x: float
    band: str
    chance: bool
    blind: bool
    groups: tuple[ReasonGroup, ...]
    start_shown: str
    score_shown: str
    change_note: str
    changes: tuple[ChangeView, ...]
    order_note: str
    fit_shown: str
    fit_place: int | None
    letter_href: str
    order_href: str
    mark: MarkView
    opinions: tuple[OpinionView, ...]
    team_hidden: int
    notes: tuple[NoteView, ...]
    note_action: str
    note_text: str
    note_error: str
    stage: str
    stages: tuple[StageChoice, ...]
    stage_action: str
    stage_error: str
    decisions: tuple[DecisionView, ...]
    received: str
    next_href: str
    previous_href: str
    upcoming: tuple[Card, ...]
    position: str
    note_visibilities: tuple[OptionView, ...] = ()
    note_second: str = ""
    note_begun: bool = False
    """Whether the form opens for a note that the production may see, with one's own reason for a move, if any."""
    stage_reason: str = ""
    stage_when: StageWhen | None = None
    withdrawn: str = ""
    """When its applicant withdrew it; empty where it stands."""
    stage_seen: int = 0
    stage_over: str = ""
    """That the stage holds more than its quota, as a sentence; empty where it does not."""
    choice: LateMove | None = None
    opened_action: str = ""
    looking: str = ""
    player: PlayerView = NO_FILM
    flags: tuple[FlagView, ...] = ()
    edits: tuple[EditView, ...] = ()
    outside: tuple[OutsideView, ...] = ()
    """What those with a producer link said; after one's own mark. `outside_hidden` says how many did, before it."""
    outside_hidden: int = 0
    same: tuple[SameView, ...] = ()
    same_href: str = ""
    tags: TagsView = UNTAGGED
    called_by: tuple[CalledView, ...] = ()
    """Colleagues' notes that speak to the member, before her own mark."""
    undo_action: str = ""
    compare_href: str = ""
    conflict_href: str = ""
    findings_href: str = ""
    sides_href: str = ""
