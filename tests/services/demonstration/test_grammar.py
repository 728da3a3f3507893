"""The grammar keeps its promises, and the stock asks for nothing that nobody has."""

from random import Random

import pytest

from casting.services.demonstration.grammar import Grammar, GrammarError, Voice
from casting.services.demonstration.life import lived
from casting.services.demonstration.stock import Stock
from casting.services.demonstration.writing import words_of

CREDIT_WORDS = {"part", "title", "then"}


def voice(written: dict[str, list[str]], *tags: str, **words: str) -> Voice:
    return Voice(Grammar.of(written), Random(1), dict(words), frozenset(tags))


def test_words_rules_and_choices_fill_their_places() -> None:
    spoken = voice({"start": ["{age} in [a {noun}|a {noun}]."], "noun": ["barn"]}, age="34")

    assert spoken.say("start") == "34 in a barn."


def test_an_alternative_speaks_only_for_those_it_fits() -> None:
    rules = {"work": ["(doctor !new) surgeon", "(doctor new) intern", "(stage/screen) actress"]}

    assert voice(rules, "doctor").say("work") == "Surgeon"
    assert voice(rules, "doctor", "new").say("work") == "Intern"
    assert voice(rules, "screen").say("work") == "Actress"


def test_what_is_hers_stays_hers() -> None:
    spoken = voice({"my_town": [str(number) for number in range(50)]})

    assert len({spoken.say("my_town") for _ in range(20)}) == 1


def test_nothing_is_said_twice_while_there_is_something_else() -> None:
    spoken = voice({"joke": ["one", "two", "three"]})

    assert {spoken.say("joke") for _ in range(3)} == {"One", "Two", "Three"}


@pytest.mark.parametrize(("noun", "said"), [("apple", "An apple"), ("unit", "A unit"), ("barn", "A barn")])
def test_articles_follow_the_sound(noun: str, said: str) -> None:
    assert voice({"it": ["a {noun}"]}, noun=noun).say("it") == said


def test_a_rule_without_anything_to_say_is_an_error() -> None:
    with pytest.raises(GrammarError, match="no rule 'work'"):
        voice({}).say("work")
    with pytest.raises(GrammarError, match="nothing for"):
        voice({"work": ["(doctor) surgeon"]}, "stage").say("work")


def test_the_stock_asks_for_no_name_that_is_missing(stock: Stock) -> None:
    words = set(words_of(lived(0, seed=0), stock.places[0], Random(1))) | CREDIT_WORDS

    assert {language: grammar.missing(words) for language, grammar in stock.grammars.items()} == {
        "english": set(),
        "russian": set(),
    }
