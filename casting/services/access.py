"""How an applicant without an account gets to her own application.

The reference identifies and authorises nothing. What opens an application is its key: 192 bits derived from the
installation's secret and the application's reference, in the cookie of the browser that sent it or in a mailed link.
Deriving it means that no key is stored anywhere, and that the worker can write a message again without one.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from random import Random

KEY_BYTES = 24
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_DIGITS = "23456789"


def application_key(secret: bytes, reference: str) -> str:
    """The key of one application: 32 characters, URL-safe, 192 bits (HMAC-SHA-256, cut)."""
    made = hmac.new(secret, b"application:" + reference.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:KEY_BYTES]).decode()


def opens(secret: bytes, *, reference: str, key: str) -> bool:
    """Whether the key is this application's; takes the same time whatever it is."""
    return hmac.compare_digest(application_key(secret, reference).encode(), key.encode("utf-8", "replace"))


def application_link(base_url: str, secret: bytes, reference: str) -> str:
    """The link that is mailed to an applicant."""
    return f"{base_url.rstrip('/')}/applications/{reference}/open/{application_key(secret, reference)}"


def references(chance: Random | None = None) -> Iterator[str]:
    """References without end, such as K7QX-24: short to read out, always with a digit, no vowel and nothing like it.

    Args:
        chance: where the characters come from; where it is not given, one that the system's own randomness begins. They
            open nothing and need not be secret, but they should tell nothing about how many applications there are.
    """
    source = chance or Random(secrets.randbits(128))  # noqa: S311 - they open nothing
    while True:
        yield "".join(
            (
                source.choice(_LETTERS),
                source.choice(_DIGITS),
                *(source.choice(_LETTERS + _DIGITS) for _ in range(3)),
                "-",
                source.choice(_DIGITS),
                source.choice(_DIGITS),
            )
        )
