"""Minors: who is one, and what became of asking a guardian."""

from datetime import date
from enum import StrEnum

from casting.domain.criteria import age_on

FULL_AGE = 18


class Consenting(StrEnum):
    """What a guardian has answered."""

    OPEN = "open"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def is_minor(born: date, *, today: date) -> bool:
    """Whether somebody born on that day is under 18 on this one."""
    return age_on(born, today) < FULL_AGE
