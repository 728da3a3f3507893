"""The last ten minutes before a call closes: 3,000 applications with headshots, beside normal use of all that is there.

One server stands as `casting serve` starts it, with its worker, over a role that has 3,000 applications. People apply
at chance moments (exponential gaps), each over a connection of her own; meanwhile directors open candidates and mark
them, visitors look at the call and at the form, and an administrator exports the role every minute. An application's
time runs from the last byte sent to the answer's first, so that the transfer does not count. What was acknowledged is
looked for afterwards: the application, and the file of its headshot.
"""

import argparse
import asyncio
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2 as httpx
import uvloop
from sqlalchemy import func, select, update

from bench import installation as processes
from bench.form import Row, program
from bench.installation import DATABASES, PATH, SECRET
from bench.load import STATUS, Task, forms
from bench.pool import pools
from casting.domain.vocabulary import MaterialKind
from casting.services import team
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, CallRow, MaterialRow, table
from casting.web.deps import SESSION_COOKIE
from tests.installation import ANSWERS, Installation

THERE = 3_000
APPLICATIONS, SECONDS = 3_000, 600.0
QUICK_APPLICATIONS, QUICK_SECONDS = 100, 20.0
DIRECTORS, VISITORS = 3, 3
THINKING, LOOKING, BETWEEN_EXPORTS = 2.0, 1.0, 60.0
"""Seconds from one page to the next of a director, of a visitor, and from export to export."""
LIMIT = 1_500.0
PATIENCE = 30.0
OPINIONS = ("pick", "maybe", "pass", "pass")


@dataclass
class Told:
    """What came back: milliseconds by what was asked for, and how it was answered."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def took(self, what: str, began: float, status: str) -> None:
        self.milliseconds[what].append((time.perf_counter() - began) * 1000)
        self.statuses[what][status] += 1


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """The rush on both databases, or on the one that was asked for."""
    count, seconds = (QUICK_APPLICATIONS, QUICK_SECONDS) if asked.quick else (APPLICATIONS, asked.seconds)
    for kind in DATABASES:
        if asked.database in {"", kind}:
            with pools(kind, (THERE,)) as made:
                yield from _rows(made[THERE], kind, count=count, seconds=seconds)


def _rows(installation: Installation, kind: str, *, count: int, seconds: float) -> Iterator[Row]:
    now = datetime.now(UTC)
    with writing(installation.engine) as session:
        open_now = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1)}
        session.execute(update(table(CallRow)).values(**open_now))
        for who in ("director", "administrator"):
            team.open_session(session, member_id=installation.members[who], key=who, now=now)
    before = _kept(installation)
    lent = processes.Installation(installation.settings.data, installation.settings.database)
    with processes.serving(lent, worker=True) as served:
        task = Task(served.port, PATH, served.role().role_id, SECRET, ANSWERS, count, headshots=True)
        told = uvloop.run(_rush(served.origin, forms(task), seconds))
    after = _kept(installation)
    case = f"{kind}, {count} in {seconds:.0f} s"
    for what, taken in sorted(told.milliseconds.items()):
        ninety_five = statistics.quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]
        parts = {"p50_ms": round(statistics.median(taken), 1), "statuses": dict(told.statuses[what])}
        name = f"{case}, {what}"
        if what == "export":  # a file of thousands of rows: how long it takes is bench.export's
            yield Row("rush_p95", name, ninety_five, "ms", repetitions=len(taken), parts=parts)
        else:
            ratio = ninety_five / LIMIT
            yield Row("rush_p95", name, ninety_five, "ms", "limit", LIMIT, ratio, repetitions=len(taken), parts=parts)
    acknowledged = told.statuses["apply"]["303"]
    errors = sum(sum(one.values()) for one in told.statuses.values()) - sum(
        one[code] for one in told.statuses.values() for code in ("200", "303")
    )
    yield Row("rush_errors", case, float(errors), "answers")
    for what, there, earlier in zip(("applications", "headshots"), after, before, strict=True):
        yield Row(
            "rush_lost", f"{case}, {what}", float(acknowledged - (there - earlier)), what, repetitions=acknowledged
        )


def _kept(installation: Installation) -> tuple[int, int]:
    """How many applications there are, and how many headshots that came with one."""
    material = table(MaterialRow)
    headshots = select(func.count()).select_from(material).where(material.c.kind == MaterialKind.HEADSHOT.value)
    with reading(installation.engine) as session:
        applications = session.scalar(select(func.count()).select_from(table(ApplicationRow)))
        return applications or 0, session.scalar(headshots) or 0


async def _rush(origin: str, requests: Sequence[bytes], seconds: float) -> Told:
    """Everybody at once, until the last has applied."""
    told, over = Told(), asyncio.Event()
    chance = random.Random(1)
    moments = [0.0]
    for _ in requests[1:]:
        moments.append(moments[-1] + chance.expovariate(len(requests) / seconds))
    clients = [_browser(origin, "director") for _ in range(DIRECTORS)]
    clients += [_browser(origin, "") for _ in range(VISITORS)] + [_browser(origin, "administrator")]
    beside: list[Awaitable[None]] = [_director(clients[n], told, over, seed=n) for n in range(DIRECTORS)]
    beside += [_visitor(one, told, over) for one in clients[DIRECTORS:-1]]
    beside.append(_administrator(clients[-1], told, over))
    others = [asyncio.ensure_future(one) for one in beside]
    port = int(origin.rpartition(":")[2])
    applied = (_apply(port, request, at, told) for request, at in zip(requests, moments, strict=True))
    await asyncio.gather(*applied)
    over.set()
    await asyncio.gather(*others)
    for one in clients:
        await one.aclose()
    return told


def _browser(origin: str, who: str) -> httpx.AsyncClient:
    cookies = {SESSION_COOKIE: who} if who else {}
    headers = {"origin": origin, "sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0"}
    return httpx.AsyncClient(base_url=origin, cookies=cookies, headers=headers, timeout=PATIENCE, trust_env=False)


async def _apply(port: int, request: bytes, at: float, told: Told) -> None:
    """Send one form at its moment."""
    await asyncio.sleep(at)
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            answers, sender = await asyncio.open_connection("127.0.0.1", port)
            sender.write(request)
            await sender.drain()
            began = time.perf_counter()
            line = await answers.readline()
            sender.close()
    except OSError:
        line = b""
    status = STATUS.match(line)
    told.took("apply", began, status[1].decode() if status else "broken")


async def _ask(
    told: Told, what: str, act: Callable[[], Awaitable[httpx.Response]], *, apart: float, over: asyncio.Event
) -> httpx.Response | None:
    """Ask once, then wait a while."""
    answer, status, began = None, "broken", time.perf_counter()
    with suppress(httpx.HTTPError):
        answer = await act()
        status = str(answer.status_code)
    told.took(what, began, status)
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), apart)
    return answer


async def _director(client: httpx.AsyncClient, told: Told, over: asyncio.Event, *, seed: int) -> None:
    """From the contact sheet into one candidate after the other, with a mark for each."""
    chance = random.Random(seed)
    while not over.is_set():
        sheet = await _ask(told, "sheet", lambda: client.get(f"/review/{PATH}"), apart=THINKING, over=over)
        faces = re.findall(r'class="face" href="([^"?]+)', sheet.text if sheet else "")
        for face in chance.sample(faces, min(20, len(faces))):
            if over.is_set():
                return
            await _ask(told, "candidate", lambda face=face: client.get(face), apart=THINKING, over=over)  # type: ignore[misc]
            mark = {"opinion": chance.choice(OPINIONS)}
            await _ask(told, "mark", lambda f=face, m=mark: client.post(f"{f}/mark", data=m), apart=0, over=over)  # type: ignore[misc]


async def _visitor(client: httpx.AsyncClient, told: Told, over: asyncio.Event) -> None:
    """The call, then the form, again and again."""
    while not over.is_set():
        for what, address in (("call", "/calls/the-challenge"), ("form", f"/calls/{PATH}/apply/about")):
            await _ask(told, what, lambda address=address: client.get(address), apart=LOOKING, over=over)  # type: ignore[misc]


async def _administrator(client: httpx.AsyncClient, told: Told, over: asyncio.Event) -> None:
    """Everybody as CSV, each minute."""
    while not over.is_set():
        await _ask(told, "export", lambda: client.post(f"/admin/export/{PATH}"), apart=BETWEEN_EXPORTS, over=over)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", default="", choices=("", *DATABASES), help="this one alone")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="within which 3,000 apply")


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure, prepare=_arguments)
