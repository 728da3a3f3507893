"""Who reviews whom: dealt evenly, previewed, gone on with, handed on, undone; and who has somebody in hand."""

import re
from datetime import timedelta

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import event, select, update

from casting.domain.vocabulary import Duty, Stage
from casting.services import team
from casting.services.dealing import Rule, deal_out, preview
from casting.services.dealt import dealings
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, AssignmentRow, LeaseRow, MemberRow, table
from tests.installation import CALL, NOON, PATH, ROLE, Installation
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}"
APPLICATION, ASSIGNMENT, LEASE = table(ApplicationRow), table(AssignmentRow), table(LeaseRow)


def people(installation: Installation, number: int, *, first: int = 0) -> list[str]:
    return [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(first, first + number)]


def members(installation: Installation, *who: str) -> list[str]:
    return [str(installation.members[one]) for one in who or ("director", "associate")]


def deal(
    installation: Installation, *, who: str = "director", among: tuple[str, ...] = (), each: int = 1
) -> httpx.Response:
    """Preview, then confirm what was previewed."""
    client = installation.signed_in(who)
    asked = {"stage": "received", "each": str(each), "member": members(installation, *among)}
    shown = client.get(f"{HOME}/dealing", params=asked)
    token = re.search(r'name="token" value="([^"]+)"', shown.text)
    assert token, shown.text
    return client.post(f"{HOME}/dealing", data={**asked, "token": token[1]})


def third(installation: Installation) -> None:
    with writing(installation.engine) as session:
        installation.members["third"] = team.create_member(
            session,
            name="Thea Third",
            email="third@casting.example.org",
            duties={installation.role().call_id: Duty.ASSOCIATE},
            password=None,
            now=NOON,
        )


def held(installation: Installation, who: str) -> set[int]:
    standing = ASSIGNMENT.c.member_id == installation.members[who], ASSIGNMENT.c.taken_at.is_(None)
    with reading(installation.engine) as session:
        return set(session.scalars(select(ASSIGNMENT.c.application_id).where(*standing)))


def found(installation: Installation, who: str, q: str) -> set[str]:
    page = installation.signed_in(who).get(HOME, params={"q": q}).text
    return set(re.findall(r'id="card-([^"]+)"', page))


def test_it_is_led_to_from_where_a_role_is_set_up_and_where_it_is_reviewed(installation: Installation) -> None:
    for who, address in (
        ("administrator", "/admin"),
        ("administrator", f"/admin/calls/{CALL}/roles/{ROLE}"),
        ("director", "/review"),
    ):
        assert f'href="{HOME}/dealing"' in installation.signed_in(who).get(address).text, address
    assert f'href="{HOME}/dealing"' not in installation.signed_in("associate").get("/review").text


def test_each_is_given_to_two_where_two_review_and_to_one_where_one_does(installation: Installation) -> None:
    client = installation.signed_in("administrator")
    each = re.compile(r'id="each"[^>]* value="(\d*)"')
    assert each.findall(client.get(f"{HOME}/dealing").text) == ["2"]
    with writing(installation.engine) as session:
        session.execute(
            update(MemberRow).where(table(MemberRow).c.id == installation.members["associate"]).values(active=False)
        )
    assert each.findall(client.get(f"{HOME}/dealing").text) == ["1"]


def test_a_stage_is_dealt_as_it_was_previewed_and_each_finds_her_own(installation: Installation) -> None:
    people(installation, 5)
    client = installation.signed_in("administrator")
    asked = {"stage": "received", "each": "1", "member": members(installation)}
    shown = client.get(f"{HOME}/dealing", params=asked).text
    assert "5 applications of received, 1 reviewer each" in shown
    assert sorted(re.findall(r"</bdi></th><td>(\d+)</td>", shown)) == ["2", "3"]
    assert held(installation, "director") == held(installation, "associate") == set()
    assert deal(installation, who="administrator").status_code == 303
    hers, his = held(installation, "director"), held(installation, "associate")
    assert (hers & his, sorted((len(hers), len(his)))) == (set(), [2, 3])
    mine = found(installation, "associate", "assigned:me")
    assert {installation.application_id(one) for one in mine} == his
    assert found(installation, "director", "assigned:alex-second") == mine
    assert found(installation, "director", "assigned:none") == set()
    assert len(found(installation, "director", "-assigned:alex-second")) == len(hers)
    first = min(mine)
    associate = installation.signed_in("associate")
    assert f"<strong>{len(his)}</strong> dealt to you" in associate.get("/review").text
    associate.post(f"{HOME}/{first}/mark", data={"opinion": "pick"})
    assert f"<strong>{len(his) - 1}</strong> dealt to you" in associate.get("/review").text
    assert found(installation, "associate", "assigned:me -by:me") == mine - {first}
    facets = installation.signed_in("director").get(HOME).text
    assert "To be reviewed by" in facets
    assert re.search(rf'Alex Second</span> <span class="n">{len(his)}<', facets)
    assert installation.signed_in("director").get(HOME, params={"q": "assigned:nobody-here"}).status_code == 422


def test_who_arrives_later_is_dealt_by_the_same_rule_and_undoing_takes_all_back(installation: Installation) -> None:
    people(installation, 3)
    deal(installation, each=2)
    people(installation, 2, first=3)
    director = installation.signed_in("director")
    assert "2 applications have too few reviewers" in director.get(f"{HOME}/dealing").text
    assert director.post(f"{HOME}/dealing/1/more").status_code == 303
    assert "too few reviewers" not in director.get(f"{HOME}/dealing").text
    assert len(held(installation, "director")) == len(held(installation, "associate")) == 5
    assert director.post(f"{HOME}/dealing/1/undo").status_code == 303
    assert held(installation, "director") == held(installation, "associate") == set()
    assert [director.post(f"{HOME}/dealing/1/{act}").status_code for act in ("undo", "more")] == [404, 404]
    assert deal(installation, each=1).status_code == 303
    assert len(held(installation, "director") | held(installation, "associate")) == 5


def test_what_a_member_leaves_goes_to_the_others_but_for_what_she_has_marked(installation: Installation) -> None:
    references = people(installation, 7)
    third(installation)
    deal(installation, among=("director", "associate", "third"))
    before = held(installation, "third")
    keys = {installation.application_id(one): one for one in references}
    done = min(before)
    installation.signed_in("third").post(f"{HOME}/{keys[done]}/mark", data={"opinion": "maybe"})
    with writing(installation.engine) as session:
        session.execute(update(MemberRow).where(MemberRow.id == installation.members["third"]).values(active=False))  # type: ignore[arg-type]
    director = installation.signed_in("director")
    assert "marks here no more" in director.get(f"{HOME}/dealing").text
    handed = director.post(f"{HOME}/dealing/1/hand-on", data={"member": str(installation.members["third"])})
    assert handed.status_code == 303
    hers, his = held(installation, "director"), held(installation, "associate")
    assert held(installation, "third") == {done}
    assert hers | his == set(keys) - {done}
    assert (hers & his, len(hers), len(his)) == (set(), 3, 3)


def test_what_has_changed_since_the_preview_is_not_dealt(installation: Installation) -> None:
    people(installation, 2)
    client = installation.signed_in("director")
    asked = {"stage": "received", "each": "1", "member": members(installation)}
    token = re.search(r'name="token" value="([^"]+)"', client.get(f"{HOME}/dealing", params=asked).text)
    assert token
    people(installation, 1, first=2)
    late = client.post(f"{HOME}/dealing", data={**asked, "token": token[1]})
    assert (late.status_code, "has changed since you looked" in late.text, "3 applications" in late.text) == (
        409,
        True,
        True,
    )
    assert client.post(f"{HOME}/dealing", data={**asked, "token": "forged"}).status_code == 409
    assert held(installation, "director") == set()


@pytest.mark.parametrize(
    "asked",
    [
        {"stage": "nowhere", "each": "1", "member": "1"},
        {"stage": "received", "each": "none", "member": "1"},
        {"stage": "received", "each": "2", "member": "1"},
        {"stage": "received", "each": "1"},
        {"stage": "received", "each": "1", "member": "x"},
        {"stage": "received", "each": "1", "member": "999999999999999999"},
        {"stage": "received", "each": "1", "member": "3"},
    ],
    ids=["no stage", "no number", "more than there are", "nobody", "no key", "no member", "who looks on"],
)
def test_what_cannot_be_dealt_is_said(installation: Installation, asked: dict[str, str]) -> None:
    client = installation.signed_in("director")
    assert client.get(f"{HOME}/dealing", params=asked).status_code == 422
    assert client.post(f"{HOME}/dealing", data=asked).status_code in {409, 422}


def test_the_page_says_how_far_everybody_has_come(installation: Installation) -> None:
    references = people(installation, 4)
    deal(installation, each=2)
    associate = installation.signed_in("associate")
    installation.clock.now += timedelta(hours=2)
    associate.post(f"{HOME}/{references[0]}/mark", data={"stars": "4"})
    installation.clock.now += timedelta(hours=1, minutes=1)
    associate.post(f"{HOME}/{references[1]}/mark", data={"opinion": "pick"})
    associate.post(f"{HOME}/{references[1]}/mark", data={"opinion": "pass"})
    with reading(installation.engine) as session:
        (dealing,) = dealings(session, installation.role(), now=installation.clock())
    shown = {one.name: (one.held.done, one.held.dealt, one.hours) for one in dealing.reviewers}
    assert shown == {"Alex Second": (2, 4, (0, 0, 0, 0, 1, 1)), "Dana Direct": (0, 4, (0, 0, 0, 0, 0, 0))}
    page = installation.signed_in("director").get(f"{HOME}/dealing").text
    assert "2 of 8 reviews done" in page
    drawn = re.findall(r'<rect class="(\w+)" y="[\d.]+" width="([\d.]+)"', page)
    assert drawn == [("bar", "100.0"), ("filled", "50.0"), ("bar", "100.0")]
    assert page.index('class="chart strips"') < page.index("progress-of")


def test_many_are_dealt_by_few_statements(installation: Installation) -> None:
    people(installation, 12)
    asked: list[str] = []
    rule = Rule(Stage.RECEIVED, 2, tuple(sorted(installation.members[one] for one in ("director", "associate"))))
    role, actor = installation.role(), installation.actor("director")
    event.listen(installation.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with writing(installation.engine) as session:
        digest = preview(session, role, rule, seed=1).digest
        deal_out(session, actor, role, rule, seed=1, digest=digest, now=NOON)
    assert len([one for one in asked if "INSERT INTO assignment" in one]) == 1
    assert len(held(installation, "associate")) == 12


# --------------------------------------------------------------------------------------- conflicts of interest


def declare(installation: Installation, reference: str, who: str) -> None:
    data = {"reason": "My sister.", "member": "0"}
    assert installation.signed_in(who).post(f"{HOME}/{reference}/conflict", data=data).status_code == 303


def test_nobody_is_dealt_an_application_that_a_conflict_hides_from_her(installation: Installation) -> None:
    references = people(installation, 6)
    keys = {reference: installation.application_id(reference) for reference in references}
    for reference in references[:2]:
        declare(installation, reference, "associate")
    asked = {"stage": "received", "each": "2", "member": members(installation)}
    shown = installation.signed_in("director").get(f"{HOME}/dealing", params=asked).text
    assert "2 applications</strong> would have fewer than 2" in shown
    assert sorted(re.findall(r"</bdi></th><td>(\d+)</td>", shown)) == ["4", "6"]
    deal(installation, each=2)
    assert held(installation, "director") == set(keys.values())
    assert held(installation, "associate") == {keys[reference] for reference in references[2:]}
    # Whoever arrives later is barred in the same way
    late = people(installation, 2, first=6)
    declare(installation, late[0], "director")
    installation.signed_in("director").post(f"{HOME}/dealing/1/more")
    assert held(installation, "director") == {*keys.values(), installation.application_id(late[1])}


def test_what_is_in_conflict_after_dealing_goes_to_the_others(installation: Installation) -> None:
    references = people(installation, 6)
    third(installation)
    deal(installation, among=("director", "associate", "third"))
    his = held(installation, "associate")
    key, reference = min(
        (installation.application_id(one), one) for one in references if installation.application_id(one) in his
    )
    installation.signed_in("associate").post(f"{HOME}/{reference}/mark", data={"opinion": "pick"})
    declare(installation, reference, "associate")
    assert held(installation, "associate") == his - {key}
    others = held(installation, "director"), held(installation, "third")
    assert (key in others[0]) + (key in others[1]) == 1
    for who in ("director", "third"):
        declare(installation, reference, who)
    assert not any(key in held(installation, who) for who in ("director", "associate", "third"))


# ------------------------------------------------------------------------------------------------------ leases


def test_who_is_in_hand_is_said_and_is_skipped_by_the_queue_until_the_mark(installation: Installation) -> None:
    people(installation, 4)
    installation.work()
    director, associate = installation.signed_in("director"), installation.signed_in("associate")

    def ahead(here: str) -> list[str]:
        page = associate.get(f"{HOME}/{here}", params={"lens": "next"}).text
        return re.findall(rf'<li><a href="{HOME}/([^?"]+)', page)

    sheet = associate.get(HOME, params={"lens": "next"}).text
    here, second, *others = re.findall(r'id="card-([^"]+)"', sheet)
    assert ahead(here) == [second, *others]
    director.get(f"{HOME}/{second}")
    assert ahead(here) == [second, *others]
    director.post(f"{HOME}/{second}/opened")
    for _ in range(2):
        installation.clock.now += timedelta(minutes=1)
        director.post(f"{HOME}/{second}/held")
    assert ahead(here) == others
    assert "Dana Direct is looking at this one, since 2 minutes." in associate.get(f"{HOME}/{second}").text
    assert "is looking at this one" not in director.get(f"{HOME}/{second}").text
    assert associate.post(f"{HOME}/{second}/mark", data={"stars": "3"}).status_code == 303
    director.post(f"{HOME}/{second}/mark", data={"stars": "3"})
    assert "is looking at this one" not in associate.get(f"{HOME}/{second}").text


def held_by(installation: Installation) -> set[tuple[int, str]]:
    """Who has whom in hand, as rows say it."""
    held = select(LEASE.c.member_id, APPLICATION.c.reference).join(
        APPLICATION, APPLICATION.c.id == LEASE.c.application_id
    )
    with reading(installation.engine) as session:
        return {(row.member_id, row.reference) for row in session.execute(held)}


def test_a_lease_lasts_as_long_as_there_are_signs_and_is_nobodys_who_looks_on(installation: Installation) -> None:
    mira = installation.apply()
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    here = f"{HOME}/{mira}"
    for act in ("opened", "held"):
        installation.signed_in("producer").post(f"{here}/{act}")
    director.post(f"{here}/opened")
    for seconds in range(0, 12 * 60 + 1, 60):
        installation.clock.now = NOON + timedelta(seconds=seconds)
        assert director.post(f"{here}/held").status_code == 204
    assert "Dana Direct is looking at this one, since 12 minutes." in associate.get(here).text
    installation.clock.now += timedelta(seconds=75)
    assert "is looking at this one" not in associate.get(here).text
    director.post(f"{here}/held")
    assert "Dana Direct is looking at this one, since just now." in associate.get(here).text
    assert held_by(installation) == {(installation.members["director"], mira)}


def test_who_goes_on_or_away_has_the_former_in_hand_no_more(installation: Installation) -> None:
    mira, vera = installation.apply(), installation.apply(name="Vera Tonic", email="vera@example.org")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    dana, alex = installation.members["director"], installation.members["associate"]
    for who in (director, associate):
        who.post(f"{HOME}/{mira}/opened")
    director.post(f"{HOME}/{vera}/opened")
    assert held_by(installation) == {(dana, vera), (alex, mira)}
    assert associate.post(f"{HOME}/{vera}/left").status_code == 204
    assert held_by(installation) == {(dana, vera), (alex, mira)}, "what one leaves is one's own"
    for _ in range(2):
        assert associate.post(f"{HOME}/{mira}/left").status_code == 204
    assert held_by(installation) == {(dana, vera)}


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_gives_signs_as_long_as_it_is_in_use_and_says_that_it_was_left(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    second, first = installation.apply(), installation.apply(name="Vera Tonic", email="vera@example.org")
    page = browser.new_page()
    page.clock.install()
    sign_in(page, base, "associate")
    said: list[str] = []
    page.on(
        "request", lambda request: said.append(request.url.removeprefix(base)) if request.method == "POST" else None
    )
    answered: list[str] = []
    page.on(
        "requestfinished",
        lambda request: answered.append(request.url) if request.method == "POST" and HOME in request.url else None,
    )
    with page.expect_response(f"**/{first}/opened?**"):
        page.goto(f"{base}{HOME}/{first}?lens=received")
    page.clock.run_for(61_000)
    assert said == [f"{HOME}/{first}/opened?lens=received", *[f"{HOME}/{first}/held"] * 2]
    page.clock.run_for(3_600_000)
    assert len(said) <= 22, "a screen that is left alone holds nobody"
    asked = len(said)
    said.clear()
    page.mouse.move(50, 50)
    page.clock.run_for(6_000)
    assert said == [f"{HOME}/{first}/held"]
    for _ in range(200):  # an hour's signs went at once; one that came after she is left would hold her again
        if len(answered) == asked + 1:
            break
        page.wait_for_timeout(50)
    with page.expect_response(f"**/{second}/opened?**"):
        page.keyboard.press("j")
        expect(page.locator("h1")).to_have_text("Mira Sokolova")
        page.clock.run_for(1_000)
    assert held_by(installation) == {(installation.members["associate"], second)}
    page.goto(f"{base}{HOME}")
    for _ in range(100):
        if not held_by(installation):
            break
        page.wait_for_timeout(50)
    assert held_by(installation) == set()
    page.close()
