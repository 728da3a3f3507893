"""One application, small: in the sheet, the list, the shortlist and ahead of the next key."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Dot:
    """How she stands against one criterion on a card: in words, and what its sign is drawn by."""

    told: str
    sign: str


def sign_of(standing: str, *, gate: bool) -> str:
    """The name of a sign, the same on every page: a gate has corners, and what fills it is how she stands."""
    return f"gate {standing}" if gate else standing


def dot_of(title: str, standing: str, *, gate: bool) -> Dot:
    """The sign of one criterion, with its words."""
    return Dot(f"{title}{' (gate)' if gate else ''}: {standing}", sign_of(standing, gate=gate))


@dataclass(frozen=True)
class Picture:
    """A portrait in its sizes, or why there is none.

    Attributes:
        state: ready, pending, unusable or none.
        small, medium: addresses of 192×240 and 384×480.
        large: the address of the whole picture, fetched ahead for the candidates who come next; may be empty.
    """

    state: str
    small: str = ""
    medium: str = ""
    large: str = ""


@dataclass(frozen=True)
class FactView:
    """One fact that the production reads: what it is called, what was told and how that stands, which may be empty."""

    title: str
    value: str
    standing: str


@dataclass(frozen=True)
class ToldView:
    """What the production reads of one applicant, the same on links, in the PDF and on paper.

    Attributes:
        title, at_length: the one answer of several lines, and what was asked; empty where there is none.
    """

    facts: tuple[FactView, ...]
    title: str = ""
    at_length: str = ""


@dataclass(frozen=True)
class MarkView:
    """The member's own mark, and where it is posted; also a partial.

    Posts `opinion` (pick, maybe, pass, or none: takes the whole mark back) or `stars` (1 to 5), and `onward`. In the
    background the script posts `partial=card` and HX-Request instead, and is answered with the `Card` alone.

    Attributes:
        opinion: pick, maybe, pass or empty.
        stars: 0 to 5.
        action: where marks are posted; empty where this member may not mark, or nobody may.
        onward: where to go after a mark (the next candidate), or empty to stay. Stars stay.
        over: she has withdrawn.
        duty_href: where an administrator who may not mark gives herself a duty; empty for everybody else.
    """

    template: ClassVar[str] = "review/marks.html"
    opinion: str
    stars: int
    action: str
    onward: str = ""
    over: bool = False
    duty_href: str = ""


@dataclass(frozen=True)
class Card:
    """One application in the sheet or the list; also a partial that is swapped after a mark."""

    template: ClassVar[str] = "review/card.html"
    reference: str
    href: str
    name: str
    line: str
    picture: Picture
    dots: tuple[Dot, ...]
    band: str
    place: int | None
    gate_note: str
    """For an application that does not meet a gate: which; otherwise empty."""
    stage: str
    mark: MarkView
    received: str
    eager: bool = False
    """Whether the picture is above the fold."""
    chance: bool = False
    """Whether it stands in this list by chance; then it has no band and no place until one's own mark."""
