"""Self-tapes made playable: a film that streams, and its poster, encoded anew by ffmpeg in a confined child.

Nothing of the file that was sent is ever served. ffmpeg is told which of its readers to use, after the first bytes of
the file, and may open files alone: a play list that names other files or addresses is not read as one.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import imageio_ffmpeg

import casting
from casting.domain.media import MAX_TAPE_SECONDS, MediaRefused, Refusal
from casting.media.signatures import is_cut_short, sniff, sniff_video

FRAMES_PER_SECOND: Final = 30
_READERS: Final = {"video/mp4": "mov", "video/webm": "matroska", "video/x-msvideo": "avi"}
_SEARCH_PATH: Final = str(Path(casting.__file__).resolve().parent.parent)
_LOOK_EVERY: Final = 0.1
"""Seconds between two looks at whether the child has ended."""
_FIT: Final = (
    "scale=w='if(gte(iw,ih),min(1280,iw),min(720,iw))':h='if(gte(iw,ih),min(720,ih),min(1280,ih))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1"
)
"""Within 1280 × 720, or 720 × 1280 where it stands upright; never larger than it was."""


@dataclass(frozen=True)
class Limits:
    """What the preparation of one tape may take.

    Attributes:
        seconds: of the clock; of processor time it may be twice as much.
        megabytes: of address space.
        file_megabytes: of each file that is written.
        longest: of the film, in seconds.
    """

    seconds: int = 1800
    megabytes: int = 2048
    file_megabytes: int = 1024
    longest: int = MAX_TAPE_SECONDS


@dataclass(frozen=True)
class Prepared:
    """A tape that can be played. `film` is an MP4 whose index comes first; `poster` a JPEG picture."""

    film: Path
    poster: bytes
    seconds: int


class Interrupted(Exception):
    """The preparation was to end before it was done; nothing was found out about the tape."""


def prepare_tape(
    path: Path, workshop: Path, *, limits: Limits = Limits(), stopped: Callable[[], bool] = lambda: False
) -> Prepared:
    """Make a tape playable, with files in `workshop`, which the caller removes.

    Raises:
        MediaRefused: it is no video, damaged, too long, or it took too much time or memory.
        Interrupted: `stopped` said so.
        OSError: the file cannot be read, or there is no ffmpeg.
    """
    with path.open("rb") as file:
        media_type = sniff_video(file.read(64))
    if media_type is None:
        raise MediaRefused(Refusal.NOT_A_VIDEO)
    film, poster = workshop / "film.mp4", workshop / "poster.jpg"
    told = _run(_filming(path, _READERS[media_type], film, longest=limits.longest), limits, stopped)
    seconds = _length(told)
    if seconds is None or not film.is_file():
        raise MediaRefused(Refusal.VIDEO_DAMAGED)
    if seconds > limits.longest:
        raise MediaRefused(Refusal.VIDEO_TOO_LONG)
    _run(_drawing(film, poster), limits, stopped)
    picture = poster.read_bytes() if poster.is_file() else b""
    if sniff(picture) != "image/jpeg" or is_cut_short(picture, "image/jpeg"):
        raise MediaRefused(Refusal.VIDEO_DAMAGED)
    return Prepared(film, picture, max(1, round(seconds)))


def _filming(path: Path, reader: str, film: Path, *, longest: int) -> list[str]:
    """H.264 and AAC, which every browser plays; no data that cameras add, no chapters, no subtitles."""
    return [
        *("-f", reader, "-i", str(path.absolute())),
        *("-map", "0:V:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-t", str(longest + 1), "-vf", _FIT, "-r", str(FRAMES_PER_SECOND)),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-g", "60"),
        *("-c:a", "aac", "-b:a", "96k", "-ac", "2", "-movflags", "+faststart", "-fflags", "+bitexact"),
        *("-progress", "pipe:1", str(film)),
    ]


def _drawing(film: Path, poster: Path) -> list[str]:
    """The picture of the first three seconds that is most like the others: not the black one before them."""
    return ["-i", str(film), "-vf", "thumbnail=90", "-frames:v", "1", "-q:v", "4", "-f", "mjpeg", str(poster)]


def _length(told: str) -> float | None:
    """The last time that ffmpeg told of, in seconds; None where it told of none, or of a film without pictures."""
    values = dict(line.split("=", maxsplit=1) for line in told.splitlines() if "=" in line)
    microseconds, frames = values.get("out_time_us", ""), values.get("frame", "0").strip()
    return int(microseconds) / 1e6 if microseconds.isdigit() and frames not in {"", "0"} else None


def _run(arguments: list[str], limits: Limits, stopped: Callable[[], bool]) -> str:
    """Run ffmpeg confined; return what it told of its progress. Raises as `prepare_tape` does."""
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise OSError("there is no ffmpeg") from error
    confined = [sys.executable, "-P", "-m", "casting.media.confined"]
    confined += [str(2 * limits.seconds), str(limits.megabytes), str(limits.file_megabytes)]
    quiet = [
        "-nostdin",
        "-v",
        "error",
        "-max_error_rate",
        "0.1",
        "-y",
        "-threads",
        "2",
        "-protocol_whitelist",
        "file,pipe",
    ]
    until = time.monotonic() + limits.seconds
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*confined, program, *quiet, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": _SEARCH_PATH},
            process_group=0,
        )
        try:
            _wait(process, until, stopped)
        finally:
            process.kill()
            process.wait()
        if process.returncode != 0:
            raise MediaRefused(Refusal.VIDEO_TOO_COSTLY if process.returncode < 0 else Refusal.VIDEO_DAMAGED)
        told.seek(0)
        return told.read().decode(errors="replace")


def _wait(process: "subprocess.Popen[bytes]", until: float, stopped: Callable[[], bool]) -> None:
    while process.poll() is None:
        if stopped():
            raise Interrupted
        if time.monotonic() > until:
            raise MediaRefused(Refusal.VIDEO_TOO_COSTLY)
        time.sleep(_LOOK_EVERY)
