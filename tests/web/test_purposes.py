"""Consent to each purpose: seen and taken back by its applicant, and honoured by an export."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from casting.domain.calls import Consent
from casting.domain.vocabulary import Stage
from casting.services import audit, presenting
from casting.services.setup import load_call
from casting.store.calls import call_kept
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, AuditRow, table
from tests.installation import NOON, PATH, Installation

EXPORT = f"/admin/export/{PATH}"


def other(installation: Installation) -> str:
    """A purpose of the call without which one can apply."""
    return next(consent.purpose for consent in installation.role().call.consents if not consent.required)


def box(purpose: str) -> str:
    return f"consent-{'-'.join(purpose.split())}"


def taken(installation: Installation, **asked: str) -> Any:
    return installation.signed_in("administrator").post(EXPORT, data=asked)


def names(response: Any) -> set[str]:
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
