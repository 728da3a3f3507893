"""The search language: text to a tree, and terms switched on and off within the text.

A query is empty or has groups with "or" between them, and finds what any of its groups finds; a group has terms side by
side, and finds what all of them find. A term is a word, a "phrase", key:value or #reference, a query in brackets, or a
minus sign right before a term, which finds what the term does not.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn

from casting.domain.errors import Refused
from casting.domain.folding import folded
from casting.domain.search_tree import (
    All,
    AnyOf,
    Comparison,
    CriterionIs,
    Everything,
    Has,
    MarkIs,
    Not,
    Part,
    Phrase,
    ReferenceIs,
    StageIs,
    StarsAre,
    Tree,
    Word,
    unparse,
)
from casting.domain.vocabulary import ClaimState, Opinion, Stage, Standing

LONGEST = 1000
DEEPEST = 20
MOST_TERMS = 100


class SearchFault(Refused):
    """A query that cannot be understood.

    Attributes:
        problem: what is wrong and what would be right.
        column: where, in characters from 1.
    """

    def __init__(self, problem: str, column: int) -> None:
        super().__init__(f"{problem} (Column {column}.)")
        self.problem = problem
        self.column = column


CRITERION_WORDS: Mapping[str, Standing | ClaimState] = {
    "met": Standing.MET,
    "unknown": Standing.UNKNOWN,
    "not-met": Standing.NOT_MET,
    "declared": ClaimState.DECLARED,
    "verified": ClaimState.VERIFIED,
}
KEYS = ("stage", "mark", "stars", "criterion", "has")
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_TOKEN = re.compile(r'\s*(?:(?P<token>[()-]|"[^"]*"?|[^\s()"]+)|$)')
_REFERENCE = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,12})?")
_STARS = re.compile(r"(?P<comparison>[<>]=?|=?)(?P<number>[0-5])")


def parse(text: str, *, criteria: Collection[str] | None = None) -> Tree:
    """Read a query.

    Args:
        criteria: the keys of the role's criteria; where they are given, another key is a fault.

    Raises:
        SearchFault: it cannot be understood, or is longer than 1,000 characters, deeper than 20 brackets or has more
            than 100 terms.
    """
    if len(text) > LONGEST:
        raise SearchFault(f"A search has at most {LONGEST:,} characters; this one has {len(text):,}.", LONGEST + 1)
    return _Reader(text.translate(_STRAIGHT), criteria).query()


@dataclass(frozen=True)
class _Token:
    text: str
    column: int
    glued: bool
    """Whether something that is no blank follows at once."""


class _Reader:
    """Reads one query from left to right; see the grammar above."""

    def __init__(self, text: str, criteria: Collection[str] | None) -> None:
        self._tokens = _tokens(text)
        self._criteria = criteria
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
            return _read_term(token, self._criteria)
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


def _read_term(token: _Token, criteria: Collection[str] | None) -> Tree:
    said = token.text
    if said.startswith('"'):
        if len(said) == 1 or not said.endswith('"'):
            raise SearchFault('This phrase is never closed: add a “"”.', token.column)
        if not folded(said):
            raise SearchFault("This phrase holds no letter and no digit to look for.", token.column)
        return Phrase(said[1:-1])
    if said.startswith("#"):
        reference = said[1:].upper()
        if not _REFERENCE.fullmatch(reference):
            raise SearchFault("After “#” stands a reference, as in #K7QX-24.", token.column)
        return ReferenceIs(reference)
    if ":" in said:
        return _read_pair(token, criteria)
    if not folded(said):
        raise SearchFault(f"“{said}” holds no letter and no digit to look for.", token.column)
    return Word(said)


def _read_pair(token: _Token, criteria: Collection[str] | None) -> Tree:
    key, _, value = token.text.partition(":")
    word, column = value.lower(), token.column + len(key) + 1
    match key.lower():
        case "stage":
            return StageIs(Stage(_one_of(word, tuple(Stage), "stage:", column)))
        case "mark":
            word = _one_of(word, (*Opinion, "none"), "mark:", column)
            return MarkIs(None if word == "none" else Opinion(word))
        case "stars":
            found = _STARS.fullmatch(value)
            if found is None:
                raise SearchFault("After “stars:” stands a number from 0 to 5, as in stars:>3 or stars:5.", column)
            return StarsAre(Comparison(found["comparison"] or "="), int(found["number"]))
        case "has":
            return Has(Part(_one_of(word, tuple(Part), "has:", column)))
        case "criterion":
            return _read_criterion(value, column, criteria)
    known = ", ".join(f"{known}:" for known in KEYS)
    text = token.text.replace('"', "")
    raise SearchFault(f'There is no “{key}:”, only {known}. To find the text itself: "{text}".', token.column)


def _read_criterion(value: str, column: int, criteria: Collection[str] | None) -> Tree:
    key, given, what = value.partition("=")
    if criteria is not None and key not in criteria:
        known = ", ".join(criteria) or "none"
        raise SearchFault(f"This role has no criterion “{key}”. It has: {known}.", column)
    if not key or not given:
        example = key or (next(iter(criteria), "swim") if criteria else "swim")
        raise SearchFault(f"Say which criterion and how it stands, as in criterion:{example}=met.", column)
    what = _one_of(what.lower(), CRITERION_WORDS, f"criterion:{key}=", column + len(key) + 1)
    return CriterionIs(key, CRITERION_WORDS[what])


def _one_of(word: str, known: Collection[str], before: str, column: int) -> str:
    """The word, if it is one of those that are known; raises SearchFault with all of them otherwise."""
    if word in set(known):
        return word
    choices = [str(choice) for choice in known]
    raise SearchFault(f"After “{before}” stands {', '.join(choices[:-1])} or {choices[-1]}.", column)


def has_term(q: str, term: str) -> bool:
    """Whether the query asks for the term, as one of those that all have to hold. Raises SearchFault."""
    return parse(term) in _parts(parse(q))


def with_term(q: str, term: str) -> str:
    """The query that asks for the term too; another value of the same stage, mark or criterion gives way to it.

    Raises:
        SearchFault: the query or the term cannot be understood.
    """
    added = parse(term)
    kept = tuple(part for part in _parts(parse(q)) if part != added and not _excludes(part, added))
    return _joined((*kept, added))


def without_term(q: str, term: str) -> str:
    """The query without the term, where it is one of those that all have to hold. Raises SearchFault."""
    taken = parse(term)
    return _joined(tuple(part for part in _parts(parse(q)) if part != taken))


def _parts(tree: Tree) -> tuple[Tree, ...]:
    if isinstance(tree, Everything):
        return ()
    return tree.parts if isinstance(tree, All) else (tree,)


def _joined(parts: tuple[Tree, ...]) -> str:
    if not parts:
        return ""
    return unparse(parts[0] if len(parts) == 1 else All(parts))


def _excludes(part: Tree, added: Tree) -> bool:
    match part, added:
        case (StageIs(), StageIs()) | (MarkIs(), MarkIs()):
            return True
        case CriterionIs(one, _), CriterionIs(other, _):
            return one == other
    return False
