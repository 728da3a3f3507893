"""Tags, and the search for what the team has said: by tag, by flag, by who has marked."""

import re
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, update

from casting.domain.flags import FlagKind
from casting.domain.tags import tag_name
from casting.store.engine import writing
from casting.store.tables import FlagRow, MemberRow, table
from tests.installation import PATH, Installation

HOME = f"/review/{PATH}"


def apply_as(installation: Installation, letter: str) -> str:
    return installation.apply(name=f"Person {letter}", email=f"{letter}@example.org")


def found(client: TestClient, q: str) -> str:
    """The letters of those whom the sheet finds, which its count agrees with."""
    page = client.get(HOME, params={"q": q, "lens": "name"})
    assert page.status_code == 200, page.text
    letters = re.findall(r'<bdi class="name">Person ([A-Z])</bdi>', page.text)
    counted = re.search(r"<span>([\d,]+) found</span>", page.text)
    assert len(letters) == (int(counted[1]) if counted else 0)
    return "".join(letters)


def test_a_tag_is_given_found_counted_and_taken_away(installation: Installation) -> None:
    one, _ = apply_as(installation, "A"), apply_as(installation, "B")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    for _ in range(2):
        assert director.post(f"{HOME}/{one}/tags", data={"name": " Second  Lead "}).status_code == 303
    associate.post(f"{HOME}/{one}/tags", data={"name": "трюки"})
    assert found(associate, "tag:second-lead") == "A"
    assert found(associate, "-tag:second-lead") == "B"
    assert found(associate, "tag:none") == "B"
    assert found(associate, "-tag:none") == "A"
    assert found(associate, "tag:ТРЮКИ or tag:nothing") == "A"
    facet = re.search(r'href="([^"]+)"[^>]*><span class="box"[^>]*></span><span class="label">second-lead</span> '
                      r'<span class="n">1</span>', associate.get(HOME).text)  # fmt: skip
    assert facet
    assert "tag:second-lead" in facet[1]
    page = associate.get(f"{HOME}/{one}").text
    assert "<bdi>second-lead</bdi>" in page
    assert associate.post(f"{HOME}/{one}/tags/remove", data={"name": "second-lead"}).status_code == 303
    assert found(director, "tag:second-lead") == ""


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "A tag is a word of letters or digits."),
        ("?! …", "A tag is a word of letters or digits."),
        ("x" * 41, "Shorten it to 40."),
        ("None", "Take another word."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_tag_that_cannot_be_kept_comes_back_with_why(installation: Installation, typed: str, fault: str) -> None:
    reference = apply_as(installation, "A")
    answer = installation.signed_in("director").post(f"{HOME}/{reference}/tags", data={"name": typed})
    assert answer.status_code == 422
    assert fault in answer.text
    assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_application_has_twenty_tags_at_most(installation: Installation) -> None:
    reference = apply_as(installation, "A")
    director = installation.signed_in("director")
    answers = [
        director.post(f"{HOME}/{reference}/tags", data={"name": f"word {number}"}).status_code for number in range(21)
    ]
    assert answers == [303] * 20 + [422]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Second_Lead", "second-lead"),
        ('--a(b):c"d--', "a-b-c-d"),
        ("हिन्दी", "हिन्दी"),
        ("\u202estunts\u200b", "stunts"),
        ("СТРАССЕ", "страссе"),
        ("<b>", "b"),
    ],
)
def test_a_tag_is_kept_so_that_the_search_can_say_it(typed: str, kept: str) -> None:
    assert tag_name(typed) == kept
    assert tag_name(kept) == kept


def test_a_colleagues_marks_are_found_only_where_one_has_marked(installation: Installation) -> None:
    one, two, three = (apply_as(installation, letter) for letter in "ABC")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    producer = installation.signed_in("producer")
    associate.post(f"{HOME}/{one}/mark", data={"opinion": "pick"})
    associate.post(f"{HOME}/{two}/mark", data={"stars": "2"})
    assert [found(director, q) for q in ("by:alex", "-by:alex", "by:me")] == ["", "ABC", ""]
    assert found(producer, "by:alex-second") == "AB", "who marks nobody sees what was marked"
    director.post(f"{HOME}/{two}/mark", data={"opinion": "pass"})
    director.post(f"{HOME}/{three}/mark", data={"opinion": "pick"})
    assert [found(director, q) for q in ("by:alex", "-by:alex", "by:me", "-by:me", "by:dana -by:alex")] == [
        "B",
        "AC",
        "BC",
        "A",
        "C",
    ]
    associate.post(f"{HOME}/{two}/mark", data={"opinion": "none"})
    assert found(director, "by:alex") == "", "a mark that was taken back is none"


def test_who_is_not_in_the_team_is_said_with_its_column(installation: Installation) -> None:
    apply_as(installation, "A")
    answer = installation.signed_in("director").get(HOME, params={"q": "stunt -by:Sam"})
    assert answer.status_code == 422
    assert "Nobody in this team is called “sam”. There is by:me, and by:dana-direct, by:alex-second" in answer.text
    assert "(Column 11.)" in answer.text


def test_names_in_any_script_are_found(installation: Installation) -> None:
    one = apply_as(installation, "A")
    with writing(installation.engine) as session:
        rows = table(MemberRow)
        session.execute(update(rows).where(rows.c.id == installation.members["associate"]).values(name="Алёна Вторая"))
    installation.signed_in("associate").post(f"{HOME}/{one}/mark", data={"opinion": "pick"})
    assert found(installation.signed_in("producer"), "by:АЛЕНА") == "A"


def test_flags_are_found_by_kind(installation: Installation) -> None:
    one, _ = apply_as(installation, "A"), apply_as(installation, "B")
    with writing(installation.engine) as session:
        session.execute(
            insert(table(FlagRow)).values(
                application_id=installation.application_id(one),
                kind=FlagKind.HIDDEN.value,
                evidence=[],
                found_at=datetime(2026, 3, 8, tzinfo=UTC),
            )
        )
    director = installation.signed_in("director")
    asked = ("flag:hidden", "flag:any", "-flag:any", "flag:orders", "-flag:hidden")
    assert [found(director, q) for q in asked] == ["A", "A", "B", "", "B"]
