"""The single terms of the search language: a word, a "phrase", #reference and key:value.

Beside the keys that every role has, each of a role's questions that takes a number or a choice is a key of its own:
`height:150..180`, `english:>=B2`. A key of every role comes before a question of the same name.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from casting.domain.calls import CHOSEN, COUNTED, Question, RolePlan
from casting.domain.errors import Refused
from casting.domain.flags import FlagKind
from casting.domain.folding import folded
from casting.domain.search_tree import (
    BandIs,
    Bound,
    ChoiceIs,
    Comparison,
    CriterionIs,
    FlagIs,
    Has,
    MarkedBy,
    MarkIs,
    Measure,
    MeasureIs,
    NoteHolds,
    NumberIs,
    Part,
    Phrase,
    ReceivedIs,
    ReferenceIs,
    Span,
    SpokenIs,
    StageIs,
    StarsAre,
    TagIs,
    Term,
    Word,
)
from casting.domain.tags import tag_name
from casting.domain.vocabulary import Band, ClaimState, Level, Opinion, QuestionKind, Stage, Standing


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
FLAG_WORDS: Mapping[str, FlagKind | None] = {"any": None, **{kind.name.lower(): kind for kind in FlagKind}}
_COMPARED = re.compile(r"(?P<comparison>[<>]=?|=?)(?P<value>.*)", re.DOTALL)
_SPOKEN = re.compile(r"(?P<language>[A-Za-z]{2,3})(?:(?P<comparison>[<>]=?|=)(?P<level>.*))?", re.DOTALL)
_REFERENCE = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,12})?")
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class _Pair:
    """key:value, with the column at which the value begins."""

    key: str
    value: str
    column: int
    role: RolePlan | None

    @property
    def compared(self) -> tuple[Comparison, str]:
        """The sign before the value, and the value behind it."""
        found = _COMPARED.fullmatch(self.value)
        return (Comparison(found["comparison"] or "="), found["value"]) if found else (Comparison.IS, self.value)

    def one_of(self, known: Collection[str], word: str | None = None, *, before: str = "") -> str:
        """The word (by default the value), as the known one is spelled; a fault names all of those."""
        said = self.value if word is None else word
        for choice in known:
            if choice.lower() == said.lower():
                return str(choice)
        *choices, last = map(str, known)
        listed = f"{', '.join(choices)} or {last}" if choices else last
        column = self.column + len(self.value) - len(said)
        raise SearchFault(f"After “{before or self.key.lower() + ':'}” stands {listed}.", column)


@dataclass(frozen=True)
class _Kind:
    """What can be compared: how it is read, how it is called, and how it looks."""

    read: Callable[[str], float | date | None]
    name: str
    examples: tuple[str, ...]

    def span(self, pair: _Pair) -> Span:
        """The bounds that stand behind the key."""
        if ".." in pair.value:
            return self._range(pair)
        comparison, said = pair.compared
        value = self.read(said)
        if value is None:
            raise self._fault(pair)
        return (Bound(comparison, value),)

    def _range(self, pair: _Pair) -> Span:
        low, _, high = pair.value.partition("..")
        at_high = pair.column + len(low) + 2
        for side, end, column in (("a lower", low, pair.column), ("an upper", high, at_high)):
            if not end:
                raise SearchFault(f"“{pair.key}:{pair.value}” needs {side} bound.", column)
        first, last = self.read(low), self.read(high)
        if first is None or last is None:
            raise self._fault(pair)
        if first > last:  # type: ignore[operator]  # both were read by the same reader
            raise SearchFault(f"“{high}” is below “{low}”: exchange them.", at_high)
        return Bound(Comparison.AT_LEAST, first), Bound(Comparison.AT_MOST, last)

    def _fault(self, pair: _Pair) -> SearchFault:
        examples = " or ".join(self.examples)
        return SearchFault(f"After “{pair.key}:” stands {self.name}, as in {examples}.", pair.column)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _star(text: str) -> float | None:
    return float(text) if text in {"0", "1", "2", "3", "4", "5"} else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _criterion(pair: _Pair) -> Term:
    key, given, what = pair.value.partition("=")
    criteria = None if pair.role is None else [criterion.key for criterion in pair.role.criteria]
    if criteria is not None and key not in criteria:
        known = ", ".join(criteria) or "none"
        raise SearchFault(f"This role has no criterion “{key}”. It has: {known}.", pair.column)
    if not key or not given:
        example = key or (next(iter(criteria), "swim") if criteria else "swim")
        problem = f"Say which criterion and how it stands, as in criterion:{example}=met."
        raise SearchFault(problem, pair.column)
    return CriterionIs(key, CRITERION_WORDS[pair.one_of(CRITERION_WORDS, what, before=f"criterion:{key}=")])


def _mark(pair: _Pair) -> Term:
    word = pair.one_of((*Opinion, "none"))
    return MarkIs(None if word == "none" else Opinion(word))


def _tag(pair: _Pair) -> Term:
    name = tag_name(pair.value)
    if not name:
        raise SearchFault("After “tag:” stands a tag, as in tag:stunts, or none.", pair.column)
    return TagIs(None if name == "none" else name)


def _note(pair: _Pair) -> Term:
    words = folded(pair.value)
    if not words:
        raise SearchFault(
            "After “note:” stand words of a note, as in note:harness or note:left-hand, or any.", pair.column
        )
    return NoteHolds(None if words == "any" else words)


def _marked_by(pair: _Pair) -> Term:
    who = folded(pair.value).replace(" ", "-")
    if not who:
        raise SearchFault("After “by:” stands me or a name, as in by:me or by:dana-direct.", pair.column)
    return MarkedBy(None if who == "me" else who)


def _lang(pair: _Pair) -> Term:
    """Languages of every question that asks for them."""
    if pair.role is not None and not any(q.kind is QuestionKind.LANGUAGES for q in pair.role.questions):
        at = pair.column - len(pair.key) - 1
        raise SearchFault("No question of this role asks for languages and how well they are spoken.", at)
    return _spoken(pair, None)


def _spoken(pair: _Pair, key: str | None) -> Term:
    found = _SPOKEN.fullmatch(pair.value)
    if found is None:
        key, at = pair.key, pair.column
        raise SearchFault(f"After “{key}:” stands the code of a language, as in {key}:en or {key}:en>=B2.", at)
    language = found["language"].lower()
    if found["comparison"] is None:
        return SpokenIs(key, language)
    before = f"{pair.key}:{found['language']}{found['comparison']}"
    level = Level(pair.one_of(tuple(Level), found["level"], before=before))
    return SpokenIs(key, language, Comparison(found["comparison"]), level)


_STARS = _Kind(_star, "a number from 0 to 5", ("stars:>3", "stars:5"))
_DAYS = _Kind(_day, "a day", ("received:>2026-01-01", "received:2026-01-01..2026-01-31"))
_MEASURES = {
    Measure.AGE: _Kind(_number, "a number of years", ("age:25..40", "age:>30")),
    Measure.SCORE: _Kind(_number, "a number", ("score:>0.5",)),
    Measure.PLACE: _Kind(_number, "a number", ("place:<=100",)),
}


def _measure(pair: _Pair) -> Term:
    what = Measure(pair.key.lower())
    return MeasureIs(what, _MEASURES[what].span(pair))


_READERS: Mapping[str, Callable[[_Pair], Term]] = {
    "stage": lambda pair: StageIs(Stage(pair.one_of(tuple(Stage)))),
    "mark": _mark,
    "stars": lambda pair: StarsAre(_STARS.span(pair)),
    "criterion": _criterion,
    "has": lambda pair: Has(Part(pair.one_of(tuple(Part)))),
    "flag": lambda pair: FlagIs(FLAG_WORDS[pair.one_of(FLAG_WORDS)]),
    "tag": _tag,
    "by": _marked_by,
    "note": _note,
    "received": lambda pair: ReceivedIs(_DAYS.span(pair)),
    "age": _measure,
    "score": _measure,
    "place": _measure,
    "band": lambda pair: BandIs(Band(pair.one_of(tuple(Band)))),
    "lang": _lang,
}
"""How the value behind each key that every role has is read."""


def read_term(said: str, *, column: int, role: RolePlan | None) -> Term:
    """Read one term.

    Args:
        said: the term as it was typed, quotes straight.
        column: where it begins, in characters from 1.
        role: as in `parse`.

    Raises:
        SearchFault: it cannot be understood.
    """
    if said.startswith('"'):
        if len(said) == 1 or not said.endswith('"'):
            raise SearchFault('This phrase is never closed: add a “"”.', column)
        if not folded(said):
            raise SearchFault("This phrase holds no letter and no digit to look for.", column)
        return Phrase(said[1:-1])
    if said.startswith("#"):
        reference = said[1:].upper()
        if not _REFERENCE.fullmatch(reference):
            raise SearchFault("After “#” stands a reference, as in #K7QX-24.", column)
        return ReferenceIs(reference)
    if ":" in said:
        key, _, value = said.partition(":")
        return _READERS.get(key.lower(), _answer)(_Pair(key, value, column + len(key) + 1, role))
    if not folded(said):
        raise SearchFault(f"“{said}” holds no letter and no digit to look for.", column)
    return Word(said)


def _answer(pair: _Pair) -> Term:
    """A question of the role as a key; where no role is given, the value tells of which kind it is."""
    question = None if pair.role is None else pair.role.question(pair.key)
    if question is not None and question.kind is QuestionKind.LANGUAGES:
        return _spoken(pair, question.key)
    if question is not None and question.kind in COUNTED:
        return NumberIs(pair.key, _Kind(_number, "a number", (f"{pair.key}:{_typical(question)}",)).span(pair))
    comparison, chosen = pair.compared
    if question is not None and question.kind in CHOSEN:
        options = [option.value for option in question.choices]
        if question.kind is not QuestionKind.CHOICE and comparison is not Comparison.IS:
            raise SearchFault(f"Answers to “{pair.key}” are in no order: write {pair.key}:{options[0]}.", pair.column)
        return ChoiceIs(pair.key, comparison, pair.one_of(options, chosen))
    if pair.role is None and folded(pair.key) and folded(chosen):
        try:
            return NumberIs(pair.key, _Kind(_number, "a number", ()).span(pair))
        except SearchFault:
            return ChoiceIs(pair.key, comparison, chosen)
    raise _no_such_key(pair)


def _no_such_key(pair: _Pair) -> SearchFault:
    comparable = CHOSEN | COUNTED | {QuestionKind.LANGUAGES}
    asked = [question.key for question in pair.role.questions if question.kind in comparable] if pair.role else []
    known = ", ".join(f"{key}:" for key in (*_READERS, *asked))
    text = f"{pair.key}:{pair.value}".replace('"', "")
    problem = f'There is no “{pair.key}:”, only {known}. To find the text itself: "{text}".'
    return SearchFault(problem, pair.column - len(pair.key) - 1)


def _typical(question: Question) -> str:
    low, high = question.lowest, question.highest
    return f"{low:g}..{high:g}" if low is not None and high is not None else ">=1"
