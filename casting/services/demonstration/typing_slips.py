"""What fingers do to a text: slips of the keys, and habits of those who type as they talk."""

import re
from random import Random

WORD = re.compile(r"[^\W\d_]{4,}")
SENTENCE = re.compile(r"(?<=[.!?…]) (?=\S)")
AFTER_STOP = re.compile(r"((?:[.!?…][”»)]?|^)(?:\s+|\n))([^\W\d_])", re.MULTILINE)
AFTER_QUOTE = re.compile(r"«\w")


def capitalised(text: str) -> str:
    """The text with a large letter after each full stop and at the start of a Russian title."""
    return AFTER_STOP.sub(lambda found: found[1] + found[2].upper(), titled(text))


def titled(text: str) -> str:
    """The text with a large letter after each opening guillemet."""
    return AFTER_QUOTE.sub(lambda found: found[0].upper(), text)


def shortened(text: str, *, words: int) -> str:
    """Whole sentences of the text from the start, up to so many words (at least one sentence)."""
    if len(text.split()) <= words:
        return text
    kept: list[str] = []
    count = 0
    for sentence in SENTENCE.split(text):
        count += len(sentence.split())
        if kept and count > words:
            break
        kept.append(sentence)
    return " ".join(" ".join(kept).split(" ")[:words])


def slipped(text: str, rng: Random, *, slips: int) -> str:
    """The text with so many slips: letters swapped, dropped or doubled, a missing space after a comma."""
    for _ in range(slips):
        places = [found.span() for found in WORD.finditer(text) if found[0].islower()]
        if not places:
            return text
        start, end = rng.choice(places)
        at = rng.randrange(start + 1, end - 1)
        kind = rng.random()
        if kind < 0.4:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif kind < 0.65:
            text = text[:at] + text[at + 1 :]
        elif kind < 0.85:
            text = text[:at] + text[at] + text[at:]
        else:
            text = text.replace(", ", ",", 1)
    return text


def loosened(text: str, rng: Random) -> str:
    """As typed on a telephone by someone in a hurry: one habit, or two."""
    habit = rng.random()
    if habit < 0.25:
        text = text.lower()
    elif habit < 0.45:
        text = re.sub(r"\. ", "... ", text)
    elif habit < 0.6:
        text = re.sub(r"\.$", "!!", text).replace(". ", "! ", 1)
    elif habit < 0.7:
        text = text.replace("’", "")
    if rng.random() < 0.2:
        text = f"{text} {rng.choice((':)', '))', ')))', ';)', '!!!', '🙂', '🚀', 'xx'))}"
    return text
