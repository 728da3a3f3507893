"""How a parent and its picture child speak: frames of four bytes of length and as many of content.

The parent sends paths, each with the focus before it. The child answers with one of the letters below and what
belongs to it.
"""

import os
import struct
from pathlib import Path
from typing import Final

from casting.domain.media import Focus

READY: Final = b"!"
"""The child has started. Nothing follows."""

PREPARED: Final = b"P"
"""The packed renditions follow."""

REFUSED: Final = b"R"
"""The reason for the refusal follows."""

UNREADABLE: Final = b"U"
"""The system's error number for reading the file follows, in decimal digits."""

MAX_FRAME_BYTES: Final = 16 << 20


_FOCUS: Final = struct.Struct(">dd")
_NO_FOCUS: Final = (-1.0, -1.0)


def question(path: Path, focus: Focus | None) -> bytes:
    """What the child is asked for one picture."""
    return _FOCUS.pack(*(_NO_FOCUS if focus is None else (focus.across, focus.down))) + os.fsencode(path.absolute())


def asked(content: bytes) -> tuple[Path, Focus | None]:
    """What `question` was made of."""
    across, down = _FOCUS.unpack_from(content)
    focus = None if (across, down) == _NO_FOCUS else Focus(across, down)
    return Path(os.fsdecode(content[_FOCUS.size :])), focus


def framed(content: bytes) -> bytes:
    """Put the length before the content."""
    return len(content).to_bytes(4, "big") + content


def frame_length(head: bytes) -> int:
    """Return the length that the first four bytes of a frame tell.

    Raises EOFError when there are fewer, ValueError above the limit.
    """
    if len(head) < 4:
        raise EOFError("no frame")
    length = int.from_bytes(head, "big")
    if length > MAX_FRAME_BYTES:
        raise ValueError("a frame of more than the limit")
    return length
