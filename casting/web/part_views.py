"""The pages of a form in parts, made of the call's plan, what is kept and what was typed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from casting.domain.calls import CallPlan
from casting.domain.overtaking import said_of
from casting.domain.parts import BORN, HEADSHOT, MATERIAL, Part
from casting.domain.said import Said, Text, said
from casting.domain.vocabulary import QuestionKind
from casting.forms.phones import home_country
from casting.services.draft_pictures import DraftPicture, PictureState
from casting.services.drafts import MAY_READ, Draft
from casting.store.calls import KeptRole
from casting.web.call_views import local, office_view
from casting.web.form_views import FORM_ID, TRAP, Fields, on_a_page
from casting.web.pages import (
    AnswerGroup,
    AnswerLine,
    Difference,
    FieldView,
    LanguageMenu,
    PartPage,
    SendPage,
    SpokenView,
)
from casting.web.standing import CHECK, Standing, declared_gates
from casting.web.task_views import born_first

NO_PICTURE = DraftPicture(PictureState.NONE)
NO_FILES = said("Files cannot be taken at the moment. Send the form; you can add them later.")


def part_page(
    standing: Standing,
    part: Part,
    *,
    language: str,
    token: str,
    typed: Mapping[str, str],
    faults: Mapping[str, Text],
    kept: Mapping[str, tuple[str, str]],
    version: int,
    told: str = "",
    onward: str = "",
    problem: Text = "",
    uploads_open: bool = True,
    before: Part | None = None,
) -> PartPage:
    """One part, with what is kept or what was typed, and the gates of `before`, which was kept a moment ago.

    Args:
        kept: for a file field, the token and the name of a file that came with the page and is not in the draft.
        version, told: of the draft that it is shown with, and what that says, as `said_of`.
    """
    held = {name: upload.file_name for name, upload in standing.files.items() if name not in kept}
    fields = Fields(standing.role.role, typed, faults, kept, language, standing=held)
    return PartPage(
        title=said("Apply: {role}", role=standing.role.role.title),
        language=language,
        role_title=standing.role.role.title,
        office=office_view(standing.role.call),
        tasks_href=standing.place,
        action=f"{standing.place}/{part.key}",
        language_menu=LanguageMenu(f"{standing.place}/{part.key}", form=FORM_ID),
        problem=problem,
        heading=part.heading,
        note=_note(standing, part, uploads_open=uploads_open),
        number=standing.parts.index(part) + 1 if part in standing.parts else 0,
        count=len(standing.parts) + 1,
        fields=_shown(part, standing, fields, held=held, uploads_open=uploads_open),
        token=token,
        version=version,
        told=told,
        onward=onward,
        gates=declared_gates(standing, among=part, answered=True),
        before=declared_gates(standing, among=before, answered=True) if before else (),
        code=standing.draft.code if standing.draft and before and BORN in before.fields else "",
    )


def with_picture(page: PartPage, standing: Standing, picture: DraftPicture) -> PartPage:
    """The page with the photograph that is kept."""
    src = _own_face(standing, picture)
    return replace(page, fields=tuple(replace(f, picture=src) if f.name == HEADSHOT else f for f in page.fields))


def _settled(field: FieldView, standing: Standing, *, removable: bool) -> FieldView:
    """The field, with the name of a file that was not taken for it."""
    return replace(field, removable=removable, refused=standing.refused.get(field.name, ("", ""))[1])


def _own_face(standing: Standing, picture: DraftPicture) -> str:
    """The address of the photograph that is kept; empty where none can be shown."""
    return f"{standing.place}/headshot?of={picture.medium[:12]}" if picture.medium else ""


def _note(standing: Standing, part: Part, *, uploads_open: bool) -> Text:
    """What stands before the fields."""
    if BORN in part.fields and not standing.adult:
        return born_first(standing.role.call, standing.asked)
    return NO_FILES if part.key == MATERIAL and not uploads_open else ""


def overtaken(page: PartPage, newer: Draft, names: Iterable[str], *, language: str) -> PartPage:
    """The page with what the draft says otherwise; posted once more, it stands in its place."""
    held = {name: upload.file_name for name, upload in newer.files.items()}
    there = Fields(newer.role.role, newer.typed, {}, {}, language, standing=held)
    here = {field.name: field for field in page.fields}
    differences = tuple(
        Difference(here[name].label, _words(there.named(name)), _words(here[name])) for name in names if name in here
    )
    return replace(page, version=newer.version, told=said_of(newer.typed), differences=differences)


def _shown(
    part: Part, standing: Standing, fields: Fields, *, held: Collection[str], uploads_open: bool
) -> tuple[FieldView, ...]:
    """The fields of a part, without those for files where none can be taken."""
    shown = [name for name in part.fields if uploads_open or name not in _file_fields(standing.role)]
    return tuple(on_a_page(_settled(fields.named(name), standing, removable=name in held) for name in shown))


def send_page(
    standing: Standing,
    *,
    language: str,
    token: str,
    typed: Mapping[str, str],
    faults: Mapping[str, Text],
    problem: Text = "",
    attempted: bool = False,
    closed: bool = False,
    picture: DraftPicture = NO_PICTURE,
    permitted: Collection[str] | None = None,
) -> SendPage:
    """The answers, before they are sent.

    Args:
        typed: the consents, as they were ticked.
        faults: what is wrong or missing, by field.
        attempted: whether it could not be sent because of them.
        picture: the photograph that is kept.
        permitted: the purposes that a minor's guardian has consented to, since others are not kept; None for adults.
    """
    place = standing.place
    title = said("The call has closed") if closed else said("Look through your answers")
    menu = LanguageMenu("/language", onward=place) if closed else LanguageMenu(f"{place}/{CHECK}", form=FORM_ID)
    held = {name: upload.file_name for name, upload in standing.files.items()}
    faults = {**faults, HEADSHOT: picture.fault} if picture.fault else faults
    home = home_country(standing.role.call.time_zone)
    fields = Fields(standing.role.role, {**standing.typed, **typed}, faults, {}, language, standing=held, home=home)
    back = "" if closed else f"?on-to={CHECK}"
    asked = (one for one in standing.role.call.consents if permitted is None or one.purpose in permitted)
    return SendPage(
        title=title,
        language=language,
        role_title=standing.role.role.title,
        office=office_view(standing.role.call),
        call_href=f"/calls/{standing.role.call.slug}",
        tasks_href=place,
        action=f"{place}/{CHECK}",
        language_menu=menu,
        problem=problem,
        groups=tuple(_answers(standing, part, fields, back, picture) for part in standing.parts),
        consents=() if closed else tuple(fields.consent(c.purpose, c.label, c.text, c.required) for c in asked),
        token=token,
        trap_name=TRAP,
        gates=declared_gates(standing, answered=False),
        attempted=attempted,
        closed=closed,
    )


def _answers(standing: Standing, part: Part, fields: Fields, back: str, picture: DraftPicture) -> AnswerGroup:
    """The answers of a part; without a way back from it they cannot be changed."""
    href = f"{standing.place}/{part.key}{back}" if back else ""
    asked = [field for name in part.fields if (field := fields.named(name)).condition is None or field.condition.holds]
    lines = tuple(_line(field, href) for field in asked if field.name != HEADSHOT)
    if HEADSHOT in part.fields:  # it stands first, with its picture beside its name
        face = _line(fields.named(HEADSHOT), href)
        lines = (
            replace(face, picture=_own_face(standing, picture), pending=picture.state is PictureState.PENDING),
            *lines,
        )
    return AnswerGroup(part.heading, href, lines)


def closed_page(standing: Standing, *, now: datetime, language: str) -> SendPage:
    """What was kept, for reading, while the call is not open: after it has closed, or before it opens again."""
    call = standing.role.call
    later = said(
        "{call} takes no applications until {opens}. Everything that was kept can be read here; from then on you can "
        "go on with it and send it.",
        call=call.title,
        opens=local(call.opens_at, call.time_zone),
    )
    over = said(
        "{call} closed on {closed}, before this was sent. Everything that was kept can be read here until {until}. "
        "Should the call be prolonged, you can go on with it.",
        call=call.title,
        closed=local(call.closes_at, call.time_zone),
        until=local(call.closes_at + MAY_READ, call.time_zone),
    )
    problem = later if now < call.opens_at else over
    return send_page(standing, language=language, token="", typed={}, faults={}, problem=problem, closed=True)


def too_late(call: CallPlan) -> Said:
    """What is said of a page that arrived after the call had closed."""
    return said(
        "{call} closed on {closed}, before this page reached us, so it was not kept. What you typed is still here: "
        "copy what you want to have. What was kept before can be read until {until}.",
        call=call.title,
        closed=local(call.closes_at, call.time_zone),
        until=local(call.closes_at + MAY_READ, call.time_zone),
    )


def _file_fields(role: KeptRole) -> set[str]:
    return {HEADSHOT, *(question.key for question in role.role.questions if question.kind is QuestionKind.FILE)}


def _line(field: FieldView, href: str) -> AnswerLine:
    """An answer in words, and where it is changed."""
    return AnswerLine(
        field.label, _words(field), field.error, f"{href}#{field.name}" if href else "", meant=field.meant
    )


def _words(field: FieldView) -> tuple[Text, ...]:
    """What a field says, as people read it: one thing, several, or nothing."""
    if field.kind == "file":
        return (field.kept_name,) if field.kept_name else ()
    if field.needed and not field.value:
        return (said("to be sent afterwards, on the page of your application"),)
    if field.kind == "languages":
        return tuple(_spoken(row) for row in field.spoken if row.name)
    if field.chosen or not field.value:
        return field.chosen
    return (field.told,)


def _spoken(row: SpokenView) -> Text:
    level = next((option.label for option in row.levels if option.checked and option.value), "")
    return said("{language}: {level}", language=row.name, level=level) if level else row.name
