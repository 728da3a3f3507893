"""Ranking a role: what a run reads, what it stores, what it publishes, and when it is made again."""

from array import array

from sqlalchemy import insert, select

from casting.domain.scoring import FeatureRow, Model
from casting.services.labels import stale_roles
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.engine import reading
from casting.store.tables import AnswerSheetRow, ComparisonRow, FeaturesRow, RankingRunRow, ScoreRow, table
from tests.installation import CALL, NOON, PATH, ROLE, Installation

HOME = f"/review/{PATH}"


def fill(installation: Installation, amount: int) -> list[str]:
    """So many applications, of which the later ones know more medicine; their references."""
    texts = ("I dance and I sing.", "I sew wounds at night in a field hospital.")
    made = [
        installation.apply(
            name=f"Person {number}",
            email=f"p{number}@example.org",
            medical_years=str(number),
            motivation=f"{texts[number % 2]} Number {number}.",
        )
        for number in range(amount)
    ]
    prepare_pending(installation.engine, now=NOON)
    return made


def compare(installation: Installation, winner: str, loser: str, *, withdrawn: bool = False) -> None:
    """The director's word that one application is better than another."""
    with installation.engine.begin() as connection:
        connection.execute(
            insert(table(ComparisonRow)).values(
                role_id=installation.role().role_id,
                winner_id=installation.application_id(winner),
                loser_id=installation.application_id(loser),
                member_id=installation.members["director"],
                compared_at=NOON,
                withdrawn=withdrawn,
            )
        )


def test_a_run_is_stored_with_what_it_needs_to_be_explained_and_repeated(installation: Installation) -> None:
    references = fill(installation, 6)
    run = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert run.applications == 6
    assert sum(run.labels.values()) == 0
    runs, scores, features = table(RankingRunRow), table(ScoreRow), table(FeaturesRow)
    with reading(installation.engine) as session:
        row = session.execute(select(runs)).one()
        published = {one.application_id: one for one in session.execute(select(scores))}
        packed = dict(session.execute(select(features.c.application_id, features.c.packed)).all())
    stored, ids = array("d"), array("q")
    stored.frombytes(row.scores)
    ids.frombytes(row.application_ids)
    model = Model.from_bytes(row.model)
    for key, score in zip(ids, stored, strict=True):
        assert published[key].score == score
        assert published[key].run_id == run.run_id
        assert abs(model.score(FeatureRow.from_bytes(packed[key])) - score) < 1e-9
        assert published[key].place_low <= published[key].place <= published[key].place_high
        assert published[key].band is not None
    assert sorted(one.place for one in published.values()) == [1, 2, 3, 4, 5, 6]
    assert (
        published[installation.application_id(references[5])].place
        < published[installation.application_id(references[0])].place
    )


def test_the_same_inputs_give_the_same_run_to_the_last_bit(installation: Installation) -> None:
    references = fill(installation, 5)
    director = installation.signed_in("director")
    director.post(f"{HOME}/{references[1]}/mark", data={"opinion": "pick", "stars": "5"})
    director.post(f"{HOME}/{references[2]}/mark", data={"opinion": "pass"})
    for _ in range(2):
        rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    runs = table(RankingRunRow)
    with reading(installation.engine) as session:
        first, second = session.execute(select(runs.c.scores, runs.c.model, runs.c.application_ids)).all()
    assert first == second


def test_marks_teach_and_decisions_too(installation: Installation) -> None:
    references = fill(installation, 8)
    director = installation.signed_in("director")
    for reference in references[::2]:
        director.post(f"{HOME}/{reference}/mark", data={"opinion": "pick"})
    director.post(f"{HOME}/{references[1]}/mark", data={"stars": "1"})
    director.post(f"{HOME}/{references[3]}/stage", data={"before": "received", "stage": "released"})
    run = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert run.labels == {"pick": 4, "maybe": 0, "pass": 0, "stars": 1, "stage": 1, "comparison": 0}
    best = {installation.application_id(reference) for reference in references[::2]}
    assert set(run.best[:4]) == best


def test_who_does_not_meet_a_gate_has_no_interval_and_takes_no_place_of_others(installation: Installation) -> None:
    references = [*fill(installation, 4), installation.apply(name="Too Tall", email="t@example.org", height="190")]
    director = installation.signed_in("director")
    director.post(f"{HOME}/{references[0]}/mark", data={"opinion": "pick"})
    director.post(f"{HOME}/{references[1]}/mark", data={"opinion": "pass"})
    prepare_pending(installation.engine, now=NOON)
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    scores = table(ScoreRow)
    with reading(installation.engine) as session:
        rows = {one.application_id: one for one in session.execute(select(scores))}
    tall = rows.pop(installation.application_id(references[4]))
    assert (tall.place, tall.place_low, tall.place_high, tall.band) == (5, None, None, None)
    assert all(1 <= one.place_low <= one.place <= one.place_high <= 4 for one in rows.values())


def test_no_gate_no_person_and_no_place_reaches_a_feature(installation: Installation) -> None:
    installation.apply(
        name="Canary Name", city="Canary City", languages="canary tongue", credits="A credit.", motivation="A reason."
    )
    prepare_pending(installation.engine, now=NOON)
    with reading(installation.engine) as session:
        packed = session.scalars(select(table(FeaturesRow).c.packed)).one()
    row = FeatureRow.from_bytes(packed)
    assert row.facts == {}
    assert set(row.fits) == {"english", "medicine"}
    words = {term.text for term in row.terms}
    assert "credit" in words
    assert not any("canary" in word for word in words)


def test_a_newcomer_is_scored_by_the_published_run_at_once(installation: Installation) -> None:
    fill(installation, 4)
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    reference = installation.apply(name="Late One", email="late@example.org", medical_years="30")
    scores = table(ScoreRow)
    key = installation.application_id(reference)
    with reading(installation.engine) as session:
        before = session.execute(select(scores).where(scores.c.application_id == key)).one()
    prepare_pending(installation.engine, now=NOON)
    with reading(installation.engine) as session:
        after = session.execute(select(scores).where(scores.c.application_id == key)).one()
        best = session.scalars(select(scores.c.application_id).order_by(scores.c.score.desc())).first()
    assert before.run_id is None
    assert after.run_id is not None
    assert best == key


def test_a_role_is_ranked_again_when_something_is_newer(installation: Installation) -> None:
    def stale() -> list[tuple[str, str]]:
        with reading(installation.engine) as session:
            return stale_roles(session)

    assert stale() == []
    references = fill(installation, 3)
    assert stale() == [(CALL, ROLE)]
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert stale() == []
    director = installation.signed_in("director")
    director.post(f"{HOME}/{references[0]}/mark", data={"opinion": "pick"})
    assert stale() == [(CALL, ROLE)]
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    director.post(f"{HOME}/{references[0]}/stage", data={"before": "received", "stage": "longlist"})
    assert stale() == [(CALL, ROLE)]
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    compare(installation, references[1], references[2])
    assert stale() == [(CALL, ROLE)]
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    installation.apply(name="Late One", email="late@example.org")
    prepare_pending(installation.engine, now=NOON)
    assert stale() == [(CALL, ROLE)]
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert stale() == []


def test_damaged_features_keep_one_application_back_and_the_order_is_still_given(installation: Installation) -> None:
    references = fill(installation, 3)
    features = table(FeaturesRow)
    broken = installation.application_id(references[1])
    with installation.engine.begin() as connection:
        connection.execute(features.update().where(features.c.application_id == broken).values(packed=b"rubbish"))
    run = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert (run.applications, run.unreadable) == (2, 1)
    page = installation.signed_in("director").get(f"{HOME}/{references[1]}")
    assert page.status_code == 200


def test_an_application_that_cannot_be_worked_out_holds_up_no_other(installation: Installation) -> None:
    references = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(2)]
    sheets = table(AnswerSheetRow)
    with installation.engine.begin() as connection:
        connection.execute(
            sheets.update()
            .where(sheets.c.application_id == installation.application_id(references[0]))
            .values(answers={"height": ["not", "a", "number"], "motivation": {"deep": 1}, "citizenship": []})
        )
    prepare_pending(installation.engine, now=NOON)
    with reading(installation.engine) as session:
        prepared = set(session.scalars(select(table(FeaturesRow).c.application_id)))
    assert installation.application_id(references[1]) in prepared
