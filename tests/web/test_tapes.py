"""A self-tape: sent in pieces or whole, gone on with after a cut, prepared, played; and nobody else's business."""

import base64
import socket
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from casting.config import MEGABYTE
from casting.domain.vocabulary import MaterialKind, MaterialState
from casting.media.pieces import PieceFolder
from casting.services.tape_preparing import sweep_uploads, take_arrived
from casting.store.engine import reading
from casting.store.tables import MaterialRow, MessageRow, UploadRow, table
from tests.installation import Installation
from tests.media.films import film
from tests.web.conftest import sign_in

TUS = {"tus-resumable": "1.0.0"}
MATERIAL, MESSAGE, UPLOAD = table(MaterialRow), table(MessageRow), table(UploadRow)


def named(name: str) -> str:
    return f"filename {base64.b64encode(name.encode()).decode()}"


def begin(browser: TestClient, reference: str, length: int, name: str = "tape.mp4") -> Any:
    headers = TUS | {"upload-length": str(length), "upload-metadata": named(name)}
    return browser.post(f"/applications/{reference}/tape/uploads", headers=headers)


def send(browser: TestClient, where: str, content: bytes, at: int) -> Any:
    headers = TUS | {"upload-offset": str(at), "content-type": "application/offset+octet-stream"}
    return browser.patch(where, content=content, headers=headers)


def stands_at(browser: TestClient, where: str) -> int:
    return int(browser.head(where, headers=TUS).headers["upload-offset"])


def settled(browser: TestClient, where: str) -> int:
    """Where it stands, once the server has noticed that nothing more comes."""
    until, before = time.monotonic() + 20, -1
    while (now := stands_at(browser, where)) != before or now % MEGABYTE == 0:
        assert time.monotonic() < until, "what arrived last was not kept"
        before = now
        time.sleep(0.05)
    return now


def tapes(installation: Installation) -> list[Any]:
    with reading(installation.engine) as session:
        return list(
            session.execute(select(MATERIAL).where(MATERIAL.c.kind == MaterialKind.TAPE.value).order_by(MATERIAL.c.id))
        )


@pytest.fixture
def tape(tmp_path: Path) -> bytes:
    return film(
        tmp_path / "tape.mp4", seconds=2, options=("-preset", "ultrafast", "-b:v", "12M", "-minrate", "12M")
    ).read_bytes()


@pytest.fixture
def applicant(installation: Installation) -> tuple[TestClient, str]:
    browser = installation.browser()
    return browser, installation.apply(browser)


def test_a_tape_in_pieces_is_prepared_and_played(
    installation: Installation, applicant: tuple[TestClient, str], tape: bytes
) -> None:
    browser, reference = applicant
    begun = begin(browser, reference, len(tape))
    where = begun.headers["location"]
    half = len(tape) // 2
    assert (begun.status_code, "upload-expires" in begun.headers) == (201, True)
    assert send(browser, where, tape[:half], 0).headers["upload-offset"] == str(half)
    assert stands_at(browser, where) == half
    assert send(browser, where, tape[half:], half).status_code == 204
    assert "is being prepared" in browser.get(f"/applications/{reference}").text
    installation.work()

    (kept,) = tapes(installation)
    assert (kept.state, kept.original, kept.seconds, kept.file_name) == ("ready", None, 2, "tape.mp4")
    assert list(PieceFolder(installation.settings.data / "uploads").names()) == []
    director = installation.signed_in("director")
    for client, address in ((browser, f"/applications/{reference}/tape"), (director, f"/media/tapes/{kept.stream}")):
        part = client.get(address, headers={"range": "bytes=0-99"})
        assert (part.status_code, len(part.content)) == (206, 100)
        assert (part.headers["content-type"], part.content[4:8]) == ("video/mp4", b"ftyp")
    assert director.get(f"/media/pictures/{kept.medium}").headers["content-type"] == "image/jpeg"
    page = director.get(f"/review/the-challenge/the-surgeon/{reference}").text
    assert f'src="/media/tapes/{kept.stream}" poster="/media/pictures/{kept.medium}"' in page


def test_cut_at_nine_tenths_at_most_one_tenth_is_sent_again(served: tuple[Installation, str], tmp_path: Path) -> None:
    installation, base = served
    tape = film(tmp_path / "t.mp4", options=("-preset", "ultrafast")).read_bytes()
    tape += b"\0" * (12 * MEGABYTE - len(tape))
    browser = installation.browser()
    reference = installation.apply(browser)
    where = begin(browser, reference, len(tape)).headers["location"]
    cut = len(tape) - len(tape) // 10
    key = browser.cookies["casting_application"]
    head = (
        f"PATCH {where} HTTP/1.1\r\nHost: {urlsplit(base).netloc}\r\nCookie: casting_application={key}\r\n"
        f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Content-Length: {len(tape)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", urlsplit(base).port or 0)) as line:
        line.sendall(head.encode() + tape[:cut])
        line.shutdown(socket.SHUT_WR)

    arrived = settled(browser, where)
    assert len(tape) - arrived <= len(tape) / 10
    assert send(browser, where, tape[arrived:], arrived).headers["upload-offset"] == str(len(tape))
    taken = take_arrived(
        installation.engine,
        installation.app.state.rooms.uploads,
        installation.app.state.rooms.vault,
        now=installation.clock(),
    )
    (kept,) = tapes(installation)
    assert taken == 1
    assert installation.app.state.rooms.vault.path(kept.original).read_bytes() == tape


def test_a_tape_that_cannot_be_played_is_said_so_to_both(
    installation: Installation, applicant: tuple[TestClient, str], tape: bytes
) -> None:
    browser, reference = applicant
    broken = tape[: len(tape) // 2]
    send(browser, begin(browser, reference, len(broken)).headers["location"], broken, 0)
    installation.work()

    (kept,) = tapes(installation)
    with reading(installation.engine) as session:
        told = session.execute(select(MESSAGE).where(MESSAGE.c.kind == "tape_unusable")).one()
    assert (kept.state, kept.refusal, kept.original) == (MaterialState.UNUSABLE.value, "video_damaged", None)
    assert (told.recipient, told.values["refusal"], told.sent_at is not None) == (
        "mira@example.org",
        "video_damaged",
        True,
    )
    assert "The video is damaged, so it cannot be played." in browser.get(f"/applications/{reference}").text
    page = installation.signed_in("director").get(f"/review/the-challenge/the-surgeon/{reference}").text
    assert "The video that was sent cannot be used; the applicant has been told." in page


def test_the_limits_are_held_against_what_is_announced(
    installation: Installation, applicant: tuple[TestClient, str]
) -> None:
    browser, reference = applicant
    rooms = installation.app.state.rooms
    assert begin(browser, reference, 10 * 1024 * MEGABYTE).status_code == 413
    assert begin(browser, reference, 0).status_code == 422
    installation.app.state.rooms = replace(rooms, settings=rooms.settings.model_copy(update={"upload_floor_mb": 10**9}))
    assert begin(browser, reference, 1000).status_code == 503
    with reading(installation.engine) as session:
        assert session.execute(select(UPLOAD)).all() == []


@pytest.mark.parametrize("length", ["", "ten", "-1", "1.5", "9" * 30])
def test_a_length_that_is_no_number_is_refused(applicant: tuple[TestClient, str], length: str) -> None:
    browser, reference = applicant
    answer = browser.post(f"/applications/{reference}/tape/uploads", headers=TUS | {"upload-length": length})
    assert answer.status_code == 422


def test_what_is_no_video_is_refused_with_its_first_piece(applicant: tuple[TestClient, str]) -> None:
    browser, reference = applicant
    where = begin(browser, reference, 5000).headers["location"]
    answer = send(browser, where, b"<html>" * 100, 0)
    assert answer.status_code == 422
    assert "The file is not a video that we can open" in answer.text
    assert stands_at(browser, where) == 0


def test_a_piece_is_taken_where_the_upload_stands_and_nowhere_else(
    applicant: tuple[TestClient, str], tape: bytes
) -> None:
    browser, reference = applicant
    where = begin(browser, reference, 200).headers["location"]
    assert send(browser, where, tape[:100], 0).status_code == 204
    assert send(browser, where, tape[:100], 0).status_code == 409
    assert send(browser, where, tape[100:150], 150).status_code == 409
    assert send(browser, where, tape[100:300], 100).status_code == 413
    assert stands_at(browser, where) == 100
    assert browser.patch(where, content=b"x", headers=TUS | {"upload-offset": "100"}).status_code == 415


@pytest.mark.parametrize("metadata", [b"filename \xe9\xff", b"filename !!", b"filename", b",,,", b"filename /w=="])
def test_a_name_of_a_file_that_cannot_be_read_is_as_none(applicant: tuple[TestClient, str], metadata: bytes) -> None:
    browser, reference = applicant
    sent = {name.encode(): value.encode() for name, value in TUS.items()}
    sent |= {b"upload-length": b"100", b"upload-metadata": metadata}
    assert browser.post(f"/applications/{reference}/tape/uploads", headers=list(sent.items())).status_code == 201


@pytest.mark.parametrize("name", ["%2e%2e", "%2e", "a" * 300])
def test_a_name_that_no_upload_has_is_not_looked_for_on_the_disk(applicant: tuple[TestClient, str], name: str) -> None:
    browser, reference = applicant
    assert send(browser, f"/applications/{reference}/tape/uploads/{name}", b"x", 0).status_code == 404


def test_for_anybody_else_there_is_no_such_upload(
    installation: Installation, applicant: tuple[TestClient, str], tape: bytes
) -> None:
    browser, reference = applicant
    where = begin(browser, reference, len(tape)).headers["location"]
    other = installation.browser()
    others = installation.apply(other, name="Vera Tonic", email="vera@example.org")
    under_her_own = where.replace(reference, others)
    for client, address in ((other, where), (other, under_her_own), (installation.browser(), where)):
        assert client.head(address, headers=TUS).status_code == 404
        assert send(client, address, tape, 0).status_code == 404
        assert client.delete(address, headers=TUS).status_code == 404
    assert begin(other, reference, 100).status_code == 404
    assert stands_at(browser, where) == 0


def test_an_application_has_one_upload_and_the_new_one_takes_its_place(applicant: tuple[TestClient, str]) -> None:
    browser, reference = applicant
    first = begin(browser, reference, 1000).headers["location"]
    second = begin(browser, reference, 2000).headers["location"]
    assert browser.head(first, headers=TUS).status_code == 404
    assert stands_at(browser, second) == 0
    assert browser.delete(second, headers=TUS).status_code == 204
    assert browser.head(second, headers=TUS).status_code == 404


def test_an_upload_that_waits_for_a_day_is_swept_away(
    installation: Installation, applicant: tuple[TestClient, str], tape: bytes
) -> None:
    browser, reference = applicant
    where = begin(browser, reference, len(tape)).headers["location"]
    send(browser, where, tape[:1000], 0)
    assert "Choose the same file again" in browser.get(f"/applications/{reference}").text
    rooms, later = installation.app.state.rooms, installation.clock() + timedelta(days=400)
    assert sweep_uploads(installation.engine, rooms.uploads, now=installation.clock()) == 0
    assert sweep_uploads(installation.engine, rooms.uploads, now=later) == 1
    assert browser.head(where, headers=TUS).status_code == 404
    assert list(rooms.uploads.names()) == []


def test_a_tape_may_follow_for_a_day_after_the_call_has_closed(
    installation: Installation, applicant: tuple[TestClient, str]
) -> None:
    browser, reference = applicant
    installation.clock.now += timedelta(days=7, hours=23)
    assert begin(browser, reference, 100).status_code == 201
    installation.clock.now += timedelta(hours=26)
    assert begin(browser, reference, 100).status_code == 410


def test_a_small_tape_is_sent_by_a_form_alone(
    installation: Installation, applicant: tuple[TestClient, str], tape: bytes
) -> None:
    browser, reference = applicant
    address = f"/applications/{reference}/tape"
    assert browser.post(address, files={"tape": ("a.mp4", b"no film", "video/mp4")}).status_code == 422
    assert browser.post(address, files={"tape": ("a.mp4", tape, "video/mp4")}).status_code == 303
    installation.work()
    assert [row.state for row in tapes(installation)] == ["ready"]


def test_a_new_tape_takes_the_place_of_the_old_when_it_can_be_played(
    installation: Installation, applicant: tuple[TestClient, str], tape: bytes
) -> None:
    browser, reference = applicant
    for content in (tape, tape[: len(tape) // 2]):
        browser.post(f"/applications/{reference}/tape", files={"tape": ("a.mp4", content, "video/mp4")})
        installation.work()
    assert [row.state for row in tapes(installation)] == ["ready", "unusable"]
    assert browser.get(f"/applications/{reference}/tape").status_code == 200
    browser.post(f"/applications/{reference}/tape", files={"tape": ("a.mp4", tape, "video/mp4")})
    installation.work()
    assert [row.state for row in tapes(installation)] == ["replaced", "replaced", "ready"]


def test_a_search_for_tapes_finds_a_link_and_a_file(installation: Installation, tape: bytes) -> None:
    browser, none = installation.browser(), installation.apply(tape_url="", email="none@example.org")
    sent = installation.apply(browser, tape_url="", email="sent@example.org")
    browser.post(f"/applications/{sent}/tape", files={"tape": ("a.mp4", tape, "video/mp4")})
    linked = installation.apply(email="linked@example.org")
    installation.work()
    page = installation.signed_in("director").get("/review/the-challenge/the-surgeon?q=has:tape").text
    assert [reference in page for reference in (sent, linked, none)] == [True, True, False]


def test_the_protocol_says_what_it_speaks(applicant: tuple[TestClient, str]) -> None:
    browser, reference = applicant
    told = browser.options(f"/applications/{reference}/tape/uploads").headers
    assert told["tus-extension"] == "creation,expiration,termination"
    assert told["tus-max-size"] == str(1024 * MEGABYTE)


@pytest.mark.browser
def test_in_a_browser_an_upload_goes_on_after_the_connection_was_cut(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, base = served
    sent = film(tmp_path / "me.mp4", options=("-preset", "ultrafast"))
    sent.write_bytes(sent.read_bytes() + b"\0" * (9 * MEGABYTE))
    client = installation.browser()
    reference = installation.apply(client)
    context = browser.new_context()
    context.add_cookies(
        [
            {
                "name": "casting_application",
                "value": client.cookies["casting_application"],
                "url": f"{base}/applications/{reference}",
            }
        ]
    )
    page = context.new_page()
    pieces: list[int] = []

    def line(route: Any) -> None:
        """The second piece finds the line cut."""
        pieces.append(int(route.request.headers["upload-offset"]))
        if len(pieces) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/tape/uploads/*", lambda route: line(route) if route.request.method == "PATCH" else route.continue_())
    page.goto(f"{base}/applications/{reference}")
    page.get_by_label("Choose a video").set_input_files(sent)
    page.get_by_role("button", name="Send the tape").click()
    expect(page.get_by_text("Your video has arrived and is being prepared.")).to_be_visible(timeout=30_000)

    piece = 4 * MEGABYTE
    assert pieces == [0, piece, piece, 2 * piece]
    context.close()


def test_a_file_that_is_no_video_is_refused_beside_its_field(
    applicant: tuple[TestClient, str],
) -> None:
    browser, reference = applicant
    answer = browser.post(f"/applications/{reference}/tape", files={"tape": ("song.mp3", b"ID3" * 99, "audio/mpeg")})
    assert (answer.status_code, "Your self-tape" in answer.text, "What you sent" in answer.text) == (422, True, True)
    assert '<p class="error" id="tape-error" role="alert"><span class="hidden">Error: </span>' in answer.text
    assert "For whoever looks into this" not in answer.text


def test_of_a_tape_of_which_nothing_has_arrived_nothing_can_be_gone_on_with(applicant: tuple[TestClient, str]) -> None:
    browser, reference = applicant
    begin(browser, reference, 5000, "song.mp3")
    page = browser.get(f"/applications/{reference}").text
    assert ("song.mp3" in page, "Choose a video" in page) == (False, True)


@pytest.mark.browser
def test_in_a_browser_a_file_that_is_no_video_is_refused_beside_its_field(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, base = served
    sent = tmp_path / "song.mp3"
    sent.write_bytes(b"ID3" * 99)
    client = installation.browser()
    reference = installation.apply(client)
    context = browser.new_context()
    address = f"{base}/applications/{reference}"
    key = client.cookies["casting_application"]
    context.add_cookies([{"name": "casting_application", "value": key, "url": address}])
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#tape-error")).to_be_hidden()
    page.get_by_label("Choose a video").set_input_files(sent)
    page.get_by_role("button", name="Send the tape").click()
    reason = "The file is not a video that we can open, whatever its name says."
    expect(page.locator("#tape-error")).to_be_visible()
    expect(page.locator("#tape-error")).to_have_text(f"Error: {reason} Please send it as MP4, MOV or WebM.")
    expect(page.get_by_role("button", name="Send the tape")).to_be_enabled()
    context.close()


@pytest.mark.browser
def test_space_plays_and_v_changes_the_pace(browser: Browser, served: tuple[Installation, str], tmp_path: Path) -> None:
    installation, base = served
    sent = film(tmp_path / "me.mp4").read_bytes()
    client = installation.browser()
    reference = installation.apply(client)
    client.post(f"/applications/{reference}/tape", files={"tape": ("a.mp4", sent, "video/mp4")})
    installation.work()
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}/review/the-challenge/the-surgeon/{reference}")
    page.evaluate(
        """() => {
          window.told = [];
          const film = document.querySelector("[data-player] video");
          film.play = () => window.told.push("play");
          film.pause = () => window.told.push("pause");
        }"""
    )
    page.keyboard.press(" ")
    page.keyboard.press("v")
    assert page.evaluate("() => window.told") == ["play"]
    assert page.evaluate("() => document.querySelector('[data-player] video').playbackRate") == 1.5
    page.keyboard.press(".")
    assert page.evaluate("() => window.told") == ["play", "pause"]
    context.close()
