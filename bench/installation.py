"""Installations for benchmarks: a database of either kind, the demonstration's call in it, and real servers.

PostgreSQL waits for the disk here as in production (`Cluster(durable=True)`): without that, its figures would mean
nothing.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from casting import resources
from casting.config import Settings
from casting.forms.callfile import read_call
from casting.services.setup import load_call
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import connect, reading, upgrade, writing
from tests.cluster import Cluster, die_with_parent

CALL, ROLE = "the-challenge", "the-surgeon"
PATH = f"{CALL}/{ROLE}"
DATABASES = ("sqlite", "postgresql")
SECRET = "a secret for benchmarks alone 0123456789"  # noqa: S105 - of an installation that lives for a minute
STARTING_SECONDS = 180  # on a machine that is busy with other things


@dataclass(frozen=True)
class Installation:
    """A data folder and a database with the demonstration's call, open now."""

    data: Path
    database_url: str
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        return Settings(
            data=self.data, database_url=self.database_url, secret_key=SECRET, base_url=self.origin, upload_floor_mb=0
        )

    def environment(self) -> dict[str, str]:
        """The environment of a process of this installation."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("CASTING_")},
            "CASTING_DATA": str(self.data),
            "CASTING_DATABASE_URL": self.database_url,
            "CASTING_SECRET_KEY": SECRET,
            "CASTING_BASE_URL": self.origin,
            "CASTING_APPLICATIONS_PER_HOUR": "1000000000",
            "CASTING_UPLOAD_FLOOR_MB": "0",
        }

    def role(self) -> KeptRole:
        engine = connect(self.database_url)
        with reading(engine) as session:
            found = role_kept(session, CALL, ROLE)
        engine.dispose()
        if found is None:
            raise LookupError(f"{PATH} was not loaded")
        return found


@contextmanager
def installations(kind: str, count: int = 1) -> Iterator[list[Installation]]:
    """So many installations on databases of this kind, all of them gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="casting-bench-")))
        cluster = stack.enter_context(Cluster(durable=True)) if kind == "postgresql" else None
        made = []
        for number in range(count):
            data = folder / str(number)
            data.mkdir()
            url = cluster.server.create(f"bench_{number}") if cluster else f"sqlite:///{data / 'casting.sqlite'}"
            made.append(furnish(Installation(data, url)))
        yield made


def furnish(installation: Installation) -> Installation:
    """Migrate the database and load the demonstration's call, open since yesterday and for a week."""
    upgrade(installation.database_url)
    now = datetime.now(UTC)
    engine = connect(installation.database_url)
    with writing(engine) as session:
        plan = read_call(resources.seed_folder() / CALL)
        load_call(session, plan, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=7), now=now)
    engine.dispose()
    return installation


@contextmanager
def serving(
    installation: Installation, *, intake: str = "writer", processes: int = 1, worker: bool = False
) -> Iterator[Installation]:
    """Serve the installation on a free port with `bench.serve`; see there for the kinds of intake."""
    served = replace(installation, port=free_port())
    command = [sys.executable, "-m", "bench.serve", intake, str(served.port), str(processes)]
    command += ["worker"] if worker else []
    process = subprocess.Popen(
        command,
        env=served.environment(),
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509
    )
    try:
        wait_until_served(served, process)
        yield served
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server that was started with a session of its own, and all its children."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with suppress(ProcessLookupError):  # its worker may still be busy with a picture
        os.killpg(process.pid, signal.SIGKILL)


def wait_until_served(installation: Installation, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections; raises RuntimeError where it does not."""
    give_up = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", installation.port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
