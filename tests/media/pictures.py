"""Pictures and hostile files, made on the spot: nothing here is a photograph of anybody."""

import io
import random
import struct
import zlib
from typing import Any, Final

from PIL import Image, ImageCms

PNG_START: Final = b"\x89PNG\r\n\x1a\n"


def portrait(width: int = 384, height: int = 480, *, seed: int = 0) -> Image.Image:
    """Like a photograph to an encoder: soft shapes, edges of several sizes and the grain of a sensor."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (width, height), (128, 128, 128))
    for cells, weight in ((5, 0.6), (14, 0.4), (48, 0.2), (120, 0.1)):
        rows = max(1, cells * height // width)
        spots = Image.frombytes("RGB", (cells, rows), chance.randbytes(cells * rows * 3))
        picture = Image.blend(picture, spots.resize((width, height), Image.Resampling.BICUBIC), weight)
    grain = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    return Image.blend(picture, grain, 0.03)


def noise(width: int, height: int) -> Image.Image:
    """The worst case of every encoder."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Encode with Pillow as JPEG, PNG, WEBP, AVIF or HEIF."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def decoded(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width: int, height: int, *, channels: int = 3) -> bytes:
    """Everything before the pixels of a PNG, whatever size it claims."""
    colour_type = {1: 0, 3: 2, 4: 6}[channels]
    return PNG_START + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0))


def black_png(width: int, height: int, *, channels: int = 3, extra: bytes = b"") -> bytes:
    """A valid PNG without light, made row by row: few bytes that decode to many. `extra` are more chunks."""
    packer = zlib.compressobj(1)
    row = bytes(1 + width * channels)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = png_header(width, height, channels=channels)
    return header + extra + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


def profile_with_red_and_green_exchanged() -> bytes:
    """An ICC profile in which the first channel means green and the second red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    entries = [128 + 4 + 12 * number for number in range(int.from_bytes(profile[128:132], "big"))]
    red = next(at for at in entries if profile[at : at + 4] == b"rXYZ")
    green = next(at for at in entries if profile[at : at + 4] == b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def jpeg_segments(content: bytes) -> list[tuple[int, bytes]]:
    """Return marker and content of every segment of a JPEG, up to and with the end of the picture.

    The entropy-coded data of a scan is left out; what follows the end comes last, with marker 0.
    """
    assert content[:2] == b"\xff\xd8"
    segments: list[tuple[int, bytes]] = []
    at = 2
    while True:
        assert content[at] == 0xFF, f"no marker at {at}"
        marker = content[at + 1]
        if marker == 0xD9:
            return [*segments, (marker, b""), (0, content[at + 2 :])]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        segments.append((marker, content[at + 4 : at + 2 + length]))
        at += 2 + length
        if marker == 0xDA:
            while content[at] != 0xFF or content[at + 1] in {0, *range(0xD0, 0xD8)}:
                at += 1
