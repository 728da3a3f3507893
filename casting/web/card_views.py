"""One application as a card, and the state that every address of the review carries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from casting.domain.calls import CallPlan
from casting.domain.criteria import age_on
from casting.domain.vocabulary import CriterionClass, Lens, Standing
from casting.services.explain import PublishedRun
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.web.pages import Card, Dot, MarkView, Picture

LENS_WORDS: Mapping[Lens, str] = {Lens.RANKED: "Ranked", Lens.RECEIVED: "Received", Lens.NAME: "A–Z"}


@dataclass(frozen=True)
class Place:
    """Where a member stands in a role: the state that every address of the review carries."""

    call: str
    role: str
    q: str = ""
    lens: Lens = Lens.RANKED
    view: str = "sheet"

    @property
    def home(self) -> str:
        """The role's own address."""
        return f"/review/{quote(self.call)}/{quote(self.role)}"

    def sheet(self, *, after: str = "") -> str:
        """The contact sheet or list in this state."""
        return self._with(self.home, after=after)

    def candidate(self, reference: str) -> str:
        """One candidate, among those of this state."""
        return self._with(f"{self.home}/{quote(reference)}")

    def act(self, reference: str, name: str) -> str:
        """Where an act on one candidate is posted."""
        return self._with(f"{self.home}/{quote(reference)}/{name}")

    def _with(self, path: str, **more: str) -> str:
        state = {"q": self.q, "lens": "" if self.lens is Lens.RANKED else self.lens.value}
        state |= {"view": "" if self.view == "sheet" else self.view, **more}
        given = {name: value for name, value in state.items() if value}
        return f"{path}?{urlencode(given)}" if given else path


def moment(at: datetime, call: CallPlan) -> str:
    """A moment as the team reads it, in the call's time zone."""
    return str(format_datetime(at, "d MMM y, HH:mm", tzinfo=ZoneInfo(call.time_zone), locale="en"))


def picture_of(row: ListRow) -> Picture:
    """The portrait of a row, or why there is none."""
    if row.small is None or row.medium is None:
        return Picture("none" if row.headshot_state == "ready" else row.headshot_state)
    large = f"/media/pictures/{row.large}" if row.large else ""
    return Picture("ready", f"/media/pictures/{row.small}", f"/media/pictures/{row.medium}", large)


def card_of(row: ListRow, role: KeptRole, place: Place, *, may_mark: bool, eager: bool = False) -> Card:
    """One application in the sheet or the list."""
    return Card(
        reference=row.reference,
        href=place.candidate(row.reference),
        name=row.name,
        line=" · ".join(_card_facts(row, role)),
        picture=picture_of(row),
        dots=tuple(
            Dot(c.title, row.standings.get(c.key, Standing.UNKNOWN).value)
            for c in role.role.criteria
            if c.klass is not CriterionClass.INFO
        ),
        band=row.band or "",
        place=row.place,
        gate_note=gate_note(role, row.standings),
        stage=row.stage.value,
        mark=MarkView(
            opinion=row.opinion.value if row.opinion else "",
            stars=row.stars or 0,
            action=place.act(row.reference, "mark") if may_mark else "",
            onward=place.sheet(),
        ),
        received=moment(row.received_at, role.call),
        eager=eager,
    )


def _card_facts(row: ListRow, role: KeptRole) -> Iterable[str]:
    if row.birth_date is not None:
        yield str(age_on(row.birth_date, role.call.reference_date))
    for question in role.role.questions:
        if question.card and row.answers.get(question.key) is not None:
            yield question.label_of(row.answers[question.key])
    if row.city:
        yield row.city


def gate_note(role: KeptRole, standings: Mapping[str, Standing]) -> str:
    """Which gates are not met; empty where none is known not to be."""
    failed = [
        c.title
        for c in role.role.criteria
        if c.klass is CriterionClass.GATE and standings.get(c.key) is Standing.NOT_MET
    ]
    return f"Not met: {', '.join(failed)}" if failed else ""


def order_note(run: PublishedRun | None, role: KeptRole) -> str:
    """What the order rests on, in one line."""
    if run is None:
        return "Not ranked yet: in the order in which they came."
    learned = sum(run.labels.values())
    when = moment(run.made_at, role.call)
    if not learned:
        return f"Ordered by the breakdown alone: no marks yet. {when}."
    return f"Learned from {learned:,} {'mark' if learned == 1 else 'marks and decisions'} and the breakdown. {when}."
