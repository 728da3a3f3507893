"""Who is right where a page of a form comes back after the draft has changed: the page, the draft, or a person."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

DIGEST_LETTERS = 10
"""Enough to tell what somebody typed from what she typed before; it guards nothing."""


class Right(StrEnum):
    """Whose word stands for a field that the page and the draft say differently."""

    PAGE = "page"
    DRAFT = "draft"
    PERSON = "person"


@dataclass(frozen=True)
class Showing:
    """A page as it was shown.

    Attributes:
        version: of the draft that it was shown with; 0 where there was none.
        form: the random name of the form on the screen: what that changed itself is nobody else's change.
        device: the random name of the browser; empty where it keeps none.
        said: what its fields said then, as `digest` of each that said something; None where that is not known.
    """

    version: int = 0
    form: str = ""
    device: str = ""
    said: Mapping[str, str] | None = None


def right(showing: Showing, name: str, value: str, last: tuple[int, str, str]) -> Right:
    """Whose word stands for a field.

    What nobody else changed since the page was shown is the page's to say. What was changed elsewhere stands where the
    page still says what it was shown with. What was changed on the same device is overwritten by what its owner typed
    later; what was changed on another one is for a person to choose.

    Args:
        value: what the page says, other than the draft.
        last: the version with which the draft's field changed last, by which form, on which device.
    """
    version, form, device = last
    if version <= showing.version or (form and form == showing.form):
        return Right.PAGE
    if showing.said is not None and showing.said.get(name, "") == (digest(value) if value else ""):
        return Right.DRAFT
    return Right.PAGE if device and device == showing.device else Right.PERSON


def digest(value: str) -> str:
    """A short name for what a field says."""
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:DIGEST_LETTERS]


def said_of(typed: Mapping[str, str]) -> str:
    """The digests of all fields that say something, as one text for a page to carry."""
    return " ".join(f"{name}:{digest(value)}" for name, value in sorted(typed.items()) if value)


def read_said(text: str) -> Mapping[str, str]:
    """What `said_of` wrote; whatever else it holds is passed over."""
    return {name: told for name, colon, told in (one.partition(":") for one in text.split()) if colon}
