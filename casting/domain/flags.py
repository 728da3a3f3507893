"""What in an application's text a person should look at, and which of its words count.

One reading gives both: a passage that was copied, hidden, repeated or written for a machine is shown as evidence and
counts for nothing, so that it can neither help nor harm. A flag itself changes no score and moves nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from casting.domain.concealed import revealed
from casting.domain.echoes import Published, Span, borrowed, repeated
from casting.domain.orders import orders
from casting.domain.wording import Wording

MOST_EVIDENCE = 5
LONGEST_EVIDENCE = 240

COPIED_WORDS = 30
"""So many words of the breakdown are more than a quotation …"""
COPIED_SHARE, COPIED_MOSTLY = 0.5, 16
"""… and so are half of a text's, from so many words on."""
LISTED_WORDS = 20
"""A sentence about what is asked for can be as dense as a list, but not for so long."""
REPEATED_SHARE, REPEATED_WORDS = 0.4, 24
"""A refrain comes back less than this."""


class FlagKind(StrEnum):
    """What was found, in plain words."""

    REPEATED = "repeats itself"
    HIDDEN = "hidden text"
    ORDERS = "instructions to a machine"
    BREAKDOWN = "copied from the breakdown"
    KEYWORDS = "keyword list"
    TAKEN = "copied from another application"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something found in one application.

    Attributes:
        evidence: the passages, shortened; what cannot be seen in them is written out.
    """

    kind: FlagKind
    evidence: tuple[str, ...]

    @classmethod
    def of(cls, kind: FlagKind, passages: list[str]) -> Self:
        """A flag with the first passages, each brought to one line of at most `LONGEST_EVIDENCE` characters."""
        return cls(kind, tuple(shortened(passage) for passage in passages[:MOST_EVIDENCE]))


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one text.

    Attributes:
        counted: the words that count for the scorer; the text as it was where there is nothing to leave out.
        flags: in the order of their kinds; `FlagKind.TAKEN` is not among them, since it takes other texts.
    """

    counted: str
    flags: tuple[Flag, ...]


def read(text: str, published: Published) -> Reading:
    """Read one application's text.

    Args:
        published: what the role publishes: whoever gives it back has said nothing of herself.
    """
    seen = revealed(text)
    wording = Wording.of(seen.text)
    again, said_to_machines, back = repeated(wording, published), orders(wording), borrowed(wording, published)
    found = {
        FlagKind.REPEATED: again if _again(again, wording) else (),
        FlagKind.HIDDEN: seen.hidden,
        FlagKind.ORDERS: said_to_machines,
        FlagKind.BREAKDOWN: back.copied if _much(back.copied, wording) else (),
        FlagKind.KEYWORDS: back.listed if _words(back.listed) >= LISTED_WORDS else (),
    }
    flags = tuple(Flag.of(kind, _quoted(seen.text, passages)) for kind, passages in found.items() if passages)
    out = sorted((*again, *said_to_machines, *back.whole))
    return Reading(without(seen.text, out) if out else seen.text, flags)


def _quoted(text: str, passages: Sequence[Span | str]) -> list[str]:
    return [one if isinstance(one, str) else text[one.start : one.end] for one in passages]


def without(text: str, spans: list[Span]) -> str:
    """The text without these passages, which are ascending and may overlap; a line break stands for each."""
    kept, reached = [], 0
    for span in spans:
        if span.start > reached:
            kept.append(text[reached : span.start])
        reached = max(reached, span.end)
    return "\n".join((*kept, text[reached:]))


def shortened(passage: str) -> str:
    """One line, with the middle left out where it is long."""
    line = " ".join(passage.split())
    if len(line) <= LONGEST_EVIDENCE:
        return line
    half = (LONGEST_EVIDENCE - 3) // 2
    return f"{line[:half]} … {line[-half:]}"


def _words(spans: Sequence[Span]) -> int:
    return sum(span.words for span in spans)


def _much(spans: Sequence[Span], wording: Wording) -> bool:
    words = _words(spans)
    return words >= COPIED_WORDS or words >= max(COPIED_MOSTLY, COPIED_SHARE * len(wording.words))


def _again(spans: Sequence[Span], wording: Wording) -> bool:
    words = _words(spans)
    stuffed = any(span.stuffed for span in spans)
    return stuffed or words >= max(REPEATED_WORDS, REPEATED_SHARE * len(wording.words))
