"""The process in which pictures are decoded: `python -m casting.media.child SECONDS MEGABYTES`.

Started by `casting.media.guarded` alone, it answers the paths that it is sent, and ends when its input does.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from casting.domain.media import Focus, MediaRefused, Refusal
from casting.media.frames import PREPARED, READY, REFUSED, UNREADABLE, asked, frame_length, framed
from casting.media.images import prepare_headshot


def main() -> None:
    """Serve until the input ends."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us in its own time
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not look like an answer
    if sys.platform != "darwin":  # macOS has no limit of address space; the limits of time still hold there
        _limit(resource.RLIMIT_AS, megabytes << 20)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 64)
    answers.write(framed(READY))
    answers.flush()
    while head := sys.stdin.buffer.read(4):
        question = sys.stdin.buffer.read(frame_length(head))
        _allow_cpu(seconds)
        answers.write(framed(answer(*asked(question))))
        answers.flush()


def answer(path: Path, focus: Focus | None = None) -> bytes:
    """Return the answer for one picture: the renditions, the reason for refusing it, or the error number."""
    try:
        return PREPARED + prepare_headshot(path, focus=focus).packed()
    except MediaRefused as refused:
        return REFUSED + refused.reason.encode()
    except MemoryError:
        return REFUSED + Refusal.TOO_COSTLY.encode()
    except OSError as error:
        return UNREADABLE + str(error.errno or 0).encode()


def _limit(kind: int, most: int) -> None:
    """Lower a limit for good; one that the system already keeps lower stays."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _allow_cpu(seconds: float) -> None:
    """Let the kernel end this process after so many more seconds of work, in case the parent cannot."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


if __name__ == "__main__":
    main()
