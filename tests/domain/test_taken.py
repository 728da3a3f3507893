"""Passages that two applications share."""

from hypothesis import given, settings
from hypothesis import strategies as st

from casting.domain.echoes import Published
from casting.domain.taken import RUN, WINDOW, fingerprints, shared
from casting.domain.wording import Wording

NOTHING = Published.of("")
PASSAGE = " ".join(f"word{number}" for number in range(WINDOW + RUN - 1))
SOME = st.lists(st.sampled_from(["sea", "hand", "lamp", "road", "wolf", "rain", "mill"]), max_size=60).map(" ".join)


@settings(deadline=None)
@given(SOME, SOME, SOME, SOME)
def test_texts_that_share_a_long_passage_share_a_fingerprint(a: str, b: str, c: str, d: str) -> None:
    one, other = (Wording.of(f"{before} {PASSAGE} {after}") for before, after in ((a, b), (c, d)))
    assert fingerprints(one, NOTHING) & fingerprints(other, NOTHING)


@settings(deadline=None)
@given(SOME, SOME)
def test_the_same_text_gives_the_same_fingerprints_whatever_its_case(a: str, b: str) -> None:
    assert fingerprints(Wording.of(f"{a} {b}"), NOTHING) == fingerprints(Wording.of(f"{a}, {b}!".upper()), NOTHING)


def test_what_the_role_publishes_belongs_to_nobody() -> None:
    published, wording = Published.of(PASSAGE), Wording.of(PASSAGE)
    assert fingerprints(wording, published) == frozenset()
    assert shared(wording, wording, published) == []


def test_a_shared_sentence_is_chance_and_most_of_a_text_is_not() -> None:
    own = " ".join(f"mine{number}" for number in range(80))
    copied = " ".join(f"hers{number}" for number in range(40))
    sentence = " ".join(f"school{number}" for number in range(18))
    hers = Wording.of(f"{copied} {sentence}")
    assert shared(Wording.of(f"{own} {sentence}"), hers, NOTHING) == []
    [span] = shared(text := Wording.of(f"{own} {copied}"), hers, NOTHING)
    assert text.text[span.start : span.end] == copied
