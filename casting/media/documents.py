"""Documents that people send: told apart by content, kept as they are, served as attachments alone."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from casting.domain.media import MediaRefused, Refusal

_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)

_SUFFIXES: Final = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
}

_RISKY_SUFFIXES: Final = frozenset(
    ".app .apk .bat .cmd .com .cpl .desktop .dll .dmg .docm .exe .hta .htm .html .iso .jar .js .jse .lnk .mht .msi"
    " .php .pif .ps1 .py .reg .scr .sh .shtml .svg .svgz .url .vbe .vbs .wsf .xht .xhtml .xlsm .xml .zip".split()
)

_MAX_NAME_BYTES: Final = 180
_NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*;%]')


def check_document(head: bytes, name: str) -> str:
    """Return the media type under which a document is stored: PDF, JPEG or PNG, by its first bytes alone.

    The name decides nothing, but one that belongs to a program or a page gives a polyglot away.
    Raises MediaRefused (empty, not a document, risky name).
    """
    if not head:
        raise MediaRefused(Refusal.EMPTY)
    if _suffix(safe_file_name(name)) in _RISKY_SUFFIXES:
        raise MediaRefused(Refusal.RISKY_NAME)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    raise MediaRefused(Refusal.NOT_A_DOCUMENT)


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
    """Keep letters, marks, digits, signs; turn other spaces into a blank; drop what steers, hides or is unassigned."""
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\r\n":
        return " "
    return "" if category.startswith("C") else character


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _shortened(text: str, *, limit_bytes: int) -> str:
    return text.encode()[:limit_bytes].decode(errors="ignore").rstrip(". ")
