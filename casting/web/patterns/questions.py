"""Samples of every kind of question: empty, filled in, mistaken, and not asked."""

from collections.abc import Mapping
from dataclasses import replace

from casting.domain.calls import OnlyIf, Option, Question, RolePlan
from casting.domain.said import Text, said
from casting.domain.vocabulary import Days, QuestionKind
from casting.web.form_views import Fields, check_page
from casting.web.pages import ApplyPage, LanguageMenu, Section
from casting.web.patterns.invented import CALL, LONG, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

SKILLS = (
    Option("riding", "Riding"),
    Option("fencing", f"Fencing {LONG}"),
    Option("diving", RIGHT_TO_LEFT),
    Option("trapeze", SCRIPT),
)
RIDES = OnlyIf("rides", ("yes",))
QUESTIONS = (
    Question("height", QuestionKind.NUMBER, "Your height", "Without shoes.", unit="cm", lowest=100, highest=230),
    Question("weight", QuestionKind.NUMBER, "Your weight", unit="kg", lowest=30, highest=250, required=True),
    Question("rides", QuestionKind.YES_NO, "Do you ride?", required=True),
    Question(
        "riding",
        QuestionKind.SCALE,
        "How well do you ride?",
        "As you judge it yourself.",
        lowest=1,
        highest=5,
        options=(Option("1", "I have sat on a horse"), Option("5", "I ride every week")),
        only_if=RIDES,
        required=True,
    ),
    Question("horse", QuestionKind.TEXT, "How tall was the last horse?", only_if=OnlyIf("riding", ("4", "5"))),
    Question("skills", QuestionKind.SEVERAL, "What else can you do?", "Two at most.", options=SKILLS, highest=2),
    Question("languages", QuestionKind.LANGUAGES, "Which languages do you speak?", "Your own first.", highest=3),
    Question("free", QuestionKind.DATE, "From which day are you free?", days=Days.COMING),
)
FILLED = {
    "height": "5 ft 11 in",
    "weight": "64,5",
    "rides": "yes",
    "riding": "4",
    "horse": "168 cm",
    "skills": "riding; trapeze",
    "languages": "ru native; English B2",
    "free": "8 марта 2027",
}
TYPED = {
    "height": "5 ft 14 in",
    "weight": "150 lbs and more",
    "skills": "riding; fencing; diving",
    "languages": f"Dothraki C1\n- B2\n{UNBROKEN}",
    "free": "30 February 2027",
}
MISTAKES: Mapping[str, Text] = {
    "height": said("A foot has twelve inches: give the inches from 0 to 11."),
    "weight": said("Give a number in kg, such as {example}, or in pounds, such as 150 lb.", example=85),
    "rides": said("Choose yes or no."),
    "skills": said("Choose one of the answers."),
    "languages": said(
        "We know no language “{language}”. Choose one from the list, or give its code of three letters.",
        language="Dothraki",
    ),
    "free": said("There is no such day in the calendar. Give it as {example}.", example="2027-03-08"),
}


def question_patterns() -> Mapping[str, Shown]:
    """The form with every kind of question in every state."""
    filled = _form(FILLED)
    return {
        "questions": _form({}),
        "questions, filled": filled,
        "questions, filled, in Spanish": _form(FILLED, language="es"),
        "questions, mistakes": _form(TYPED, MISTAKES),
        "questions, mistakes, in Russian": _form(TYPED, MISTAKES, language="ru"),
        "questions, not asked": _form({**FILLED, "rides": "no"}),
        "questions, to check": check_page(filled),
        "questions, not asked, to check": check_page(_form({**FILLED, "rides": "no"})),
    }


def _form(typed: Mapping[str, str], faults: Mapping[str, Text] | None = None, *, language: str = "en") -> ApplyPage:
    role = RolePlan("surgeon", ROLE, "", 1, QUESTIONS, (), {})
    fields = Fields(role, typed, faults or {}, {}, language)
    action = "/calls/the-challenge/surgeon/apply"
    page = ApplyPage(
        f"Apply for {ROLE}",
        CALL,
        "/calls/the-challenge",
        ROLE,
        action,
        "b4f1c9",
        "website",
        "Open until 20 December 2026, 23:59 Moscow time",
        (Section("For this role", "", tuple(map(fields.question, QUESTIONS))),),
        language_menu=LanguageMenu(action, form="apply-form"),
    )
    return replace(page, language=language)
