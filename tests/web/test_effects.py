"""What is said of a change before it is saved: whom it touches, and how."""

from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, update

from casting.domain.criteria import AgeRule
from casting.forms.roleform import role_as_typed
from casting.services.preparing import prepare_pending
from casting.services.setup import load_call
from casting.store.engine import writing
from casting.store.tables import ApplicantRow, ApplicationRow, CallRow, MarkRow, table
from casting.web.form_views import FOR_LATER
from tests.installation import CALL, PATH, Installation
from tests.web.test_editor import HERE, SURGEON, kept, press, press_again
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


def test_a_closing_time_with_seconds_that_stays_as_it_is_closes_nothing_sooner(
    installation: Installation, keys: TestClient
) -> None:
    begin(installation)
    installation.change_call(closes_at=installation.role().call.closes_at.replace(second=41, microsecond=7))
    assert asked(keys) == []


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


# ---------------------------------------------------------------------------------------------------- a role


def place_of(installation: Installation, key: str) -> int:
    return next(n for n, one in enumerate(kept(installation).roles[0].questions) if one.key == key)


def test_what_a_question_asks_otherwise_is_told_of_the_answers_that_there_are(
    installation: Installation, keys: TestClient
) -> None:
    mira = installation.browser()
    own = f"/applications/{installation.apply(mira, height='170')}"
    installation.apply(email="nina@example.org", height="190", chest="")
    height, chest = place_of(installation, "height"), place_of(installation, "chest")
    [line] = asked(keys, SURGEON, **{f"questions.{height}.highest": "180"})
    assert line == (
        "1 answer to “Your height” would not be taken any more, by the new bounds. That stays as it is; only who "
        "changes the application from then on is asked for another."
    )
    [line] = asked(keys, SURGEON, **{f"questions.{chest}.required": "yes"})
    label = kept(installation).roles[0].questions[chest].label
    assert line.startswith(f"1 of 2 applications came without an answer to “{label}”.")
    reworded = press(keys, SURGEON, **{f"questions.{height}.label": "How tall are you?"})
    assert "2 applicants answered “Your height”. Their answers would stand under “How tall are you?”" in reworded.text
    assert press_again(keys, reworded, SURGEON).status_code == 303
    assert "How tall are you?" in mira.get(own).text


def test_how_far_those_have_come_who_fall_out_is_told_without_who_said_what(
    installation: Installation, keys: TestClient
) -> None:
    first = installation.apply()
    installation.apply(email="nina@example.org")
    prepare_pending(installation.engine, now=installation.clock())
    [*_, told, chosen] = asked(keys, SURGEON, criteria__3__rule__highest="26")
    assert "would miss one: they would be sorted last, and read at once, on their own page" in told
    assert chosen == "None of them stands in a stage beyond received, and none has a pick."
    mark(installation, first, "pick", "maybe")
    with writing(installation.engine) as session:
        rows = table(ApplicationRow)
        session.execute(update(rows).where(rows.c.reference == first).values(stage="longlist"))
    counted = "In a stage beyond received: 1 of them; with a pick: {}."
    assert counted.format(0) in asked(keys, SURGEON, criteria__3__rule__highest="26")
    mark(installation, first, "pick")
    assert counted.format(1) in asked(keys, SURGEON, criteria__3__rule__highest="26")


def mark(installation: Installation, reference: str, *opinions: str) -> None:
    """What the director says of an application, one after the other."""
    who = {"application_id": installation.application_id(reference), "member_id": installation.members["director"]}
    with writing(installation.engine) as session:
        for opinion in opinions:
            row = {**who, "opinion": opinion, "stars": None, "marked_at": installation.clock()}
            session.execute(insert(table(MarkRow)).values(row))


def test_a_gate_that_is_new_is_not_met_rather_than_met_no_longer(installation: Installation, keys: TestClient) -> None:
    installation.apply()
    before = kept(installation)
    with writing(installation.engine) as session:
        role = replace(before.roles[0], criteria=before.roles[0].criteria[:3])
        load_call(session, replace(before, roles=(role,)), now=installation.clock())
    gate = replace(before.roles[0].criteria[3], rule=AgeRule(20, 26))
    number = len(role.criteria)
    typed = role_as_typed(replace(role, criteria=(*role.criteria, gate)))
    new = {name: said for name, said in typed.items() if name.startswith(f"criteria.{number}.")}
    lines = asked(keys, SURGEON, **new)
    assert f"{gate.title}: 1 would not meet it." in lines
