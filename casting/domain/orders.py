"""Sentences that are written for a program and not for a person: orders, roles of a dialogue, marks of a prompt.

A sentence counts by its form, in several languages: an order to forget the rules, an order to place somebody, or words
to a machine. Each form needs two or three kinds of words near each other, since each word alone is an honest one.
"""

import re

from casting.domain.echoes import Span
from casting.domain.order_forms import KINDS, SIGN
from casting.domain.wording import Wording

_SIGNS = frozenset().union(*(kind.signs for kind in KINDS))
_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?]+(?!\s|\Z)[^\n.!?]*)*[.!?]*")


def orders(wording: Wording) -> list[Span]:
    """The sentences that speak to a machine, each from its beginning to its end."""
    heads = [word[:SIGN] for word in wording.words]
    if _SIGNS.isdisjoint(heads):
        return []
    signs = [(wording.places[at][0], head) for at, head in enumerate(heads) if head in _SIGNS]
    found, reached = [], 0
    for match in _SENTENCE.finditer(wording.text):
        said: set[str] = set()
        while reached < len(signs) and signs[reached][0] < match.end():
            said.add(signs[reached][1])
            reached += 1
        if said and _is_order(match.group(), said):
            found.append(Span(match.start(), match.end(), len(match.group().split())))
    return found


def _is_order(sentence: str, said: set[str]) -> bool:
    return any(form.search(sentence) for kind in KINDS if not kind.signs.isdisjoint(said) for form in kind.forms)
