"""Our review room beside pretalx's, each with 3,000 on SQLite, as its server answers: list, search and one to review.

pretalx is another call for papers with reviewers, a score and an order made of scores. It runs under gunicorn and
without debugging; either has one process. Its manual advises another database for large events, and ours has that too:
SQLite is what both can do alone. Both lists show as many to a page, neither answer is compressed, and nobody else asks.
Their search looks through titles and names, ours through all texts. `make bench-setup bench-pretalx` makes what this
needs:

    .venv-bench/bin/python -m bench.review_peer
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2 as httpx

from bench import installation as processes
from bench.form import PRETALX, ROOT, Row, in_turns, milliseconds, program, row
from bench.pool import pools
from casting.services import team
from casting.store.engine import writing
from casting.web.deps import SESSION_COOKIE
from tests.cluster import die_with_parent
from tests.installation import PATH, Installation

SIZE, QUICK_SIZE = 3_000, 200
TURNS, QUICK_TURNS = 31, 9
SHOWN = 60
"""How many a page of our list shows; pretalx lets a reader choose."""
SEARCH = "surgery"
COOKIE = "peer-benchmark"
PATIENCE = 60.0
OURS = re.compile(r'class="face" href="([^"]+)"')
THEIRS = re.compile(r'<input id="?a-(S\d{6})')  # a link leads to another one's page: who is next
FIGURES = ("peer_list_ms", "peer_search_ms", "peer_review_ms")


@dataclass(frozen=True)
class Room:
    """Where somebody who is signed in finds the list, the same searched, and one to review.

    Attributes:
        listed: finds in a list those whom it shows.
    """

    browser: httpx.Client
    addresses: dict[str, str]
    listed: re.Pattern[str]

    def milliseconds(self, figure: str) -> float:
        return milliseconds(lambda: self.read(figure))

    def read(self, figure: str) -> str:
        answer = self.browser.get(self.addresses[figure])
        if answer.status_code != httpx.codes.OK:  # a way to the sign-in is no page of the room
            raise ValueError(f"{answer.status_code} from {answer.request.url}")
        return answer.text

    def shown(self, figure: str) -> int:
        """How many the page shows."""
        return len(set(self.listed.findall(self.read(figure))))


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Both rooms, in turns."""
    if not PRETALX.exists():
        raise SystemExit("There is no pretalx here: make bench-pretalx")
    size, turns = (QUICK_SIZE, QUICK_TURNS) if asked.quick else (SIZE, TURNS)
    with ExitStack() as stack:
        made = stack.enter_context(pools("sqlite", (size,)))
        rooms = {"ours": stack.enter_context(our_room(made[size])), "theirs": stack.enter_context(their_room(size))}
        for figure in FIGURES:
            yield _compared(figure, f"sqlite, {size}", rooms, turns)


def _compared(figure: str, case: str, rooms: dict[str, Room], turns: int) -> Row:
    def measured(room: Room) -> Callable[[], float]:
        return lambda: room.milliseconds(figure)

    parts = {name: {"bytes": len(room.read(figure).encode())} for name, room in rooms.items()}
    if figure != "peer_review_ms":
        for name, room in rooms.items():
            parts[name]["shown"] = room.shown(figure)
    if figure == "peer_list_ms" and {one["shown"] for one in parts.values()} != {SHOWN}:
        raise ValueError(f"The lists do not show {SHOWN} each: {parts}")
    taken = in_turns({name: measured(room) for name, room in rooms.items()}, repetitions=turns)
    return row(figure, case, "ms", taken["ours"], against="pretalx", peer=taken["theirs"], parts=parts)


@contextmanager
def our_room(installation: Installation) -> Iterator[Room]:
    """The product's, for a director, before a server in a process of its own."""
    with writing(installation.engine) as session:
        team.open_session(session, member_id=installation.members["director"], key=COOKIE, now=datetime.now(UTC))
    lent = processes.Installation(installation.settings.data, installation.settings.database)
    with processes.serving(lent) as served, _browser(served.origin, {SESSION_COOKIE: COOKIE}) as browser:
        listed = f"/review/{PATH}"
        found = OURS.search(browser.get(listed).text)
        if found is None:
            raise LookupError("the sheet shows nobody")
        one = found[1].replace("&amp;", "&")
        yield Room(browser, dict(zip(FIGURES, (listed, f"{listed}?q={SEARCH}", one), strict=True)), OURS)


@contextmanager
def their_room(size: int) -> Iterator[Room]:
    """pretalx's, for an organiser who also reviews."""
    with tempfile.TemporaryDirectory(prefix="casting-bench-") as folder:
        lent = processes.Installation(Path(folder), "", processes.free_port())
        environment = _environment(lent)
        static = Path(environment["PRETALX_FILESYSTEM_STATIC"])
        static.mkdir()
        (static / "pretalx-manifest.json").write_text("{}")  # its editor of timetables is not built: nobody opens it
        made = subprocess.run(
            [str(PRETALX), str(ROOT / "bench" / "pretalx_event.py"), str(size)],
            env=environment,
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        said = json.loads(made.stdout.splitlines()[-1])
        listed = f"{said['event']}/reviews/"
        one = f"{said['event']}/submissions/{said['code']}/reviews/"
        with _pretalx(lent, environment), _browser(lent.origin, {"pretalx_session": said["session"]}) as browser:
            browser.get(listed, params={"page_size": SHOWN}).raise_for_status()  # it is kept as this reader's wish
            yield Room(browser, dict(zip(FIGURES, (listed, f"{listed}?q={SEARCH}", one), strict=True)), THEIRS)


@contextmanager
def _pretalx(lent: processes.Installation, environment: dict[str, str]) -> Iterator[None]:
    words = ["--bind", f"127.0.0.1:{lent.port}", "--workers", "1", "--log-level", "warning", "pretalx.wsgi"]
    process = subprocess.Popen(
        [str(PRETALX), "-m", "gunicorn", *words],
        env=environment,
        cwd=lent.data,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509
    )
    try:
        processes.wait_until_served(lent, process)
        yield
    finally:
        processes.end(process)


def _environment(lent: processes.Installation) -> dict[str, str]:
    """What pretalx is told: everything that it keeps lies in this folder, and nothing from the outside is heard."""
    ours = ("PRETALX_", "DJANGO_", "PYTHON", "GUNICORN_")
    folders = {name: lent.data / name.lower() for name in ("MEDIA", "LOGS", "STATIC")}
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
        **{f"PRETALX_FILESYSTEM_{name}": str(folder) for name, folder in folders.items()},
        "PRETALX_DATA_DIR": str(lent.data),
        "PRETALX_DB_NAME": str(lent.data / "pretalx.sqlite"),
        "PRETALX_DEBUG": "False",
        "PRETALX_SITE_URL": lent.origin,
    }


def _browser(origin: str, cookies: dict[str, str]) -> httpx.Client:
    headers = {"accept-encoding": "identity"}
    return httpx.Client(base_url=origin, cookies=cookies, headers=headers, timeout=PATIENCE, trust_env=False)


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
