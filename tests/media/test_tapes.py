"""A tape is made to stream, whatever camera it comes from; what is no film, or does too much, is refused."""

import time
from pathlib import Path

import pytest

from casting.domain.media import MediaRefused, Refusal
from casting.media.tapes import Interrupted, Limits, prepare_tape
from tests.media.films import film, told_of

HOSTILE = {
    "a play list that names a file": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
    "a script of ffmpeg's own": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a page": b"<html><script>alert(1)</script>",
    "nothing": b"",
    "a photograph of a telephone": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64,
}


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    made = tmp_path / "workshop"
    made.mkdir()
    return made


@pytest.mark.parametrize(
    ("name", "size", "shown"),
    [
        ("tape.mp4", (1920, 1080), "1280x720"),
        ("upright.mov", (1080, 1920), "720x1280"),
        ("tape.webm", (321, 181), "320x180"),
        ("old.avi", (320, 240), "320x240"),
    ],
)
def test_a_tape_becomes_a_film_that_every_browser_plays(
    tmp_path: Path, workshop: Path, name: str, size: tuple[int, int], shown: str
) -> None:
    sent = film(tmp_path / name, width=size[0], height=size[1], options=("-metadata", "location=+55.7+37.6/"))

    made = prepare_tape(sent, workshop)

    content, told = made.film.read_bytes(), told_of(made.film)
    assert "Video: h264" in told
    assert "Audio: aac" in told
    assert shown in told
    assert "30 fps" in told
    assert made.seconds == 1
    assert content.find(b"moov") < content.find(b"mdat")
    assert b"+55.7" not in content
    assert made.poster.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_film_is_not_even_opened(tmp_path: Path, workshop: Path, content: bytes) -> None:
    sent = tmp_path / "tape.mp4"
    sent.write_bytes(content)

    with pytest.raises(MediaRefused) as refused:
        prepare_tape(sent, workshop)

    assert refused.value.reason is Refusal.NOT_A_VIDEO
    assert list(workshop.iterdir()) == []


@pytest.mark.parametrize("left", [0.3, 0.9])
def test_a_film_without_its_end_is_damaged(tmp_path: Path, workshop: Path, left: float) -> None:
    whole = film(tmp_path / "tape.mp4").read_bytes()
    sent = tmp_path / "cut.mp4"
    sent.write_bytes(whole[: int(len(whole) * left)])

    with pytest.raises(MediaRefused) as refused:
        prepare_tape(sent, workshop)

    assert refused.value.reason is Refusal.VIDEO_DAMAGED


def test_a_song_with_a_cover_is_no_tape(tmp_path: Path, workshop: Path) -> None:
    sent = film(tmp_path / "song.mp4", options=("-vn",))

    with pytest.raises(MediaRefused) as refused:
        prepare_tape(sent, workshop)

    assert refused.value.reason is Refusal.VIDEO_DAMAGED


def test_a_film_that_is_longer_than_allowed_is_too_long(tmp_path: Path, workshop: Path) -> None:
    sent = film(tmp_path / "long.mp4", seconds=3)

    with pytest.raises(MediaRefused) as refused:
        prepare_tape(sent, workshop, limits=Limits(longest=2))

    assert refused.value.reason is Refusal.VIDEO_TOO_LONG
    assert prepare_tape(sent, workshop, limits=Limits(longest=3)).seconds == 3


@pytest.mark.parametrize("limits", [Limits(seconds=0), Limits(file_megabytes=0)], ids=["time", "disk"])
def test_a_film_that_takes_too_much_is_given_up(tmp_path: Path, workshop: Path, limits: Limits) -> None:
    sent = film(tmp_path / "tape.mp4")

    with pytest.raises(MediaRefused) as refused:
        prepare_tape(sent, workshop, limits=limits)

    assert refused.value.reason is Refusal.VIDEO_TOO_COSTLY


def test_a_film_that_takes_too_much_memory_is_refused(tmp_path: Path, workshop: Path) -> None:
    sent = film(tmp_path / "tape.mp4")

    with pytest.raises(MediaRefused):
        prepare_tape(sent, workshop, limits=Limits(megabytes=64))


def test_a_worker_that_is_told_to_end_does_not_wait_for_a_film(tmp_path: Path, workshop: Path) -> None:
    sent = film(tmp_path / "tape.mp4", width=1280, height=720, seconds=20, options=("-preset", "ultrafast"))
    until = time.monotonic() + 0.2

    with pytest.raises(Interrupted):
        prepare_tape(sent, workshop, stopped=lambda: time.monotonic() > until)
