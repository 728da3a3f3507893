"""Whether the product finds the same person twice: 500 pairs among 5,000 applications, with look-alikes beside them.

Each application goes the product's own way: read by the form, kept by the intake, its portrait prepared by the guarded
child, compared by what the worker does. What is counted are the pairs that the page of duplicates shows to a person
(`bench/duplicates_seeding.py` says who applied twice, and was written before the detector was looked at).
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from random import Random

from sqlalchemy import Engine, select

from bench.duplicates_pictures import picture
from bench.duplicates_seeding import Seeded, seeded
from bench.form import Row, program
from bench.installation import CALL, DATABASES, ROLE, Installation, installations
from casting import resources
from casting.domain.permissions import Actor
from casting.forms.application import Application, consent_field, read_application
from casting.media.folder import FolderVault
from casting.media.guarded import HeadshotPool
from casting.services.access import references
from casting.services.apply import Submission, Upload, submit
from casting.services.demonstration.stock import load_stock
from casting.services.duplicates import noticed
from casting.services.materials import prepare_headshots
from casting.services.noticing import notice_duplicates
from casting.services.preparing import prepare_pending
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import connect, reading, writing
from casting.store.tables import ApplicationRow, table

APPLICATIONS, QUICK_APPLICATIONS = 5_000, 600
SEED = 1
LEAST_RECALL, LEAST_PRECISION = 95.0, 98.0


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Both databases."""
    stock = load_stock(resources.seed_folder() / "demonstration")
    people = seeded(QUICK_APPLICATIONS if asked.quick else APPLICATIONS, seed=asked.seed, stock=stock)
    for kind in DATABASES:
        with installations(kind) as [installation]:
            shown = _shown(installation, people, seed=asked.seed)
        case = f"{kind}, {len(people)}, seed {asked.seed}"
        yield from _figures(case, people, shown)


def _figures(case: str, people: Sequence[Seeded], shown: set[frozenset[int]]) -> Iterator[Row]:
    """Recall over those who applied twice, precision over what a person is shown."""
    first: dict[int, int] = {}
    twice = set()
    for place, one in enumerate(people):
        if one.person in first:
            twice.add(frozenset((first[one.person], place)))
        first.setdefault(one.person, place)
    missed = Counter(people[min(pair)].way for pair in twice - shown)
    wrong = Counter(" / ".join(sorted({people[place].way for place in pair})) for pair in shown - twice)
    recall = 100 * len(twice & shown) / len(twice)
    precision = 100 * len(twice & shown) / len(shown) if shown else 0.0
    yield _row("duplicates_recall", case, recall, LEAST_RECALL, {"pairs": len(twice), "missed": dict(missed)})
    yield _row("duplicates_precision", case, precision, LEAST_PRECISION, {"shown": len(shown), "wrong": dict(wrong)})


NOBODY = Actor(member_id=0, name="", email="", administrator=True, duties={})
"""Who has no conflict with anybody: every pair is seen."""


def _row(figure: str, case: str, value: float, least: float, parts: dict[str, object]) -> Row:
    return Row(figure, case, value, "%", "limit", least, value / least, parts=parts)


def _shown(installation: Installation, people: Sequence[Seeded], *, seed: int) -> set[frozenset[int]]:
    """Places of the people of each pair that the product shows, or holds at its door for the same address."""
    engine, vault = connect(installation.database_url), FolderVault(installation.data / "media", durable=False)
    _send(engine, installation.role(), people, vault, seed=seed)
    now = datetime.now(UTC)
    while prepare_pending(engine, now=now, most=1000):
        pass
    with HeadshotPool(workers=2) as pool:
        prepare_headshots(engine, vault, pool, now=now)
    notice_duplicates(engine, now=now)
    rows = table(ApplicationRow)
    with reading(engine) as session:
        places = {key: int(token) for key, token in session.execute(select(rows.c.id, rows.c.token))}
        held = session.execute(select(rows.c.id, rows.c.held_for).where(rows.c.held_for.is_not(None))).all()
        role = role_kept(session, CALL, ROLE)
        pairs = [] if role is None else [(one.one_id, one.other_id) for one in noticed(session, NOBODY, role)]
    engine.dispose()
    return {frozenset((places[one], places[other])) for one, other in [*pairs, *map(tuple, held)]}


def _send(engine: Engine, role: KeptRole, people: Sequence[Seeded], vault: FolderVault, *, seed: int) -> None:
    names, now = references(Random(f"duplicates {seed}")), datetime.now(UTC)
    with writing(engine) as session:
        for place, one in enumerate(people):
            uploads: tuple[Upload, ...] = ()
            if one.portrait is not None:
                digest = vault.put(picture(one.portrait, seed=seed))
                uploads = (Upload(digest, "portrait.jpg", "image/jpeg"),)
            checked = _checked(role, one, now=now)
            submit(session.connection(), role, Submission(checked, uploads, str(place), tuple(islice(names, 3)), now))


def _checked(role: KeptRole, one: Seeded, *, now: datetime) -> Application:
    typed = dict(one.told.answers) | {"city": one.told.city, "country": one.told.country}
    typed |= {"name": one.typed_name, "email": one.email, "phone": one.phone, "birth_date": one.birth_date.isoformat()}
    typed |= {consent_field(consent.purpose): "yes" for consent in role.call.consents}
    today = now.date()
    checked = read_application(typed, call=role.call, role=role.role, asked=role.asked, today=today)
    if not isinstance(checked, Application) and "phone" in checked:
        # As the form asks her to, she gives it with its country.
        typed["phone"] = "+7" + "".join(filter(str.isdigit, one.phone))[-10:]
        checked = read_application(typed, call=role.call, role=role.role, asked=role.asked, today=today)
    if not isinstance(checked, Application):
        raise TypeError(f"The form refuses {one.typed_name}: {dict(checked)}")
    return checked


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=SEED, help="other people: to see that nothing was fitted to some")


if __name__ == "__main__":
    program((__doc__ or "").splitlines()[0], measure, prepare=_arguments)
