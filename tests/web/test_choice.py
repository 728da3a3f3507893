"""Two who decide at once: the later one is asked, by a page that says who was quicker, and nothing is overwritten."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from casting.domain.vocabulary import Duty
from casting.services import team
from casting.store.engine import reading, writing
from casting.store.tables import DecisionRow, table
from tests.installation import PATH, Installation

HOME = f"/review/{PATH}"
DECISION = table(DecisionRow)


@pytest.fixture
def colleague(installation: Installation) -> TestClient:
    """A second director of the call."""
    with writing(installation.engine) as session:
        installation.members["colleague"] = team.create_member(
            session,
            name="Cora Quick",
            email="colleague@casting.example.org",
            duties={installation.role().call_id: Duty.DIRECTOR},
            password=None,
            now=installation.clock(),
        )
    return installation.signed_in("colleague")


def hidden(page: str) -> dict[str, str]:
    """What the form that moves somebody would send of what the page has shown."""
    form = re.search(r'<form[^>]*action="[^"]*/stage[^"]*"[^>]*>.*?</form>', page, re.DOTALL)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])) if form else {}


def decisions(installation: Installation) -> list[tuple[str, str, str]]:
    with reading(installation.engine) as session:
        wanted = select(DECISION.c.before, DECISION.c.after, DECISION.c.reason).order_by(DECISION.c.id)
        return [tuple(row) for row in session.execute(wanted)]


def test_who_comes_second_is_asked_who_was_quicker_and_can_insist(
    installation: Installation, colleague: TestClient
) -> None:
    address = f"{HOME}/{installation.apply()}"
    director = installation.signed_in("director")
    seen = hidden(director.get(address).text)
    assert seen == {"before": "received", "seen": "0"}
    colleague.post(f"{address}/stage", data={**seen, "stage": "longlist"})
    installation.clock.now += timedelta(seconds=12)
    asked = director.post(f"{address}/stage", data={**seen, "stage": "callback", "reason": "Still hands."})
    assert asked.status_code == 409
    assert "Cora Quick moved Mira Sokolova to longlist 12 seconds ago." in asked.text
    assert "Keep that, or move to callback all the same?" in asked.text
    assert "Keep longlist" in asked.text
    assert decisions(installation) == [("received", "longlist", "")]
    insisting = hidden(asked.text)
    assert insisting == {"before": "longlist", "seen": insisting["seen"], "reason": "Still hands."}
    moved = director.post(f"{address}/stage", data={**insisting, "stage": "callback"})
    assert moved.status_code == 303
    assert decisions(installation) == [("received", "longlist", ""), ("longlist", "callback", "Still hands.")]


def test_who_insists_while_a_colleague_moves_on_is_asked_again(
    installation: Installation, colleague: TestClient
) -> None:
    address = f"{HOME}/{installation.apply()}"
    director = installation.signed_in("director")
    seen = hidden(director.get(address).text)
    colleague.post(f"{address}/stage", data={**seen, "stage": "longlist"})
    insisting = hidden(director.post(f"{address}/stage", data={**seen, "stage": "callback"}).text)
    colleague.post(f"{address}/stage", data={**hidden(colleague.get(address).text), "stage": "released"})
    again = director.post(f"{address}/stage", data={**insisting, "stage": "callback"})
    assert (again.status_code, "Keep released" in again.text) == (409, True)
    assert [after for _, after, _ in decisions(installation)] == ["longlist", "released"]


def test_who_was_moved_away_and_back_has_been_decided_of_too(installation: Installation, colleague: TestClient) -> None:
    address = f"{HOME}/{installation.apply()}"
    director = installation.signed_in("director")
    seen = hidden(director.get(address).text)
    for before, after in (("received", "longlist"), ("longlist", "received")):
        colleague.post(f"{address}/stage", data={"before": before, "stage": after})
    asked = director.post(f"{address}/stage", data={**seen, "stage": "released"})
    assert asked.status_code == 409
    assert "Cora Quick moved Mira Sokolova to received just now." in asked.text
    assert len(decisions(installation)) == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_both_want_the_same_there_is_nothing_to_insist_on(
    installation: Installation, colleague: TestClient
) -> None:
    address = f"{HOME}/{installation.apply()}"
    director = installation.signed_in("director")
    seen = hidden(director.get(address).text)
    colleague.post(f"{address}/stage", data={**seen, "stage": "longlist"})
    asked = director.post(f"{address}/stage", data={**seen, "stage": "longlist"})
    assert asked.status_code == 409
    assert "That is where you were about to move this application" in asked.text
    assert "all the same" not in asked.text
    assert len(decisions(installation)) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whoever_has_withdrawn_meanwhile_is_not_moved_and_comes_back_unmoved(installation: Installation) -> None:
    applicant = installation.browser()
    reference = installation.apply(applicant)
    address, director = f"{HOME}/{reference}", installation.signed_in("director")
    seen = hidden(director.get(address).text)
    applicant.post(f"/applications/{reference}/withdraw")
    asked = director.post(f"{address}/stage", data={**seen, "stage": "longlist"})
    assert asked.status_code == 409
    assert "Mira Sokolova has withdrawn this application since you looked." in asked.text
    assert "all the same" not in asked.text
    gone = {"before": "withdrawn", "seen": "0"}
    applicant.post(f"/applications/{reference}/return")
    back = director.post(f"{address}/stage", data={**gone, "stage": "longlist"})
    assert "Mira Sokolova came back since you looked, and stands in received." in back.text
    assert decisions(installation) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_of_the_old_program_still_moves_and_nonsense_is_as_if_nothing_was_said(
    installation: Installation,
) -> None:
    address, director = f"{HOME}/{installation.apply()}", installation.signed_in("director")
    for seen, before, after in (("", "received", "longlist"), ("-1", "longlist", "shortlist")):
        answer = director.post(f"{address}/stage", data={"before": before, "seen": seen, "stage": after})
        assert answer.status_code == 303, seen
    assert (
        director.post(f"{address}/stage", data={"before": "shortlist", "seen": "9" * 20, "stage": "hold"}).status_code
        == 409
    )
