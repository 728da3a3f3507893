"""What columns become: by name, by entries, or a sentence that says what is wrong."""

import pytest

from casting.domain.calls import Option, Question, RolePlan
from casting.domain.vocabulary import QuestionKind, QuestionUse
from casting.forms.mapping import MappingFault, Target, read_mapping

HEIGHT = Question("height", QuestionKind.NUMBER, "Height")
TRAINING = Question("training", QuestionKind.CHOICE, "Training", options=(Option("much", "Much"),))
SCORE = Question("score", QuestionKind.TEXT, "Score")
CV = Question("cv", QuestionKind.FILE, "CV")
ROLE = RolePlan("lead", "Lead", "", 1, (HEIGHT, TRAINING, SCORE, CV), (), {})
COLUMNS = ("id", "name", "text", "a=b", "height", "answer:score", "score", "cv", "", "received_at")


def _fault(*given: str, columns: tuple[str, ...] = COLUMNS) -> str:
    with pytest.raises(MappingFault) as fault:
        read_mapping(given, columns=columns, role=ROLE)
    return str(fault.value)


def _new(entry: str) -> Question:
    question = read_mapping(["id=name", f"text={entry}"], columns=COLUMNS, role=ROLE).targets[1].question
    assert question is not None
    return question


def test_without_entries_columns_are_taken_by_their_names() -> None:
    mapping = read_mapping([], columns=tuple(c for c in COLUMNS if c != "score"), role=ROLE)
    assert mapping.targets == (
        Target("name", 1, "name"),
        Target("height", 4, "height", HEIGHT),
        Target("answer:score", 5, "score", SCORE),
        Target("received_at", 8, "received_at"),
    )
    assert mapping.left_out == ("id", "text", "a=b", "cv", "column 8")


def test_with_entries_nothing_else_is_taken() -> None:
    mapping = read_mapping(["id=name", "a=b=height", "text=said:long-text"], columns=COLUMNS, role=ROLE)
    assert [(target.column, target.position, target.field, target.new) for target in mapping.targets] == [
        ("id", 0, "name", False),
        ("a=b", 3, "height", False),
        ("text", 2, "said", True),
    ]
    assert mapping.left_out == ("name", "height", "answer:score", "score", "cv", "column 9", "received_at")


@pytest.mark.parametrize(
    ("entry", "kind", "use"),
    [
        ("said:long-text", QuestionKind.LONG_TEXT, QuestionUse.WORDS),
        ("said:long text", QuestionKind.LONG_TEXT, QuestionUse.WORDS),
        ("said:long-text:nothing", QuestionKind.LONG_TEXT, QuestionUse.NOTHING),
        ("said:text", QuestionKind.TEXT, QuestionUse.NOTHING),
        ("said:text:words", QuestionKind.TEXT, QuestionUse.WORDS),
        ("posts:number", QuestionKind.NUMBER, QuestionUse.FACT),
        ("posts:number:nothing", QuestionKind.NUMBER, QuestionUse.NOTHING),
        ("weekday:choice", QuestionKind.CHOICE, QuestionUse.FACT),
        ("since:date", QuestionKind.DATE, QuestionUse.NOTHING),
        ("reel:link", QuestionKind.LINK, QuestionUse.NOTHING),
        ("age:number", QuestionKind.NUMBER, QuestionUse.NOTHING),
        ("home_city:choice", QuestionKind.CHOICE, QuestionUse.NOTHING),
        ("ethnicity:choice", QuestionKind.CHOICE, QuestionUse.NOTHING),
    ],
)
def test_a_new_question_is_read_by_the_scorer_as_its_kind_and_the_law_allow(
    entry: str, kind: QuestionKind, use: QuestionUse
) -> None:
    question = _new(entry)
    assert (question.kind, question.use, question.required, question.card) == (kind, use, False, False)


def test_a_question_that_the_role_has_may_be_named_with_its_kind() -> None:
    mapping = read_mapping(["id=name", "text=height:number"], columns=COLUMNS, role=ROLE)
    assert mapping.targets[1] == Target("text", 2, "height", HEIGHT)


HAS = "It has: id, name, text, a=b, height, answer:score, score, cv, received_at"
FAULTS = {
    ("id",): "“id” cannot be used. Write the column, “=”, and what it becomes: --map COLUMN=FIELD.",
    ("=name",): "“=name” cannot be used. Write the column, “=”, and what it becomes: --map COLUMN=FIELD.",
    ("id=",): "“id=” cannot be used. Write the column, “=”, and what it becomes: --map COLUMN=FIELD.",
    ("id=name", "name=name"): "Both “id” and “name” would become “name”.",
    ("txt=name",): f"The file has no column “txt”. {HAS}; did you mean “text”?",
    ("quite another=name",): f"The file has no column “quite another”. {HAS}.",
    ("text=hight",): "“hight” is neither a standard field nor a question of this role. "
    "A new question needs its kind, as in --map text=hight:text. There are: name, email, phone, birth_date, city, "
    "country, tape_url, received_at, height, training, score, cv; did you mean “height”?",
    ("text=a:prose",): "“prose” is no kind of question. There are: text, long-text, number, choice, "
    "several, yes-no, scale, languages, date, link.",
    ("text=a:file",): "“file” is no kind of question. There are: text, long-text, number, choice, "
    "several, yes-no, scale, languages, date, link.",
    ("text=said:text:much",): "“much” is no use. There are: nothing, words, fact.",
    ("text=Said:text",): "“Said” cannot be the key of a question: use up to 40 small letters, digits and _, a letter "
    "first, and none of birth_date, city, country, email, headshot, name, phone, tape_url, token, website.",
    ("text=height:text",): "The role's question “height” is a number. “text” cannot become “height:text”.",
    ("text=cv",): "The role's question “cv” is a file. “text” cannot become “cv”.",
    ("text=said:text:fact",): "“said:text:fact”: “use: fact” is for questions of the kind “choice” or “yes or no” or "
    "“scale” or “number”; this one is of the kind “text”: leave “use” out.",
    ("text=age:number:fact",): "“age:number:fact”: the question asks for age, sex, origin or place, which is never "
    "scored: leave “use” out or ask for something else.",
    ("id=height",): "No column gives a name, and each application needs one. Say which does, as in --map COLUMN=name. "
    f"{HAS}.",
}


@pytest.mark.parametrize(("given", "fault"), FAULTS.items(), ids=lambda said: said[-1] if said in FAULTS else "")
def test_a_mapping_that_cannot_be_used_is_told(given: tuple[str, ...], fault: str) -> None:
    assert _fault(*given) == fault


def test_a_sheet_without_a_name_is_told_what_to_do() -> None:
    assert _fault(columns=("id", "text")) == (
        "No column gives a name, and each application needs one. Say which does, as in --map COLUMN=name. "
        "It has: id, text."
    )


def test_two_columns_may_not_mean_one_question() -> None:
    assert _fault(columns=("name", "score", "answer:score")) == "Both “score” and “answer:score” would become “score”."
