"""An applicant's way in: the form, its faults, what is kept, and who may open it afterwards."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from casting.store.engine import reading
from casting.store.tables import ApplicantRow, ApplicationRow, MaterialRow, MessageRow, table
from casting.web.limits import make_limits
from tests.installation import PATH, Installation

FORM = f"/calls/{PATH}/apply"
WHOLE = f"{FORM}/whole"


def photograph(width: int = 600, height: int = 750) -> bytes:
    made = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(made, "JPEG")
    return made.getvalue()


def rows(installation: Installation, kind: type) -> int:
    with reading(installation.engine) as session:
        return session.scalar(select(func.count()).select_from(table(kind))) or 0


def test_an_application_is_kept_and_answered_with_a_receipt(installation: Installation) -> None:
    browser = installation.browser()
    sent = installation.post_form(browser)
    assert sent.status_code == 303
    receipt = browser.get(sent.headers["location"])
    assert receipt.status_code == 200
    assert "Your application has arrived" in receipt.text
    assert "mira@example.org" in receipt.text
    assert "Mira Sokolova" in receipt.text


def test_the_same_form_twice_is_one_application_with_the_same_receipt(installation: Installation) -> None:
    browser = installation.browser()
    token = installation.token(browser)
    answers = {installation.post_form(browser, token=token).headers["location"] for _ in range(5)}
    assert len(answers) == 1
    assert rows(installation, ApplicationRow) == 1
    assert rows(installation, ApplicantRow) == 1
    assert rows(installation, MessageRow) == 1


def test_a_form_that_was_corrected_after_sending_is_not_lost(installation: Installation) -> None:
    browser = installation.browser()
    token = installation.token(browser)
    first = installation.post_form(browser, token=token, email="typo@example.org").headers["location"]
    second = installation.post_form(browser, token=token, email="right@example.org", motivation="SECOND").headers[
        "location"
    ]
    assert first != second
    assert "SECOND" in browser.get(second).text
    assert rows(installation, ApplicationRow) == 2


def test_a_second_application_from_one_address_is_held_and_the_page_tells_nothing(installation: Installation) -> None:
    browser, stranger = installation.browser(), installation.browser()
    first = installation.apply(browser)
    second = installation.apply(stranger, name="Somebody Else")
    assert second != first
    for reader, reference in ((browser, first), (stranger, second)):
        head, _, rest = reader.get(f"/applications/{reference}").text.partition("</dl>")
        assert "<dd>Received.</dd>" in head
        assert "only the first application is read" in rest
    page = stranger.get(f"/applications/{second}?sent=1").text
    assert "Somebody Else" in page
    assert first not in page
    rows_ = table(ApplicationRow)
    with reading(installation.engine) as session:
        held = session.execute(select(rows_.c.held_for).where(rows_.c.reference == second)).scalar_one()
        message = table(MessageRow)
        told = session.execute(select(message.c["values"]).where(message.c.kind == "application_again")).scalar_one()
    assert held == installation.application_id(first)
    assert told["reference"] == first


def test_a_whole_school_behind_one_address_can_ask_for_its_links(installation: Installation) -> None:
    browser = installation.browser()
    asked = [
        browser.post("/drafts/link", data={"email": f"pupil{number}@example.org"}).status_code for number in range(20)
    ]
    assert asked == [200] * 20
    assert [browser.post("/drafts/link", data={"email": "one@example.org"}).status_code for _ in range(6)] == [
        200
    ] * 5 + [429]


def test_a_reference_alone_opens_nothing_and_tells_nothing(installation: Installation) -> None:
    reference = installation.apply()
    stranger = installation.browser()
    real = stranger.get(f"/applications/{reference}")
    invented = stranger.get("/applications/B2222-22")
    assert real.status_code == invented.status_code == 200
    assert real.text.replace(reference, "") == invented.text.replace("B2222-22", "")
    assert "Mira" not in real.text


def test_the_mailed_link_opens_the_application_in_another_browser(installation: Installation) -> None:
    reference = installation.apply()
    installation.work()
    letter = next((installation.settings.data / "mail").glob("*.eml")).read_text()
    link = re.search(rf"/applications/{reference}/open/[\w=-]+", letter.replace("=\n", ""))
    assert link is not None, letter
    browser = installation.browser()
    followed = browser.get(link[0])
    assert followed.status_code == 303
    assert "Mira Sokolova" in browser.get(followed.headers["location"]).text
    forged = installation.browser()
    forged.get(link[0][:-4] + "AAAA")
    assert "Mira" not in forged.get(f"/applications/{reference}").text


def test_asking_for_the_link_answers_the_same_whether_or_not_the_address_is_right(installation: Installation) -> None:
    reference = installation.apply()
    pages = []
    for email in ("mira@example.org", "other@example.org"):
        answer = installation.browser().post(f"/applications/{reference}/link", data={"email": email})
        assert answer.status_code == 200
        pages.append(answer.text.replace(email, ""))
    assert pages[0] == pages[1]
    with reading(installation.engine) as session:
        message = table(MessageRow)
        links = session.scalars(select(message.c.recipient).where(message.c.kind == "resume_link")).all()
    assert links == ["mira@example.org"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Give your name"),
        ("name", "7", "in any script"),
        ("email", "mira(at)example.org", "such as name@example.org"),
        ("birth_date", "1990-02-30", "no such day"),
        ("birth_date", "2999-01-01", "has not come yet"),
        ("phone", "12", "country code"),
        ("height", "tall", "give a number in cm"),
        ("height", "1788", "from 100 to 230 cm"),
        ("height", "NaN", "give a number in cm"),
        ("weight", "1e9", "give a number in kg"),
        ("swim", "like a fish", "Choose one of the answers"),
        ("tape_url", "javascript:alert(1)", "begins with https://"),
        ("motivation", "x" * 20_000, "Shorten it"),
        ("motivation", "", "needs an answer"),
        ("available_from", "soon", "year, month and day"),
        ("country", "Atlantis", "Choose a country"),
        ("consent-casting", "", "Without this consent"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_typed_is_lost(
    installation: Installation, field: str, typed: str, said: str
) -> None:
    answer = installation.post_form(installation.browser(), **{field: typed})
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert 'role="alert"' in answer.text
    assert f'href="#{field}"' in answer.text
    if field != "name":
        assert "Mira Sokolova" in answer.text
    if typed and field not in {"swim", "country"}:
        assert typed in answer.text
    assert rows(installation, ApplicationRow) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_token_that_is_forged_old_or_of_another_role_brings_the_form_back(installation: Installation) -> None:
    browser = installation.browser()
    good = installation.token(browser)
    for token in ("", "x", good[:-3] + "AAA", good + "\u0000", "ю" * 50):
        answer = installation.post_form(browser, token=token)
        assert answer.status_code == 422
        assert "too old or came from elsewhere" in answer.text
        assert "Mira Sokolova" in answer.text
        assert good != re.search(r'name="token" value="([^"]+)"', answer.text)[1]  # type: ignore[index]
    assert rows(installation, ApplicationRow) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_filled_trap_brings_the_form_back_with_an_empty_trap(installation: Installation) -> None:
    answer = installation.post_form(installation.browser(), website="https://spam.example")
    assert answer.status_code == 422
    assert "A field that people do not see" in answer.text
    assert "spam.example" not in answer.text
    assert rows(installation, ApplicationRow) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_more_fields_than_any_form_has_are_refused_with_a_page(installation: Installation) -> None:
    browser = installation.browser()
    data = {f"field{number}": "x" for number in range(1001)} | {"token": installation.token(browser)}
    answer = browser.post(FORM, data=data, files={"nothing": ("", b"")})
    assert answer.status_code == 400
    assert "<h1" in answer.text
    answer = browser.post(FORM, data=data)
    assert answer.status_code == 400


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_unknown_calls_and_roles_are_not_found(installation: Installation) -> None:
    browser = installation.browser()
    for path in ("/calls/nothing", "/calls/nothing/nobody/apply", "/calls/the-challenge/nobody/apply"):
        assert browser.get(path).status_code == 404
    assert browser.post("/calls/the-challenge/nobody/apply", data={"name": "x"}).status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_call_is_open_from_its_first_second_to_just_before_its_last(installation: Installation) -> None:
    call = installation.role().call
    browser = installation.browser()
    token = installation.token(browser)
    for moment, status in (
        (call.opens_at - timedelta(seconds=1), 410),
        (call.opens_at, 303),
        (call.closes_at - timedelta(microseconds=1), 303),
        (call.closes_at, 410),
    ):
        installation.clock.now = moment
        assert browser.get(WHOLE).status_code == (200 if status == 303 else 410)
        token = installation.app.state.rooms.sign("form").dumps([installation.role().role_id, str(moment)])
        answer = installation.post_form(browser, token=token, email=f"at{moment.timestamp()}@example.org")
        assert answer.status_code == status
        if status == 410:
            assert "Mira Sokolova" in answer.text
            assert "takes no applications" in answer.text
    assert token


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_applications_from_one_address_are_limited(installation: Installation) -> None:
    rooms = installation.app.state.rooms
    object.__setattr__(rooms, "limits", make_limits(applications_per_hour=2, sign_ins_per_quarter=5))
    statuses = [
        installation.post_form(installation.browser(), email=f"p{number}@example.org").status_code
        for number in range(3)
    ]
    assert statuses == [303, 303, 429]
    refused = installation.post_form(installation.browser(), email="last@example.org", motivation="MY LONG TEXT")
    assert refused.status_code == 429
    assert "MY LONG TEXT" in refused.text
    for number in range(3):
        faulty = installation.post_form(installation.browser(), email="nobody", name=f"P {number}")
        assert faulty.status_code == 422


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_files_from_one_address_are_limited_and_answers_still_kept(installation: Installation) -> None:
    rooms = installation.app.state.rooms
    object.__setattr__(rooms, "limits", make_limits(applications_per_hour=1, sign_ins_per_quarter=5))
    files = {"headshot": ("me.jpg", photograph(), "image/jpeg")}
    for _ in range(2):
        installation.post_form(installation.browser(), token="junk", files=files)
    kept = len(list(rooms.vault.digests()))
    files = {"headshot": ("me.jpg", photograph(700, 900), "image/jpeg")}
    assert installation.post_form(installation.browser(), files=files).status_code == 303
    assert len(list(rooms.vault.digests())) == kept
    assert rows(installation, MaterialRow) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "undefined", "utf-16", "latin-1"])
def test_a_body_in_another_charset_is_refused_with_a_page(installation: Installation, charset: str) -> None:
    body = b'--XBX\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800+2AA-\r\n--XBX--\r\n'
    kind = f"multipart/form-data; boundary=XBX; charset={charset}"
    answer = installation.browser().post(FORM, content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert "<h1" in answer.text


# Photographs


def test_a_photograph_is_prepared_outside_the_request_and_shown_on_the_status_page(installation: Installation) -> None:
    browser = installation.browser()
    sent = installation.post_form(browser, files={"headshot": ("me.jpg", photograph(), "image/jpeg")})
    assert sent.status_code == 303
    page = browser.get(sent.headers["location"]).text
    assert "It is being prepared" in page
    installation.work()
    page = browser.get(sent.headers["location"]).text
    source = re.search(r'src="(/applications/[^"]+/headshot[^"]*)"', page)
    assert source is not None
    picture = browser.get(source[1])
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert Image.open(BytesIO(picture.content)).size == (384, 480)
    assert installation.browser().get(source[1]).status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("me.jpg", b"just some text", "not a picture"),
        ("me.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "cannot open"),
        ("me.gif", b"GIF89a" + b"\0" * 50, "cannot open"),
        ("me.jpg", b"\xff\xd8\xff\xe0" + b"\0" * (16 * 1024 * 1024), "larger than is allowed"),
    ],
)
def test_what_is_no_picture_is_said_at_once_and_the_rest_is_kept(
    installation: Installation, name: str, content: bytes, said: str
) -> None:
    answer = installation.post_form(installation.browser(), files={"headshot": (name, content, "image/jpeg")})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Mira Sokolova" in answer.text


def test_a_photograph_that_turns_out_unusable_is_said_on_the_page_and_by_mail_and_can_be_replaced(
    installation: Installation,
) -> None:
    browser = installation.browser()
    broken = photograph()[:2000]
    sent = installation.post_form(browser, files={"headshot": ("me.jpg", broken, "image/jpeg")})
    place = sent.headers["location"].split("?")[0]
    installation.work()
    page = browser.get(place).text
    assert "We cannot use the photograph that you sent last" in page
    with reading(installation.engine) as session:
        message = table(MessageRow)
        kinds = set(session.scalars(select(message.c.kind).where(message.c.recipient == "mira@example.org")))
    assert kinds == {"receipt", "headshot_unusable"}
    again = browser.post(f"{place}/headshot", files={"headshot": ("b.jpg", photograph(), "image/jpeg")})
    assert again.status_code == 303
    installation.work()
    assert 'data-state="ready"' in browser.get(place).text
    stranger = installation.browser().post(f"{place}/headshot", files={"headshot": ("b.jpg", photograph())})
    assert "Mira" not in stranger.text
    assert rows(installation, MaterialRow) == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_photograph_that_came_with_a_faulty_form_need_not_be_chosen_again(installation: Installation) -> None:
    browser = installation.browser()
    files = {"headshot": ("me & you.jpg", photograph(), "image/jpeg")}
    answer = installation.post_form(browser, files=files, height="1788")
    kept = re.search(r'name="headshot_kept" value="([^"]+)"', answer.text)
    assert kept is not None
    assert "me &amp; you.jpg" in answer.text
    again = installation.post_form(browser, headshot_kept=kept[1])
    assert again.status_code == 303
    installation.work()
    assert 'data-state="ready"' in browser.get(again.headers["location"]).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_with_too_little_free_disk_uploads_close_but_answers_are_kept(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"upload_floor_mb": 10**9})
    object.__setattr__(installation.app.state.rooms, "settings", settings)
    browser = installation.browser()
    assert 'type="file"' not in browser.get(WHOLE).text
    sent = installation.post_form(browser, files={"headshot": ("me.jpg", photograph(), "image/jpeg")})
    assert sent.status_code == 303
    assert rows(installation, ApplicationRow) == 1
    assert rows(installation, MaterialRow) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_call_changed_while_somebody_types_is_checked_by_its_new_questions(installation: Installation) -> None:
    browser = installation.browser()
    installation.apply(browser)
    with installation.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE question SET required = 1 WHERE key = 'credits'")
        connection.exec_driver_sql("UPDATE call SET version = version + 1")
    answer = installation.post_form(browser, email="second@example.org", credits="")
    assert answer.status_code == 422
    assert 'href="#credits"' in answer.text
