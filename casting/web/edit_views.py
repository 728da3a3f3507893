"""Changes by an applicant: the form for them, the page on which she withdraws, and what the team sees of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from casting.domain.calls import STANDARD_FIELDS, Question
from casting.domain.criteria import Answer
from casting.domain.parts import HEADSHOT, Part, parts
from casting.domain.permissions import Actor
from casting.domain.said import Text, said
from casting.forms.application import consent_field
from casting.forms.fields import countries
from casting.forms.gathering import as_typed as as_text
from casting.forms.gathering import told_in_full
from casting.languages.catalogues import ENGLISH
from casting.services.candidates import Candidate
from casting.services.editing import Editable
from casting.store.calls import KeptRole
from casting.web.call_views import call_times, office_view
from casting.web.card_views import moment
from casting.web.form_views import FORM_ID, Fields, on_a_page, sections
from casting.web.pages import ApplyPage, EditView, FieldChange, LanguageMenu, Section, WithdrawPage
from casting.web.part_views import NO_FILES

FIELDS: Mapping[str, str] = {
    "name": "Name",
    "birth_date": "Birth date",
    "city": "City",
    "country": "Country",
    "tape_url": "Link to the self-tape",
}
"""The standard fields as the team reads them."""

GUARDIAN_GAVE = said(
    "Your parent or guardian has consented for you. Only they could allow more, and only before you sent the "
    "application."
)
CONSENT = "consent"
"""The name in the address of the consents, which are no part of a form."""


def sent_parts(role: KeptRole) -> tuple[Part, ...]:
    """The parts of what was sent, each read and changed by itself; photographs have their own place."""
    return tuple(
        replace(part, heading=said("Tape and files"), fields=tuple(name for name in part.fields if name != HEADSHOT))
        if HEADSHOT in part.fields
        else part
        for part in parts(role.role, role.asked)
    )


def part_to_change(found: Editable, key: str) -> Part | None:
    """The part of that name, or the consents; None stands for the whole form."""
    names = tuple(consent_field(consent.purpose) for consent in found.role.call.consents)
    among = (*sent_parts(found.role), Part(CONSENT, said("Your consent"), names))
    return next((part for part in among if part.key == key), None)


def beside(found: Editable, part: Part) -> Mapping[str, str]:
    """What stands in the fields that the page of a part does not show, as it would be typed."""
    return {name: value for name, value in as_typed(found).items() if name not in part.fields}


def as_typed(found: Editable) -> Mapping[str, str]:
    """What stands, as it would be typed into the form."""
    agreed = {consent_field(purpose): "yes" for purpose in found.purposes}
    asked = {q.key: as_text(q, found.told) for q in found.role.role.questions if q.key in found.told}
    standard = {name: str(found.told[name]) for name in STANDARD_FIELDS if name in found.told}
    return standard | asked | agreed


def edit_page(
    found: Editable,
    *,
    part: Part | None = None,
    now: datetime,
    token: str,
    typed: Mapping[str, str],
    faults: Mapping[str, Text],
    kept: Mapping[str, tuple[str, str]],
    problem: Text = "",
    uploads_open: bool,
    language: str,
) -> ApplyPage:
    """The form with what stands, or with everything that was typed.

    Args:
        part: that alone; the whole form where it is None.
        kept: for a file field, the token and the name of a file that came with this form already.
    """
    role, here = found.role, f"/applications/{found.reference}"
    action = f"{here}/edit" if part is None else f"{here}/edit?part={part.key}"
    fields = Fields(role.role, typed, faults, kept, language, standing=found.documents)
    shown = (
        sections(role, fields, uploads_open=uploads_open, with_headshot=False)
        if part is None
        else (_section(role, fields, part, uploads_open=uploads_open),)
    )
    return ApplyPage(
        title=said("Change your application"),
        call_title=role.call.title,
        call_href=f"/calls/{role.call.slug}",
        role_title=role.role.title,
        action=action,
        token=token,
        trap_name="",
        times=call_times(role.call, now=now),
        sections=tuple(_consents_as_they_stand(section, found) for section in shown),
        problem=problem,
        back_href=here,
        office=office_view(role.call),
        language=language,
        language_menu=LanguageMenu(action, form=FORM_ID),
    )


def _section(role: KeptRole, fields: Fields, part: Part, *, uploads_open: bool) -> Section:
    consents = {consent_field(one.purpose): one for one in role.call.consents}
    every = [
        fields.consent(one.purpose, one.label, one.text, one.required) if one else fields.named(name)
        for name, one in ((name, consents.get(name)) for name in part.fields)
    ]
    shown = tuple(field for field in every if uploads_open or field.kind != "file")
    return Section(part.heading, "" if len(shown) == len(every) else NO_FILES, tuple(on_a_page(shown)))


def _consents_as_they_stand(section: Section, found: Editable) -> Section:
    """The section, in which each consent says whether another text was agreed to.

    What a minor's guardian has not allowed is not asked of her: it would not be kept.
    """
    changed = {consent_field(purpose) for purpose in found.outdated}
    asked, allowed = {one.purpose for one in found.role.call.consents}, found.open_purposes
    barred = set() if allowed is None else {consent_field(purpose) for purpose in asked - allowed}
    fields = tuple(
        replace(field, changed=field.name in changed) for field in section.fields if field.name not in barred
    )
    guarded = allowed is not None and any(field.name in map(consent_field, asked) for field in section.fields)
    return replace(section, note=GUARDIAN_GAVE if guarded else section.note, fields=fields)


def withdraw_page(found: Editable, *, now: datetime, language: str) -> WithdrawPage:
    """What withdrawing means, and the button for it."""
    here = f"/applications/{found.reference}"
    return WithdrawPage(
        title=said("Withdraw your application?"),
        call_title=found.role.call.title,
        role_title=found.role.role.title,
        reference=found.reference,
        action=f"{here}/withdraw",
        back_href=here,
        office=office_view(found.role.call),
        returnable=found.role.call.closes_at > now,
        language=language,
        language_menu=LanguageMenu(f"{here}/language"),
    )


def edit_views(shown: Candidate, actor: Actor) -> tuple[EditView, ...]:
    """What its applicant changed, the newest first, in words."""
    role = shown.found.role
    questions = {question.key: question for question in role.role.questions}
    marked_at = next((one.at for one in shown.opinions if one.member_id == actor.member_id), None)
    return tuple(
        EditView(
            moment(edit.at, role.call),
            tuple(
                FieldChange(_label(questions, key), _words(questions, key, before), _words(questions, key, after))
                for key, before, after in edit.changes
            ),
            after_mark=marked_at is not None and marked_at < edit.at,
        )
        for edit in shown.edits
    )


def _label(questions: Mapping[str, Question], key: str) -> str:
    return questions[key].label if key in questions else FIELDS.get(key, key)


def _words(questions: Mapping[str, Question], key: str, value: Answer) -> str:
    if key in questions:
        return told_in_full(questions[key], value, ENGLISH)
    told = "" if value is None else str(value)
    return countries().get(told, told) if key == "country" else told
