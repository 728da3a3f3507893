"""What a gate asks for, in words made of its rule, for whoever wants to know before she answers."""

import re
from datetime import date

from casting.domain.calls import RolePlan
from casting.domain.criteria import AgeRule, Criterion, LanguageRule, NumberRule
from casting.domain.said import Said, Text, counted, said
from casting.web.question_views import amount

NUMBERS = re.compile(r"\d+(?:\.\d+)?")


def bounds(criterion: Criterion, role: RolePlan, *, on: date) -> Text:
    """Between what an age or a number has to be, or how well a language is spoken; empty for rules of another kind.

    Args:
        on: the day on which ages are counted.
    """
    rule = criterion.rule
    if isinstance(rule, AgeRule):
        return _ages(rule, on)
    if isinstance(rule, NumberRule):
        unit = next((question.unit for question in role.questions if question.key == criterion.asks), "")
        return _numbers(rule, unit)
    if isinstance(rule, LanguageRule):
        return said("{level} or above.", level=rule.level)
    return ""


def bounds_untold(criterion: Criterion, role: RolePlan, *, on: date) -> Text:
    """The same, but empty where the criterion's title names both numbers already: “Height 150–180 cm”."""
    rule = criterion.rule
    if isinstance(rule, NumberRule):
        wanted = {f"{value:g}" for value in (rule.lowest, rule.highest) if value is not None}
        if wanted <= set(NUMBERS.findall(criterion.title)):
            return ""
    return bounds(criterion, role, on=on)


def _ages(rule: AgeRule, on: date) -> Said:
    lowest, highest = rule.lowest, rule.highest
    if lowest is None:
        return counted(
            "{count} year old or younger on {day}.",
            "{count} years old or younger on {day}.",
            count=highest or 0,
            day=on,
        )
    if highest is None:
        return counted(
            "{count} year old or older on {day}.", "{count} years old or older on {day}.", count=lowest, day=on
        )
    return counted(
        "From {lowest} to {count} year old on {day}.",
        "From {lowest} to {count} years old on {day}.",
        lowest=lowest,
        count=highest,
        day=on,
    )


def _numbers(rule: NumberRule, unit: str) -> Said:
    def told(value: float) -> Said | float:
        return amount(value, unit) if unit else value

    lowest, highest = rule.lowest, rule.highest
    if lowest is None:
        return said("{highest} or less.", highest=told(highest or 0))
    if highest is None:
        return said("{lowest} or more.", lowest=told(lowest))
    return said("From {lowest} to {highest}.", lowest=told(lowest), highest=told(highest))
