"""What a team member posts: marks, notes, moves. Raw text in, a checked value out, or a Refused with what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casting.domain.errors import Refused
from casting.domain.vocabulary import Audience, Opinion, Stage
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


def read_chosen(raw: Sequence[str]) -> tuple[str, ...]:
    """References that were chosen by hand, once each: one in a value, or several with commas or blanks between."""
    return tuple(dict.fromkeys(one for value in raw for one in value.replace(",", " ").upper().split()))


_TURN = re.compile(r"([a-z0-9]{1,16})\.(\d{1,9})", re.ASCII)


def read_turn(raw: str) -> tuple[str, int] | None:
    """A page's name for itself and the number of a mark in it; None for anything else."""
    found = _TURN.fullmatch(raw)
    return (found[1], int(found[2])) if found else None


def read_stage(raw: str) -> Stage:
    """A stage by its name. Raises Refused for anything else."""
    try:
        return Stage(raw)
    except ValueError as error:
        raise Refused("There is no such stage. Nothing was changed.") from error


@dataclass(frozen=True)
class MoveForm:
    """A move to another stage, from the page that has shown `before`.

    Attributes:
        seen: the newest decision that the page has shown; None where it says nothing that can be one.
    """

    before: Stage
    after: Stage
    seen: int | None
    reason: str


def read_move(*, stage: str, before: str, seen: str, reason: str) -> MoveForm:
    """Check a move. Raises Refused where it names no stage."""
    newest = int(seen) if seen.isascii() and seen.isdigit() else None
    return MoveForm(before=read_stage(before), after=read_stage(stage), seen=newest, reason=read_note(reason))


def read_note(raw: str) -> str:
    """A note's text, tidied; its length is the service's rule."""
    return tidy(raw)


def read_name(raw: str) -> str:
    """A name of one line, tidied; its length is the service's rule."""
    return " ".join(tidy(raw).split())


_MOMENT = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,5})", re.ASCII)


def read_audience(raw: str) -> Audience:
    """For whom a note is. Raises Refused for anything that no list offers."""
    try:
        return Audience(raw)
    except ValueError as error:
        raise Refused("A note is for you alone, for the team or for the production. Nothing was kept yet.") from error


def read_second(raw: str) -> int | None:
    """The second of the tape that a note speaks of, typed as 65, 1:05 or 0:01:05; None where nothing is.

    Raises:
        Refused: it is no such moment.
    """
    text = raw.strip()
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    if found is None or (found[2] and int(found[3]) > 59) or (found[1] and int(found[2]) > 59):
        raise Refused("The moment of the tape is minutes and seconds, as in 1:05. The note was not kept yet.")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
