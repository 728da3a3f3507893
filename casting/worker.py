"""The worker: looks for pending rows and does them, one kind after the other, for ever.

Nothing is handed to it: applications to prepare, pictures to draw anew, messages to send and roles to rank are found in
the rows themselves, so that whatever was going on when a worker stopped is found again by the next one.
"""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import Engine

from casting.config import Settings
from casting.mail.post import post_to
from casting.media.guarded import HeadshotPool
from casting.media.opening import open_vault
from casting.media.pieces import PieceFolder
from casting.services.access import application_link
from casting.services.active_roles import ActiveRoles
from casting.services.completing import complete_run
from casting.services.draft_pictures import prepare_draft_pictures
from casting.services.drafts import draft_link, forget_drafts
from casting.services.finding_files import forget_unkept
from casting.services.guardians import forget_guardians, guardian_link
from casting.services.labels import pulse, stale_roles
from casting.services.materials import prepare_headshots
from casting.services.messages import Links, Sender
from casting.services.noticing import notice_duplicates
from casting.services.orphans import sweep_orphans
from casting.services.preparing import prepare_pending
from casting.services.publishing import publish_run
from casting.services.rank import add_run
from casting.services.runs import PUBLISH_EVERY, Due, due_runs
from casting.services.tape_preparing import prepare_tapes, sweep_uploads, take_arrived
from casting.services.team import end_expired_sessions
from casting.services.tickets import ticket_link
from casting.store.engine import connect, keep_statistics, reading, writing
from casting.store.happenings import forget_traces

log = structlog.get_logger()
PAUSE_SECONDS = 0.25
"""A mark waits at most so long for its run to begin; looking whether there is anything takes some milliseconds."""
AGAIN_SECONDS = 5.0
"""So long after a kind of work has failed it is tried again."""
LOOK_EVERY = timedelta(minutes=5)
COMPARE_EVERY = timedelta(minutes=1)
"""Newcomers are compared with their whole role, which is read for it."""
SWEEP_EVERY = timedelta(hours=1)


@dataclass
class Worker:
    """Does what is pending in one installation.

    Args:
        clock: the present time, aware.
        parent: the process whose end is the worker's end; 0 for none.
    """

    settings: Settings
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    parent: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.settings.prepare()
        self.engine: Engine = connect(self.settings.database)
        self.vault = open_vault(self.settings.vault_place)
        self.uploads = PieceFolder(self.settings.data / "uploads")
        secret, base_url = self.settings.secret(), self.settings.base_url
        self.sender = Sender(
            self.engine,
            post_to(self.settings.mail_url.get_secret_value(), folder=self.settings.data / "mail"),
            links=Links(
                application=lambda reference: application_link(base_url, secret, reference),
                ticket=lambda nonce: ticket_link(base_url, secret, nonce=nonce),
                draft=lambda nonce: draft_link(base_url, secret, nonce),
                guardian=lambda nonce: guardian_link(base_url, secret, nonce),
            ),
            sender=self.settings.mail_from,
        )
        self._not_before: dict[str, float] = {}
        self._swept_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._compared_at: datetime | None = None
        self._active = ActiveRoles()
        self._calm_at: tuple[Any, ...] | None = None
        self._publish_every = PUBLISH_EVERY

    def run(self) -> None:
        """Go on until `stop` is set."""
        films = threading.Thread(target=self._film, name="films")
        films.start()
        with HeadshotPool(workers=1) as pool:
            while not self.stop.is_set() and (not self.parent or os.getppid() == self.parent):
                if not self.round(pool):
                    self.stop.wait(PAUSE_SECONDS)
        self.stop.set()
        films.join()
        self.engine.dispose()

    def round(self, pool: HeadshotPool) -> bool:
        """Do what is pending now, each kind on its own; whether there was anything."""
        now = self.clock()
        acts: tuple[tuple[str, Callable[[], int]], ...] = (
            ("prepare", lambda: prepare_pending(self.engine, now=now, most=1000)),
            ("headshots", lambda: prepare_headshots(self.engine, self.vault, pool, now=now)),
            ("drafts", lambda: prepare_draft_pictures(self.engine, self.vault, pool)),
            ("duplicates", lambda: self._duplicates(now)),
            ("messages", lambda: self.sender.send_due(now=now).sent),
            ("rank", lambda: self._rank(now)),
            ("uploads", lambda: take_arrived(self.engine, self.uploads, self.vault, now=now)),
            ("sweep", lambda: self._sweep(now)),
            ("statistics", lambda: self._statistics(now)),
        )
        done = [self._try(name, act) for name, act in acts]
        return any(done)

    def _try(self, name: str, act: Callable[[], int]) -> bool:
        """One kind of work that fails does not hold up the others: it is found again some seconds later."""
        if monotonic() < self._not_before.get(name, 0.0):
            return False
        try:
            return act() > 0
        except Exception:
            log.exception("pending work failed", kind=name)
            self._not_before[name] = monotonic() + AGAIN_SECONDS
            return False

    def film(self, now: datetime) -> int:
        """Prepare the tapes that are pending; returns how many were settled."""
        return prepare_tapes(self.engine, self.vault, self.uploads.folder, now=now, stopped=self.stop.is_set)

    def _film(self) -> None:
        """Tapes take minutes, so that they are prepared beside everything else."""
        while not self.stop.is_set():
            if not self._try("tapes", lambda: self.film(self.clock())):
                self.stop.wait(PAUSE_SECONDS)

    def _rank(self, now: datetime) -> int:
        """A new run for each role of which something new was said, at once; lists follow it more slowly."""
        done = 0
        with reading(self.engine) as session:
            beat = pulse(session)
            stale = stale_roles(session) if beat != self._calm_at else []
        for call, role in stale:
            done += self._add_run(call, role, now)
        self._calm_at = None if stale else beat
        with reading(self.engine) as session:
            due = due_runs(session, now=now, publish_every=self._publish_every)
        for one in due:
            done += self._bring_out(one, now)
        return done

    def _add_run(self, call: str, role: str, now: datetime) -> int:
        run = add_run(self.engine, call=call, role=role, now=now, active=self._active)
        log.info("ranked", run=run.run_id, applications=run.applications)
        return 1

    def _bring_out(self, due: Due, now: datetime) -> int:
        if due.complete and not complete_run(self.engine, run_id=due.run_id, now=now, active=self._active):
            # Somebody was erased, or the like: the run stays as it was, and the next one is brought out instead.
            return self._add_run(due.call, due.role, now)
        if due.publish:
            began = monotonic()
            with writing(self.engine) as session:
                publish_run(session, run_id=due.run_id, now=now)
            # Where it takes long, as with very many applications, it is done less often.
            self._publish_every = max(PUBLISH_EVERY, timedelta(seconds=10 * (monotonic() - began)))
        return 1

    def _duplicates(self, now: datetime) -> int:
        if self._compared_at is not None and now - self._compared_at < COMPARE_EVERY:
            return 0
        self._compared_at = now
        return notice_duplicates(self.engine, now=now)

    def _sweep(self, now: datetime) -> int:
        if self._swept_at is not None and now - self._swept_at < SWEEP_EVERY:
            return 0
        self._swept_at = now
        with writing(self.engine) as session:
            end_expired_sessions(session, now=now)
            forget_drafts(session, now=now)
            forget_guardians(session, now=now)
            forget_unkept(session, now=now)
            forget_traces(session, now=now)
        swept = sweep_uploads(self.engine, self.uploads, now=now)
        return swept + sweep_orphans(self.engine, self.vault, now=now)

    def _statistics(self, now: datetime) -> int:
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            keep_statistics(self.engine)
        return 0


def run_worker(settings: Settings, *, parent: int = 0) -> None:
    """Run a worker in this process until it is told to end.

    Args:
        parent: the process whose end is this worker's end, even where it was killed; 0 for none.
    """
    worker = Worker(settings, parent=parent)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop.set())
    worker.run()
