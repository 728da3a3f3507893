"""What blind review leaves of texts, and in which stages a search can find anybody."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.blind import MARK, Blind, holds_name, reach, shown_answers, without_name
from casting.domain.folding import folded
from casting.domain.search_tree import All, AnyOf, Everything, Not, StageIs, Tree, Word
from casting.domain.vocabulary import Stage


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("They call me Mira.", "They call me [name]."),
        ("MIRA, mira and Míra", "[name], [name] and [name]"),
        ("Ms Sokolova’s hands", "Ms [name]’s hands"),
        ("with Sokolovoy, by Sokolovym", "with [name], by [name]"),
        ("A miracle in Miramar", "A miracle in Miramar"),
        ("mira@example.org", "[name]@example.org"),
        ("", ""),
    ],
)
def test_words_of_her_name_leave_a_mark(text: str, shown: str) -> None:
    assert without_name(text, "Mira Sokolova") == shown


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Мира Соколова", "О Соколовой и Мире", "О [name] и [name]"),
        ("Олег Ким", "Олегу Киму, с Олегом; кимоно", "[name] [name], с [name]; кимоно"),
        ("Ana Ruiz", "Anu, Ane and an anagram", "[name], [name] and an anagram"),
        ("Dan Lee", "The Dane and a dance", "The Dane and a dance"),
        ("李 雪", "李雪 and 李", "李雪 and [name]"),
        ("X", "X marks it", "X marks it"),
        ("", "Nothing", "Nothing"),
        ("Anna-Maria O’Neill", "Maria and Neill", "[name] and [name]"),
    ],
)
def test_names_of_other_scripts_and_forms(name: str, text: str, shown: str) -> None:
    assert without_name(text, name) == shown


@given(st.text(max_size=40), st.text(max_size=30))
def test_no_word_of_the_name_is_left(text: str, name: str) -> None:
    parts = {word for word in folded(name).split() if len(word) > 1 and word.isalpha()}
    left = folded(without_name(f"{text} {name} {text}", name).replace(MARK, " ")).split()
    assert parts.isdisjoint(left) or not name.isascii()


def test_an_address_tells_a_name_that_is_joined_to_other_words() -> None:
    assert holds_name("https://vimeo.example/mirasokolova-tape", "Mira Sokolova")
    assert not holds_name("https://vimeo.example/123456", "Mira Sokolova")


def test_a_hidden_answer_goes_with_its_unit() -> None:
    answers: Mapping[str, str | float | None] = {"height": 170.0, "height unit": "ft", "why": "Mira."}
    assert shown_answers(answers, frozenset({"height", "name"}), "Mira") == {"why": "[name]."}
    assert shown_answers(answers, frozenset({"height"}), "Mira") == {"why": "Mira."}


def test_what_goes_along_is_hidden_too() -> None:
    blind = Blind({Stage.RECEIVED: frozenset({"name", "city", "school"})})
    assert blind.fields_at(Stage.RECEIVED) == {"name", "email", "phone", "city", "country", "school"}
    assert blind.fields_at(Stage.LONGLIST) == frozenset()
    assert blind.hiding("name") == (Stage.RECEIVED,)


_terms: st.SearchStrategy[Tree] = st.sampled_from(Stage).map(StageIs) | st.just(Word("hands")) | st.just(Everything())


def _joined(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    parts = st.lists(trees, min_size=2, max_size=3).map(tuple)
    return parts.map(All) | parts.map(AnyOf) | trees.map(Not)


def _holds(tree: Tree, stage: Stage, words: bool) -> bool:
    match tree:
        case StageIs(wanted):
            return stage is wanted
        case Not(part):
            return not _holds(part, stage, words)
        case All(parts):
            return all(_holds(part, stage, words) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, stage, words) for part in parts)
        case Everything():
            return True
    return words


@given(st.recursive(_terms, _joined, max_leaves=8), st.sampled_from(Stage), st.booleans())
def test_nobody_is_found_outside_of_the_stages_that_a_search_reaches(tree: Tree, stage: Stage, words: bool) -> None:
    if _holds(tree, stage, words):
        assert stage in reach(tree)


def test_a_search_that_names_a_stage_reaches_no_other() -> None:
    assert reach(All((StageIs(Stage.CALLBACK), Word("hands")))) == {Stage.CALLBACK}
    assert Stage.RECEIVED not in reach(Not(StageIs(Stage.RECEIVED)))
    assert reach(AnyOf((StageIs(Stage.CALLBACK), Word("hands")))) == frozenset(Stage)
