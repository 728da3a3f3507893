"""Photographs made safe and small: decoded under limits, drawn anew as JPEG, with nothing but pixels left."""

import io
import warnings
from pathlib import Path
from typing import BinaryIO, Final

import pillow_heif
from PIL import AvifImagePlugin, ExifTags, Image, ImageCms

from casting.domain.duplicates import LIKENESS_BYTES
from casting.domain.media import (
    MAX_PICTURE_BYTES,
    MAX_PICTURE_PIXELS,
    MAX_PICTURE_SIDE,
    MIN_PICTURE_SIDE,
    Focus,
    MediaRefused,
    Refusal,
)
from casting.media.renditions import LARGE, MAX_MEDIUM_BYTES, MEDIUM, SMALL, Rendition, Renditions
from casting.media.signatures import is_cut_short, is_foreign_picture, sniff

_BACKGROUND: Final = (232, 232, 230)
_LARGE_QUALITY: Final = 82
_SMALL_QUALITY: Final = 76
_MEDIUM_QUALITIES: Final = (12, 24, 36, 48, 58, 68, 78)

_MAX_PROFILE_BYTES: Final = 4 * 1024 * 1024
_MAY_MOVE: Final = frozenset({"image/png", "image/webp", "image/avif"})

_FINE: Final = Image.Resampling.LANCZOS
_FAST: Final = Image.Resampling.HAMMING

# A face is in the upper half of a portrait: a quarter of what is cut off goes at the top.
_CUT_AT_TOP: Final = 0.25

_PILLOW_NAMES: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
}

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS: Final = frozenset({5, 6, 7, 8})

_SRGB: Final = ImageCms.createProfile("sRGB")

# One thread per picture: `guarded` runs a child per core. Thumbnails inside HEIC could show something else.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

# Pillow raises at twice this number, also where a decoder would allocate before its size can be asked for.
Image.MAX_IMAGE_PIXELS = MAX_PICTURE_PIXELS // 2


def prepare_headshot(source: Path | BinaryIO | bytes, *, focus: Focus | None = None) -> Renditions:
    """Draw a photograph anew in three sizes. The result holds pixels in sRGB and no metadata whatever.

    Args:
        focus: what stands in the middle of the cropped sizes, as far as the edges allow; by default the middle across
            and somewhat above it.

    Raises MediaRefused when the content cannot be used, whatever is wrong with it, and OSError only when the
    source itself cannot be read. A hostile picture may take long or crash the decoder: see `guarded`.
    """
    content = _content(source)
    media_type = sniff(content)
    if media_type is None:
        raise MediaRefused(Refusal.UNSUPPORTED_TYPE if is_foreign_picture(content) else Refusal.NOT_A_PICTURE)
    try:
        return _renditions(_working_copy(content, media_type), focus)
    except MediaRefused:
        raise
    except Image.DecompressionBombError as error:
        raise MediaRefused(Refusal.TOO_MANY_PIXELS) from error
    except MemoryError as error:
        raise MediaRefused(Refusal.TOO_COSTLY) from error
    except Exception as error:  # decoders raise whatever a crafted file makes them stumble over
        reason = Refusal.TRUNCATED if is_cut_short(content, media_type) else Refusal.DAMAGED
        raise MediaRefused(reason) from error


def _content(source: Path | BinaryIO | bytes) -> bytes:
    """Read at most one byte more than is allowed."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            content = file.read(MAX_PICTURE_BYTES + 1)
    elif isinstance(source, bytes):
        content = source
    else:
        content = source.read(MAX_PICTURE_BYTES + 1)
    if not content:
        raise MediaRefused(Refusal.EMPTY)
    if len(content) > MAX_PICTURE_BYTES:
        raise MediaRefused(Refusal.TOO_LARGE)
    return content


def _working_copy(content: bytes, media_type: str) -> Image.Image:
    """Decode to the few pixels that all renditions need: upright, RGB in sRGB, without metadata."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the people who could read them did not make the picture
        with Image.open(io.BytesIO(content), formats=[_PILLOW_NAMES[media_type]]) as image:
            _check_size(*image.size)
            if media_type in _MAY_MOVE and getattr(image, "is_animated", False):
                raise MediaRefused(Refusal.ANIMATED)
            if media_type == "image/jpeg":
                image.draft(None, _working_size(*image.size, orientation=_orientation(image)))
            image.load()
            # Only now: asking a PNG for its orientation decodes it, and HEIC may decode to another size than
            # it declared.
            orientation = _orientation(image)
            size = _working_size(*image.size, orientation=orientation)
            shrunk = _shrunk(_flat_modes(image), size)
            upright = _in_srgb(_flattened(shrunk), image.info.get("icc_profile"))
    if orientation in _TURNS:
        upright = upright.transpose(_TURNS[orientation])
    upright.info = {}
    return upright


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MAX_PICTURE_SIDE or width * height > MAX_PICTURE_PIXELS:
        raise MediaRefused(Refusal.TOO_MANY_PIXELS)
    if min(width, height) < MIN_PICTURE_SIDE:
        raise MediaRefused(Refusal.TOO_SMALL)


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 where the metadata cannot be understood."""
    try:
        found = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - broken metadata do not make the pixels worse
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _working_size(width: int, height: int, *, orientation: int) -> tuple[int, int]:
    """Return the smallest size, never more than the given one, from which all renditions can be made.

    That is enough to fit the large one and, for wide pictures, enough to cut the medium one out.
    """
    sideways = orientation in _SIDEWAYS
    across, down = (height, width) if sideways else (width, height)
    fit = min(LARGE[0] / across, LARGE[1] / down)
    cover = max(MEDIUM[0] / across, MEDIUM[1] / down)
    scale = min(1.0, max(fit, cover))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _flat_modes(image: Image.Image) -> Image.Image:
    """Turn palettes and deep or single bits into modes that can be resized: L, RGB, CMYK or RGBA."""
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in {"L", "RGB", "CMYK"}:
        return image
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level / 256).convert("L")
    return image.convert("L" if image.mode == "1" else "RGB")


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, _FINE, reducing_gap=2.0)


def _flattened(image: Image.Image) -> Image.Image:
    """Lay a transparent picture on a light neutral ground."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, _BACKGROUND)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB, by its colour profile where that can be used."""
    if profile and len(profile) <= _MAX_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a broken profile, or one for other colours: shown as if it had none
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _renditions(image: Image.Image, focus: Focus | None) -> Renditions:
    scale = min(1.0, LARGE[0] / image.width, LARGE[1] / image.height)
    whole = _shrunk(image, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    medium = image.resize(MEDIUM, _FAST, box=_crop(*image.size, focus), reducing_gap=1.0)
    small = medium.resize(SMALL, _FAST)
    return Renditions(
        small=_rendition(small, _encoded(small, _SMALL_QUALITY)),
        medium=_rendition(medium, _encoded_within(medium, MAX_MEDIUM_BYTES)),
        large=_rendition(whole, _encoded(whole, _LARGE_QUALITY)),
        likeness=_likeness(whole),
    )


def _likeness(image: Image.Image) -> bytes:
    """Return 512 signs of the picture: whether each of 16 × 16 places is lighter than the next, across and down.

    So that size, encoding and light make no difference (Krawetz, Kind of Like That, 2013, takes 8 × 8 across alone).
    """
    grey = image.convert("L").resize((17, 17), _FINE).tobytes()
    places = [row * 17 + column for row in range(16) for column in range(16)]
    signs = [grey[place] > grey[place + step] for step in (1, 17) for place in places]
    return sum(sign << number for number, sign in enumerate(signs)).to_bytes(LIKENESS_BYTES)


def _crop(width: int, height: int, focus: Focus | None) -> tuple[float, float, float, float]:
    """Return the largest box of 4:5 around the focus; without one in the middle across and towards the top."""
    ratio = MEDIUM[0] / MEDIUM[1]
    across, down = min(width, height * ratio), min(height, width / ratio)
    if focus is None:
        left, top = (width - across) / 2, (height - down) * _CUT_AT_TOP
    else:
        left = min(max(focus.across * width - across / 2, 0), width - across)
        top = min(max(focus.down * height - down / 2, 0), height - down)
    return left, top, left + across, top + down


def _encoded_within(image: Image.Image, limit_bytes: int) -> bytes:
    """Encode as well as the limit allows; a picture that is all noise loses its finest detail before that."""
    fitting = None
    low, high = 0, len(_MEDIUM_QUALITIES)
    while low < high:
        middle = (low + high) // 2
        content = _encoded(image, _MEDIUM_QUALITIES[middle])
        if len(content) <= limit_bytes:
            fitting, low = content, middle + 1
        else:
            high = middle
    return fitting or _encoded(image.reduce(2).resize(image.size, _FAST), _MEDIUM_QUALITIES[0])


def _encoded(image: Image.Image, quality: int) -> bytes:
    """Encode as JPEG with its own Huffman tables: as small as progressive, in a third of the time."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def _rendition(image: Image.Image, content: bytes) -> Rendition:
    return Rendition(content, image.width, image.height)
