"""Serve as `casting serve` does, with one thing changed: who keeps the applications. For `bench.intake`.

    python -m bench.serve (writer | null | orm) PORT PROCESSES

The pages, the middleware, the reading and checking of the form and the answer are the product's own in all three.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from casting.cli.serve import run_processes
from casting.config import Settings, settings
from casting.domain.errors import Stale
from casting.domain.vocabulary import Stage
from casting.services.apply import PERSON, UNSCORED, Intake, Receipt, Submission
from casting.store.calls import KeptRole
from casting.store.engine import connect, writing
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    CallRow,
    ConsentRow,
    MessageRow,
    ScoreRow,
)
from casting.store.writer import Writer
from casting.web.app import create_app

ORM_THREADS = {"sqlite": 4, "postgresql": 4}
"""The fastest of 1, 2, 4, 8, 16 and 40 threads, each with a pooled connection of its own; on two cores."""


class NullIntake(Intake):
    """Answers what the writer would answer, and keeps nothing."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, Writer(engine))

    def keep(self, role: KeptRole, submission: Submission) -> "Future[Receipt]":
        answer: Future[Receipt] = Future()
        answer.set_result(Receipt(submission.references[0], again=False))
        return answer


class OrmIntake(Intake):
    """Keeps the same rows with a session and a commit for each application, on a pool of threads and connections."""

    def __init__(self, engine: Engine, *, threads: int) -> None:
        super().__init__(engine, Writer(engine))
        self._threads = ThreadPoolExecutor(threads)

    def keep(self, role: KeptRole, submission: Submission) -> "Future[Receipt]":
        return self._threads.submit(_keep, self._engine, role, submission)

    def close(self) -> None:
        self._threads.shutdown()
        super().close()


def _keep(engine: Engine, role: KeptRole, submission: Submission) -> Receipt:
    told, now = submission.application, submission.arrived_at
    with writing(engine) as session:
        if session.get_one(CallRow, role.call_id).version != role.call_version:
            raise Stale("The call was changed a moment ago.")
        person = _added(session, ApplicantRow(**{name: getattr(told, name) for name in PERSON}))
        kept = _added(session, _application(role, submission, applicant_id=person.id))
        session.add(AnswerSheetRow(application_id=kept.id, version=1, saved_at=now, answers=dict(told.answers)))
        for purpose in told.consents:
            session.add(ConsentRow(application_id=kept.id, consent_text_id=role.consent_ids[purpose], given_at=now))
        unscored = ScoreRow(
            application_id=kept.id,
            role_id=role.role_id,
            score=UNSCORED,
            place=None,
            place_low=None,
            place_high=None,
            band=None,
        )
        session.add(unscored)
        session.add(_message(role, submission, application_id=kept.id))
    return Receipt(submission.references[0], again=False)


def _added(session: Session, entity: Any) -> Any:
    """Add an entity whose key is needed at once."""
    session.add(entity)
    session.flush()
    return entity


def _application(role: KeptRole, submission: Submission, *, applicant_id: int) -> SQLModel:
    told = submission.application
    return ApplicationRow(
        role_id=role.role_id,
        applicant_id=applicant_id,
        reference=submission.references[0],
        token=submission.token,
        email_key=told.email_key,
        tape_url=told.tape_url,
        sort_name=told.sort_name,
        received_at=submission.arrived_at,
        stage=Stage.RECEIVED.value,
        withdrawn_from=None,
        prepare_error=None,
    )


def _message(role: KeptRole, submission: Submission, *, application_id: int) -> SQLModel:
    return MessageRow(
        key=f"receipt:{application_id}",
        kind="receipt",
        recipient=submission.application.email or "",  # what is sent here always has one
        application_id=application_id,
        values={"reference": submission.references[0], "call": role.call.title, "role": role.role.title},
        written_at=submission.arrived_at,
        attempts=0,
        last_error=None,
    )


def _app(make: Callable[[Settings, Engine], Intake]) -> FastAPI:
    chosen = settings()
    return create_app(chosen, intake=make(chosen, connect(chosen.database)))


def null_app() -> FastAPI:
    return _app(lambda _chosen, engine: NullIntake(engine))


def orm_app() -> FastAPI:
    return _app(lambda _chosen, engine: OrmIntake(engine, threads=ORM_THREADS[engine.dialect.name]))


APPS = {"null": "bench.serve:null_app", "orm": "bench.serve:orm_app"}


def main() -> None:
    kind, port, processes, *worker = sys.argv[1:]
    run = uvicorn.run

    def run_other(app: str, **options: Any) -> None:
        run(APPS.get(kind, app), **options)

    uvicorn.run = run_other  # type: ignore[assignment] # everything else stays as `casting serve` has it
    run_processes(settings(), host="127.0.0.1", port=int(port), processes=int(processes), with_worker=bool(worker))


if __name__ == "__main__":
    main()
