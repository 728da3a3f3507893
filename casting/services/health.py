"""Whether an installation is well: what is checked, what was found, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from casting.domain.errors import Unready
from casting.domain.vocabulary import MaterialState
from casting.media.vault import Condition, Vault
from casting.services.messages import KEEP_TRYING
from casting.services.orphans import mismatch
from casting.store.engine import connect, durability, reading, revisions
from casting.store.tables import ApplicationRow, MaterialRow, MessageRow, table

APPLICATION, MATERIAL, MESSAGE = table(ApplicationRow), table(MaterialRow), table(MessageRow)
WAITS_LONG = timedelta(minutes=5)
MEGABYTE = 1024 * 1024
DURABILITY = "Durability"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        found: what was found, in a few words.
        advice: what to do about it; empty where it is well.
    """

    name: str
    found: str
    well: bool
    advice: str = ""


@dataclass(frozen=True)
class Setup:
    """What the checks need to know of the settings.

    Attributes:
        mail_sent: whether a mail server is set.
        weak_points: what must not stay so in production, each as a sentence.
        upload_floor_bytes: free disk under which uploads are closed.
    """

    production: bool
    mail_sent: bool
    weak_points: tuple[str, ...]
    upload_floor_bytes: int


def checks(engine: Engine, vault: Vault, setup: Setup, *, now: datetime, files: bool) -> tuple[Check, ...]:
    """Look at everything. Without a database that can be used, what lies in it is left out.

    Args:
        files: whether each file of the vault is held against the rows, which takes a second for 100,000 files.
    """
    found = list(database_checks(engine))
    if all(check.well for check in found if check.name != DURABILITY):
        with reading(engine) as session:
            found += _pending(session, now=now)
    media = [_condition(one) for one in vault.conditions(thorough=files)]
    if files and all(check.well for check in (*found, *media)):
        with reading(engine) as session:
            found += _files(session, vault, now=now)
    return (*found, *media, *_surroundings(vault, setup))


def database_checks(engine: Engine) -> tuple[Check, ...]:
    """Whether the database answers, stands at the newest migration, and keeps what it has acknowledged."""
    try:
        present, newest = revisions(engine)
        with engine.connect() as connection:
            settings = durability(connection)
    except (OperationalError, InterfaceError) as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
        advice = "Start it, or correct CASTING_DATABASE_URL."
        return (Check("Database", f"cannot be reached: {reason}", well=False, advice=advice),)
    migrated = present == newest
    weak = [f"{setting.setting}={setting.value}" for setting in settings if not setting.enough]
    return (
        Check("Database", f"{engine.dialect.name} answers", well=True),
        Check(
            "Migrations",
            f"at {present or 'none'}, the newest" if migrated else f"at {present or 'none'}, the newest is {newest}",
            well=migrated,
            advice="" if migrated else "Run “casting db upgrade”.",
        ),
        Check(
            DURABILITY,
            ", ".join(weak) or ", ".join(f"{setting.setting}={setting.value}" for setting in settings),
            well=not weak,
            advice="Set them so that a commit survives a power cut." if weak else "",
        ),
    )


def unfit(engine: Engine, *, production: bool) -> tuple[Check, ...]:
    """What keeps the installation from serving: a database that is away or behind or, in production, not durable."""
    found = database_checks(engine)
    return tuple(check for check in found if not check.well and (production or check.name != DURABILITY))


def refuse_unless_ready(database_url: str, *, production: bool) -> None:
    """Stop before anything is served from a database that is unfit.

    Raises:
        Unready: with what is wrong and what to do.
    """
    engine = connect(database_url)
    try:
        for check in unfit(engine, production=production):
            raise Unready(f"{check.name}: {check.found}. {check.advice}")
    finally:
        engine.dispose()


def _pending(session: Session, *, now: datetime) -> Iterator[Check]:
    """What the worker should have done by now."""
    unprepared = _count(
        session,
        APPLICATION.c.id,
        APPLICATION.c.prepared_version < APPLICATION.c.version,
        APPLICATION.c.received_at < now - WAITS_LONG,
    )
    stuck = _count(
        session,
        MATERIAL.c.id,
        MATERIAL.c.state == MaterialState.PENDING,
        MATERIAL.c.handed_in_at < now - WAITS_LONG,
    )
    late = MESSAGE.c.sent_at.is_(None), MESSAGE.c.written_at < now - WAITS_LONG
    unsent = _count(session, MESSAGE.c.id, *late)
    given_up = _count(session, MESSAGE.c.id, *late, MESSAGE.c.written_at <= now - KEEP_TRYING)
    yield _waiting("Applications", unprepared, "not prepared for more than 5 minutes", "Is a worker running?")
    yield _waiting("Pictures", stuck, "not prepared for more than 5 minutes", "Is a worker running?")
    words = "not sent for more than 5 minutes" + (f", {given_up:,} of them given up" if given_up else "")
    yield _waiting("Messages", unsent, words, "Is a worker running, and does the mail server take mail from it?")


def _waiting(name: str, count: int, words: str, advice: str) -> Check:
    found = f"{count:,} {words}" if count else "none is waiting"
    return Check(name, found, well=not count, advice=advice if count else "")


def _count(session: Session, column: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*conditions)) or 0


def _condition(found: Condition) -> Check:
    return Check(found.name, found.found, well=not found.advice, advice=found.advice)


def _files(session: Session, vault: Vault, *, now: datetime) -> Iterator[Check]:
    found = mismatch(session, vault, now=now)
    orphans, missing = len(found.orphans), len(found.missing)
    yield Check(
        "Files without a row",
        f"{orphans:,}" if orphans else "none",
        well=not orphans,
        advice="A worker removes them within the hour; is one running?" if orphans else "",
    )
    yield Check(
        "Rows without their file",
        f"{missing:,}" if missing else "none",
        well=not missing,
        advice="Files were lost: bring the media back from a backup." if missing else "",
    )


def _surroundings(vault: Vault, setup: Setup) -> Iterator[Check]:
    free = vault.free_bytes()
    roomy = free >= setup.upload_floor_bytes
    yield Check(
        "Free disk",
        f"{free // MEGABYTE:,} MiB",
        well=roomy,
        advice="" if roomy else "Uploads are closed, answers are still kept. Make room.",
    )
    yield Check(
        "Mail",
        "is sent" if setup.mail_sent else "is kept in a folder and not sent until CASTING_MAIL_URL is set",
        well=setup.mail_sent or not setup.production,
        advice="" if setup.mail_sent or not setup.production else "Set CASTING_MAIL_URL, or nobody hears anything.",
    )
    weak = bool(setup.weak_points)
    yield Check(
        "Settings",
        "weak" if weak and setup.production else "for trying out" if weak else "fit for production",
        well=not (weak and setup.production),
        advice=" ".join(setup.weak_points) if setup.production else "",
    )
