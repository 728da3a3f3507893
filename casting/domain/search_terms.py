"""The single terms of the search language: a word, a "phrase", #reference and key:value.

Beside the keys that every role has, each of a role's questions that takes a number or a choice is a key of its own:
`height:150..180`, `english:>=B2`. A key of every role comes before a question of the same name.
"""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from casting.domain.calls import CHOSEN, COUNTED, Question, RolePlan
from casting.domain.flags import FlagKind
from casting.domain.folding import folded
from casting.domain.search_tree import (
    AssignedTo,
    BandIs,
    ChoiceIs,
    Comparison,
    CriterionIs,
    FlagIs,
    GatesAre,
    Has,
    MarkedBy,
    MarkIs,
    Measure,
    MeasureIs,
    NoteHolds,
    NumberIs,
    Phrase,
    ReceivedIs,
    ReferenceIs,
    SpokenIs,
    StageIs,
    StarsAre,
    TagIs,
    Term,
    Word,
)
from casting.domain.search_values import Kind, Pair, SearchFault, day_in, number_in, star_in
from casting.domain.tags import tag_name
from casting.domain.vocabulary import (
    Band,
    ClaimState,
    Gates,
    Level,
    Opinion,
    Part,
    QuestionKind,
    Stage,
    Standing,
)

CRITERION_WORDS: Mapping[str, Standing | ClaimState] = {
    "met": Standing.MET,
    "partly-met": Standing.PARTLY,
    "unknown": Standing.UNKNOWN,
    "not-met": Standing.NOT_MET,
    "declared": ClaimState.DECLARED,
    "verified": ClaimState.VERIFIED,
}
GATE_WORDS: Mapping[str, Gates] = {what.replace(" ", "-"): what for what in Gates}
FLAG_WORDS: Mapping[str, FlagKind | None] = {"any": None, **{kind.name.lower(): kind for kind in FlagKind}}
_SPOKEN = re.compile(r"(?P<language>[A-Za-z]{2,3})(?:(?P<comparison>[<>]=?|=)(?P<level>.*))?", re.DOTALL)
_REFERENCE = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,12})?")


def _criterion(pair: Pair) -> Term:
    key, given, what = pair.value.partition("=")
    criteria = None if pair.role is None else [criterion.key for criterion in pair.role.criteria]
    if criteria is not None and key not in criteria:
        known = ", ".join(criteria) or "none"
        raise SearchFault(f"This role has no criterion “{key}”. It has: {known}.", pair.column)
    if not key or not given:
        example = key or (next(iter(criteria), "swim") if criteria else "swim")
        problem = f"Say which criterion and how it stands, as in criterion:{example}=met."
        raise SearchFault(problem, pair.column)
    word = "partly-met" if what.lower() == "partly" else what
    return CriterionIs(key, CRITERION_WORDS[pair.one_of(CRITERION_WORDS, word, before=f"criterion:{key}=")])


def _gates(pair: Pair) -> Term:
    """Searches that were saved when the unknown was called open still find it."""
    return GatesAre(GATE_WORDS[pair.one_of(GATE_WORDS, "unknown" if pair.value.lower() == "open" else None)])


def _mark(pair: Pair) -> Term:
    word = pair.one_of((*Opinion, "none"))
    return MarkIs(None if word == "none" else Opinion(word))


def _tag(pair: Pair) -> Term:
    name = tag_name(pair.value)
    if not name:
        raise SearchFault("After “tag:” stands a tag, as in tag:stunts, or none.", pair.column)
    return TagIs(None if name == "none" else name)


def _note(pair: Pair) -> Term:
    words = folded(pair.value)
    if not words:
        raise SearchFault(
            "After “note:” stand words of a note, as in note:harness or note:left-hand, or any.", pair.column
        )
    return NoteHolds(None if words == "any" else words)


def _marked_by(pair: Pair) -> Term:
    who = folded(pair.value).replace(" ", "-")
    if not who:
        raise SearchFault("After “by:” stands me or a name, as in by:me or by:dana-direct.", pair.column)
    return MarkedBy(None if who == "me" else who)


def _assigned(pair: Pair) -> Term:
    who = folded(pair.value).replace(" ", "-")
    if not who:
        raise SearchFault("After “assigned:” stands me, a name or none, as in assigned:dana-direct.", pair.column)
    return AssignedTo(None if who == "none" else who)


def _lang(pair: Pair) -> Term:
    """Languages of every question that asks for them."""
    if pair.role is not None and not any(q.kind is QuestionKind.LANGUAGES for q in pair.role.questions):
        at = pair.column - len(pair.key) - 1
        raise SearchFault("No question of this role asks for languages and how well they are spoken.", at)
    return _spoken(pair, None)


def _spoken(pair: Pair, key: str | None) -> Term:
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


_STARS = Kind(star_in, "a number from 0 to 5", ("stars:>3", "stars:5"))
_DAYS = Kind(day_in, "a day", ("received:>2026-01-01", "received:2026-01-01..2026-01-31"))
_MEASURES = {
    Measure.AGE: Kind(number_in, "a number of years", ("age:25..40", "age:>30")),
    Measure.SCORE: Kind(number_in, "a number", ("score:>0.5",)),
    Measure.PLACE: Kind(number_in, "a number", ("place:<=100",)),
}


def _measure(pair: Pair) -> Term:
    what = Measure(pair.key.lower())
    return MeasureIs(what, _MEASURES[what].span(pair))


_READERS: Mapping[str, Callable[[Pair], Term]] = {
    "stage": lambda pair: StageIs(Stage(pair.one_of(tuple(Stage)))),
    "mark": _mark,
    "stars": lambda pair: StarsAre(_STARS.span(pair)),
    "criterion": _criterion,
    "gates": _gates,
    "has": lambda pair: Has(Part(pair.one_of(tuple(Part)))),
    "flag": lambda pair: FlagIs(FLAG_WORDS[pair.one_of(FLAG_WORDS)]),
    "tag": _tag,
    "by": _marked_by,
    "assigned": _assigned,
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
        return _READERS.get(key.lower(), _answer)(Pair(key, value, column + len(key) + 1, role))
    if not folded(said):
        raise SearchFault(f"“{said}” holds no letter and no digit to look for.", column)
    return Word(said)


def _answer(pair: Pair) -> Term:
    """A question of the role as a key; where no role is given, the value tells of which kind it is."""
    question = None if pair.role is None else pair.role.question(pair.key)
    if question is not None and question.kind is QuestionKind.LANGUAGES:
        return _spoken(pair, question.key)
    if question is not None and question.kind in COUNTED:
        return NumberIs(pair.key, Kind(number_in, "a number", (f"{pair.key}:{_typical(question)}",)).span(pair))
    comparison, chosen = pair.compared
    if question is not None and question.kind in CHOSEN:
        options = [option.value for option in question.choices]
        if question.kind is not QuestionKind.CHOICE and comparison is not Comparison.IS:
            raise SearchFault(f"Answers to “{pair.key}” are in no order: write {pair.key}:{options[0]}.", pair.column)
        return ChoiceIs(pair.key, comparison, pair.one_of(options, chosen))
    if pair.role is None and folded(pair.key) and folded(chosen):
        try:
            return NumberIs(pair.key, Kind(number_in, "a number", ()).span(pair))
        except SearchFault:
            return ChoiceIs(pair.key, comparison, chosen)
    raise _no_such_key(pair)


def _no_such_key(pair: Pair) -> SearchFault:
    comparable = CHOSEN | COUNTED | {QuestionKind.LANGUAGES}
    asked = [question.key for question in pair.role.questions if question.kind in comparable] if pair.role else []
    known = ", ".join(f"{key}:" for key in (*_READERS, *asked))
    text = f"{pair.key}:{pair.value}".replace('"', "")
    near = get_close_matches(pair.key.lower(), (*_READERS, *asked), n=1)
    meant = f"Did you mean {near[0]}:? " if near else ""
    problem = f'{meant}There is no “{pair.key}:”, only {known}. To find the text itself: "{text}".'
    return SearchFault(problem, pair.column - len(pair.key) - 1)


def _typical(question: Question) -> str:
    low, high = question.lowest, question.highest
    return f"{low:g}..{high:g}" if low is not None and high is not None else ">=1"
