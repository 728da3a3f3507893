"""Whatever bytes arrive, a headshot is prepared or refused: there is no third outcome."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.media import MediaRefused, Refusal
from casting.media.images import prepare_headshot
from casting.media.renditions import Renditions
from casting.media.signatures import is_cut_short, sniff
from tests.media.pictures import encoded, jpeg_segments, portrait

KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
WHOLE = {kind: encoded(portrait(320, 400), kind) for kind in KINDS}

HEADER_BYTES = 400
"""Sizes, tables and boxes of all kinds lie in the first bytes; the rest is mostly coded pixels."""


def outcome_of(content: bytes) -> Renditions | Refusal:
    try:
        prepared = prepare_headshot(content)
    except MediaRefused as refused:
        return refused.reason
    for rendition in (prepared.small, prepared.medium, prepared.large):
        assert jpeg_segments(rendition.content)[-1] == (0, b"")
        assert max(rendition.width / 960, rendition.height / 1200) <= 1
    return prepared


@given(st.binary(max_size=600))
def test_random_bytes_are_no_picture(content: bytes) -> None:
    assert isinstance(outcome_of(content), Refusal)


@given(
    start=st.sampled_from([whole[:length] for whole in WHOLE.values() for length in (4, 12, 30, 100)]),
    rest=st.binary(max_size=600),
)
def test_a_right_beginning_with_a_random_rest_is_refused(start: bytes, rest: bytes) -> None:
    assert isinstance(outcome_of(start + rest), Refusal)


@pytest.mark.parametrize("kind", KINDS)
@given(
    changes=st.dictionaries(st.integers(0, HEADER_BYTES), st.integers(0, 255), min_size=1, max_size=6),
    cut=st.one_of(st.none(), st.floats(0, 1)),
)
def test_a_picture_with_changed_headers_is_prepared_or_refused(
    kind: str, changes: dict[int, int], cut: float | None
) -> None:
    content = bytearray(WHOLE[kind])
    for position, value in changes.items():
        content[position] = value
    whole = len(content) if cut is None else int(len(content) * cut)

    assert isinstance(outcome_of(bytes(content[:whole])), Renditions | Refusal)


@pytest.mark.parametrize("kind", KINDS)
@given(position=st.floats(0, 1), inserted=st.binary(min_size=1, max_size=64))
def test_a_picture_with_something_inserted_is_prepared_or_refused(kind: str, position: float, inserted: bytes) -> None:
    at = int(len(WHOLE[kind]) * position)

    content = WHOLE[kind][:at] + inserted + WHOLE[kind][at:]

    assert isinstance(outcome_of(content), Renditions | Refusal)


@given(content=st.binary(max_size=200), kind=st.sampled_from(KINDS))
def test_signatures_are_read_from_anything(content: bytes, kind: str) -> None:
    media_type = sniff(WHOLE[kind])
    assert media_type is not None

    assert isinstance(is_cut_short(content, media_type), bool)
    assert not is_cut_short(WHOLE[kind], media_type)
