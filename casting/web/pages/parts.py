"""The pages of a form that is filled in part by part."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.apply import DraftView, FieldView
from casting.web.pages.calls import OwnLine
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class DeclaredGate:
    """How somebody stands against one gate, by what she has answered so far.

    Attributes:
        standing: met, unknown or not met.
        words: that in words.
        why: why the role asks for it.
        bounds: between what the answer has to be, where the rule says that.
        answered: whether anything was said about it yet; those that nothing was said about are counted.
        here: whether it is told where it stands even when it is not met.
    """

    title: Text
    standing: str
    words: Text
    why: str
    bounds: Text = ""
    answered: bool = True
    here: bool = True


@dataclass(frozen=True)
class TaskView:
    """One part in the list.

    Attributes:
        href: empty where it cannot be begun yet.
        state: later, not started, in progress, needs a look or done.
    """

    heading: Text
    href: str
    state: str


@dataclass(frozen=True)
class AnswerLine:
    """One answer on its way to be looked through.

    Attributes:
        words: one thing, several, or nothing.
        error: what is wrong or missing; empty where nothing is.
        href: where it is mended; empty where it cannot be.
        picture: the address of the photograph that it is; empty where it is none, or none can be shown.
        pending: whether that is being prepared still.
        meant: the e-mail address that was perhaps meant; empty where this one is as good.
    """

    label: Text
    words: tuple[Text, ...]
    error: Text = ""
    href: str = ""
    picture: str = ""
    pending: bool = False
    meant: str = ""


@dataclass(frozen=True)
class AnswerGroup:
    """The answers of one part, and where they are changed."""

    heading: Text
    href: str
    lines: tuple[AnswerLine, ...]

    @property
    def pending(self) -> bool:
        """Whether something of it is being prepared still, so that the page is looked at again."""
        return any(line.pending for line in self.lines)

    @property
    def told(self) -> tuple[AnswerLine, ...]:
        """The lines that say something, or of which there is something to say."""
        return tuple(line for line in self.lines if line.words or line.picture or line.error)

    @property
    def untold(self) -> tuple[Text, ...]:
        """What the others ask, which are told in one line."""
        return tuple(line.label for line in self.lines if line not in self.told)


@dataclass(frozen=True)
class Difference:
    """A field that says something else in the draft than on the page."""

    label: Text
    there: tuple[Text, ...]
    here: tuple[Text, ...]


@dataclass(frozen=True)
class TasksPage(Page):
    """The list of the parts of a form. Posts `for-later` to forget what is kept, and nothing to have the link mailed.

    Attributes:
        action: where the draft is forgotten.
        next_href: the part to go on with, or the answers where all parts are done.
        whole_href: the form on one page.
        done: how many parts are done.
        link_action: empty where the draft has no address to write to.
        mailed: whether the link is on its way.
        changed: whether a page was kept a moment ago that the form does not have any more.
        born: the birth date, where it is asked before all else and not known yet; it is posted to `next_href` with
            `token`. Why it comes first stands in `born_note`.
        takes, at_hand: in how many minutes it is filled in and that it waits meanwhile, and what one measures or looks
            for first, by the labels of the questions; both before the form is begun.
        guardian: where a minor asks a guardian, or sees what became of it; None where that is of no concern.
    """

    template: ClassVar[str] = "apply/tasks.html"
    call_title: str
    call_href: str
    role_title: str
    times: Text
    action: str
    tasks: tuple[TaskView, ...]
    next_href: str
    whole_href: str
    done: int = 0
    link_action: str = ""
    mailed: bool = False
    changed: bool = False
    draft: DraftView | None = None
    gates: tuple[DeclaredGate, ...] = ()
    own: tuple[OwnLine, ...] = ()
    guardian: OwnLine | None = None
    born: FieldView | None = None
    born_note: Text = ""
    takes: Text = ""
    at_hand: tuple[Text, ...] = ()
    token: str = ""

    @property
    def begun(self) -> bool:
        return self.draft is not None


@dataclass(frozen=True)
class PartPage(Page):
    """One part. Posts its fields, `token`, `draft-version`, `draft-said` and `on-to`; `for-later` leads to the list.

    Attributes:
        tasks_href: the list of the parts.
        number, count: which page it is, of how many; 0 of a page that the form does not have any more.
        version: of the draft that it was shown with; told: what that says, as digests.
        onward: `check` where it was opened from the answers, and leads back there.
        problem: what happened where no field is to blame.
        differences: what the draft says otherwise, where it was changed elsewhere meanwhile.
        gates: those that this part answers.
        before: the gates of the part that was kept a moment ago.
    """

    template: ClassVar[str] = "apply/part.html"
    role_title: str
    tasks_href: str
    action: str
    heading: Text
    note: Text
    number: int
    count: int
    fields: tuple[FieldView, ...]
    token: str
    version: int
    told: str = ""
    onward: str = ""
    problem: Text = ""
    differences: tuple[Difference, ...] = ()
    gates: tuple[DeclaredGate, ...] = ()
    before: tuple[DeclaredGate, ...] = ()
    code: str = ""
    """Of the draft that has just begun: it is shown once."""

    @property
    def errors(self) -> tuple[FieldView, ...]:
        """The fields that have an error, in the order of the page."""
        return tuple(entry for entry in self.fields if entry.error)


@dataclass(frozen=True)
class SendPage(Page):
    """The answers, looked through before they are sent with the consents. Posts `token`, the trap and the consents.

    Attributes:
        attempted: whether it could not be sent because of what is wrong or missing.
        closed: the call has closed: the answers can be read, nothing can be sent.
    """

    template: ClassVar[str] = "apply/send.html"
    role_title: str
    call_href: str
    tasks_href: str
    action: str
    groups: tuple[AnswerGroup, ...]
    consents: tuple[FieldView, ...]
    token: str
    trap_name: str
    gates: tuple[DeclaredGate, ...] = ()
    problem: Text = ""
    attempted: bool = False
    closed: bool = False

    @property
    def wrong(self) -> tuple[AnswerLine, ...]:
        """The answers that something is wrong with."""
        return tuple(line for group in self.groups for line in group.lines if line.error)

    @property
    def missing(self) -> tuple[FieldView, ...]:
        """The consents that are missing."""
        return tuple(consent for consent in self.consents if consent.error)


@dataclass(frozen=True)
class KeptNote:
    """The answer to a page that was kept while it is filled in; a script puts its parts where they belong.

    Attributes:
        told: why it was not kept; empty where it was.
        faults: of files that came along, by field, what is wrong, and the file's name where it can be left out.
        files: of those that are kept, by field, the name.
        gates: those that the part answers, as it stands now.
    """

    template: ClassVar[str] = "apply/kept.html"
    language: str
    told: Text = ""
    faults: tuple[tuple[str, Text, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    gates: tuple[DeclaredGate, ...] = ()


@dataclass(frozen=True)
class FieldFaultNote:
    """What is wrong with one field that was left a moment ago."""

    template: ClassVar[str] = "apply/fault.html"
    language: str
    name: str
    error: Text
