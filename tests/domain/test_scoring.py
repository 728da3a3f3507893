"""What is stored of an application and of a run: it survives storage, and damage is noticed."""

import math
from array import array
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.packing import real_numbers, seal, squeezed, unseal, whole_numbers
from casting.domain.scoring import (
    CriterionColumn,
    FactColumn,
    FeatureRow,
    Model,
    PairColumn,
    Reason,
    ReasonKind,
    Terms,
    UnreadableError,
    WordColumns,
    band,
    places_in_reach,
)
from casting.domain.terms import COLUMNS, column_of, tokens_of
from casting.domain.vocabulary import Band

FACTS = st.dictionaries(st.text(max_size=8), st.none() | st.floats(allow_nan=False) | st.text(max_size=8), max_size=4)
FITS = st.dictionaries(st.text(max_size=8), st.none() | st.floats(0, 1), max_size=4)


def terms(text: str) -> Terms:
    """The terms of a text that is made of tokens already, counted the slow and plain way."""
    counts: Counter[int] = Counter()
    for term in Terms(text):
        counts[term.column] += term.count
    packed = b"".join((count << 18 | column).to_bytes(4, "little") for column, count in sorted(counts.items()))
    return Terms(text, packed)


def model(**coefficients: float) -> Model:
    """A model over the given phrases, height, eyes and swimming."""
    columns = {Terms(phrase.replace("_", " "))[-1].column: value for phrase, value in coefficients.items()}
    documents = array("I", [0]) * COLUMNS
    for column in [*columns, Terms("stage")[0].column]:
        documents[column] = 3
    known = sorted(columns)
    return Model(
        recipe="test",
        versions={"numpy": "2"},
        start=0.25,
        words=WordColumns(
            documents=10,
            counts=squeezed(documents.tobytes(), level=6),
            columns=squeezed(array("I", known).tobytes(), level=1),
            coefficients=squeezed(array("f", [columns[column] for column in known]).tobytes(), level=1),
        ),
        facts=(
            FactColumn("height", None, 170.0, 10.0, 0.5, 2.0),
            FactColumn("eyes", "green", 0.25, 1.0, 0.5, 1.0),
            FactColumn("eyes", "brown", 0.75, 1.0, 0.5, -1.0),
        ),
        criteria=(CriterionColumn("swim", 0.5, 2.0, 1.5),),
    )


def test_tokens_are_words_of_any_script() -> None:
    assert tokens_of("I swim, DIVE & jump-2024!") == [b"swim", b"dive", b"jump", b"2024"]
    assert [token.decode() for token in tokens_of("Я — АКТРИСА, Straße ™")] == ["актриса", "strasse", "tm"]
    assert [token.decode() for token in tokens_of("我会游泳 ok")] == ["我", "会", "游", "泳", "ok"]
    assert [token.decode() for token in tokens_of("हिन्दी नाटक")] == ["हिन्दी", "नाटक"]
    assert tokens_of("") == tokens_of("—…\0 a !") == []


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_gives_the_same_tokens_on_both_ways(words: str) -> None:
    # The one letter that is not ASCII sends the text on the other way; it is a token of its own.
    assert tokens_of(words) == [token for token in tokens_of(f"{words} éé") if token != "éé".encode()]


def test_phrases_are_single_words_and_neighbours_with_their_counts() -> None:
    counted = {(term.text, term.count) for term in Terms("swim far swim far")}
    assert counted == {("swim", 2), ("far", 2), ("swim far", 2), ("far swim", 1)}


def test_columns_spread_as_evenly_as_chance() -> None:
    phrases = {term.text: term.column for term in Terms(" ".join(f"word{n * n}" for n in range(30_000)))}
    expected = COLUMNS * (1 - math.exp(-len(phrases) / COLUMNS))
    assert len(set(phrases.values())) == pytest.approx(expected, rel=0.01)
    assert max(phrases.values()) < COLUMNS
    assert column_of(0) == 0


@given(st.lists(st.sampled_from(["swim", "dive", "sing", "актриса"]), max_size=12), FACTS, FITS)
def test_a_row_comes_back_as_it_was_stored(
    words: list[str], facts: dict[str, float | str | None], fits: dict[str, float | None]
) -> None:
    row = FeatureRow(terms(" ".join(words)), facts, fits)
    stored = row.to_bytes()
    assert FeatureRow.from_bytes(stored) == row
    assert FeatureRow.from_bytes(stored).to_bytes() == stored


def test_a_model_comes_back_as_it_was_stored() -> None:
    fitted = model(swim=0.5, dive_deep=-0.25)
    assert Model.from_bytes(fitted.to_bytes()) == fitted


@given(st.data())
def test_damage_is_noticed(data: st.DataObject) -> None:
    row = FeatureRow(terms("swim and dive"), {"height": 170.0}, {"swim": 1.0})
    for stored, read in ((row.to_bytes(), FeatureRow.from_bytes), (model(swim=1).to_bytes(), Model.from_bytes)):
        place = data.draw(st.integers(0, len(stored) - 1))
        changed = data.draw(st.integers(1, 255))
        damaged = stored[:place] + bytes([stored[place] ^ changed]) + stored[place + 1 :]
        for wrong in (damaged, stored[:place], stored + b"\0", b""):
            with pytest.raises(UnreadableError):
                read(wrong)


def test_what_is_sealed_but_is_no_row_or_model_is_noticed() -> None:
    with pytest.raises(UnreadableError):
        FeatureRow.from_bytes(seal(1, [b"no zlib", b""]))
    with pytest.raises(UnreadableError):
        Model.from_bytes(seal(1, [b"no zlib", b"", b"", b""]))
    with pytest.raises(UnreadableError):
        unseal(2, seal(1, [b"of another version"]), parts=1)


@given(st.lists(st.integers(0, 2**32 - 1)), st.lists(st.floats(width=32, allow_nan=False)))
def test_numbers_come_back_as_they_were_squeezed(whole: list[int], real: list[float]) -> None:
    assert list(whole_numbers(squeezed(array("I", whole).tobytes(), level=1))) == whole
    assert list(real_numbers(squeezed(array("f", real).tobytes(), level=6))) == real
    with pytest.raises(ValueError, match="half"):
        whole_numbers(squeezed(b"12345", level=1))


def test_reasons_name_what_counts_and_add_up() -> None:
    fitted = model(swim=0.5, dive_deep=-0.25)
    row = FeatureRow(terms("swim stage dive deep"), {"height": 180.0, "eyes": "green"}, {"swim": 1.0})
    reasons = fitted.reasons(row, {"height": "Height in cm"})
    weight = 1 / math.sqrt(3)  # swim, stage and "dive deep": three phrases of the same rarity
    assert reasons[0] == Reason(ReasonKind.START, "start", 0.25)
    assert {(reason.kind, reason.name): pytest.approx(reason.value) for reason in reasons[1:]} == {
        (ReasonKind.CRITERION, "swim"): 1.5,
        (ReasonKind.FACT, "Height in cm"): 1.0,
        (ReasonKind.FACT, "eyes"): 0.375 + 0.375,
        (ReasonKind.PHRASE, "swim"): 0.5 * weight,
        (ReasonKind.PHRASE, "dive deep"): -0.25 * weight,
    }
    assert [abs(reason.value) for reason in reasons[1:]] == sorted(
        (abs(reason.value) for reason in reasons[1:]), reverse=True
    )
    assert fitted.score(row) == pytest.approx(math.fsum(reason.value for reason in reasons), abs=1e-12)


def test_phrases_that_tell_nothing_alone_are_one_reason_without_a_name_and_the_sum_stays() -> None:
    fitted = model(to_the=0.5, the_war=-0.25, swim=0.25, of_it=0.125)
    row = FeatureRow(terms("swim to the war of it"))
    reasons = [reason for reason in fitted.reasons(row, {}) if reason.kind is ReasonKind.PHRASE]
    assert sorted(reason.name for reason in reasons) == ["", "swim"]
    assert fitted.score(row) == pytest.approx(math.fsum(reason.value for reason in fitted.reasons(row, {})), abs=1e-12)


def test_what_two_facts_say_together_is_a_reason_of_both() -> None:
    fitted = replace(model(), pairs=(PairColumn(0, 1, 4.0), PairColumn(0, 2, 2.0)))
    row = FeatureRow(Terms(), {"height": 180.0, "eyes": "green"})
    reasons = {reason.name: reason.value for reason in fitted.reasons(row, {"height": "Height: 180 cm"})}
    # entries: height 0.5, green (1 - 0.25) / 2, brown (0 - 0.75) / 2
    assert reasons["Height: 180 cm & eyes"] == pytest.approx(0.5 * 0.375 * 4.0 - 0.5 * 0.375 * 2.0)
    assert math.fsum(reasons.values()) == pytest.approx(fitted.score(row), abs=1e-12)
    assert Model.from_bytes(fitted.to_bytes()) == fitted


@pytest.mark.parametrize("known", [{"height": 180.0}, {"eyes": "green"}, {"height": math.nan, "eyes": "green"}, {}])
def test_a_pair_of_which_one_is_not_known_says_nothing(known: dict[str, float | str | None]) -> None:
    alone = model()
    fitted = replace(alone, pairs=(PairColumn(0, 1, 4.0), PairColumn(0, 2, 2.0)))
    row = FeatureRow(Terms(), known)
    assert fitted.score(row) == alone.score(row)
    assert fitted.reasons(row, {}) == alone.reasons(row, {})


@pytest.mark.parametrize("unknown", [None, math.nan, math.inf, -math.inf, "tall"])
def test_what_is_not_known_adds_nothing(unknown: float | str | None) -> None:
    row = FeatureRow(Terms(), {"height": unknown, "eyes": None}, {"swim": None})
    assert model(swim=1).reasons(row, {}) == (Reason(ReasonKind.START, "start", 0.25),)


@pytest.mark.parametrize(("height", "value"), [(1e308, 5.0), (-1e308, -5.0), (1_800.0, 5.0), (175.0, 0.5)])
def test_absurd_facts_count_no_more_than_five_deviations(height: float, value: float) -> None:
    row = FeatureRow(Terms(), {"height": height}, {})
    assert model().score(row) == pytest.approx(0.25 + value)


def test_a_category_that_the_model_never_saw_is_none_of_those_it_saw() -> None:
    value = model().score(FeatureRow(Terms(), {"eyes": "violet"}, {}))
    assert value == pytest.approx(0.25 + (-0.25 * 0.5) - (-0.75 * 0.5))


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (1.0, Band.LIKELY),
        (0.5, Band.LIKELY),
        (0.49, Band.OPEN),
        (0.06, Band.OPEN),
        (0.05, Band.UNLIKELY),
        (0.0, Band.UNLIKELY),
    ],
)
def test_bands_follow_the_chance_of_a_place(chance: float, expected: Band) -> None:
    assert band(chance) is expected


def test_bands_speak_of_five_times_the_quota() -> None:
    assert [places_in_reach(quota) for quota in (4, 1, 0)] == [20, 5, 5]
