"""An application as a person sends it: the whole form checked at once, to a valid value or to faults by field."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from casting.domain.calls import STANDARD_FIELDS, UNIT_PART, CallPlan, Question, RolePlan
from casting.domain.criteria import Answer
from casting.domain.guardians import is_minor
from casting.domain.said import Said, Text, said
from casting.domain.vocabulary import QuestionKind
from casting.forms.answers import check_answer, check_standard, unit_chosen
from casting.forms.fields import FieldFault, address_key, sort_key
from casting.forms.gathering import gathered
from casting.forms.phones import home_country
from casting.languages.catalogues import ENGLISH

REQUIRED_STANDARD = frozenset({"name", "email", "birth_date"})

MISSING: Mapping[str, Said] = {
    "name": said("Give your name, so that the casting team knows whom to ask for."),
    "email": said("Give an e-mail address: the receipt and every answer go there."),
    "birth_date": said("Give your birth date: the role asks for an age."),
}


MINOR = said("This is the birth date of somebody under 18. Is it right?")


@dataclass(frozen=True)
class Application:
    """A checked application.

    Attributes:
        answers: checked answers by question key, and units that were chosen (`casting.domain.calls.UNIT_PART`); what
            was not answered, or not asked of whoever answers so, is missing.
        consents: the purposes that were agreed to.
    """

    name: str
    sort_name: str
    email: str | None
    email_key: str | None
    phone: str | None
    birth_date: date | None
    city: str | None
    country: str | None
    tape_url: str | None
    answers: Mapping[str, Answer]
    consents: tuple[str, ...]


def consent_field(purpose: str) -> str:
    """The form's field for one purpose; no question's key has a hyphen, so none can be the same."""
    return "consent-" + "-".join(purpose.split())


def read_application(
    raw: Mapping[str, str],
    *,
    call: CallPlan,
    role: RolePlan,
    asked: frozenset[str],
    today: date,
    reader: str = ENGLISH,
    minors: bool = False,
) -> Application | Mapping[str, Text]:
    """Check a form.

    Args:
        raw: what was typed, by field name; fields that the form does not know are ignored.
        asked: keys of the questions that the form asks.
        today: the day in the call's time zone.
        reader: the applicant's language, in which days may be written.
        minors: whether who is under 18 is taken: a guardian has consented.

    Returns:
        The checked application, or what is wrong by field name, in the order of the form.
    """
    faults: dict[str, Text] = {}
    standard = _standard(raw, today=today, home=home_country(call.time_zone), reader=reader, faults=faults)
    if not minors and minor_typed(raw, today=today, reader=reader):
        faults["birth_date"] = MINOR
    questions = [q for q in role.questions if q.key in asked and q.kind is not QuestionKind.FILE]
    answers = _answers(gathered(questions, raw), questions, today=today, reader=reader, faults=faults)
    agreed = tuple(consent.purpose for consent in call.consents if raw.get(consent_field(consent.purpose)))
    for consent in call.consents:
        if consent.required and consent.purpose not in agreed:
            faults[consent_field(consent.purpose)] = said("Without this consent the application cannot be kept.")
    if faults:
        return faults
    return make_application(standard, answers=answers, consents=agreed)


def hidden_questions(role: RolePlan, raw: Mapping[str, str]) -> frozenset[str]:
    """The questions that are not asked of whoever has typed this so far; what cannot be used counts as not said."""
    typed = gathered(role.questions, raw)
    depended_on = {question.only_if.asks for question in role.questions if question.only_if is not None}
    answers: dict[str, Answer] = {}
    for question in role.questions:
        if question.key in depended_on:
            with suppress(FieldFault):
                answers[question.key] = check_answer(question, typed.get(question.key, ""))
    return role.not_asked(answers)


def read_answers(
    raw: Mapping[str, str],
    *,
    role: RolePlan,
    asked: frozenset[str],
    today: date,
    home: str | None = None,
    reader: str = ENGLISH,
    minors: bool = False,
) -> tuple[Mapping[str, Answer], Mapping[str, Text]]:
    """What of an unfinished form can be used, by field, and what is wrong or missing; without files and consents.

    Args:
        home: the call's country, whose a phone number is that names no other.
    """
    faults: dict[str, Text] = {}
    standard = _standard(raw, today=today, home=home, reader=reader, faults=faults)
    if not minors and minor_typed(raw, today=today, reader=reader):
        faults["birth_date"] = MINOR
    questions = [q for q in role.questions if q.key in asked and q.kind is not QuestionKind.FILE]
    answers = _answers(gathered(questions, raw), questions, today=today, reader=reader, faults=faults)
    return {**standard, **answers}, faults


def minor_typed(raw: Mapping[str, str], *, today: date, reader: str = ENGLISH) -> date | None:
    """The birth date of a form that says that it is a minor's; None where it is missing or cannot be read."""
    try:
        born = check_standard("birth_date", raw.get("birth_date", ""), today=today, country=None, reader=reader)
    except FieldFault:
        return None
    day = date.fromisoformat(born) if isinstance(born, str) else None
    return day if day and is_minor(day, today=today) else None


def draft_faults(raw: Mapping[str, str], *, today: date) -> Mapping[str, Text]:
    """What stands against keeping an unfinished form: an address that cannot be written to.

    Anything else may be wrong or missing until the form is sent.
    """
    faults: dict[str, Text] = {}
    try:
        check_standard("email", raw.get("email", ""), today=today, country=None)
    except FieldFault as fault:
        faults["email"] = fault.said
    return faults


def make_application(
    standard: Mapping[str, Answer], *, answers: Mapping[str, Answer], consents: tuple[str, ...]
) -> Application:
    """Put checked values together; used by the form and by the import."""
    told = {field: None if standard.get(field) is None else str(standard[field]) for field in STANDARD_FIELDS}
    name, email, born = told["name"] or "", told["email"], told["birth_date"]
    return Application(
        name=name,
        sort_name=sort_key(name),
        email=email,
        email_key=None if email is None else address_key(email),
        phone=told["phone"],
        birth_date=None if born is None else date.fromisoformat(born),
        city=told["city"],
        country=told["country"],
        tape_url=told["tape_url"],
        answers={key: value for key, value in answers.items() if value is not None},
        consents=consents,
    )


def _standard(
    raw: Mapping[str, str], *, today: date, home: str | None, reader: str, faults: dict[str, Text]
) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    country = raw.get("country", "").strip().upper() or None
    for field in STANDARD_FIELDS:
        try:
            told = raw.get(field, "")
            found[field] = check_standard(field, told, today=today, country=country, home=home, reader=reader)
            if found[field] is None and field in REQUIRED_STANDARD:
                faults[field] = MISSING[field]
        except FieldFault as fault:
            faults[field] = fault.said
    return found


def _answers(
    raw: Mapping[str, str], questions: list[Question], *, today: date, reader: str, faults: dict[str, Text]
) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for question in questions:
        # What it depends on stands before it, and is missing here where it is hidden itself or cannot be used.
        if question.only_if is not None and not question.only_if.holds(found.get(question.only_if.asks)):
            continue
        said_so = raw.get(question.key, "")
        try:
            found[question.key] = check_answer(question, said_so, today=today, reader=reader)
            # The film itself can be sent once the application stands.
            if found[question.key] is None and question.required and question.kind is not QuestionKind.VIDEO:
                faults[question.key] = _of(question, _MISSING.get(question.kind, said("This needs an answer.")))
            if unit := unit_chosen(question, said_so):
                found[question.key + UNIT_PART] = unit
        except FieldFault as fault:
            faults[question.key] = _of(question, fault.said)
    return found


_MISSING: Mapping[QuestionKind, Said] = {
    QuestionKind.CHOICE: said("Choose one of the answers."),
    QuestionKind.SEVERAL: said("Choose at least one of the answers."),
    QuestionKind.YES_NO: said("Choose yes or no."),
    QuestionKind.SCALE: said("Choose one of the steps."),
    QuestionKind.LANGUAGES: said("Name at least one language, and how well you speak it."),
}
"""What is said where an answer is missing that has to be given."""


def _of(question: Question, sentence: Text) -> Said:
    """The sentence with the question before it, so that it can be understood in the summary as well."""
    if question.label.endswith(("?", ".", "!")):
        return said("{question} {sentence}", question=question.label, sentence=sentence)
    return said("{question}: {sentence:lower}", question=question.label, sentence=sentence)
