"""A form as it arrives from an applicant's browser: read within its limits, and the tokens that name it."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from itsdangerous import BadSignature
from starlette.datastructures import FormData

from casting.domain.overtaking import Showing, read_said
from casting.domain.parts import HEADSHOT
from casting.services.drafts import Filled
from casting.store.calls import KeptRole
from casting.web.deps import Rooms
from casting.web.form_views import NEXT_PAGE, SAID, VERSION
from casting.web.guarding import Guarded, GuardianFirst, guard, lost_files
from casting.web.own_drafts import device_of
from casting.web.reader import CHOSEN, Reader
from casting.web.uploads import Uploads, file_names, keep_uploads

FORM_LIFE_SECONDS = 24 * 3600
TEXT_FIELDS, FILES, LONGEST_PART = 400, 12, 1024 * 1024
LONGEST_NUMBER = 10
NOBODYS = Guarded()
"""Of an adult's form: no consent of anybody is needed."""


@dataclass(frozen=True)
class Sent:
    """One form as it arrived: the text fields, the files in the vault, what is wrong with files, when, and for whom.

    device: the random name of the browser that it comes from; empty where that keeps none.
    """

    typed: Mapping[str, str]
    uploads: Uploads
    arrived_at: datetime
    language: str
    guarded: Guarded = NOBODYS
    device: str = ""

    @property
    def showing(self) -> Showing:
        """The page as it was shown: with which version of the draft, as which form, on which device, saying what."""
        token, version, said = (self.typed.get(name, "") for name in ("token", VERSION, SAID))
        return Showing(
            version=int(version) if version.isascii() and version.isdigit() and len(version) < LONGEST_NUMBER else 0,
            form=hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()[:12] if token else "",
            device=self.device,
            said=read_said(said) if SAID in self.typed else None,
        )


async def read_sent(request: Request, rooms: Rooms, kept: KeptRole, address: str, reader: Reader) -> Sent:
    """Read the body within its limits. What exceeds them is answered by a page of its own.

    Raises:
        GuardianFirst: it is a minor's and no guardian consents; no file was kept. A form that is only to be shown again
            does not raise it, and loses its files.
    """
    form = await request.form(max_files=FILES, max_fields=TEXT_FIELDS, max_part_size=LONGEST_PART)
    arrived_at, typed = rooms.clock(), _typed(form)
    guarded, uploads = NOBODYS, Uploads()
    try:
        guarded = await guard(request, rooms, kept, typed, now=arrived_at, language=reader.language)
        uploads = await keep_uploads(form, rooms, kept, address=address)
    except GuardianFirst as first:
        if not typed.get(CHOSEN) and typed.get(NEXT_PAGE) != "form":
            first.files = file_names(form, rooms) or lost_files(typed)
            raise
    finally:
        await form.close()
    return Sent(typed, uploads, arrived_at, reader.language, guarded, device_of(request))


def _typed(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def filled_form(sent: Sent, fields: frozenset[str], *, finished: bool = False) -> Filled:
    """What a form says in these fields, and which draft it was shown with."""
    return Filled(
        fields=fields,
        typed=sent.typed,
        files=tuple(upload for upload in sent.uploads.kept if (upload.question_key or HEADSHOT) in fields),
        showing=sent.showing,
        finished=finished,
        language=sent.language,
        guardian_consent=sent.guarded.consent_id,
    )


def form_token(rooms: Rooms, kept: KeptRole, name: str = "") -> str:
    """A token for a form of this role, by which it is known when it comes back; its name is random by default."""
    return rooms.sign("form").dumps([kept.role_id, name or secrets.token_urlsafe(16)])


def form_name(rooms: Rooms, kept: KeptRole, token: str) -> str | None:
    """The form's own name, or None where the token is not ours, not for this role, or older than a day."""
    try:
        role_id, name = rooms.sign("form").loads(token, max_age=FORM_LIFE_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(name) if role_id == kept.role_id else None
