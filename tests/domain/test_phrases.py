"""Phrases that overlap are one reason, and nothing is counted twice or lost."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.phrases import together
from casting.domain.terms import Terms


def named(**values: float) -> dict[str, float]:
    """The groups of these phrases, by name; an underscore is a space."""
    columns = dict(enumerate(values))
    found = together(
        {column: values[phrase] for column, phrase in columns.items()},
        {column: [phrase.replace("_", " ")] for column, phrase in columns.items()},
    )
    return {group.name: group.value for group in found}


def test_a_place_of_two_words_is_said_once() -> None:
    assert named(nizhny_novgorod=0.5, novgorod=0.25, nizhny=0.25, stage=0.125) == {
        "nizhny novgorod": 1.0,
        "stage": 0.125,
    }


def test_a_longer_phrase_that_weighs_nearly_as_much_gives_the_name_and_takes_its_other_word() -> None:
    assert named(novgorod=0.5, nizhny_novgorod=0.375, nizhny=0.125) == {"nizhny novgorod": 1.0}


@pytest.mark.parametrize("longer", [0.125, -0.375])
def test_a_longer_phrase_that_weighs_little_or_against_is_only_counted(longer: float) -> None:
    assert named(afraid=0.5, not_afraid=longer) == {"afraid": 0.5 + longer}


def test_a_chain_of_phrases_is_not_one_reason() -> None:
    assert named(stage_combat=0.5, combat_and=0.25, and_song=0.125) == {"stage combat": 0.75, "and song": 0.125}


@given(st.lists(st.sampled_from(["swim", "dive", "sing", "act", "ride"]), max_size=12), st.data())
def test_groups_add_up_to_all_that_was_said(words: list[str], data: st.DataObject) -> None:
    phrases: dict[int, list[str]] = {}
    for term in Terms(" ".join(words)):
        phrases.setdefault(term.column, []).append(term.text)
    weight = st.floats(-1, 1, allow_subnormal=False)
    values = {column: data.draw(weight) for column in phrases}
    groups = together(values, phrases)
    assert math.fsum(group.value for group in groups) == pytest.approx(math.fsum(values.values()), abs=1e-12)
    assert len({group.name for group in groups}) == len(groups) <= len(values)
