"""Protected traits: read apart from features for the audit, and without any say in a score."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from casting.domain.scoring import FeatureRow
from casting.domain.vocabulary import Opinion
from casting.ranking.features import Pool
from casting.ranking.scorer import Label, LabelKind, Ranker
from casting.services.fairness import age_band, proxies_of, traits_of
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.engine import reading, writing
from casting.store.tables import FeaturesRow, MarkRow, RankingRunRow, ScoreRow, table
from tests.installation import CALL, NOON, ROLE, Installation

PEOPLE = (
    {"birth_date": "2000-05-17", "city": "Kazan", "country": "RU", "motivation": "I swim and I sing."},
    {"birth_date": "1990-05-17", "city": "Paris", "country": "FR", "motivation": "I dance and I climb."},
    {"birth_date": "1960-05-17", "city": "Kazan", "country": "RU", "motivation": "I fly and I sew wounds."},
)
OTHERWISE = {"birth_date": "1961-01-01", "city": "Lima", "country": "PE", "name": "Another Name"}


def fill(installation: Installation, *changes: dict[str, str]) -> list[int]:
    """The three people, with these changes to what they said of themselves; their ids."""
    made = []
    for number, person in enumerate(PEOPLE):
        changed = changes[number] if changes else {}
        made.append(installation.apply(None, **{"email": f"p{number}@example.org", **person, **changed}))
    prepare_pending(installation.engine, now=NOON)
    return [installation.application_id(reference) for reference in made]


def test_traits_are_read_in_the_order_that_is_asked_for(installation: Installation) -> None:
    first, second, third = fill(installation)
    with reading(installation.engine) as session:
        traits = traits_of(session, installation.role(), (third, 999, first, second))
    assert {name: traits[name] for name in ("age", "country", "city")} == {
        "age": ("55 and over", None, "18 to 24", "25 to 34"),
        "country": ("RU", None, "RU", "FR"),
        "city": ("Kazan", None, "Kazan", "Paris"),
    }


@pytest.mark.parametrize(
    ("birth_date", "band"),
    [
        (None, None),
        (date(2008, 3, 9), "under 18"),
        (date(2008, 3, 8), "18 to 24"),
        (date(1991, 3, 9), "25 to 34"),
        (date(1971, 3, 8), "55 and over"),
    ],
)
def test_ages_fall_in_bands_of_full_years(birth_date: date | None, band: str | None) -> None:
    assert age_band(birth_date, on=date(2026, 3, 8)) == band


def ranked(installation: Installation, keys: list[int]) -> tuple[list[bytes], list[float], bytes]:
    """Features, scores and model after two marks."""
    marks, features, scores, runs = table(MarkRow), table(FeaturesRow), table(ScoreRow), table(RankingRunRow)
    with writing(installation.engine) as session:
        opinions = zip(keys[1:], (Opinion.PICK, Opinion.PASS), strict=True)
        member = installation.members["director"]
        session.execute(
            insert(marks),
            [{"application_id": k, "member_id": member, "opinion": o.value, "marked_at": NOON} for k, o in opinions],
        )
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    with reading(installation.engine) as session:
        rows = list(session.scalars(select(features.c.packed).order_by(features.c.application_id)))
        numbers = list(session.scalars(select(scores.c.score).order_by(scores.c.application_id)))
        model = session.execute(select(runs.c.model)).scalar_one()
    return rows, numbers, model


def test_another_age_origin_place_or_name_moves_no_score_by_a_bit(installation: Installation) -> None:
    """Sex is no question of its own here; what tells it is measured as a proxy."""
    keys = fill(installation)
    before = ranked(installation, keys)
    with writing(installation.engine) as session:
        connection = session.connection()
        for name in ("mark", "score", "ranking_run", "features", "claim", "answer_sheet", "consent", "message", "flag"):
            connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables
        connection.exec_driver_sql("DELETE FROM application")
        connection.exec_driver_sql("DELETE FROM applicant")
    flipped = fill(installation, OTHERWISE, {}, {})
    assert ranked(installation, flipped) == before


def test_what_tells_a_group_is_named_in_words(installation: Installation) -> None:
    """Forty applications in two countries: one country's writes of its bridges, and has been picked for it."""
    for number in range(40):
        french = number % 2
        installation.apply(
            name=f"Person {number}",
            email=f"p{number}@example.org",
            country="FR" if french else "RU",
            motivation=f"{'Under the bridges' if french else 'Near the stoves'} I wait, number{number}.",
        )
    prepare_pending(installation.engine, now=NOON)
    role, features = installation.role(), table(FeaturesRow)
    with reading(installation.engine) as session:
        rows = session.execute(select(features.c.application_id, features.c.packed)).all()
        pool = Pool.build([row[0] for row in rows], [FeatureRow.from_bytes(row[1]) for row in rows])
        labels = [
            Label(key, LabelKind.PICK if place % 2 else LabelKind.PASS)
            for place, key in enumerate(pool.ids[:20].tolist())
        ]
        ranker = Ranker().fit(pool, breakdown="", labels=labels, comparisons=(), criteria_weights={})
        found = proxies_of(session, role, pool, ranker)
    assert {"bridges", "stoves"} <= {one.name for one in found}
    assert {one.trait for one in found} == {"country"}
    assert found[0].strength == 1.0
