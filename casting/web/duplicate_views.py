"""The page of pairs that may be one person, made of what was noticed."""

from collections.abc import Mapping, Sequence
from datetime import date

from casting.domain.duplicates import Sign, address
from casting.domain.permissions import Act, Actor, may
from casting.services.duplicates import DIFFERENT, OPEN, Likely, Noticed, Side
from casting.store.calls import KeptRole
from casting.web.blind_views import blind_note
from casting.web.card_views import moment
from casting.web.pages import Picture, SameView
from casting.web.pages.duplicates import DuplicatesPage, JudgedView, PairView, SideView
from casting.web.places import Place

MOST_PAIRS, MOST_JUDGED = 20, 20


def shown_pairs(found: Sequence[Noticed]) -> tuple[Noticed, ...]:
    """The pairs that stand on the page at once."""
    waiting = [pair for pair in found if pair.verdict == OPEN]
    judged = [pair for pair in found if pair.verdict != OPEN]
    return (*waiting[:MOST_PAIRS], *judged[:MOST_JUDGED])


def duplicates_page(
    kept: KeptRole,
    actor: Actor,
    found: Sequence[Noticed],
    sides: Mapping[int, Side],
    *,
    fault: str = "",
) -> DuplicatesPage:
    """What waits, and what was said.

    Args:
        sides: of the pairs that `shown_pairs` gives, by application id.
    """
    place = Place(kept.call.slug, kept.role.slug)
    may_decide = may(actor, Act.DECIDE, call_id=kept.call_id)
    shown = shown_pairs(found)
    waiting = sum(pair.verdict == OPEN for pair in found)
    return DuplicatesPage(
        title=f"{kept.role.title}: the same person twice?",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        pairs=tuple(_pair(pair, sides, place, kept) for pair in shown if pair.verdict == OPEN),
        judged=tuple(
            _judged(pair, sides, place, kept, may_decide=may_decide) for pair in shown if pair.verdict != OPEN
        ),
        may_decide=may_decide,
        more=max(0, waiting - MOST_PAIRS),
        blind_note=blind_note(kept),
        fault=fault,
    )


def same_views(found: Sequence[Likely], place: Place) -> tuple[SameView, ...]:
    """Who else a candidate may be, as the page of the candidate says it."""
    return tuple(
        SameView(one.name, one.reference, place.candidate(one.reference), _listed([sign.value for sign in one.signs]))
        for one in found
    )


def _pair(pair: Noticed, sides: Mapping[int, Side], place: Place, kept: KeptRole) -> PairView:
    return PairView(
        action=f"{place.home}/duplicates/{pair.duplicate_id}",
        signs=_listed([sign.value for sign in pair.signs]),
        one=_side(pair.one_id, pair, sides, place, kept),
        other=_side(pair.other_id, pair, sides, place, kept),
    )


def _side(application_id: int, pair: Noticed, sides: Mapping[int, Side], place: Place, kept: KeptRole) -> SideView:
    side = sides[application_id]
    beside = sides[pair.other_id if application_id == pair.one_id else pair.one_id]
    address_of = f"/media/pictures/{side.medium}" if side.medium else ""
    born, emails = side.birth_date, [address(text) for text in (side.email, beside.email) if text]
    lines = (
        ("E-mail", side.email or "", len(emails) == 2 and emails[0] == emails[1]),
        ("Phone", side.phone or "", Sign.PHONE in pair.signs),
        ("Born", _day(born), born is not None and born == beside.birth_date),
        ("City", side.city or "", bool(side.city) and side.city == beside.city),
        ("Received", moment(side.received_at, kept.call), False),
        ("Stage", side.stage.value, False),
    )
    return SideView(
        key=str(application_id),
        reference=side.reference,
        href=place.candidate(side.reference),
        name=side.name,
        picture=Picture("ready", address_of, address_of) if address_of else Picture("none"),
        lines=tuple(line for line in lines if line[1]),
    )


def _judged(pair: Noticed, sides: Mapping[int, Side], place: Place, kept: KeptRole, *, may_decide: bool) -> JudgedView:
    one, other = sides[pair.one_id], sides[pair.other_id]
    both = f"{one.name} ({one.reference}) and {other.name} ({other.reference})"
    if pair.verdict == DIFFERENT:
        said = f"{both} are two people, says {pair.judge}."
    else:
        goes_on = one if pair.kept_id == pair.one_id else other
        said = f"{both} are one person, says {pair.judge}. {goes_on.reference} goes on."
    action = f"{place.home}/duplicates/{pair.duplicate_id}" if may_decide else ""
    return JudgedView(action, said, moment(pair.at, kept.call))


def _day(born: date | None) -> str:
    return "" if born is None else born.isoformat()


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
