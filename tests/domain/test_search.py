"""The search language: what it understands, what it says where it does not, and that text and tree are the same."""

import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casting.domain.calls import Option, Question, RolePlan
from casting.domain.criteria import Criterion, GivenRule
from casting.domain.flags import FlagKind
from casting.domain.folding import folded
from casting.domain.search import (
    DEEPEST,
    LONGEST,
    MOST_TERMS,
    SearchFault,
    chosen_groups,
    has_term,
    parse,
    with_term,
    without_group,
    without_term,
)
from casting.domain.search_tree import (
    All,
    AnyOf,
    AssignedTo,
    BandIs,
    Bound,
    ChoiceIs,
    Comparison,
    CriterionIs,
    Everything,
    FlagIs,
    GatesAre,
    Has,
    MarkedBy,
    MarkIs,
    Measure,
    MeasureIs,
    Not,
    NoteHolds,
    NumberIs,
    Phrase,
    ReceivedIs,
    ReferenceIs,
    Span,
    SpokenIs,
    StageIs,
    StarsAre,
    TagIs,
    Tree,
    Word,
    unparse,
)
from casting.domain.vocabulary import (
    Band,
    ClaimState,
    CriterionClass,
    Gates,
    Level,
    Opinion,
    Part,
    QuestionKind,
    Stage,
    Standing,
)

KEYS = (
    "stage:, mark:, stars:, criterion:, gates:, has:, flag:, tag:, by:, assigned:, note:, received:, age:, score:, "
    "place:, band:, lang:, height:, english:, skills:, rides:, riding:, spoken:"
)
LEVELS = ("none", "B1", "B2", "C1")
ROLE = RolePlan(
    slug="surgeon",
    title="The surgeon",
    breakdown="",
    places=1,
    questions=(
        Question("height", QuestionKind.NUMBER, "Your height", lowest=100, highest=230),
        Question(
            "english", QuestionKind.CHOICE, "English", options=tuple(Option(v, v) for v in ("none", "B1", "B2", "C1"))
        ),
        Question("motivation", QuestionKind.LONG_TEXT, "Why"),
        Question("skills", QuestionKind.SEVERAL, "Skills", options=(Option("dance", "Dance"), Option("sing", "Sing"))),
        Question("rides", QuestionKind.YES_NO, "Rides"),
        Question("riding", QuestionKind.SCALE, "Riding", lowest=1, highest=5),
        Question("spoken", QuestionKind.LANGUAGES, "Languages"),
    ),
    criteria=tuple(
        Criterion(key, key, CriterionClass.INFO, "motivation", GivenRule(), None, "") for key in ("swim", "age")
    ),
    quotas={},
)


def between(low: float | date, high: float | date) -> Span:
    return Bound(Comparison.AT_LEAST, low), Bound(Comparison.AT_MOST, high)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        (" \t\n", Everything()),
        ("Élise", Word("Élise")),
        ("e-mail", Word("e-mail")),
        ('"stunt work"', Phrase("stunt work")),
        ("“stunt work”", Phrase("stunt work")),
        ("stage:longlist", StageIs(Stage.LONGLIST)),
        ("STAGE:Longlist", StageIs(Stage.LONGLIST)),
        ("mark:pass", MarkIs(Opinion.PASS)),
        ("mark:none", MarkIs(None)),
        ("stars:>3", StarsAre((Bound(Comparison.ABOVE, 3.0),))),
        ("stars:<=2", StarsAre((Bound(Comparison.AT_MOST, 2.0),))),
        ("stars:=5", StarsAre((Bound(Comparison.IS, 5.0),))),
        ("stars:5", StarsAre((Bound(Comparison.IS, 5.0),))),
        ("stars:3..5", StarsAre(between(3.0, 5.0))),
        ("age:25..40", MeasureIs(Measure.AGE, between(25.0, 40.0))),
        ("AGE:>30", MeasureIs(Measure.AGE, (Bound(Comparison.ABOVE, 30.0),))),
        ("score:>-0.5", MeasureIs(Measure.SCORE, (Bound(Comparison.ABOVE, -0.5),))),
        ("place:<=100", MeasureIs(Measure.PLACE, (Bound(Comparison.AT_MOST, 100.0),))),
        ("band:Likely", BandIs(Band.LIKELY)),
        ("received:2026-01-01", ReceivedIs((Bound(Comparison.IS, date(2026, 1, 1)),))),
        ("received:2026-01-01..2026-01-31", ReceivedIs(between(date(2026, 1, 1), date(2026, 1, 31)))),
        ("height:150..180", NumberIs("height", between(150.0, 180.0))),
        ("height:163.5", NumberIs("height", (Bound(Comparison.IS, 163.5),))),
        ("english:>=b2", ChoiceIs("english", Comparison.AT_LEAST, "B2")),
        ("english:C1", ChoiceIs("english", Comparison.IS, "C1")),
        ("skills:SING", ChoiceIs("skills", Comparison.IS, "sing")),
        ("rides:yes", ChoiceIs("rides", Comparison.IS, "yes")),
        ("riding:>=4", NumberIs("riding", (Bound(Comparison.AT_LEAST, 4.0),))),
        ("lang:en", SpokenIs(None, "en")),
        ("LANG:EN>=b2", SpokenIs(None, "en", Comparison.AT_LEAST, Level.B2)),
        ("lang:ru=Native", SpokenIs(None, "ru", Comparison.IS, Level.NATIVE)),
        ("spoken:yue<C1", SpokenIs("spoken", "yue", Comparison.BELOW, Level.C1)),
        ("criterion:swim=verified", CriterionIs("swim", ClaimState.VERIFIED)),
        ("criterion:swim=not-met", CriterionIs("swim", Standing.NOT_MET)),
        ("has:tape", Has(Part.TAPE)),
        ("has:request", Has(Part.REQUEST)),
        ("gates:met", GatesAre(Gates.MET)),
        ("gates:not met", GatesAre(Gates.NOT_MET)),
        ("criterion:swim=not met", CriterionIs("swim", Standing.NOT_MET)),
        ("criterion:swim=partly met", CriterionIs("swim", Standing.PARTLY)),
        ("criterion:swim=partly-met", CriterionIs("swim", Standing.PARTLY)),
        ("criterion:swim=partly", CriterionIs("swim", Standing.PARTLY)),
        ("gates:unknown", GatesAre(Gates.UNKNOWN)),
        ("gates:open", GatesAre(Gates.UNKNOWN)),
        ("-gates:not-met", Not(GatesAre(Gates.NOT_MET))),
        ("flag:hidden", FlagIs(FlagKind.HIDDEN)),
        ("FLAG:Any", FlagIs(None)),
        ("tag:stunts", TagIs("stunts")),
        ("tag:Second_Lead", TagIs("second-lead")),
        ("-tag:none", Not(TagIs(None))),
        ("note:Harness", NoteHolds("harness")),
        ("note:left-hand", NoteHolds("left hand")),
        ("-note:any", Not(NoteHolds(None))),
        ("by:me", MarkedBy(None)),
        ("assigned:me", AssignedTo("me")),
        ("assigned:none", AssignedTo(None)),
        ("Assigned:Dana-Direct", AssignedTo("dana-direct")),
        ("by:Dana-Direct", MarkedBy("dana-direct")),
        ("#k7qx-24", ReferenceIs("K7QX-24")),
        ("a b", All((Word("a"), Word("b")))),
        ("a or b", AnyOf((Word("a"), Word("b")))),
        ("a b OR c", AnyOf((All((Word("a"), Word("b"))), Word("c")))),
        ("a (b or c)", All((Word("a"), AnyOf((Word("b"), Word("c")))))),
        ("-a", Not(Word("a"))),
        ("--a", Not(Not(Word("a")))),
        ('-(a "b c")', Not(All((Word("a"), Phrase("b c"))))),
        ("((a))", Word("a")),
        ('a"b"c', All((Word("a"), Phrase("b"), Word("c")))),
        (
            'stage:longlist -mark:pass "stunt"',
            All((StageIs(Stage.LONGLIST), Not(MarkIs(Opinion.PASS)), Phrase("stunt"))),
        ),
    ],
)
def test_a_query_is_understood(text: str, tree: Tree) -> None:
    assert parse(text, role=ROLE) == tree


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("a )", 3, "This bracket closes nothing: remove it, or open one before."),
        (")", 1, "A term is missing before this bracket."),
        ("a (b", 3, "This bracket is never closed: add a “)”."),
        ("a ()", 4, "There is nothing between these brackets: write a term, or remove them."),
        ("a or", 5, '“or” stands between two terms, and one is missing. To find the word itself: "or".'),
        ("or a", 1, '“or” stands between two terms, and one is missing. To find the word itself: "or".'),
        ("(a or )", 7, "A term is missing before this bracket."),
        ('a "b', 3, 'This phrase is never closed: add a “"”.'),
        ('"', 1, 'This phrase is never closed: add a “"”.'),
        ('a ""', 3, "This phrase holds no letter and no digit to look for."),
        ("a ???", 3, "“???” holds no letter and no digit to look for."),
        ("a - b", 3, "A minus sign stands right before what is not wanted: -mark:pass."),
        ("(a -)", 4, "A minus sign stands right before what is not wanted: -mark:pass."),
        (
            "stage:shortlst",
            7,
            "After “stage:” stands received, longlist, shortlist, callback, hold, booked, released or withdrawn.",
        ),
        ("a mark:good", 8, "After “mark:” stands pick, maybe, pass or none."),
        ("stars:6", 7, "After “stars:” stands a number from 0 to 5, as in stars:>3 or stars:5."),
        ("stars:", 7, "After “stars:” stands a number from 0 to 5, as in stars:>3 or stars:5."),
        ("age:25..", 9, "“age:25..” needs an upper bound."),
        ("height:..180", 8, "“height:..180” needs a lower bound."),
        ("age:40..25", 9, "“25” is below “40”: exchange them."),
        ("age:young", 5, "After “age:” stands a number of years, as in age:25..40 or age:>30."),
        ("height:", 8, "After “height:” stands a number, as in height:100..230."),
        ("height:1e9", 8, "After “height:” stands a number, as in height:100..230."),
        (
            "received:2026-02-30",
            10,
            "After “received:” stands a day, as in received:>2026-01-01 or received:2026-01-01..2026-01-31.",
        ),
        ("english:>=B3", 11, "After “english:” stands none, B1, B2 or C1."),
        ("a skills:>dance", 10, "Answers to “skills” are in no order: write skills:dance."),
        ("rides:often", 7, "After “rides:” stands yes or no."),
        ("a lang:english", 8, "After “lang:” stands the code of a language, as in lang:en or lang:en>=B2."),
        ("lang:en>=D1", 10, "After “lang:en>=” stands A1, A2, B1, B2, C1, C2 or native."),
        ("spoken:", 8, "After “spoken:” stands the code of a language, as in spoken:en or spoken:en>=B2."),
        ("band:good", 6, "After “band:” stands likely, open or unlikely."),
        ("has:money", 5, "After “has:” stands headshot, tape or request."),
        (
            "flag:rude",
            6,
            "After “flag:” stands any, repeated, hidden, orders, breakdown, keywords or taken.",
        ),
        ("a tag:??", 7, "After “tag:” stands a tag, as in tag:stunts, or none."),
        ("assigned:", 10, "After “assigned:” stands me, a name or none, as in assigned:dana-direct."),
        ("by:", 4, "After “by:” stands me or a name, as in by:me or by:dana-direct."),
        ("#", 1, "After “#” stands a reference, as in #K7QX-24."),
        ("#K7QX_24", 1, "After “#” stands a reference, as in #K7QX-24."),
        (
            "motivation:calm",
            1,
            f'There is no “motivation:”, only {KEYS}. To find the text itself: "motivation:calm".',
        ),
        (
            "englsh:>=B2",
            1,
            f'Did you mean english:? There is no “englsh:”, only {KEYS}. To find the text itself: "englsh:>=B2".',
        ),
        ("criterion:run=met", 11, "This role has no criterion “run”. It has: swim, age."),
        ("criterion:swim", 11, "Say which criterion and how it stands, as in criterion:swim=met."),
        (
            "criterion:swim=wet",
            16,
            "After “criterion:swim=” stands met, partly-met, unknown, not-met, declared or verified.",
        ),
    ],
)
def test_a_fault_says_where_it_is_and_what_would_be_right(text: str, column: int, problem: str) -> None:
    with pytest.raises(SearchFault) as fault:
        parse(text, role=ROLE)
    assert (fault.value.column, fault.value.problem) == (column, problem)
    assert str(fault.value) == f"{problem} (Column {column}.)"


def test_a_criterion_is_not_looked_up_where_the_role_is_not_known() -> None:
    assert parse("criterion:run=met") == CriterionIs("run", Standing.MET)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a" * (LONGEST + 1), "A search has at most 1,000 characters; this one has 1,001."),
        ("a " * (MOST_TERMS + 1), "A search has at most 100 terms."),
        ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), "Brackets and minus signs go at most 20 deep."),
        ("-" * (DEEPEST + 1) + "a", "Brackets and minus signs go at most 20 deep."),
    ],
)
def test_a_query_has_limits(text: str, problem: str) -> None:
    with pytest.raises(SearchFault) as fault:
        parse(text)
    assert fault.value.problem == problem


def test_a_query_at_its_limits_is_understood() -> None:
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == Word("a")
    assert parse("a" * LONGEST) == Word("a" * LONGEST)
    assert parse("a " * MOST_TERMS) == All((Word("a"),) * MOST_TERMS)


def test_the_deepest_query_needs_few_frames() -> None:
    frames = sys.getrecursionlimit()
    sys.setrecursionlimit(250)
    try:
        with pytest.raises(SearchFault):
            parse("(" * LONGEST)
        with pytest.raises(SearchFault):
            parse("-" * LONGEST)
    finally:
        sys.setrecursionlimit(frames)


@given(st.text(max_size=60) | st.text(alphabet='ab-()": or#:<>=stagemrk“', max_size=60))
def test_any_text_is_a_query_or_a_fault_within_it(text: str) -> None:
    column, tree = 1, None
    try:
        tree = parse(text)
    except SearchFault as fault:
        column = fault.column
    assert 1 <= column <= len(text) + 1
    assert tree is None or parse(unparse(tree)) == tree


_blank_free = st.text(min_size=1, max_size=8).filter(lambda said: bool(folded(said)))
_words = (
    _blank_free.filter(lambda said: not any(c.isspace() or c in '():"“”„‟«»' for c in said))
    .filter(lambda said: said[0] not in "-#" and said.lower() != "or")
    .map(Word)
)
_phrases = _blank_free.filter(lambda said: not any(c in '"“”„‟«»' for c in said)).map(Phrase)
_numbers = st.integers(-999_999, 999_999).map(lambda number: number / 100)


def _spans(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Span]:
    one = st.builds(Bound, st.sampled_from(Comparison), values).map(lambda bound: (bound,))
    return one | st.tuples(values, values).map(lambda ends: between(*sorted(ends)))


_terms: st.SearchStrategy[Tree] = st.one_of(
    _words,
    _phrases,
    st.sampled_from(Stage).map(StageIs),
    st.sampled_from([None, *Opinion]).map(MarkIs),
    st.builds(StarsAre, _spans(st.integers(0, 5).map(float))),
    st.builds(MeasureIs, st.sampled_from(Measure), _spans(_numbers)),
    st.builds(ReceivedIs, _spans(st.dates(date(1900, 1, 1), date(2199, 12, 31)))),
    st.builds(NumberIs, st.just("height"), _spans(_numbers)),
    st.builds(ChoiceIs, st.just("english"), st.sampled_from(Comparison), st.sampled_from(["none", "B2"])),
    st.sampled_from(Band).map(BandIs),
    st.sampled_from([None, *FlagKind]).map(FlagIs),
    st.sampled_from([None, "stunts", "second-lead", "трюки"]).map(TagIs),
    st.sampled_from([None, "dana", "dana-direct"]).map(MarkedBy),
    st.sampled_from([None, "me", "dana-direct"]).map(AssignedTo),
    st.builds(
        CriterionIs,
        st.sampled_from(["swim", "age"]),
        st.sampled_from([*Standing, ClaimState.DECLARED, ClaimState.VERIFIED]),
    ),
    st.sampled_from(Part).map(Has),
    st.sampled_from(Gates).map(GatesAre),
    st.builds(SpokenIs, st.none(), st.sampled_from(["en", "yue"])),
    st.builds(SpokenIs, st.none(), st.sampled_from(["en", "yue"]), st.sampled_from(Comparison), st.sampled_from(Level)),
    st.just(ReferenceIs("K7QX-24")),
)


def _grown(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return several.map(All) | several.map(AnyOf) | parts.map(Not)


_trees = st.just(Everything()) | st.recursive(_terms, _grown, max_leaves=15)


@given(_trees)
def test_text_and_tree_are_the_same(tree: Tree) -> None:
    text = unparse(tree)
    assume(len(text) <= LONGEST)
    assert parse(text) == tree


def test_languages_are_looked_for_only_where_they_are_asked() -> None:
    with pytest.raises(SearchFault, match="No question of this role asks for languages") as caught:
        parse("a lang:en", role=replace(ROLE, questions=ROLE.questions[:3]))
    assert caught.value.column == 3


def test_a_facet_is_switched_on_and_off_in_the_text() -> None:
    q = with_term("", "stage:longlist")
    assert q == "stage:longlist"
    q = with_term(q, "mark:pick")
    assert q == "stage:longlist mark:pick"
    assert has_term(q, "mark:pick")
    assert not has_term(q, "mark:pass")
    assert without_term(q, "stage:longlist") == "mark:pick"
    assert without_term(without_term(q, "stage:longlist"), "mark:pick") == ""


@pytest.mark.parametrize(
    ("q", "term", "found"),
    [
        ("stage:longlist dance", "stage:hold", "(stage:longlist or stage:hold) dance"),
        ("mark:pick", "mark:none", "mark:pick or mark:none"),
        ("mark:pick or mark:none", "mark:maybe", "mark:pick or mark:none or mark:maybe"),
        (
            "criterion:swim=met criterion:age=met",
            "criterion:swim=unknown",
            "(criterion:swim=met or criterion:swim=unknown) criterion:age=met",
        ),
        ("gates:met dance", "gates:open", "(gates:met or gates:unknown) dance"),
        ("tag:stunts", "tag:riding", "tag:stunts tag:riding"),
        ("-stage:released", "stage:hold", "-stage:released stage:hold"),
        ("a or b", "stage:hold", "(a or b) stage:hold"),
        ("has:tape", "has:headshot", "has:tape has:headshot"),
        ("stage:hold", "stage:hold", "stage:hold"),
    ],
)
def test_another_value_of_the_same_facet_will_do_too(q: str, term: str, found: str) -> None:
    assert with_term(q, term) == found


def test_one_of_several_values_is_switched_off() -> None:
    q = "(mark:pick or mark:maybe) dance"
    assert has_term(q, "mark:maybe")
    assert without_term(q, "mark:pick") == "mark:maybe dance"
    assert without_term(without_term(q, "mark:pick"), "mark:maybe") == "dance"


def test_what_is_chosen_in_a_facet_can_be_left_out() -> None:
    tree = parse("(mark:pick or mark:maybe) dance criterion:swim=met (a or b)")
    assert chosen_groups(tree) == ("mark", "criterion:swim")
    assert unparse(without_group(tree, "mark")) == "dance criterion:swim=met (a or b)"
    assert without_group(parse("mark:pick or mark:none"), "mark") == Everything()


@pytest.mark.parametrize("q", ["a or stage:hold", "-stage:hold", '"stage:hold"', "a (b or stage:hold)"])
def test_a_term_is_on_only_where_it_has_to_hold(q: str) -> None:
    assert not has_term(q, "stage:hold")
    assert without_term(q, "stage:hold") == unparse(parse(q))


def test_a_term_in_brackets_that_has_to_hold_is_found_and_taken_out() -> None:
    assert has_term("a (b stage:hold)", "stage:hold")
    assert without_term("a (b stage:hold)", "stage:hold") == "a b"
    assert without_term("a (a a)", "a") == ""


@given(_trees, _terms)
def test_a_term_that_was_switched_on_is_on_and_can_be_switched_off(tree: Tree, term: Tree) -> None:
    q, said = unparse(tree), unparse(term)
    assume(len(q) + len(said) < LONGEST - 10)
    on = with_term(q, said)
    assert has_term(on, said)
    assert not has_term(without_term(on, said), said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Élise Œuvré", "elise œuvre"),
        ("e-mail: a@b.org", "e mail a b org"),
        ("АЛЁНА Ёж", "алена еж"),
        ("Straße", "strasse"),
        ("ｆｕｌｌ width", "full width"),
        ("王小明", "王 小 明"),
        ("don't_stop", "don t stop"),
        ("?!", ""),
    ],
)
def test_words_are_compared_without_case_accents_and_punctuation(text: str, words: str) -> None:
    assert folded(text) == words


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
