"""Drafts: a form that somebody keeps for later. No team member ever sees one, and none outlives its call.

What opens a draft is its code: 80 bits derived from the installation's secret and the draft's nonce, so that it can be
read off a screen, mailed again by the worker, and found in no table.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import STANDARD_FIELDS, is_open
from casting.domain.errors import Closed, Refused
from casting.domain.overtaking import Right, Showing, right
from casting.domain.parts import HEADSHOT
from casting.domain.said import said
from casting.domain.vocabulary import QuestionKind
from casting.domain.zones import day_in
from casting.forms.application import minor_typed
from casting.forms.gathering import gathered
from casting.languages.catalogues import ENGLISH
from casting.services.apply import Upload
from casting.services.guarded import purposes_permitted
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import CallRow, DraftRow, RoleRow, table

CALL, DRAFT, ROLE = table(CallRow), table(DraftRow), table(RoleRow)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of codes: none of these is taken for another one, and what could be is read as the one that it looks like."""
CODE_LETTERS = 16
LONGEST_DRAFT = 200_000
"""Characters of everything typed."""
MAY_READ = timedelta(hours=24)
"""How long after closing a draft can still be read, and sent if the call is prolonged."""


@dataclass(frozen=True)
class Draft:
    """A form that was kept.

    Attributes:
        code: what opens it, in groups of four.
        typed: by field; without consents: those are given when the form is sent.
        files: by field, what lies in the vault.
        seen: the fields that were gone through to the end of their page.
        version: goes up by one with each change.
        name: what nobody else's draft has; it tells nothing of the code.
        guardian_consent: the key of the consent under which a minor's is kept; None for everybody else's.
    """

    role: KeptRole
    code: str
    typed: Mapping[str, str]
    saved_at: datetime
    files: Mapping[str, Upload]
    seen: frozenset[str]
    version: int
    name: str
    guardian_consent: int | None = None


UNKNOWN = Showing()
"""Of a form that says nothing of what it was shown with."""


@dataclass(frozen=True)
class Filled:
    """A form, or one part of it, as it was filled in.

    Attributes:
        fields: the names of its fields; what it leaves empty is emptied in the draft.
        typed: what was typed into them.
        files: what came with it; a field without a new file keeps the one that it has.
        showing: what the page showed when it was shown, and to whom.
        finished: whether its fields were gone through, and nothing is wrong with them.
        language: of whoever filled it in, in which days may be written.
        guardian_consent: the key of the consent with which it is a minor's.
    """

    fields: frozenset[str]
    typed: Mapping[str, str]
    files: tuple[Upload, ...] = ()
    showing: Showing = UNKNOWN
    finished: bool = False
    language: str = ENGLISH
    guardian_consent: int | None = None


@dataclass(frozen=True)
class Kept:
    """What was filled in is in the draft of this code."""

    code: str


@dataclass(frozen=True)
class Overtaken:
    """Nothing was kept: these fields were changed meanwhile, elsewhere, and say something else in the draft."""

    draft: Draft
    fields: tuple[str, ...]


def draft_code(secret: bytes, nonce: str) -> str:
    """The code of a draft: 16 letters and digits, 80 bits (HMAC-SHA-256, cut), in groups of four."""
    number = int.from_bytes(hmac.new(secret, b"draft:" + nonce.encode(), hashlib.sha256).digest()[:10], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LETTERS)))
    return _as_shown(letters)


def draft_link(base_url: str, secret: bytes, nonce: str) -> str:
    """The link that is mailed to whoever kept a draft."""
    return f"{base_url.rstrip('/')}/drafts/{draft_code(secret, nonce)}"


def keep_draft(
    session: Session, role: KeptRole, filled: Filled, *, secret: bytes, code: str, nonce: str, now: datetime
) -> Kept | Overtaken:
    """Keep what was filled in, in the draft of this code or, where there is none for this role, in a new one.

    Args:
        nonce: of a new draft.

    Raises:
        Closed: the call takes no applications.
        Refused: it is more than a form of this length can need.
        GuardianNeeded: it is a minor's, and no guardian consents to it.
    """
    if not is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now):
        raise Closed(said("This call takes no applications at the moment."))
    same = (DRAFT.c.digest == draft_digest(code)) & (DRAFT.c.role_id == role.role_id)
    row = session.execute(select(DRAFT).where(same).with_for_update()).mappings().one_or_none()
    standing: Mapping[str, Any] = _NOTHING if row is None else dict(row)
    wanted = {*STANDARD_FIELDS, *(q.key for q in role.role.questions if q.kind is not QuestionKind.FILE)}
    typed = gathered(role.role.questions, filled.typed)
    told = {name: _storable(typed.get(name, "")) for name in filled.fields & wanted}
    rights = _rights(standing, filled, told)
    if row is not None and (overtaken := tuple(sorted(n for n, whose in rights.items() if whose is Right.PERSON))):
        return Overtaken(_draft(role, code, row), overtaken)
    values = _merged(standing, filled, told, rights) | {"saved_at": now}
    if sum(map(len, values["typed"].values())) > LONGEST_DRAFT:
        raise Refused(said("This is too long to be kept for later. Please shorten the longest answers."))
    values["guardian_consent_id"] = _permitted(session, role, values["typed"], filled, standing, now=now)
    if row is not None:
        session.execute(update(DRAFT).where(DRAFT.c.id == row["id"]).values(values))
        return Kept(_as_shown(code))
    code = draft_code(secret, nonce)
    session.execute(insert(DRAFT), {"role_id": role.role_id, "nonce": nonce, "digest": draft_digest(code), **values})
    return Kept(code)


def _permitted(
    session: Session,
    role: KeptRole,
    typed: Mapping[str, str],
    filled: Filled,
    standing: Mapping[str, Any],
    *,
    now: datetime,
) -> int | None:
    """The guardian's consent under which a minor's draft is kept; None for everybody else's. Raises GuardianNeeded."""
    today = day_in(role.call.time_zone, now)
    if not minor_typed(typed, today=today, reader=filled.language):
        return None
    consent_id: int | None = filled.guardian_consent or standing["guardian_consent_id"]
    purposes_permitted(session, role, consent_id=consent_id)
    return consent_id


def _rights(standing: Mapping[str, Any], filled: Filled, told: Mapping[str, str]) -> dict[str, Right]:
    """Of the fields that say something else than the draft does, whose word stands."""
    old = standing["typed"] | {name: digest for name, (digest, *_) in standing["files"].items()}
    new = {**told, **{upload.question_key or HEADSHOT: upload.digest for upload in filled.files}}
    changed = {name: value for name, value in new.items() if value != old.get(name, "")}
    return {name: right(filled.showing, name, value, _last(standing, name)) for name, value in changed.items()}


def _last(standing: Mapping[str, Any], name: str) -> tuple[int, str, str]:
    """With which version a field of the draft changed last, by which form, on which device."""
    version, form, device = (*standing["history"].get(name, (0, "")), "")[:3]
    return version, form, device


def _merged(
    standing: Mapping[str, Any], filled: Filled, told: Mapping[str, str], rights: Mapping[str, Right]
) -> dict[str, Any]:
    """The columns of the draft with what was filled in, but for what the draft knows better."""
    changed = {name for name, whose in rights.items() if whose is Right.PAGE}
    told = {name: value for name, value in told.items() if rights.get(name) is not Right.DRAFT}
    version = standing["version"] + bool(changed or not standing["version"])
    mark = [version, filled.showing.form, filled.showing.device]
    files = {one.question_key or HEADSHOT: [one.digest, one.file_name, one.media_type] for one in filled.files}
    return {
        "typed": {name: value for name, value in (standing["typed"] | told).items() if value},
        "files": standing["files"] | files,
        "history": standing["history"] | dict.fromkeys(sorted(changed), mark),
        "seen": sorted({*standing["seen"], *filled.fields} if filled.finished else standing["seen"]),
        "version": version,
    }


_NOTHING: Mapping[str, Any] = {
    "typed": {},
    "files": {},
    "history": {},
    "seen": [],
    "version": 0,
    "guardian_consent_id": None,
}
"""What a draft holds before anything was kept."""


def draft_of(session: Session, *, code: str, now: datetime) -> Draft | None:
    """The draft that this code opens, until a day after its call has closed.

    While the call is not open, since it has closed or opens again later, a draft can be read and not sent.
    """
    row = session.execute(select(DRAFT).where(DRAFT.c.digest == draft_digest(code))).mappings().one_or_none()
    role = None if row is None else role_kept_by_id(session, row["role_id"])
    if row is None or role is None:
        return None
    if role.call.closes_at + MAY_READ <= now:
        return None
    return _draft(role, code, row)


def _draft(role: KeptRole, code: str, row: Mapping[Any, Any]) -> Draft:
    files = {
        name: Upload(digest, file_name, media_type, None if name == HEADSHOT else name)
        for name, (digest, file_name, media_type) in row["files"].items()
    }
    seen, name = frozenset(row["seen"]), draft_name(code)
    told = (row["typed"], row["saved_at"], files, seen, row["version"], name, row["guardian_consent_id"])
    return Draft(role, _as_shown(code), *told)


def draft_name(code: str) -> str:
    """The name of the draft of this code, whether or not there is one still."""
    return f"draft.{draft_digest(code)[:32]}"


def sent_name(draft: Draft) -> str:
    """What makes a draft one application however often it is sent; once changed, it is another one."""
    return f"{draft.name}.{draft.version}"


def discard_draft(session: Session, *, code: str) -> None:
    """Forget a draft: it was sent, or is not wanted any more."""
    session.execute(delete(DRAFT).where(DRAFT.c.digest == draft_digest(code)))


def forget_drafts(session: Session, *, now: datetime) -> int:
    """Forget the drafts of calls that have closed more than a day ago; how many there were."""
    closed = select(ROLE.c.id).join(CALL, CALL.c.id == ROLE.c.call_id).where(CALL.c.closes_at <= now - MAY_READ)
    return len(session.scalars(delete(DRAFT).where(DRAFT.c.role_id.in_(closed)).returning(DRAFT.c.id)).all())


def draft_digest(code: str) -> str:
    """Under which a draft lies; it does not open it."""
    return hashlib.sha256(_as_shown(code).encode("utf-8", "replace")).hexdigest()


def _as_shown(code: str) -> str:
    """A code as it was typed, in groups of four: small letters, blanks and what looks like another are no mistake."""
    plain = "".join(code.upper().translate(str.maketrans("OIL", "011", "-–")).split())
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _storable(value: str) -> str:
    """What both databases can hold as JSON; the check of the form says what is wrong with the rest."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()
