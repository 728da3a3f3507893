"""Every sentence is in every catalogue, whole; sentences, numbers and days are said as each language says them."""

import gettext
import re
from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from casting import resources
from casting.domain.said import Said, Value, counted, said
from casting.languages.catalogues import ENGLISH, codes, language, zone_name
from tests.languages.sentences import sentences

PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)(?::\w+)?\}")
TAG = re.compile(r"</?[a-z][^>]*>")
TRANSLATED = [code for code in codes() if code != ENGLISH]
# Words of the familiar form, and those for an application or the team that CONTRIBUTING.md does not name.
AVOIDED = {
    "es": r"tú|tus?|te|ti|contigo|tuy[oa]s?|eres|estás|has|tienes|puedes|quieres|candidaturas?",
    "ru": r"ты|тебя|тебе|тобой|тво(?:й|я|ё|и|его|ей|ему|их|им|ими|ём|ю)|команд\w+ кастинга|кастинг-команд\w+",
}


def catalogue(code: str) -> Catalog:
    with (resources.languages_folder() / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def places(sentence: str) -> Counter[str]:
    return Counter("".join(found) for found in PLACE.findall(sentence))


def _forms(sentence: object) -> tuple[str, ...]:
    return tuple(map(str, sentence)) if isinstance(sentence, list | tuple) else (str(sentence or ""),)


def faults(message: Message, plural_of: Catalog) -> list[str]:
    """What is wrong with a translation: empty, doubtful, a value or a tag too few or too many."""
    ids, strings = _forms(message.id), _forms(message.string)
    said_once = _forms_of_one_number(plural_of) if len(ids) > 1 else set()
    wrong = ["doubtful"] if message.fuzzy else []
    for form, string in enumerate(strings):
        if not string.strip():
            wrong.append("empty")
        expected, found = places(ids[-1]), places(string)
        missing = set(expected) - set(found) - ({"count"} if form in said_once else set())
        if missing or set(found) - set(expected):
            wrong.append("values")
        if TAG.findall(string) != TAG.findall(ids[-1]):
            wrong.append("tags")
    return wrong


def _forms_of_one_number(spoken: Catalog) -> set[int]:
    """The plural forms that a single number takes, and which may leave it unsaid."""
    taken = Counter(map(gettext.c2py(spoken.plural_expr), range(1, 1000)))
    return {form for form, numbers in taken.items() if numbers == 1}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_has_every_sentence_and_no_other(code: str) -> None:
    has = {message.id for message in catalogue(code) if message.id}
    assert (sentences() - has, has - sentences()) == (set(), set())


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_is_whole(code: str) -> None:
    read = catalogue(code)
    assert {message.id: wrong for message in read if message.id and (wrong := faults(message, read))} == {}


@pytest.mark.parametrize("code", AVOIDED)
def test_a_language_keeps_to_its_form_of_address_and_to_its_words(code: str) -> None:
    letter = (resources.templates_folder() / "letters" / f"{code}.toml").read_text(encoding="utf-8")
    texts = [form for message in catalogue(code) if message.id for form in _forms(message.string)]
    avoided = re.compile(rf"\b(?:{AVOIDED[code]})\b", re.IGNORECASE)
    assert [text for text in [*texts, *letter.splitlines()] if avoided.search(text)] == []


@pytest.mark.parametrize(
    ("sentence", "translation", "wrong"),
    [
        ("{a} and {b}", "{a} y {b}", []),
        ("{a} and {b}", "", ["empty", "values"]),
        ("{a} and {b}", "{a} y {c}", ["values"]),
        ("Keep <b>%(a)s</b>", "Guarde %(a)s", ["tags"]),
        (("One", "{count}"), ("Uno", "{count}"), []),
        (("One", "{count}"), ("Uno", "Muchos"), ["values"]),
        (("One of {n}", "{count} of {n}"), ("Uno", "{count} de {n}"), ["values"]),
    ],
)
def test_a_translation_that_is_not_whole_would_be_seen(
    sentence: str | tuple[str, ...], translation: str | tuple[str, ...], wrong: list[str]
) -> None:
    assert faults(Message(sentence, translation), Catalog(locale="es")) == wrong


def test_russian_says_every_number_in_its_three_forms() -> None:
    assert faults(Message(("One", "{count}"), ("Один", "{count}", "{count}")), Catalog(locale="ru")) == ["values"]


# ----------------------------------------------------------------------------------------------- what is said

MOMENT = datetime(2020, 11, 3, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("value", "english", "russian", "spanish"),
    [
        ("Мира", "Мира", "Мира", "Мира"),
        (60_000, "60,000", "60\u00a0000", "60.000"),
        (2.5, "2.5", "2,5", "2,5"),
        (date(1990, 3, 8), "8 March 1990", "8 марта 1990\u202fг.", "8 de marzo de 1990"),
        (
            said("Open until {time}.", time=MOMENT),
            "Open until 3 November 2020, 12:00 (Moscow Time).",
            "Заявки принимаются до 3 ноября 2020\u202fг., 12:00 (Москва).",
            "Abierta hasta el 3 de noviembre de 2020, 12:00 (hora de Moscú).",
        ),
        (
            counted(
                "{count} year old or older on {day}.",
                "{count} years old or older on {day}.",
                count=18,
                day=date(2020, 11, 3),
            ),
            "18 years old or older on 3 November 2020.",
            "Не младше 18 лет на 3 ноября 2020\u202fг.",
            "18 años o más el 3 de noviembre de 2020.",
        ),
        (
            said("{question}: {sentence:lower}", question="Рост", sentence=said("This needs an answer.")),
            "Рост: this needs an answer.",
            "Рост: здесь нужен ответ.",
            "Рост: aquí hace falta una respuesta.",
        ),
    ],
)
def test_a_value_is_said_in_each_language(value: Value, english: str, russian: str, spanish: str) -> None:
    assert [language(code).say(value) for code in ("en", "ru", "es")] == [english, russian, spanish]


@pytest.mark.parametrize(
    ("code", "said_of"),
    [
        ("en", {1: "a month", 2: "2 months", 21: "21 months"}),
        ("ru", {1: "1 месяц ", 2: "2 месяца ", 5: "5 месяцев ", 11: "11 месяцев ", 21: "21 месяц ", 22: "22 месяца "}),
        ("es", {1: "un mes", 2: "2 meses", 21: "21 meses"}),
    ],
)
def test_numbers_have_their_forms(code: str, said_of: dict[int, str]) -> None:
    def kept(months: int) -> Said:
        return counted(
            "Applications are kept for a month after the call has closed, and are then erased.",
            "Applications are kept for {count} months after the call has closed, and are then erased.",
            count=months,
        )

    for months, words in said_of.items():
        assert words in language(code).say(kept(months))


def test_plain_english_needs_no_catalogue() -> None:
    sentence = counted("One of {all}.", "{count} of {all} until {day}.", count=3, all=1500, day=MOMENT)
    assert str(sentence) == "3 of 1,500 until 3 November 2020, 12:00 (Europe/Moscow)."


def test_a_language_that_we_do_not_speak_is_english() -> None:
    assert (language("tlh").code, language("../ru").code) == ("en", "en")


def test_languages_are_called_by_their_own_names() -> None:
    assert {code: language(code).name for code in codes()} == {"en": "English", "es": "Español", "ru": "Русский"}


@pytest.mark.parametrize(
    ("zone", "code", "called"),
    [
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires time"),
        ("Europe/Kyiv", "en", "Kyiv time"),
        ("Etc/GMT-3", "en", "GMT-3 time"),
        ("UTC", "en", "UTC"),
        ("UTC", "es", "UTC"),
        ("Asia/Almaty", "ru", "Алматы"),
        ("Asia/Almaty", "es", "hora de Almaty"),
        ("America/Argentina/Buenos_Aires", "es", "hora de Buenos Aires"),
        ("Europe/Moscow", "es", "hora de Moscú"),
        ("Europe/Moscow", "en", "Moscow Time"),
        ("Europe/Moscow", "ru", "Москва"),
        ("America/New_York", "en_GB", "Eastern Time"),
    ],
)
def test_a_zone_without_a_name_of_its_own_is_called_by_its_city(zone: str, code: str, called: str) -> None:
    assert zone_name(ZoneInfo(zone), Locale.parse(code)) == called
