"""What the worker notices of the same person twice; what people say of it is in `casting.services.duplicates`."""

from collections.abc import Sequence
from datetime import datetime

from anyascii import anyascii
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.duplicates import Pair, Person, pairs
from casting.domain.vocabulary import MaterialKind, MaterialState, Stage
from casting.store.engine import reading, writing
from casting.store.tables import ApplicantRow, ApplicationRow, DuplicateRow, MaterialRow, table

APPLICATION, APPLICANT, MATERIAL = table(ApplicationRow), table(ApplicantRow), table(MaterialRow)
DUPLICATE = table(DuplicateRow)
IN_STATEMENT = 500
"""Ids in one statement: both databases take as many."""


def notice_duplicates(engine: Engine, *, now: datetime) -> int:
    """Compare what has changed with the rest of its role, and leave a row for each pair that a person should see.

    Returns how many applications were compared. A pair that was judged keeps its verdict.
    """
    with reading(engine) as session:
        changed: dict[int, dict[int, int]] = {}
        for role_id, key, version in session.execute(
            select(APPLICATION.c.role_id, APPLICATION.c.id, APPLICATION.c.prepared_version).where(
                APPLICATION.c.compared_version < APPLICATION.c.prepared_version, APPLICATION.c.held_for.is_(None)
            )
        ):
            changed.setdefault(role_id, {})[key] = version
        found = {key: pairs(_persons(session, key), among=versions) for key, versions in changed.items()}
    for role_id, versions in changed.items():
        with writing(engine) as session:
            _keep(session, role_id, found[role_id], now=now)
            for key, version in versions.items():
                session.execute(update(APPLICATION).where(APPLICATION.c.id == key).values(compared_version=version))
    return sum(map(len, changed.values()))


def _persons(session: Session, role_id: int) -> list[Person]:
    likeness: dict[int, bytes] = {
        row.application_id: row.likeness
        for row in session.execute(
            select(MATERIAL.c.application_id, MATERIAL.c.likeness)
            .join(APPLICATION, APPLICATION.c.id == MATERIAL.c.application_id)
            .where(
                APPLICATION.c.role_id == role_id,
                MATERIAL.c.kind == MaterialKind.HEADSHOT.value,
                MATERIAL.c.state == MaterialState.READY.value,
                MATERIAL.c.likeness.is_not(None),
            )
            .order_by(MATERIAL.c.id)
        )
    }
    rows = session.execute(
        select(APPLICATION.c.id, APPLICANT.c.name, APPLICANT.c.email, APPLICANT.c.phone, APPLICANT.c.birth_date)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(
            APPLICATION.c.role_id == role_id,
            APPLICATION.c.held_for.is_(None),
            APPLICATION.c.stage != Stage.WITHDRAWN.value,
        )
    )
    return [
        Person(row.id, anyascii(row.name), row.email, row.phone, row.birth_date, likeness.get(row.id)) for row in rows
    ]


def _keep(session: Session, role_id: int, found: Sequence[Pair], *, now: datetime) -> None:
    known: set[tuple[int, int]] = set()
    ones = [pair.one_id for pair in found]
    for first in range(0, len(ones), IN_STATEMENT):
        among = DUPLICATE.c.one_id.in_(ones[first : first + IN_STATEMENT])
        rows = session.execute(select(DUPLICATE.c.one_id, DUPLICATE.c.other_id).where(among))
        known |= {(row.one_id, row.other_id) for row in rows}
    for pair in found:
        signs = [sign.value for sign in pair.signs]
        if (pair.one_id, pair.other_id) in known:
            same = (DUPLICATE.c.one_id == pair.one_id) & (DUPLICATE.c.other_id == pair.other_id)
            session.execute(update(DUPLICATE).where(same).values(signs=signs))
        else:
            session.execute(
                insert(DUPLICATE).values(
                    role_id=role_id, one_id=pair.one_id, other_id=pair.other_id, signs=signs, found_at=now
                )
            )
