"""What all tests share: both databases, a browser, and a run that leaves nothing behind.

One PostgreSQL serves the whole run. Under xdist the main process starts it; otherwise the first test that
asks for it does, so that a run of pure tests starts nothing. Each worker migrates one template of each
database, and a test gets a copy.
"""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from casting.store.engine import upgrade
from tests.buckets import Store, a_store
from tests.chromium import launch_options
from tests.cluster import Cluster, Server, die_with_parent
from tests.copies import Scenes, copy_of, database_name
from tests.installation import Installation, furnish, furnished
from tests.memory import quick_place
from tests.statements import share_statements

CLUSTER = pytest.StashKey[Cluster]()
DATABASES = ("sqlite", "postgresql")

# No deadline: a slow machine is not a wrong answer. The long profile is for `make soak`.
hypothesis.settings.register_profile("tests", deadline=None, print_blob=True)
hypothesis.settings.register_profile("soak", deadline=None, print_blob=True, max_examples=10_000)

# Longer than a page may ever take, since a slow machine is not a wrong answer here either.
expect.set_options(timeout=30_000)


# ------------------------------------------------------------------------------------------------- the run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-soak", action="store_true", help="run the drills that take minutes")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("run_soak") and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(quick_place())
        tempfile.tempdir = None  # where it was asked for already
    share_statements()
    hypothesis.settings.load_profile("soak" if config.getoption("run_soak") else "tests")
    if hasattr(config, "workerinput"):
        die_with_parent(signal.SIGTERM)
    else:
        # A polite kill ends like Ctrl-C, fixtures and servers included.
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("run_soak"):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def pytest_collection_finish() -> None:
    # What is loaded by now stays to the end: millions of objects that no search for garbage needs to go through.
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    config.stash[CLUSTER] = Cluster().start()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgresql"] = str(node.config.stash[CLUSTER].server.socket)


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(CLUSTER, None):
        cluster.remove()


# ----------------------------------------------------------------------------------------------- databases


@pytest.fixture(scope="session")
def postgresql(pytestconfig: pytest.Config) -> Server:
    """The run's PostgreSQL, for tests that create databases of their own on it."""
    given = getattr(pytestconfig, "workerinput", None)
    if given is not None:
        return Server(Path(given["postgresql"]))
    if CLUSTER not in pytestconfig.stash:
        pytestconfig.stash[CLUSTER] = Cluster().start()
    return pytestconfig.stash[CLUSTER].server


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: Server) -> str:
    """The name of a migrated database, to be copied by `CREATE DATABASE … TEMPLATE`."""
    name = database_name("migrated")
    upgrade(postgresql.create(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "casting.sqlite"
    upgrade(f"sqlite:///{file}")
    assert not file.with_name(f"{file.name}-wal").exists(), "upgrade() left its connection open"
    return file


@pytest.fixture(scope="session")
def furnished_postgresql(postgresql: Server, migrated_postgresql: str) -> str:
    """The name of a database as `furnish` leaves it, to be copied."""
    name = database_name("furnished")
    with TemporaryDirectory() as folder:
        furnish(postgresql.create(name, template=migrated_postgresql), Path(folder)).close()
    return name


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """A SQLite file as `furnish` leaves it, to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    file = Path(shutil.copy(migrated_sqlite, folder))
    furnish(f"sqlite:///{file}", folder).close()
    assert not file.with_name(f"{file.name}-wal").exists(), "furnish() left a connection open"
    return file


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL. For one of them: `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database for this test alone, once on SQLite and once on PostgreSQL."""
    with copy_of(request, request.getfixturevalue(f"migrated_{database}"), tmp_path) as url:
        yield url


@pytest.fixture
def furnished_url(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    """A database for this test alone that holds the demonstration's call and a team, for `furnished`."""
    with copy_of(request, request.getfixturevalue(f"furnished_{database}"), tmp_path) as url:
        yield url


@pytest.fixture(params=DATABASES)
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a single table, once on SQLite (no file yet) and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = database_name("bare")
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def installation(furnished_url: str, tmp_path: Path) -> Iterator[Installation]:
    """The demonstration's call with a team and no applications, once on SQLite and once on PostgreSQL."""
    made = furnished(furnished_url, tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """What `Scenes.played` sets, once for all tests of this process."""
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """A store of buckets, with keys for it in the environment."""
    with a_store() as made:
        yield made


# ------------------------------------------------------------------------------------------------- browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one per worker; a test opens a context of its own in it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        yield chromium
        chromium.close()
