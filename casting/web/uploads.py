"""Files that come with a form: into the vault first, so that a row never names a file that is not there.

A file that came with a form which has to be sent again is kept, and the form carries a signed token for it, so that
nobody has to choose it a second time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from itsdangerous import BadSignature
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from casting.config import MEGABYTE
from casting.domain.errors import TooMany
from casting.domain.media import MediaRefused, Refusal
from casting.domain.said import Text, said
from casting.domain.vocabulary import QuestionKind
from casting.forms.application import hidden_questions
from casting.media.documents import check_document, check_pdf, safe_file_name
from casting.media.signatures import is_foreign_picture, sniff, sniff_video
from casting.services.apply import Upload
from casting.store.calls import KeptRole
from casting.web.deps import Rooms
from casting.web.form_views import LONGEST_HEADSHOT

HEAD_BYTES = 4096
TOKEN_LIFE_SECONDS = 24 * 3600
CHUNK = MEGABYTE
PDF = "application/pdf"
LONGEST_SIDES = 10 * MEGABYTE


@dataclass(frozen=True)
class Uploads:
    """What became of the files of one form.

    Attributes:
        kept: the files that lie in the vault.
        tokens: for each of them, by field, the token and the name for a form that has to be sent again.
        faults: what is wrong with a file, by field.
        refused: by field, the reason and the name of a file that was refused.
        taken: false where files could not be taken at all (too little free disk); the answers still can.
    """

    kept: tuple[Upload, ...] = ()
    tokens: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    faults: Mapping[str, Text] = field(default_factory=dict)
    taken: bool = True
    refused: Mapping[str, str] = field(default_factory=dict)


def uploads_open(rooms: Rooms) -> bool:
    """Whether there is enough free disk to take files."""
    return rooms.vault.free_bytes() >= rooms.settings.upload_floor_mb * MEGABYTE


def missing_files(
    role: KeptRole, uploads: Uploads, typed: Mapping[str, str], *, there: Collection[str] = ()
) -> dict[str, Text]:
    """What is said of the files that have to be sent and were not; nothing where files cannot be taken at all.

    Args:
        typed: by which some are not asked for.
        there: the questions whose files stand already.
    """
    answered = {*there, *(upload.question_key for upload in uploads.kept)}
    files = (q.key for q in role.role.questions if q.kind is QuestionKind.FILE and q.required and q.key in role.asked)
    wanted = [key for key in files if key not in answered]
    if not wanted or not uploads.taken:
        return {}
    hidden = hidden_questions(role.role, typed)
    return {key: said("Choose a file.") for key in wanted if key not in hidden}


def asked_uploads(role: KeptRole, uploads: Uploads, typed: Mapping[str, str]) -> tuple[Upload, ...]:
    """The files that were asked for; others are not kept."""
    if not uploads.kept:
        return ()
    hidden = hidden_questions(role.role, typed)
    return tuple(upload for upload in uploads.kept if upload.question_key not in hidden)


async def keep_uploads(form: FormData, rooms: Rooms, role: KeptRole | None, *, address: str) -> Uploads:
    """Put a form's files into the vault.

    Args:
        role: tells which file questions there are; None where only a headshot may come.
        address: where they come from: the files of one address are limited, so that nobody can fill the disk.
    """
    wanted: dict[str, int] = {"headshot": LONGEST_HEADSHOT}
    if role is not None:
        asked = (q for q in role.role.questions if q.key in role.asked and q.kind is QuestionKind.FILE)
        wanted |= {question.key: question.longest for question in asked}
    sent = [(name, limit) for name, limit in wanted.items() if _chosen(form, name) or form.get(f"{name}_kept")]
    if not sent:
        return Uploads()
    if not uploads_open(rooms) or not _within_limits(form, rooms, sent, address):
        return Uploads(taken=False)
    return await run_in_threadpool(_keep, form, rooms, sent)


def file_tokens(rooms: Rooms, files: Mapping[str, Upload]) -> Mapping[str, tuple[str, str]]:
    """For files that a draft holds, by field, the token and the name with which a form has them."""
    return {name: (_token(rooms, name, upload), upload.file_name) for name, upload in files.items()}


def file_names(form: FormData, rooms: Rooms) -> Mapping[str, str]:
    """What the files are called that a form has, by field: those chosen now, and those that it has a token for."""
    chosen = {name: safe_file_name(file.filename or "") for name in form if (file := _chosen(form, name))}
    tokens = {name.removesuffix("_kept"): _named(str(form[name]), rooms) for name in form if name.endswith("_kept")}
    return {**{name: file_name for name, file_name in tokens.items() if file_name}, **chosen}


def _named(token: str, rooms: Rooms) -> str:
    try:
        return str(rooms.sign("upload").loads(token, max_age=TOKEN_LIFE_SECONDS)[2])
    except (BadSignature, ValueError, TypeError, IndexError):
        return ""


async def keep_tape(form: FormData, rooms: Rooms, *, address: str) -> Uploads:
    """Put a tape that came whole into the vault; limited as `keep_uploads` is."""
    file = _chosen(form, "tape")
    if file is None:
        return Uploads()
    if not uploads_open(rooms) or not _within_limits(form, rooms, [("tape", 0)], address):
        return Uploads(taken=False)
    try:
        return Uploads((await run_in_threadpool(_store_tape, file, rooms),))
    except MediaRefused as refused:
        return Uploads(faults={"tape": refused.said})
    except OSError:
        return Uploads(taken=False)


def _store_tape(file: UploadFile, rooms: Rooms) -> Upload:
    media_type = sniff_video(file.file.read(HEAD_BYTES))
    file.file.seek(0)
    if media_type is None:
        raise MediaRefused(Refusal.EMPTY if file.size == 0 else Refusal.NOT_A_VIDEO)
    return Upload(
        _put(file, rooms, rooms.settings.tape_limit_mb * MEGABYTE), safe_file_name(file.filename or ""), media_type
    )


def keep_sides(file: UploadFile | str | None, rooms: Rooms) -> Uploads:
    """Put sides, which are a PDF and nothing else, into the vault; nothing where no file was chosen."""
    if file is None or isinstance(file, str) or not file.filename:
        return Uploads()
    if not uploads_open(rooms):
        return Uploads(taken=False)
    try:
        check_pdf(file.file.read(HEAD_BYTES), file.filename)
        file.file.seek(0)
        name = safe_file_name(file.filename, media_type=PDF)
        return Uploads((Upload(_put(file, rooms, LONGEST_SIDES), name, PDF),))
    except MediaRefused as refused:
        return Uploads(faults={"file": refused.said})
    except OSError:
        return Uploads(taken=False)


def _put(file: UploadFile, rooms: Rooms, limit: int) -> str:
    with rooms.vault.incoming(limit_bytes=limit) as incoming:
        while chunk := file.file.read(CHUNK):
            incoming.write(chunk)
        return incoming.finish()


def _within_limits(form: FormData, rooms: Rooms, sent: list[tuple[str, int]], address: str) -> bool:
    try:
        for name, _ in sent:
            if _chosen(form, name):
                rooms.limits.spend(rooms.limits.uploads, address)
    except TooMany:
        return False
    return True


def _keep(form: FormData, rooms: Rooms, sent: list[tuple[str, int]]) -> Uploads:
    kept: list[Upload] = []
    tokens: dict[str, tuple[str, str]] = {}
    faults: dict[str, Text] = {}
    refused: dict[str, str] = {}
    for name, limit in sent:
        file = _chosen(form, name)
        try:
            upload = _store(file, rooms, name, limit) if file else _kept_before(form, rooms, name)
        except MediaRefused as error:
            faults[name] = error.said
            refused[name] = f"{error.reason.value} {safe_file_name(file.filename or '') if file else ''}"
            continue
        except OSError:
            return Uploads(taken=False)
        if upload is not None:
            kept.append(upload)
            tokens[name] = (_token(rooms, name, upload), upload.file_name)
    return Uploads(tuple(kept), tokens, faults, refused=refused)


def _chosen(form: FormData, name: str) -> UploadFile | None:
    """The file that was chosen; a browser sends an empty part where none was."""
    value = form.get(name)
    return value if isinstance(value, UploadFile) and value.filename else None


def _store(file: UploadFile, rooms: Rooms, name: str, limit: int) -> Upload:
    head = file.file.read(HEAD_BYTES)
    file.file.seek(0)
    shown = safe_file_name(file.filename or "")
    media_type = sniff(head) if name == "headshot" else check_document(head, file.filename or "")
    if media_type is None:
        raise MediaRefused(_not_a_picture(head))
    return Upload(_put(file, rooms, limit), shown, media_type, None if name == "headshot" else name)


def _kept_before(form: FormData, rooms: Rooms, name: str) -> Upload | None:
    try:
        field_name, digest, shown, media_type = rooms.sign("upload").loads(
            str(form.get(f"{name}_kept")), max_age=TOKEN_LIFE_SECONDS
        )
    except (BadSignature, ValueError, TypeError):
        return None
    if field_name != name or not rooms.vault.exists(digest):
        return None
    return Upload(digest, shown, media_type, None if name == "headshot" else name)


def _token(rooms: Rooms, name: str, upload: Upload) -> str:
    return rooms.sign("upload").dumps([name, upload.digest, upload.file_name, upload.media_type])


def _not_a_picture(head: bytes) -> Refusal:
    if not head:
        return Refusal.EMPTY
    return Refusal.UNSUPPORTED_TYPE if is_foreign_picture(head) else Refusal.NOT_A_PICTURE
