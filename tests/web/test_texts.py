"""The office's own texts in the other languages: written by it, read by who reads them, and kept with a consent."""

import re
from html import unescape

from sqlalchemy import select, update

from casting.domain.call_texts import texts_of
from casting.domain.calls import CallPlan, Consent
from casting.services.editing import editable
from casting.store.calls import call_kept
from casting.store.engine import reading, writing
from casting.store.tables import CallRow, ConsentRow, ConsentTextRow, table
from tests.installation import CALL, Installation
from tests.web.test_editor import press, press_again

HERE = f"/admin/calls/{CALL}"
FIELD = re.compile(r'<label for="(text\.\w+)"[^>]*>(.*?)</label>.*?<textarea[^>]*>\n(.*?)</textarea>', re.DOTALL)
HEIGHT, LABEL = "Your height", "I agree that my application is kept and looked at to cast this part."


def named(installation: Installation, code: str) -> dict[str, tuple[str, str]]:
    """The texts on the page for a language: their fields, and what they are."""
    page = installation.signed_in("administrator").get(f"{HERE}/texts/{code}").text
    return {unescape(text): (name, unescape(said)) for name, text, said in FIELD.findall(page)}


def say(installation: Installation, code: str, **words: str) -> None:
    fields = named(installation, code)
    typed = {fields[text][0]: said for text, said in words.items()}
    assert installation.signed_in("administrator").post(f"{HERE}/texts/{code}", data=typed).status_code == 303


def test_a_text_is_read_in_the_readers_language_where_the_office_gave_it_so(installation: Installation) -> None:
    say(installation, "ru", **{HEIGHT: "Сколько в вас росту", "The Challenge": ""})
    page = installation.browser().get(f"/calls/{CALL}", headers={"accept-language": "ru"}).text
    assert '<bdi lang="en">The Challenge</bdi>' in page
    assert "<bdi>Хирург</bdi>" in page
    in_english = installation.browser().get(f"/calls/{CALL}", headers={"accept-language": "en"}).text
    assert "<bdi>The Challenge</bdi>" in in_english
    assert "Хирург" not in in_english
    preview = installation.signed_in("administrator").get(f"{HERE}/roles/the-surgeon/form", params={"in": "ru"}).text
    assert "<bdi>Сколько в вас росту</bdi>" in preview
    assert "За 20 минут или быстрее" in preview


def test_the_translation_of_a_changed_text_falls_away_and_comes_back_with_it(installation: Installation) -> None:
    assert named(installation, "es")["The Challenge"][1] == "El desafío"
    assert "1 text in Russian and 1 text in Spanish would be read" in rename(installation, "The Trial")
    assert named(installation, "es")["The Trial"][1] == ""
    assert rename(installation, "The Challenge") == "", "that is translated still"
    assert named(installation, "es")["The Challenge"][1] == "El desafío"


def test_the_translation_of_a_text_that_was_mended_is_proposed_once_more_and_read_once_it_is_sent(
    installation: Installation,
) -> None:
    rename(installation, "The Challenges")
    assert named(installation, "es")["The Challenges"][1] == "El desafío"
    page = installation.signed_in("administrator").get(f"{HERE}/texts/es?only=empty").text
    assert "look at it again.</strong>" in page
    assert 'The text was: <bdi lang="en">The Challenge</bdi>' in page
    assert "<bdi>El desafío</bdi>" not in read(installation)
    say(installation, "es", **{HEIGHT: "Estatura"})
    assert "<bdi>El desafío</bdi>" not in read(installation), "what is not sent is not kept"
    say(installation, "es", **{"The Challenges": "Los desafíos"})
    assert "<bdi>Los desafíos</bdi>" in read(installation)
    assert "look at it again" not in installation.signed_in("administrator").get(f"{HERE}/texts/es").text


def read(installation: Installation) -> str:
    """The page of the call for who reads Spanish."""
    return installation.browser().get(f"/calls/{CALL}", headers={"accept-language": "es"}).text


def test_there_is_a_page_for_each_language_of_the_product_but_the_one_in_which_a_call_is_written(
    installation: Installation,
) -> None:
    keys = installation.signed_in("administrator")
    assert [keys.get(f"{HERE}/texts/{code}").status_code for code in ("en", "xx", "ru")] == [404, 404, 200]


def rename(installation: Installation, title: str) -> str:
    """Give the call another title; the page that asked first, else nothing."""
    keys = installation.signed_in("administrator")
    page = press(keys, HERE, title=title)
    asked = page.status_code == 200
    assert (press_again(keys, page, HERE) if asked else page).status_code == 303
    return page.text if asked else ""


def call(installation: Installation) -> CallPlan:
    with reading(installation.engine) as session:
        kept = call_kept(session, CALL)
    assert kept is not None
    return kept.call


def test_a_consent_is_kept_with_the_text_that_was_read(installation: Installation) -> None:
    russian = installation.browser()
    russian.headers["accept-language"] = "ru"
    in_english, in_russian = installation.apply(), installation.apply(russian, email="ru@example.org")
    for reference, code in ((in_english, ""), (in_russian, "ru")):
        with reading(installation.engine) as session:
            found = editable(session, reference=reference, now=installation.clock.now)
            texts = session.execute(
                select(table(ConsentTextRow))
                .join(ConsentRow, table(ConsentRow).c.consent_text_id == table(ConsentTextRow).c.id)
                .where(table(ConsentRow).c.application_id == found.application_id)
                .order_by(table(ConsentTextRow).c.position)
            ).all()
        assert [one.purpose for one in texts][:1] == ["casting"]
        assert {one.language for one in texts} == {code}
        assert [one.digest for one in texts] == [
            Consent(one.purpose, one.label, one.text, one.required).digest for one in texts
        ]
        assert (texts[0].label == LABEL) == (code == "")


def test_what_is_not_translated_yet_is_said_beside_the_button_that_publishes(installation: Installation) -> None:
    keys, count = installation.signed_in("administrator"), len(texts_of(call(installation)))
    say(installation, "es", **{"The Challenge": ""})
    assert "not in Spanish yet" not in keys.get(HERE).text, "it is published"
    with writing(installation.engine) as session:
        session.execute(update(table(CallRow)).values(draft=True))
    assert f"<li>1 of {count} texts is not in Spanish yet.</li>" in keys.get(HERE).text
    say(installation, "es", **{"The Challenge": "El desafío"})
    assert "Spanish yet" not in keys.get(HERE).text


def test_what_is_still_to_be_translated_is_shown_alone_and_what_is_saved_there_leaves_the_rest(
    installation: Installation,
) -> None:
    keys, whole = installation.signed_in("administrator"), call(installation)
    assert "Everything is translated." in keys.get(f"{HERE}/texts/es?only=empty").text
    say(installation, "es", **{"The Challenge": ""})
    page = keys.get(f"{HERE}/texts/es?only=empty").text
    ((field, text, _),) = FIELD.findall(page)
    assert text == "The Challenge"
    assert keys.post(f"{HERE}/texts/es", data={field: "El desafío"}).status_code == 303
    assert call(installation) == whole
