"""Processes that hand the same forms to writers of their own, as several web processes would."""

import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing import get_context

from casting.forms.application import Application, read_application
from casting.services.access import references
from casting.services.apply import Intake, Receipt, Submission
from casting.store.engine import connect
from casting.store.writer import Writer
from tests.installation import ANSWERS, NOON, PATH

PROCESSES = 2
THREADS = 32


@dataclass(frozen=True)
class Sent:
    """One form that was sent, and what came back: a receipt, or what was refused."""

    token: str
    receipt: Receipt | None
    refused: str = ""


def send_from_processes(database_url: str, tokens: Sequence[str], *, seed: int) -> list[Sent]:
    """Send each form once for each time that its token is named: from two processes, by 32 threads in each."""
    shuffled = list(tokens)
    random.Random(seed).shuffle(shuffled)
    shares = [shuffled[number::PROCESSES] for number in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return [sent for answers in pool.map(_send, [database_url] * PROCESSES, shares) for sent in answers]


def _send(database_url: str, tokens: Sequence[str]) -> list[Sent]:
    engine = connect(database_url)
    intake = Intake(engine, Writer(engine))
    role = intake.role(*PATH.split("/"))

    def send(token: str) -> Sent:
        typed = {**ANSWERS, "email": f"{token}@example.org"}
        checked = read_application(typed, call=role.call, role=role.role, asked=role.asked, today=date(2026, 3, 8))
        assert isinstance(checked, Application), checked
        submission = Submission(checked, (), token, tuple(islice(references(), 3)), NOON)
        try:
            return Sent(token, intake.keep(role, submission).result(120))
        except Exception as refused:  # noqa: BLE001 - whatever a person would have been shown is what the test looks at
            return Sent(token, None, f"{refused} {refused.__cause__}")

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(send, tokens))
    intake.close()
    engine.dispose()
    return answers
