"""Consent to each purpose: seen and taken back by its applicant, and honoured by an export."""

import csv
import hashlib
import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from casting.domain.calls import Consent
from casting.domain.vocabulary import Stage
from casting.forms.callform import call_as_typed
from casting.services import audit, presenting
from casting.services.call_editing import call_to_edit, stamp_of
from casting.services.setup import load_call
from casting.store.calls import call_kept
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, AuditRow, table
from casting.web.reader import LANGUAGE_COOKIE
from tests.installation import ANSWERS, NOON, PATH, Installation

EXPORT = f"/admin/export/{PATH}"


def other(installation: Installation) -> str:
    """A purpose of the call without which one can apply."""
    return next(consent.purpose for consent in installation.role().call.consents if not consent.required)


def box(purpose: str) -> str:
    return f"consent-{'-'.join(purpose.split())}"


def taken(installation: Installation, **asked: str) -> Any:
    return installation.signed_in("administrator").post(EXPORT, data=asked)


def names(response: Any) -> set[str]:
    if "nobody has consented to" in response.text:  # a page in place of a file
        return set()
    return {row["name"] for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))}


def take_back(browser: TestClient, reference: str, purpose: str) -> Any:
    return browser.post(f"/applications/{reference}/purposes", data={"purpose": purpose})


def test_an_export_for_a_purpose_holds_those_who_consent_to_it_and_says_how_many_do_not(
    installation: Installation,
) -> None:
    purpose = other(installation)
    mira = installation.browser()
    reference = installation.apply(mira, **{box(purpose): "yes"})
    installation.apply(installation.browser(), name="Vera", email="vera@example.org", **{box(purpose): "yes"})
    installation.apply(name="Nina", email="nina@example.org")
    response = taken(installation, purpose=purpose)
    assert names(response) == {"Mira Sokolova", "Vera"}
    assert f"for-{'-'.join(purpose.split())}-without-1.csv" in response.headers["content-disposition"]
    assert take_back(mira, reference, purpose).status_code == 303
    assert names(taken(installation, purpose=purpose)) == {"Vera"}
    assert names(taken(installation, purpose="casting")) == {"Mira Sokolova", "Vera", "Nina"}
    with reading(installation.engine) as session:
        assert [line.act for line in audit.newest(session, most=4)] == [
            "exported applications",
            "exported applications",
            "took a consent back",
            "exported applications",
        ]


def test_a_purpose_that_the_call_does_not_ask_for_is_refused(installation: Installation) -> None:
    response = taken(installation, purpose="selling")
    assert response.status_code == 422
    assert "no consent to “selling”" in response.text


def test_an_applicant_sees_what_she_consented_to_and_takes_one_purpose_back(installation: Installation) -> None:
    purpose, browser = other(installation), installation.browser()
    reference = installation.apply(browser, **{box(purpose): "yes"})
    page = browser.get(f"/applications/{reference}").text
    assert f'name="purpose" value="{purpose}"' in page
    assert 'name="purpose" value="casting"' not in page
    for _ in range(2):
        assert take_back(browser, reference, purpose).status_code == 303
    assert f'name="purpose" value="{purpose}"' not in browser.get(f"/applications/{reference}").text


def test_what_nothing_is_kept_without_ends_with_the_application(installation: Installation) -> None:
    browser = installation.browser()
    reference = installation.apply(browser)
    answer = take_back(browser, reference, "casting")
    assert answer.status_code == 422
    assert "withdraw it" in answer.text
    assert names(taken(installation, purpose="casting")) == {"Mira Sokolova"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_else_takes_it_back(installation: Installation) -> None:
    purpose = other(installation)
    reference = installation.apply(installation.browser(), **{box(purpose): "yes"})
    assert take_back(installation.browser(), reference, purpose).status_code == 200
    assert names(taken(installation, purpose=purpose)) == {"Mira Sokolova"}


# ------------------------------------------------------------------------------------- who is shown outside


def asked_outside(installation: Installation) -> tuple[list[TestClient], list[str]]:
    """Two who apply for the shortlist, of whom the first alone agrees to be shown to producers."""
    shown = Consent("producers", "I may be shown to producers.", "To those who pay for the film.", required=False)
    call = installation.role().call
    with writing(installation.engine) as session:
        kept = call_kept(session, call.slug)
        assert kept is not None
        load_call(session, replace(kept.call, consents=(*kept.call.consents, shown)), member_id=None, now=NOON)
    browsers = [installation.browser(), installation.browser()]
    mira = installation.apply(browsers[0], **{box("producers"): "yes"})
    vera = installation.apply(browsers[1], name="Vera Kraft", email="vera@example.org")
    with writing(installation.engine) as session:
        session.execute(update(ApplicationRow).values(stage="shortlist"))
    return browsers, [mira, vera]


def link_of(installation: Installation, director: TestClient | None = None, **asked: str) -> Any:
    form = {"recipient": "Rex Studio", "stage": "shortlist", "days": "7", "may": "pick"} | asked
    return (director or installation.signed_in("director")).post(f"/review/{PATH}/links", data=form)


def opened(installation: Installation) -> tuple[TestClient, str]:
    """Somebody outside with a link to the shortlist, and the address of its page."""
    director = installation.signed_in("director")
    page = director.get(link_of(installation, director).headers["location"]).text
    rex = installation.browser()
    found = re.search(r'id="fresh-link" value="[^"]+?(/share/[^"]+)"', page)
    assert found is not None
    return rex, found[1]


def test_a_link_shows_those_alone_who_agreed_to_be_shown_and_not_after_they_take_it_back(
    installation: Installation,
) -> None:
    browsers, (mira, vera) = asked_outside(installation)
    rex, here = opened(installation)
    page = rex.get(here).text
    assert ("Mira Sokolova" in page, "Vera Kraft" in page) == (True, False)
    assert rex.post(f"{here}/{vera}", data={"reason": "Stillness."}).status_code == 409
    assert rex.get(f"{here}/{vera}/portrait").status_code == 404
    assert take_back(browsers[0], mira, "producers").status_code == 303
    assert "Mira Sokolova" not in rex.get(here).text
    assert rex.post(f"{here}/{mira}", data={"reason": "Stillness."}).status_code == 409


def test_who_did_not_agree_cannot_be_named_for_a_link(installation: Installation) -> None:
    _, (mira, vera) = asked_outside(installation)
    answer = link_of(installation, stage="", references=f"{mira} {vera}")
    assert answer.status_code == 422
    assert f"{vera} has not consented to being shown outside of the team (“producers”)" in answer.text
    assert link_of(installation, stage="", references=mira).status_code == 303


def test_the_pages_say_how_many_are_left_out(installation: Installation) -> None:
    asked_outside(installation)
    dana = installation.signed_in("director")
    assert "Left out at present: 1 in shortlist." in dana.get(f"/review/{PATH}/links").text
    page = dana.get(f"/review/{PATH}/shortlist").text
    assert "1 of these has not consented to “producers”: links, the PDF and paper leave that one out." in page
    [inside] = re.findall(r'<li class="inside">.*?</li>', page, re.DOTALL)
    assert ("Vera Kraft" in inside, "Stays in the team:" in inside) == (True, True)


def test_the_pdf_leaves_out_who_did_not_agree_and_the_log_says_how_many(installation: Installation) -> None:
    asked_outside(installation)
    dana = installation.actor("director")
    with reading(installation.engine) as session:
        shown = presenting.shortlist(
            session,
            installation.app.state.rooms.vault,
            dana,
            installation.role(),
            stage=Stage.SHORTLIST,
            page_of=str,
            now=NOON,
        )
    assert [person.name for person in shown.people] == ["Mira Sokolova"]
    with writing(installation.engine) as session:
        presenting.log_presentation(session, dana, installation.role(), shown, paper="a4", now=NOON)
        row = session.scalars(select(AuditRow).order_by(table(AuditRow).c.id.desc()).limit(1)).one()
        assert (row.detail["purpose"], row.detail["without consent"], row.detail["count"]) == ("producers", 1, 1)


def test_a_call_that_asks_for_no_such_consent_shows_all_and_says_nothing_of_it(installation: Installation) -> None:
    installation.apply()
    with writing(installation.engine) as session:
        session.execute(update(ApplicationRow).values(stage="shortlist"))
    dana = installation.signed_in("director")
    rex, here = opened(installation)
    assert "Mira Sokolova" in rex.get(here).text
    pages = dana.get(f"/review/{PATH}/links").text + dana.get(f"/review/{PATH}/shortlist").text
    assert "consented" not in pages
    assert "Stays in the team" not in pages


# ------------------------------------------------------------------------------------------- texts that change

WIDER = "To those who pay for the film, and to the broadcaster."


def with_text(installation: Installation, purpose: str, text: str, **translated: str) -> None:
    """The text of a purpose is changed, or what it is in other languages."""
    call = installation.role().call
    with writing(installation.engine) as session:
        kept = call_kept(session, call.slug)
        assert kept is not None
        consents = tuple(replace(one, text=text) if one.purpose == purpose else one for one in kept.call.consents)
        words = {**kept.call.translations, **{code: {text: said} for code, said in translated.items()}}
        plan = replace(kept.call, consents=consents, translations=words)
        load_call(session, plan, member_id=None, now=NOON)


def cells(installation: Installation, column: str) -> dict[str, str]:
    """What an export of everybody says in a column, by name."""
    content = taken(installation).content.decode("utf-8-sig")
    return {row["name"]: row[column] for row in csv.DictReader(io.StringIO(content))}


def test_who_agreed_to_the_old_text_is_left_out_until_she_agrees_to_the_new_one(installation: Installation) -> None:
    browsers, (mira, _) = asked_outside(installation)
    rex, here = opened(installation)
    with_text(installation, "producers", WIDER)
    assert "Mira Sokolova" not in rex.get(here).text
    assert names(taken(installation, purpose="producers")) == set()
    assert cells(installation, "consent:producers") == {"Mira Sokolova": "yes to an earlier text", "Vera Kraft": "no"}
    page = browsers[0].get(f"/applications/{mira}").text
    assert ("The text has changed since you agreed." in page, WIDER in page) == (True, True)
    [digest] = re.findall(r'name="text" value="([^"]+)"', page)
    answers = [
        browsers[who].post(f"/applications/{mira}/purposes", data={"purpose": "producers", "text": text}).status_code
        for who, text in ((1, digest), (0, "0" * 64), (0, digest), (0, digest))
    ]
    assert answers == [200, 422, 303, 303]
    assert names(taken(installation, purpose="producers")) == {"Mira Sokolova"}
    assert "Mira Sokolova" in rex.get(here).text
    assert cells(installation, "consent:producers")["Mira Sokolova"] == "yes"
    assert "The text has changed" not in browsers[0].get(f"/applications/{mira}").text
    assert take_back(browsers[0], mira, "producers").status_code == 303
    assert cells(installation, "consent:producers")["Mira Sokolova"] == "no"


def test_a_change_that_is_taken_back_and_a_translation_that_is_added_leave_consents_as_they_were(
    installation: Installation,
) -> None:
    asked_outside(installation)
    before = next(one.text for one in installation.role().call.consents if one.purpose == "producers")
    held = []
    for text, said in ((WIDER, ""), (before, ""), (before, "Тем, кто платит."), (before, "Всем.")):
        with_text(installation, "producers", text, **({"ru": said} if said else {}))
        held.append(names(taken(installation, purpose="producers")))
    assert held == [set(), {"Mira Sokolova"}, {"Mira Sokolova"}, {"Mira Sokolova"}]


def test_a_change_elsewhere_agrees_to_no_text_that_was_not_read(installation: Installation) -> None:
    browsers, (mira, _) = asked_outside(installation)
    with_text(installation, "producers", WIDER)
    with_text(installation, "casting", "Kept for longer than before.")
    form = browsers[0].get(f"/applications/{mira}/edit").text
    assert form.count("The text has changed since you agreed.") == 2
    assert re.search(r'<input type="checkbox" id="consent-producers"[^>]*checked', form) is None
    typed = {**ANSWERS, "name": "Mira Sokolova-Lem", "token": re.findall(r'name="token" value="([^"]+)"', form)[0]}
    assert browsers[0].post(f"/applications/{mira}/edit", data=typed).status_code == 303
    assert names(taken(installation, purpose="producers")) == set()
    assert names(taken(installation, purpose="casting")) == {"Mira Sokolova-Lem", "Vera Kraft"}
    assert set(cells(installation, "consent:casting").values()) == {"yes to an earlier text"}
    form = browsers[0].get(f"/applications/{mira}/edit?part=consent").text
    typed = {"token": re.findall(r'name="token" value="([^"]+)"', form)[0]}
    typed |= {box("casting"): "yes", box("producers"): "yes"}
    assert browsers[0].post(f"/applications/{mira}/edit?part=consent", data=typed).status_code == 303
    assert names(taken(installation, purpose="producers")) == {"Mira Sokolova-Lem"}


def test_a_text_that_was_optional_does_not_hold_where_it_becomes_required(installation: Installation) -> None:
    asked_outside(installation)
    call = installation.role().call
    wider = Consent("producers", "I may be shown.", WIDER, required=True)
    others = tuple(one for one in call.consents if one.purpose != "producers")
    with writing(installation.engine) as session:
        kept = call_kept(session, call.slug)
        assert kept is not None
        load_call(session, replace(kept.call, consents=(*others, wider)), member_id=None, now=NOON)
    assert names(taken(installation, purpose="producers")) == set()


def test_a_purpose_that_was_asked_later_is_empty_for_who_was_not_asked(installation: Installation) -> None:
    installation.apply(installation.browser(), name="Early", email="early@example.org")
    installation.clock.now += timedelta(hours=1)
    call = installation.role().call
    with writing(installation.engine) as session:
        kept = call_kept(session, call.slug)
        assert kept is not None
        later = Consent("later roles", "Keep me in mind.", "For other films.", required=False)
        plan = replace(kept.call, consents=(*kept.call.consents, later))
        load_call(session, plan, member_id=None, now=installation.clock.now)
    installation.apply(installation.browser(), name="Late", email="late@example.org")
    assert cells(installation, "consent:later roles") == {"Early": "", "Late": "no"}


def editor(installation: Installation, **changed: str) -> tuple[TestClient, dict[str, str]]:
    """An administrator, and the fields of the call's editor with some changed; an empty purpose takes its row out."""
    noor, call = installation.signed_in("administrator"), installation.role().call
    with reading(installation.engine) as session:
        kept = call_to_edit(session, call.slug).call
    return noor, {**call_as_typed(kept), "stamp": stamp_of(kept), "do": "save", **changed}


def test_the_editor_says_who_agreed_to_the_old_text_and_asks_once_more(installation: Installation) -> None:
    asked_outside(installation)
    consents = installation.role().call.consents
    number = next(n for n, one in enumerate(consents) if one.purpose == "producers")
    noor, typed = editor(installation, **{f"consents.{number}.text": WIDER})
    here = f"/admin/calls/{installation.role().call.slug}"
    page = noor.post(here, data=typed).text
    assert "producers: 1 of the 1 who agree have read the old text alone." in page
    assert names(taken(installation, purpose="producers")) == {"Mira Sokolova"}
    [confirmed] = re.findall(r'name="confirmed" value="([^"]+)"', page)
    assert noor.post(here, data={**typed, "confirmed": confirmed}).status_code == 303
    assert names(taken(installation, purpose="producers")) == set()


def test_taking_the_purpose_out_says_that_everybody_is_shown(installation: Installation) -> None:
    asked_outside(installation)
    number = len(installation.role().call.consents) - 1
    noor, typed = editor(installation)
    typed = {name: said for name, said in typed.items() if not name.startswith(f"consents.{number}.")}
    page = noor.post(f"/admin/calls/{installation.role().call.slug}", data=typed).text
    assert (
        "producers: nobody is asked any more. 1 agreed, 1 did not. From then on links, the PDF and paper show" in page
    )


def test_a_translation_that_changes_asks_where_somebody_read_the_old_one(installation: Installation) -> None:
    asked_outside(installation)
    before = next(one.text for one in installation.role().call.consents if one.purpose == "producers")
    with_text(installation, "producers", before, ru="Тем, кто платит за фильм.")
    olga = installation.browser()
    olga.cookies.set(LANGUAGE_COOKIE, "ru")
    installation.apply(olga, name="Olga", email="olga@example.org", **{box("producers"): "yes"})
    noor, here = installation.signed_in("administrator"), f"/admin/calls/{installation.role().call.slug}/texts/ru"
    name = f"text.{hashlib.sha256(before.encode()).hexdigest()[:16]}"
    page = noor.post(here, data={name: "Всем, кто платит."}).text
    assert "producers: 1 of the 2 who agree have read the old text alone." in page
    [confirmed] = re.findall(r'name="confirmed" value="([^"]+)"', page)
    assert noor.post(here, data={name: "Всем, кто платит.", "confirmed": confirmed}).status_code == 303
    assert names(taken(installation, purpose="producers")) == {"Mira Sokolova"}
