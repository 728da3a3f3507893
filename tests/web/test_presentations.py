"""A stage's list as a PDF for the team: what stands in it, who took it, and for whom there is none."""

import re

import pytest
from sqlalchemy import event, select

from casting.domain.presented import Fact
from casting.domain.vocabulary import Audience, MaterialKind, MaterialState, Opinion, Stage
from casting.exports.presentation import Presentation
from casting.services import audit, presenting
from casting.services.notes import Words, write
from casting.services.review import Mark, application_for, decide, mark
from casting.store.engine import reading, writing
from casting.store.tables import AuditRow, MaterialRow, table
from tests.installation import ANSWERS, CALL, NOON, PATH, ROLE, Installation
from tests.web.test_links import made

FACTS = f"/review/{PATH}/shortlist/facts"
URL = f"/review/{PATH}/shortlist.pdf"


def _shortlist(installation: Installation, reference: str, reason: str = "") -> None:
    director = installation.actor("director")
    with writing(installation.engine) as session:
        found = application_for(session, director, call=CALL, role=ROLE, reference=reference)
        decide(session, director, found, before=Stage.RECEIVED, after=Stage.SHORTLIST, reason=reason, now=NOON)


def _shown(installation: Installation, who: str) -> Presentation:
    rooms = installation.app.state.rooms
    with reading(installation.engine) as session:
        return presenting.shortlist(
            session,
            rooms.vault,
            installation.actor(who),
            installation.role(),
            stage=Stage.SHORTLIST,
            page_of=lambda reference: f"https://casting.example/{reference}",
            now=NOON,
        )


def test_the_team_gets_a_pdf_and_the_log_says_who_took_it(installation: Installation) -> None:
    _shortlist(installation, installation.apply())
    answer = installation.signed_in("producer").get(f"{URL}?paper=letter")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    name = f"{CALL}-{ROLE}-shortlist-2026-03-08.pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")
    with reading(installation.engine) as session:
        (newest,) = audit.newest(session, most=1)
        rows = table(AuditRow)
        detail = session.execute(select(rows.c.detail).order_by(rows.c.id.desc()).limit(1)).scalar_one()
    assert (newest.act, newest.subject, newest.member) == ("took a presentation", PATH, "Pat Onlooker")
    assert detail == {"stage": "shortlist", "paper": "letter", "count": 1}


def test_the_newest_three_notes_for_the_production_stand_beside_facts_and_tape(installation: Installation) -> None:
    mira = installation.apply()
    installation.apply(name="Vera Tonic", email="vera@example.org")
    _shortlist(installation, mira, "Calm hands.")
    director = installation.actor("director")
    with writing(installation.engine) as session:
        found = application_for(session, director, call=CALL, role=ROLE, reference=mira)
        mark(session, director, found, given=Mark(Opinion.PICK, None), now=NOON)
        write(session, director, found, words=Words("For me alone.", Audience.ME, None), now=NOON)
        write(session, director, found, words=Words("For the team.", Audience.TEAM, None), now=NOON)
        for text in ("One.", "Two.", "Three.", "Four."):
            write(session, director, found, words=Words(text, Audience.PRODUCTION, None), now=NOON)
    (person,) = _shown(installation, "director").people
    assert (person.name, person.reference, person.tape_url) == ("Mira Sokolova", mira, "https://example.org/tape")
    assert [(reason.text, reason.by) for reason in person.reasons] == [
        ("Four.", "Dana Direct"),
        ("Three.", "Dana Direct"),
        ("Two.", "Dana Direct"),
    ]
    assert person.told.facts[0] == Fact("Age 25–40", "32")  # before the worker has looked
    assert person.portrait is None
    page = installation.signed_in("director").get(f"/review/{PATH}/shortlist").text
    assert ["Four." in page, "One." in page, "Calm hands." in page, "For the team." in page] == [True, *[False] * 3]
    # A colleague who has not marked yet sees what she has written herself, and no other note.
    assert _shown(installation, "associate").people[0].reasons == ()
    page = installation.signed_in("associate").get(f"/review/{PATH}/shortlist").text
    assert "Colleagues’ notes are shown once you have marked." in page
    assert f'href="/review/{PATH}/{mira}?q=stage:shortlist&amp;lens=name&amp;write=production#text"' in page
    associate = installation.actor("associate")
    with writing(installation.engine) as session:
        found = application_for(session, associate, call=CALL, role=ROLE, reference=mira)
        words = Words("Mine.", Audience.PRODUCTION, None)
        write(session, associate, found, words=words, now=NOON)
    assert [reason.text for reason in _shown(installation, "associate").people[0].reasons] == ["Mine."]


def test_a_list_stands_by_name_and_says_that_its_order_says_nothing(installation: Installation) -> None:
    for name in ("Zoe Last", "Ada First", "Mia Middle"):
        _shortlist(installation, installation.apply(name=name, email=f"{name[:3]}@example.org"))
    shown = _shown(installation, "director")
    assert [person.name for person in shown.people] == ["Ada First", "Mia Middle", "Zoe Last"]
    page = installation.signed_in("director").get(f"/review/{PATH}/shortlist").text
    assert re.findall(r"<h2><a [^>]*><bdi>([^<]+)", page) == ["Ada First", "Mia Middle", "Zoe Last"]
    assert shown.order == "by name; the order says nothing"
    assert shown.order in page
    answer = installation.signed_in("administrator").post(f"/admin/{PATH}/blind", data={"hidden": "shortlist:name"})
    assert answer.status_code == 303
    assert _shown(installation, "director").order == "as they applied; the order says nothing"


def test_three_people_cost_as_many_queries_as_one(installation: Installation) -> None:
    asked: list[str] = []
    event.listen(installation.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    _shortlist(installation, installation.apply())
    counts = []
    for people in (1, 3):
        while len(_shown(installation, "director").people) < people:
            _shortlist(installation, installation.apply(email=f"{len(asked)}@example.org"))
        asked.clear()
        _shown(installation, "director")
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    ("words", "status"),
    [("stage=nowhere", 422), ("stage=received", 404), ("stage=longlist", 200), ("paper=napkin", 422)],
)
def test_a_stage_without_a_list_has_no_presentation(installation: Installation, words: str, status: int) -> None:
    assert installation.signed_in("director").get(f"{URL}?{words}").status_code == status


def test_more_than_can_be_presented_are_refused(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenting, "MOST", 1)
    for number in range(2):
        _shortlist(installation, installation.apply(email=f"{number}@example.org"))
    answer = installation.signed_in("director").get(URL)
    assert answer.status_code == 422
    assert "More than 1 stand in shortlist." in answer.text
    with reading(installation.engine) as session:
        assert "took a presentation" not in {line.act for line in audit.newest(session, most=50)}


def test_a_tape_that_was_sent_plays_on_the_candidates_page_and_the_list_leads_there(installation: Installation) -> None:
    sent, none = (installation.apply(tape_url="", email=f"{name}@example.org") for name in ("sent", "none"))
    for one in (sent, none):
        _shortlist(installation, one)
    with writing(installation.engine) as session:
        material = table(MaterialRow)
        session.execute(
            material.insert().values(
                application_id=installation.application_id(sent),
                kind=MaterialKind.TAPE.value,
                state=MaterialState.READY.value,
                media_type="video/mp4",
                file_name="me.mp4",
                stream="0" * 64,
                handed_in_at=NOON,
            )
        )
    tapes = {person.reference: person.tape_url for person in _shown(installation, "director").people}
    assert tapes == {sent: f"https://casting.example/{sent}", none: None}
    page = installation.signed_in("director").get(f"/review/{PATH}/shortlist").text
    assert f'<a href="{installation.settings.base_url}/review/{PATH}/{sent}#tape"' in page


def test_the_page_of_the_stage_leads_to_it_and_can_be_printed_itself(installation: Installation) -> None:
    director = installation.signed_in("director")
    assert "shortlist.pdf" not in director.get(f"/review/{PATH}/shortlist").text
    _shortlist(installation, installation.apply())
    page = director.get(f"/review/{PATH}/shortlist").text
    assert '<a href="https://example.org/tape"' in page
    assert "8 March 2026" in page
    assert f'href="{URL}?stage=shortlist"' in page
    assert f'href="{URL}?stage=shortlist&amp;paper=letter"' in page


# ------------------------------------------------------------------------------- what the production reads


def _titles(told: str) -> list[str]:
    """Of the first person on a page."""
    return re.findall(r'<dt dir="auto">([^<]+)</dt>', told.partition("</dl>")[0])


def test_what_the_production_reads_is_chosen_once_and_the_same_wherever_it_goes(installation: Installation) -> None:
    mira = installation.apply()
    installation.work()
    _shortlist(installation, mira)
    director = installation.signed_in("director")
    link = made(installation)
    usual = ["Age 25–40", "Requirements", "Medicine, better up to 6 years", "English, better up to C1"]
    assert _titles(installation.browser().get(link).text)[:4] == usual
    chosen = {"fact": ["city", "height", "all gates"], "at_length": "motivation", "stage": "shortlist"}
    answer = director.post(FACTS, data=chosen)
    assert answer.headers["location"] == f"/review/{PATH}/shortlist?stage=shortlist"
    pages = [director.get(f"/review/{PATH}/shortlist").text, installation.browser().get(link).text]
    assert [_titles(page) for page in pages] == [["Requirements", "Height 150–180 cm", "City"]] * 2
    told = _shown(installation, "director").people[0].told
    assert told.facts == (
        Fact("Requirements", "9 of 10 met; not known: Run 1 km ≤ 3:30"),
        Fact("Height 150–180 cm", "170 cm (5 ft 7 in)", "met"),
        Fact("City", "Kazan"),
    )
    assert told.at_length is not None
    assert told.at_length.value == ANSWERS["motivation"]
    assert all(ANSWERS["motivation"] in page for page in pages)
    page = director.get(f"/review/{PATH}/links").text
    assert "Of each one a link tells: <bdi>Requirements</bdi>" in page
    with reading(installation.engine) as session:
        (line,) = [line for line in audit.newest(session, most=20) if "production" in line.act]
    assert (line.act, line.subject, line.member) == ("chose what the production reads", PATH, "Dana Direct")
    # With nothing chosen the default is back, and so it is where exactly that is chosen.
    assert director.post(FACTS, data={}).status_code == 303
    assert _titles(installation.browser().get(link).text)[:4] == usual


def test_a_choice_of_too_much_comes_back_as_it_was_made(installation: Installation) -> None:
    _shortlist(installation, installation.apply())
    director = installation.signed_in("director")
    ordered = ["birth_date", "height", "weight", "chest", "swim", "run", "city"]
    keys = ["city", "birth_date", "height", "weight", "chest", "swim", "run"]
    answer = director.post(FACTS, data={"fact": keys})
    assert answer.status_code == 422
    assert "Choose 6 facts at most" in answer.text
    assert re.findall(r'name="fact" value="([a-z_]+)" checked', answer.text) == ordered
    assert director.post(FACTS, data={"fact": ["name"]}).status_code == 422
    assert director.post(FACTS, data={"stage": "received"}).status_code == 404
    assert installation.role().presented == ()


def test_what_is_hidden_at_the_stage_is_told_nowhere(installation: Installation) -> None:
    mira = installation.apply(motivation="I am Mira and my hands stay calm.")
    installation.work()
    _shortlist(installation, mira)
    installation.signed_in("director").post(
        FACTS, data={"fact": ["birth_date", "all gates", "height", "city"], "at_length": "motivation"}
    )
    hidden = [f"shortlist:{thing}" for thing in ("name", "birth_date", "city", "height")]
    answer = installation.signed_in("administrator").post(f"/admin/{PATH}/blind", data={"hidden": hidden})
    assert answer.status_code in {200, 303}, answer.text
    told = _shown(installation, "director").people[0].told
    assert told.facts == (Fact("Requirements", "7 of 8 met; not known: Run 1 km ≤ 3:30"),)
    assert told.at_length is not None
    assert told.at_length.value == "I am [name] and my hands stay calm."


def test_notes_for_the_production_stand_on_the_link_and_call_nobody(installation: Installation) -> None:
    mira = installation.apply()
    _shortlist(installation, mira, "Calm hands.")
    director = installation.actor("director")
    with writing(installation.engine) as session:
        found = application_for(session, director, call=CALL, role=ROLE, reference=mira)
        write(session, director, found, words=Words("For the team.", Audience.TEAM, None), now=NOON)
        write(session, director, found, words=Words("@Alex saw Mira twice.", Audience.PRODUCTION, None), now=NOON)
    link = made(installation)
    page = installation.browser().get(link).text
    assert "Alex saw Mira twice. — Dana Direct" in page
    assert ["@Alex" in page, "For the team." in page, "Calm hands." in page] == [False] * 3
    assert _shown(installation, "director").people[0].reasons[0].text == "Alex saw Mira twice."
    installation.signed_in("administrator").post(f"/admin/{PATH}/blind", data={"hidden": ["shortlist:name"]})
    assert "Alex saw [name] twice." in installation.browser().get(link).text
