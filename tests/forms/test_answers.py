"""Every kind of answer: what is taken, as what it is kept, and what is said of what cannot be taken."""

from dataclasses import replace
from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.calls import UNIT_PART, OnlyIf, Option, Question
from casting.domain.criteria import LanguageRule, spoken
from casting.domain.measures import from_other_unit, in_other_unit
from casting.domain.vocabulary import Days, Level, QuestionKind, Standing
from casting.forms.answers import check_answer, check_number, unit_chosen
from casting.forms.days import check_date
from casting.forms.fields import FieldFault
from casting.forms.gathering import as_typed, gathered, told_in, told_in_full
from casting.forms.spoken import language_code, language_names

TODAY = date(2026, 11, 26)
SKILLS = tuple(Option(value, label) for value, label in (("riding", "Riding"), ("swim", "Swimming, fast"), ("x", "X")))
HEIGHT = Question("height", QuestionKind.NUMBER, "Height", unit="cm", lowest=100, highest=230)
WEIGHT = Question("weight", QuestionKind.NUMBER, "Weight", unit="kg", lowest=30, highest=250)
TRAINED = Question("trained", QuestionKind.NUMBER, "Trained for", unit="years")
SEVERAL = Question("skills", QuestionKind.SEVERAL, "Skills", options=SKILLS, lowest=1, highest=2)
SCALE = Question("rides", QuestionKind.SCALE, "Rides", lowest=1, highest=5, options=(Option("5", "Every week"),))
YES_NO = Question("drives", QuestionKind.YES_NO, "Drives")
LANGUAGES = Question("languages", QuestionKind.LANGUAGES, "Languages", highest=3)
DAY = Question("free", QuestionKind.DATE, "Free from")


def fault_of(question: Question, said: str) -> str:
    with pytest.raises(FieldFault) as caught:
        check_answer(question, said, today=TODAY)
    return str(caught.value)


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        (HEIGHT, "180", 180.0),
        (HEIGHT, "180,5 см", 180.5),
        (HEIGHT, "5 ft 11 in", 180.34),
        (HEIGHT, "5'11\"", 180.34),
        (HEIGHT, "5 футов 11 дюймов", 180.34),
        (HEIGHT, "71 in", 180.34),
        (HEIGHT, "1,80 м", 180.0),
        (HEIGHT, "1.80", 180.0),
        (WEIGHT, "150 lb", 68.0389),
        (WEIGHT, "68 кг", 68.0),
        (TRAINED, "5 лет", 5.0),
        (TRAINED, "1 año", 1.0),
        (TRAINED, "2 years", 2.0),
        (SEVERAL, "swim; riding", "riding; swim"),
        (SEVERAL, "Swimming, fast", "swim"),
        (SEVERAL, "riding, x", "riding; x"),
        (SEVERAL, "X\nriding\nX", "riding; x"),
        (SCALE, "4", 4.0),
        (SCALE, "4.0", 4.0),
        (SCALE, "every week", 5.0),
        (YES_NO, "Да", "yes"),
        (YES_NO, "no", "no"),
        (LANGUAGES, "English C1; русский родной", "en C1; ru native"),
        (LANGUAGES, "alemán (b2), francés: A1", "de B2; fr A1"),
        (LANGUAGES, "Французский В2", "fr B2"),
        (LANGUAGES, "yka A1", "yka A1"),
        (DAY, "8 марта 1990 г.", "1990-03-08"),
        (DAY, "8 de marzo de 1990", "1990-03-08"),
        (DAY, "March 8th, 1990", "1990-03-08"),
        (DAY, "25/12/1990", "1990-12-25"),
        (DAY, "  ", None),
    ],
)
def test_an_answer_is_kept_in_one_form_however_it_is_written(question: Question, said: str, kept: object) -> None:
    found = check_answer(question, said, today=TODAY)
    assert found == kept
    assert found is None or check_answer(question, as_typed(question, {question.key: found}), today=TODAY) == kept


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        (HEIGHT, "5 ft 12 in", "A foot has twelve inches"),
        (HEIGHT, "tall", "Give a number in cm, such as 132, or feet and inches"),
        (HEIGHT, "7 ft 11 in", "Give a number from 100 to 230 cm."),
        (WEIGHT, "10 lb", "Give a number from 30 to 250 kg."),
        (SEVERAL, "riding; flying", "“flying” is none of the answers"),
        (SEVERAL, "riding; swim; x", "Give 2 at most."),
        (SCALE, "6", "Choose a step from 1 to 5."),
        (SCALE, "2.5", "Choose a step from 1 to 5."),
        (YES_NO, "perhaps", "Choose yes or no."),
        (LANGUAGES, "Dothraki C1", "We know no language “Dothraki”"),
        (LANGUAGES, "English", "Say how well you speak English"),
        (LANGUAGES, "- B1", "Say which language it is"),
        (LANGUAGES, "English B1; en C1", "en stands there twice"),
        (LANGUAGES, "en A1; ru A1; de A1; fr A1", "Give 3 at most."),
        (DAY, "30 February 1990", "There is no such day"),
        (DAY, "30 февраля 1990", "There is no such day"),
        (DAY, "03/08/1990", "Which of the two is the month?"),
        (DAY, "soon", "Give the day as year, month and day"),
        (DAY, "8 March 1890", "Give a year from 1900 on."),
        (DAY, "soon", "such as 2026-03-08."),
        (replace(DAY, days=Days.PAST), "soon", "such as 2025-03-08."),
        (replace(DAY, days=Days.COMING), "30 February 2027", "Give it as 2027-03-08."),
        (replace(DAY, days=Days.COMING), "03/08/2027", "such as 8 March 2027, or as 2027-03-08."),
        (replace(DAY, days=Days.PAST), "2026-11-27", "This day has not come yet."),
        (replace(DAY, days=Days.COMING), "2026-11-25", "This day has passed."),
    ],
)
def test_what_cannot_be_used_is_answered_with_what_to_do(question: Question, said: str, told: str) -> None:
    assert told in fault_of(question, said)


def test_an_ambiguous_day_is_read_as_the_reader_writes_days() -> None:
    assert check_date("03/08/1990", reader="es") == date(1990, 8, 3)
    assert check_date("03/03/1990") == date(1990, 3, 3)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["en", "en_GB", "ru", "es"]))
def test_a_day_that_is_written_out_is_read_back(day: date, locale: str) -> None:
    for form in ("long", "medium"):
        assert check_date(format_date(day, form, locale=locale), reader="es") == day
    assert check_date(f"{day.day}.{day.month:02}.{day.year}") == day


@given(st.text(max_size=60))
def test_no_text_breaks_a_parser(said: str) -> None:
    for question in (HEIGHT, WEIGHT, SEVERAL, SCALE, YES_NO, LANGUAGES, DAY):
        try:
            found = check_answer(question, said, today=TODAY)
        except FieldFault:
            continue
        assert found is None or check_answer(question, as_typed(question, {question.key: found})) == found


@given(st.integers(0, 99 * 1200 - 1))
def test_feet_and_inches_come_back_as_they_were_typed(hundredths: int) -> None:
    feet, inches = divmod(hundredths / 100, 12)
    said = f"{feet:.0f} ft {round(inches, 2):.15g} in"
    kept = from_other_unit("cm", said)
    assert kept is not None
    assert in_other_unit("cm", kept, exact=True) == said


@given(st.integers(0, 999_999))
def test_pounds_come_back_as_they_were_typed(hundredths: int) -> None:
    said = f"{hundredths / 100:.15g} lb"
    kept = from_other_unit("kg", said)
    assert kept is not None
    assert in_other_unit("kg", kept, exact=True) == said


@given(st.decimals(100, 230, places=2).map(str))
def test_centimetres_are_never_taken_for_another_unit(said: str) -> None:
    assert check_number(said, unit="cm", lowest=100, highest=230) == float(said)
    assert unit_chosen(HEIGHT, said) is None


def test_the_unit_that_was_chosen_is_kept_and_both_are_shown() -> None:
    assert unit_chosen(HEIGHT, "5 ft 11 in") == "ft"
    assert as_typed(HEIGHT, {"height": 180.34, "height" + UNIT_PART: "ft"}) == "5 ft 11 in"
    assert as_typed(HEIGHT, {"height": 180.34}) == "180.34"
    assert told_in_full(HEIGHT, 180.34, "en") == "180.3 cm (5 ft 11 in)"
    assert told_in_full(WEIGHT, 68.0389, "ru") == "68 kg (150 lb)"


def test_parts_of_a_form_become_one_text_and_are_shown_again() -> None:
    questions = (HEIGHT, SEVERAL, LANGUAGES)
    typed = {"height": "5 11", "height.unit": "ft", "skills.": "shown", "skills.x": "yes", "skills.riding": "yes"}
    typed |= {"languages.": "shown", "languages.1": "English", "languages.1.level": "C1", "languages.3.level": "B1"}
    found = gathered(questions, typed)
    assert found == {"height": "5 ft 11 in", "skills": "riding; x", "languages": "English C1\n- B1"}
    assert gathered(questions, found) == found
    assert gathered(questions, {"skills": "x", "skills.": "shown"}) == {"skills": ""}
    assert gathered(questions, {"height": "180 cm", "height.unit": "ft"}) == {"height": "180 cm"}
    assert gathered(questions, {"height": "180", "height.unit": "cm"}) == {"height": "180"}
    assert gathered((WEIGHT,), {"weight": "150", "weight.unit": "lb"}) == {"weight": "150 lb"}


def test_answers_are_told_in_the_words_of_the_reader() -> None:
    assert told_in(LANGUAGES, "en C1; ru native", "es") == "inglés C1, ruso native"
    assert told_in(SEVERAL, "riding; swim; gone", "en") == "Riding; Swimming, fast; gone"
    assert told_in(SCALE, 5.0, "en") == "5 of 5: Every week"
    assert told_in(YES_NO, "yes", "en") == "Yes"


def test_a_language_whose_name_is_the_code_of_another_is_itself() -> None:
    for code, typed in (
        ("gaa", "Ga"),
        ("gaa", language_names("es")["gaa"]),
        ("ga", "ga"),
        ("ga", "Irish"),
        ("en", "EN"),
    ):
        assert set(spoken(check_answer(LANGUAGES, f"{typed} B1"))) == {code}, typed


@pytest.mark.parametrize("reader", ["en", "ru", "es"])
def test_every_language_is_found_by_its_name_and_by_its_code(reader: str) -> None:
    names = language_names(reader)
    for code, name in names.items():
        assert names[language_code(name)] == name
        assert language_code(code) == code


@given(st.lists(st.tuples(st.sampled_from(sorted(language_names("ru"))), st.sampled_from(Level)), max_size=3))
def test_languages_are_found_again_by_their_names_in_any_language(told: list[tuple[str, Level]]) -> None:
    once = dict(told)
    for reader in ("en", "ru", "es"):
        names = language_names(reader)
        said = "\n".join(f"{names.get(code, code)} {level}" for code, level in once.items())
        found = check_answer(LANGUAGES, said)
        same = {names.get(code, code): level for code, level in once.items()}
        again = spoken(found)
        assert {names.get(code, code): level for code, level in again.items()} == same


def test_a_mother_tongue_is_worth_as_much_as_c2_and_no_more() -> None:
    rule = LanguageRule("en", "C2")
    native, learned = (rule.judge(f"ru A1; en {level}", on=TODAY) for level in ("native", "C2"))
    assert (native, native.standing) == (learned, Standing.MET)
    fits = [rule.judge(said, on=TODAY).fit for said in ("en B1", "ru C2", None)]
    assert fits == [0.5, 0.0, None]
    assert rule.judge("", on=TODAY).standing is Standing.UNKNOWN
    with pytest.raises(ValueError, match="“level” is one of"):
        LanguageRule("en", "native")


def test_a_question_is_asked_only_with_the_answers_that_it_names() -> None:
    assert OnlyIf("skills", ("x",)).holds("riding; x")
    assert OnlyIf("rides", ("4", "5")).holds(4.0)
    assert not OnlyIf("rides", ("4", "5")).holds(None)
    assert not OnlyIf("drives", ("yes",)).holds("no")
