"""Ranking a role: what a run reads, what it stores, what it publishes, and when it is made again."""

from array import array
from itertools import product

import pytest
from sqlalchemy import select

from casting.domain.errors import NotFound, Refused
from casting.domain.packing import unpacked_ids
from casting.domain.scoring import FeatureRow, Model
from casting.services.active_roles import ActiveRoles
from casting.services.labels import stale_roles
from casting.services.preparing import prepare_pending
from casting.services.publishing import publish_run
from casting.services.rank import Repetition, add_run, rank_role, repeat_run
from casting.store.engine import reading, writing
from casting.store.tables import (
    AnswerSheetRow,
    ClaimRow,
    CriterionRow,
    FeaturesRow,
    MemberRow,
    RankingRunRow,
    ScoreRow,
    table,
)
from tests.installation import CALL, NOON, ROLE, Installation
from tests.services.ranked import HOME, RUN, compare, fill, mark, runs


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


def test_a_run_is_done_again_to_the_last_bit(installation: Installation) -> None:
    references = fill(installation, 6)
    mark(installation, references[1], "pick")
    mark(installation, references[2], "pass")
    compare(installation, references[3], references[4])
    active = ActiveRoles()
    first = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    mark(installation, references[0], "pick")
    add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    assert repeat_run(installation.engine, run_id=first.run_id) == Repetition(same=True)
    one, two = runs(installation)
    assert one.scores != two.scores
    with installation.engine.begin() as connection:
        wrong = array("d", [0.5] * 6).tobytes()
        connection.execute(RUN.update().where(RUN.c.id == first.run_id).values(scores=wrong))
    assert repeat_run(installation.engine, run_id=first.run_id) == Repetition(same=False, first_difference="scores")


def test_a_run_whose_inputs_changed_says_so_and_how_many(installation: Installation) -> None:
    fill(installation, 4)
    run = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=ActiveRoles())
    fill(installation, 2, first=4)
    found = repeat_run(installation.engine, run_id=run.run_id)
    assert found == Repetition(False, "", "2 of its applications have come, changed or gone since", 2)
    with pytest.raises(NotFound, match="no run 99"):
        repeat_run(installation.engine, run_id=99)


def test_superseded_runs_let_their_numbers_go_where_these_take_too_much_room(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casting.services.rank.KEPT_BYTES", 0)
    references, active = fill(installation, 4), ActiveRoles()
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    for reference in (*references, references[0]):
        mark(installation, reference, "pick" if reference < references[2] else "pass")
        add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    stored = runs(installation)
    assert [bool(run.scores) for run in stored] == [True, False, False, True, True, True]
    assert all(run.model and run.mark_ids for run in stored[1:])
    assert [repeat_run(installation.engine, run_id=run.id).same for run in stored] == [True] * 6
    with writing(installation.engine) as session, pytest.raises(Refused, match="not kept"):
        publish_run(session, run_id=stored[1].id, now=NOON)


def test_a_comparison_teaches_and_one_that_was_taken_back_does_not(installation: Installation) -> None:
    references = fill(installation, 6)
    ids = [installation.application_id(reference) for reference in references]
    for winner, loser in product((0, 2, 4), (1, 3, 5)):
        compare(installation, references[winner], references[loser])
    run = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert run.labels["comparison"] == 9
    assert set(run.best[:3]) == {ids[0], ids[2], ids[4]}
    compare(installation, references[1], references[0], withdrawn=True)
    assert rank_role(installation.engine, call=CALL, role=ROLE, now=NOON).labels["comparison"] == 8
    compare(installation, references[1], references[2])
    last = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert last.labels["comparison"] == 8
    assert len(runs(installation)[-1].comparison_ids) == 8 * 8


def test_the_queue_holds_whom_nobody_has_marked(installation: Installation) -> None:
    references = [*fill(installation, 5), installation.apply(name="Too Tall", email="t@example.org", height="190")]
    prepare_pending(installation.engine, now=NOON)
    mark(installation, references[3], "pick")
    run = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    stored = runs(installation)[-1]
    marked, tall = (installation.application_id(references[place]) for place in (3, 5))
    queue = unpacked_ids(stored.queue)
    assert set(queue) == set(run.best) - {marked}
    assert queue[-1] == unpacked_ids(stored.ordered)[-1] == tall
    assert len(stored.queue_random) == len(queue)


def test_a_role_of_nobody_and_one_of_one_are_ranked(installation: Installation) -> None:
    nobody = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert (nobody.applications, nobody.best) == (0, ())
    reference = fill(installation, 1)[0]
    mark(installation, reference, "pass")
    one = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert one.best == (installation.application_id(reference),)
    assert [repeat_run(installation.engine, run_id=run.run_id).why_not == "" for run in (nobody, one)] == [False, True]


def test_marks_of_those_who_left_and_criteria_that_are_gone_do_no_harm(installation: Installation) -> None:
    references = fill(installation, 4)
    mark(installation, references[0], "pick", who="associate")
    mark(installation, references[1], "pass", who="associate")
    with installation.engine.begin() as connection:
        members, criteria = table(MemberRow), table(CriterionRow)
        gone = members.update().where(members.c.id == installation.members["associate"])
        connection.execute(gone.values(active=False))
        connection.execute(table(ClaimRow).delete())
        connection.execute(criteria.delete().where(criteria.c["class"] == "preference"))
    run = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    assert (run.labels["pick"], run.labels["pass"], len(run.best)) == (1, 1, 4)


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
        name="Canary Name",
        city="Canary City",
        languages="Esperanto native",
        credits="A credit.",
        motivation="A reason.",
    )
    prepare_pending(installation.engine, now=NOON)
    with reading(installation.engine) as session:
        packed = session.scalars(select(table(FeaturesRow).c.packed)).one()
    row = FeatureRow.from_bytes(packed)
    assert row.facts == {}
    assert set(row.fits) == {"english", "medicine"}
    words = {term.text for term in row.terms}
    assert "credit" in words
    assert not any("canary" in word or "esperanto" in word for word in words)


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
