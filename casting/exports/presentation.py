"""A shortlist on paper: a PDF by typst, which reads people's words as data and never as its markup."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from casting.domain.presented import Fact, Told
from casting.exports.letters import LEFT_OUT, drawable, font_folders
from casting.resources import templates_folder

LONG = 1200
"""Characters of what stands there at length from which on a person may stand on two pages."""
UNBROKEN = re.compile(r"\S{20}(?=\S)")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


class Paper(StrEnum):
    """What it is printed on."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True)
class Reason:
    """What a member of the team wrote, and who it was."""

    text: str
    by: str


@dataclass(frozen=True)
class Presented:
    """One person.

    Attributes:
        told: what the role shows the production of everybody.
        portrait: a JPEG; None where there is none to show.
        tape_url: as it was handed in; a link where it is a web address.
    """

    reference: str
    name: str
    told: Told
    reasons: tuple[Reason, ...]
    tape_url: str | None
    portrait: bytes | None


@dataclass(frozen=True)
class Presentation:
    """Who stands in a stage on a day, against its quota; in which order, as readers are told."""

    production: str
    call: str
    role: str
    stage: str
    quota: int | None
    day: date
    order: str
    people: tuple[Presented, ...]


def presentation_pdf(shown: Presentation, *, paper: Paper) -> bytes:
    """The PDF, tagged for screen readers. Nothing is fetched, and no file but those written here can be read."""
    with TemporaryDirectory(prefix="casting-presentation-") as folder:
        root = Path(folder)
        template = root / "shortlist.typ"
        template.write_bytes((templates_folder() / "presentation" / "shortlist.typ").read_bytes())
        for number, person in enumerate(shown.people):
            if person.portrait is not None:
                (root / f"{number}.jpg").write_bytes(person.portrait)
        (root / "shortlist.json").write_text(json.dumps(_told(shown, paper)), encoding="utf-8")
        made = typst.compile(template, root=root, font_paths=fonts(), format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def fonts() -> typst.Fonts:
    """The fonts of the wheels alone, so that a presentation looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders())


def _told(shown: Presentation, paper: Paper) -> Mapping[str, Any]:
    """What the template reads as JSON."""
    people = list(_people(shown.people))
    filled = f"{len(shown.people):,}" if shown.quota is None else f"{len(shown.people):,} of {shown.quota:,}"
    return {
        "paper": {Paper.A4: "a4", Paper.LETTER: "us-letter"}[paper],
        "production": words(shown.production),
        "call": words(shown.call),
        "role": words(shown.role),
        "stage": shown.stage,
        "filled": filled,
        "day": f"{shown.day.day} {shown.day:%B %Y}",
        "people": people,
        "order": shown.order if len(people) > 1 else None,
        "left_out": LEFT_OUT if LEFT_OUT in json.dumps(people, ensure_ascii=False) else None,
    }


def _people(people: Sequence[Presented]) -> Iterator[Mapping[str, Any]]:
    for number, person in enumerate(people):
        linked = person.tape_url is not None and person.tape_url.startswith(("https://", "http://"))
        yield {
            "reference": person.reference,
            "name": words(person.name),
            "initials": drawable("".join(word[0] for word in person.name.split()[:2]).upper(), instead="") or "?",
            "facts": [_fact(fact) for fact in person.told.facts],
            "at_length": _fact(person.told.at_length) if person.told.at_length else None,
            "tape": person.tape_url if linked else None,
            "tape_words": drawable(CONTROLS.sub("", person.tape_url or "")),
            "portrait": None if person.portrait is None else f"{number}.jpg",
            "reasons": [{"text": words(reason.text), "by": words(reason.by)} for reason in person.reasons],
            "long": sum(map(len, _texts(person))) > LONG,
        }


def _fact(fact: Fact) -> Mapping[str, str]:
    return {"title": words(fact.title), "value": words(fact.value), "standing": fact.standing}


def _texts(person: Presented) -> Iterator[str]:
    yield from (reason.text for reason in person.reasons)
    if person.told.at_length is not None:
        yield person.told.at_length.value


def words(text: str, *, instead: str = LEFT_OUT) -> str:
    """The text as it can be drawn, and U+200B where the template may break what has no blank for long.

    Args:
        instead: what stands for letters that no font has.
    """
    return UNBROKEN.sub("\\g<0>\u200b", drawable(CONTROLS.sub(" ", text.replace("\r\n", "\n")), instead=instead))
