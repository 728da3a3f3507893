"""The search language: text to a tree, and terms switched on and off within the text.

A query is empty or has groups with "or" between them, and finds what any of its groups finds; a group has terms side by
side, and finds what all of them find. A term is a word, a "phrase", key:value or #reference, a query in brackets, or a
minus sign right before a term, which finds what the term does not. `casting.domain.search_terms` reads single terms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from casting.domain.calls import RolePlan
from casting.domain.search_terms import read_term
from casting.domain.search_tree import (
    All,
    AnyOf,
    AssignedTo,
    Bound,
    ChoiceIs,
    Comparison,
    CriterionIs,
    Everything,
    GatesAre,
    MarkIs,
    Not,
    NumberIs,
    StageIs,
    Tree,
    unparse,
)
from casting.domain.search_values import SearchFault
from casting.domain.vocabulary import Standing

__all__ = [
    "SearchFault",
    "chosen_groups",
    "group_of",
    "has_term",
    "parse",
    "with_one_left_out",
    "with_term",
    "without_group",
    "without_term",
]

LONGEST = 1000
DEEPEST = 20
MOST_TERMS = 100
_GROUPS: Mapping[type, str] = {StageIs: "stage", MarkIs: "mark", AssignedTo: "assigned", GatesAre: "gates"}
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_MET = re.compile(r"(\b(?:criterion:[^\s()\"]+=(?:not|partly)|gates:not)) met\b", re.IGNORECASE)
_TOKEN = re.compile(r'\s*(?:(?P<token>[()-]|"[^"]*"?|[^\s()"]+)|$)')


def parse(text: str, *, role: RolePlan | None = None) -> Tree:
    """Read a query.

    Args:
        role: whose criteria and questions may be asked for; without one, any key is taken for one that the role has.

    Raises:
        SearchFault: it cannot be understood, or is longer than 1,000 characters, deeper than 20 brackets or has more
            than 100 terms.
    """
    if len(text) > LONGEST:
        raise SearchFault(f"A search has at most {LONGEST:,} characters; this one has {len(text):,}.", LONGEST + 1)
    # Written as the rail has it, with a blank; as long as with a hyphen, so that columns stay.
    return _Reader(_MET.sub(r"\1-met", text.translate(_STRAIGHT)), role).query()


@lru_cache(maxsize=1024)
def _read(text: str) -> Tree:
    """`parse` of any role: a rail asks for the same query and the same terms with each of its values."""
    return parse(text)


@dataclass(frozen=True)
class _Token:
    text: str
    column: int
    glued: bool
    """Whether something that is no blank follows at once."""


class _Reader:
    """Reads one query from left to right; see the grammar above."""

    def __init__(self, text: str, role: RolePlan | None) -> None:
        self._tokens = _tokens(text)
        self._role = role
        self._at = 0
        self._terms = 0
        self._end = len(text) + 1

    def query(self) -> Tree:
        if not self._tokens:
            return Everything()
        tree = self._any(0)
        if (token := self._peek()) is not None:
            raise SearchFault("This bracket closes nothing: remove it, or open one before.", token.column)
        return tree

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _any(self, depth: int) -> Tree:
        parts = [self._all(depth)]
        while (token := self._peek()) is not None and token.text.lower() == "or":
            self._at += 1
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self, depth: int) -> Tree:
        parts: list[Tree] = []
        while (token := self._peek()) is not None and token.text != ")" and token.text.lower() != "or":
            parts.append(self._term(depth))
        if not parts:
            self._nothing_here()
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _nothing_here(self) -> NoReturn:
        token, before = self._peek(), self._tokens[self._at - 1] if self._at else None
        column = token.column if token is not None else self._end
        if token is not None and token.text == ")":
            if before is None or before.text != "(":
                raise SearchFault("A term is missing before this bracket.", column)
            raise SearchFault("There is nothing between these brackets: write a term, or remove them.", column)
        raise SearchFault('“or” stands between two terms, and one is missing. To find the word itself: "or".', column)

    def _term(self, depth: int) -> Tree:
        token = self._tokens[self._at]
        self._at += 1
        if token.text not in {"(", "-"}:
            self._terms += 1
            if self._terms > MOST_TERMS:
                raise SearchFault(f"A search has at most {MOST_TERMS} terms.", token.column)
            return read_term(token.text, column=token.column, role=self._role)
        if depth >= DEEPEST:
            raise SearchFault(f"Brackets and minus signs go at most {DEEPEST} deep.", token.column)
        if token.text == "-":
            following = self._peek()
            if not token.glued or following is None or following.text == ")":
                raise SearchFault("A minus sign stands right before what is not wanted: -mark:pass.", token.column)
            return Not(self._term(depth + 1))
        inner = self._any(depth + 1)
        if self._peek() is None:
            raise SearchFault("This bracket is never closed: add a “)”.", token.column)
        self._at += 1
        return inner


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        said = match["token"]
        if said is not None:
            end = match.end("token")
            glued = end < len(text) and not text[end].isspace()
            found.append(_Token(said, match.start("token") + 1, glued))
    return found


def has_term(q: str, term: str) -> bool:
    """Whether the query asks for the term, alone or as one of the values of its group that will do. Raises SearchFault.

    A group is what can be ticked together: stages, one's own marks, the standings by one criterion.
    """
    asked = _read(term)
    return any(asked == part or asked in choices_of(part) for part in _parts(_read(q)))


def with_term(q: str, term: str) -> str:
    """The query that asks for the term too; where another value of its group is asked for, either will do.

    Raises:
        SearchFault: the query or the term cannot be understood.
    """
    added, parts = _read(term), _parts(_read(q))
    group = group_of(added)
    if added in parts:
        return _joined(parts)
    place = next((place for place, part in enumerate(parts) if group and group_of(part) == group), None)
    if place is None:
        return _joined((*parts, added))
    chosen = choices_of(parts[place])
    return _joined((*parts[:place], AnyOf((*chosen, *(() if added in chosen else (added,)))), *parts[place + 1 :]))


def without_term(q: str, term: str) -> str:
    """The query without the term, wherever `has_term` finds it. Raises SearchFault."""
    taken = _read(term)
    kept: list[Tree] = []
    for part in _parts(_read(q)):
        chosen = choices_of(part)
        if part == taken:
            continue
        if taken not in chosen:
            kept.append(part)
        elif rest := tuple(one for one in chosen if one != taken):
            kept.append(rest[0] if len(rest) == 1 else AnyOf(rest))
    return _joined(tuple(kept))


def with_one_left_out(q: str) -> tuple[tuple[str, str], ...]:
    """Each term that has to hold, with the query without it; of a single one nothing. Raises SearchFault."""
    parts = _parts(_read(q))
    if len(parts) < 2:
        return ()
    return tuple((unparse(one), _joined((*parts[:n], *parts[n + 1 :]))) for n, one in enumerate(parts))


def group_of(part: Tree) -> str:
    """The facet whose values a part chooses among; empty where it is no such choice.

    What one person can have several of, as tags and languages, is no choice: there each term narrows on.
    """
    match part:
        case CriterionIs(key, Standing()):
            return f"criterion:{key}"
        case ChoiceIs(key, Comparison.IS) | NumberIs(key, (Bound(Comparison.IS),)):
            return f"answer:{key}"
        case AnyOf(parts):
            groups = {group_of(one) for one in parts}
            return groups.pop() if len(groups) == 1 else ""
    return _GROUPS.get(type(part), "")


def chosen_groups(tree: Tree) -> tuple[str, ...]:
    """The facets in which the tree has chosen, in the order of its terms."""
    return tuple(dict.fromkeys(group for part in _parts(tree) if (group := group_of(part))))


def without_group(tree: Tree, group: str) -> Tree:
    """The tree without what it has chosen in a facet."""
    return _all_of(tuple(part for part in _parts(tree) if group_of(part) != group))


def of_group(tree: Tree, group: str) -> Tree:
    """What the tree has chosen in a facet."""
    return _all_of(tuple(part for part in _parts(tree) if group_of(part) == group))


def _all_of(parts: tuple[Tree, ...]) -> Tree:
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else All(parts)


def choices_of(part: Tree) -> tuple[Tree, ...]:
    """The values of one group of which any will do."""
    if not group_of(part):
        return ()
    return tuple(one for each in part.parts for one in choices_of(each)) if isinstance(part, AnyOf) else (part,)


def _parts(tree: Tree) -> tuple[Tree, ...]:
    if isinstance(tree, Everything):
        return ()
    if isinstance(tree, All):  # what stands in brackets has to hold as well
        return tuple(part for one in tree.parts for part in _parts(one))
    return (tree,)


def _joined(parts: tuple[Tree, ...]) -> str:
    if not parts:
        return ""
    return unparse(parts[0] if len(parts) == 1 else All(parts))
