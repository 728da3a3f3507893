"""Pools of any size for benchmarks: a thousand fictional applicants who came the product's own way, and their likes.

A hundred thousand forms would take a while, so all but the first thousand are copied within the database: the same
answers and portraits, other names, addresses and scores. Everything that lists and exports read is there.
"""

import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, literal, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import String
from sqlmodel import SQLModel

from casting import resources
from casting.domain.vocabulary import MaterialKind, MaterialState
from casting.forms.application import Application, consent_field, read_application
from casting.services.access import references
from casting.services.apply import Submission, submit
from casting.services.demonstration.people import FictionalApplicant, fictional_applicant
from casting.services.demonstration.stock import load_stock
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.calls import KeptRole
from casting.store.engine import keep_statistics, upgrade, writing
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ChosenRow,
    ClaimRow,
    ConsentRow,
    FeaturesRow,
    MaterialRow,
    NumberRow,
    ScoreRow,
    table,
)
from tests.cluster import Cluster
from tests.installation import CALL, ROLE, Installation, furnish

BASE = 1000
STRIDE = 10_000
"""How far the keys of one copy lie from those of the next."""
COPIED = (
    ApplicantRow,
    ApplicationRow,
    AnswerSheetRow,
    ChosenRow,
    NumberRow,
    ConsentRow,
    ClaimRow,
    FeaturesRow,
    ScoreRow,
    MaterialRow,
)
SCORED = (ApplicantRow, ApplicationRow, FeaturesRow, ScoreRow)
"""What the scorer reads: enough for a pool that is only ranked, of a million within minutes."""
KEYS = frozenset({"id", "applicant_id", "application_id"})
OWN_TEXT = frozenset({"reference", "token", "name", "sort_name", "email", "email_key"})
WORDS = {
    "sqlite": "INSERT INTO application_words(rowid, words) "
    "SELECT rowid + :shift, words FROM application_words WHERE rowid < :stride",
    "postgresql": "INSERT INTO application_words(application_id, words) "
    "SELECT application_id + :shift, words FROM application_words WHERE application_id < :stride",
}


@contextmanager
def pools(
    kind: str, sizes: tuple[int, ...], *, copied: tuple[type[SQLModel], ...] = COPIED
) -> Iterator[dict[int, Installation]]:
    """An installation with a pool of each size, on databases of this kind; all of them gone afterwards.

    Args:
        copied: of all but the first thousand applications only these rows are there.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="casting-bench-")))
        cluster = stack.enter_context(Cluster(durable=True)) if kind == "postgresql" else None
        made = {}
        for size in sizes:
            (folder / str(size)).mkdir()
            file = folder / str(size) / "casting.sqlite"
            url = cluster.server.create(f"pool_{size}") if cluster else f"sqlite:///{file}"
            upgrade(url)
            made[size] = furnish(url, folder / str(size))
            stack.callback(made[size].close)
            fill(made[size], size, copied=copied)
        yield made


def fill(installation: Installation, size: int, *, copied: tuple[type[SQLModel], ...] = COPIED) -> None:
    """Put so many applications into the role, prepared and ranked, most of them with a portrait."""
    role, base = installation.role(), min(BASE, size)
    with writing(installation.engine) as session:
        for submission in _submissions(role, base, installation):
            submit(session.connection(), role, submission)
    prepare_pending(installation.engine, now=installation.clock())
    rank_role(installation.engine, call=CALL, role=ROLE, now=installation.clock())
    chance = random.Random(size)
    with writing(installation.engine) as session:
        connection = session.connection()
        connection.execute(insert(table(MaterialRow)), list(_portraits(connection, installation)))
        for copy in range(1, -(-size // base)):
            _copy(connection, copy, copied, jitter=chance.gauss(0, 0.5), most=size - copy * base)
    # As a worker and an hour would have left them
    keep_statistics(installation.engine)
    if installation.engine.dialect.name == "postgresql":
        with installation.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _submissions(role: KeptRole, count: int, installation: Installation) -> Iterator[Submission]:
    stock = load_stock(resources.seed_folder() / "demonstration")
    names = references(random.Random("bench"))
    for index in range(count):
        checked = _checked(role, fictional_applicant(index, seed=0, stock=stock), installation)
        yield Submission(checked, (), f"pool-{index}", tuple(islice(names, 3)), installation.clock())


def _checked(role: KeptRole, person: FictionalApplicant, installation: Installation) -> Application:
    told = ("name", "email", "phone", "city", "country")
    typed = dict(person.answers) | {name: str(getattr(person, name) or "") for name in told}
    typed |= {"birth_date": person.birth_date.isoformat(), "tape_url": person.tape_url or ""}
    typed |= {consent_field(consent.purpose): "yes" for consent in role.call.consents}
    today = installation.clock().date()
    checked = read_application(typed, call=role.call, role=role.role, asked=role.asked, today=today)
    if not isinstance(checked, Application):
        raise TypeError(f"The form refuses {dict(checked)}")
    return checked


def _portraits(connection: Connection, installation: Installation) -> Iterator[Mapping[str, Any]]:
    for key in connection.scalars(select(table(ApplicationRow).c.id)):
        digest = f"{key:064x}"
        yield {
            "application_id": key,
            "kind": MaterialKind.HEADSHOT.value,
            "state": MaterialState.READY.value,
            "media_type": "image/jpeg",
            "file_name": "me.jpg",
            **dict.fromkeys(("small", "medium", "large"), digest),
            "large_width": 960,
            "large_height": 1200,
            "handed_in_at": installation.clock(),
            "attempts": 1,
        }


def _copy(connection: Connection, copy: int, copied: tuple[type[SQLModel], ...], *, jitter: float, most: int) -> None:
    """Copy the first `most` of the base, with keys and names of their own."""
    last = connection.scalar(select(func.min(table(ApplicationRow).c.id))) + min(most, BASE) - 1
    for kind in copied:
        rows = table(kind)
        key = next(rows.c[name] for name in ("application_id", "id") if name in rows.c)
        told = select(*(_copied(rows, column.name, copy, jitter) for column in rows.c)).where(key <= last)
        connection.execute(insert(rows).from_select([column.name for column in rows.c], told))
    if copied is COPIED:
        words = WORDS[connection.dialect.name]
        connection.execute(text(words), {"shift": copy * STRIDE, "stride": last + 1})


def _copied(rows: Table, name: str, copy: int, jitter: float) -> ColumnElement[Any]:
    column = rows.c[name]
    if name in KEYS:
        return column + copy * STRIDE
    if name in OWN_TEXT:
        return column.concat(sql_cast(literal(f" {copy}"), String))
    return column + jitter if rows.name == "score" and name == "score" else column
