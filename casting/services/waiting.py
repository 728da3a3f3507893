"""What waits for a member: the roles of the member's calls, and how far each has come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.mentions import unaddressed
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import Audience, Duty, Stage
from casting.services.duplicates import open_pairs
from casting.services.name_masks import masks
from casting.services.review import Progress, progress, stage_counts
from casting.store.assignments import waiting_for
from casting.store.calls import KeptRole, calls_kept, role_kept
from casting.store.claims import requests_open
from casting.store.tables import MemberRow, NoteRow, table

NOTE, MEMBER = table(NoteRow), table(MemberRow)
MOST_WORDS = 3


@dataclass(frozen=True)
class WaitingRole:
    """A role, what the member does in it, and how far it has come."""

    role: KeptRole
    duty: Duty | None
    progress: Progress
    stages: Mapping[Stage, int]
    assigned: int
    """How many are dealt to the member that she has not marked."""
    pairs: int
    """How many pairs of applications may be one person's, and wait for somebody to say so."""
    requests: int
    """How many ask for an exception that nobody has decided yet."""


def waiting_roles(session: Session, actor: Actor) -> tuple[WaitingRole, ...]:
    """The roles that the member may see."""
    found = []
    assigned, asking = waiting_for(session, actor.member_id), requests_open(session, actor.member_id)
    for kept in calls_kept(session):
        if not may(actor, Act.SEE, call_id=kept.call_id):
            continue
        for plan in kept.call.roles:
            role = role_kept(session, kept.call.slug, plan.slug)
            if role is not None:
                found.append(
                    WaitingRole(
                        role,
                        duty=actor.duties.get(kept.call_id),
                        progress=progress(session, actor, role),
                        stages=stage_counts(session, role, actor),
                        assigned=assigned.get(role.role_id, 0),
                        pairs=open_pairs(session, actor, role),
                        requests=asking.get(role.role_id, 0),
                    )
                )
    return tuple(found)


@dataclass(frozen=True)
class ProductionWord:
    """What a person wrote for the production too, and who it was."""

    text: str
    by: str


def production_words(
    session: Session,
    role: KeptRole,
    application_ids: Sequence[int],
    *,
    member_id: int | None,
    revealed: Collection[int],
) -> Mapping[int, tuple[ProductionWord, ...]]:
    """The newest three notes on each application that the production may read, the newest first.

    They go out of the team, on links, on paper and in a file: no note for the casting team and no reason of a move is
    among them, and nobody is called by an @ in them.

    Args:
        member_id: whose own notes are hers to read in any case; None for a reader outside of the team.
        revealed: the applications of which others' notes may be shown: one's own judgement comes first.
    """
    words: dict[int, list[ProductionWord]] = {key: [] for key in application_ids}
    mask = masks(session, role, application_ids)
    notes = (
        select(NOTE.c.application_id, MEMBER.c.name, NOTE.c.text)
        .join(MEMBER, MEMBER.c.id == NOTE.c.member_id)
        .where(NOTE.c.application_id.in_(application_ids), NOTE.c.visibility == Audience.PRODUCTION.value)
        .where(NOTE.c.application_id.in_(revealed) | (NOTE.c.member_id == member_id))
        .order_by(NOTE.c.id.desc())
    )
    for application_id, name, text in session.execute(notes):
        if len(words[application_id]) < MOST_WORDS:
            words[application_id].append(ProductionWord(unaddressed(mask[application_id](text)), name))
    return {key: tuple(said) for key, said in words.items()}
