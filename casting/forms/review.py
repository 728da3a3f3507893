"""What a team member posts: marks, notes, moves. Raw text in, a checked value out, or a Refused with what to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from casting.domain.errors import Refused
from casting.domain.vocabulary import Opinion, Stage
from casting.forms.fields import tidy

WAITED = timedelta(hours=1)
"""How long a mark may have waited for a connection and still be kept with the time at which it was given."""


@dataclass(frozen=True)
class MarkForm:
    """What is to change in a member's mark.

    Attributes:
        opinion: the new opinion, or None to leave it.
        stars: 1 to 5, or None to leave them.
        clear: take the whole mark back.
    """

    opinion: Opinion | None
    stars: int | None
    clear: bool


def read_mark(*, opinion: str, stars: str) -> MarkForm:
    """Check a mark. Raises Refused for anything that no button sends."""
    if opinion == "none":
        return MarkForm(None, None, clear=True)
    if stars and stars not in {"1", "2", "3", "4", "5"}:
        raise Refused("Stars go from 1 to 5. Nothing was changed.")
    if opinion and opinion not in set(Opinion):
        raise Refused("A mark is pick, maybe or pass. Nothing was changed.")
    if not opinion and not stars:
        raise Refused("No mark was given. Nothing was changed.")
    return MarkForm(Opinion(opinion) if opinion else None, int(stars) if stars else None, clear=False)


def read_given_at(raw: str, *, now: datetime) -> datetime:
    """When a mark was given that had to wait for a connection: the time it tells, not older than `WAITED`, else now."""
    try:
        given = datetime.fromisoformat(raw)
    except ValueError:
        return now
    return given if given.tzinfo is not None and now - WAITED <= given <= now else now


def read_stage(raw: str) -> Stage:
    """A stage by its name. Raises Refused for anything else."""
    try:
        return Stage(raw)
    except ValueError as error:
        raise Refused("There is no such stage. Nothing was changed.") from error


def read_note(raw: str) -> str:
    """A note's text, tidied; its length is the service's rule."""
    return tidy(raw)
