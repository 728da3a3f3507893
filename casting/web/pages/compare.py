"""Two to four beside each other, row by row; five to twelve surveyed as portraits."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.cards import Card
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class Column:
    """One of those who are compared.

    Attributes:
        card: whose mark leads back to this comparison.
        pin_href: the same comparison with this one first; empty for who is.
        without_href: the comparison without this one.
    """

    card: Card
    pin_href: str
    without_href: str


@dataclass(frozen=True)
class CompareCell:
    """What one has in a row.

    Attributes:
        standing, sign: in a word, and what it is drawn by; empty where the row is no criterion.
        differs: whether it is other than what the pinned one has.
        href: where it leads; mostly nowhere.
    """

    value: str
    differs: bool
    standing: str = ""
    sign: str = ""
    href: str = ""


@dataclass(frozen=True)
class CompareRow:
    """What each has of one thing. `read`: what is read, and not held against each other."""

    title: str
    klass: str
    cells: tuple[CompareCell, ...]
    read: bool = False

    @property
    def word(self) -> str:
        """Whether they are the same in this, in a word."""
        return "differ" if any(cell.differs for cell in self.cells) else "same"


@dataclass(frozen=True)
class ComparePage(Page):
    """`/review/{call}/{role}/compare`: gets `with`, references with commas between; the first is pinned.

    Attributes:
        typed: the references, as they stand in the field.
        note: why somebody who was asked for is not here; otherwise empty.
        columns: nobody, where fewer than two were found, or more than stand row by row.
        cards: those more, to be marked as on the contact sheet.
        undo_action: where the member's last act is taken back; empty for onlookers.
        narrow_href: the same survey without those whom the member has passed; empty where there is none.
    """

    template: ClassVar[str] = "review/compare.html"
    call_title: str
    role_title: str
    role_href: str
    action: str
    typed: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[CompareRow, ...]
    cards: tuple[Card, ...] = ()
    narrow_href: str = ""
    undo_action: str = ""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The page's own keys, and what each does; nothing for one that does nothing now."""
        if not self.cards and not self.columns:
            return ()
        marks = (
            ("P M X", "pick, maybe, pass, and on to the next"),
            ("1 2 3 4 5", "stars"),
            ("0", "take the mark back"),
        )
        move = "move over the survey" if self.cards else "move from column to column, as do the arrow keys"
        return (("J K", move), *(marks if self.undo_action else ()), ("C", "take out the one you stand on"))
