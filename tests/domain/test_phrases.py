"""Phrases that overlap are one reason, and nothing is counted twice or lost."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.phrases import telling, together
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
    assert named(stage_combat=0.5, combat_song=0.25, song_night=0.125) == {"stage combat": 0.75, "song night": 0.125}


@pytest.mark.parametrize(
    "phrase",
    ["to the", "the", "army to", "the window", "на сцене", "la luz", "con", "потом", "shut up", "снова", "entonces"],
)
def test_what_begins_or_ends_with_a_stop_word_tells_nothing_alone(phrase: str) -> None:
    assert not telling(phrase)


@pytest.mark.parametrize(
    "phrase", ["army", "not afraid", "не боюсь", "stage combat", "under water", "без страха", "我"]
)
def test_other_words_tell_something_and_so_does_what_denies(phrase: str) -> None:
    assert telling(phrase)


def test_what_tells_nothing_alone_goes_with_the_word_in_it_however_much_it_weighs() -> None:
    assert named(army_to=0.5, army=0.25, to_the=0.125, the_window=-0.5, window=0.0625) == {
        "army": 0.75,
        "window": -0.4375,
        "": 0.125,
    }


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
