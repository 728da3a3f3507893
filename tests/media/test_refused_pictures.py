"""Files that are no headshots, by accident or on purpose: each is refused for its own reason."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from casting.domain.media import MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, MediaRefused, Refusal
from casting.media.images import prepare_headshot
from casting.media.renditions import Renditions
from casting.media.signatures import sniff
from tests.media.pictures import (
    black_png,
    decoded,
    encoded,
    jpeg_segments,
    noise,
    png_chunk,
    png_header,
    portrait,
)

KINDS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
}

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def reason_for(content: bytes) -> Refusal:
    with pytest.raises(MediaRefused) as refused:
        prepare_headshot(content)
    return refused.value.reason


@pytest.fixture
def no_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever decodes pixels in this test is taken for damaged."""

    def load(picture: ImageFile.ImageFile) -> None:
        raise AssertionError(f"decoded {picture.size}")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)


@pytest.mark.parametrize("kind", KINDS)
def test_an_accepted_kind_is_known_by_its_content(kind: str) -> None:
    assert sniff(encoded(portrait(), kind)[:64]) == KINDS[kind]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.EMPTY),
        (b"Dear casting team, my picture is attached.", Refusal.NOT_A_PICTURE),
        (HTML, Refusal.NOT_A_PICTURE),
        (b"MZ\x90\x00" + bytes(200), Refusal.NOT_A_PICTURE),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", Refusal.NOT_A_PICTURE),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", Refusal.NOT_A_PICTURE),
        (SVG, Refusal.UNSUPPORTED_TYPE),
        (b"%PDF-1.7\n", Refusal.UNSUPPORTED_TYPE),
        (encoded(portrait(), "GIF"), Refusal.UNSUPPORTED_TYPE),
        (encoded(portrait(), "TIFF"), Refusal.UNSUPPORTED_TYPE),
        (encoded(portrait(), "BMP"), Refusal.UNSUPPORTED_TYPE),
        (encoded(portrait(), "JPEG2000"), Refusal.UNSUPPORTED_TYPE),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:12].hex(),
)
def test_another_kind_of_file_is_refused(content: bytes, reason: Refusal) -> None:
    assert reason_for(content) is reason


def test_a_text_named_like_a_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "me.jpg"
    path.write_text("not me")

    with pytest.raises(MediaRefused) as refused:
        prepare_headshot(path)

    assert refused.value.reason is Refusal.NOT_A_PICTURE


def test_a_file_that_is_not_there_is_nobodys_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        prepare_headshot(tmp_path / "gone")


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_its_end_is_refused(kind: str) -> None:
    whole = encoded(portrait(), kind)

    assert reason_for(whole[: len(whole) * 6 // 10]) is Refusal.TRUNCATED


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_which_only_the_signature_is_right_is_refused(kind: str) -> None:
    assert reason_for(encoded(portrait(), kind)[:40]) in {Refusal.TRUNCATED, Refusal.DAMAGED}


def test_a_picture_with_scrambled_pixels_is_refused() -> None:
    whole = black_png(400, 500)
    start = whole.index(b"IDAT") + 4

    assert reason_for(whole[:start] + b"\xff" * 40 + whole[start + 40 :]) is Refusal.DAMAGED


def test_a_heic_picture_with_scrambled_structure_is_refused() -> None:
    whole = encoded(portrait(), "HEIF")
    start = whole.index(b"iloc") + 4

    assert reason_for(whole[:start] + b"\xff" * 40 + whole[start + 40 :]) is Refusal.DAMAGED


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize(
    ("width", "height"),
    [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (20_001, 300), (300, 20_001), (7_746, 7_747)],
)
def test_too_many_pixels_are_refused_before_decoding(width: int, height: int) -> None:
    content = png_header(width, height) + png_chunk(b"IDAT", zlib.compress(bytes(9))) + png_chunk(b"IEND", b"")

    assert reason_for(content) is Refusal.TOO_MANY_PIXELS


@pytest.mark.usefixtures("no_decoding")
def test_a_small_file_that_would_fill_the_memory_is_refused_before_decoding() -> None:
    content = black_png(13_000, 13_000)

    assert len(content) < 3_000_000
    assert reason_for(content) is Refusal.TOO_MANY_PIXELS


@pytest.mark.usefixtures("no_decoding")
def test_a_jpeg_that_claims_more_than_it_has_is_refused_before_decoding() -> None:
    content = bytearray(encoded(portrait(), "JPEG"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"

    assert reason_for(bytes(content)) is Refusal.TOO_MANY_PIXELS


@pytest.mark.usefixtures("no_decoding")
def test_a_webp_that_claims_too_much_is_refused_before_its_canvas_is_made() -> None:
    content = bytearray(encoded(portrait().convert("RGBA"), "WEBP", lossless=True))
    start = content.index(b"VP8L") + 9
    content[start : start + 4] = (0x3FFF | 0x3FFF << 14).to_bytes(4, "little")

    assert reason_for(bytes(content)) is Refusal.TOO_MANY_PIXELS


def test_the_most_pixels_that_are_allowed_are_prepared() -> None:
    width, height = 6_000, MAX_PICTURE_PIXELS // 6_000

    large = prepare_headshot(black_png(width, height, channels=1)).large

    assert (large.width, large.height) == (720, 1200)


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize(("width", "height"), [(299, 400), (400, 299), (1, 1), (1, 20_000)])
def test_too_few_pixels_are_refused_before_decoding(width: int, height: int) -> None:
    assert reason_for(black_png(width, height)) is Refusal.TOO_SMALL


def test_the_fewest_pixels_that_are_allowed_are_prepared() -> None:
    assert isinstance(prepare_headshot(black_png(300, 300)), Renditions)


def test_a_file_above_the_limit_is_refused_without_being_read_to_its_end() -> None:
    source = io.BytesIO(encoded(portrait(), "JPEG") + bytes(MAX_PICTURE_BYTES + 1000))

    with pytest.raises(MediaRefused) as refused:
        prepare_headshot(source)

    assert refused.value.reason is Refusal.TOO_LARGE
    assert source.tell() == MAX_PICTURE_BYTES + 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    frames = [portrait(seed=seed) for seed in range(2)]

    assert reason_for(encoded(frames[0], kind, save_all=True, append_images=frames[1:])) is Refusal.ANIMATED


def test_a_picture_that_is_an_archive_too_loses_the_archive() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.html", HTML)
    content = encoded(portrait(), "JPEG") + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(content))

    prepared = prepare_headshot(content)

    for rendition in (prepared.small, prepared.medium, prepared.large):
        assert not zipfile.is_zipfile(io.BytesIO(rendition.content))
        assert jpeg_segments(rendition.content)[-1] == (0, b"")


def test_a_page_hidden_in_a_comment_is_lost() -> None:
    prepared = prepare_headshot(encoded(portrait(), "JPEG", comment=HTML))

    assert all(b"<script" not in one.content for one in (prepared.small, prepared.medium, prepared.large))


def test_metadata_that_unpack_to_gigabytes_are_refused() -> None:
    text = png_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(50_000_000)))

    assert reason_for(black_png(400, 500, extra=text)) is Refusal.DAMAGED


def test_metadata_that_point_at_themselves_do_no_harm() -> None:
    loop = b"Exif\0\0MM\0*\0\0\0\x08" + b"\0\x01" + b"\x87\x69\0\x04\0\0\0\x01\0\0\0\x08" + b"\0\0\0\x08"
    prepared = prepare_headshot(encoded(portrait(), "JPEG", exif=loop))

    assert decoded(prepared.large.content).size == (384, 480)


def test_metadata_that_nest_without_end_do_no_harm() -> None:
    nested = b"<x:xmpmeta>" + b"<a>" * 20_000
    prepared = prepare_headshot(encoded(portrait(), "JPEG", xmp=nested))

    assert decoded(prepared.large.content).size == (384, 480)


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0\xff\xd8\xff\xd9"])
def test_broken_metadata_do_not_make_the_picture_worse(exif: bytes) -> None:
    assert prepare_headshot(encoded(portrait(), "JPEG", exif=exif)).large.width == 384


def test_noise_is_prepared_within_the_limit_for_thumbnails() -> None:
    prepared = prepare_headshot(encoded(noise(768, 960), "JPEG", quality=95))

    assert len(prepared.medium.content) <= 15 * 1024
    assert isinstance(decoded(prepared.medium.content), Image.Image)
