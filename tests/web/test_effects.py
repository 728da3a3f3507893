"""What is said of a change before it is saved: whom it touches, and how."""

from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from casting.store.engine import writing
from casting.store.tables import ApplicantRow, CallRow, table
from casting.web.form_views import FOR_LATER
from tests.installation import CALL, PATH, Installation
from tests.web.test_editor import HERE, kept, press, press_again
from tests.web.test_purposes import box, other


@pytest.fixture
def keys(installation: Installation) -> TestClient:
    return installation.signed_in("administrator")


def asked(keys: TestClient, address: str = HERE, **typed: str) -> list[str]:
    """What is said of a change when it is to be saved; nothing where it is saved at once."""
    page = press(keys, address, **typed)
    if page.status_code == 303:
        return []
    assert page.status_code == 200, page.text
    box = page.text.split("<h2>What this changes</h2>")[1].split("</ul>")[0]
    return [unescape(line.split("</li>")[0]) for line in box.split("<li>")[1:]]


def begin(installation: Installation) -> None:
    empty = {"nothing": ("", b"", "application/octet-stream")}
    data = {"name": "Mira", FOR_LATER: "yes"}
    assert installation.browser().post(f"/calls/{PATH}/apply", data=data, files=empty).status_code == 303


# ---------------------------------------------------------------------------------------------------- the call


def test_who_is_in_the_middle_of_a_form_is_counted_before_a_call_closes_sooner(
    installation: Installation, keys: TestClient
) -> None:
    sooner = {"time_zone": "UTC", "closes_at": "2026-03-10 10:00"}
    begin(installation)
    closes = "The call would close on 10 Mar 2026, 10:00 (UTC). Its page says 15 Mar 2026, 12:00 so far"
    first, forms = asked(keys, **sooner)
    assert first.startswith(closes)
    assert forms == (
        "One form is half filled in, and could be sent until then alone. A day later, on 11 Mar 2026, 10:00, they are "
        "erased."
    )
    begin(installation)
    page = press(keys, HERE, **sooner)
    assert "2 forms are half filled in" in page.text
    assert press_again(keys, page, HERE).status_code == 303
    assert kept(installation).closes_at.isoformat() == "2026-03-10T10:00:00+00:00"
    assert asked(keys, closes_at="2026-03-12 10:00") == [], "later touches nobody"


def test_an_erasure_sooner_than_applicants_were_told_is_said_first(
    installation: Installation, keys: TestClient
) -> None:
    assert asked(keys, keep_months="24") == [], "nobody has applied yet"
    installation.apply()
    told = (
        "1 application came while the pages said for how long they are kept after the call has closed: 24 months, "
        "until 15 Mar 2028. From now on the pages would say {}, until {}."
    )
    assert asked(keys, keep_months="36") == [told.format("36 months", "15 Mar 2029")]
    sooner = "That is sooner than these applicants were told: the first of them would have to be erased on {} already."
    assert asked(keys, keep_months="1") == [told.format("1 month", "15 Apr 2026"), sooner.format("15 Apr 2026")]
    with writing(installation.engine) as session:
        session.execute(update(table(CallRow)).where(table(CallRow).c.slug == CALL).values(keep_months=60))
    installation.clock.now = kept(installation).closes_at.replace(year=2027)
    keys = installation.signed_in("administrator")
    assert asked(keys, keep_months="6")[1] == f"{sooner.format('15 Sep 2026')} That day has passed already."


def test_a_consent_made_required_says_how_many_stand_without_it(installation: Installation, keys: TestClient) -> None:
    purpose = other(installation)
    place = next(n for n, one in enumerate(kept(installation).consents) if one.purpose == purpose)
    required = {f"consents.{place}.required": "yes"}
    assert asked(keys, **required) == []
    assert not press(keys, HERE, **{f"consents.{place}.required": ""}).is_error
    installation.apply(installation.browser(), **{box(purpose): "yes"})
    installation.apply(name="Nina", email="nina@example.org")
    [line] = asked(keys, **required)
    assert line == (
        f"{purpose}: nobody could apply without it any more. 1 of 2 applications stand without it, and stay as they "
        "are; whoever changes one of these from then on has to agree first. The 1 who agree could take it back only by "
        "withdrawing their application."
    )


def test_minors_are_counted_before_a_call_takes_them_or_takes_them_no_more(
    installation: Installation, keys: TestClient
) -> None:
    installation.apply()
    with writing(installation.engine) as session:
        session.execute(update(table(ApplicantRow)).values(birth_date=date(2010, 1, 1)))
    [line] = asked(keys, minors="yes")
    assert line.startswith("1 application by people under 18 came without a guardian’s consent. That stays as it is")
    installation.change_call(minors=True)
    [line] = asked(keys, minors="")
    assert line.startswith("1 of the 1 application came from people under 18. These stay")


def test_another_day_on_which_ages_are_counted_says_whose_age_and_standing_change(
    installation: Installation, keys: TestClient
) -> None:
    installation.apply(birth_date="1985-11-04")
    installation.apply(email="nina@example.org", birth_date="1990-06-01")
    before = kept(installation)
    assert before.reference_date == date(2020, 11, 3)
    title, role = before.roles[0].criteria[3].title, before.roles[0].title
    assert asked(keys, reference_date="2020-11-04")[0].startswith("1 application would show another age")
    assert asked(keys, reference_date="2026-11-04")[1:] == [f"{title} ({role}): 1 would no longer meet it."]
