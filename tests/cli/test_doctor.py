"""`casting doctor`: what is well, what is not, and what to do about it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from casting.domain.errors import Unready
from casting.domain.vocabulary import MaterialKind, MaterialState
from casting.media.folder import FolderVault
from casting.services.health import Check, Setup, checks, database_checks, refuse_unless_ready, unfit
from casting.services.orphans import KEPT_UPLOAD, sweep_orphans
from casting.store.engine import connect, writing
from casting.store.tables import MaterialRow, MessageRow
from tests.cli.terminal import Terminal, at_terminal
from tests.installation import Installation

ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""PostgreSQL of the tests is not durable on purpose, so not all is well there."""
SETUP = Setup(production=False, mail_sent=True, weak_points=(), upload_floor_bytes=0)


def found(
    engine: Engine, vault: FolderVault, now: datetime, *, setup: Setup = SETUP, files: bool = True
) -> dict[str, Check]:
    return {check.name: check for check in checks(engine, vault, setup, now=now, files=files)}


def unwell(installation: Installation, *, after: timedelta = timedelta(0)) -> dict[str, str]:
    """What is not well in an installation, leaving out that PostgreSQL of the tests is not durable."""
    vault = installation.app.state.rooms.vault
    seen = found(installation.engine, vault, installation.clock() + after)
    return {name: check.found for name, check in seen.items() if not check.well and name != "Durability"}


# ---------------------------------------------------------------------------------------------- the command


@ON_ONE
def test_a_new_installation_with_a_mail_server_is_well(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASTING_MAIL_URL", "smtp://mail.example.org")
    said = terminal.run("doctor")
    assert (said.code, said.complaint) == (0, "")
    for word in ("Database", "Migrations", "Durability", "Messages", "Free disk", "Mail", "Settings"):
        assert word in said.out
    assert "NOT WELL" not in said.out


@ON_ONE
def test_mail_in_a_folder_is_enough_for_trying_out(terminal: Terminal) -> None:
    said = terminal.run("doctor")
    assert said.code == 0
    assert "CASTING_MAIL_URL" in said.out


@ON_ONE
def test_what_is_not_well_is_said_with_what_to_do(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASTING_PRODUCTION", "true")
    said = terminal.run("doctor")
    assert said.code == 1
    assert said.out.count("NOT WELL") == 2
    assert "CASTING_MAIL_URL" in said.out
    assert "CASTING_SECRET_KEY" in said.out


def test_a_database_that_is_away_leaves_the_rest_to_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://casting:hidden-word@127.0.0.1:9/casting"
    with at_terminal(capsys, monkeypatch, data=tmp_path / "data", database_url=url) as terminal:
        said = terminal.run("doctor")
    assert said.code == 1
    assert "cannot be reached" in said.out
    assert "Free disk" in said.out
    assert "Applications" not in said.out
    assert "hidden-word" not in said.out + said.complaint


# -------------------------------------------------------------------------------------------------- database


def test_an_empty_database_is_told_to_be_upgraded(bare_database_url: str) -> None:
    engine = connect(bare_database_url)
    [migrations] = [check for check in database_checks(engine) if check.name == "Migrations"]
    engine.dispose()
    assert (migrations.well, migrations.advice) == (False, "Run “casting db upgrade”.")
    with pytest.raises(Unready, match="casting db upgrade"):
        refuse_unless_ready(bare_database_url, production=False)


@ON_ONE
def test_a_weak_durability_stops_production_and_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casting.store.engine.PRAGMAS", ("journal_mode=WAL", "synchronous=OFF", "foreign_keys=ON"))
    refuse_unless_ready(database_url, production=False)
    with pytest.raises(Unready, match=r"Durability: synchronous=0"):
        refuse_unless_ready(database_url, production=True)


@ON_ONE
def test_a_durable_database_is_fit_for_production(database_url: str) -> None:
    refuse_unless_ready(database_url, production=True)


def test_a_database_that_is_away_is_unfit_and_its_password_is_not_said() -> None:
    engine = connect("postgresql://casting:hidden-word@127.0.0.1:9/casting")
    [check] = unfit(engine, production=False)
    assert check.name == "Database"
    assert "hidden-word" not in check.found + check.advice
    with pytest.raises(Unready, match="Database: cannot be reached"):
        refuse_unless_ready("postgresql://casting:hidden-word@127.0.0.1:9/casting", production=False)


# --------------------------------------------------------------------------------------------------- pending


def test_what_the_worker_has_not_done_for_five_minutes_is_counted(installation: Installation) -> None:
    installation.apply()
    assert unwell(installation) == {}
    assert unwell(installation, after=timedelta(minutes=6)) == {
        "Applications": "1 not prepared for more than 5 minutes",
        "Messages": "1 not sent for more than 5 minutes",
    }
    installation.work()
    assert unwell(installation, after=timedelta(minutes=6)) == {}


def test_a_picture_that_is_stuck_is_counted(installation: Installation) -> None:
    material(installation, state=MaterialState.PENDING, original=None)
    assert "Pictures" in unwell(installation, after=timedelta(minutes=6))


def test_messages_that_were_given_up_are_told_apart(installation: Installation) -> None:
    with writing(installation.engine) as session:
        session.execute(
            insert(MessageRow).values(
                key="x", kind="receipt", recipient="x", values={}, written_at=installation.clock(), attempts=9
            )
        )
    late = unwell(installation, after=timedelta(days=15))
    assert late == {"Messages": "1 not sent for more than 5 minutes, 1 of them given up"}


# ----------------------------------------------------------------------------------------------------- files


def material(installation: Installation, *, state: MaterialState, original: str | None) -> None:
    """A document in the rows, of a new application."""
    application_id = installation.application_id(installation.apply(email="material@example.org"))
    with writing(installation.engine) as session:
        session.execute(
            insert(MaterialRow).values(
                application_id=application_id,
                kind=MaterialKind.DOCUMENT,
                state=state,
                media_type="application/pdf",
                original=original,
                file_name="cv.pdf",
                handed_in_at=installation.clock(),
            )
        )


def put(installation: Installation, content: bytes, *, age: timedelta) -> str:
    """A file that was put into the vault so long ago."""
    vault: FolderVault = installation.app.state.rooms.vault
    digest = vault.put(content)
    moment = (installation.clock() - age).timestamp()
    os.utime(vault.path(digest), (moment, moment))
    return digest


OLD, NEW = KEPT_UPLOAD + timedelta(minutes=1), KEPT_UPLOAD - timedelta(minutes=1)


@ON_ONE
def test_a_file_without_a_row_is_counted_once_no_form_can_still_name_it(installation: Installation) -> None:
    put(installation, b"just come", age=NEW)
    material(installation, state=MaterialState.READY, original=put(installation, b"named", age=OLD))
    installation.work()
    assert unwell(installation) == {}
    put(installation, b"left behind", age=OLD)
    assert unwell(installation) == {"Files without a row": "1"}


@ON_ONE
def test_the_sweep_removes_just_those(installation: Installation) -> None:
    vault = installation.app.state.rooms.vault
    new, orphan = put(installation, b"just come", age=NEW), put(installation, b"left behind", age=OLD)
    named = put(installation, b"named", age=OLD)
    material(installation, state=MaterialState.READY, original=named)
    assert sweep_orphans(installation.engine, vault, now=installation.clock()) == 1
    assert [vault.exists(digest) for digest in (new, named, orphan)] == [True, True, False]


@ON_ONE
def test_a_row_whose_file_is_gone_is_counted(installation: Installation) -> None:
    material(installation, state=MaterialState.READY, original="0" * 64)
    installation.work()
    assert unwell(installation) == {"Rows without their file": "1"}


# --------------------------------------------------------------------------------------------- surroundings


@ON_ONE
@pytest.mark.parametrize(
    ("setup", "names"),
    [
        (SETUP, set()),
        (Setup(production=False, mail_sent=False, weak_points=("CASTING_X is weak.",), upload_floor_bytes=0), set()),
        (Setup(production=True, mail_sent=False, weak_points=(), upload_floor_bytes=0), {"Mail"}),
        (
            Setup(production=True, mail_sent=True, weak_points=("CASTING_X is weak.",), upload_floor_bytes=0),
            {"Settings"},
        ),
        (Setup(production=True, mail_sent=True, weak_points=(), upload_floor_bytes=10**18), {"Free disk"}),
    ],
)
def test_settings_are_held_against_what_production_needs(
    database_url: str, tmp_path: Path, setup: Setup, names: set[str]
) -> None:
    engine = connect(database_url)
    seen = found(engine, FolderVault(tmp_path / "media"), datetime.now(UTC), setup=setup)
    engine.dispose()
    assert {name for name, check in seen.items() if not check.well} == names
    assert all(bool(check.advice) is not check.well for check in seen.values())
