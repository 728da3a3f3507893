"""The search language: what it understands, what it says where it does not, and that text and tree are the same."""

import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casting.domain.folding import folded
from casting.domain.search import (
    DEEPEST,
    LONGEST,
    MOST_TERMS,
    SearchFault,
    has_term,
    parse,
    with_term,
    without_term,
)
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
        ("stars:>3", StarsAre(Comparison.ABOVE, 3)),
        ("stars:<=2", StarsAre(Comparison.AT_MOST, 2)),
        ("stars:=5", StarsAre(Comparison.IS, 5)),
        ("stars:5", StarsAre(Comparison.IS, 5)),
        ("criterion:swim=verified", CriterionIs("swim", ClaimState.VERIFIED)),
        ("criterion:swim=not-met", CriterionIs("swim", Standing.NOT_MET)),
        ("has:tape", Has(Part.TAPE)),
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
    assert parse(text) == tree


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
        ("has:money", 5, "After “has:” stands headshot or tape."),
        ("#", 1, "After “#” stands a reference, as in #K7QX-24."),
        ("#K7QX_24", 1, "After “#” stands a reference, as in #K7QX-24."),
        (
            "age:25",
            1,
            'There is no “age:”, only stage:, mark:, stars:, criterion:, has:. To find the text itself: "age:25".',
        ),
        ("criterion:run=met", 11, "This role has no criterion “run”. It has: swim, age."),
        ("criterion:swim", 11, "Say which criterion and how it stands, as in criterion:swim=met."),
        ("criterion:swim=wet", 16, "After “criterion:swim=” stands met, unknown, not-met, declared or verified."),
    ],
)
def test_a_fault_says_where_it_is_and_what_would_be_right(text: str, column: int, problem: str) -> None:
    with pytest.raises(SearchFault) as fault:
        parse(text, criteria=("swim", "age"))
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
_terms: st.SearchStrategy[Tree] = st.one_of(
    _words,
    _phrases,
    st.sampled_from(Stage).map(StageIs),
    st.sampled_from([None, *Opinion]).map(MarkIs),
    st.builds(StarsAre, st.sampled_from(Comparison), st.integers(0, 5)),
    st.builds(
        CriterionIs,
        st.sampled_from(["swim", "age"]),
        st.sampled_from([*Standing, ClaimState.DECLARED, ClaimState.VERIFIED]),
    ),
    st.sampled_from(Part).map(Has),
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
        ("stage:longlist dance", "stage:hold", "dance stage:hold"),
        ("mark:pick", "mark:none", "mark:none"),
        ("criterion:swim=met criterion:age=met", "criterion:swim=unknown", "criterion:age=met criterion:swim=unknown"),
        ("-stage:released", "stage:hold", "-stage:released stage:hold"),
        ("a or b", "stage:hold", "(a or b) stage:hold"),
        ("has:tape", "has:headshot", "has:tape has:headshot"),
        ("stage:hold", "stage:hold", "stage:hold"),
    ],
)
def test_another_value_of_the_same_facet_gives_way(q: str, term: str, found: str) -> None:
    assert with_term(q, term) == found


@pytest.mark.parametrize("q", ["a or stage:hold", "-stage:hold", '"stage:hold"', "a (b or stage:hold)"])
def test_a_term_is_on_only_where_it_has_to_hold(q: str) -> None:
    assert not has_term(q, "stage:hold")
    assert without_term(q, "stage:hold") == unparse(parse(q))


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
