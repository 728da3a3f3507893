"""The pages of minors and their guardians."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.apply import FieldView
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class AskGuardianPage(Page):
    """A minor says whom to ask. Posts `child_name`, `guardian_name` and `guardian_email`.

    Attributes:
        state: `ask`; `waiting` for the answer; `given`; `refused`, as is a consent that was taken back; `expired`;
            `used`; `not taken` where the call takes nobody under age.
        told: what is to be said before all else.
        fields: the three fields; none where nobody can be asked.
        typed: what a form said that was not kept: it stands in this page alone, and a button brings it to the form.
        files: the names of the files that came with that form, which were not kept and have to be chosen again.
        form_action: where the form is; action: where the guardian is asked.
        whole_href: the form on one page, which can be filled in while the guardian is waited for; empty where not.
    """

    template: ClassVar[str] = "apply/ask_guardian.html"
    call_title: str
    role_title: str
    state: str
    told: Text
    action: str
    form_action: str
    fields: tuple[FieldView, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    whole_href: str = ""

    @property
    def errors(self) -> tuple[FieldView, ...]:
        """The fields that have an error."""
        return tuple(entry for entry in self.fields if entry.error)


@dataclass(frozen=True)
class GuardianPage(Page):
    """`/guardians/{key}`: what a guardian is asked, and what was answered. Posts `answer`, the consents and `stamp`.

    Attributes:
        state: `open`, `given`, `refused`, `withdrawn`, `expired` or `closed`.
        told: what is to be said before all else, such as what became of the answer.
        call_href: the page of the call, for who wants to know what it is.
        what: what would be kept of the child, or is.
        keep: for how long.
        purposes: each with its box and its text; where a consent stands, those that were agreed to.
        stamp: names the texts as they are shown.
        form_href: where the child's form opens; empty where it does not.
        withdraw_action: where the consent is taken back; empty where there is none.
    """

    template: ClassVar[str] = "apply/guardian.html"
    call_title: str
    role_title: str
    child_name: str
    state: str
    told: Text
    what: tuple[Text, ...] = ()
    keep: Text = ""
    purposes: tuple[FieldView, ...] = ()
    action: str = ""
    stamp: str = ""
    form_href: str = ""
    withdraw_action: str = ""
    call_href: str = ""

    @property
    def errors(self) -> tuple[FieldView, ...]:
        """The boxes that have to be ticked."""
        return tuple(entry for entry in self.purposes if entry.error)
