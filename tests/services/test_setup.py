"""Loading a call: new, unchanged or changed, what is said of it, and that the demonstration's is always open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from casting.domain.calls import CallPlan, Consent, RolePlan
from casting.domain.criteria import AgeRule
from casting.domain.errors import Refused
from casting.domain.vocabulary import Stage
from casting.forms.callfile import read_call
from casting.resources import seed_folder
from casting.services.setup import Loaded, changes_between, load_call
from casting.store.calls import call_kept
from casting.store.engine import connect, reading, writing
from casting.store.tables import AuditRow, table

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AUDIT = table(AuditRow)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = connect(database_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def challenge() -> CallPlan:
    return read_call(seed_folder() / "the-challenge")


def with_role(plan: CallPlan, **parts: object) -> CallPlan:
    changed: RolePlan = replace(plan.roles[0], **parts)  # type: ignore[arg-type]
    return replace(plan, roles=(changed,))


def test_the_shipped_call_is_kept_as_it_was_read(challenge: CallPlan, engine: Engine) -> None:
    with writing(engine) as session:
        loaded = load_call(session, challenge, now=NOW)
    assert loaded == Loaded("the-challenge", ("the-surgeon",), created=True, changes=())
    with reading(engine) as session:
        kept = call_kept(session, "the-challenge")
    assert kept is not None
    assert kept.call == challenge


def test_loading_twice_changes_nothing(challenge: CallPlan, engine: Engine) -> None:
    with writing(engine) as session:
        load_call(session, challenge, now=NOW)
    with writing(engine) as session:
        again = load_call(session, challenge, now=NOW)
    assert again == Loaded("the-challenge", ("the-surgeon",), created=False, changes=())
    with reading(engine) as session:
        assert session.scalars(select(AUDIT.c.act)).all() == ["loaded call"]


def test_given_times_take_the_place_of_the_files(challenge: CallPlan, engine: Engine) -> None:
    opens, closes = NOW - timedelta(days=12), NOW + timedelta(days=18)
    with writing(engine) as session:
        load_call(session, challenge, opens_at=opens, closes_at=closes, now=NOW)
        kept = call_kept(session, "the-challenge")
    assert kept is not None
    assert kept.call == replace(challenge, opens_at=opens, closes_at=closes)


def test_a_call_that_would_close_before_it_opens_is_refused(challenge: CallPlan, engine: Engine) -> None:
    with writing(engine) as session, pytest.raises(Refused, match="close before it opens"):
        load_call(session, challenge, opens_at=NOW, now=NOW)
    with reading(engine) as session:
        assert call_kept(session, "the-challenge") is None


def test_a_change_is_said_and_noted(challenge: CallPlan, engine: Engine) -> None:
    criteria = tuple(
        replace(criterion, rule=AgeRule(25, 45)) if criterion.key == "age" else criterion
        for criterion in challenge.roles[0].criteria
    )
    with writing(engine) as session:
        load_call(session, challenge, now=NOW)
        loaded = load_call(session, with_role(challenge, criteria=criteria), now=NOW)
        noted = session.execute(select(AUDIT.c.act, AUDIT.c.subject, AUDIT.c.detail).order_by(AUDIT.c.id)).all()
    assert loaded.changes == ("the-surgeon: criterion age changed",)
    assert [tuple(row) for row in noted] == [
        ("loaded call", "the-challenge", {"version": 1, "changes": ""}),
        ("changed call", "the-challenge", {"version": 2, "changes": "the-surgeon: criterion age changed"}),
    ]


def test_every_kind_of_change_has_its_words(challenge: CallPlan) -> None:
    (role,) = challenge.roles
    extra = Consent("publicity", "I agree.", "We show it.", required=False)
    changed = replace(
        challenge,
        title="Another",
        closes_at=challenge.closes_at + timedelta(days=1),
        consents=(replace(challenge.consents[0], text="Other words."), extra),
        roles=(
            replace(
                role,
                quotas={Stage.SHORTLIST: 30},
                questions=(replace(role.questions[0], label="Citizen?"), *role.questions[2:], role.questions[1]),
                criteria=role.criteria[:-1],
            ),
            replace(role, slug="understudy"),
        ),
    )
    assert list(changes_between(challenge, changed)) == [
        "title changed",
        "closing time changed",
        "consent publicity added",
        "consent medical selection taken out",
        "consent casting changed",
        "role understudy added",
        "the-surgeon: quotas changed",
        "the-surgeon: question citizenship changed",
        "the-surgeon: order of question entries changed",
        "the-surgeon: criterion available_from taken out",
    ]
    assert list(changes_between(challenge, challenge)) == []
