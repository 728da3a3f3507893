"""The application form made of a call's plan, what was typed, what is wrong with it and which files are kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from casting.config import MEGABYTE
from casting.domain.calls import Question, RolePlan
from casting.domain.parts import HEADSHOT, SENT, parts
from casting.domain.said import Said, Text, said
from casting.domain.vocabulary import QuestionKind
from casting.forms.application import REQUIRED_STANDARD, consent_field, hidden_questions
from casting.forms.fields import LONGEST_NAME, countries
from casting.forms.gathering import gathered
from casting.forms.phones import home_country
from casting.languages.catalogues import ENGLISH
from casting.services.drafts import Draft
from casting.store.calls import KeptRole
from casting.web.call_views import call_times, local, office_view
from casting.web.pages import ApplyPage, CheckPage, DraftView, FieldView, LanguageMenu, OptionView, Section
from casting.web.preset_words import preset
from casting.web.question_views import UNITS, condition_of, controls
from casting.web.understood import day_understood, measure_understood, phone_understood

TRAP = "website"
FOR_LATER = "for-later"
"""The button that keeps the form; no question's key has a hyphen, so none can be the same."""
NEXT_PAGE = "next-page"
"""The buttons that lead from the form to its answers, `check`, and back, `form`."""
VERSION = "draft-version"
"""The version of the draft that the form was shown with."""
SAID = "draft-said"
"""What the draft said then, as digests (`casting.domain.overtaking`)."""
ONWARD = "on-to"
"""The field that says where a part leads back to; no question's key has a hyphen, so none can be the same."""
FORM_ID = "apply-form"
HEADSHOT_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif,.jpg,.jpeg,.png,.webp,.heic,.heif"
DOCUMENT_TYPES = "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
GUARDIANS = said(
    "If you are under 18, a parent or guardian has to consent first: we ask whom to write to, and keep nothing before."
)
LONGEST_HEADSHOT = 15 * MEGABYTE
"""The most bytes of a headshot: the photographs of today's telephones have 2 to 12 MB."""

STANDARD: Mapping[str, tuple[Said, Text, str, str, str]] = {
    "name": (said("Your name"), said("As you want to be credited, in any script."), "text", "name", "full"),
    "email": (said("E-mail address"), said("The receipt and every answer go there."), "email", "email", "full"),
    "phone": (said("Phone"), said("With the country code, such as +7 900 000-00-00."), "tel", "tel", "medium"),
    "birth_date": (said("Birth date"), said("Year, month, day, such as 1990-03-08."), "date", "bday", "short"),
    "city": (said("City"), said("Where you live now."), "text", "address-level2", "medium"),
    "country": (said("Country"), "", "choice", "country", "medium"),
    "tape_url": (
        said("Link to your self-tape"),
        said(
            "A film on any platform that the team can open without an account; we keep the link and never fetch it."
            " Or leave it empty: the page of your application takes the film itself as a file."
        ),
        "link",
        "url",
        "full",
    ),
}
"""Of each standard field: label, help, kind, the HTML token for filling it in, and a suggestion of its width."""
KINDS: Mapping[QuestionKind, str] = {
    QuestionKind.TEXT: "text",
    QuestionKind.LONG_TEXT: "long text",
    QuestionKind.CHOICE: "choice",
    QuestionKind.SEVERAL: "several",
    QuestionKind.YES_NO: "choice",
    QuestionKind.SCALE: "scale",
    QuestionKind.NUMBER: "number",
    QuestionKind.DATE: "date",
    QuestionKind.LANGUAGES: "languages",
    QuestionKind.LINK: "link",
    QuestionKind.FILE: "file",
    QuestionKind.VIDEO: "video",
}
COLUMNS: Mapping[QuestionKind, str] = {QuestionKind.NUMBER: "short", QuestionKind.DATE: "medium"}


def apply_page(
    role: KeptRole,
    *,
    now: datetime,
    token: str,
    typed: Mapping[str, str],
    faults: Mapping[str, Text],
    kept: Mapping[str, tuple[str, str]],
    problem: Text = "",
    uploads_open: bool = True,
    language: str = ENGLISH,
    draft: DraftView | None = None,
    version: int = 0,
    told: str = "",
) -> ApplyPage:
    """The form, empty or with everything that was typed.

    Args:
        kept: for a file field, the token and the name of a file that is kept already.
        uploads_open: whether files can be taken; the form says so where they cannot.
        version: of the draft that it is filled in from; 0 where there is none.
        told: what that draft says, as `said_of`.
        language: the applicant's, in which countries are named and put in order.
    """
    call = role.call
    href = f"/calls/{call.slug}"
    fields = Fields(role.role, typed, faults, kept, language, home=home_country(call.time_zone))
    return ApplyPage(
        title=said("Apply: {role}", role=role.role.title),
        call_title=call.title,
        call_href=href,
        role_title=role.role.title,
        action=f"{href}/{role.role.slug}/apply",
        token=token,
        trap_name=TRAP,
        times=call_times(call, now=now),
        sections=sections(role, fields, uploads_open=uploads_open),
        problem=problem,
        draft=draft,
        keepable=True,
        version=version,
        told=told,
        office=office_view(call),
        language=language,
        language_menu=LanguageMenu(f"{href}/{role.role.slug}/apply", form=FORM_ID),
    )


def check_page(form: ApplyPage) -> CheckPage:
    """The answers of a form, to be looked through before it is sent; without what is not asked of who answers so."""
    shown = tuple(
        replace(section, fields=tuple(f for f in section.fields if f.condition is None or f.condition.holds))
        for section in form.sections
    )
    return CheckPage(**{one.name: getattr(form, one.name) for one in dataclass_fields(CheckPage)} | {"sections": shown})


def every_field(role: KeptRole) -> frozenset[str]:
    """The names of all fields of a role's form, consents aside."""
    return frozenset(name for part in parts(role.role, role.asked) for name in part.fields)


def draft_view(draft: Draft) -> DraftView:
    """What the form says of the draft that it was filled in from."""
    call = draft.role.call
    told = said(
        "Kept for later on {saved}, until {until}. It has not been sent yet.",
        saved=local(draft.saved_at, call.time_zone),
        until=local(call.closes_at, call.time_zone),
    )
    return DraftView(draft.code, told, draft.typed.get("email", ""))


def sections(
    role: KeptRole, fields: "Fields", *, uploads_open: bool, with_headshot: bool = True
) -> tuple[Section, ...]:
    """The parts of the form.

    Args:
        with_headshot: whether it asks for a photograph; a form that changes an application leaves that to its status.
    """
    asked = [question for question in role.role.questions if question.key in role.asked]
    sent = [q for q in asked if q.kind is QuestionKind.VIDEO or (q.kind is QuestionKind.FILE and uploads_open)]
    about = [fields.standard(name) for name in STANDARD if name != "tape_url"]
    about = sorted(about, key=lambda field: field.name != "birth_date")  # what becomes of the rest depends on it
    answers = [fields.question(question) for question in asked if question.kind not in SENT]
    pictures = [fields.headshot()] if uploads_open and with_headshot else []
    media = (*pictures, fields.standard("tape_url"), *map(fields.question, sent))
    consents = [fields.consent(c.purpose, c.label, c.text, c.required) for c in role.call.consents]
    closed = said("Files cannot be taken at the moment. Send the form; you can add them later.")
    return (
        Section(said("About you"), GUARDIANS if role.call.minors and with_headshot else "", tuple(about)),
        Section(said("For this role"), "", tuple(answers)),
        Section(said("Photograph and tape"), "" if uploads_open else closed, media),
        Section(said("Your consent"), "", tuple(consents)),
    )


def on_a_page(fields: Iterable[FieldView]) -> Iterator[FieldView]:
    """The fields of one page among several: whether one is asked that depends on another page is known by then."""
    shown = tuple(fields)
    names = {field.name for field in shown}
    for field in shown:
        if field.condition is None or field.condition.asks in names:
            yield field
        elif field.condition.holds:
            yield replace(field, condition=None)


class Fields:
    """Makes the fields of one form from what was typed, what is wrong and which files are kept."""

    def __init__(
        self,
        role: RolePlan,
        typed: Mapping[str, str],
        faults: Mapping[str, Text],
        kept: Mapping[str, tuple[str, str]],
        language: str,
        *,
        standing: Mapping[str, str] = MappingProxyType({}),
        home: str | None = None,
    ) -> None:
        """With the names of files that an application or a draft holds already, by question, and the call's country."""
        self._questions, self._hidden = role.questions, hidden_questions(role, typed)
        self._typed, self._faults = gathered(role.questions, typed), faults
        self._kept, self._language = kept, language
        self._standing, self._home = standing, home

    def named(self, name: str) -> FieldView:
        """The field of that name, consents aside."""
        if name == HEADSHOT:
            return self.headshot()
        question = next((question for question in self._questions if question.key == name), None)
        return self.standard(name) if question is None else self.question(question)

    def standard(self, name: str) -> FieldView:
        label, note, kind, autocomplete, columns = STANDARD[name]
        typed = self._typed.get(name, "")
        return FieldView(
            name=name,
            kind=kind,
            label=label,
            help=note,
            value=typed,
            error=self._faults.get(name, ""),
            required=name in REQUIRED_STANDARD,
            options=self._options(name, countries(self._language)) if name == "country" else (),
            autocomplete=autocomplete,
            longest=LONGEST_NAME if name == "name" else 0,
            columns=columns,
            day=day_understood(typed, language=self._language) if kind == "date" else None,
            phone=self._phone(typed) if kind == "tel" else "",
        )

    def question(self, question: Question) -> FieldView:
        token, file_name = self._kept.get(question.key, ("", ""))
        typed = self._typed.get(question.key, "")
        made, follows = controls(question, typed, self._language), question.kind is QuestionKind.VIDEO
        return FieldView(
            name=question.key,
            kind=KINDS[question.kind],
            label=preset(question.label),
            help=question.help,
            value=typed,
            error=self._faults.get(question.key, ""),
            required=question.required and question.key not in self._standing and not follows,
            needed=question.required and follows,
            options=made.options,
            unit=UNITS.get(question.unit, question.unit),
            units=made.units,
            spoken=made.spoken,
            names=made.names,
            condition=condition_of(question, self._questions, holds=question.key not in self._hidden),
            longest=question.longest if question.kind in {QuestionKind.LONG_TEXT, QuestionKind.FILE} else 0,
            accept=DOCUMENT_TYPES if question.kind is QuestionKind.FILE else "",
            kept_token=token,
            kept_name=file_name or self._standing.get(question.key, ""),
            columns=COLUMNS.get(question.kind, "full"),
            day=day_understood(typed, language=self._language) if question.kind is QuestionKind.DATE else None,
            measure=measure_understood(question, typed, language=self._language) if question.unit else "",
        )

    def headshot(self) -> FieldView:
        token, file_name = self._kept.get(HEADSHOT, ("", ""))
        return FieldView(
            name=HEADSHOT,
            kind="file",
            label=said("Photograph"),
            help=said(
                "Your face and shoulders, from the last year. JPEG, PNG, WebP or HEIC, up to {megabytes} MB.",
                megabytes=LONGEST_HEADSHOT // MEGABYTE,
            ),
            error=self._faults.get(HEADSHOT, ""),
            longest=LONGEST_HEADSHOT,
            accept=HEADSHOT_TYPES,
            kept_token=token,
            kept_name=file_name or self._standing.get(HEADSHOT, ""),
        )

    def consent(self, purpose: str, label: str, text: str, required: bool) -> FieldView:  # noqa: FBT001 - as in Consent
        name = consent_field(purpose)
        return FieldView(
            name=name,
            kind="check",
            label=preset(label),
            help=preset(text),
            value=self._typed.get(name, ""),
            error=self._faults.get(name, ""),
            required=required,
        )

    def _phone(self, typed: str) -> str:
        return phone_understood(typed, country=self._typed.get("country", ""), home=self._home)

    def _options(self, name: str, options: Mapping[str, str]) -> tuple[OptionView, ...]:
        chosen = self._typed.get(name, "")
        return tuple(OptionView(value, label, value == chosen) for value, label in options.items())
