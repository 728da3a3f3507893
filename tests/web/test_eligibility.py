"""Eligibility at once, exceptions that are asked for, and what examiners find."""

import re
from html import unescape

from fastapi.testclient import TestClient
from sqlalchemy import select

from casting.services.preparing import prepare_pending
from casting.store.engine import reading
from casting.store.tables import AuditRow, ClaimRow, ScoreRow, table
from tests.installation import PATH, Installation

SCORE, CLAIM = table(ScoreRow), table(ClaimRow)
WHY = "My resting pulse is that of a diver."


def standings(page: str) -> list[str]:
    return re.findall(r'<div data-standing="([^"]+)">', page)


def gates_not_met(installation: Installation, reference: str) -> int:
    prepare_pending(installation.engine, now=installation.clock())
    key = installation.application_id(reference)
    with reading(installation.engine) as session:
        found: int = session.execute(select(SCORE.c.gates_not_met).where(SCORE.c.application_id == key)).scalar_one()
    return found


def ask(browser: TestClient, reference: str, criterion: str = "height", text: str = WHY) -> int:
    answer = browser.post(f"/applications/{reference}/exceptions", data={"criterion": criterion, "text": text})
    return int(answer.status_code)


def test_her_page_says_at_once_how_she_stands_against_every_gate_and_why(installation: Installation) -> None:
    applicant = installation.browser()
    reference = installation.apply(applicant, height="190", run="unsure")
    page = applicant.get(f"/applications/{reference}").text
    assert standings(page) == ["not met", "unknown", *["met"] * 8]
    assert page.index("unknown") < page.index("Conditions met: 8 of 10") < page.index('data-standing="met"')
    assert "The moulded seat and the pressure suit are made for these heights." in page
    assert "does not count against you" in page
    assert page.count("Ask for an exception") == 2


def test_a_request_that_cannot_be_kept_comes_back_with_its_words(installation: Installation) -> None:
    applicant = installation.browser()
    reference = installation.apply(applicant, height="190")
    long = f"{WHY} {'x' * 2000}"
    for criterion, text in (("height", long), ("swim", WHY)):
        answer = applicant.post(f"/applications/{reference}/exceptions", data={"criterion": criterion, "text": text})
        assert answer.status_code == 422
        assert text in unescape(answer.text)
        assert 'role="alert"' in answer.text


def test_an_exception_that_is_granted_takes_her_from_the_end_of_the_list(installation: Installation) -> None:
    applicant, director = installation.browser(), installation.signed_in("director")
    reference = installation.apply(applicant, height="190")
    assert gates_not_met(installation, reference) == 1
    assert ask(applicant, reference) == 303
    assert "asked for, and not answered yet" in director.get(f"/review/{PATH}/{reference}").text
    here = f"/review/{PATH}/{reference}/findings"
    assert WHY in director.get(here).text
    ruling = {"criterion": "height", "reason": "The seat is changed.", "do": "grant"}
    assert director.post(here, data=ruling).status_code == 303
    assert gates_not_met(installation, reference) == 0
    page = unescape(applicant.get(f"/applications/{reference}").text)
    assert "The casting team has made an exception for you." in page
    assert "The seat is changed." in page
    late = director.post(here, data=ruling | {"do": "refuse"})
    assert late.status_code == 409
    assert "Dana Direct has decided this already" in late.text


def test_what_is_asked_for_waits_among_ones_roles_until_it_is_decided(installation: Installation) -> None:
    director = installation.signed_in("director")
    applicant = installation.browser()
    first = installation.apply(email="ilse@example.org", height="190")
    second = installation.apply(applicant, height="190")
    assert "asked for an exception" not in director.get("/review").text
    assert ask(applicant, second) == 303
    page = director.get("/review").text
    assert '?q=has:request"><strong>1</strong> asked for an exception' in page
    found = director.get(f"/review/{PATH}", params={"q": "has:request"}).text
    assert (second in found, first in found) == (True, False)
    ruling = {"criterion": "height", "reason": "The seat is changed.", "do": "grant"}
    assert director.post(f"/review/{PATH}/{second}/findings", data=ruling).status_code == 303
    assert "asked for an exception" not in director.get("/review").text
    assert second not in director.get(f"/review/{PATH}", params={"q": "has:request"}).text


def test_who_is_hidden_by_a_conflict_asks_for_nothing(installation: Installation) -> None:
    applicant, director = installation.browser(), installation.signed_in("director")
    reference = installation.apply(applicant, height="190")
    ask(applicant, reference)
    declared = director.post(f"/review/{PATH}/{reference}/conflict", data={"reason": "My sister."})
    assert declared.status_code == 303
    assert "asked for an exception" not in director.get("/review").text


def test_an_exception_that_is_refused_needs_a_reason_and_changes_no_order(installation: Installation) -> None:
    applicant, director = installation.browser(), installation.signed_in("director")
    reference = installation.apply(applicant, height="190")
    ask(applicant, reference)
    here = f"/review/{PATH}/{reference}/findings"
    without = director.post(here, data={"criterion": "height", "do": "refuse"})
    assert without.status_code == 422
    assert "Give a reason: the applicant reads it." in without.text
    refused = director.post(here, data={"criterion": "height", "reason": "It cannot be built.", "do": "refuse"})
    assert refused.status_code == 303
    assert gates_not_met(installation, reference) == 1
    assert "It cannot be built." in applicant.get(f"/applications/{reference}").text
    assert ask(applicant, reference) == 422


def test_nothing_can_be_asked_of_a_gate_that_is_met_or_not_there(installation: Installation) -> None:
    applicant = installation.browser()
    reference = installation.apply(applicant, height="190")
    assert [ask(applicant, reference, criterion) for criterion in ("weight", "english", "nothing")] == [422] * 3
    assert ask(applicant, reference, text="  ") == 422
    assert ask(applicant, reference, text="x" * 5000) == 422


def test_nobody_else_asks_in_her_name(installation: Installation) -> None:
    applicant = installation.browser()
    reference = installation.apply(applicant, height="190")
    assert ask(installation.browser(), reference) == 303
    assert "You have asked for an exception" not in applicant.get(f"/applications/{reference}").text


def test_what_an_examiner_finds_takes_the_place_of_what_she_said(installation: Installation) -> None:
    applicant, associate = installation.browser(), installation.signed_in("associate")
    reference = installation.apply(applicant, swim="unsure")
    here = f"/review/{PATH}/{reference}/findings"
    finding = {"do": "verify", "criterion": "swim", "standing": "not met", "examiner": "Dr Veil"}
    days = {"found_on": "2026-03-01", "expires_on": "2027-03-01"}
    assert associate.post(here, data=finding | days).status_code == 303
    assert gates_not_met(installation, reference) == 1
    assert "verified by Dr Veil, 1 Mar 2026" in associate.get(here).text
    assert "holds until 2027-03-01" in associate.get(here).text
    assert "Not met: an examiner has found so." in applicant.get(f"/applications/{reference}").text
    assert associate.post(here, data=finding | days | {"standing": "met"}).status_code == 303
    assert gates_not_met(installation, reference) == 0
    with reading(installation.engine) as session:
        acts = session.scalars(select(table(AuditRow).c.act)).all()
    assert acts.count("verified a claim") == 2


def test_a_finding_that_cannot_be_used_comes_back_as_it_was_typed(installation: Installation) -> None:
    associate = installation.signed_in("associate")
    here = f"/review/{PATH}/{installation.apply()}/findings"
    good = {"do": "verify", "criterion": "swim", "standing": "met", "examiner": "Dr Veil", "found_on": "2026-03-01"}
    wrong = {
        "standing": ("perhaps", "Say what was found"),
        "examiner": (" ", "Say who found it"),
        "found_on": ("2026-12-01", "not after today"),
        "expires_on": ("2025-01-01", "after it was found"),
    }
    for field, (typed, reason) in wrong.items():
        page = associate.post(here, data=good | {field: typed})
        assert page.status_code == 422, field
        assert reason in page.text
        assert "2026-03-01" in page.text or field == "found_on"
    assert associate.post(here, data=good | {"criterion": "flying"}).status_code == 404
    with reading(installation.engine) as session:
        assert session.execute(select(CLAIM).where(CLAIM.c.state == "verified")).first() is None
