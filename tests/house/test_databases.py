"""The databases that the tests run on are what they seem: of the asked kind, migrated, and one's own."""

import pytest
from sqlalchemy import inspect, make_url, text

from casting.store.engine import connect, revisions, upgrade
from tests.cluster import Cluster


def test_each_test_gets_an_empty_database_at_the_newest_migration(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    engine = connect(database_url)
    try:
        present, newest = revisions(engine)
        with engine.connect() as connection:
            applications = connection.execute(text("SELECT count(*) FROM application")).scalar_one()
    finally:
        engine.dispose()
    assert present == newest
    assert present is not None
    assert applications == 0
    assert make_url(database_url).get_backend_name() == request.node.callspec.params["database"]


def test_a_bare_database_has_no_table_until_it_is_upgraded(bare_database_url: str) -> None:
    engine = connect(bare_database_url)
    try:
        before = inspect(engine).get_table_names()
        upgrade(bare_database_url)
        after = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    assert before == []
    assert "application" in after


def test_a_cluster_keeps_its_data_when_it_is_stopped_and_started() -> None:
    with Cluster(durable=True) as cluster:
        engine = connect(cluster.server.create("kept"))
        try:
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE kept (name text)"))
                connection.execute(text("INSERT INTO kept VALUES ('żółć')"))
            cluster.stop()
            cluster.start()
            with engine.connect() as connection:
                names = connection.execute(text("SELECT name FROM kept")).scalars().all()
                fsync = connection.execute(text("SHOW fsync")).scalar_one()
        finally:
            engine.dispose()
    assert names == ["żółć"]
    assert fsync == "on"
    assert not cluster.folder.exists()
