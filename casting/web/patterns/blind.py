"""Samples of blind review: the page where it is chosen."""

from collections.abc import Mapping
from dataclasses import replace

from casting.domain.vocabulary import Stage
from casting.web.pages import BlindLine, BlindPage, CandidatePage, OptionView, Picture, SheetPage
from casting.web.patterns.candidate import candidate_patterns
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, RIGHT_TO_LEFT, ROLE, SCRIPT, Portrait
from casting.web.patterns.sheet import sheet_patterns
from casting.web.render import Shown

THINGS = {"name": "Name", "headshot": "Portrait", "birth_date": "Age", "city": "Place", "school": "School"}
NOTE = "Hidden in received and longlist: name and portrait, as Ari Keys has chosen."


def blind_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """The page in its states, and what reviewers see then."""
    return {**_chosen(), **_seen(portrait)}


def _seen(portrait: Portrait) -> Mapping[str, Shown]:
    candidate, sheet = candidate_patterns(portrait)["candidate"], sheet_patterns(portrait)["sheet"]
    if not isinstance(candidate, CandidatePage) or not isinstance(sheet, SheetPage):
        return {}
    hidden = Picture("hidden")
    cards = tuple(replace(card, name=card.reference, picture=hidden) for card in sheet.cards[:12])
    return {
        "candidate, blind": replace(
            candidate,
            title=candidate.reference,
            name=candidate.reference,
            picture=hidden,
            large="",
            pictures=(),
            tape_url="",
            player=replace(candidate.player, poster="", note=""),
            documents=(),
            upcoming=tuple(replace(card, name=card.reference, picture=hidden) for card in candidate.upcoming),
            contact=(),
            blind_note=NOTE,
        ),
        "sheet, blind": replace(sheet, cards=cards, blind_note=NOTE),
    }


def _chosen() -> Mapping[str, Shown]:
    page = BlindPage(
        title=f"{ROLE}: blind review",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        action="/admin/the-challenge/surgeon/blind",
        stages=tuple(stage.value for stage in Stage),
        lines=tuple(_line(thing, words) for thing, words in THINGS.items()),
        chosen=(NOTE,),
        **MEMBER,
    )
    hard = tuple(_line(str(number), words) for number, words in enumerate((LONG, RIGHT_TO_LEFT, SCRIPT)))
    return {
        "blind review": page,
        "blind review, kept": replace(page, done="Kept. It holds from now on."),
        "blind review, refused": replace(
            page, lines=hard, chosen=(), fault="What was ticked cannot be read. Nothing was changed."
        ),
    }


def _line(thing: str, words: str) -> BlindLine:
    early = {Stage.RECEIVED, Stage.LONGLIST}
    boxes = (OptionView(f"{one}:{thing}", one.value, checked=thing == "name" and one in early) for one in Stage)
    return BlindLine(words, tuple(boxes))
