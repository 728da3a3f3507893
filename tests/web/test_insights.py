"""Insights and runs as pages: what a run stored is said, what it did not work out is said too, names are kept."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from casting.domain.insights import Agreement, Insights, Reviewer, StopEstimate
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.engine import reading, writing
from casting.store.tables import RankingRunRow, table
from tests.domain.test_insights import FULL
from tests.installation import CALL, NOON, PATH, ROLE, Installation

HOME = f"/review/{PATH}"
RUN = table(RankingRunRow)
STOP = StopEstimate(
    pool=3000,
    looked=480,
    found=61,
    target=0.95,
    confidence=0.95,
    share=0.9,
    share_low=0.83,
    reached=False,
    check=210,
    checked=0,
    method="audit",
)


def ranked(installation: Installation, *, number: int = 4) -> list[str]:
    """So many applications in a first run; their references."""
    made = [
        installation.apply(name=f"Person {n}", email=f"p{n}@example.org", medical_years=str(n)) for n in range(number)
    ]
    prepare_pending(installation.engine, now=NOON)
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    return made


def came_to(installation: Installation, found: Insights | None) -> None:
    """Let the newest run have come to this, or to nothing yet."""
    with writing(installation.engine) as session:
        newest = select(RUN.c.id).order_by(RUN.c.id.desc()).limit(1).scalar_subquery()
        session.execute(update(RUN).where(RUN.c.id == newest).values(insights={} if found is None else found.to_json()))


def insights_page(installation: Installation, who: str = "director") -> str:
    answer = installation.signed_in(who).get(f"{HOME}/insights")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_before_the_first_run_nothing_is_claimed(installation: Installation) -> None:
    page = insights_page(installation)
    assert "Nothing has been ranked yet." in page
    assert "<svg viewBox" not in page.split("<main")[1].replace('viewBox="0 0 96 120"', "")


def test_what_a_run_stored_is_said_in_sentences(installation: Installation) -> None:
    ranked(installation)
    empty = replace(FULL.proxies[0], name="and")
    came_to(installation, replace(FULL, stop=STOP, silence={}, proxies=(*FULL.proxies, empty)))
    page = insights_page(installation)
    assert "The team has looked at 480 of 3,000 who fail no gate, and found 61." in page
    assert "With 95 % confidence that is at least 83 % of those you would pick; most likely about 90 %." in page
    assert "look at 210 more, drawn at random, and find nobody among them whom you want." in page
    assert f'href="{HOME}?lens=random&amp;q=mark:none"' in page
    assert "From run 1 of" in page
    for table_of in ("Found by looking", "How many applications have which score", "Predicted and actual picks"):
        assert f'<caption class="hidden">{table_of}</caption>' in page
    assert "“my wife”" in page
    assert "80 of 100" in page
    assert "“and”" not in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"share_low": None}, "cannot be promised yet. </p>"),
        ({"reached": True, "share_low": 0.96}, "That is the 95 % asked for: you can stop."),
        ({"check": None}, "Only looking at everybody would bring the 95 % asked for."),
        ({"check": None, "dry": False}, "The order still finds many."),
        ({"check": None, "method": "nothing", "share_low": None}, "Nobody has been met by chance yet."),
        ({"checked": 30}, "30 of them are done."),
    ],
)
def test_the_stop_estimate_says_what_would_help(installation: Installation, changed: dict[str, Any], said: str) -> None:
    ranked(installation, number=1)
    came_to(installation, Insights(stop=replace(STOP, **changed)))
    assert said.replace(" </p>", "</p>") in insights_page(installation)


def test_what_was_not_worked_out_is_said_with_its_reason(installation: Installation) -> None:
    ranked(installation)
    came_to(installation, Insights(silence={"calibration": "There are fewer than 10 picks."}))
    page = insights_page(installation)
    assert "There are fewer than 10 picks." in page
    assert page.count("This run worked nothing out here.") == 6


def test_the_newest_run_that_came_to_anything_is_shown(installation: Installation) -> None:
    ranked(installation)
    came_to(installation, Insights(stop=STOP))
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    came_to(installation, None)
    page = insights_page(installation)
    assert "From run 1 of" in page
    assert "1 later one says nothing of this." in page


def test_who_marks_how_is_told_to_directors_alone(installation: Installation) -> None:
    ranked(installation)
    people = [installation.members[who] for who in ("director", "associate")]
    reviewers = tuple(Reviewer(who, 9, 4, 3, 0.2, 0.1) for who in people)
    came_to(installation, Insights(agreement=Agreement(0.4, 0.1, 0.6, 3, 6, reviewers)))
    assert "<bdi>Alex Second</bdi>" in insights_page(installation).split("<main")[1]
    assert "<bdi>Dana Direct</bdi>" in insights_page(installation, "administrator").split("<main")[1]
    associate = insights_page(installation, "associate").split("<main")[1]
    assert "<bdi>Reviewer 1</bdi>" in associate
    assert "<bdi>You</bdi>" in associate
    assert "Dana Direct" not in associate


def test_runs_are_listed_with_what_they_were_made_of(installation: Installation) -> None:
    references = ranked(installation)
    director = installation.signed_in("director")
    assert "the breakdown alone" in director.get(f"{HOME}/runs").text
    director.post(f"{HOME}/{references[0]}/mark", data={"opinion": "pick"})
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    page = director.get(f"{HOME}/runs").text
    assert "1 pick" in page
    assert f'href="{HOME}/runs/1/2"' in page
    assert "scikit-learn" in page


def test_two_runs_show_who_moved_and_what_weighs_otherwise(installation: Installation) -> None:
    references = ranked(installation, number=6)
    director = installation.signed_in("director")
    for number, reference in enumerate(references):
        director.post(f"{HOME}/{reference}/mark", data={"opinion": "pick" if number < 2 else "pass"})
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    page = " ".join(director.get(f"{HOME}/runs/1/2").text.split())
    assert "Marks: 0 before, 6 after." in page
    moved = page.split("Who moved furthest, and why")[1]
    assert f"{HOME}/{references[0]}" in moved
    assert "<li>" in moved
    assert director.get(f"{HOME}/runs/2/1").text.count("Marks: 0 before") == 1
    for nowhere in ("1/9", f"1/{10**30}", "0/-1"):
        assert director.get(f"{HOME}/runs/{nowhere}").status_code == 404


def test_a_run_of_another_role_is_not_there(installation: Installation) -> None:
    ranked(installation)
    with reading(installation.engine) as session:
        run_id = session.scalars(select(RUN.c.id)).one()
    stranger = installation.signed_in("stranger")
    assert stranger.get(f"/review/elsewhere/somebody/runs/{run_id}/{run_id}").status_code == 404


def test_a_run_that_has_let_its_numbers_go_is_listed_but_not_compared(installation: Installation) -> None:
    ranked(installation)
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    with writing(installation.engine) as session:
        empty = {"application_ids": b"", "scores": b"", "ordered": b""}
        session.execute(update(RUN).where(RUN.c.id == 1).values(empty))
    director = installation.signed_in("director")
    page = director.get(f"{HOME}/runs").text
    assert "not kept" in page
    assert f"{HOME}/runs/1/2" not in page
    answer = director.get(f"{HOME}/runs/1/2")
    assert answer.status_code == 422
    assert "The order of run 1 is not kept any more" in answer.text
