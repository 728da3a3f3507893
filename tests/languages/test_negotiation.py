"""A browser's wishes, and which of our languages answers them best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.languages.negotiation import negotiated

KNOWN = ("en", "es", "ru", "pt-BR")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("es-419", "es"),
        ("ES", "es"),
        ("pt-br", "pt-BR"),
        ("pt", "en"),
        ("uk,de;q=0.9,es;q=0.2", "es"),
        ("en;q=0.3, ru;q=0.8", "ru"),
        ("en;q=0.8, ru;q=0.8", "en"),
        ("ru;q=0, es;q=0.1", "es"),
        ("de, *;q=0.5", "en"),
        ("en;q=0, *;q=0.5", "es"),
        ("ru;q=2, es;q=0.1", "es"),
        ("ru;q=nan, es;q=0.1", "es"),
        ("ru;q=0.5;x=1", "ru"),
        ("de", "en"),
        (";;;,,q=1", "en"),
        ("x" * 5000 + ",ru", "en"),
    ],
)
def test_the_best_wish_that_we_can_grant(header: str, code: str) -> None:
    assert negotiated(header, KNOWN) == code


@given(st.text(max_size=60) | st.text(alphabet="enrus-;q=,.*01 ", max_size=60))
def test_any_header_gets_one_of_our_languages(header: str) -> None:
    assert negotiated(header, KNOWN) in KNOWN
