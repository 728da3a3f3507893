"""What a headshot looks like after it was prepared: upright, in three sizes, in sRGB, without a word about it."""

import io
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from casting.domain.duplicates import LIKENESS_BYTES, NEAR
from casting.media.images import prepare_headshot
from casting.media.renditions import Rendition, Renditions
from tests.media.pictures import (
    decoded,
    encoded,
    jpeg_segments,
    portrait,
    profile_with_red_and_green_exchanged,
)

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 200, 30), (30, 30, 220), (232, 232, 230)

UNDONE_BY = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera held in each way stores an upright picture."""


def sizes_of(renditions: Renditions) -> tuple[Rendition, Rendition, Rendition]:
    return renditions.small, renditions.medium, renditions.large


def colour_at(rendition: Rendition, across: float, down: float) -> tuple[int, int, int]:
    picture = decoded(rendition.content)
    colour = picture.getpixel((int(picture.width * across), int(picture.height * down)))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def alike(found: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 24 for one, other in zip(found, wanted, strict=True))


def four_corners(width: int, height: int) -> Image.Image:
    """Red and green above, blue and grey below."""
    picture = Image.new("RGB", (2, 2))
    picture.putdata([RED, GREEN, BLUE, GREY])
    return picture.resize((width, height), Image.Resampling.NEAREST)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_every_accepted_kind_becomes_three_jpegs_of_the_right_sizes(kind: str) -> None:
    prepared = prepare_headshot(encoded(portrait(768, 960), kind))

    assert [(one.width, one.height) for one in sizes_of(prepared)] == [(192, 240), (384, 480), (768, 960)]
    for rendition in sizes_of(prepared):
        assert rendition.media_type == "image/jpeg"
        assert decoded(rendition.content).size == (rendition.width, rendition.height)


@pytest.mark.parametrize(
    ("size", "large"),
    [
        ((3000, 4000), (900, 1200)),
        ((4000, 3000), (960, 720)),
        ((300, 300), (300, 300)),
        ((960, 1200), (960, 1200)),
        ((961, 1200), (960, 1199)),
        ((3000, 300), (960, 96)),
        ((300, 3000), (120, 1200)),
    ],
)
def test_the_large_one_is_whole_and_never_enlarged(size: tuple[int, int], large: tuple[int, int]) -> None:
    prepared = prepare_headshot(encoded(four_corners(*size), "JPEG"))

    assert (prepared.large.width, prepared.large.height) == large
    assert alike(colour_at(prepared.large, 0.05, 0.05), RED)
    assert alike(colour_at(prepared.large, 0.95, 0.95), GREY)
    assert [(one.width, one.height) for one in sizes_of(prepared)[:2]] == [(192, 240), (384, 480)]


@pytest.mark.parametrize("source", ["bytes", "file", "path"])
def test_bytes_files_and_paths_give_the_same(source: str, tmp_path: Path) -> None:
    content = encoded(portrait(), "JPEG")
    path = tmp_path / "any name"
    path.write_bytes(content)
    sources: dict[str, bytes | Path | io.BytesIO] = {"bytes": content, "file": io.BytesIO(content), "path": path}

    assert prepare_headshot(sources[source]) == prepare_headshot(content)


@pytest.mark.parametrize("seed", range(8))
def test_a_portrait_for_the_contact_sheet_has_at_most_15_kilobytes(seed: int) -> None:
    prepared = prepare_headshot(encoded(portrait(1200, 1500, seed=seed), "JPEG", quality=92))

    assert 5_000 < len(prepared.medium.content) <= 15 * 1024
    assert len(prepared.small.content) <= 15 * 1024


def test_thumbnails_are_cut_from_the_middle_and_the_upper_part() -> None:
    wide = Image.new("RGB", (1500, 500), BLUE)
    wide.paste(RED, (560, 0, 940, 500))
    tall = Image.new("RGB", (400, 1500), BLUE)
    tall.paste(RED, (0, 260, 400, 740))

    for picture in (wide, tall):
        for rendition in sizes_of(prepare_headshot(encoded(picture, "PNG")))[:2]:
            assert alike(colour_at(rendition, 0.08, 0.08), RED)
            assert alike(colour_at(rendition, 0.92, 0.92), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", UNDONE_BY)
def test_a_picture_is_turned_upright(kind: str, orientation: int) -> None:
    upright = four_corners(1200, 1800)
    turn = UNDONE_BY[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation

    stored = upright if turn is None else upright.transpose(turn)
    prepared = prepare_headshot(encoded(stored, kind, exif=exif))

    assert (prepared.large.width, prepared.large.height) == (800, 1200)
    for rendition in sizes_of(prepared):
        corners = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)]
        found = [colour_at(rendition, *corner) for corner in corners]
        assert all(map(alike, found, [RED, GREEN, BLUE, GREY])), found


def test_a_heic_picture_is_turned_upright_once() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    stored = four_corners(600, 900).transpose(Image.Transpose.ROTATE_90)

    prepared = prepare_headshot(encoded(stored, "HEIF", exif=exif.tobytes()))

    assert (prepared.large.width, prepared.large.height) == (600, 900)
    assert alike(colour_at(prepared.large, 0.1, 0.1), RED)


def test_nothing_but_pixels_is_left() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "CANARY-ARTIST"
    exif[ExifTags.Base.Make] = "CANARY-CAMERA"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (55.0, 45.0, 20.0)
    gps[ExifTags.GPS.GPSAreaInformation] = b"CANARY-PLACE"
    content = encoded(
        portrait(),
        "JPEG",
        exif=exif.tobytes() + b"\xff\xd8CANARY-THUMBNAIL\xff\xd9",
        xmp=b"<x:xmpmeta>CANARY-XMP</x:xmpmeta>",
        comment=b"CANARY-COMMENT",
        icc_profile=profile_with_red_and_green_exchanged(),
    )
    content += b"CANARY-TRAILER"
    assert content.count(b"CANARY") == 7

    for rendition in sizes_of(prepare_headshot(content)):
        markers = [marker for marker, _ in jpeg_segments(rendition.content)]
        assert b"CANARY" not in rendition.content
        assert set(markers) == {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9, 0}
        assert dict(jpeg_segments(rendition.content))[0xE0] == b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
        assert not Image.open(io.BytesIO(rendition.content)).getexif()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_nothing_but_pixels_is_left_of_other_kinds(kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "CANARY-ARTIST"
    content = encoded(portrait(), kind, exif=exif.tobytes())
    assert b"CANARY" in content

    for rendition in sizes_of(prepare_headshot(content)):
        assert b"CANARY" not in rendition.content
        assert {marker for marker, _ in jpeg_segments(rendition.content)} == {
            0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9, 0,
        }  # fmt: skip


def test_colours_are_brought_to_srgb() -> None:
    red = Image.new("RGB", (400, 500), (230, 20, 20))

    as_it_is = prepare_headshot(encoded(red, "JPEG"))
    exchanged = prepare_headshot(encoded(red, "JPEG", icc_profile=profile_with_red_and_green_exchanged()))

    assert alike(colour_at(as_it_is.large, 0.5, 0.5), (230, 20, 20))
    assert alike(colour_at(exchanged.large, 0.5, 0.5), (20, 230, 20))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_broken_colour_profile_is_passed_over(mode: str) -> None:
    white = Image.new("RGB", (400, 500), (250, 250, 250)).convert(mode)

    for profile in (b"nonsense", profile_with_red_and_green_exchanged()[:200]):
        prepared = prepare_headshot(encoded(white, "JPEG", icc_profile=profile))
        assert alike(colour_at(prepared.large, 0.5, 0.5), (250, 250, 250))


@pytest.mark.parametrize(
    ("picture", "kind", "wanted"),
    [
        (Image.new("L", (400, 500), 90), "JPEG", (90, 90, 90)),
        (Image.new("CMYK", (400, 500), (0, 255, 255, 0)), "JPEG", (254, 0, 0)),
        (Image.new("I;16", (400, 500), 40_000), "PNG", (156, 156, 156)),
        (Image.new("1", (400, 500), 1), "PNG", (255, 255, 255)),
        (Image.new("RGB", (400, 500), RED).quantize(4), "PNG", RED),
        (Image.new("LA", (400, 500), (0, 0)), "PNG", GREY),
        (Image.new("RGBA", (400, 500), (*BLUE, 255)), "PNG", BLUE),
        (Image.new("RGBA", (400, 500), (0, 0, 0, 0)), "PNG", GREY),
        (Image.new("RGBA", (2000, 2500), (0, 0, 0, 128)), "WEBP", (116, 116, 115)),
    ],
    ids=lambda value: value.mode if isinstance(value, Image.Image) else None,
)
def test_every_mode_is_drawn_as_it_is_meant(picture: Image.Image, kind: str, wanted: tuple[int, int, int]) -> None:
    for rendition in sizes_of(prepare_headshot(encoded(picture, kind))):
        assert alike(colour_at(rendition, 0.5, 0.5), wanted)


def test_transparent_colours_of_a_palette_lie_on_the_neutral_ground() -> None:
    picture = Image.new("P", (400, 500), 1)
    picture.putpalette([0, 0, 0, *BLUE])

    shown = prepare_headshot(encoded(picture, "PNG"))
    hidden = prepare_headshot(encoded(picture, "PNG", transparency=1))

    assert alike(colour_at(shown.large, 0.5, 0.5), BLUE)
    assert alike(colour_at(hidden.large, 0.5, 0.5), GREY)


def apart(one: bytes, other: bytes) -> int:
    """In how many signs two likenesses differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def test_the_same_photograph_is_like_itself_in_another_size_encoding_and_light() -> None:
    picture = portrait(900, 1100, seed=5)
    first = prepare_headshot(encoded(picture, "PNG")).likeness
    others = (
        encoded(picture.resize((450, 550)), "JPEG", quality=40),
        encoded(picture, "WEBP", quality=60),
        encoded(picture.point(lambda level: level * 0.85 + 12), "JPEG", quality=85),
    )
    assert len(first) == LIKENESS_BYTES
    assert max(apart(first, prepare_headshot(other).likeness) for other in others) <= NEAR


def test_other_photographs_are_not() -> None:
    likenesses = [prepare_headshot(encoded(portrait(seed=seed), "JPEG")).likeness for seed in range(20)]
    closest = min(apart(one, other) for number, one in enumerate(likenesses) for other in likenesses[:number])
    assert closest > 2 * NEAR
