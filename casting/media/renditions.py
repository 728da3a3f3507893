"""A headshot as it is shown, and how its sizes travel between two processes."""

import struct
from dataclasses import dataclass
from typing import Final, Self

from casting.domain.duplicates import LIKENESS_BYTES
from casting.media.signatures import sniff

SMALL: Final = (192, 240)
MEDIUM: Final = (384, 480)
LARGE: Final = (960, 1200)
"""Width and height of the renditions in pixels. Small and medium are exact, large is the most."""

MAX_MEDIUM_BYTES: Final = 15 * 1024

_HEADER: Final = struct.Struct(">HHI")


@dataclass(frozen=True, slots=True)
class Rendition:
    """One encoded picture. Width and height are in pixels."""

    content: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Renditions:
    """A headshot in three sizes: cropped to 192 × 240 and 384 × 480, and whole within 960 × 1200.

    Attributes:
        likeness: `LIKENESS_BYTES` by which the same photograph is known again, cut or encoded otherwise.
    """

    small: Rendition
    medium: Rendition
    large: Rendition
    likeness: bytes

    def packed(self) -> bytes:
        """Return the likeness, width, height and length of each size, then the three contents."""
        sizes = (self.small, self.medium, self.large)
        headers = [_HEADER.pack(size.width, size.height, len(size.content)) for size in sizes]
        return b"".join([self.likeness, *headers, *(size.content for size in sizes)])

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """Return what `packed` was made of. Raises ValueError unless it is whole and holds JPEG pictures."""
        start = LIKENESS_BYTES + 3 * _HEADER.size
        if len(packed) < start:
            raise ValueError("too short for three headers")
        sizes = []
        for width, height, length in _HEADER.iter_unpack(packed[LIKENESS_BYTES:start]):
            content = packed[start : start + length]
            if len(content) != length or sniff(content) != "image/jpeg":
                raise ValueError("not a whole JPEG picture")
            sizes.append(Rendition(content, width, height))
            start += length
        if start != len(packed):
            raise ValueError("more than three pictures")
        small, medium, large = sizes
        return cls(small=small, medium=medium, large=large, likeness=packed[:LIKENESS_BYTES])
