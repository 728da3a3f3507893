"""Lengths and weights in the two units that people think in: kept in cm and kg, given and shown in ft and lb too.

Kept to four decimals, a length comes back to the hundredth of an inch and a weight to the hundredth of a pound.
"""

import re
from collections.abc import Mapping
from typing import Final

CM_TO_INCH: Final = 2.54
KG_TO_POUND: Final = 0.45359237
OTHER_UNIT: Final[Mapping[str, str]] = {"cm": "ft", "kg": "lb"}
"""Of each unit that a question may have, the other one in which it takes its answer."""

_PART = r"\d{1,4}(?:[.,]\d{1,2})?"
_FEET = re.compile(
    rf"(?P<feet>\d{{1,2}})\s*(?:ft\.?|feet|foot|['′’]|фут\w*|pies?)"
    rf"(?:\s*(?P<inches>{_PART})\s*(?:in\.?|inch\w*|[\"″”]|['′’]{{2}}|дюйм\w*|pulgadas?)?)?"
)
_INCHES = re.compile(rf"(?P<inches>{_PART})\s*(?:in\.?|inch\w*|[\"″”]|дюйм\w*|pulgadas?)")
_METRES = re.compile(r"(?P<metres>[12][.,]\d{1,2})\s*(?:m\.?|м\.?|metres?|meters?|метр\w*|metros?)?")
_POUNDS = re.compile(rf"(?P<pounds>{_PART})\s*(?:lbs?\.?|pounds?|фунт\w*|libras?)")
_OWN = {
    "cm": re.compile(r"\s*(?:cm|см|centimet\w+|сантиметр\w*|cent[ií]metros?)\.?$"),
    "years": re.compile(r"\s*(?:years?|год\w*|лет|años?)\.?$"),
    "months": re.compile(r"\s*(?:months?|месяц\w*|mes(?:es)?)\.?$"),
    "weeks": re.compile(r"\s*(?:weeks?|недел\w*|semanas?)\.?$"),
    "days": re.compile(r"\s*(?:days?|день|дн\w+|d[ií]as?)\.?$"),
    "hours": re.compile(r"\s*(?:hours?|час\w*|horas?)\.?$"),
    "minutes": re.compile(r"\s*(?:minutes?|минут\w*|minutos?)\.?$"),
    "times": re.compile(r"\s*(?:times?|раза?|ve(?:z|ces))\.?$"),
    "kg": re.compile(r"\s*(?:kgs?|кг|kilos?|kilograms?|килограмм\w*|kilogramos?)\.?$"),
}


class UnequalPartsError(ValueError):
    """Twelve inches or more beside feet: one of the two is mistyped."""


ONE_OF: Mapping[str, str] = {
    "years": "year", "months": "month", "weeks": "week", "days": "day", "hours": "hour", "minutes": "minute",
    "times": "time", "años": "año", "meses": "mes", "semanas": "semana", "días": "día", "horas": "hora",
    "minutos": "minuto", "veces": "vez",
}  # fmt: skip
"""What stands behind a 1, of units that are counted in words."""


def without_unit(unit: str, said: str) -> str:
    """What was typed without the unit behind it, however that is spelled."""
    own = _OWN.get(unit)
    return (own.sub("", said.casefold()) if own else said.removesuffix(unit)).strip()


def from_metres(unit: str, said: str) -> float | None:
    """A length in metres, in cm; None where it is none, or where the question is not one in cm."""
    found = _METRES.fullmatch(said.casefold().strip()) if unit == "cm" else None
    return None if found is None else round(_float(found["metres"]) * 100, 4)


def from_other_unit(unit: str, said: str) -> float | None:
    """What was typed in the other unit, in `unit`; None where it was not.

    Raises:
        UnequalPartsError: feet with twelve inches or more.
    """
    text = said.casefold().strip()
    if unit == "kg":
        found = _POUNDS.fullmatch(text)
        return None if found is None else round(_float(found["pounds"]) * KG_TO_POUND, 4)
    if unit != "cm":
        return None
    if found := _INCHES.fullmatch(text):
        return round(_float(found["inches"]) * CM_TO_INCH, 4)
    if found := _FEET.fullmatch(text):
        inches = _float(found["inches"] or "0")
        if inches >= 12:
            raise UnequalPartsError
        return round((12 * int(found["feet"]) + inches) * CM_TO_INCH, 4)
    return None


def is_in_other_unit(unit: str, said: str) -> bool:
    """Whether it was typed in the other unit, whether it can be used or not."""
    forms = {"cm": (_INCHES, _FEET), "kg": (_POUNDS,)}.get(unit, ())
    return any(form.fullmatch(said.casefold().strip()) for form in forms)


def in_other_unit(unit: str, value: float, *, exact: bool = False) -> str:
    """A value of `unit` in the other one: 180 cm as `5 ft 11 in`, 68 kg as `150 lb`; empty where there is no other.

    Args:
        exact: to the hundredth, as it is typed again; else to whole inches and pounds.
    """
    places = 2 if exact else 0
    if unit == "kg":
        return f"{round(value / KG_TO_POUND, places):.15g} lb"
    if unit != "cm":
        return ""
    feet, inches = divmod(round(value / CM_TO_INCH, places), 12)
    return f"{feet:.0f} ft {round(inches, places):.15g} in"


def _float(said: str) -> float:
    return float(said.replace(",", "."))
