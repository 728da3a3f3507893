"""A conflict of interest hides an application from a member everywhere, until an administrator ends it."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select, update

from casting.domain.vocabulary import MaterialKind, MaterialState, Stage
from casting.forms.sharing import LinkForm
from casting.services import producer_links, shared
from casting.services.happenings import heard, hearer_of
from casting.services.labels import stale_roles
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.services.review import application_for, decide
from casting.store.engine import reading, writing
from casting.store.happenings import newest_of
from casting.store.tables import ApplicationRow, AuditRow, DuplicateRow, MaterialRow, RankingRunRow, RoleRow, table
from casting.store.veils import CONFLICT, veiled_ids
from tests.copies import Scenes
from tests.installation import ANSWERS, CALL, NOON, PATH, ROLE, Installation
from tests.web.test_apply import photograph
from tests.web.test_permissions import routes

HERE = f"/review/{PATH}"
NAME = "Mira Sokolova"
KEY = "k" * 32
HIDDEN_FROM = ("director", "administrator")


@dataclass
class Room:
    """A role in which much has been done with her who will be hidden, and with others."""

    installation: Installation
    hers: str
    others: tuple[str, ...]
    picture: str
    document: int
    act: int
    runs: tuple[int, int]

    def declare(self, who: str, *, member: str = "", reason: str = "She is my sister-in-law.") -> Any:
        data = {"reason": reason, "member": str(self.installation.members[member]) if member else "0"}
        return self.installation.signed_in(who).post(f"{HERE}/{self.hers}/conflict", data=data)

    def addresses(self) -> dict[str, str]:
        """Every GET of the team's and the administrators' but the stream, as it is asked about her, by its route."""
        values = {
            "call": CALL,
            "role": ROLE,
            "reference": self.hers,
            "digest": self.picture,
            "material_id": str(self.document),
            "act_id": str(self.act),
            "first": str(self.runs[0]),
            "second": str(self.runs[1]),
            "sides_id": "1",
            "language": "ru",
        }
        found = {}
        for route in routes(self.installation.app):
            method, path = route.split(" ")
            if method == "GET" and path.startswith(("/review", "/media", "/admin")) and not path.endswith("/live"):
                found[path] = path.format(**values | {"batch_id": "1"})
        return found


@pytest.fixture
def room(request: pytest.FixtureRequest, scenes: Scenes, database: str, tmp_path: Path) -> Iterator[Room]:
    # What an applicant answers differs from module to module
    with scenes.played(request, f"room {ANSWERS}", database, tmp_path, _room) as (installation, said):
        yield Room(installation, **said)


def _room(installation: Installation) -> dict[str, Any]:
    hers = installation.apply()
    people = [
        ("Vera Tonic", "vera@example.org"),
        ("Nina Brandt", "nina@example.org"),
        ("Ines Rossi", "ines@example.org"),
    ]
    others = tuple(
        installation.apply(name=name, email=email, experience="Seven years of theatre.") for name, email in people
    )
    prepare_pending(installation.engine, now=installation.clock())
    director = installation.signed_in("director")
    for reference in (hers, *others[:2]):
        director.post(f"{HERE}/{reference}/mark", data={"opinion": "pick"})
        installation.signed_in("associate").post(f"{HERE}/{reference}/mark", data={"opinion": "pass"})
    note = {"text": "@Dana Direct: look at the hands.", "visibility": "team"}
    installation.signed_in("associate").post(f"{HERE}/{hers}/note", data=note)
    director.post(f"{HERE}/{hers}/tags", data={"name": "hands"})
    act = _moved_at_once(director)
    for winner, loser in ((hers, others[0]), (others[1], others[2])):
        pair = {"pair": f"{winner}~{loser}", "winner": winner, "stage": "longlist"}
        assert director.post(f"{HERE}/finals", data=pair).status_code == 303
    made = [rank_role(installation.engine, call=CALL, role=ROLE, now=installation.clock()) for _ in range(2)]
    picture, document = _files(installation, hers)
    _link(installation, hers)
    actor = installation.actor("director")
    with writing(installation.engine) as session:
        pair_ids = sorted(map(installation.application_id, (hers, others[0])))
        values = {"role_id": installation.role().role_id, "one_id": pair_ids[0], "other_id": pair_ids[1]}
        session.execute(insert(DuplicateRow).values(**values, signs=["phone"], found_at=installation.clock()))
        found = application_for(session, actor, call=CALL, role=ROLE, reference=hers)
        now = installation.clock()
        decide(session, actor, found, before=Stage.LONGLIST, after=Stage.RELEASED, reason="", now=now)
    runs = (made[0].run_id, made[1].run_id)
    return {"hers": hers, "others": others, "picture": picture, "document": document, "act": act, "runs": runs}


def _moved_at_once(director: TestClient) -> int:
    preview = director.get(f"{HERE}/bulk?to=longlist").text
    hidden = dict(part.split('" value="')[0:2] for part in _inputs(preview))
    answer = director.post(f"{HERE}/bulk", data=hidden)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[1])


def _inputs(page: str) -> list[str]:
    form = page.split('action="' + f"{HERE}/bulk")[1].split("</form>", maxsplit=1)[0]
    return [part.split('">')[0] for part in form.split('type="hidden" name="')[1:]]


def _files(installation: Installation, reference: str) -> tuple[str, int]:
    vault, now = installation.app.state.rooms.vault, installation.clock()
    picture, document = vault.put(photograph()), vault.put(b"%PDF-1.7")
    handed_in = {"application_id": installation.application_id(reference), "handed_in_at": now, "file_name": "a"}
    ready = {**handed_in, "state": MaterialState.READY}
    sizes = {"small": picture, "medium": picture, "large": picture, "large_width": 768, "large_height": 960}
    with writing(installation.engine) as session:
        kinds = {"kind": MaterialKind.HEADSHOT, "media_type": "image/jpeg"}
        session.execute(insert(MaterialRow).values(**ready, **kinds, **sizes))
        film = {"kind": MaterialKind.TAPE, "media_type": "video/mp4", "medium": picture, "stream": picture}
        session.execute(insert(MaterialRow).values(**ready, **film, seconds=1))
        paper = {"kind": MaterialKind.DOCUMENT, "media_type": "application/pdf", "original": document}
        written = insert(MaterialRow).values(**ready, **paper, question_key="record")
        return picture, session.execute(written.returning(table(MaterialRow).c.id)).scalar_one()


def _link(installation: Installation, reference: str) -> None:
    director, role, now = installation.actor("director"), installation.role(), installation.clock()
    with writing(installation.engine) as session:
        form = LinkForm("Pat", None, (reference,), 7, picks=True)
        producer_links.make_link(session, director, role, form, key=KEY, now=now)
        link = shared.open_link(session, key=KEY, now=now)
        shared.pick(session, link, reference=reference, reason="Hands.", now=now)


@pytest.mark.parametrize("who", HIDDEN_FROM)
def test_she_is_nowhere_to_be_seen_by_who_has_a_conflict(room: Room, who: str) -> None:
    before = {path: room.installation.signed_in(who).get(address) for path, address in room.addresses().items()}
    shown = {path for path, page in before.items() if NAME in page.text or room.hers in page.text}
    assert len(shown) >= 8, sorted(shown)
    assert room.declare(who).status_code == 303
    browser = room.installation.signed_in(who)
    for path, address in room.addresses().items():
        page = browser.get(address)
        if before[path].status_code == 404:
            continue
        about_her = any(f"{{{name}}}" in path for name in ("reference", "digest", "material_id"))
        expected = before[path].status_code if before[path].status_code == 403 or not about_her else 404
        assert page.status_code == expected, path
        said = page.text.replace(address, "")
        assert NAME not in said, path
        assert room.hers not in said, path


def test_no_lens_view_or_search_finds_her(room: Room) -> None:
    room.declare("director")
    browser = room.installation.signed_in("director")
    searches = ("", f"#{room.hers}", "sokolova", "tag:hands", "stage:released", "-stage:longlist", "mark:pick")
    for lens, q in product(("ranked", "next", "fit", "random:3", "received", "name", "disagreement"), searches):
        page = browser.get(HERE, params={"q": q, "lens": lens, "view": "list"}).text
        assert NAME not in page, (lens, q)
        assert f"{HERE}/{room.hers}" not in page, (lens, q)
    assert "Vera Tonic" in browser.get(HERE, params={"q": "mark:pick"}).text


def test_what_happens_to_her_is_not_told_as_it_happens(room: Room) -> None:
    installation = room.installation
    hearer = hearer_of(installation.actor("director"), installation.role())
    with reading(installation.engine) as session:
        happening = list(newest_of(session, [installation.application_id(room.hers)], moment=NOON))
        assert heard(session, happening, [hearer])[hearer]
    room.declare("director")
    with reading(installation.engine) as session:
        assert heard(session, happening, [hearer])[hearer] == ()
    changed = installation.signed_in("director").get(f"{HERE}/changed?of={room.hers},{room.others[0]}").text
    assert room.others[0] in changed
    assert room.hers not in changed


def test_what_comes_later_under_her_address_for_another_role_is_hidden_at_once(room: Room) -> None:
    installation, late, application = room.installation, room.others[2], table(ApplicationRow)
    room.declare("director")
    roles, other_id = table(RoleRow), installation.role("elsewhere/somebody").role_id
    with writing(installation.engine) as session:
        call_id = installation.role().call_id
        session.execute(update(roles).where(roles.c.id == other_id).values(call_id=call_id))
        key = session.scalar(select(application.c.email_key).where(application.c.reference == room.hers))
        now = {"role_id": other_id, "email_key": key, "prepared_version": 0}
        session.execute(update(application).where(application.c.reference == late).values(now))
    key_of = installation.application_id(late)

    def hidden() -> bool:
        with reading(installation.engine) as session:
            return key_of in veiled_ids(session, installation.members["director"])

    assert not hidden()
    assert prepare_pending(installation.engine, now=installation.clock()) == 1
    assert hidden()
    # Whoever ends it there is not overruled by the next change of the application
    ended = {"ended_at": NOON, "ended_by": installation.members["administrator"], "end_reason": "Cleared."}
    with writing(installation.engine) as session:
        session.execute(update(CONFLICT).where(CONFLICT.c.application_id == key_of).values(ended))
        session.execute(update(application).where(application.c.reference == late).values(prepared_version=0))
    prepare_pending(installation.engine, now=installation.clock())
    assert not hidden()


def test_she_is_in_no_count(room: Room) -> None:
    room.declare("director")
    page = room.installation.signed_in("director").get(f"{HERE}?q=-stage:withdrawn").text
    facets = page.split('aria-label="Narrow by"')[1].split("</nav>")[0]
    counted = {part.split("</span>")[0] for part in facets.split('<span class="n">')[1:]}
    assert counted <= {"0", "1", "2", "3"}


def test_no_gap_between_places_tells_where_she_stands(room: Room) -> None:
    """She stands first of four: the second of them is the first of three for who may not see her."""
    director = room.installation.signed_in("director")
    stands = re.compile(r"place (\d) of (\d)")
    assert stands.findall(director.get(f"{HERE}/{room.hers}").text)[0] == ("1", "4")
    room.declare("director")
    places = [stands.findall(director.get(f"{HERE}/{one}").text)[0] for one in room.others]
    assert sorted(places) == [("1", "3"), ("2", "3"), ("3", "3")]
    listed = director.get(f"{HERE}?view=list&lens=ranked").text
    assert re.findall(r'class="place"[^>]*>(\d)', listed) == ["1", "2", "3"]
    other = room.installation.signed_in("associate").get(f"{HERE}/{room.hers}").text
    assert stands.findall(other)[0] == ("1", "4")


def test_an_act_on_many_counts_those_alone_whom_she_may_see(room: Room) -> None:
    director = room.installation.signed_in("director")
    assert "4 moved to longlist" in director.get(f"{HERE}/bulk/{room.act}").text
    room.declare("director")
    page, board = director.get(f"{HERE}/bulk/{room.act}").text, director.get(f"{HERE}/board").text
    assert ("3 moved to longlist" in page, "3 from received" in page, "1 more" in page) == (True, True, False)
    assert ("moved 3 to longlist" in board, "moved 4" in board) == (True, False)
    undo = director.get(f"{HERE}/undo").text
    assert ("move of 3" in undo, "move of 4" in undo) == (True, False)


def test_no_export_of_hers_holds_her(room: Room) -> None:
    room.declare("administrator")
    browser = room.installation.signed_in("administrator")
    for form in ("csv", "json", "xlsx"):
        taken = browser.post(f"/admin/export/{PATH}", data={"q": "", "format": form}).content
        if form == "xlsx":
            with zipfile.ZipFile(io.BytesIO(taken)) as book:
                taken = b"".join(book.read(name) for name in book.namelist())
        assert room.others[0].encode() in taken, form
        assert NAME.encode() not in taken, form
        assert room.hers.encode() not in taken, form


def test_her_address_refuses_every_act(room: Room) -> None:
    room.declare("director")
    browser = room.installation.signed_in("director")
    acts = [path for path in routes(room.installation.app) if path.startswith("POST /review") and "{reference}" in path]
    assert len(acts) >= 10
    for route in acts:
        path = route.split(" ")[1].format(call=CALL, role=ROLE, reference=room.hers, note_id="1")
        assert browser.post(path, data={}).status_code == 404, route
    pair = {"pair": f"{room.hers}~{room.others[0]}", "winner": room.hers, "stage": "longlist"}
    assert NAME not in browser.post(f"{HERE}/finals", data=pair).text


def test_undo_passes_over_what_was_done_with_her(room: Room) -> None:
    room.declare("director")
    browser = room.installation.signed_in("director")
    for _ in range(12):
        page = browser.get(f"{HERE}/undo").text
        assert NAME not in page
        assert room.hers not in page
        browser.post(f"{HERE}/undo")
    administrator = room.installation.actor("administrator")
    with reading(room.installation.engine) as session:
        found = application_for(session, administrator, call=CALL, role=ROLE, reference=room.hers)
    assert found.stage is Stage.RELEASED


def test_an_act_on_many_that_is_undone_leaves_her_where_she_is(room: Room) -> None:
    director = room.installation.actor("director")
    with reading(room.installation.engine) as session:
        found = application_for(session, director, call=CALL, role=ROLE, reference=room.others[0])
    room.declare("director")
    assert room.installation.signed_in("director").post(f"{HERE}/bulk/{room.act}/undo").status_code == 303
    administrator = room.installation.actor("administrator")
    with reading(room.installation.engine) as session:
        moved = application_for(session, administrator, call=CALL, role=ROLE, reference=room.others[0])
        hers = application_for(session, administrator, call=CALL, role=ROLE, reference=room.hers)
    assert (found.stage, moved.stage, hers.stage) == (Stage.LONGLIST, Stage.RECEIVED, Stage.RELEASED)


def test_what_she_said_does_not_count_while_it_stands(room: Room) -> None:
    def marks() -> int:
        rows = table(RankingRunRow)
        rank_role(room.installation.engine, call=CALL, role=ROLE, now=room.installation.clock())
        with reading(room.installation.engine) as session:
            assert stale_roles(session) == [("elsewhere", "somebody")] or not stale_roles(session)
            newest = session.execute(select(rows).order_by(rows.c.id.desc()).limit(1)).one()
        return len(newest.mark_ids) // 8

    before = marks()
    room.declare("director")
    with reading(room.installation.engine) as session:
        assert (CALL, ROLE) in stale_roles(session)
    assert marks() == before - 1
    with reading(room.installation.engine) as session:
        conflict_id = session.execute(select(CONFLICT.c.id)).scalar_one()
    end = {"reason": "They have never met."}
    room.installation.signed_in("administrator").post(f"{HERE}/conflicts/{conflict_id}", data=end)
    assert marks() == before


def test_a_colleague_still_sees_her_and_not_what_was_said_in_conflict(room: Room) -> None:
    def said() -> str:
        answer = room.installation.signed_in("associate").get(f"{HERE}/{room.hers}")
        assert answer.status_code == 200
        return str(answer.text.split('id="team"')[-1].split("</section>")[0])

    assert "Dana Direct" in said()
    room.declare("director")
    assert "Dana Direct" not in said()


def test_a_lead_declares_it_for_her_team_and_nobody_else_for_others(room: Room) -> None:
    assert room.declare("associate", member="director").status_code == 422
    assert room.declare("director", member="stranger").status_code == 422
    assert room.declare("director", member="associate").headers["location"] == f"{HERE}/{room.hers}"
    assert room.installation.signed_in("associate").get(f"{HERE}/{room.hers}").status_code == 404
    assert room.installation.signed_in("director").get(f"{HERE}/{room.hers}").status_code == 200


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_it_needs_a_reason_and_brings_back_what_was_typed(room: Room, reason: str) -> None:
    answer = room.declare("director", reason=reason)
    assert answer.status_code == 422
    assert reason.strip() in answer.text
    assert room.installation.signed_in("director").get(f"{HERE}/{room.hers}").status_code == 200


def test_it_is_listed_ended_by_an_administrator_and_logged_both_times(room: Room) -> None:
    room.declare("director")
    room.declare("director", reason="Said again.")
    own = room.installation.signed_in("director").get(f"{HERE}/conflicts").text
    assert "She is my sister-in-law." in own
    assert room.hers not in own
    assert "Nothing" not in room.installation.signed_in("associate").get(f"{HERE}/conflicts").text
    administrator = room.installation.signed_in("administrator")
    page = administrator.get(f"{HERE}/conflicts").text
    assert "Dana Direct" in page
    assert room.hers in page
    conflict_id = page.split(f"{HERE}/conflicts/")[1].split('"')[0]
    address = f"{HERE}/conflicts/{conflict_id}"
    assert room.installation.signed_in("director").post(address, data={"reason": "No."}).status_code == 403
    assert administrator.post(address, data={"reason": ""}).status_code == 422
    assert administrator.post(address, data={"reason": "They have never met."}).status_code == 303
    assert administrator.post(address, data={"reason": "Twice."}).status_code == 409
    assert room.installation.signed_in("director").get(f"{HERE}/{room.hers}").status_code == 200
    assert "They have never met." in administrator.get(f"{HERE}/conflicts").text
    rows = table(AuditRow)
    with reading(room.installation.engine) as session:
        wanted = select(rows.c.act, rows.c.subject, rows.c.detail).where(rows.c.act.contains("conflict"))
        logged = [(row.act, row.subject, row.detail["reason"]) for row in session.execute(wanted.order_by(rows.c.id))]
    subject = f"{PATH}/{room.hers}"
    assert logged == [
        ("declared a conflict of interest", subject, "She is my sister-in-law."),
        ("ended a conflict of interest", subject, "They have never met."),
    ]


def test_an_administrator_does_not_end_her_own(room: Room) -> None:
    room.declare("administrator")
    with reading(room.installation.engine) as session:
        conflict_id = session.execute(select(CONFLICT.c.id)).scalar_one()
    administrator = room.installation.signed_in("administrator")
    assert administrator.post(f"{HERE}/conflicts/{conflict_id}", data={"reason": "Bah."}).status_code == 404


def test_a_link_of_hers_shows_nobody_who_is_hidden_from_her(room: Room) -> None:
    """She could open it herself."""
    links, director = f"{HERE}/links", room.installation.signed_in("director")
    back = {"before": "released", "stage": "longlist"}
    assert director.post(f"{HERE}/{room.hers}/stage", data=back).status_code == 303
    form = {"recipient": "Me", "stage": "longlist", "days": "3", "may": "pick"}
    assert director.post(links, data=form).status_code == 303
    key = re.search(r"/share/([\w-]{32})", director.get(links).text)
    assert key is not None
    anybody, share = room.installation.browser(), f"/share/{key[1]}"
    assert room.hers in anybody.get(share).text
    room.declare("director")
    page = anybody.get(share).text
    assert (room.hers in page, NAME in page, room.others[0] in page) == (False, False, True)
    assert anybody.get(f"{share}/{room.hers}/portrait").status_code == 404
    assert anybody.post(f"{share}/{room.hers}", data={"reason": "Hands."}).status_code == 409


def test_a_link_to_some_by_name_counts_those_whom_its_maker_sees(room: Room) -> None:
    links = f"{HERE}/links"
    director, administrator = (room.installation.signed_in(who) for who in ("director", "administrator"))
    form = {"recipient": "Me", "references": f"{room.hers} {room.others[0]}", "days": "3", "may": "view"}
    assert director.post(links, data=form).status_code == 303
    room.declare("director")
    counted = [re.findall(r"(\d) by name", one.get(links).text)[0] for one in (director, administrator)]
    assert counted == ["1", "2"]


def test_who_was_merged_with_her_is_hidden_too(room: Room) -> None:
    with reading(room.installation.engine) as session:
        duplicate_id = session.execute(select(table(DuplicateRow).c.id)).scalar_one()
    room.declare("associate")
    keep = {"verdict": "same", "keep": str(room.installation.application_id(room.others[0]))}
    back = {"before": "released", "stage": "longlist"}
    director = room.installation.signed_in("director")
    assert director.post(f"{HERE}/{room.hers}/stage", data=back).status_code == 303
    assert director.post(f"{HERE}/duplicates/{duplicate_id}", data=keep).status_code == 303
    assert room.installation.signed_in("associate").get(f"{HERE}/{room.others[0]}").status_code == 404
    assert director.get(f"{HERE}/{room.others[0]}").status_code == 200
