"""Sides: what the team sees of them, and what an applicant does."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.links import ChoiceView
from casting.web.pages.outcomes import OutcomeLetter
from casting.web.pages.stages import StageWhen
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class SidesFormView:
    """The form of sides. Posts `stage`, `title`, `instructions` and `file` to `action`.

    Attributes:
        stages: to choose from; empty where the stage stays.
        faults: what is wrong, as field and sentence, in the order of the fields.
        most: megabytes that the file may have.
    """

    action: str
    stages: tuple[ChoiceView, ...]
    title: str
    instructions: str
    faults: tuple[tuple[str, Text], ...]
    most: int

    def fault(self, name: str) -> Text:
        """What is wrong with a field; empty where nothing is."""
        return dict(self.faults).get(name, "")


@dataclass(frozen=True)
class SidesView:
    """Sides in the list of a stage.

    Attributes:
        about: the file's size, since when and by whom they are there.
        href: where the file is had.
        released: since when and by whom; empty where they are not.
        opened: how many of those who see them have opened them.
        change_href: where they are changed; empty for who may not.
    """

    title: str
    instructions: str
    about: str
    href: str
    released: str
    opened: int
    change_href: str


@dataclass(frozen=True)
class SidesLettersView:
    """The letters that say that sides are ready. Posts `stage` and `fingerprint`: exactly those who are counted.

    Attributes:
        count: how many letters the button writes, which says `button`; 0 where nobody waits.
        later: how many more wait for a further batch; empty where none does.
        done: how many were written to before, and whether that has gone out.
        unreachable: how many gave no address.
        letters: the letter in each language in which somebody gets it.
    """

    fingerprint: str
    count: int
    button: str
    later: str
    done: str
    unreachable: int
    letters: tuple[OutcomeLetter, ...]


@dataclass(frozen=True)
class StageSides:
    """The sides of a stage.

    Attributes:
        readers: how many stand in the stage or above.
        waiting, released: how many of the sides are not released, and how many are.
        letters: about what is released; None where nothing is, and for who may not write them.
    """

    stage: str
    when: StageWhen | None
    readers: int
    sides: tuple[SidesView, ...]
    waiting: int
    released: int
    letters: SidesLettersView | None = None


@dataclass(frozen=True)
class SidesPage(Page):
    """`/review/{call}/{role}/sides`: the sides of each stage. Posts `stage` to `release_action` or `back_action`.

    Attributes:
        form: to add some; None for who may not.
        done: what was just done; otherwise empty.
        release_action, back_action, letters_action: where sides are released and taken back, and letters are written;
            empty for who may not.
        problem: why nothing was written; otherwise empty.
        unsent: what becomes of letters where none is sent; empty where they are.
    """

    template: ClassVar[str] = "review/sides.html"
    call_title: str
    role_title: str
    role_href: str
    stages: tuple[StageSides, ...]
    form: SidesFormView | None
    release_action: str
    back_action: str
    letters_action: str
    done: str = ""
    problem: str = ""
    unsent: str = ""


@dataclass(frozen=True)
class ChangeSidesPage(Page):
    """`/review/{call}/{role}/sides/{sides}/change`: what is said of sides, their file, and removing them.

    Attributes:
        released: whether applicants see them; `readers`: how many do.
    """

    template: ClassVar[str] = "review/sides_change.html"
    call_title: str
    role_title: str
    role_href: str
    stage: str
    form: SidesFormView
    remove_action: str
    back_href: str
    released: bool
    readers: int


@dataclass(frozen=True)
class OwnSidesView:
    """Sides on the page of an applicant. Opening them posts to `action`.

    Attributes:
        stage: what the stage is called for her.
    """

    stage: Text
    title: str
    instructions: str
    file: Text
    action: str
