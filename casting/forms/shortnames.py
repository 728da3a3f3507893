"""Short names, for addresses, files and searches, made of what people read."""

import re
from collections.abc import Iterable, Mapping

from anyascii import anyascii


def short_name(said: str, *, between: str, other: str) -> str:
    """A name for addresses and files made of what people read, in Latin letters; `other` where none come of it."""
    words = re.findall(r"[a-z0-9]+", anyascii(said).casefold())
    made = between.join(words)[:40].strip(between)
    return made if made and made[0].isalpha() else other


def address_of(typed: Mapping[str, str], *, other: str) -> str:
    """The address that was typed; where none was, one that is made of the title."""
    return typed.get("slug", "").strip() or short_name(typed.get("title", ""), between="-", other=other)


def untaken(name: str, taken: Iterable[str]) -> str:
    """The name, with a number behind it where another has it already."""
    number, made = 1, name
    while made in taken:
        number += 1
        made = f"{name[:36]}_{number}"
    return made
