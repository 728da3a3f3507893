"""The days of stages: set in the role's editor, shown where the stage is named, told to applicants where chosen."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from casting.domain.stage_days import StageDays
from casting.domain.vocabulary import Stage
from casting.services.setup import load_call
from casting.store.calls import call_kept
from casting.store.engine import reading, writing
from tests.installation import CALL, ROLE, Installation
from tests.web.test_board import HOME, move
from tests.web.test_editor import audit, kept, press

SURGEON = f"/admin/calls/{CALL}/roles/{ROLE}"
CALLBACK = StageDays(date(2026, 12, 3), date(2026, 12, 5), public=True)


def plan(installation: Installation, **days: StageDays) -> None:
    """Give the stages of the role these days."""
    with writing(installation.engine) as session:
        found = call_kept(session, CALL)
        assert found is not None
        planned = {Stage(name): when for name, when in days.items()}
        roles = tuple(replace(r, stage_days=planned) if r.slug == ROLE else r for r in found.call.roles)
        load_call(session, replace(found.call, roles=roles), now=installation.clock.now)


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(bdi|span)[^>]*>", "", page))).split())


@pytest.fixture
def keys(installation: Installation) -> TestClient:
    return installation.signed_in("administrator")


@pytest.fixture
def director(installation: Installation) -> TestClient:
    return installation.signed_in("director")


# -------------------------------------------------------------------------------------------------- the editor


def test_days_are_typed_as_people_write_them_and_kept(installation: Installation, keys: TestClient) -> None:
    saved = press(
        keys,
        SURGEON,
        stage_days__callback__first="3 December 2026",
        stage_days__callback__last="05.12.2026",
        stage_days__callback__public="yes",
        stage_days__longlist__last="2026-11-20",
    )
    assert saved.status_code == 303, saved.text
    role = next(role for role in kept(installation).roles if role.slug == ROLE)
    assert role.stage_days == {Stage.CALLBACK: CALLBACK, Stage.LONGLIST: StageDays(None, date(2026, 11, 20))}
    assert audit(installation)[-1][1] == f"{ROLE}: days of stages changed"
    again = press(keys, SURGEON)
    assert again.status_code == 303
    assert next(role for role in kept(installation).roles if role.slug == ROLE) == role
    assert audit(installation)[-1][1] == f"{ROLE}: days of stages changed"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("2026-12-05", "2026-12-03", ""), "Callback, Last day: the stage ends before it begins"),
        (("30 February 2026", "", ""), "Callback, First day: “30 February 2026” is no day"),
        (("12/03/2026", "", ""), "Which of the two is the month?"),
        (("", "soon", ""), "Callback, Last day: “soon” is no day"),
        (("", "", "yes"), "Callback, Applicants are told the days: there is no day to tell"),
        (("1/1/1500", "\x00", ""), "Callback, First day: “1/1/1500” is no day"),
    ],
)
def test_what_is_no_day_is_said_beside_its_field(
    installation: Installation, keys: TestClient, typed: tuple[str, str, str], said: str
) -> None:
    names = [f"stage_days__callback__{part}" for part in ("first", "last", "public")]
    answer = press(keys, SURGEON, **dict(zip(names, typed, strict=True)))
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert next(role for role in kept(installation).roles if role.slug == ROLE).stage_days == {}


def test_stages_out_of_order_are_kept_and_said(installation: Installation, keys: TestClient) -> None:
    typed = {"stage_days__shortlist__first": "2026-12-10", "stage_days__callback__last": "2026-12-05"}
    assert press(keys, SURGEON, **typed).status_code == 303
    page = words(keys.get(SURGEON).text)
    assert "Callback (until 5 December 2026) comes before shortlist (from 10 December 2026)." in page
    assert len(next(role for role in kept(installation).roles if role.slug == ROLE).stage_days) == 2


def test_a_colleagues_days_are_not_overwritten(installation: Installation, keys: TestClient) -> None:
    page = keys.get(SURGEON)
    stamp = re.search(r'name="stamp" value="([^"]+)"', page.text)
    assert stamp is not None
    plan(installation, callback=CALLBACK)
    assert press(keys, SURGEON, stamp=stamp[1]).status_code == 409


# --------------------------------------------------------------------------------------------------- the team


def test_the_board_the_list_and_the_candidate_show_the_days_and_when_they_are_over(
    installation: Installation, director: TestClient
) -> None:
    reference = installation.apply(name="Anna Frolova")
    move(director, reference, "received", "callback")
    places = (f"{HOME}/board", f"{HOME}/shortlist?stage=callback", f"{HOME}/{reference}")
    plan(installation, callback=CALLBACK)
    said = [words(director.get(place).text) for place in places]
    assert all("3–5 Dec 2026" in page and "3–5 Dec 2026, over" not in page for page in said), said
    installation.clock.now = datetime(2026, 12, 6, 9, tzinfo=UTC)
    director = installation.signed_in("director")
    said = [words(director.get(place).text) for place in places]
    assert all("3–5 Dec 2026, over" in page for page in said), said
    assert "marks and moves count all the same" in said[2]


def test_who_stands_in_a_stage_that_is_over_is_marked_and_moved_all_the_same(
    installation: Installation, director: TestClient
) -> None:
    reference = installation.apply(name="Anna Frolova")
    plan(installation, received=StageDays(None, date(2020, 1, 1)), longlist=StageDays(None, date(2020, 1, 1)))
    assert director.post(f"{HOME}/{reference}/mark", data={"opinion": "pick", "stars": "4"}).status_code == 303
    move(director, reference, "received", "longlist")


# ---------------------------------------------------------------------------------------------- the applicant


def days_of(browser: TestClient, reference: str, code: str = "en") -> str:
    """What the applicant's page says of her stage and its days."""
    page = browser.get(f"/applications/{reference}", headers={"accept-language": code}).text
    return words(page.split("<dl")[1].split("</dl>")[0])


def test_an_applicant_reads_the_days_of_her_own_stage_where_that_is_said(
    installation: Installation, director: TestClient
) -> None:
    browser = installation.browser()
    reference = installation.apply(browser, name="Anna Frolova")
    plan(installation, callback=CALLBACK, shortlist=StageDays(date(2026, 11, 1)))
    assert "Callbacks" not in days_of(browser, reference)
    move(director, reference, "received", "shortlist")
    assert days_of(browser, reference).split(" Now ")[1] == "Received."
    move(director, reference, "shortlist", "callback")
    assert "Now Callbacks: 3–5 Dec 2026" in days_of(browser, reference)
    plan(installation, callback=replace(CALLBACK, public=False))
    assert "Callbacks" not in days_of(browser, reference)
    plan(installation, callback=CALLBACK)
    move(director, reference, "callback", "released")
    assert "Callbacks" not in days_of(browser, reference)


def test_days_that_are_over_are_not_told_and_the_last_one_ends_in_the_zone_of_the_call(
    installation: Installation, director: TestClient
) -> None:
    browser = installation.browser()
    reference = installation.apply(browser, name="Anna Frolova")
    move(director, reference, "received", "callback")
    plan(installation, callback=CALLBACK)
    with reading(installation.engine) as session:
        found = call_kept(session, CALL)
    assert found is not None
    assert found.call.time_zone == "Europe/Moscow"
    installation.clock.now = datetime(2026, 12, 5, 20, 59, tzinfo=UTC)
    assert "Callbacks" in days_of(browser, reference)
    installation.clock.now = datetime(2026, 12, 5, 21, 1, tzinfo=UTC)
    assert "Callbacks" not in days_of(browser, reference)
