"""Letters that were kept in the folder instead of being sent, to be read in development."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

NAME = re.compile(r"[a-z_]{1,40}\.[0-9a-f]{32}")
MOST = 200


@dataclass(frozen=True)
class KeptLetter:
    """A letter as its recipient would have it.

    Attributes:
        name: of its file, without the ending.
        at: when it was kept.
        text: its plain text; `links`: the addresses that stand in it.
    """

    name: str
    recipient: str
    subject: str
    at: datetime
    text: str
    links: tuple[str, ...]


def kept_letters(folder: Path) -> tuple[KeptLetter, ...]:
    """The newest letters, the newest first, at most `MOST`; none where nothing was kept yet."""
    files = [(file.stat().st_mtime_ns, file) for file in folder.glob("*.eml") if NAME.fullmatch(file.stem)]
    return tuple(_read(file) for _, file in sorted(files, reverse=True)[:MOST])


def kept_letter(folder: Path, name: str) -> KeptLetter | None:
    """One letter by its name; None where there is none."""
    file = folder / f"{name}.eml"
    return _read(file) if NAME.fullmatch(name) and file.is_file() else None


def _read(file: Path) -> KeptLetter:
    letter = message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default)
    plain = letter.get_body(("plain",))
    text = "" if plain is None else plain.get_content().strip()
    return KeptLetter(
        name=file.stem,
        recipient=str(letter["To"]),
        subject=str(letter["Subject"]),
        at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        text=text,
        links=tuple(re.findall(r"https?://\S+", text)),
    )
