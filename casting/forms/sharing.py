"""What is posted to make a producer link, and what comes through one: raw text in, a checked value out, or Refused."""

import re
from dataclasses import dataclass

from casting.domain.errors import Refused
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.forms.fields import tidy

LONGEST_RECIPIENT = 80
LONGEST_PICK = 500
MOST_NAMED = 100
DAYS = (3, 7, 14, 30)
SHARED_STAGES = LADDER[1:]
"""Stages that a link can show: whoever has only arrived is shown to nobody outside."""
_REFERENCE = re.compile(r"[A-Za-z0-9]+-?[A-Za-z0-9]*")


@dataclass(frozen=True)
class LinkForm:
    """A producer link that is wanted.

    Attributes:
        stage: whose applications it shows; None where `references` names them.
        days: for how long it is good.
        picks: whether the recipient may pick.
    """

    recipient: str
    stage: Stage | None
    references: tuple[str, ...]
    days: int
    picks: bool


def read_link(*, recipient: str, stage: str, references: str, days: str, may: str) -> LinkForm:
    """Check what is wanted of a link.

    Raises:
        Refused: there is no name, or it is too long; nothing or too much is to be shown; a choice that no form has.
    """
    name = " ".join(tidy(recipient).split())
    if not name:
        raise Refused("Say for whom the link is: the name stands on every picture. No link was made.")
    if len(name) > LONGEST_RECIPIENT:
        raise Refused(f"This name has {len(name):,} characters. Shorten it to {LONGEST_RECIPIENT}. No link was made.")
    named = tuple(dict.fromkeys(_named(references)))
    if len(named) > MOST_NAMED:
        raise Refused(f"A link shows at most {MOST_NAMED} who are named; these are {len(named):,}. No link was made.")
    if bool(stage) == bool(named):
        raise Refused("Choose one stage, or name references: one of the two. No link was made.")
    if stage and stage not in {one.value for one in SHARED_STAGES}:
        raise Refused("A link shows a stage from longlist to booked. No link was made.")
    if days not in {str(one) for one in DAYS}:
        raise Refused("Choose how long the link is good. No link was made.")
    if may not in {"view", "pick"}:
        raise Refused("Choose whether the link is for looking only, or for picking too. No link was made.")
    return LinkForm(name, Stage(stage) if stage else None, named, int(days), picks=may == "pick")


def _named(references: str) -> list[str]:
    """References parted by blanks, commas or lines; with or without the sign that a search has before them."""
    words = [word.lstrip("#") for word in re.split(r"[\s,;]+", references) if word.lstrip("#")]
    wrong = [word for word in words if not _REFERENCE.fullmatch(word)]
    if wrong:
        raise Refused(f"“{wrong[0][:40]}” is no reference. They look like K7QX2-24. No link was made.")
    return [word.upper() for word in words]


def read_pick(raw: str) -> str:
    """The reason of a pick, tidied. Raises Refused where there is none, or it is longer than 500 characters."""
    reason = tidy(raw)
    if not reason:
        raise Refused("Say in a few words why: a pick without a reason helps nobody. Nothing was kept yet.")
    if len(reason) > LONGEST_PICK:
        raise Refused(
            f"This reason has {len(reason):,} characters. Shorten it to {LONGEST_PICK}. Nothing was kept yet."
        )
    return reason
