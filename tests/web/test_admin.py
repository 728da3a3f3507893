"""Administration: what its page shows, inviting, switching members, the log, and health."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from casting.services import team
from casting.services.call_editing import call_to_edit
from casting.services.setup import load_call
from casting.store.engine import reading, writing
from casting.store.tables import AuditRow, MemberRow, MembershipRow, MessageRow, TicketRow, table
from casting.store.team import Member
from casting.web.admin_views import invitation_note
from tests.installation import CALL, NOON, PATH, Installation
from tests.web.test_board import confirm, move, previewed

INVITATION = {"name": "Noor Nine", "email": "noor@casting.example.org", "call": CALL, "duty": "associate"}


def rows(installation: Installation, kind: type) -> int:
    with reading(installation.engine) as session:
        return session.scalar(select(func.count()).select_from(table(kind))) or 0


def member(installation: Installation, email: str) -> MemberRow:
    with reading(installation.engine) as session:
        return session.get_one(MemberRow, team.member_id_at(session, email=email))


def log(installation: Installation) -> list[tuple[str, str]]:
    with reading(installation.engine) as session:
        return [(row.act, row.subject) for row in session.scalars(select(AuditRow)) if "password" not in row.act]


# ------------------------------------------------------------------------------------------------- the page


def test_the_page_shows_calls_with_their_figures_and_where_to_export(installation: Installation) -> None:
    installation.apply()
    installation.apply(email="second@example.org")
    page = installation.signed_in("administrator").get("/admin").text
    assert "The Challenge" in page
    assert f'action="/admin/export/{PATH}"' in page
    assert f'href="/review/{PATH}"' in page
    assert "2 applications" in page
    assert "2 being prepared" in page
    assert "not ranked yet" in page


def test_the_page_says_when_a_role_was_ranked(installation: Installation) -> None:
    installation.apply()
    installation.work()
    installation.clock.now += timedelta(hours=3)
    page = installation.signed_in("administrator").get("/admin").text
    assert "ranked 3 hours ago" in page
    assert "being prepared" not in page


def test_the_page_shows_the_team_and_offers_nobody_to_switch_herself_off(installation: Installation) -> None:
    page = installation.signed_in("administrator").get("/admin").text
    for who in ("Dana Direct", "Alex Second", "Pat Onlooker", "Sam Elsewhere", "Ari Keys"):
        assert who in page
    own = f'action="/admin/members/{installation.members["administrator"]}/switch"'
    other = f'action="/admin/members/{installation.members["director"]}/switch"'
    assert own not in page
    assert other in page


def test_the_page_takes_the_same_number_of_queries_with_one_member_or_many(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    said: list[str] = []
    event.listen(
        installation.app.state.rooms.engine, "before_cursor_execute", lambda *arguments: said.append(arguments[2])
    )
    administrator.get("/admin")
    before, said[:] = len(said), []
    with writing(installation.engine) as session:
        for number in range(20):
            team.create_member(
                session,
                name=f"Number {number}",
                email=f"n{number}@example.org",
                duties={},
                password=None,
                now=installation.clock(),
            )
    administrator.get("/admin")
    assert len(said) == before


def test_the_page_shows_the_newest_twenty_lines_of_the_log(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    for number in range(21):
        administrator.post("/admin/invite", data=INVITATION | {"email": f"n{number}@example.org"})
    page = administrator.get("/admin").text
    lines = re.findall(r"<td>invited: ([^<]*)</td>", page)
    assert lines == [f"n{number}@example.org" for number in range(20, 0, -1)]
    assert "Ari Keys" in page


def test_the_log_tells_of_single_moves_in_the_zone_of_the_calls(installation: Installation) -> None:
    first = installation.apply()
    installation.clock.now = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)
    move(installation.signed_in("director"), first, "received", "longlist")
    page = installation.signed_in("administrator").get("/admin").text
    zone = '<span class="soft">Moscow Time</span>'
    who = "<td><bdi>Dana Direct</bdi></td>"
    line = f"02:30</time> {zone}</td>{who}<td>moved from received to longlist: {first} of {PATH}</td>"
    assert f'<time datetime="2027-07-01T23:30:00Z" title="2027-07-01T23:30:00Z">2 Jul 2027, {line}' in page


def test_the_log_can_be_read_of_one_role_and_of_one_person(installation: Installation) -> None:
    installation.clock.now += timedelta(hours=1)
    browser = installation.browser()
    first = installation.apply(browser, **{"consent-medical-selection": "yes"})
    director, administrator = installation.signed_in("director"), installation.signed_in("administrator")
    move(director, first, "received", "longlist")
    browser.post(f"/applications/{first}/purposes", data={"purpose": "medical selection"})
    administrator.post(f"/admin/export/{PATH}", data={"q": ""})
    administrator.post("/admin/invite", data=INVITATION)

    def acts(**asked: str) -> list[str]:
        return re.findall(r"<td>([^<]*): [^<]*</td>", administrator.get("/admin", params=asked).text)

    ari, dana = (str(installation.members[who]) for who in ("administrator", "director"))
    moved, of_role = (
        "moved from received to longlist",
        ["exported applications", "took a consent back", "moved from received to longlist"],
    )
    assert acts() == acts(of="", by="") == ["invited", *of_role, "loaded call", "loaded call"]
    assert acts(of=PATH) == of_role
    assert acts(of="elsewhere/somebody") == []
    assert acts(by=ari) == ["invited", "exported applications"]
    assert acts(of=PATH, by=dana) == [moved]
    assert acts(of="nothing", by="9" * 30) == acts(), "what there is not narrows nothing"
    page = administrator.get("/admin", params={"of": PATH, "by": dana}).text
    assert (f'value="{PATH}" selected' in page, f'value="{dana}" selected' in page) == (True, True)


def test_the_log_tells_of_a_move_of_many_once_and_of_nobody_who_is_hidden(installation: Installation) -> None:
    director, administrator = installation.signed_in("director"), installation.signed_in("administrator")
    references = [installation.apply(email=f"n{number}@example.org") for number in range(3)]
    assert confirm(director, previewed(director, "", "longlist")).status_code == 303
    acts = re.findall(r"<td>([^<]*): [^<]*</td>", administrator.get("/admin").text)
    assert acts == ["moved many applications", *["loaded call"] * 2]
    move(director, references[0], "longlist", "shortlist")
    assert f"moved from longlist to shortlist: {references[0]}" in administrator.get("/admin").text
    administrator.post(f"/review/{PATH}/{references[0]}/conflict", data={"reason": "Kin."})
    assert f"moved from longlist to shortlist: {references[0]}" not in administrator.get("/admin").text


def test_the_page_says_whether_all_is_well(installation: Installation) -> None:
    page = installation.signed_in("administrator").get("/admin").text
    assert page.count('data-well="yes"') >= 7
    installation.apply()
    installation.clock.now += timedelta(minutes=6)
    page = installation.signed_in("administrator").get("/admin").text
    assert "1 not prepared for more than 5 minutes" in page
    assert "Is a worker running?" in page


@pytest.mark.parametrize("who", ["director", "associate", "producer", "stranger"])
def test_for_everyone_else_there_is_no_administration(installation: Installation, who: str) -> None:
    browser, member_id = installation.signed_in(who), installation.members["associate"]
    assert browser.get("/admin").status_code == 404
    assert browser.post("/admin/invite", data=INVITATION).status_code == 404
    assert browser.post(f"/admin/members/{member_id}/switch", data={"to": "off"}).status_code == 404
    assert rows(installation, MessageRow) == 0
    assert "invited" not in {act for act, _ in log(installation)}
    assert member(installation, "associate@casting.example.org").active


# ------------------------------------------------------------------------------------------------- inviting


def test_an_invitation_makes_a_member_a_message_and_a_line_of_the_log(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    answer = administrator.post("/admin/invite", data=INVITATION)
    assert answer.status_code == 303
    noor = member(installation, "noor@casting.example.org")
    assert answer.headers["location"] == f"/admin?invited={noor.id}#people"
    page = administrator.get(answer.headers["location"]).text
    assert "An invitation to noor@casting.example.org is written, but mail is not sent from here" in page
    assert "an invitation is kept in a folder and reaches nobody." in page
    assert "associate of The Challenge" in page
    assert (rows(installation, MessageRow), rows(installation, TicketRow)) == (1, 1)
    assert ("invited", "noor@casting.example.org") in log(installation)
    assert (noor.name, noor.administrator, noor.password_hash) == ("Noor Nine", False, None)


def test_an_administrator_can_be_invited_without_a_call(installation: Installation) -> None:
    typed = INVITATION | {"call": "", "duty": "", "administrator": "yes"}
    assert installation.signed_in("administrator").post("/admin/invite", data=typed).status_code == 303
    assert member(installation, "noor@casting.example.org").administrator


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "noor"}, "Give an e-mail address"),
        ({"email": "noor@casting.example.org\r\nBcc: all@example.org"}, "Give an e-mail address"),
        ({"name": ""}, "Give your name"),
        ({"name": "N" * 300}, "300 characters"),
        ({"duty": "emperor"}, "Choose one of the answers"),
        ({"call": "no-such-call"}, "Choose one of the answers"),
        ({"call": "", "duty": ""}, "Choose a call"),
        ({"duty": ""}, "Choose a duty"),
        ({"call": ""}, "Choose a call"),
    ],
)
def test_what_cannot_be_used_comes_back_with_all_that_was_typed(
    installation: Installation, change: dict[str, str], said: str
) -> None:
    typed = INVITATION | change
    answer = installation.signed_in("administrator").post("/admin/invite", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    if "\n" not in typed["email"]:
        assert f'value="{typed["email"]}"' in answer.text
    assert f'value="{typed["name"]}"' in answer.text
    assert rows(installation, MessageRow) == 0
    assert rows(installation, MemberRow) == len(installation.members)


def test_a_member_who_is_switched_off_is_not_invited_and_gets_nothing(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    gone = installation.members["stranger"]
    administrator.post(f"/admin/members/{gone}/switch", data={"to": "off"})
    before = rows(installation, MembershipRow)
    answer = administrator.post("/admin/invite", data=INVITATION | {"email": "stranger@casting.example.org"})
    assert answer.status_code == 422
    assert "Switch that member on first" in answer.text
    assert (rows(installation, MembershipRow), rows(installation, MessageRow)) == (before, 0)


def test_names_are_shown_as_text(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    administrator.post("/admin/invite", data=INVITATION | {"name": "<script>alert(1)</script> Noor"})
    page = administrator.get("/admin").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


# ------------------------------------------------------------------------------------------------ switching


def test_a_member_is_switched_off_and_on_again(installation: Installation) -> None:
    administrator, director = installation.signed_in("administrator"), installation.signed_in("director")
    place = f"/admin/members/{installation.members['director']}/switch"
    assert administrator.post(place, data={"to": "off"}).headers["location"] == "/admin#people"
    assert director.get("/review").status_code == 303
    assert "switched off" in administrator.get("/admin").text
    assert administrator.post(place, data={"to": "on"}).status_code == 303
    assert director.get("/review").status_code == 303, "signed out, and stays so"
    assert member(installation, "director@casting.example.org").active
    assert [act for act, _ in log(installation)][-2:] == ["switched off a member", "switched on a member"]


def test_an_administrator_cannot_switch_herself_off(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    answer = administrator.post(f"/admin/members/{installation.members['administrator']}/switch", data={"to": "off"})
    assert answer.status_code == 422
    assert "Ask another administrator" in answer.text
    assert administrator.get("/admin").status_code == 200


def test_a_member_who_has_not_come_yet_is_invited_again(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    administrator.post("/admin/invite", data=INVITATION)
    noor = member(installation, "noor@casting.example.org").id
    answer = administrator.post(f"/admin/members/{noor}/switch", data={"to": "invite again"})
    assert answer.headers["location"] == f"/admin?invited={noor}#people"
    assert rows(installation, TicketRow) == 1
    assert ("invited again", "noor@casting.example.org") in log(installation)


@pytest.mark.parametrize(("member_id", "status"), [("4711", 404), ("0", 422), ("9" * 30, 422), ("dana", 422)])
def test_a_member_who_does_not_exist_is_not_switched(installation: Installation, member_id: str, status: int) -> None:
    administrator = installation.signed_in("administrator")
    assert administrator.post(f"/admin/members/{member_id}/switch", data={"to": "off"}).status_code == status
    assert administrator.get(f"/admin?invited={member_id}").status_code in {200, 422}


@pytest.mark.parametrize("to", ["", "upside down"])
def test_a_switch_to_nothing_changes_nothing(installation: Installation, to: str) -> None:
    administrator = installation.signed_in("administrator")
    place = f"/admin/members/{installation.members['director']}/switch"
    assert administrator.post(place, data={"to": to}).status_code == 422
    assert member(installation, "director@casting.example.org").active


def test_mail_that_is_only_kept_is_told_and_is_well_outside_of_production(installation: Installation) -> None:
    page = installation.signed_in("administrator").get("/admin").text
    mail = re.search(r'<li data-well="(\w+)">(?:(?!</li>).)*<strong>Mail</strong>(.*?)</li>', page)
    assert mail is not None
    assert mail[1] == "yes"
    assert "is kept in a folder and not sent until CASTING_MAIL_URL is set." in mail[2]


@pytest.mark.parametrize("sent", [True, False])
def test_an_invitation_is_on_its_way_only_where_mail_is_sent(sent: bool) -> None:
    noor = Member(1, "Noor", "noor@example.org", administrator=False, active=True, invited=True, memberships=())
    assert ("is on its way to noor@example.org" in invitation_note([noor], invited=1, mail_sent=sent)) is sent


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_log_says_what_was_changed_in_a_call(installation: Installation) -> None:
    with writing(installation.engine) as session:
        kept = call_to_edit(session, CALL).call
        load_call(session, replace(kept, title="Another title"), member_id=None, now=NOON)
    page = installation.signed_in("administrator").get("/admin").text
    assert f"changed call: {CALL} (title changed)" in page
