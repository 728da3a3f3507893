"""Consent to each purpose: seen and taken back by its applicant, and honoured by an export."""

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from casting.services import audit
from casting.store.engine import reading
from tests.installation import PATH, Installation

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
