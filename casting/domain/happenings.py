"""What a member does with an application, as colleagues are told of it: by reference and kind, never by content."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casting.domain.vocabulary import Audience


class Kind(StrEnum):
    """What can happen to an application while colleagues look on."""

    MARK = "mark"
    MOVE = "move"
    NOTE = "note"
    TAG = "tag"
    WITHDRAWAL = "withdrawal"
    NOTE_CHANGED = "note-changed"
    NOTE_DELETED = "note-deleted"
    UNTAG = "untag"
    RETURN = "return"
    ERASURE = "erasure"
    LEASE = "lease"
    MERGER = "merger"
    PARTING = "parting"
    EDIT = "edit"


NOTES = frozenset({Kind.NOTE, Kind.NOTE_CHANGED, Kind.NOTE_DELETED})
BEHIND_ONES_OWN_MARK = NOTES | {Kind.MARK}
"""What is read only after one's own judgement, and so is not told of before it either."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened.

    Attributes:
        row_id: its key among the rows from which it is read; 0 for a withdrawal and the member for a lease, which have
            no such row. A lease that has ended is told as one that has begun: that who has it in hand has changed.
        member_id: who did it; None where it was the applicant, or her guardian.
        after: the stage to which it was moved; otherwise empty.
        audience: for whom a note is, or the widest for whom it was before and is now; None for all else.
        hidden_from: the members who may not know of it, where no conflict can say so any more.
    """

    kind: Kind
    row_id: int
    role_id: int
    application_id: int
    reference: str
    member_id: int | None
    at: datetime
    after: str = ""
    audience: Audience | None = None
    hidden_from: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Hearer:
    """A member who looks at a role.

    Attributes:
        marks: whether she marks herself: then hers comes first, and colleagues' are told of after it.
        audiences: the notes of others that she may read.
    """

    member_id: int
    role_id: int
    marks: bool
    audiences: frozenset[Audience]


def may_hear(happening: Happening, hearer: Hearer, *, revealed: bool) -> bool:
    """Whether the member is told of it: it is another's, of her role, and on her page she may read what it is.

    Args:
        revealed: whether she has marked this application herself.
    """
    if happening.role_id != hearer.role_id:
        return False
    if happening.member_id == hearer.member_id or hearer.member_id in happening.hidden_from:
        return False
    if happening.kind in NOTES and happening.audience not in hearer.audiences:
        return False
    return happening.kind not in BEHIND_ONES_OWN_MARK or revealed or not hearer.marks


def told(happening: Happening, by: str, when: str) -> str:
    """What is said of it on a card: "moved to shortlist by Ana, just now"."""
    done = {
        Kind.MARK: f"marked by {by}",
        Kind.MOVE: f"moved to {happening.after} by {by}",
        Kind.NOTE: f"note by {by}",
        Kind.TAG: f"tagged by {by}",
        Kind.WITHDRAWAL: "withdrawn by the applicant",
        Kind.NOTE_CHANGED: f"note changed by {by}",
        Kind.NOTE_DELETED: f"note deleted by {by}",
        Kind.UNTAG: f"tag taken away by {by}",
        Kind.RETURN: "come back, by the applicant",
        Kind.ERASURE: "erased",
        Kind.LEASE: f"opened by {by}",
        Kind.MERGER: f"merged with another one by {by}",
        Kind.PARTING: f"parted again from another one by {by}",
        Kind.EDIT: "answers changed by the applicant",
    }
    return f"{done[happening.kind]}, {when}"
