"""The crash drill: people apply at a real server, which is killed at a random moment, again and again.

A kill shows that nothing lives in the process alone and that no answer goes out before its commit. It does not show
what a power cut does: for that see the settings on the writer's own connection in `tests/store/test_writer.py`.
"""

import hashlib
import io
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from itsdangerous import URLSafeTimedSerializer
from PIL import Image
from sqlalchemy import Engine, text

from casting import resources
from casting.forms.callfile import read_call
from casting.media.folder import FolderVault
from casting.services.orphans import mismatch, sweep_orphans
from casting.services.setup import load_call
from casting.store.calls import role_kept
from casting.store.engine import connect, reading, writing
from tests.cluster import die_with_parent
from tests.installation import ANSWERS, CALL, PATH

CLIENTS = 8
STARTING_SECONDS = 90
MOST_ANSWERS, LONGEST_PAUSE_SECONDS = 40, 0.2
SECRET = "a secret for drills alone 0123456789"

# What a half-kept application would leave behind, each as a count that has to be 0.
PARTIAL = {
    "applicant without application": """SELECT count(*) FROM applicant
        WHERE NOT EXISTS (SELECT 1 FROM application WHERE applicant_id = applicant.id)""",
    "application without answers": """SELECT count(*) FROM application
        WHERE NOT EXISTS (SELECT 1 FROM answer_sheet WHERE application_id = application.id)""",
    "application without score": """SELECT count(*) FROM application
        WHERE NOT EXISTS (SELECT 1 FROM score WHERE application_id = application.id)""",
    "application without consent": """SELECT count(*) FROM application
        WHERE NOT EXISTS (SELECT 1 FROM consent WHERE application_id = application.id)""",
    "application without message": """SELECT count(*) FROM application
        WHERE NOT EXISTS (SELECT 1 FROM message WHERE application_id = application.id)""",
    "the same form twice": "SELECT count(*) - count(DISTINCT token) FROM application",
}
KEPT = text(
    """SELECT application.reference, material.state, material.original, material.refusal, material.attempts
    FROM application
    LEFT JOIN material ON material.application_id = application.id AND material.kind = 'headshot'"""
)


@dataclass(frozen=True)
class Form:
    """One applicant's form; sent again as it is until it is acknowledged."""

    token: str
    email: str
    headshot: bytes | None

    @property
    def digest(self) -> str | None:
        return None if self.headshot is None else hashlib.sha256(self.headshot).hexdigest()


@dataclass
class Drill:
    """One installation, its applicants, and what they were told."""

    data: Path
    database_url: str
    seed: int
    with_worker: bool = False
    acknowledged: dict[str, str | None] = field(default_factory=dict)
    """The digest of the headshot that came with it, or None, by reference."""
    unanswered: list[Form] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    sent_again: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._lock = threading.Lock()
        self._count = 0
        self._signer = URLSafeTimedSerializer(SECRET.encode(), salt="form")
        self._picture = _picture()
        self.engine: Engine = connect(self.database_url)
        self._role_id = _load(self.engine)

    def kill_once(self) -> int:
        """Serve, let people apply, kill at a random moment; returns how many were acknowledged meanwhile.

        The moment is a while after a random number of answers (none, at times), so that it falls into the rush on slow
        machines as well.
        """
        before, over = len(self.acknowledged), threading.Event()
        answers, pause = self._chance.randrange(MOST_ANSWERS), self._chance.uniform(0, LONGEST_PAUSE_SECONDS)
        with self._served() as (process, port):
            threads = [threading.Thread(target=self._apply, args=(port, over, n % 2 == 0)) for n in range(CLIENTS)]
            for thread in threads:
                thread.start()
            give_up = time.monotonic() + STARTING_SECONDS
            while len(self.acknowledged) < before + answers and time.monotonic() < give_up:
                time.sleep(0.001)
            time.sleep(pause)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            over.set()
            for thread in threads:
                thread.join()
        return len(self.acknowledged) - before

    def lost(self) -> list[str]:
        """What was acknowledged and is not there, or not with its headshot.

        The worker lets go of a headshot as it was handed in once it has prepared it, and only then.
        """
        with self.engine.connect() as connection:
            kept = {row.reference: row for row in connection.execute(KEPT)}
        return [
            f"{reference}: {kept.get(reference)}"
            for reference, digest in self.acknowledged.items()
            if reference not in kept or (kept[reference].state != "ready" and kept[reference].original != digest)
        ]

    def partial(self) -> Mapping[str, int]:
        """How much of each kind of half-kept application there is; empty where there is none."""
        with self.engine.connect() as connection:
            counts = {name: connection.execute(text(query)).scalar_one() for name, query in PARTIAL.items()}
        return {name: count for name, count in counts.items() if count}

    def strays(self) -> dict[str, int]:
        """Files that nobody knows and rows without their file, after a sweep two days later; and what was swept."""
        vault, later = FolderVault(self.data / "media"), datetime.now(UTC) + timedelta(days=2)
        swept = sweep_orphans(self.engine, vault, now=later)
        with reading(self.engine) as session:
            found = mismatch(session, vault, now=later)
        unfinished = sum(1 for _ in (self.data / "media" / "incoming").iterdir())
        return {
            "orphans": len(found.orphans),
            "missing": len(found.missing),
            "unfinished": unfinished,
            "swept": swept,
        }

    @contextmanager
    def _served(self) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
        port = _free_port()
        command = [sys.executable, "-m", "casting", "serve", "--port", str(port)]
        command.append("--worker" if self.with_worker else "--no-worker")
        process = subprocess.Popen(
            command,
            env=self._environment(port),
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (threads of ours hold no lock that it needs)
        )
        try:
            _wait_until_open(port, process)
            yield process, port
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _environment(self, port: int) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("CASTING_")},
            "CASTING_DATA": str(self.data),
            "CASTING_DATABASE_URL": self.database_url,
            "CASTING_SECRET_KEY": SECRET,
            "CASTING_BASE_URL": f"http://127.0.0.1:{port}",
            "CASTING_APPLICATIONS_PER_HOUR": "1000000",
            "CASTING_UPLOAD_FLOOR_MB": "0",
        }

    def _apply(self, port: int, over: threading.Event, headshots: bool) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            while not over.is_set():
                form = self._next(headshots=headshots)
                try:
                    answer = client.post(f"/calls/{PATH}/apply", data=_typed(form), files=_files(form))
                except httpx.HTTPError:
                    # Killed while it was on its way: kept or not, nobody knows. It is sent again to the next server.
                    with self._lock:
                        self.unanswered.append(form)
                    return
                self._note(form, answer)

    def _next(self, *, headshots: bool) -> Form:
        with self._lock:
            if self.unanswered:
                self.sent_again += 1
                return self.unanswered.pop()
            self._count += 1
            number = self._count
        token = self._signer.dumps([self._role_id, f"drill-{self.seed}-{number}"])
        # What follows a picture's end is not looked at before it is prepared: so each is another file.
        headshot = self._picture + str(number).encode() if headshots else None
        return Form(token, f"drill-{number}@example.org", headshot)

    def _note(self, form: Form, answer: httpx.Response) -> None:
        with self._lock:
            if answer.status_code != 303:
                self.unexpected.append(f"{answer.status_code}: {answer.text[:200]}")
                return
            reference = answer.headers["location"].split("/")[2].split("?")[0]
            self.acknowledged[reference] = form.digest


def _typed(form: Form) -> dict[str, str]:
    return {**ANSWERS, "token": form.token, "email": form.email}


def _files(form: Form) -> dict[str, tuple[str, bytes, str]]:
    """The headshot's part; where no file was chosen, a browser sends an empty one."""
    if form.headshot is None:
        return {"headshot": ("", b"", "application/octet-stream")}
    return {"headshot": ("me.jpg", form.headshot, "image/jpeg")}


def _picture() -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((480, 600), 60).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()


def _load(engine: Engine) -> int:
    """Load the demonstration's call, open now; the key of its role."""
    now = datetime.now(UTC)
    with writing(engine) as session:
        plan = read_call(resources.seed_folder() / CALL)
        load_call(session, plan, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1), now=now)
    with reading(engine) as session:
        role = role_kept(session, *PATH.split("/"))
    assert role is not None
    return role.role_id


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < give_up:
        assert process.poll() is None, "the server ended by itself"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise AssertionError("the server did not start")


def run_drill(drill: Drill, *, times: int) -> str:
    """Kill so many times and look after each of them; what it came to, for the terminal."""
    busy = 0
    for _ in range(times):
        busy += drill.kill_once() > 0
        lost, partial = drill.lost(), drill.partial()
        assert not lost, lost
        assert not partial, partial
    assert not drill.unexpected, drill.unexpected
    strays = drill.strays()
    assert not any(count for name, count in strays.items() if name != "swept"), strays
    drill.engine.dispose()
    return (
        f"{drill.engine.dialect.name}: killed {times} times, {busy} of them after an answer; {len(drill.acknowledged)} "
        f"acknowledged, 0 lost, 0 partial; {drill.sent_again} sent again; {strays['swept']} files swept, 0 orphans left"
    )
