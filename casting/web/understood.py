"""What was typed as it was understood, so that whoever typed it sees a misreading."""

from datetime import date

from casting.domain.calls import Question
from casting.domain.said import Text
from casting.forms.answers import check_number
from casting.forms.days import check_date
from casting.forms.fields import FieldFault
from casting.forms.phones import check_phone, shown_phone
from casting.web.question_views import told_answer


def day_understood(typed: str, *, language: str) -> date | None:
    """The day; None where nothing is typed, or nobody can tell which."""
    try:
        return check_date(typed, reader=language)
    except FieldFault:
        return None


def phone_understood(typed: str, *, country: str, home: str | None) -> str:
    """The number with its country code; empty where it cannot be read.

    Args:
        country: the code that was typed beside it, in any case; empty where none was.
        home: the country of the call; None where that is not known.
    """
    try:
        return shown_phone(check_phone(typed, country=country.strip().upper() or None, home=home))
    except FieldFault:
        return ""


def measure_understood(question: Question, typed: str, *, language: str) -> Text:
    """The answer to a question for a number, 1.68 as 168 cm; empty where it cannot be used."""
    try:
        number = check_number(typed, unit=question.unit, lowest=question.lowest, highest=question.highest)
    except FieldFault:
        return ""
    return told_answer(question, number, language)
