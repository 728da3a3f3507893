"""Passwords: hashed with Argon2id, proved in the same time whoever it is, and refused where they are no secret.

A proof costs about 50 ms and 46 MiB on purpose, so that guessing is dear. Few are made at once, so that a flood of
sign-ins takes neither the memory nor the processors from everyone else.
"""

import threading
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from casting.domain.errors import Refused

SHORTEST = 12
LONGEST = 200
PROOFS_AT_ONCE = 4

# The figures are the first that OWASP's cheat sheet on password storage gives for Argon2id.
_HASHER = PasswordHash((Argon2Hasher(memory_cost=47_104, time_cost=1, parallelism=1),))
_AT_ONCE = threading.BoundedSemaphore(PROOFS_AT_ONCE)
# Of nobody's password: proved against where there is no member, so that the answer takes as long. It has the figures
# above, as a test asserts; made beforehand, since making it at every start would slow each command down.
NOBODY = "$argon2id$v=19$m=47104,t=1,p=1$gsXzdECAGa5mWQytsXRddA$ikvNTFZAOvKCdGyTqE6oLpytXmCga/Q/93eaykxcoiA"


def hashed(password: str) -> str:
    """What is stored of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_octets(password))


def proved(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one's; without a stored one it is not, and takes the same time."""
    with _AT_ONCE:
        right = _HASHER.verify(_octets(password), stored or NOBODY)
    return right and stored is not None


def outdated(stored: str) -> bool:
    """Whether the hash was made with other figures than today's and should be made anew at the next sign-in."""
    return _HASHER.current_hasher.check_needs_rehash(stored)


def check_choice(password: str, *, email: str, name: str) -> None:
    """Hold a new password against the rules.

    Raises:
        Refused: it is too short, too long, or what anyone would try first; the message says which.
    """
    if len(password) < SHORTEST:
        raise Refused(
            f"The password needs at least {SHORTEST} characters; a few words in a row are easy to keep in mind."
        )
    if len(password) > LONGEST:
        raise Refused(f"The password may have at most {LONGEST} characters.")
    plain = password.strip().casefold()
    if plain in {email.casefold(), name.casefold()} or len(set(plain)) <= 1:
        raise Refused("That password would be guessed first. Choose a few words that have nothing to do with you.")


def _octets(password: str) -> bytes:
    """The password as it is hashed: the same from every keyboard, whether it composes accents or not."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")
