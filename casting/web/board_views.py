"""The pages of the board and of acts on many, made of what the services found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from casting.domain.bulk import BulkPlan
from casting.domain.permissions import Act, Actor, may
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Lens, Stage
from casting.services.board import Board
from casting.services.bulk import Preview
from casting.services.bulk_acts import BulkAct, BulkRecord, Moved
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.web.blind_views import blind_note
from casting.web.card_views import moment, picture_of
from casting.web.lens_views import LENS_WORDS
from casting.web.pages import Link
from casting.web.pages.board import (
    ActLine,
    BoardColumn,
    BoardFace,
    BoardPage,
    BulkActPage,
    BulkForm,
    BulkPage,
    ChosenBar,
    MemberLine,
    StageChange,
)
from casting.web.places import Place
from casting.web.stage_views import stage_when

COLUMNS = (*LADDER, Stage.RELEASED, Stage.WITHDRAWN)
GIVEN = (*LADDER, Stage.RELEASED)
"""The stages that a person gives."""
LEAVES_OUT = {Lens.NEXT, Lens.DISAGREEMENT}


def board_page(kept: KeptRole, actor: Actor, shown: Board, acts: tuple[BulkAct, ...], *, now: datetime) -> BoardPage:
    """A column for each stage."""
    place = Place(kept.call.slug, kept.role.slug)
    return BoardPage(
        title=f"{kept.role.title}: board",
        member_name=actor.name,
        called=actor.called,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        columns=tuple(_column(stage, kept, actor, shown, now=now) for stage in COLUMNS),
        acts=tuple(
            ActLine(
                f"{act.by} moved {act.count:,} to {act.after}{', undone since' if act.undone_at else ''}",
                f"{place.home}/bulk/{act.act_id}",
                moment(act.at, kept.call),
            )
            for act in acts
        ),
        links_href=f"{place.home}/links",
        outcomes_href=f"/admin/{quote(kept.call.slug)}/{quote(kept.role.slug)}/outcomes" if actor.administrator else "",
        blind_note=blind_note(kept),
        undo_action=f"{place.home}/undo" if may(actor, Act.MARK, call_id=kept.call_id) else "",
        dealing_href=f"{place.home}/dealing" if may(actor, Act.DEAL, call_id=kept.call_id) else "",
    )


def _column(stage: Stage, kept: KeptRole, actor: Actor, shown: Board, *, now: datetime) -> BoardColumn:
    place = Place(kept.call.slug, kept.role.slug, q=f"stage:{stage.value}")
    may_move = may(actor, Act.DECIDE, call_id=kept.call_id)
    return BoardColumn(
        stage=stage.value,
        filled=shown.counts.get(stage, 0),
        quota=kept.role.quotas.get(stage),
        href=place.sheet(),
        faces=tuple(_face(row, stage, place, may_move=may_move) for row in shown.first.get(stage, ())),
        when=stage_when(kept, stage, now=now),
    )


def _face(row: ListRow, stage: Stage, place: Place, *, may_move: bool) -> BoardFace:
    face = BoardFace(row.name, place.candidate(row.reference), picture_of(row), row.reference, stage.value)
    if not may_move or stage not in LADDER:
        return face
    at = LADDER.index(stage)
    moves = ((LADDER[at - 1 : at], "back"), (LADDER[at + 1 : at + 2], "next"))
    return replace(
        face,
        action=f"{place.home}/{row.reference}/stage",
        onward=f"{place.home}/board",
        moves=tuple((to[0].value, step) for to, step in moves if to),
    )


def bulk_form(place: Place, actor: Actor, kept: KeptRole, *, count: str) -> BulkForm | None:
    """The form beneath the sheet, for who may move people."""
    if not may(actor, Act.DECIDE, call_id=kept.call_id):
        return None
    return BulkForm(f"{place.home}/bulk", count, place.state(), tuple(stage.value for stage in GIVEN), _onward(place.q))


def chosen_bar(place: Place, actor: Actor, kept: KeptRole) -> ChosenBar:
    """What can be done with those who are chosen in a list; who may not move people compares them."""
    may_move = may(actor, Act.DECIDE, call_id=kept.call_id)
    return ChosenBar(
        list_href=place.home,
        compare_href=f"{place.home}/compare",
        bulk_href=f"{place.home}/bulk" if may_move else "",
        state=place.state(),
        stages=tuple(stage.value for stage in GIVEN),
        onward=_onward(place.q),
    )


def _onward(q: str) -> str:
    """The stage that is offered first: one on from where the search finds them."""
    found = next((stage for stage in LADDER[:-1] if q.strip() == f"stage:{stage.value}"), LADDER[0])
    return LADDER[LADDER.index(found) + 1].value


def bulk_page(
    kept: KeptRole,
    actor: Actor,
    place: Place,
    shown: Preview,
    chosen: Sequence[ListRow] = (),
    *,
    token: str,
    problem: str = "",
    reason: str = "",
) -> BulkPage:
    """What moving all that the search of this place finds would do, or those who were chosen.

    Args:
        chosen: of those who were chosen the ones that were found.
    """
    plan = shown.plan
    return BulkPage(
        title=f"{kept.role.title}: move {plan.moved:,} to {plan.after}",
        member_name=actor.name,
        called=actor.called,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.sheet(),
        q=place.q if place.chosen is None else "",
        order=LENS_WORDS[place.lens] if place.lens in LEAVES_OUT and place.chosen is None else "",
        chosen=tuple(Link(row.name, place.candidate(row.reference)) for row in chosen),
        missing=_missing(place, chosen),
        to=plan.after.value,
        found=shown.basis.count,
        moved=plan.moved,
        changes=_changes(plan),
        quota=plan.quota,
        over=plan.over,
        action=place.bulk(),
        token=token,
        problem=problem,
        reason=reason,
    )


def _missing(place: Place, chosen: Sequence[ListRow]) -> str:
    """Who was chosen and is not found, in a sentence; the same for who never was in the role and who is hidden."""
    gone = [one for one in place.chosen or () if one not in {row.reference for row in chosen}]
    return f"Not in this role, or not any more: {', '.join(gone)}." if gone else ""


def _changes(plan: BulkPlan) -> tuple[StageChange, ...]:
    return tuple(
        StageChange(
            stage=stage.value,
            before=plan.before.get(stage, 0),
            after=plan.then.get(stage, 0),
            moving=plan.moving.get(stage, 0),
            staying=plan.staying.get(stage, 0),
            why=_why(stage) if stage in plan.staying else "",
        )
        for stage in COLUMNS
        if stage is plan.after or stage in plan.moving or stage in plan.staying
    )


def _why(stage: Stage) -> str:
    return "the applicant has withdrawn" if stage is Stage.WITHDRAWN else "there already"


def bulk_act_page(kept: KeptRole, actor: Actor, done: BulkRecord, *, problem: str = "") -> BulkActPage:
    """What was done to many, and where it is undone."""
    place, act = Place(kept.call.slug, kept.role.slug), done.act
    may_undo = act.undone_at is None and may(actor, Act.DECIDE, call_id=kept.call_id)
    undone = f"{act.undone_by}, {moment(act.undone_at, kept.call)}" if act.undone_at else ""
    return BulkActPage(
        title=f"{kept.role.title}: {act.count:,} moved to {act.after}",
        member_name=actor.name,
        called=actor.called,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        to=act.after.value,
        stage_href=Place(place.call, place.role, q=f"stage:{act.after.value}").sheet(),
        count=act.count,
        q=act.q,
        reason=act.reason,
        withheld=act.withheld,
        by=act.by,
        when=moment(act.at, kept.call),
        left=tuple((stage.value, done.left[stage]) for stage in COLUMNS if stage in done.left),
        members=tuple(_member(moved, place) for moved in done.members),
        more=sum(done.left.values()) - len(done.members),
        undo_action=f"{place.home}/bulk/{act.act_id}/undo" if may_undo else "",
        undone=undone,
        kept=tuple(_member(moved, place) for moved in done.kept),
        kept_more=done.kept_count - len(done.kept),
        problem=problem,
    )


def _member(moved: Moved, place: Place) -> MemberLine:
    return MemberLine(moved.name, place.candidate(moved.reference), moved.before.value, moved.now.value)
