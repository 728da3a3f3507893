"""What a gate asks for, in words made of its rule, for whoever wants to know before she answers."""

import re
from datetime import date

from casting.domain.calls import RolePlan
from casting.domain.criteria import AgeRule, Criterion, LanguageRule, NumberRule
from casting.domain.said import Said, Text, said
from casting.web.question_views import UNITS

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
        return said("{highest} years old or younger on {day}.", highest=highest or 0, day=on)
    if highest is None:
        return said("{lowest} years old or older on {day}.", lowest=lowest, day=on)
    return said("From {lowest} to {highest} years old on {day}.", lowest=lowest, highest=highest, day=on)


def _numbers(rule: NumberRule, unit: str) -> Said:
    def amount(value: float) -> Said | float:
        return said("{value} {unit}", value=value, unit=UNITS.get(unit, unit)) if unit else value

    lowest, highest = rule.lowest, rule.highest
    if lowest is None:
        return said("{highest} or less.", highest=amount(highest or 0))
    if highest is None:
        return said("{lowest} or more.", lowest=amount(lowest))
    return said("From {lowest} to {highest}.", lowest=amount(lowest), highest=amount(highest))
