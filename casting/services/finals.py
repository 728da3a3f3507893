"""The last few of a role, compared two by two: who they are, which pair comes next, and the order that comes of it.

Everyone's comparisons count alike and together. A member sees what came of those of others after one of her own; who
may only look on sees the order.
"""

import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.pairs import (
    MOST,
    Pair,
    Standing,
    Won,
    components,
    cycles,
    next_pair,
    pair_of,
    settled,
    standings,
    strengths,
)
from casting.domain.permissions import Act, Actor, may
from casting.domain.search_tree import StageIs
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Lens, Stage
from casting.services.review import NO_APPLICATION, stage_counts
from casting.store import applications
from casting.store.applications import Query
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.comparisons import KeptComparison, add_comparison, standing_comparisons
from casting.store.list_rows import ListRow
from casting.store.tables import ApplicantRow, ApplicationRow, table
from casting.store.veils import unveiled

APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)
ASIDE = (Stage.RELEASED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Outcome:
    """What came of the comparisons.

    Attributes:
        order: strongest first; groups, rounds: application ids, as `components` and `cycles` of the pairs give them.
        won: how often who was chosen over whom.
        sure: of how many pairs the order is sure; pairs: how many there are.
    """

    order: tuple[Standing, ...]
    groups: tuple[tuple[int, ...], ...]
    rounds: tuple[tuple[int, ...], ...]
    won: Mapping[Won, int]
    sure: int
    pairs: int


@dataclass(frozen=True)
class Finals:
    """The last few of a role as a member sees them.

    Attributes:
        stage: whose applications they are; None where no stage has two.
        finalists: by application id, in the published order; in_stage: how many stand in the stage in all.
        pair: who is to be compared now, left and right; None where there is nothing left to ask, or for an onlooker.
        skipped: the pairs that were put off and are still.
        coming: who may come next, whichever of the two is chosen: their pictures can be fetched.
        own: the member's own comparisons of these; others: those of colleagues; people: how many compared in all.
        outcome: None before the first comparison, and before the member's own first one.
    """

    role: KeptRole
    stage: Stage | None
    counts: Mapping[Stage, int]
    finalists: Mapping[int, ListRow]
    in_stage: int
    pair: tuple[ListRow, ListRow] | None
    skipped: tuple[tuple[str, str], ...]
    coming: tuple[ListRow, ...]
    own: int
    others: int
    people: int
    outcome: Outcome | None


def finals(
    session: Session,
    actor: Actor,
    kept: KeptRole,
    *,
    stage: Stage | None,
    asked: tuple[str, str] | None = None,
    skipped: Sequence[tuple[str, str]] = (),
) -> Finals:
    """The finals of a role, in a stage or in the furthest that has few enough.

    Args:
        asked: references of a pair that is wanted, such as one that was just taken back; not heeded if not there.
        skipped: pairs, as references, that come last.
    """
    counts = stage_counts(session, kept, actor)
    chosen = stage or _furthest(counts)
    few = {} if chosen is None else _finalists(session, actor, kept, chosen)
    said = _among(standing_comparisons(session, role_id=kept.role_id), few)
    won = [(one.winner_id, one.loser_id) for one in said]
    mine = [one for one in said if one.member_id == actor.member_id]
    may_mark = may(actor, Act.MARK, call_id=kept.call_id)
    ids = {row.reference: key for key, row in few.items()}
    answered = {pair_of(one.winner_id, one.loser_id) for one in mine}
    put_off = {pair_of(ids[a], ids[b]): (a, b) for a, b in skipped if a in ids and b in ids and a != b}
    pair = _asked(asked, ids) or _next(few, won, answered, put_off) if may_mark else None
    return Finals(
        role=kept,
        stage=chosen if few else stage,
        counts=counts,
        finalists=few,
        in_stage=0 if chosen is None else counts.get(chosen, 0),
        pair=None if pair is None else _sides(few, pair, actor),
        skipped=tuple(put_off.values()),
        coming=() if pair is None else tuple(few[key] for key in _coming(few, won, answered, put_off, pair)),
        own=len(mine),
        others=len(said) - len(mine),
        people=len({one.member_id for one in said}),
        outcome=_outcome(few, won) if won and (mine or not may_mark) else None,
    )


def _furthest(counts: Mapping[Stage, int]) -> Stage | None:
    """The furthest stage with 2 to 30; otherwise the furthest with more to which people have moved somebody."""
    ladder = list(reversed(LADDER))
    few = [stage for stage in ladder if 2 <= counts.get(stage, 0) <= MOST]
    many = [stage for stage in ladder[:-1] if counts.get(stage, 0) > MOST]
    return next(iter((*few, *many)), None)


def _finalists(session: Session, actor: Actor, kept: KeptRole, stage: Stage) -> dict[int, ListRow]:
    query = Query(role=kept, member_id=actor.member_id, tree=StageIs(stage), lens=Lens.RANKED)
    rows = applications.page(session, query, after=None, size=MOST).rows
    return {row.application_id: row for row in rows} if len(rows) > 1 and stage not in ASIDE else {}


def _among(said: Iterable[KeptComparison], few: Collection[int]) -> list[KeptComparison]:
    return [one for one in said if one.winner_id in few and one.loser_id in few]


def _asked(asked: tuple[str, str] | None, ids: Mapping[str, int]) -> Pair | None:
    if asked is None or asked[0] == asked[1] or not {*asked} <= ids.keys():
        return None
    return pair_of(ids[asked[0]], ids[asked[1]])


def _next(
    few: Collection[int], won: Sequence[Won], answered: Collection[Pair], put_off: Collection[Pair]
) -> Pair | None:
    """The pair that tells most among those that the member has not answered; what was put off comes last."""
    if not few:
        return None
    found = strengths(few, won)
    return next_pair(found, won, avoid={*answered, *put_off}) or next_pair(found, won, avoid=answered)


def _coming(
    few: Collection[int], won: Sequence[Won], answered: Collection[Pair], put_off: Collection[Pair], pair: Pair
) -> tuple[int, ...]:
    """Who may come next, whichever of the pair is chosen."""
    after = [_next(few, [*won, chosen], {*answered, pair}, put_off) for chosen in (pair, pair[::-1])]
    return tuple(dict.fromkeys(key for found in after if found for key in found if key not in pair))


def _sides(few: Mapping[int, ListRow], pair: Pair, actor: Actor) -> tuple[ListRow, ListRow]:
    """Who stands left: by chance, so that no side is favoured, but the same for the same person and pair."""
    turned = zlib.crc32(f"{actor.member_id} {pair}".encode()) & 1
    left, right = pair[::-1] if turned else pair
    return few[left], few[right]


def _outcome(few: Collection[int], won: Sequence[Won]) -> Outcome:
    found = strengths(few, won)
    return Outcome(
        order=standings(found, won),
        groups=components(few, won),
        rounds=cycles(won),
        won=Counter(won),
        sure=settled(found),
        pairs=len(few) * (len(few) - 1) // 2,
    )


# ------------------------------------------------------------------------------------------------- acts


def compare(
    session: Session, actor: Actor, kept: KeptRole, *, stage: Stage, winner: str, loser: str, now: datetime
) -> None:
    """Keep that the member chose one finalist over another. Said again, it adds nothing; the newest word counts.

    Args:
        winner, loser: references of two finalists of the stage.

    Raises:
        NotFound: the role has no such application.
        Refused: both are the same.
        Stale: one of them is not among the finalists any more.
    """
    if winner == loser:
        raise Refused("Two different people are compared. Nothing was kept.")
    few = _finalists(session, actor, kept, stage)
    ids = [_still_there(session, actor, kept, few, reference=one, stage=stage) for one in (winner, loser)]
    own = [one for one in standing_comparisons(session, role_id=kept.role_id) if one.member_id == actor.member_id]
    if any([one.winner_id, one.loser_id] == ids for one in own):
        return
    add_comparison(
        session,
        role_id=kept.role_id,
        winner_id=ids[0],
        loser_id=ids[1],
        member_id=actor.member_id,
        at=now,
        withdrawn=False,
    )


def _still_there(
    session: Session, actor: Actor, kept: KeptRole, few: Mapping[int, ListRow], *, reference: str, stage: Stage
) -> int:
    """The id of a finalist, found by her reference. Raises as `compare` does."""
    row = session.execute(
        select(APPLICATION.c.id, APPLICATION.c.stage, APPLICATION.c.held_for)
        .add_columns(name_shown(kept.blind))
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(APPLICATION.c.reference == reference, APPLICATION.c.role_id == kept.role_id)
        .where(unveiled(APPLICATION.c.id, actor.member_id))
    ).one_or_none()
    if row is None:
        raise NotFound(NO_APPLICATION)
    if row.id in few:
        return int(row.id)
    if row.held_for is not None:
        why = "One of the two has been merged with another application"
    elif row.stage == Stage.WITHDRAWN.value:
        why = f"{row.name} has withdrawn"
    elif row.stage != stage.value:
        why = f"{row.name} stands in {row.stage} now"
    else:
        why = f"{row.name} is not among the first {MOST} of {stage} any more"
    raise Stale(f"{why}, so this comparison was not kept. Those before it are.")


def take_back(session: Session, actor: Actor, kept: KeptRole, *, now: datetime) -> tuple[str, str]:
    """Take the member's newest standing comparison of the role back, by a row that says so; the pair, as references.

    Raises:
        Refused: there is none.
    """
    own = [one for one in standing_comparisons(session, role_id=kept.role_id) if one.member_id == actor.member_id]
    if not own:
        raise Refused("You have no comparison here that could be taken back.")
    last = own[-1]
    add_comparison(
        session,
        role_id=kept.role_id,
        winner_id=last.winner_id,
        loser_id=last.loser_id,
        member_id=actor.member_id,
        at=now,
        withdrawn=True,
    )
    named = select(APPLICATION.c.id, APPLICATION.c.reference)
    found = session.execute(named.where(APPLICATION.c.id.in_([last.winner_id, last.loser_id]))).all()
    references = {row.id: row.reference for row in found}
    return references[last.winner_id], references[last.loser_id]
