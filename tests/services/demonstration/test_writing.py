"""No two applications read alike, none of them leans on a stock phrase, and they are as long as life has it."""

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from casting.services.demonstration.life import lived
from casting.services.demonstration.people import FictionalApplicant, fictional_applicant
from casting.services.demonstration.stock import Stock
from casting.services.demonstration.writing import FEWEST, MOST, russian_years

WORD = re.compile(r"\w+(?:’\w+)?")
LONG = ("experience", "credits", "motivation")


def words_of(applicant: FictionalApplicant) -> list[str]:
    return WORD.findall(" ".join(applicant.answers.get(key, "") for key in LONG).lower())


def shingles(words: list[str], length: int) -> set[tuple[str, ...]]:
    """Runs of so many words; a text that is shorter is one run."""
    return {tuple(words[at : at + length]) for at in range(max(1, len(words) - length + 1))}


def closest(texts: list[set[tuple[str, ...]]]) -> float:
    """The largest Jaccard similarity of any two, exact: only pairs that share a shingle can have one."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for shingle in text:
            holders[shingle].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        shared.update(combinations(places, 2))
    return max(count / (len(texts[a]) + len(texts[b]) - count) for (a, b), count in shared.items())


def test_the_measure_sees_a_copy() -> None:
    text = shingles("one two three four five six seven".split(), 5)

    assert closest([text, text, shingles("nothing of the kind is here".split(), 5)]) == 1.0


def test_no_two_applications_read_alike(pool: tuple[FictionalApplicant, ...]) -> None:
    assert closest([shingles(words_of(one), 5) for one in pool]) < 0.3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nor_do_they_with_other_seeds(stock: Stock, seed: int) -> None:
    pool = [fictional_applicant(index, seed=seed, stock=stock) for index in range(1000)]

    assert closest([shingles(words_of(one), 5) for one in pool]) < 0.3


def test_no_phrase_is_worn_out(pool: tuple[FictionalApplicant, ...]) -> None:
    counts: Counter[tuple[str, ...]] = Counter()
    for one in pool:
        counts.update(shingles(words_of(one), 4))
    phrase, count = counts.most_common(1)[0]

    assert count <= 0.04 * len(pool), " ".join(phrase)


def test_answers_are_twenty_to_a_hundred_and_forty_words_unless_careless(pool: tuple[FictionalApplicant, ...]) -> None:
    for one in pool:
        if lived(one.index, seed=0).care == "full":
            for key in set(LONG) & set(one.answers):
                # A slip of the keys may glue two words together, and a smile adds one.
                assert FEWEST - 3 <= len(one.answers[key].split()) <= MOST + 2, (one.index, key)


def test_about_an_eighth_write_in_russian(pool: tuple[FictionalApplicant, ...]) -> None:
    russian = sum(bool(re.search("[а-я]", one.answers["motivation"].lower())) for one in pool)

    assert 0.1 < russian / len(pool) < 0.2


def test_some_applications_have_no_hope_and_few_copy_the_breakdown(pool: tuple[FictionalApplicant, ...]) -> None:
    care = Counter(lived(one.index, seed=0).care for one in pool)
    short = sum(len(one.answers["motivation"].split()) < 18 for one in pool)

    assert 0.04 < care["hopeless"] / len(pool) < 0.08
    assert 0.003 < care["copied"] / len(pool) < 0.015
    assert 0.02 < short / len(pool) < 0.08


def test_nothing_of_the_grammar_shows(pool: tuple[FictionalApplicant, ...]) -> None:
    for one in pool:
        for key in LONG:
            assert not re.search(r"[{}\[\]|]|\(\w+ !|\bNone\b(?!,)", one.answers.get(key, "")), (one.index, key)


def test_russian_years_agree_with_their_number() -> None:
    assert [russian_years(number) for number in (1, 2, 5, 11, 14, 21, 33, 40)] == [
        "1 год",
        "2 года",
        "5 лет",
        "11 лет",
        "14 лет",
        "21 год",
        "33 года",
        "40 лет",
    ]
