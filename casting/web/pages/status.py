"""What an applicant sees of the application that she has sent."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.sides import OwnSidesView
from casting.web.pages.stages import OwnStageDays
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class AnswerView:
    """One answer as people read it."""

    label: Text
    value: Text
    kind: str
    href: str = ""


@dataclass(frozen=True)
class AnswersSent:
    """The answers of one part as they were sent.

    Attributes:
        href: where they are changed; empty where they cannot be.
        note: what there is to know of them.
        lacks: where there are none yet, what could be given.
    """

    heading: Text
    answers: tuple[AnswerView, ...]
    href: str = ""
    note: Text = ""
    lacks: tuple[Text, ...] = ()


@dataclass(frozen=True)
class LetterView:
    """A letter that was released to the applicant: its text, the code of its language, and when."""

    text: str
    language: str
    when: Text


@dataclass(frozen=True)
class GateView:
    """How an applicant stands against a gate.

    Attributes:
        criterion: its key.
        standing: met, unknown or not met; `words`: the same in a sentence.
        outcome: what became of the exception that she has asked for; `request` and `reason`: her words and the team's.
        may_ask: whether she can ask for one.
        bounds: between what the answer has to be, where the rule says that.
    """

    criterion: str
    title: Text
    why: str
    standing: str
    words: Text
    outcome: Text
    request: str
    reason: str
    may_ask: bool
    bounds: Text = ""


@dataclass(frozen=True)
class TapeView:
    """A film on the page of an application: the self-tape, or the answer to a question, which then is said.

    A small one is posted as `tape` to `action`.

    Attributes:
        key: what the names of its parts on the page begin with.
        asks, help: the question and what is said below it; empty for the self-tape.
        link: the address that was given in the place of a film.
        needed: whether the role cannot do without it.
        state: none, pending, ready or unusable.
        src: the film, where there is one to play.
        problem: what is wrong with an unusable tape and what to do.
        action: where a tape is sent; empty where none is taken any more.
        most, most_whole: the most megabytes of a tape in pieces, and of one in a single form.
        before, before_file, before_length, before_share: the upload that can be gone on with, if there is one: its
            name, its file, the bytes of the whole, and how much has arrived, in percent.
    """

    key: str = "tape"
    asks: Text = ""
    help: str = ""
    link: str = ""
    needed: bool = False
    state: str = "none"
    src: str = ""
    problem: Text = ""
    action: str = ""
    error: Text = ""
    most: int = 0
    most_whole: int = 0
    before: str = ""
    before_file: str = ""
    before_length: int = 0
    before_share: int = 0

    @property
    def shown(self) -> bool:
        """Whether there is anything to see or to do."""
        return self.state != "none" or bool(self.action)

    @property
    def missing(self) -> bool:
        """Whether it is needed, can be sent, and nothing of it is there."""
        return self.needed and self.state == "none" and bool(self.action) and not self.link


@dataclass(frozen=True)
class PictureView:
    """One of an applicant's photographs.

    Attributes:
        src: it as cards show it; empty while it is being prepared or where it cannot be used.
        state: pending, ready or unusable.
        whole, whole_height: all of it, to be pressed on at `PRESSED_WIDTH` pixels of width; empty where it cannot be.
        earlier: what putting it earlier means; empty where it cannot be.
        action: what acts on it are posted below: earlier, crop, remove.
    """

    main: bool
    src: str
    state: str
    whole: str
    whole_height: int
    earlier: Text
    action: str


@dataclass(frozen=True)
class PicturesView:
    """An applicant's photographs in their order; another one is posted as `headshot` to `action`.

    Attributes:
        changeable: whether they can be put in order, cropped and taken away.
        action: empty where no more are taken.
        parts: by which a photograph can be cropped without pressing on it: values and labels.
        done: what has just been done; empty otherwise.
    """

    pictures: tuple[PictureView, ...] = ()
    changeable: bool = False
    action: str = ""
    error: Text = ""
    accept: str = ""
    width: int = 240
    parts: tuple[tuple[str, Text], ...] = ()
    done: Text = ""


@dataclass(frozen=True)
class PurposeView:
    """A consent that stands: since when, and whether it can be taken back by itself.

    Attributes:
        changed: whether another text stands there now than the one that was agreed to.
        new_label, new_text: that one, where it can be agreed to by posting `digest` as `text`; all empty otherwise.
    """

    purpose: str
    label: Text
    since: Text
    free: bool
    changed: bool = False
    new_label: Text = ""
    new_text: Text = ""
    digest: str = ""


@dataclass(frozen=True)
class StatusPage(Page):
    """`/applications/{reference}`: the receipt, and later the status. A new picture is posted as `headshot`.

    Attributes:
        fresh: just sent: shown as a receipt.
        headshot_state: none, pending, ready or unusable.
        headshot_problem: what is wrong with an unusable picture and what to do.
        replace_action: where a new picture is posted, or empty when nothing can be replaced any more.
        letters: what a member of the team has released to her, the newest first.
    """

    template: ClassVar[str] = "apply/status.html"
    reference: str
    name: str
    email: str
    call_title: str
    role_title: str
    received: Text
    stage_words: Text
    fresh: bool
    headshot_state: str
    headshot_src: str
    headshot_problem: Text
    replace_action: str
    replace_error: Text
    accept: str
    answers: tuple[AnswersSent, ...]
    next_steps: tuple[Text, ...]
    tapes: tuple[TapeView, ...] = ()
    """The self-tape, and behind it what answers questions."""
    pictures: PicturesView = PicturesView()
    letters: tuple[LetterView, ...] = ()
    stage_days: OwnStageDays | None = None
    """When the stage of her outcome is, where that is told to applicants; of others `stage_words` tells it."""
    sides: tuple[OwnSidesView, ...] = ()
    """What is released to where she stands, the newest stage first."""
    opened: Text = ""
    """When a person of the team first opened it; empty before."""
    gates: tuple[GateView, ...] = ()
    exception_action: str = ""
    exception_error: Text = ""
    """Why a request could not be kept; its words, and the gate that it was about, stand beside it."""
    exception_text: str = ""
    exception_of: str = ""
    purposes: tuple[PurposeView, ...] = ()
    purpose_action: str = ""
    """Where the consent to one purpose is taken back; empty where it was withdrawn. Posts `purpose`."""
    consent_href: str = ""
    """Where more is consented to; empty where it cannot be, or nothing is left."""
    guardian_note: Text = ""
    """Of a minor's application: that a guardian has consented for her, and who alone allows more."""
    address_note: Text = ""
    """What is said of the address, as long as anything is written to it."""
    address_href: str = ""
    """Where the address is changed; empty where it cannot be."""
    withdraw_href: str = ""
    """Where it is withdrawn; empty where it was."""
    return_action: str = ""
    """Where a withdrawal is taken back; empty where that cannot be."""
    return_until: Text = ""
    """Until when."""


@dataclass(frozen=True)
class WithdrawPage(Page):
    """`/applications/{reference}/withdraw`: what that means, and the button. Posts nothing but the button.

    Attributes:
        returnable: whether it can be taken back until the call closes.
    """

    template: ClassVar[str] = "apply/withdraw.html"
    call_title: str
    role_title: str
    reference: str
    action: str
    back_href: str
    returnable: bool
