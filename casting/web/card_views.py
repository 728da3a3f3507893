"""One application as a card."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta

from casting.domain.calls import CallPlan
from casting.domain.vocabulary import CriterionClass, Lens, Stage, Standing
from casting.services.leases import Lease
from casting.services.presenting import card_facts
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.store.runs import PublishedRun
from casting.web.pages import Card, Dot, MarkView, Picture
from casting.web.pages.cards import dot_of
from casting.web.places import Place


def moment(at: datetime, call: CallPlan) -> str:
    """A moment as the team reads it, in the call's time zone."""
    return _minute(at.replace(second=0, microsecond=0), call.time_zone)


@lru_cache(maxsize=4096)
def _minute(at: datetime, time_zone: str) -> str:
    return str(format_datetime(at, "d MMM y, HH:mm", tzinfo=ZoneInfo(time_zone), locale="en"))


@lru_cache(maxsize=4096)
def _dot(title: str, klass: CriterionClass, standing: Standing) -> Dot:
    """One of the few that there are: every card of a page has a dozen."""
    return dot_of(title, standing.value, gate=klass is CriterionClass.GATE)


def ago(at: datetime, call: CallPlan, *, now: datetime) -> str:
    """How long ago that was, within a day; before, when it was."""
    passed = now - at
    if passed < timedelta(seconds=1):
        return "just now"
    if passed >= timedelta(days=1):
        return f"on {moment(at, call)}"
    return str(format_timedelta(-passed, add_direction=True, threshold=1, locale="en"))


def looking(leases: Sequence[Lease], *, now: datetime) -> str:
    """Who has her in hand: "Ana is looking at this one, since 2 minutes."; empty where nobody has."""
    if not leases:
        return ""
    minutes = int((now - leases[0].since) / timedelta(minutes=1))
    since = "since just now" if minutes < 1 else f"since {minutes} minute{'' if minutes == 1 else 's'}"
    *names, last = [lease.name for lease in leases]
    who = f"{', '.join(names)} and {last} are" if names else f"{last} is"
    return f"{who} looking at this one, {since}."


def picture_of(row: ListRow) -> Picture:
    """The portrait of a row, or why there is none."""
    if row.small is None or row.medium is None:
        return Picture("none" if row.headshot_state == "ready" else row.headshot_state)
    large = f"/media/pictures/{row.large}" if row.large else ""
    return Picture("ready", f"/media/pictures/{row.small}", f"/media/pictures/{row.medium}", large)


def card_of(row: ListRow, role: KeptRole, place: Place, *, may_mark: bool, eager: bool = False, href: str = "") -> Card:
    """One application in the sheet or the list."""
    chance = by_chance(row, place)
    blind = chance and rank_blind(row, may_mark=may_mark)
    return Card(
        reference=row.reference,
        href=href or place.candidate(row.reference),
        name=row.name,
        line=" · ".join(card_facts(row, role)),
        picture=picture_of(row),
        dots=tuple(
            _dot(c.title, c.klass, row.standings.get(c.key, Standing.UNKNOWN))
            for c in role.role.criteria
            if c.klass is not CriterionClass.INFO
        ),
        band="" if blind else row.band or "",
        place=None if blind else row.place,
        gate_note=gate_note(role, row.standings),
        stage=row.stage.value,
        mark=MarkView(
            opinion=row.opinion.value if row.opinion else "",
            stars=row.stars or 0,
            action=place.act(row.reference, "mark") if may_mark and row.stage is not Stage.WITHDRAWN else "",
            onward=place.sheet(),
        ),
        received=moment(row.received_at, role.call),
        eager=eager,
        chance=chance,
    )


def by_chance(row: ListRow, place: Place) -> bool:
    """Whether chance has put it where it is found: only among those next to review does it put anybody anywhere."""
    return place.lens is Lens.NEXT and row.random


def rank_blind(row: ListRow, *, may_mark: bool) -> bool:
    """Whether who stands somewhere by chance is shown without her place: until one's own mark, if one can give one."""
    return may_mark and row.opinion is None and row.stars is None


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
