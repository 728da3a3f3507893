"""Drafts: a form that somebody keeps for later. No team member ever sees one, and none outlives its call.

What opens a draft is its code: 80 bits derived from the installation's secret and the draft's nonce, so that it can be
read off a screen, mailed again by the worker, and found in no table.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import STANDARD_FIELDS, is_open
from casting.domain.errors import Closed, Refused
from casting.domain.messages import MessageKind
from casting.domain.said import said
from casting.domain.vocabulary import QuestionKind
from casting.forms.gathering import gathered
from casting.services.messages import leave_message
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import CallRow, DraftRow, RoleRow, table

CALL, DRAFT, ROLE = table(CallRow), table(DraftRow), table(RoleRow)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of codes: none of these is taken for another one, and what could be is read as the one that it looks like."""
CODE_LETTERS = 16
LONGEST_DRAFT = 200_000
"""Characters of everything typed."""


@dataclass(frozen=True)
class Draft:
    """A form that was kept.

    Attributes:
        code: what opens it, in groups of four.
        typed: by field; no file, and no consent: that is given when the form is sent.
    """

    role: KeptRole
    code: str
    typed: Mapping[str, str]
    saved_at: datetime


def draft_code(secret: bytes, nonce: str) -> str:
    """The code of a draft: 16 letters and digits, 80 bits (HMAC-SHA-256, cut), in groups of four."""
    number = int.from_bytes(hmac.new(secret, b"draft:" + nonce.encode(), hashlib.sha256).digest()[:10], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LETTERS)))
    return _as_shown(letters)


def draft_link(base_url: str, secret: bytes, nonce: str) -> str:
    """The link that is mailed to whoever kept a draft."""
    return f"{base_url.rstrip('/')}/drafts/{draft_code(secret, nonce)}"


def keep_draft(
    session: Session,
    role: KeptRole,
    *,
    secret: bytes,
    code: str,
    nonce: str,
    typed: Mapping[str, str],
    email: str | None,
    language: str,
    now: datetime,
) -> str:
    """Keep what was typed, in the draft of this code or, where there is none for this role, in a new one; its code.

    Args:
        nonce: of a new draft.
        email: where the link is mailed to, once for each address; None where nobody is written to.

    Raises:
        Closed: the call takes no applications.
        Refused: it is more than a form of this length can need.
    """
    if not is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now):
        raise Closed(said("This call takes no applications at the moment."))
    wanted = {*STANDARD_FIELDS, *(q.key for q in role.role.questions if q.kind is not QuestionKind.FILE)}
    whole = gathered(role.role.questions, typed)
    told = {name: _storable(value) for name, value in whole.items() if name in wanted and value}
    if sum(map(len, told.values())) > LONGEST_DRAFT:
        raise Refused(said("This is too long to be kept for later. Please shorten the longest answers."))
    same = (DRAFT.c.digest == _digest(code)) & (DRAFT.c.role_id == role.role_id)
    known = session.execute(
        update(DRAFT).where(same).values(typed=told, saved_at=now).returning(DRAFT.c.nonce)
    ).scalar()
    if known is None:
        code = draft_code(secret, nonce)
        row = {"role_id": role.role_id, "nonce": nonce, "digest": _digest(code), "typed": told, "saved_at": now}
        session.execute(insert(DRAFT), row)
    if email is not None:
        _mail_link(session, role, nonce=known or nonce, email=email, language=language, now=now)
    return code


def draft_of(session: Session, *, code: str, now: datetime) -> Draft | None:
    """The draft that this code opens, as long as its call is open."""
    row = session.execute(select(DRAFT).where(DRAFT.c.digest == _digest(code))).one_or_none()
    role = None if row is None else role_kept_by_id(session, row.role_id)
    if row is None or role is None:
        return None
    if not is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now):
        return None
    return Draft(role, _as_shown(code), row.typed, row.saved_at)


def discard_draft(session: Session, *, code: str) -> None:
    """Forget a draft: it was sent, or is not wanted any more."""
    session.execute(delete(DRAFT).where(DRAFT.c.digest == _digest(code)))


def forget_drafts(session: Session, *, now: datetime) -> int:
    """Forget the drafts of calls that have closed; how many there were."""
    closed = select(ROLE.c.id).join(CALL, CALL.c.id == ROLE.c.call_id).where(CALL.c.closes_at <= now)
    return len(session.scalars(delete(DRAFT).where(DRAFT.c.role_id.in_(closed)).returning(DRAFT.c.id)).all())


def _mail_link(session: Session, role: KeptRole, *, nonce: str, email: str, language: str, now: datetime) -> None:
    address = hashlib.sha256(email.encode()).hexdigest()[:16]
    leave_message(
        session,
        key=f"draft:{nonce}:{address}",
        kind=MessageKind.DRAFT_LINK,
        recipient=email,
        values={"draft": nonce, "call": role.call.title, "role": role.role.title, "language": language},
        application_id=None,
        member_id=None,
        now=now,
    )


def _digest(code: str) -> str:
    return hashlib.sha256(_as_shown(code).encode("utf-8", "replace")).hexdigest()


def _as_shown(code: str) -> str:
    """A code as it was typed, in groups of four: small letters, blanks and what looks like another are no mistake."""
    plain = "".join(code.upper().translate(str.maketrans("OIL", "011", "-–")).split())
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _storable(value: str) -> str:
    """What both databases can hold as JSON; the check of the form says what is wrong with the rest."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()
