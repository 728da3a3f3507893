"""The search language as conditions on an application's row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, exists, literal, not_, or_, select, true

from casting.domain.blind import LONGEST_ENDING, NAME, PORTRAIT, SHORTEST_STEM
from casting.domain.errors import Refused
from casting.domain.folding import folded
from casting.domain.search_asks import MINE
from casting.domain.search_tree import (
    All,
    AnyOf,
    AssignedTo,
    BandIs,
    ChoiceIs,
    CriterionIs,
    Everything,
    FlagIs,
    GatesAre,
    Has,
    MarkedBy,
    MarkIs,
    MeasureIs,
    Not,
    Noted,
    NoteHolds,
    NumberIs,
    Phrase,
    ReceivedIs,
    SpokenIs,
    StageIs,
    StarsAre,
    TagIs,
    Term,
    Tree,
    Word,
)
from casting.domain.vocabulary import Audience, MaterialKind, MaterialState, Part, Stage
from casting.store.calls import KeptRole
from casting.store.claims import claimed
from casting.store.tables import (
    ApplicationRow,
    AssignmentRow,
    FlagRow,
    MarkRow,
    MaterialRow,
    NoteRow,
    TagRow,
    table,
)
from casting.store.told import spanned, told
from casting.store.veils import unveiled
from casting.store.words import holders_of_phrase

APPLICATION, MARK, MATERIAL = table(ApplicationRow), table(MarkRow), table(MaterialRow)
FLAG, NOTE, TAG = table(FlagRow), table(NoteRow), table(TagRow)
SAID = MARK.alias("said")
ASSIGNMENT = table(AssignmentRow)


@dataclass(frozen=True)
class Asking:
    """Who asks, of which role, on which database.

    Attributes:
        member_id: whose marks `mark:` and `stars:` look at; None for a command at the terminal.
        dialect: sqlite or postgresql.
        looks_on: whether colleagues' marks may be asked for without a mark of one's own.
        markers: names and keys of those in the call's team, where the tree asks for somebody's marks.
    """

    role: KeptRole
    member_id: int | None
    dialect: str
    looks_on: bool = False
    markers: Mapping[int, str] = field(default_factory=dict)


def listed(tree: Tree, asking: Asking, *, withdrawn: bool | None = None) -> ColumnElement[bool]:
    """The condition that an application of the role stands in the list that the tree asks for.

    An application that is held for another one is in no list, and in none of a member's from whom it is hidden.

    Args:
        withdrawn: whether one that was withdrawn may be in it; by default where the tree asks for it.

    Raises:
        Refused: the tree names a criterion that the role has not, somebody who is not in the team, or a member's own
            marks where there is no member.
    """
    conditions = [APPLICATION.c.held_for.is_(None), unveiled(APPLICATION.c.id, asking.member_id)]
    conditions.append(_condition(tree, asking))
    if not (asks_for_withdrawn(tree) if withdrawn is None else withdrawn):
        conditions.append(APPLICATION.c.stage != Stage.WITHDRAWN.value)
    return and_(*conditions)


def meets(tree: Tree, asking: Asking) -> ColumnElement[bool]:
    """What the tree asks for alone, of an application in a list or in none. Raises as `listed` does."""
    return _condition(tree, asking)


def asks_for_withdrawn(tree: Tree, *, wanted: bool = True) -> bool:
    """Whether the tree names the stage `withdrawn` as one that is wanted; `wanted` is turned round by a minus sign."""
    match tree:
        case StageIs(Stage.WITHDRAWN):
            return wanted
        case Not(part):
            return asks_for_withdrawn(part, wanted=not wanted)
        case All(parts) | AnyOf(parts):
            return any(asks_for_withdrawn(part, wanted=wanted) for part in parts)
    return False


@lru_cache(maxsize=256)
def newest(marks: FromClause, *member_ids: int) -> ColumnElement[bool]:
    """The condition that a row of `marks`, the table or an alias of it, is a member's newest of its application."""
    newer = MARK.alias("newer")
    same = newer.c.application_id == marks.c.application_id, newer.c.member_id == marks.c.member_id
    superseded = exists().where(*same, newer.c.id > marks.c.id)
    return and_(marks.c.member_id.in_(member_ids), not_(superseded.correlate(marks)))


def _condition(tree: Tree, asking: Asking, *, wanted: bool = True) -> ColumnElement[bool]:
    """The tree as a condition, or the opposite of it: minus signs are carried down to the terms."""
    match tree:
        case Everything():
            return true()
        case All(parts) | AnyOf(parts):
            joined = and_ if isinstance(tree, All) is wanted else or_
            return joined(*(_condition(part, asking, wanted=wanted) for part in parts))
        case Not(part):
            return _condition(part, asking, wanted=not wanted)
        case TagIs(None) | AssignedTo(None):
            anyones = _assigned(asking) if isinstance(tree, AssignedTo) else select(TAG.c.application_id)
            return _term(anyones, asking, wanted=not wanted)
        case MarkIs(None):
            return _term(_marked(asking, SAID.c.opinion.is_not(None)), asking, wanted=not wanted)
    return _term(_found(tree, asking), asking, wanted=wanted)


def _found(term: Term, asking: Asking) -> Select[Any] | ColumnElement[bool]:
    """What a term finds: the ids of applications, or a condition on their own rows."""
    found: Select[Any] | ColumnElement[bool]
    match term:
        case Word(text) | Phrase(text):
            found = _holders(text, asking)
        case StageIs(stage):
            found = APPLICATION.c.stage == stage.value
        case MarkIs(opinion):
            found = _marked(asking, SAID.c.opinion == opinion)
        case StarsAre(within):
            found = _marked(asking, spanned(SAID.c.stars, within))
        case FlagIs() | TagIs() | MarkedBy() | AssignedTo() | NoteHolds():
            found = _not_by_name(term, _noted(term, asking), asking)
        case MeasureIs() | BandIs() | ReceivedIs() | NumberIs() | ChoiceIs() | SpokenIs():
            found = told(term, asking.role)
        case CriterionIs() | GatesAre() | Has(Part.REQUEST):
            found = claimed(term, asking.role)
        case Has(Part.TAPE):
            found = APPLICATION.c.tape_url.is_not(None) | _with(MaterialKind.TAPE)
        case Has():
            found = _with(MaterialKind.HEADSHOT)
        case _:
            found = APPLICATION.c.reference == term.reference
    return found


def _holders(text: str, asking: Asking) -> Select[Any] | ColumnElement[bool]:
    """Whose words hold the phrase: in a stage where anything is hidden from who asks, those alone that are not."""
    blind = asking.role.blind
    everything = holders_of_phrase(text, dialect=asking.dialect)
    if asking.member_id is None or not blind.things - {PORTRAIT}:
        return everything
    hiding = APPLICATION.c.stage.in_([stage.value for stage in blind.hidden])
    shown = holders_of_phrase(text, dialect=asking.dialect, blind=True)
    return or_(and_(hiding, APPLICATION.c.id.in_(shown)), and_(not_(hiding), APPLICATION.c.id.in_(everything)))


def _not_by_name(term: Noted, found: Select[Any], asking: Asking) -> Select[Any] | ColumnElement[bool]:
    """What a term finds, without those whose note tells a hidden name by the word that was asked for.

    Where names are hidden, words are found by how they begin alone: any middle of a name would find it, too.
    """
    stages = [stage.value for stage in asking.role.blind.hiding(NAME)]
    if not isinstance(term, NoteHolds) or term.words is None or not stages:
        return found
    begun = readable_notes(asking).where(_padded(NOTE.c.folded).contains(f" {term.words}", autoescape=True))
    # A longer word may be the name with another ending.
    stems = (word[: max(SHORTEST_STEM, len(word) - LONGEST_ENDING)] for word in term.words.split())
    spelt = [_padded(APPLICATION.c.sort_name).contains(f" {stem}", autoescape=True) for stem in stems]
    hiding, everywhere = APPLICATION.c.stage.in_(stages), APPLICATION.c.id.in_(found)
    return or_(and_(hiding, APPLICATION.c.id.in_(begun), not_(or_(*spelt))), and_(not_(hiding), everywhere))


def _padded(words: ColumnElement[str]) -> ColumnElement[str]:
    return literal(" ", Text()).concat(words).concat(" ")


def _noted(term: Noted, asking: Asking) -> Select[Any]:
    match term:
        case FlagIs(kind):
            found = select(FLAG.c.application_id)
            return found if kind is None else found.where(FLAG.c.kind == kind.value)
        case TagIs(name):
            return select(TAG.c.application_id).where(TAG.c.name == name)
        case NoteHolds(words):
            readable = readable_notes(asking)
            return readable if words is None else readable.where(NOTE.c.folded.contains(words))
        case AssignedTo(who):
            return _assigned(asking, *([_member(asking)] if term == MINE else _meant(who or "", asking)))
    return _marked_by(term.who, asking)


def _assigned(asking: Asking, *member_ids: int) -> Select[Any]:
    """What these members have been dealt; of nobody, what anybody has."""
    standing = ASSIGNMENT.c.role_id == asking.role.role_id, ASSIGNMENT.c.taken_at.is_(None)
    found = select(ASSIGNMENT.c.application_id).where(*standing)
    return found.where(ASSIGNMENT.c.member_id.in_(member_ids)) if member_ids else found


def _term(found: Select[Any] | ColumnElement[bool], asking: Asking, *, wanted: bool) -> ColumnElement[bool]:
    """Whether an application is among those that were found, or is not, in the form that the database does best."""
    if not isinstance(found, Select):
        return found if wanted else not_(found)
    if wanted:
        return APPLICATION.c.id.in_(found)
    if asking.dialect == "sqlite":
        # The list is made once; a full-text index asked for each row would begin anew each time.
        return APPLICATION.c.id.not_in(found)
    # PostgreSQL takes NOT IN for so dear that it would rather read the whole role; this it joins.
    (application_id,) = found.selected_columns
    return not_(exists(found.where(application_id == APPLICATION.c.id).correlate(APPLICATION)))


def _marked(asking: Asking, given: ColumnElement[bool]) -> Select[Any]:
    return select(SAID.c.application_id).where(newest(SAID, _member(asking)), given)


def _marked_by(who: str | None, asking: Asking) -> Select[Any]:
    """What a member has marked; of others only what the asking member has marked too, where she marks at all."""
    anything = or_(SAID.c.opinion.is_not(None), SAID.c.stars.is_not(None))
    if who is None:
        return _marked(asking, anything)
    meant = _meant(who, asking)
    found = select(SAID.c.application_id).where(newest(SAID, *meant), anything)
    if asking.looks_on or asking.member_id is None:
        return found
    return found.where(SAID.c.application_id.in_(_judged(asking.member_id)))


def _meant(who: str, asking: Asking) -> list[int]:
    meant = named(who, asking.markers)
    if not meant:
        raise Refused(f"Nobody in this team is called “{who}”, so nothing was looked for. by:me finds your own marks.")
    return meant


def _judged(member_id: int) -> Select[Any]:
    """What the member has marked: only there she sees what others say."""
    mine = MARK.alias("mine")
    marked = or_(mine.c.opinion.is_not(None), mine.c.stars.is_not(None))
    return select(mine.c.application_id).where(newest(mine, member_id), marked)


def readable_notes(asking: Asking) -> Select[Any]:
    """The applications with a note that the member may read: her own, and others' for her by the rule of their page."""
    member_id = _member(asking)
    audiences = [Audience.PRODUCTION.value] if asking.looks_on else [Audience.TEAM.value, Audience.PRODUCTION.value]
    judged = true() if asking.looks_on else NOTE.c.application_id.in_(_judged(member_id))
    others = and_(NOTE.c.visibility.in_(audiences), judged)
    return select(NOTE.c.application_id).where((NOTE.c.member_id == member_id) | others)


def named(who: str, markers: Mapping[int, str]) -> list[int]:
    """Those whose name holds these words, one after another, with hyphens between: `alex`, `dana-direct`."""
    return [key for key, name in markers.items() if f"-{who}-" in f"-{folded(name).replace(' ', '-')}-"]


def _member(asking: Asking) -> int:
    if asking.member_id is None:
        raise Refused(
            "“mark:”, “stars:”, “note:”, “by:me” and “assigned:me” ask what a member has said or may read, and "
            "nobody is signed in here. Leave them out."
        )
    return asking.member_id


def _with(kind: MaterialKind) -> ColumnElement[bool]:
    """A headshot or tape counts while it is being prepared, but not where it cannot be used."""
    return exists().where(
        MATERIAL.c.application_id == APPLICATION.c.id,
        MATERIAL.c.kind == kind.value,
        MATERIAL.c.state.in_([MaterialState.PENDING.value, MaterialState.READY.value]),
    )
