"""Becomes another program, within limits: `python -m casting.media.confined SECONDS MEGABYTES FILE_MB PROGRAM …`.

Seconds are of processor time. What a hostile film makes of the program that opens it has no network where the kernel
lets us take it away, writes no file larger than the limit, and ends with its parent.
"""

import ctypes
import os
import resource
import signal
import sys
from typing import Final

_NO_NETWORK: Final = 0x10000000 | 0x40000000
"""CLONE_NEWUSER and CLONE_NEWNET of unshare(2): a network of its own, with nobody in it."""
_SIGNAL_WHEN_PARENT_ENDS: Final = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def main() -> None:
    """Take on the limits, then become the program."""
    seconds, megabytes, file_megabytes = map(int, sys.argv[1:4])
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.unshare(_NO_NETWORK)  # in vain where the system forbids it: then the protocols allowed have to do
        libc.prctl(_SIGNAL_WHEN_PARENT_ENDS, signal.SIGKILL)
    if sys.platform != "darwin":  # macOS has no limit of address space; the limits of time still hold there
        _limit(resource.RLIMIT_AS, megabytes << 20)
    _limit(resource.RLIMIT_FSIZE, file_megabytes << 20)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 64)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and what is ignored stays so in the program
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - the program that our caller names, no shell


def _limit(kind: int, most: int) -> None:
    """Lower a limit for good; one that the system already keeps lower stays."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
