"""Questions for a video: set up, answered by a link or a film, played, hidden; beside the self-tape and each other."""

import csv
import io
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from casting.domain.calls import OnlyIf, Question
from casting.domain.criteria import Criterion, GivenRule
from casting.domain.vocabulary import CriterionClass, MaterialKind, QuestionKind
from casting.services.setup import load_call
from casting.store.engine import reading, writing
from casting.store.tables import ClaimRow, MaterialRow, MessageRow, UploadRow, table
from tests.installation import CALL, NOON, PATH, ROLE, Installation
from tests.media.films import film
from tests.web.test_blind import hide
from tests.web.test_editor import fields
from tests.web.test_questions import ask_all
from tests.web.test_tapes import TUS, named, send

CLAIM, MATERIAL, MESSAGE, UPLOAD = table(ClaimRow), table(MaterialRow), table(MessageRow), table(UploadRow)
HANDS = Question("hands", QuestionKind.VIDEO, "Stand on your hands", help="Ten seconds do.", required=True, longest=500)
SONG = Question("song", QuestionKind.VIDEO, "Sing a song", longest=500, only_if=OnlyIf("rides", ("yes",)))
ASKED = (Question("rides", QuestionKind.YES_NO, "Do you ride?"), HANDS, SONG)
SHOWN = Criterion("shown", "Stands on hands", CriterionClass.INFO, "hands", GivenRule(), None, "")


@pytest.fixture
def asking(installation: Installation) -> Installation:
    """An installation whose role asks for two videos, one of them of who rides alone."""
    kept = installation.role()
    role = replace(kept.role, questions=(*kept.role.questions, *ASKED), criteria=(*kept.role.criteria, SHOWN))
    with writing(installation.engine) as session:
        load_call(session, replace(kept.call, roles=(role,)), member_id=None, now=NOON)
    return installation


@pytest.fixture
def applicant(asking: Installation) -> tuple[TestClient, str]:
    browser = asking.browser()
    return browser, asking.apply(browser, rides="yes")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return film(tmp_path_factory.mktemp("films") / "hands.mp4", seconds=2).read_bytes()


def post(browser: TestClient, reference: str, key: str, content: bytes, name: str = "hands.mp4") -> Any:
    address = f"/applications/{reference}/videos/{key}"
    return browser.post(address, files={"tape": (name, content, "video/mp4")}, follow_redirects=False)


def begin(browser: TestClient, reference: str, key: str, length: int) -> Any:
    headers = TUS | {"upload-length": str(length), "upload-metadata": named("hands.mp4")}
    return browser.post(f"/applications/{reference}/videos/{key}/uploads", headers=headers)


def films(installation: Installation) -> list[tuple[str, str | None, str]]:
    with reading(installation.engine) as session:
        of_kind = MATERIAL.c.kind.in_([MaterialKind.TAPE.value, MaterialKind.VIDEO.value])
        rows = session.execute(select(MATERIAL).where(of_kind).order_by(MATERIAL.c.id))
        return [(row.kind, row.question_key, row.state) for row in rows]


def team_page(installation: Installation, reference: str) -> str:
    return unescape(installation.signed_in("director").get(f"/review/{PATH}/{reference}").text)


def test_a_question_for_a_video_is_set_up_on_the_page_of_its_role(installation: Installation) -> None:
    ask_all(installation, ASKED)
    assert installation.role().role.questions[-3:] == ASKED


def test_more_videos_than_three_are_refused_with_a_sentence(installation: Installation) -> None:
    editor = f"/admin/calls/{CALL}/roles/{ROLE}"
    keys = installation.signed_in("administrator")
    typed = fields(keys.get(editor))
    count = len({name.split(".")[1] for name in typed if name.startswith("questions.")})
    for number in range(4):
        row = f"questions.{count + number}"
        typed |= {f"{row}.label": f"Video {number}", f"{row}.kind": "video", f"{row}.use": "nothing"}
    answer = keys.post(editor, data={**typed, "do": "save"})
    assert answer.status_code == 422
    assert "a form takes at most 3 videos beside the self-tape" in unescape(answer.text)


def test_the_form_is_sent_without_the_video_that_the_role_needs_and_the_page_says_that_it_is_missing(
    applicant: tuple[TestClient, str], asking: Installation, content: bytes
) -> None:
    browser, reference = applicant
    form = unescape(browser.get(f"/calls/{PATH}/apply/whole").text)
    for kind in ("needed", "optional"):
        assert form.count(f"({kind}: a link now, or the video itself once the form is sent)") == 1
    before = browser.get(f"/applications/{reference}").text
    assert 'Still missing: <a href="#video-hands-title"><bdi>Stand on your hands</bdi></a>' in before
    assert "#video-song-title" not in before  # the role can do without it
    assert "not given" in team_page(asking, reference)

    answer = post(browser, reference, "hands", content)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/applications/{reference}#video-hands-title")
    assert "Still missing" not in browser.get(f"/applications/{reference}").text
    assert "A video has arrived and is being prepared." in team_page(asking, reference)
    asking.work()

    assert films(asking) == [("video", "hands", "ready")]
    after = browser.get(f"/applications/{reference}").text
    assert f'<video src="/applications/{reference}/videos/hands?v=' in after
    assert after.count("hands.mp4") == 1  # under what she sent
    own = browser.get(f"/applications/{reference}/videos/hands", headers={"range": "bytes=0-99"})
    assert (own.status_code, own.content[4:8]) == (206, b"ftyp")
    assert browser.get(f"/applications/{reference}/videos/song").status_code == 404
    assert browser.get(f"/applications/{reference}/tape").status_code == 404


def test_the_team_plays_a_film_beside_the_question_that_it_answers(
    applicant: tuple[TestClient, str], asking: Installation, content: bytes
) -> None:
    browser, reference = applicant
    post(browser, reference, "hands", content)
    asking.work()
    with reading(asking.engine) as session:
        kept = session.execute(select(MATERIAL).where(MATERIAL.c.kind == MaterialKind.VIDEO.value)).one()
        shown = session.execute(select(CLAIM).where(CLAIM.c.criterion_id == asking.role().criterion_ids["shown"])).one()
    page = team_page(asking, reference)
    assert f'<div class="film"><video src="/media/tapes/{kept.stream}" poster="/media/pictures/{kept.medium}"' in page
    assert "data-player" not in page  # which is the self-tape's
    assert shown.standing == "met"
    director = asking.signed_in("director")
    assert director.get(f"/media/tapes/{kept.stream}").status_code == 200
    assert director.get(f"/media/pictures/{kept.medium}").status_code == 200
    assert asking.signed_in("stranger").get(f"/media/tapes/{kept.stream}").status_code == 404


def test_a_link_answers_it_as_well_and_a_sheet_tells_the_link_or_the_films_name(
    asking: Installation, content: bytes
) -> None:
    linked, browser = asking.browser(), asking.browser()
    reference = asking.apply(linked, hands="https://example.org/hands", email="linked@example.org")
    sent = asking.apply(browser, email="sent@example.org")
    neither = asking.apply(email="none@example.org")
    post(browser, sent, "hands", content)
    asking.work()
    page = linked.get(f"/applications/{reference}").text
    assert ("Still missing" in page, "You gave a link:" in page) == (False, True)
    assert '<a href="https://example.org/hands"' in team_page(asking, reference)
    keys = asking.signed_in("administrator")
    answer = keys.post(f"/admin/export/{PATH}", data={"q": "", "format": "csv", "columns": ["reference", "hands"]})
    told = {row["reference"]: row["hands"] for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))}
    assert told == {reference: "https://example.org/hands", sent: "hands.mp4", neither: ""}


@pytest.mark.parametrize("typed", ["no link", "javascript:alert(1)", "ftp://example.org/x"])
def test_what_is_no_link_is_refused_beside_its_field(asking: Installation, typed: str) -> None:
    answer = asking.post_form(asking.browser(), hands=typed)
    assert (answer.status_code, 'id="hands-error"' in answer.text) == (422, True)


def test_films_of_one_application_arrive_beside_each_other(
    applicant: tuple[TestClient, str], asking: Installation, content: bytes
) -> None:
    browser, reference = applicant
    places = [begin(browser, reference, key, len(content)).headers["location"] for key in ("hands", "song")]
    headers = TUS | {"upload-length": str(len(content)), "upload-metadata": named("me.mp4")}
    places.append(browser.post(f"/applications/{reference}/tape/uploads", headers=headers).headers["location"])
    assert places[0].startswith(f"/applications/{reference}/videos/hands/uploads/")
    half = len(content) // 2
    for where in places:
        assert send(browser, where, content[:half], 0).status_code == 204
    page = browser.get(f"/applications/{reference}").text
    assert page.count("Choose the same file again") == 3
    for where in reversed(places):
        assert send(browser, where, content[half:], half).status_code == 204
    asking.work()
    found = [("tape", None, "ready"), ("video", "hands", "ready"), ("video", "song", "ready")]
    assert sorted(films(asking), key=lambda one: one[1] or "") == found
    with reading(asking.engine) as session:
        assert session.execute(select(UPLOAD)).all() == []


def test_a_new_film_takes_the_place_of_the_one_before_and_of_no_other(
    applicant: tuple[TestClient, str], asking: Installation, content: bytes
) -> None:
    browser, reference = applicant
    browser.post(f"/applications/{reference}/tape", files={"tape": ("a.mp4", content, "video/mp4")})
    for key in ("hands", "song", "hands"):
        post(browser, reference, key, content)
        asking.work()
    assert films(asking) == [
        ("tape", None, "ready"),
        ("video", "hands", "replaced"),
        ("video", "song", "ready"),
        ("video", "hands", "ready"),
    ]


def test_a_film_that_cannot_be_played_is_said_so_to_both(
    applicant: tuple[TestClient, str], asking: Installation, content: bytes
) -> None:
    browser, reference = applicant
    post(browser, reference, "hands", content[: len(content) // 2])
    asking.work()
    assert films(asking) == [("video", "hands", "unusable")]
    page = browser.get(f"/applications/{reference}").text
    assert "The video is damaged, so it cannot be played." in page
    assert "The video that was sent cannot be used; the applicant has been told." in team_page(asking, reference)
    with reading(asking.engine) as session:
        assert len(session.execute(select(MESSAGE).where(MESSAGE.c.kind == "tape_unusable")).all()) == 1


@pytest.mark.parametrize("key", ["song", "height", "resume", "no-such", "%2e%2e", "x" * 300])
def test_where_no_video_is_asked_for_none_is_taken(asking: Installation, content: bytes, key: str) -> None:
    browser = asking.browser()
    reference = asking.apply(browser, rides="no")
    assert begin(browser, reference, key, len(content)).status_code == 404
    assert post(browser, reference, key, content).status_code == 404
    assert (films(asking), browser.get(f"/applications/{reference}/videos/{key}").status_code) == ([], 404)


def test_for_anybody_else_there_is_no_such_film(
    applicant: tuple[TestClient, str], asking: Installation, content: bytes
) -> None:
    browser, reference = applicant
    where = begin(browser, reference, "hands", len(content)).headers["location"]
    other = asking.browser()
    others = asking.apply(other, name="Vera Tonic", email="vera@example.org", rides="yes")
    assert begin(other, reference, "hands", 100).status_code == 404
    assert send(other, where, content, 0).status_code == 404
    assert send(other, where.replace(reference, others), content, 0).status_code == 404
    assert post(other, reference, "hands", content).status_code == 200  # the page that tells nothing
    assert films(asking) == []


def test_what_is_no_film_is_refused_beside_its_own_field(applicant: tuple[TestClient, str]) -> None:
    browser, reference = applicant
    answer = post(browser, reference, "song", b"ID3" * 99, "song.mp3")
    assert answer.status_code == 422
    assert '<p class="error" id="video-song-error" role="alert"><span class="hidden">Error: </span>' in answer.text
    assert '<p class="error" id="video-hands-error" role="alert" hidden>' in answer.text


def test_where_the_question_is_hidden_the_film_is_too(
    applicant: tuple[TestClient, str], asking: Installation, content: bytes
) -> None:
    browser, reference = applicant
    post(browser, reference, "hands", content)
    asking.work()
    with reading(asking.engine) as session:
        kept = session.execute(select(MATERIAL).where(MATERIAL.c.kind == MaterialKind.VIDEO.value)).one()
    director = asking.signed_in("director")
    hide(asking, "received:headshot")
    page = team_page(asking, reference)
    assert (f'src="/media/tapes/{kept.stream}"' in page, kept.medium in page) == (True, False)
    hide(asking, "received:hands")
    assert kept.stream not in team_page(asking, reference)
    assert director.get(f"/media/tapes/{kept.stream}").status_code == 404


@pytest.mark.browser
def test_in_a_browser_an_empty_file_is_refused_in_words_and_another_one_taken_then(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, base = served
    client = installation.browser()
    reference = installation.apply(client)
    context = browser.new_context()
    address, key = f"{base}/applications/{reference}", client.cookies["casting_application"]
    context.add_cookies([{"name": "casting_application", "value": key, "url": address}])
    page = context.new_page()
    (tmp_path / "none.mp4").touch()
    page.goto(address)
    page.get_by_label("Choose a video").set_input_files(tmp_path / "none.mp4")
    page.get_by_role("button", name="Send the tape").click()
    expect(page.locator("#tape-error")).to_contain_text("The file is empty.")
    page.get_by_label("Choose a video").set_input_files(film(tmp_path / "me.mp4"))
    page.get_by_role("button", name="Send the tape").click()
    expect(page.get_by_text("Your video has arrived and is being prepared.")).to_be_visible()
    assert urlsplit(page.url).path == f"/applications/{reference}"
    context.close()


@pytest.mark.browser
def test_in_a_browser_two_films_are_sent_one_beside_the_other(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, base = served
    ask_all(installation, ASKED)
    client = installation.browser()
    reference = installation.apply(client, rides="yes")
    sent = film(tmp_path / "me.mp4", options=("-preset", "ultrafast"))
    context = browser.new_context()
    address = f"{base}/applications/{reference}"
    key = client.cookies["casting_application"]
    context.add_cookies([{"name": "casting_application", "value": key, "url": address}])
    page = context.new_page()
    held: list[Any] = []

    def line(route: Any) -> None:
        """What is sent for the first question waits until the second has arrived."""
        if route.request.method == "PATCH" and "/hands/" in route.request.url and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/uploads/*", line)
    page.goto(address)
    for label in ("Stand on your hands", "Sing a song"):
        section = page.get_by_role("region", name=label)
        section.get_by_label("Choose a video").set_input_files(sent)
        section.get_by_role("button", name="Send the video").click()
    song = page.get_by_role("region", name="Sing a song")
    expect(song.get_by_role("status")).to_have_text("It has arrived.")
    assert page.get_by_text("is being prepared").count() == 0  # the page stays while the other one is on its way
    expect(song.get_by_role("button", name="Do not send it")).to_be_hidden()
    held[0].continue_()
    expect(page.get_by_text("Your video has arrived and is being prepared.")).to_have_count(2)
    assert urlsplit(page.url).fragment == "video-hands-title"
    context.close()
