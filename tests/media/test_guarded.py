"""Pictures that would take the process down take down a child, and the next picture gets a new one."""

import os
import resource
import shutil
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.duplicates import LIKENESS_BYTES
from casting.domain.media import MediaRefused, Refusal
from casting.media import child, frames, guarded
from casting.media.guarded import HeadshotPool, prepare_headshot_guarded
from casting.media.images import prepare_headshot
from casting.media.renditions import Rendition, Renditions
from tests.media.pictures import black_png, encoded, portrait


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "photograph"
    path.write_bytes(encoded(portrait(), "JPEG"))
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.jpg"
    path.write_text("not a picture")
    return path


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file whose reading never ends, as decoding a hostile picture may not."""
    path = tmp_path / "endless"
    os.mkfifo(path)
    return path


@pytest.fixture
def heavy(tmp_path: Path) -> Path:
    """Few bytes that decode to 150 MB and need as much again to be shrunk."""
    path = tmp_path / "heavy"
    path.write_bytes(black_png(6000, 6000, channels=4))
    return path


def child_in(seat: guarded._Seat) -> int:
    """The process that sits there."""
    assert seat._child is not None
    return seat._child._process.pid


def child_of(pool: HeadshotPool) -> int:
    """The process of an idle pool of one."""
    (seat,) = pool._seats.queue
    return child_in(seat)


def test_a_child_gives_the_same_as_this_process(photograph: Path) -> None:
    assert prepare_headshot_guarded(photograph) == prepare_headshot(photograph)


def test_a_refusal_crosses_over(text: Path) -> None:
    with pytest.raises(MediaRefused) as refused:
        prepare_headshot_guarded(text)

    assert refused.value.reason is Refusal.NOT_A_PICTURE


def test_a_missing_file_is_not_blamed_on_the_picture(tmp_path: Path, photograph: Path) -> None:
    with HeadshotPool(workers=1) as pool:
        with pytest.raises(FileNotFoundError):
            pool.prepare(tmp_path / "gone")
        assert pool.prepare(photograph).large.width == 384


def test_a_relative_path_with_a_strange_name_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(os.fsdecode("фото\n".encode() + b"\xff.jpg"))
    path.write_bytes(encoded(portrait(), "JPEG"))

    assert prepare_headshot_guarded(path).large.width == 384


def test_a_picture_that_takes_too_long_is_refused(endless: Path) -> None:
    with pytest.raises(MediaRefused) as refused:
        prepare_headshot_guarded(endless, seconds=0.3)

    assert refused.value.reason is Refusal.TOO_COSTLY


def test_a_picture_that_takes_too_much_memory_is_refused_and_the_next_is_prepared(
    heavy: Path, photograph: Path
) -> None:
    assert prepare_headshot_guarded(heavy, megabytes=1024).large.width == 960

    with HeadshotPool(workers=1, megabytes=256) as pool:
        assert pool.prepare(photograph).large.width == 384
        with pytest.raises(MediaRefused) as refused:
            pool.prepare(heavy)
        assert pool.prepare(photograph).large.width == 384

    assert refused.value.reason is Refusal.TOO_COSTLY


def test_a_picture_that_crashes_its_child_is_refused(endless: Path, photograph: Path) -> None:
    with HeadshotPool(workers=1) as pool, ThreadPoolExecutor(1) as thread:
        (seat,) = pool._seats.queue
        outcome = thread.submit(pool.prepare, endless)
        with endless.open("wb"):  # returns when the child has begun to read
            crashed = child_in(seat)
            os.kill(crashed, signal.SIGSEGV)
            error = outcome.exception()

        assert isinstance(error, MediaRefused)
        assert error.reason is Refusal.TOO_COSTLY
        assert pool.prepare(photograph).large.width == 384
        assert child_in(seat) != crashed


def test_a_child_that_died_between_two_pictures_is_replaced_unnoticed(photograph: Path) -> None:
    with HeadshotPool(workers=1) as pool:
        first = pool.prepare(photograph)
        os.kill(child_of(pool), signal.SIGKILL)

        assert pool.prepare(photograph) == first


def test_many_are_prepared_in_order_by_children_that_stay(tmp_path: Path, photograph: Path, text: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(encoded(portrait(seed=1), "JPEG"))
    paths = [photograph, text, other] * 7

    with HeadshotPool(workers=1) as pool:
        pool.prepare(photograph)
        before = child_of(pool)
        outcomes = list(pool.prepare_each(paths))
        assert child_of(pool) == before

    assert [getattr(outcome, "reason", None) for outcome in outcomes] == [None, Refusal.NOT_A_PICTURE, None] * 7
    assert outcomes[::3] == [prepare_headshot(photograph)] * 7
    assert outcomes[2::3] == [prepare_headshot(other)] * 7


def test_many_end_at_the_file_that_cannot_be_read_and_name_it(tmp_path: Path, photograph: Path) -> None:
    gone = tmp_path / "gone"

    with HeadshotPool(workers=2) as pool:
        outcomes = pool.prepare_each([photograph, gone, photograph])
        assert next(outcomes) == prepare_headshot(photograph)
        with pytest.raises(FileNotFoundError) as missing:
            next(outcomes)

    assert missing.value.filename == str(gone)


def test_children_work_side_by_side(tmp_path: Path) -> None:
    waits = [tmp_path / "one", tmp_path / "two"]
    for path in waits:
        os.mkfifo(path)

    with HeadshotPool(workers=2) as pool, ThreadPoolExecutor(2) as threads:
        outcomes = [threads.submit(pool.prepare, path) for path in waits]
        with waits[0].open("wb") as one, waits[1].open("wb") as two:
            assert not any(outcome.done() for outcome in outcomes)
            for pipe in (one, two):
                pipe.write(encoded(portrait(), "JPEG"))
        results = [outcome.result() for outcome in outcomes]

    assert results[0] == results[1] == prepare_headshot(encoded(portrait(), "JPEG"))


def test_nobody_is_left_behind(photograph: Path) -> None:
    with HeadshotPool(workers=2) as pool:
        seats = list(pool._seats.queue)
        list(pool.prepare_each([photograph] * 8))
        children = [seat._child._process.pid for seat in seats if seat._child]
        assert children

    for process in children:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="looks the limits of another process up in Linux")
def test_a_child_knows_no_secret_and_can_write_no_file(photograph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASTING_SECRET", "CANARY")
    with HeadshotPool(workers=1, megabytes=512) as pool:
        pool.prepare(photograph)
        process = child_of(pool)

        environment = Path(f"/proc/{process}/environ").read_bytes().rstrip(b"\0").split(b"\0")
        assert [entry.split(b"=")[0] for entry in environment] == [b"PYTHONPATH"]
        assert resource.prlimit(process, resource.RLIMIT_FSIZE) == (0, 0)
        assert resource.prlimit(process, resource.RLIMIT_AS) == (512 << 20, 512 << 20)
        assert resource.prlimit(process, resource.RLIMIT_CPU)[0] < 60


def test_where_no_child_can_start_no_picture_is_blamed(photograph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))

    with pytest.raises(RuntimeError, match="did not start"):
        prepare_headshot_guarded(photograph)


def test_a_child_that_lies_is_not_believed(photograph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for lie in (b"P" + b"<html>" * 9, b"R" + b"no_such_reason", b"?", b"", b"U" + b"twelve"):
        with HeadshotPool(workers=1) as pool:
            pool.prepare(photograph)
            monkeypatch.setattr(guarded._Child, "_answer", lambda *_, lie=lie: lie)
            with pytest.raises(MediaRefused) as refused:
                pool.prepare(photograph)
            monkeypatch.undo()
        assert refused.value.reason is Refusal.TOO_COSTLY


# ------------------------------------------------------------------------------------ what is said between


def test_a_child_answers_with_a_letter_and_what_belongs_to_it(photograph: Path, text: Path, tmp_path: Path) -> None:
    assert child.answer(photograph) == b"P" + prepare_headshot(photograph).packed()
    assert child.answer(text) == b"Rnot_a_picture"
    assert child.answer(tmp_path / "gone") == b"U2"


renditions = st.builds(
    Rendition,
    content=st.binary().map(lambda tail: b"\xff\xd8\xff" + tail),
    width=st.integers(1, 960),
    height=st.integers(1, 1200),
)


likenesses = st.binary(min_size=LIKENESS_BYTES, max_size=LIKENESS_BYTES)


@given(st.builds(Renditions, small=renditions, medium=renditions, large=renditions, likeness=likenesses))
def test_packed_renditions_unpack_to_the_same(sizes: Renditions) -> None:
    assert Renditions.unpacked(sizes.packed()) == sizes


@given(
    sizes=st.builds(Renditions, small=renditions, medium=renditions, large=renditions, likeness=likenesses),
    data=st.data(),
)
def test_what_is_not_whole_is_not_unpacked(sizes: Renditions, data: st.DataObject) -> None:
    packed = sizes.packed()
    cut = data.draw(st.integers(0, len(packed) - 1))

    for wrong in (packed[:cut], packed + b"!", packed.replace(b"\xff\xd8\xff", b"<ht")):
        with pytest.raises(ValueError, match=r"picture|header"):
            Renditions.unpacked(wrong)


@given(st.binary(max_size=1000))
def test_a_frame_begins_with_its_length(content: bytes) -> None:
    frame = frames.framed(content)

    assert frame[4:] == content
    assert frames.frame_length(frame[:4]) == len(content)


def test_a_frame_that_breaks_off_or_is_too_long_is_an_error() -> None:
    with pytest.raises(EOFError):
        frames.frame_length(b"\0\0\0")
    with pytest.raises(ValueError, match="limit"):
        frames.frame_length(b"\xff\0\0\0")
