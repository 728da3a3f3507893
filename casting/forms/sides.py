"""What is posted of sides: raw text in, a checked value or what is wrong by field out."""

from collections.abc import Mapping
from dataclasses import dataclass

from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.forms.fields import FieldFault, check_line, check_text

LONGEST_TITLE = 120
LONGEST_INSTRUCTIONS = 2000
SIDES_STAGES = LADDER[1:]
"""Stages that sides can be for: who has only arrived is given none."""


@dataclass(frozen=True)
class SidesForm:
    """What is said of sides.

    Attributes:
        title: empty where the name of the file stands for it.
    """

    stage: Stage
    title: str
    instructions: str


def read_sides(*, stage: str, title: str, instructions: str) -> tuple[SidesForm, Mapping[str, str]]:
    """The sides as far as they can be used, and what is wrong, by field."""
    faults: dict[str, str] = {}
    if stage not in {one.value for one in SIDES_STAGES}:
        faults["stage"] = "Choose the stage that they are for."
        stage = SIDES_STAGES[0].value
    read = {"title": title, "instructions": instructions}
    try:
        read["title"] = check_line(title, longest=LONGEST_TITLE)
    except FieldFault as fault:
        faults["title"] = str(fault)
    try:
        read["instructions"] = check_text(instructions, longest=LONGEST_INSTRUCTIONS)
    except FieldFault as fault:
        faults["instructions"] = str(fault)
    return SidesForm(Stage(stage), read["title"], read["instructions"]), faults
