"""A crowd of applicants: sends complete application forms over many kept connections, and counts what comes back.

Run as a process of its own (`python -m bench.load`, its task as JSON on standard input) so that it never shares an
interpreter with what it measures. Requests are made before the clock starts; of an answer only status and length are
read.
"""

import asyncio
import json
import re
import resource
import secrets
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import cast

import uvloop
from itsdangerous import URLSafeTimedSerializer

BOUNDARY = "----casting0123456789bench"
STATUS = re.compile(rb"HTTP/1\.1 (\d+)")
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Task:
    """What to send.

    Attributes:
        path: of the call and the role, such as `the-challenge/the-surgeon`.
        secret: the installation's, by which forms are signed.
        answers: what each person answers; her name and address are her own.
        count: at most so many forms.
        seconds: at most for so long.
        headshots: whether a picture comes with each form.
    """

    port: int
    path: str
    role_id: int
    secret: str
    answers: Mapping[str, str]
    count: int
    connections: int = 64
    seconds: float = 20.0
    headshots: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came back.

    Attributes:
        rate: acknowledged (303) a second.
        errors: everything else, connections that broke included.
        p50_ms, p95_ms: how long an answer took.
        generator_busy: the share of one core that this program took itself; near 1 it would be what is measured.
    """

    acknowledged: int
    seconds: float
    rate: float
    errors: int
    statuses: dict[str, int]
    p50_ms: float
    p95_ms: float
    generator_busy: float


def send(task: Task) -> Outcome:
    """Send forms from a process of its own."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(asdict(task)), stdout=subprocess.PIPE, text=True, check=True)
    return Outcome(**json.loads(done.stdout))


def forms(task: Task) -> list[bytes]:
    """Complete requests as a browser sends them, each from another person with a form of her own."""
    signer = URLSafeTimedSerializer(task.secret.encode(), salt="form")
    picture = _picture() if task.headshots else b""
    return [_request(task, signer.dumps([task.role_id, secrets.token_urlsafe(16)]), picture) for _ in range(task.count)]


def _request(task: Task, token: str, picture: bytes) -> bytes:
    person = secrets.token_hex(8)
    typed = {"token": token, "website": "", **task.answers, "email": f"{person}@example.org", "name": f"Mira {person}"}
    parts = [_part(f'name="{name}"', value.encode()) for name, value in typed.items()]
    named = "me.jpg" if picture else ""
    # The end of a picture is not looked at before it is prepared: so each of them is another file.
    content = picture + person.encode() if picture else b""
    kind = "image/jpeg" if picture else "application/octet-stream"
    parts.append(_part(f'name="headshot"; filename="{named}"\r\nContent-Type: {kind}', content))
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    head = (
        f"POST /calls/{task.path}/apply HTTP/1.1\r\nHost: 127.0.0.1:{task.port}\r\nOrigin: http://127.0.0.1:{task.port}\r\n"
        "Sec-Fetch-Site: same-origin\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _part(named: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode() + content + b"\r\n"


def _picture() -> bytes:
    from io import BytesIO  # noqa: PLC0415 - only where headshots are asked for, as the next

    from PIL import Image  # noqa: PLC0415

    kept = BytesIO()
    Image.effect_noise((480, 600), 60).convert("RGB").save(kept, "JPEG", quality=80)
    return kept.getvalue()


@dataclass
class Crowd:
    """All connections together: what is still to be sent, and what came back."""

    waiting: Iterator[bytes]
    stop_at: float
    statuses: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    def next(self) -> bytes | None:
        return next(self.waiting, None) if time.perf_counter() < self.stop_at else None


class Applicant(asyncio.Protocol):
    """One kept connection: sends a form, waits for its answer, sends the next."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._answer = b""
        self._began = 0.0
        self._busy = False
        self.done = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one, but not by inheritance
        self._send()

    def _send(self) -> None:
        if self._transport is None:
            return
        request = self._crowd.next()
        self._busy = request is not None
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found:
            return
        length = LENGTH.search(head)
        if len(body) < (int(length[1]) if length else 0):
            return
        status = STATUS.match(head)
        self._crowd.statuses[status[1].decode() if status else "unreadable"] += 1
        self._crowd.milliseconds.append((time.perf_counter() - self._began) * 1000)
        self._answer = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if self._busy:
            self._crowd.statuses["broken"] += 1
        if not self.done.done():
            self.done.set_result(None)


async def run(task: Task, requests: list[bytes]) -> Outcome:
    """Send them all, over so many connections as the task says."""
    loop = asyncio.get_running_loop()
    began, busy = time.perf_counter(), _processor_seconds()
    crowd = Crowd(iter(requests), began + task.seconds)
    made = [loop.create_connection(lambda: Applicant(crowd), "127.0.0.1", task.port) for _ in range(task.connections)]
    async with asyncio.timeout(task.seconds + 60):
        for _, applicant in await asyncio.gather(*made):
            await applicant.done
    seconds = time.perf_counter() - began
    acknowledged = crowd.statuses["303"]
    ordered = sorted(crowd.milliseconds) or [0.0]
    return Outcome(
        acknowledged=acknowledged,
        seconds=seconds,
        rate=acknowledged / seconds,
        errors=sum(crowd.statuses.values()) - acknowledged,
        statuses=dict(crowd.statuses),
        p50_ms=statistics.median(ordered),
        p95_ms=ordered[int(len(ordered) * 0.95)] if len(ordered) > 1 else ordered[0],
        generator_busy=(_processor_seconds() - busy) / seconds,
    )


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    task = Task(**json.load(sys.stdin))
    requests = forms(task)
    print(json.dumps(asdict(uvloop.run(run(task, requests)))))


if __name__ == "__main__":
    main()
