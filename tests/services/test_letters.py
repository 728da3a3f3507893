"""Letters: drafted from a stored run, the same again from the same run, released by a director, never sent."""

import re

import pytest
from sqlalchemy import func, select

from casting.domain.changes import Prospect
from casting.domain.errors import NotFound, Refused
from casting.domain.letters import Facts, letter
from casting.domain.scoring import Reason, ReasonKind
from casting.services import letters, review
from casting.services.letters import Draft, catalogues
from casting.store.engine import reading
from casting.store.runs import latest
from casting.store.tables import AuditRow, LetterRow, MessageRow, table
from tests.installation import CALL, PATH, ROLE, Installation

HOME = f"/review/{PATH}"
CONTACT = "casting@example.org"
TEXTS = ("I dance and I sing.", "I sew wounds at night in a field hospital.")


def people(installation: Installation, amount: int = 6) -> list[str]:
    """So many applications, marked and ranked; the reference of each."""
    made = [
        installation.apply(
            name=f"Person {number}",
            email=f"p{number}@example.org",
            medical_years=str(number),
            motivation=f"{TEXTS[number % 2]} Number {number}.",
        )
        for number in range(amount)
    ]
    director = installation.signed_in("director")
    director.post(f"{HOME}/{made[1]}/mark", data={"opinion": "pick"})
    director.post(f"{HOME}/{made[0]}/mark", data={"opinion": "pass"})
    installation.work()
    return made


def draft(
    installation: Installation,
    reference: str,
    *,
    run_id: int | None = None,
    language: str = "en",
) -> Draft:
    with reading(installation.engine) as session:
        actor = installation.actor("director")
        found = review.application_for(session, actor, call=CALL, role=ROLE, reference=reference)
        return letters.draft(session, found, run_id=run_id, language=language)


def published(installation: Installation) -> int:
    with reading(installation.engine) as session:
        found = latest(session, installation.role().role_id).published
    assert found is not None
    return found


def count(installation: Installation, kind: type) -> int:
    with reading(installation.engine) as session:
        return session.scalar(select(func.count()).select_from(table(kind))) or 0


def test_the_same_run_gives_the_same_letter_after_newer_runs_too(installation: Installation) -> None:
    made = people(installation)
    run_id = published(installation)
    before = {code: draft(installation, made[3], run_id=run_id, language=code).text for code in catalogues()}
    director = installation.signed_in("director")
    director.post(f"{HOME}/{made[2]}/mark", data={"opinion": "pick"})
    director.post(f"{HOME}/{made[3]}/mark", data={"opinion": "pass"})
    installation.clock.now = installation.clock.now.replace(hour=18)
    installation.work()
    assert published(installation) != run_id
    after = {code: draft(installation, made[3], run_id=run_id, language=code).text for code in catalogues()}
    assert before == after
    assert draft(installation, made[3]).text != before["en"]


def test_a_letter_says_what_was_read_what_counted_and_who_decides(installation: Installation) -> None:
    made = people(installation)
    text = draft(installation, made[3]).text
    assert text.startswith("Dear Person 3,\n\n")
    for words in ("What have you learned and done?", "among the first", "a person decides", made[3]):
        assert words in text, words
    assert f"write to {installation.role().call.contact} and name your reference." in text
    installation.change_call(contact_name="", contact_email="")
    assert "write to" not in draft(installation, made[3]).text
    assert "Russian citizenship" not in text.split("What counted most")[1]
    quoted = re.findall(r"you write “([^”]+)”", text)
    assert quoted
    own = f"{TEXTS[1]} Number 3. Six years in emergency surgery, then two seasons on stage in Kazan. ".lower()
    own += "Second lead in The Long Shift. Russian, English C1".lower()
    for phrase in quoted:
        assert all(token in own for token in phrase.replace(" / ", " ").split()), phrase


def sides(*reasons: Reason, language: str = "en") -> list[list[str]]:
    """What a letter names in favour and against, for these reasons."""
    facts = Facts(
        name="Mira", reference="K7QX-24", call="The Challenge", role="The surgeon", received="today", place=1, total=9,
        reach=5, read=(), gates=(), reasons=reasons, prospect=Prospect.UNKNOWN, changes=(), contact=CONTACT, run_id=1,
        made="today",
    )  # fmt: skip
    catalogue = catalogues()[language]
    found = letter(catalogue, facts).split("\n\n")
    heads = [catalogue.say(name) for name in ("for", "against")]
    return [one.splitlines()[1:] for head in heads for one in found if one.startswith(head)]


def phrase(name: str, value: float) -> Reason:
    return Reason(ReasonKind.PHRASE, name, value)


TAKEN_TOGETHER = "– the words of your answers, taken together"


@pytest.mark.parametrize("language", ["en", "es", "ru"])
def test_no_word_of_hers_is_named_as_counted_against_her(language: str) -> None:
    both = sides(phrase("orbit", 0.25), phrase("space", -0.5), phrase("", -0.25), language=language)
    words = catalogues()[language].say("words")
    assert both == [["– " + catalogues()[language].say("phrase", text="orbit")], [f"– {words}"]]


@pytest.mark.parametrize("weight", [-0.3, -0.504])
def test_words_that_come_to_nothing_together_are_not_held_against_her(weight: float) -> None:
    both = sides(phrase("orbit", 0.5), phrase("space", weight))
    assert both == [["– you write “orbit”"], ["– nothing that weighed much"]]


def test_words_that_tell_nothing_alone_are_said_together_where_no_other_counts_for_her() -> None:
    height = Reason(ReasonKind.FACT, "Height: 168", -0.25)
    assert sides(phrase("", 0.5), phrase("space", -0.25), height) == [[TAKEN_TOGETHER], ["– Height: 168"]]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_does_not_meet_a_gate_is_told_which(installation: Installation) -> None:
    installation.apply(name="Too Tall", email="t@example.org", height="190")
    made = people(installation)
    with reading(installation.engine) as session:
        tall = review.application_for(session, installation.actor("director"), call=CALL, role=ROLE, reference=made[0])
    assert tall.reference == made[0]
    reference = installation.apply(name="Even Taller", email="u@example.org", height="200")
    installation.clock.now = installation.clock.now.replace(hour=18)
    installation.work()
    text = draft(installation, reference).text
    assert "Not met, by what we know: Height" in text
    assert "Nothing that you could have written elsewhere" in text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_letter_is_not_made_up_where_nothing_is_known(installation: Installation) -> None:
    reference = installation.apply()
    with pytest.raises(NotFound, match="not been ranked"):
        draft(installation, reference)
    people(installation)
    with pytest.raises(NotFound, match="language"):
        draft(installation, reference, language="xx")
    with pytest.raises(NotFound, match="not been ranked"):
        draft(installation, reference, run_id=12345)
    run_id = published(installation)
    late = installation.apply(name="Late One", email="late@example.org")
    with pytest.raises(Refused, match="has changed since"):
        draft(installation, late, run_id=run_id)


def test_every_language_says_every_sentence() -> None:
    names = {code: set(one.sentences) for code, one in catalogues().items()}
    assert set(names) == {"en", "es", "ru"}
    assert names["en"] == names["es"] == names["ru"]
    blanks = {
        name: {code: set(re.findall(r"{(\w+)}", one.sentences[name])) for code, one in catalogues().items()}
        for name in names["en"]
    }
    assert all(found["en"] == found["es"] == found["ru"] for found in blanks.values()), blanks
    assert {tuple(one.standings) for one in catalogues().values()} == {("met", "partly met", "not met", "unknown")}


def test_a_director_releases_a_letter_and_only_its_applicant_reads_it(installation: Installation) -> None:
    made = people(installation, 4)
    browser = installation.browser()
    reference = installation.apply(browser, name="Own Page", email="own@example.org")
    installation.clock.now = installation.clock.now.replace(hour=18)
    installation.work()
    messages, lines = count(installation, MessageRow), count(installation, AuditRow)
    director = installation.signed_in("director")
    page = director.get(f"{HOME}/{reference}/letter?language=ru").text
    assert "Здравствуйте, Own Page!" in page
    assert count(installation, LetterRow) == 0
    assert "Здравствуйте" not in browser.get(f"/applications/{reference}").text
    said = {"language": "ru", "run": str(published(installation))}
    for _ in range(2):
        assert director.post(f"{HOME}/{reference}/letter", data=said).status_code == 303
    assert "Здравствуйте, Own Page!" in browser.get(f"/applications/{reference}").text
    assert "released by Dana Direct" in director.get(f"{HOME}/{reference}/letter").text
    assert count(installation, LetterRow) == 1
    assert count(installation, AuditRow) == lines + 1
    assert count(installation, MessageRow) == messages
    for run in ("x", "0", "-5", str(2**63)):
        assert director.post(f"{HOME}/{made[0]}/letter", data=said | {"run": run}).status_code == 422
    assert director.get(f"{HOME}/{reference}/letter?language=xx").status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_letter_that_was_looked_at_stays_under_its_address(installation: Installation) -> None:
    made = people(installation)
    director = installation.signed_in("director")
    there = f"{HOME}/{made[3]}/letter?ranking={published(installation)}"
    assert f"ranking={published(installation)}" in director.get(f"{HOME}/{made[3]}").text.split("/letter?")[1][:30]
    before = director.get(there).text
    assert "A newer run" not in before
    assert f"{there}&amp;language=es" in before
    director.post(f"{HOME}/{made[2]}/mark", data={"opinion": "pick"})
    director.post(f"{HOME}/{made[3]}/mark", data={"opinion": "pass"})
    installation.clock.now = installation.clock.now.replace(hour=18)
    installation.work()
    after = director.get(there).text
    text = re.compile(r"<blockquote.*?</blockquote>", re.DOTALL)
    assert text.findall(after) == text.findall(before)
    assert f'A newer run orders the lists by now: <a href="{HOME}/{made[3]}/letter?language=en">' in after
    assert director.get(f"{HOME}/{made[3]}/letter?ranking=12345").status_code == 404
    assert director.get(f"{HOME}/{made[3]}/letter?ranking=x").status_code == 422
