"""Documents that people send: told apart by content, kept as they are, served as attachments alone."""

import mimetypes
import re
import unicodedata
from typing import Final

from casting.domain.media import MediaRefused, Refusal
from casting.media.signatures import sniff

_SUFFIXES: Final = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
}

# Python's own table, not the system's: a name means the same on every machine.
_TYPES_OF_NAMES: Final = mimetypes.MimeTypes()

_MAX_NAME_BYTES: Final = 180
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*;%]')


def check_document(head: bytes, name: str) -> str:
    """Return the media type under which a document is stored: PDF, JPEG or PNG, by its first bytes alone.

    A name never makes a document acceptable, but one that is known to belong to something else (a program, a
    page) gives a polyglot away. Raises MediaRefused (empty, not a document, misnamed).
    """
    if not head:
        raise MediaRefused(Refusal.EMPTY)
    media_type = "application/pdf" if head.startswith(b"%PDF-") else sniff(head)
    if media_type is None or media_type not in _SUFFIXES:
        raise MediaRefused(Refusal.NOT_A_DOCUMENT)
    named_as, _ = _TYPES_OF_NAMES.guess_type(safe_file_name(name))
    if named_as is not None and named_as not in _SUFFIXES:
        raise MediaRefused(Refusal.MISNAMED)
    return media_type


def check_pdf(head: bytes, name: str) -> None:
    """The same of a document that has to be a PDF. Raises MediaRefused (empty, not a PDF, misnamed)."""
    if head and not head.startswith(b"%PDF-"):
        raise MediaRefused(Refusal.NOT_A_PDF)
    check_document(head, name)


def safe_file_name(name: str, *, media_type: str | None = None) -> str:
    """Return a name to show and to offer for download; never a path, never empty, at most 180 bytes of UTF-8.

    Folders, control characters, direction overrides and characters that file systems or headers treat
    specially are gone. With a `media_type` that `check_document` returned, the name ends in its suffix.
    """
    last = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    plain = unicodedata.normalize("NFC", "".join(_visible(character) for character in last))
    plain = " ".join(_NOT_IN_NAMES.sub("_", plain).split()).strip(". ")
    suffix = _suffix(plain)
    stem = plain[: len(plain) - len(suffix)]
    fitting = _SUFFIXES.get(media_type or "")
    if fitting and suffix not in fitting:
        stem, suffix = plain, fitting[0]
    return _shortened(stem or "file", limit_bytes=_MAX_NAME_BYTES - len(suffix.encode())) + suffix


def _visible(character: str) -> str:
    """Keep letters, digits and signs; make every space a blank; drop what steers, hides or is unknown."""
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\r\n":
        return " "
    return "" if category.startswith("C") else character


def _suffix(name: str) -> str:
    found = _SUFFIX.search(name)
    return found[0].lower() if found else ""


def _shortened(text: str, *, limit_bytes: int) -> str:
    return text.encode()[:limit_bytes].decode(errors="ignore").rstrip(". ")
