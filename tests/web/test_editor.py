"""Setting up a call and its roles on the pages of the administration."""

import re
from datetime import timedelta
from html import escape, unescape

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, insert, select, update

from casting.domain.calls import CallPlan, OnlyIf
from casting.domain.criteria import ScaleRule
from casting.forms.roleform import TICKED
from casting.forms.typed import CALLED
from casting.services.call_editing import CHANGES
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.calls import call_kept
from casting.store.engine import reading, writing
from casting.store.tables import AnswerSheetRow, ApplicationRow, AuditRow, CallRow, ImportBatchRow, table
from casting.web.form_views import FOR_LATER
from tests.installation import CALL, PATH, ROLE, Installation

HERE = f"/admin/calls/{CALL}"
SURGEON = f"{HERE}/roles/{ROLE}"
NEW_PURPOSE = {"purpose": "Future Films", "label": "I agree", "text": "Keep it for another film."}


def fields(page: httpx.Response) -> dict[str, str]:
    """What a browser would post of the form of an editor."""
    form = page.text.split('<form id="editor"')[1].split("</form>")[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", form):
        if 'type="checkbox"' not in tag or " checked" in tag:
            name, said = (unescape(re.search(rf'{one}="([^"]*)"', tag)[1]) for one in ("name", "value"))  # type: ignore[index]
            found[name] = f"{found[name]}\n{said}" if name.endswith(TICKED) and name in found else said
    for name, said in re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(said)
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def press(browser: TestClient, address: str, do: str = "save", **typed: str) -> httpx.Response:
    """Open an editor, type, and press one of its buttons."""
    return press_again(browser, browser.get(address), address, do, **typed)


def press_again(
    browser: TestClient, page: httpx.Response, address: str, do: str = "save", **typed: str
) -> httpx.Response:
    changed = {name.replace("__", "."): said for name, said in typed.items()}
    answer: httpx.Response = browser.post(address, data={**fields(page), **changed, "do": do})
    return answer


def confirm(browser: TestClient, address: str, **typed: str) -> httpx.Response:
    """Type and save, and confirm what is said of the change."""
    page = press(browser, address, **typed)
    assert "<h2>What this changes</h2>" in page.text
    return press_again(browser, page, address)


def kept(installation: Installation, slug: str = CALL) -> CallPlan:
    with reading(installation.engine) as session:
        found = call_kept(session, slug)
    assert found is not None
    return found.call


def audit(installation: Installation) -> list[tuple[str, str, int | None]]:
    with reading(installation.engine) as session:
        acts = ["loaded call", *CHANGES]
        rows = session.scalars(select(AuditRow).where(table(AuditRow).c.act.in_(acts)).order_by(table(AuditRow).c.id))
        return [(row.act, str(row.detail["changes"]), row.member_id) for row in rows]


@pytest.fixture
def keys(installation: Installation) -> TestClient:
    return installation.signed_in("administrator")


# ------------------------------------------------------------------------------------------------ from nothing


def test_a_call_with_two_roles_comes_of_an_empty_database_by_following_the_pages(
    installation: Installation, keys: TestClient
) -> None:
    with writing(installation.engine) as session:
        session.execute(delete(table(CallRow)))
    assert '<a class="button" href="/admin/calls/new">Set up the first call</a>' in keys.get("/review").text
    first = keys.get("/admin").text
    assert "There is no call yet. Begin with one" in first
    assert 'href="/admin/calls/new"' in first
    words = {
        "title": "Winter Light",
        "production": "A short film",
        "summary": "A lighthouse.",
        "time_zone": "Asia/Tokyo",
    }
    made = press(keys, "/admin/calls/new", **words)
    assert (made.status_code, made.headers["location"]) == (303, "/admin/calls/winter-light?saved=1")
    page = keys.get(made.headers["location"])
    assert "The call has no role yet" in page.text
    add = "/admin/calls/winter-light/roles/new"
    assert f'href="{add}"' in page.text
    assert f'<a class="button" href="{add}">Add the first role to Winter Light</a>' in keys.get("/review").text
    for title in ("The keeper", "His daughter"):
        made = press(keys, add, title=title, breakdown="Keeps the light, and what he has seen from it.")
        assert made.status_code == 303, made.text
    call = kept(installation, "winter-light")
    assert [role.slug for role in call.roles] == ["the-keeper", "his-daughter"]
    assert [question.key for question in call.roles[0].questions] == ["motivation", "experience"]
    installation.clock.now = call.opens_at
    assert keys.get("/calls/winter-light").status_code == 404
    assert keys.get("/calls/winter-light/his-daughter/apply").status_code == 404
    assert "Publish the call" in keys.get("/admin/calls/winter-light").text
    assert keys.post("/admin/calls/winter-light/hours", data={"do": "publish"}).status_code == 303
    assert "Apply for <bdi>His daughter</bdi>" in keys.get("/calls/winter-light").text
    assert keys.get("/calls/winter-light/his-daughter/apply").status_code == 200
    assert "The call has no role yet" not in keys.get("/admin/calls/winter-light").text


def test_the_form_can_be_looked_at_before_anybody_can_apply(installation: Installation, keys: TestClient) -> None:
    with writing(installation.engine) as session:
        session.execute(update(CallRow).values(draft=True))
    assert keys.get(f"/calls/{PATH}/apply").status_code == 404
    assert f'href="{SURGEON}/form"' in keys.get(SURGEON).text
    assert f'href="{SURGEON}/form"' in keys.get(HERE).text
    page = keys.get(f"{SURGEON}/form").text
    assert "<strong>This is a preview.</strong>" in page
    assert "The call is a draft" in page
    call = kept(installation)
    labels = re.findall(r"<bdi>(.*?)</bdi>", page)
    asked = [question.label for question in call.roles[0].questions]
    assert [label for label in map(unescape, labels) if label in asked] == asked
    boxes = [unescape(label) for label in labels if unescape(label) in {one.label for one in call.consents}]
    assert boxes == [one.label for one in call.consents]


def test_nothing_can_be_sent_from_a_preview(keys: TestClient) -> None:
    page = keys.get(f"{SURGEON}/form").text
    form = page.split("data-apply")[0].rsplit("<form", 1)[1] + page.split("data-apply")[1].split("</form>")[0]
    assert 'method="dialog"' in form
    assert "action=" not in form
    assert re.findall(r"<button[^>]*>", form) == ['<button class="button large" type="submit" disabled>']


def test_a_preview_is_had_in_each_language_and_in_english_where_there_is_no_such(keys: TestClient) -> None:
    found = [keys.get(f"{SURGEON}/form", params={"in": code}).text for code in ("ru", "es", "xx", "")]
    assert [re.search(r'<html lang="(..)"', page)[1] for page in found] == ["ru", "es", "en", "en"]  # type: ignore[index]
    assert all("<strong>This is a preview.</strong>" in page for page in found)
    assert keys.get(f"{HERE}/roles/none/form").status_code == 404


def test_the_team_of_a_call_is_invited_with_that_call_chosen(keys: TestClient) -> None:
    [way] = re.findall(r'href="(/admin\?call=[^"#]+)#people"', keys.get(HERE).text)
    chosen = re.findall(r'name="call" value="([^"]+)" checked', keys.get(unescape(way)).text)
    assert chosen == [CALL]
    assert 'name="call" value="the-challenge" checked' not in keys.get("/admin?call=none").text


# ------------------------------------------------------------------------------------------------------ a call


def test_a_saved_call_is_what_was_typed_and_the_log_says_by_whom(installation: Installation, keys: TestClient) -> None:
    before = kept(installation)
    assert confirm(keys, HERE, title="The Challenge, again").status_code == 303
    assert kept(installation) == CallPlan(**{**vars(before), "title": "The Challenge, again"})
    assert audit(installation)[-1] == ("changed call", "title changed", installation.members["administrator"])


def test_times_are_read_in_the_calls_time_zone(installation: Installation, keys: TestClient) -> None:
    assert press(keys, HERE, time_zone="Europe/Moscow", closes_at="2026-04-01 12:00").status_code == 303
    assert kept(installation).closes_at.isoformat() == "2026-04-01T09:00:00+00:00"


def test_what_is_wrong_is_said_at_its_field_as_it_is_said_of_a_file(keys: TestClient) -> None:
    page = press(keys, HERE, closes_at="2026-02-30 12:00", time_zone="Mars/Crater", title="")
    assert page.status_code == 422
    assert "“2026-02-30” is no day between 2000 and 2100" in page.text
    assert "there is no time zone “Mars/Crater”" in page.text
    assert 'href="#title"' in page.text
    assert fields(page)["closes_at"] == "2026-02-30 12:00"


def test_a_call_without_a_required_consent_is_refused(installation: Installation, keys: TestClient) -> None:
    page = keys.get(HERE)
    typed = {name: said for name, said in fields(page).items() if not name.endswith(".required")}
    answer = keys.post(HERE, data={**typed, "do": "save"})
    assert answer.status_code == 422
    assert "no consent is required, so nothing would allow applications to be kept" in answer.text
    assert any(consent.required for consent in kept(installation).consents)


def test_a_new_call_cannot_take_the_address_of_another(keys: TestClient) -> None:
    words = {"title": "Mine", "production": "A film", "summary": "Mine.", "time_zone": "UTC"}
    for slug in (CALL, "new"):
        page = press(keys, "/admin/calls/new", **words, slug=slug)
        assert page.status_code == 422
        assert f"“{slug}” is taken: give the call another address." in page.text
        assert fields(page)["summary"] == "Mine."


def test_a_call_is_closed_early_and_extended(installation: Installation, keys: TestClient) -> None:
    planned = kept(installation).closes_at
    assert keys.post(f"{HERE}/hours", data={"do": "a day"}).status_code == 303
    assert (kept(installation).closes_at - planned).days == 1
    closed = keys.post(f"{HERE}/hours", data={"do": "close"})
    assert closed.status_code == 303
    assert "Closed: nobody can apply any more." in keys.get(closed.headers["location"]).text
    assert kept(installation).closes_at == installation.clock.now
    assert keys.get(f"/calls/{PATH}/apply").status_code == 410
    assert keys.post(f"{HERE}/hours", data={"do": "close"}).status_code == 422
    assert keys.post(f"{HERE}/hours", data={"do": "a day"}).status_code == 303
    assert keys.post(f"{HERE}/hours", data={"do": "close"}).status_code == 303
    installation.clock.now += timedelta(days=3)
    keys = installation.signed_in("administrator")
    assert keys.post(f"{HERE}/hours", data={"do": "a week"}).status_code == 303
    assert (kept(installation).closes_at - installation.clock.now).days == 7
    assert keys.get(f"/calls/{PATH}/apply").status_code == 200
    assert [act for act, _, _ in audit(installation)][-3:] == ["extended call", "closed call", "extended call"]
    assert f"<td>extended call: {CALL} (closing time changed)</td>" in keys.get("/admin").text


def test_a_call_closed_early_is_opened_again_as_planned(installation: Installation, keys: TestClient) -> None:
    planned = kept(installation).closes_at
    nothing = keys.post(f"{HERE}/hours", data={"do": "planned"})
    assert nothing.status_code == 422
    assert "The call was not closed early" in nothing.text
    keys.post(f"{HERE}/hours", data={"do": "close"})
    assert "as planned</button>" in keys.get(HERE).text
    assert keys.post(f"{HERE}/hours", data={"do": "planned"}).status_code == 303
    assert kept(installation).closes_at == planned
    assert "as planned</button>" not in keys.get(HERE).text
    keys.post(f"{HERE}/hours", data={"do": "close"})
    installation.clock.now = planned + timedelta(minutes=1)
    keys = installation.signed_in("administrator")
    assert "as planned</button>" not in keys.get(HERE).text
    assert keys.post(f"{HERE}/hours", data={"do": "planned"}).status_code == 422


def test_a_closing_time_that_has_passed_closes_no_call_that_is_open_and_publishes_no_draft(
    installation: Installation, keys: TestClient
) -> None:
    before = kept(installation)
    page = press(keys, HERE, closes_at="2020-01-02 12:00", opens_at="2020-01-01 12:00")
    assert page.status_code == 422
    assert "this time has passed, so saving it would close the call: for that, use “Close it now…”" in page.text
    assert 'href="#closes_at"' in page.text
    assert kept(installation) == before

    with writing(installation.engine) as session:
        session.execute(update(table(CallRow)).values(draft=True))
    assert press(keys, HERE, closes_at="2020-01-02 12:00", opens_at="2020-01-01 12:00").status_code == 303
    draft = keys.get(HERE).text
    assert "closing time</a> has passed, so nobody could apply" in draft
    assert "publish the call</button>" not in draft
    refused = keys.post(f"{HERE}/hours", data={"do": "publish"})
    assert refused.status_code == 422
    assert "Its closing time has passed, so nobody could apply" in refused.text
    assert kept(installation).draft


def test_an_opening_time_to_come_stops_an_open_call_only_once_that_was_read(
    installation: Installation, keys: TestClient
) -> None:
    before, browser = kept(installation), installation.browser()
    later = {"time_zone": "UTC", "opens_at": "2026-03-10 10:00"}
    nobody = press(keys, HERE, **later)
    assert nobody.status_code == 200
    assert "It would stop, and open again on 10 Mar 2026, 10:00 (UTC)" in nobody.text
    assert "can neither be opened" not in nobody.text
    empty = {"nothing": ("", b"", "application/octet-stream")}
    begun = browser.post(f"/calls/{PATH}/apply", data={"name": "Mira", FOR_LATER: "yes"}, files=empty)
    assert begun.status_code == 303
    asked = press(keys, HERE, **later)
    assert "The form that is half filled in can neither be opened nor sent until then" in asked.text
    assert kept(installation) == before, "it is asked first"
    assert press_again(keys, asked, HERE, opens_at="2026-03-11 10:00").status_code == 200, "that was not confirmed"
    assert kept(installation) == before
    assert press_again(keys, asked, HERE).status_code == 303
    assert kept(installation).opens_at.isoformat() == "2026-03-10T10:00:00+00:00"
    assert browser.get(f"/calls/{PATH}/apply").status_code == 410
    assert press(keys, HERE, opens_at="2026-03-12 10:00").status_code == 303, "nothing stops that is not open"
    assert press(keys, HERE, opens_at="2026-03-07 10:00").status_code == 303, "and an earlier time stops nothing"


def test_a_draft_is_the_teams_alone_until_it_is_published(installation: Installation, keys: TestClient) -> None:
    words = {"title": "Winter Light", "production": "A film", "summary": "A lighthouse.", "time_zone": "UTC"}
    made = press(keys, "/admin/calls/new", **words)
    here = made.headers["location"].partition("?")[0]
    assert kept(installation, "winter-light").draft
    assert keys.post(f"{here}/hours", data={"do": "publish"}).status_code == 422, "it has no role yet"
    assert press(keys, f"{here}/roles/new", title="The keeper", breakdown="Keeps the light.").status_code == 303
    installation.clock.now = kept(installation, "winter-light").opens_at
    keys, anybody = installation.signed_in("administrator"), installation.browser()
    assert "Winter Light" not in anybody.get("/").text
    for address in ("", "/poster.png", "/the-keeper/apply"):
        assert anybody.get(f"/calls/winter-light{address}").status_code == 404
    sent = anybody.post("/calls/winter-light/the-keeper/apply", data={"name": "Lena"})
    assert sent.status_code == 404
    assert '<span class="pill" data-state="draft">draft</span>' in keys.get("/admin").text
    assert press(keys, here, title="Winter Lights").status_code == 303
    assert kept(installation, "winter-light").draft, "saving publishes nothing"
    before = keys.get(here).text.split("Publish the call…")[1].split("Yes, publish the call</button>")[0]
    assert [unescape(line) for line in re.findall("<li>(.*?)</li>", before)] == [
        "Its page is http://testserver/calls/winter-light, and it stands on the front page.",
        "Its role is “The keeper”.",
        "Applications are taken at once until 6 Apr 2026, 23:59 (UTC).",
        "Nobody is in its team yet, so administrators alone see who applies: invite the others below.",
        "No mail server is set: applicants read that a receipt comes by e-mail, and none is sent.",
        "No e-mail address says where applicants write to, so no letter can be answered.",
        "5 of 10 texts are not in Spanish yet.",
        "5 of 10 texts are not in Russian yet.",
    ]
    assert kept(installation, "winter-light").draft
    assert keys.post(f"{here}/hours", data={"do": "publish"}).status_code == 303
    assert not kept(installation, "winter-light").draft
    assert "Publish the call" not in keys.get(here).text
    assert audit(installation)[-1][:2] == ("published call", "whether it is a draft changed")
    assert "Winter Lights" in anybody.get("/").text
    assert keys.post(f"{here}/hours", data={"do": "publish"}).status_code == 422, "it is published"


@pytest.mark.parametrize(
    ("said", "day"),
    [("1 April 2026, 12:00", 1), ("April 2nd, 2026 at 12:00", 2), ("3 апреля 2026 12:00", 3), ("04.04.2026 12:00", 4)],
)
def test_times_are_taken_as_people_write_them(
    installation: Installation, keys: TestClient, said: str, day: int
) -> None:
    typed = {"time_zone": "Europe/Moscow", "closes_at": said, "reference_date": "1 March 2026"}
    answer = press(keys, HERE, **typed)
    assert answer.status_code == 303, answer.text
    assert kept(installation).closes_at.isoformat() == f"2026-04-0{day}T09:00:00+00:00"
    assert kept(installation).reference_date.isoformat() == "2026-03-01"


def test_the_preview_leaves_out_what_cannot_be_said_yet(keys: TestClient) -> None:
    """Nothing is made up in its place: no year 1999, no zone that nobody chose, no call without a name."""
    whole = preview(press(keys, HERE, "look"))
    for words in ("Open until", "casting team of", "Applications are kept for"):
        assert words in whole
    for name in ("closes_at", "opens_at", "time_zone"):
        page = preview(press(keys, HERE, "look", **{name: "27/11/2026 9am"}))
        for words in ("Open until", "Closed since", "Opens on", "no longer taken", "not taken yet", "UTC", "1999"):
            assert words not in page, (name, words)
        assert "casting team of" in page
    assert "casting team of" not in preview(press(keys, HERE, "look", title=""))
    assert "Applications are kept for" not in preview(press(keys, HERE, "look", keep_months="long"))
    assert "casting team of" not in preview(keys.get("/admin/calls/new"))


def preview(page: httpx.Response) -> str:
    return page.text.split('<section id="preview"')[1].split("</section>\n  </div>")[0]


def test_a_time_zone_stands_in_the_list_once_by_its_present_name(installation: Installation, keys: TestClient) -> None:
    zones = offered(keys.get(HERE), "time_zone")
    assert {"Europe/Kyiv", "Asia/Kolkata", "America/Argentina/Buenos_Aires"} < {*zones}
    assert {"Europe/Kiev", "Asia/Calcutta", "US/Pacific"}.isdisjoint(zones)
    assert press(keys, HERE, time_zone="Asia/Calcutta").status_code == 303
    assert kept(installation).time_zone == "Asia/Kolkata"


def test_a_purpose_is_kept_in_small_letters_whatever_was_typed(installation: Installation, keys: TestClient) -> None:
    place = len(kept(installation).consents)
    new = {f"consents__{place}__{part}": said for part, said in NEW_PURPOSE.items()}
    added = press(keys, HERE, "consents.add")
    assert fields(press_again(keys, added, HERE, "look", **new))[f"consents.{place}.purpose"] == "future films"
    assert press_again(keys, added, HERE, **new).status_code == 303
    assert kept(installation).consents[-1].purpose == "future films"


def test_what_a_criterion_cannot_be_held_against_is_named_with_the_reason(keys: TestClient) -> None:
    page = unescape(keys.get(SURGEON).text)
    assert "Not among these: “What have you learned and done?”" in page
    assert "only a person can say; as “info” they are shown." in page


def test_a_time_that_cannot_be_read_is_answered_with_how_to_type_one(keys: TestClient) -> None:
    said = unescape(press(keys, HERE, closes_at="27/11/2026 9am").text)
    assert "“27/11/2026 9am” cannot be read as a time: write the day, then hour:minute" in said
    assert "“3 November 2020, 12:00”" in said


def test_faults_are_said_in_the_words_that_stand_beside_the_fields(keys: TestClient) -> None:
    page = press(keys, HERE, time_zone="", closes_at="", keep_months="many").text
    for words in (
        'href="#time_zone"><bdi>Time zone</bdi>: choose one</a>',
        "“Closes”",
        "“Months of keeping” has to be a number",
    ):
        assert words in page
    role = press(keys, SURGEON, places="many", criteria__0__title="").text
    assert "“How many are cast” has to be a number" in role
    assert "“Criterion” is empty" in role
    assert "“Title” is empty" not in role
    assert "“What stands beside the box” is empty" in press(keys, HERE, consents__0__label="").text
    for name in CALLED:
        if "_" in name:
            assert f"“{name}”" not in page + role


def test_every_word_for_a_field_is_its_label(keys: TestClient) -> None:
    shown = keys.get(HERE).text + keys.get(SURGEON).text
    for name in ("opens_at", "closes_at", "time_zone", "reference_date", "keep_months", "summary"):
        assert f'<label for="{name}">{CALLED[name]}' in shown


def test_what_was_typed_and_not_saved_is_marked_so_that_leaving_asks(keys: TestClient) -> None:
    assert "data-unsaved" not in keys.get(HERE).text
    assert "data-unsaved" in press(keys, HERE, "look", title="Another").text
    assert "data-unsaved" in press(keys, HERE, title="").text


# ------------------------------------------------------------------------------------------------------ a role


def test_saving_a_role_that_nobody_touched_changes_nothing(installation: Installation, keys: TestClient) -> None:
    before, lines = kept(installation), audit(installation)
    assert press(keys, SURGEON).status_code == 303
    assert kept(installation) == before
    assert audit(installation) == lines


def test_rows_are_added_moved_and_taken_out_without_losing_what_was_typed(
    installation: Installation, keys: TestClient
) -> None:
    page = press(keys, SURGEON, "questions.add", title="Typed and not saved")
    last = len(kept(installation).roles[0].questions)
    assert fields(page)[f"questions.{last}.kind"] == "text"
    assert fields(page)["title"] == "Typed and not saved"
    page = press_again(keys, page, SURGEON, f"questions.{last}.up", **{f"questions__{last}__label": "Do you ski?"})
    assert fields(page)[f"questions.{last - 1}.label"] == "Do you ski?"
    page = press_again(keys, page, SURGEON, "questions.0.remove")
    assert fields(page)["questions.0.key"] == "record"
    page = press_again(keys, page, SURGEON, "questions.0.down")
    assert fields(page)["questions.1.key"] == "record"
    assert kept(installation).roles[0].title == "The surgeon"


def test_a_question_that_was_taken_out_is_named_and_can_be_put_back_as_it_was(keys: TestClient) -> None:
    before = fields(keys.get(SURGEON))
    page = press(keys, SURGEON, "questions.3.remove", questions__3__help="Two\nlines <b>")
    label = before["questions.3.label"]
    assert f"“<bdi>{escape(label, quote=False)}</bdi>” was taken out." in page.text
    page = press_again(keys, page, SURGEON, "look", title="Typed meanwhile")
    assert press_again(keys, page, SURGEON).status_code == 422  # a criterion is held against it
    page = press_again(keys, page, SURGEON, "put-back")
    put_back = {"questions.3.help": "Two\nlines <b>", "questions.3.open": "yes"}
    assert fields(page) == before | put_back | {"title": "Typed meanwhile"}
    assert "was taken out" not in page.text
    again = press_again(keys, page, SURGEON, "put-back")
    assert fields(again) == fields(page)


@pytest.mark.parametrize("where", ["", "questions", "questions.", "questions.x", "nothing.0", "questions.²", "title.0"])
def test_nothing_is_put_back_from_where_nothing_was(keys: TestClient, where: str) -> None:
    before = fields(keys.get(SURGEON))
    page = press(keys, SURGEON, "put-back", **{"taken-out.where": where, "taken-out.row.label": "<i>"})
    assert page.status_code == 200
    assert {k: v for k, v in fields(page).items() if not k.startswith("taken-out")} == before


def test_a_further_purpose_is_an_empty_row_that_can_be_filled_in(installation: Installation, keys: TestClient) -> None:
    there = len(kept(installation).consents)
    page = press(keys, HERE, "consents.add")
    assert fields(page)[f"consents.{there}.purpose"] == ""
    typed = {f"consents__{there}__{part}": "press" for part in ("purpose", "label", "text")}
    assert press_again(keys, page, HERE, "save", **typed).status_code == 303
    assert [consent.purpose for consent in kept(installation).consents][there:] == ["press"]


@pytest.mark.parametrize("act", ["questions.999.up", "questions.x.remove", "roles.add", "questions.0.explode", ""])
def test_a_button_that_does_not_exist_changes_nothing(keys: TestClient, act: str) -> None:
    page = press(keys, SURGEON, act)
    assert page.status_code == 200
    assert fields(page) == fields(keys.get(SURGEON))


def test_the_public_page_is_shown_as_it_would_be(keys: TestClient) -> None:
    page = press(keys, SURGEON, "look", breakdown="She has **steady** hands.", title="The second surgeon")
    shown = page.text.split('id="preview"')[1]
    assert "<strong>steady</strong>" in shown
    assert "The second surgeon" in shown


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Race: Slavic", "race or ethnicity (“race”) can never be a gate"),
        ("Her religion", "religion (“religion”) can never be a gate"),
        ("European looks", "origin, or looks by people or colour (“european looks”) can never be a gate"),
        ("White, slim and pretty", "race or ethnicity (“white”) can never be a gate"),
        ("Pretty face", "Ask what the part needs someone to be able to do"),
        ("Single, no children", "family status (“single”) can never be a gate"),
        ("Healthy / no illness", "health or disability (“healthy”) can never be a gate"),
    ],
)
def test_nobody_is_sorted_out_by_race_or_what_stands_for_it(
    installation: Installation, keys: TestClient, title: str, reason: str
) -> None:
    before = kept(installation)
    page = press(keys, SURGEON, criteria__0__title=title)
    assert page.status_code == 422
    assert reason in page.text
    assert 'href="#criteria.0.class"' in page.text
    assert kept(installation) == before


def test_a_gate_without_a_reason_in_writing_is_refused(keys: TestClient) -> None:
    page = press(keys, SURGEON, criteria__3__justification="")
    assert page.status_code == 422
    assert "a gate needs a written justification" in page.text
    assert 'href="#criteria.3.justification"' in page.text


def test_a_reason_that_shuts_people_out_is_refused_beside_it(installation: Installation, keys: TestClient) -> None:
    before = kept(installation)
    page = press(keys, SURGEON, criteria__3__justification="Only Spaniards, no immigrants, no disabled people.")
    assert page.status_code == 422
    assert "(“only spaniards”) is no reason" in page.text
    assert 'href="#criteria.3.justification"' in page.text
    assert kept(installation) == before


def test_the_public_page_says_why_of_those_that_have_a_reason(installation: Installation, keys: TestClient) -> None:
    def why_helps() -> list[tuple[str, str]]:
        helps = installation.browser().get(f"/calls/{CALL}").text.split("<h3>What helps</h3>")[1].split("</article>")[0]
        assert helps.count("<li>") == 2, "both are listed, whatever is said of them"
        asked = re.findall(r"<summary>(Why [^<]+)</summary>", helps)
        return [(said, title) for said in asked for title in re.findall(r"<dt[^>]*>([^<]+)</dt>", helps)]

    one, other = "English, better up to C1", "Medicine, better up to 6 years"
    assert why_helps() == [("Why each of these is asked", one), ("Why each of these is asked", other)]
    assert press(keys, SURGEON, criteria__10__justification="").status_code == 303
    assert why_helps() == [("Why this is asked", other)]
    assert press(keys, SURGEON, criteria__11__justification="").status_code == 303
    assert why_helps() == []


def test_a_fault_opens_its_row_and_is_counted_in_the_contents(keys: TestClient) -> None:
    assert '<details class="row" id="criteria.3">' in keys.get(SURGEON).text
    page = press(keys, SURGEON, criteria__3__title="", criteria__3__justification="", places="many").text
    assert re.findall(r'<details class="row" id="([^"]+)" open>', page) == ["criteria.3"]
    contents = page.split('<nav class="contents"')[1].split("</nav>")[0]
    counted = re.findall(r'href="#([^"]+)">(?:(?!</li>).)*?(\d+) to mend', contents)
    assert counted == [("group-1", "1"), ("criteria", "2")]


def test_answers_are_named_as_applicants_read_them(installation: Installation, keys: TestClient) -> None:
    page = press(keys, SURGEON, "questions.add")
    page = press_again(keys, page, SURGEON, "criteria.add")
    last, late = len(kept(installation).roles[0].questions), len(kept(installation).roles[0].criteria)
    typed = {
        f"questions__{last}__label": "Do you ski?",
        f"questions__{last}__kind": "choice",
        f"questions__{last}__options": "Yes, well\nA little\nNo",
        f"criteria__{late}__title": "Skis",
        f"criteria__{late}__class": "preference",
        f"criteria__{late}__asks": "do_you_ski",
        f"criteria__{late}__rule__kind": "choice",
        f"criteria__{late}__rule__met": "Yes, well",
    }
    answer = press_again(keys, page, SURGEON, **typed)
    assert answer.status_code == 303, answer.text
    skis = kept(installation).roles[0].criteria[-1]
    assert (skis.key, skis.asks, skis.rule.met) == ("skis", "do_you_ski", ("yes_well",))  # type: ignore[union-attr]


def offered(page: httpx.Response, name: str) -> list[str]:
    """What a field of an editor offers, by what is stored: the options of a list, or the boxes to tick."""
    form = page.text.split('<form id="editor"')[1].split("</form>")[0]
    if chosen := re.search(rf'<select id="{re.escape(name)}".*?</select>', form, re.DOTALL):
        return [unescape(value) for value in re.findall(r'<option value="([^"]+)"', chosen[0])]
    return [unescape(value) for value in re.findall(rf'name="{re.escape(name)}" value="([^"]*)"', form)]


ASKED = {
    "number": {"unit": "cm"},
    "scale": {"lowest": "0", "highest": "2", "options": "0 = not at all"},
    "choice": {"options": "A lot\nA little\nNot at all"},
    "several": {"options": "Horse\nBicycle"},
    "yes or no": {},
    "languages": {},
    "date": {},
    "text": {},
}


@pytest.mark.parametrize(
    ("klass", "rules"),
    [
        ("gate", ["number", "number", "choice", "choice", "choice", "language", "", ""]),
        (
            "preference",
            ["number rising", "number rising", "choice scale", "choice", "choice", "language", "", ""],
        ),
        (
            "info",
            [
                "given number rising",
                "given number rising",
                "given choice scale",
                *["given choice"] * 2,
                "given language",
                *["given"] * 2,
            ],
        ),
    ],
)
def test_a_criterion_offers_the_rules_that_its_answer_can_be_held_against_and_no_other(
    keys: TestClient, klass: str, rules: list[str]
) -> None:
    add = f"{HERE}/roles/new"
    page = press(keys, add, "criteria.add")
    for (kind, more), fitting in zip(ASKED.items(), rules, strict=True):
        typed = {"questions.0.kind": kind, "questions.0.label": "Rides", "questions.0.key": "rides", "title": "Rider"}
        typed |= {f"questions.0.{part}": said for part, said in more.items()}
        typed |= {"criteria.1.class": klass, "criteria.1.asks": "rides", "criteria.1.rule.kind": "age"}
        shown = press_again(keys, page, add, "look", **typed)
        if fitting:
            assert offered(shown, "criteria.1.rule.kind") == fitting.split()
            assert fields(shown)["criteria.1.rule.kind"] == fitting.split()[0], "a rule that does not fit gives way"
        assert "rides" in offered(shown, "criteria.1.asks"), "it is chosen, whether it fits or not"
        assert ("cannot be a" in shown.text) == (not fitting)
        assert ("birth_date" in offered(shown, "criteria.1.asks")) == (klass != "preference")


def test_what_a_rule_and_a_condition_ask_for_is_chosen_among_the_answers(
    installation: Installation, keys: TestClient
) -> None:
    add = f"{HERE}/roles/new"
    page = press_again(keys, press(keys, add, "questions.add"), add, "criteria.add")
    typed = {
        "title": "Rider",
        "breakdown": "Rides over the hills.",
        "questions.0.label": "How do you ride?",
        "questions.0.key": "",
        "questions.0.kind": "choice",
        "questions.0.use": "",
        "questions.0.options": "Not at all\nA little\nVery well",
        "questions.2.label": "How tall are you?",
        "questions.2.kind": "number",
        "questions.2.unit": "cm",
        "questions.2.only_if": "how_do_you_ride",
        "criteria.1.title": "Rides",
        "criteria.1.asks": "how_do_you_ride",
        "criteria.1.rule.kind": "scale",
    }
    page = press_again(keys, page, add, "look", **typed)
    answers = ["not_at_all", "a_little", "very_well"]
    assert offered(page, "questions.2.only_if_is") == answers
    assert "<bdi>A little</bdi>" in page.text
    assert "From (cm)" in page.text
    assert offered(page, "criteria.1.rule.order") == ["\n".join(answers), "\n".join(answers[::-1])]
    assert offered(page, "criteria.1.rule.full") == answers[1:]
    assert "Not at all → A little → Very well" in unescape(page.text)
    chosen = {"criteria.1.rule.full": "very_well", "criteria.1.rule.order": "\r\n".join(answers)}
    form = {**fields(page), **chosen, "questions.2.only_if_is": ["a_little", "very_well"], "do": "save"}
    saved = keys.post(add, data=form)
    assert saved.status_code == 303, saved.text
    role = kept(installation).roles[-1]
    assert role.questions[2].only_if == OnlyIf("how_do_you_ride", ("a_little", "very_well"))
    assert role.criteria[1].rule == ScaleRule(tuple(answers), "very_well")
    told = keys.get(saved.headers["location"]).text
    assert "preference, weight 1: How do you ride? the more, the better, up to Very well" in told


# ------------------------------------------------------------------------------------------- two at once


def test_a_new_role_begins_from_another_one_of_the_call_and_nothing_is_kept_by_looking(
    installation: Installation, keys: TestClient
) -> None:
    before = kept(installation)
    (way,) = re.findall(rf'href="({HERE}/roles/new\?from={ROLE})"', keys.get(f"{HERE}/roles/new").text)
    page = keys.get(way)
    typed = fields(page)
    assert (typed["title"], typed["breakdown"].strip(), typed["places"]) == ("", "", "1")
    assert kept(installation) == before
    made = press_again(keys, page, f"{HERE}/roles/new", title="The pilot", breakdown="Flies the capsule.")
    assert made.status_code == 303
    surgeon, pilot = kept(installation).roles
    assert pilot.slug == "the-pilot"
    assert (pilot.questions, pilot.criteria) == (surgeon.questions, surgeon.criteria)
    assert (dict(pilot.quotas), dict(pilot.stage_days)) == (dict(surgeon.quotas), dict(surgeon.stage_days))
    assert keys.get(f"{HERE}/roles/new?from=nobody").status_code == 404


def test_two_roles_of_a_call_cannot_have_one_title_and_the_address_follows_another_title(
    installation: Installation, keys: TestClient
) -> None:
    add = f"{HERE}/roles/new"
    words = {"title": " the  SURGEON ", "breakdown": "Stays on the ground."}
    page = press(keys, add, **words)
    assert page.status_code == 422
    assert "another role of this call is called" in page.text
    assert 'href="#title"' in page.text
    assert (fields(page)["slug"], fields(page)["breakdown"]) == ("", "Stays on the ground.")
    assert len(kept(installation).roles) == 1
    made = press_again(keys, press_again(keys, page, add, "look", title="The nurse"), add, title="The pilot")
    assert (made.status_code, made.headers["location"]) == (303, f"{HERE}/roles/the-pilot?saved=1")

    renamed = press(keys, f"{HERE}/roles/the-pilot", title="The surgeon")
    assert renamed.status_code == 422
    assert [role.title for role in kept(installation).roles] == ["The surgeon", "The pilot"]
    typed = press(keys, add, **{**words, "slug": "ground"})
    assert fields(typed)["slug"] == "ground"
    assert press_again(keys, typed, add, title="The engineer").headers["location"] == f"{HERE}/roles/ground?saved=1"


def test_a_role_that_nobody_has_applied_for_is_taken_out_once_what_goes_was_read(
    installation: Installation, keys: TestClient
) -> None:
    add, pilot = f"{HERE}/roles/new", f"{HERE}/roles/the-pilot"
    only = keys.get(SURGEON).text
    assert "It is the only role of its call, so it cannot be taken out: add another one first." in only
    assert f'action="{SURGEON}/out"' not in only
    assert keys.post(f"{SURGEON}/out").status_code == 422
    assert press(keys, add, title="The pilot", breakdown="Flies the capsule.").status_code == 303
    page = unescape(keys.get(pilot).text)
    assert "Take this role out…" in page
    assert "“The pilot” goes with its breakdown, 2 questions and 1 criterion" in page
    assert "The public page of the call shows it no more." in page
    assert "half filled in" not in page
    form, empty = {"name": "Mira", FOR_LATER: "yes"}, {"nothing": ("", b"", "application/octet-stream")}
    begun = installation.browser().post(f"/calls/{CALL}/the-pilot/apply", data=form, files=empty)
    assert begun.status_code == 303
    assert "The form that is half filled in for it and kept for later can be sent no more." in keys.get(pilot).text

    gone = keys.post(f"{pilot}/out")
    assert (gone.status_code, gone.headers["location"]) == (303, f"{HERE}?saved=out")
    assert "The role was taken out." in keys.get(gone.headers["location"]).text
    assert [role.slug for role in kept(installation).roles] == [ROLE]
    assert "role the-pilot taken out" in [detail for _, detail, _ in audit(installation)][-1]
    assert (keys.get(pilot).status_code, keys.post(f"{pilot}/out").status_code) == (404, 404)


def test_a_role_that_somebody_has_applied_for_stays(installation: Installation, keys: TestClient) -> None:
    add, before = f"{HERE}/roles/new", installation.browser()
    assert press(keys, add, title="The pilot", breakdown="Flies the capsule.").status_code == 303
    assert f'action="{SURGEON}/out"' in keys.get(SURGEON).text
    installation.apply(before)
    page = keys.get(SURGEON).text
    assert "Take this role out" not in page
    assert "It is the only role" not in page
    refused = keys.post(f"{SURGEON}/out")
    assert refused.status_code == 422
    assert "Somebody has applied for “The surgeon”, so it cannot be taken out." in unescape(refused.text)
    assert len(kept(installation).roles) == 2


def test_a_stale_save_is_refused_and_her_words_are_kept(installation: Installation, keys: TestClient) -> None:
    page = keys.get(SURGEON)
    assert press(keys, SURGEON, places="2").status_code == 303
    asked = press_again(keys, page, SURGEON, breakdown="Her own words.", places="1")
    assert "1 text in Russian and 1 text in Spanish would be read as it is written here" in asked.text
    late = press_again(keys, asked, SURGEON)
    assert late.status_code == 409
    assert "Ari Keys has changed this meanwhile (the-surgeon: places changed)" in unescape(late.text)
    assert fields(late)["breakdown"] == "Her own words."
    assert kept(installation).roles[0].places == 2
    assert press_again(keys, late, SURGEON).status_code == 303
    assert kept(installation).roles[0].breakdown == "Her own words."


def test_a_change_of_the_call_does_not_stand_in_the_way_of_its_roles(
    installation: Installation, keys: TestClient
) -> None:
    page = keys.get(SURGEON)
    assert confirm(keys, HERE, title="Another title").status_code == 303
    assert press_again(keys, page, SURGEON, places="3").status_code == 303
    assert (kept(installation).title, kept(installation).roles[0].places) == ("Another title", 3)


def test_the_kind_of_a_question_that_has_answers_stays(installation: Installation, keys: TestClient) -> None:
    installation.apply()
    place = next(n for n, q in enumerate(kept(installation).roles[0].questions) if q.key == "motivation")
    page = press(keys, SURGEON, **{f"questions__{place}__kind": "link", f"questions__{place}__use": "nothing"})
    assert page.status_code == 422
    assert "has answers, so it cannot become a link" in page.text


def test_a_choice_that_is_somebodys_answer_stays(installation: Installation, keys: TestClient) -> None:
    installation.apply()
    questions = kept(installation).roles[0].questions
    place, question = next((n, q) for n, q in enumerate(questions) if q.key == "swim")
    with reading(installation.engine) as session:
        answers = session.scalar(select(table(AnswerSheetRow).c.answers))
    given = "" if answers is None else answers["swim"]
    said = "\n".join(f"{option.value} = {option.label}" for option in question.options if option.value != given)
    page = press(keys, SURGEON, **{f"questions__{place}__options": said})
    if "Yes, save the change" in page.text:
        page = press_again(keys, page, SURGEON)
    assert page.status_code == 422
    assert kept(installation).roles[0].questions[place] == question


# ------------------------------------------------------------------------------------------ who changes


def test_who_changes_is_said_before_a_change_of_criteria_is_saved(installation: Installation, keys: TestClient) -> None:
    installation.apply()
    installation.apply(email="older@example.org", birth_date="1978-01-01")
    prepare_pending(installation.engine, now=installation.clock())
    rank_role(installation.engine, call=CALL, role=ROLE, now=installation.clock())
    before = kept(installation)
    page = press(keys, SURGEON, criteria__3__rule__highest="50", criteria__3__title="Age 25–50")
    assert page.status_code == 200
    assert kept(installation) == before
    assert "The role has 2 applications." in page.text
    assert "Age 25–50: 1 would newly meet it." in page.text
    assert "1 of those who miss a gate now would miss none any more." in page.text
    assert press_again(keys, page, SURGEON).status_code == 303
    assert kept(installation).roles[0].criteria[3].title == "Age 25–50"
    versions = keys.get(SURGEON).text.split('class="versions"')[1]
    assert re.findall(r"Version (\d)", versions) == ["2", "1"]
    assert "Ari Keys" in versions
    assert "criterion Age 25–50 changed" in versions
    assert "as they were first kept" in versions


def test_only_the_first_version_of_the_criteria_is_called_the_first(keys: TestClient) -> None:
    for highest in range(50, 60):
        page = press(keys, SURGEON, criteria__3__rule__highest=str(highest))
        saved = page if page.status_code == 303 else press_again(keys, page, SURGEON)
        assert saved.status_code == 303
    versions = keys.get(SURGEON).text.split('class="versions"')[1].split("</ol>")[0]
    assert re.findall(r"Version (\d+)", versions) == [str(number) for number in range(11, 1, -1)]
    assert versions.count("criterion Age 25–40 changed") == 10
    assert "as they were first kept" not in versions


def test_who_has_confirmed_one_change_has_not_confirmed_another(installation: Installation, keys: TestClient) -> None:
    installation.apply()
    page = press(keys, SURGEON, criteria__3__rule__highest="50")
    other = press_again(keys, page, SURGEON, criteria__3__rule__highest="26")
    assert other.status_code == 200
    assert "1 would no longer meet it" in other.text
    assert kept(installation).roles[0].criteria[3].rule.highest == 40  # type: ignore[union-attr]


def test_how_many_have_answered_is_said_before_a_question_is_taken_out(
    installation: Installation, keys: TestClient
) -> None:
    mira = installation.browser()
    own = f"/applications/{installation.apply(mira)}"
    before = kept(installation)
    place = next(n for n, q in enumerate(before.roles[0].questions) if q.key == "motivation")
    label = before.roles[0].questions[place].label
    without = press(keys, SURGEON, f"questions.{place}.remove")
    page = press_again(keys, without, SURGEON)
    assert page.status_code == 200
    assert f"1 applicant answered “{label}”, which is asked no more." in unescape(page.text)
    assert "The team and exports still have these answers" in page.text
    assert kept(installation) == before
    assert press_again(keys, page, SURGEON).status_code == 303
    assert "motivation" not in [question.key for question in kept(installation).roles[0].questions]
    told = unescape(mira.get(own).text.split("No longer asked")[1])
    assert told.index("The casting team still has what you answered") < told.index(label)
    assert told.index(label) < told.index("Hands must stay calm")
    batches = table(ImportBatchRow)
    sheet = {"role_id": installation.role().role_id, "file_name": "a.csv", "digest": "a", "mapping": {}, "rows": 1}
    with writing(installation.engine) as session:
        added = insert(batches).values(imported_at=installation.clock.now, **sheet).returning(batches.c.id)
        session.execute(update(ApplicationRow).values(import_batch_id=session.scalar(added)))
    assert "No longer asked" not in mira.get(own).text, "what came with a sheet may be the team's own notes"


def test_a_change_that_touches_nobody_is_saved_at_once(installation: Installation, keys: TestClient) -> None:
    installation.apply()
    assert press(keys, SURGEON, places="2", quotas__shortlist="7").status_code == 303


@pytest.mark.parametrize("address", ["/admin/calls/nowhere", f"{HERE}/roles/nobody", "/admin/calls/nowhere/roles/new"])
def test_what_does_not_exist_is_said_to_be_nothing(keys: TestClient, address: str) -> None:
    assert keys.get(address).status_code == 404
    assert keys.post(address, data={"do": "save"}).status_code == 404


def test_hostile_texts_stay_texts(keys: TestClient) -> None:
    page = press(keys, SURGEON, title="<script>alert(1)</script>", breakdown="\x00\x07", places="9e99")
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert "control character" in page.text
