"""Where an ordinary test writes: in memory where the machine has room for that, since it looks at no power cut."""

import os
import shutil
from pathlib import Path

MEMORY, DISK = Path("/dev/shm"), Path("/tmp")  # noqa: S108 - a folder of our own is made in it
ENOUGH = 2 << 30
"""What both workers and PostgreSQL never come near; small containers have 64 MB there."""


def quick_place() -> Path:
    """A folder for throw-away folders: in memory, unless there is little room or no program may be started there."""
    try:
        system = os.statvfs(MEMORY)
        roomy = shutil.disk_usage(MEMORY).free >= ENOUGH
    except OSError:
        return DISK
    usable = not system.f_flag & (os.ST_NOEXEC | os.ST_RDONLY) and os.access(MEMORY, os.W_OK)
    return MEMORY if roomy and usable else DISK
