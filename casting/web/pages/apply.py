"""The applicants' pages."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from casting.domain.said import Text, said
from casting.forms.near_addresses import OTHERS, PROVIDERS, address_meant
from casting.web.pages.calls import OwnLine
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class OptionView:
    """One choice of a field."""

    value: str
    label: Text
    checked: bool


@dataclass(frozen=True)
class SpokenView:
    """One language of an answer: its name as it was typed, and the levels to choose from."""

    name: str
    levels: tuple[OptionView, ...]


@dataclass(frozen=True)
class Condition:
    """When a field is asked.

    Attributes:
        words: as a sentence, for those whose browser cannot hide the field.
        asks: the name of the field that it depends on.
        among: the values of that field with which it is asked, with `; ` between them.
        holds: whether it is asked now.
    """

    words: Text
    asks: str
    among: str
    holds: bool


@dataclass(frozen=True)
class FieldView:
    """One field of a form.

    Some are made of several controls, each of which posts a part (`casting.forms.gathering`).

    Attributes:
        kind: text, email, tel, date, number, long text, choice, several, scale, languages, link, file, check; of the
            editors, ticks: any number of a few, each posted under the same name.
        value: what was typed, exactly, whether it can be used or not.
        error: what is wrong with it and how to mend it; empty when nothing is.
        unit: for a number, such as cm; units: those in which it can be given, where there are two.
        spoken: for languages, as many rows as can be filled in; names: of languages, to choose from.
        condition: when it is asked; None where always.
        autocomplete: the HTML token, or empty.
        longest: the most characters, 0 for no limit shown; for a file the most bytes.
        accept: for a file, the accept attribute.
        kept_token, kept_name: for a file that was sent with a form that came back: it is kept and need not be
            sent again. The token is posted as `{name}_kept`.
        needed: whether the role cannot do without it, though the form is sent without it.
        removable: whether a file that is kept can be taken away: `{name}_gone` is posted then.
        picture: the address of the photograph that is kept, cropped as the team will see it; mostly empty.
        columns: a suggestion of width: short, medium, full.
        day: what was typed, where it is read as a day; changed: of a consent, whether another text was agreed to.
    """

    name: str
    kind: str
    label: Text
    help: Text = ""
    value: str = ""
    error: Text = ""
    required: bool = False
    options: tuple[OptionView, ...] = ()
    unit: Text = ""
    units: tuple[OptionView, ...] = ()
    spoken: tuple[SpokenView, ...] = ()
    names: tuple[str, ...] = ()
    condition: Condition | None = None
    autocomplete: str = ""
    longest: int = 0
    accept: str = ""
    kept_token: str = ""
    kept_name: str = ""
    needed: bool = False
    removable: bool = False
    picture: str = ""
    refused: str = ""
    columns: str = "full"
    day: date | None = None
    phone: str = ""
    changed: bool = False
    measure: Text = ""

    @property
    def chosen(self) -> tuple[Text, ...]:
        """What was chosen, in words."""
        return tuple(option.label for option in self.options if option.checked)

    @property
    def meant(self) -> str:
        """Of an e-mail address: the one that was perhaps meant; else empty."""
        return address_meant(self.value) if self.kind == "email" else ""

    @property
    def domains(self) -> str:
        """Of an e-mail address: the domains of large providers, for who types to be asked at once; else empty."""
        return " ".join(PROVIDERS) if self.kind == "email" else ""

    @property
    def far_domains(self) -> str:
        """Of an e-mail address: the domains of other providers, which are one slip away from one of those."""
        return " ".join(OTHERS) if self.kind == "email" else ""

    @property
    def told(self) -> Text:
        """What was typed, with its unit where that is not typed behind it; days, phones and measures as understood."""
        if self.day is not None:
            return self.day
        if self.phone or self.measure:
            return self.phone or self.measure
        unit = next((option.label for option in self.units if option.checked), self.unit)
        if not self.value or not unit or any(sign.isalpha() for sign in self.value):
            return self.value
        return said("{value} {unit}", value=self.value, unit=unit)


@dataclass(frozen=True)
class Section:
    """A group of fields under one heading."""

    heading: Text
    note: Text
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class DraftView:
    """The form was kept for later: under which code, since when, and where the link was mailed to, if at all."""

    code: str
    told: Text
    email: str = ""


@dataclass(frozen=True)
class DraftPage(Page):
    """`/drafts`: a form that was kept is opened by its code. Posts `code`.

    Attributes:
        link_action: where `email` is posted by who has lost the code.
        sent: whether a link is on its way to that address, if a form is kept with it.
    """

    template: ClassVar[str] = "apply/draft.html"
    action: str
    code: str = ""
    error: Text = ""
    own: tuple[OwnLine, ...] = ()
    link_action: str = "/drafts/link"
    email: str = ""
    email_error: Text = ""
    sent: bool = False


@dataclass(frozen=True)
class ApplyPage(Page):
    """`/calls/{call}/{role}/apply`: the form. `problem` says what happened where no single field is to blame.

    Posts each field under its name (a check as `yes`), `token` and the trap, as multipart.
    """

    template: ClassVar[str] = "apply/form.html"
    call_title: str
    call_href: str
    role_title: str
    action: str
    token: str
    trap_name: str
    """The honeypot: a field that people never see; named so that programs like it. Empty where there is none."""
    times: Text
    sections: tuple[Section, ...]
    problem: Text = ""
    back_href: str = ""
    """Where an application that is only changed by this form is shown; empty where the form is a new one's."""
    draft: DraftView | None = None
    own: tuple[OwnLine, ...] = ()
    keepable: bool = False
    """Whether it can be kept for later."""
    version: int = 0
    """Of the draft that it is filled in from, posted as `draft-version`; 0 where there is none."""
    told: str = ""
    """What that draft says, as digests, posted as `draft-said`."""
    guardian: OwnLine | None = None
    """Where a minor asks a guardian, or sees what became of it; None where that is of no concern."""
    waits: bool = False
    """Whether a guardian was asked and has not answered: what is typed stays in the browser's tab until it is sent."""

    @property
    def errors(self) -> tuple[FieldView, ...]:
        """The fields that have an error, in the order of the page."""
        return tuple(entry for section in self.sections for entry in section.fields if entry.error)


@dataclass(frozen=True)
class CheckPage(Page):
    """The answers of a form before it is sent. Posts all of them again, with `next-page` to change something."""

    template: ClassVar[str] = "apply/check.html"
    call_title: str
    role_title: str
    action: str
    token: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class ResumePage(Page):
    """Shown for any reference to a browser that may not open it: the same whether or not it exists. Posts `email`.

    Attributes:
        reference: empty at `/applications`, where the links to all applications of an address are asked for.
    """

    template: ClassVar[str] = "apply/resume.html"
    action: str
    email: str = ""
    error: Text = ""
    sent: bool = False
    reference: str = ""
