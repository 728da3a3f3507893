"""A name drawn into a picture: all over it, on any ground, in several scripts, and nothing of the file goes along."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from casting.media.watermarks import watermarked


def jpeg(size: tuple[int, int], colour: str) -> bytes:
    buffer = io.BytesIO()
    made = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010E] = "a canary in the metadata"
    made.save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


def changed(before: bytes, after: bytes, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a part differ by more than encoding makes them differ."""
    pictures = [Image.open(io.BytesIO(content)).convert("L").crop(box) for content in (before, after)]
    return sum(ImageChops.difference(*pictures).histogram()[12:])


@pytest.mark.parametrize("size", [(384, 480), (960, 1200), (300, 1200)])
@pytest.mark.parametrize("colour", ["white", "black", "#808080"])
def test_no_quarter_of_the_picture_is_without_the_words(size: tuple[int, int], colour: str) -> None:
    before = jpeg(size, colour)
    after = watermarked(before, words="Pat Producer · link 12")
    width, height = size
    with Image.open(io.BytesIO(after)) as made:
        assert (made.size, made.format) == (size, "JPEG")
    for left in (0, width // 2):
        for top in (0, height // 2):
            assert changed(before, after, (left, top, left + width // 2, top + height // 2)) > width * height / 800


def test_the_eyes_are_seen_and_are_not_without_the_words() -> None:
    before = jpeg((384, 480), "#808080")
    after = watermarked(before, words="Pat Producer · link 12")

    def strength(top: int) -> float:
        box = (130, top, 254, top + 40)
        pictures = [Image.open(io.BytesIO(content)).convert("L").crop(box) for content in (before, after)]
        return ImageStat.Stat(ImageChops.difference(*pictures)).mean[0]

    eyes, mouth = strength(180), strength(300)
    assert mouth / 6 < eyes < mouth / 2


def test_each_name_gives_another_picture_and_the_same_name_the_same() -> None:
    before = jpeg((384, 480), "#998877")
    names = ("Pat Producer", "Дарья Орлова", "ليلى الحدّاد", "N" * 80, "x")
    made = [watermarked(before, words=name) for name in names]
    assert len(set(made)) == len(names)
    assert watermarked(before, words=names[0]) == made[0]


def test_nothing_but_pixels_goes_along() -> None:
    before = jpeg((384, 480), "#998877")
    assert b"canary" in before
    assert b"canary" not in watermarked(before, words="Pat")
