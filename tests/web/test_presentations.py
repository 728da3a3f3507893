"""A stage's list as a PDF for the team: what stands in it, who took it, and for whom there is none."""

import pytest
from sqlalchemy import event, select

from casting.domain.vocabulary import Audience, MaterialKind, MaterialState, Opinion, Stage
from casting.exports.presentation import Presentation
from casting.services import audit, presenting
from casting.services.notes import Words, write
from casting.services.review import Mark, application_for, decide, mark
from casting.store.engine import reading, writing
from casting.store.tables import AuditRow, MaterialRow, table
from tests.installation import CALL, NOON, PATH, ROLE, Installation

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
    assert person.facts[0] == "32"
    assert person.portrait is None
    page = installation.signed_in("director").get(f"/review/{PATH}/shortlist").text
    assert ["Four." in page, "One." in page, "Calm hands." in page, "For the team." in page] == [True, *[False] * 3]
    # A colleague who has not marked yet sees what she has written herself, and no other note.
    assert _shown(installation, "associate").people[0].reasons == ()
    page = installation.signed_in("associate").get(f"/review/{PATH}/shortlist").text
    assert "Colleagues’ notes are shown once you have marked." in page
    assert f'href="/review/{PATH}/{mira}?q=stage:shortlist#text"' in page
    associate = installation.actor("associate")
    with writing(installation.engine) as session:
        found = application_for(session, associate, call=CALL, role=ROLE, reference=mira)
        words = Words("Mine.", Audience.PRODUCTION, None)
        write(session, associate, found, words=words, now=NOON)
    assert [reason.text for reason in _shown(installation, "associate").people[0].reasons] == ["Mine."]


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
