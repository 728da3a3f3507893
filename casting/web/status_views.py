"""The receipt and the status of an application."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from casting.config import Settings
from casting.domain.calls import LINKED
from casting.domain.media import explain
from casting.domain.parts import ABOUT
from casting.domain.said import Said, Text, said
from casting.domain.vocabulary import MaterialState, Stage
from casting.forms.fields import countries
from casting.forms.phones import shown_phone
from casting.languages.catalogues import ENGLISH
from casting.services.applicants import Headshot, Status
from casting.services.purposes import Given
from casting.services.tapes import SELF_TAPE, Tape, tape_wanted, videos_asked
from casting.store.calls import KeptRole
from casting.web.call_views import local, office_view
from casting.web.edit_views import CONSENT, GUARDIAN_GAVE, sent_parts
from casting.web.eligibility_views import gate_views
from casting.web.form_views import HEADSHOT_TYPES, KINDS, STANDARD
from casting.web.pages import AnswersSent, AnswerView, LanguageMenu, LetterView, PurposeView, StatusPage, TapeView
from casting.web.picture_views import pictures_view
from casting.web.preset_words import preset
from casting.web.question_views import told_answer
from casting.web.sides_views import own_sides_views
from casting.web.stage_views import LABELS, own_stage_days

STAGE_WORDS: Mapping[Stage, Said] = {
    Stage.RECEIVED: said("Received."),
    Stage.WITHDRAWN: said("Withdrawn by you."),
}
"""What an applicant is told of her stage; not that it will be read, since of each address only the first is. Anything
else is said by a message that a person sends, never here first; but where the office has chosen that who stands in a
stage reads its days, or has released sides, that stands here."""

OUTCOME_WORDS: Mapping[Stage, Said] = {
    Stage.BOOKED: said("The casting team has chosen you: the role is yours."),
    Stage.RELEASED: said("The casting team has decided to go on without you. Thank you for applying."),
}
"""What stands here once the letter with the outcome has been sent."""
LOOK_AT_IT = said(
    "Please look at it letter by letter: every answer to this application goes there. If somebody else, perhaps a "
    "sister, has applied for this role with it before, give yours another one: of each address only the first "
    "application is read."
)
GOES_THERE = said("Every answer to this application goes there.")
NOT_ASKED = said("No longer asked")
NOT_ASKED_NOTE = said(
    "The form does not ask this any more. The casting team still has what you answered, until you change your "
    "application."
)

NEXT_STEPS = (
    said("The casting team reads the applications. A program helps them to decide whom to read first; people decide."),
    said("If they want to see more of you, they write to the address above."),
    said("Everyone gets an answer when the role is cast."),
)


def status_page(
    status: Status,
    *,
    fresh: bool,
    replaceable: bool,
    changeable: bool = False,
    saved: bool = False,
    tapes: tuple[TapeView, ...],
    error: Text = "",
    pictures_error: Text = "",
    language: str = ENGLISH,
) -> StatusPage:
    """The receipt or the status of an application.

    Args:
        changeable: whether the call is open, so that answers can be changed and a withdrawal taken back.
        saved: whether a change has just been kept.
    """
    stands = status.stage is not Stage.WITHDRAWN
    asked = stands and not status.told  # once she knows the outcome nothing is asked of her any more
    returnable = changeable and not stands
    changeable, replaceable = changeable and asked, replaceable and asked
    role, shot = status.role, status.headshot if asked else _settled(status.headshot)
    here = f"/applications/{status.reference}"
    edit = f"{here}/edit?part=" if changeable else ""
    return StatusPage(
        title=_title(fresh=fresh, saved=saved and stands),
        reference=status.reference,
        name=status.name,
        office=office_view(role.call),
        email=status.email,
        call_title=role.call.title,
        role_title=role.role.title,
        received=local(status.received_at, role.call.time_zone),
        stage_words=_stage_words(status),
        stage_days=own_stage_days(status) if status.told else None,
        sides=own_sides_views(status),
        opened="" if status.opened_at is None else local(status.opened_at, role.call.time_zone),
        fresh=fresh,
        headshot_state=shot.state.value if shot.state else "none",
        headshot_src=f"{here}/headshot?v={shot.medium[:12]}" if shot.medium else "",
        headshot_problem=_headshot_problem(shot),
        replace_action=f"{here}/headshot" if replaceable else "",
        replace_error=error,
        tapes=tapes if asked else tuple(replace(tape, action="") for tape in tapes),
        pictures=pictures_view(status, changeable=changeable, error=pictures_error),
        accept=HEADSHOT_TYPES,
        answers=answers_sent(status, language, edit),
        next_steps=_next_steps(status) if asked else (),
        letters=tuple(LetterView(one.text, one.language, local(one.at, role.call.time_zone)) for one in status.letters),
        gates=gate_views(status.gates, role, may_ask=asked) if stands else (),
        exception_action=f"{here}/exceptions",
        purposes=tuple(_purpose(one, status, language, may_agree=asked) for one in status.purposes),
        purpose_action=f"{here}/purposes" if stands else "",
        language=language,
        language_menu=LanguageMenu(f"{here}/language"),
        guardian_note="" if status.open_purposes is None else GUARDIAN_GAVE,
        consent_href=f"{edit}{CONSENT}" if edit and _more_to_consent(status) else "",
        address_note="" if not asked else LOOK_AT_IT if edit else GOES_THERE,
        address_href=f"{edit}{ABOUT}#email" if edit else "",
        withdraw_href=f"{here}/withdraw" if asked or (stands and status.stage is not Stage.RELEASED) else "",
        return_action=f"{here}/return" if returnable else "",
        return_until=local(role.call.closes_at, role.call.time_zone),
    )


def _settled(shot: Headshot) -> Headshot:
    """The photograph as it stands, of which nothing is asked any more."""
    return Headshot(MaterialState.READY if shot.medium else None, shot.medium, None)


def _next_steps(status: Status) -> tuple[Said, ...]:
    """What happens next; of who was told days or given sides the applications have been read already."""
    return NEXT_STEPS[-1:] if status.sides or own_stage_days(status) is not None else NEXT_STEPS


def _more_to_consent(status: Status) -> bool:
    given = {one.purpose for one in status.purposes if one.current}
    allowed = status.open_purposes
    asked = (one.purpose for one in status.role.call.consents if allowed is None or one.purpose in allowed)
    return any(purpose not in given for purpose in asked)


def _purpose(one: Given, status: Status, language: str, *, may_agree: bool) -> PurposeView:
    """A consent that stands, and where its text was changed, what stands there now."""
    call = status.role.call
    view = PurposeView(one.purpose, preset(one.label), local(one.given_at, call.time_zone), not one.required)
    now = next((text for text in call.consents if text.purpose == one.purpose), None)
    if one.current or now is None:
        return view
    if not may_agree or status.guarded:
        return replace(view, changed=True)
    digest = now.within(language).digest
    return replace(view, changed=True, new_label=preset(now.label), new_text=preset(now.text), digest=digest)


def _title(*, fresh: bool, saved: bool) -> Said:
    if fresh:
        return said("Your application has arrived")
    return said("Your changes are saved") if saved else said("Your application")


def _stage_words(status: Status) -> Said:
    days = own_stage_days(status)
    if days is not None and not status.told:
        return said("{stage}: {days}", stage=days.label, days=days.words)
    if status.sides and not status.told:
        return LABELS[status.sides[0].stage]
    known = OUTCOME_WORDS if status.told else STAGE_WORDS
    return known.get(status.stage, STAGE_WORDS[Stage.RECEIVED])


def tape_views(
    status: Status, *, settings: Settings, now: datetime, errors: Mapping[str, Text] = MappingProxyType({})
) -> tuple[TapeView, ...]:
    """The applicant's films, and how others can be sent: the self-tape, and behind it what answers questions.

    Args:
        errors: why a film was not taken, by the key of its question.
    """
    views = [_tape_view(status, SELF_TAPE, settings=settings, now=now, error=errors.get(SELF_TAPE, ""))]
    for question in videos_asked(status.role, status.answers):
        view = _tape_view(status, question.key, settings=settings, now=now, error=errors.get(question.key, ""))
        link, key = str(status.answers.get(question.key) or ""), f"video-{question.key}"
        asks, needed = preset(question.label), question.required
        views.append(replace(view, key=key, asks=asks, help=question.help, link=link, needed=needed))
    return tuple(views)


def _tape_view(status: Status, key: str, *, settings: Settings, now: datetime, error: Text) -> TapeView:
    tape, here = status.tapes.get(key, Tape()), f"/applications/{status.reference}/{f'videos/{key}' if key else 'tape'}"
    arriving = None if tape.arriving is None or tape.arriving.complete else tape.arriving
    begun = arriving if arriving and arriving.arrived else None  # of a file that was refused nothing has arrived
    on_its_way = tape.arriving is not None and tape.arriving.complete
    state = MaterialState.PENDING if on_its_way else tape.state
    wanted = tape_wanted(status.role.call, stage=status.stage, tape=tape, now=now)
    refusal = tape.refusal if state is MaterialState.UNUSABLE else None
    return TapeView(
        state="none" if state is None else state.value,
        src=f"{here}?v={tape.stream[:12]}" if tape.stream else "",
        problem="" if refusal is None else explain(refusal).whole,
        action=here if (wanted or arriving) and not on_its_way else "",
        error=error,
        most=settings.tape_limit_mb,
        most_whole=settings.body_limit_mb - 1,
        before=begun.name if begun else "",
        before_file=begun.file_name if begun else "",
        before_length=begun.length if begun else 0,
        before_share=100 * begun.arrived // begun.length if begun else 0,
    )


def _headshot_problem(shot: Headshot) -> Text:
    if shot.state is not MaterialState.UNUSABLE or shot.refusal is None:
        return ""
    return explain(shot.refusal).whole


def answers_sent(status: Status, language: str, edit: str = "") -> tuple[AnswersSent, ...]:
    """What was sent, by the parts of the form; below `edit` they are changed, if it is not empty."""
    groups, hidden = [], status.role.role.not_asked(status.answers)
    for part in sent_parts(status.role):
        views = tuple(view for name in part.fields for view in _views(status, name, language))
        lacks = (
            () if views or not edit else tuple(_label(status.role, name) for name in part.fields if name not in hidden)
        )
        if views or lacks:
            groups.append(AnswersSent(part.heading, views, f"{edit}{part.key}" if edit else "", lacks=lacks))
    gone = (question.key for question in status.role.role.questions if question.key not in status.role.asked)
    if views := tuple(view for key in gone for view in _views(status, key, language)):
        groups.append(AnswersSent(NOT_ASKED, views, note=NOT_ASKED_NOTE))
    return tuple(groups)


def _label(role: KeptRole, name: str) -> Text:
    question = role.role.question(name)
    return STANDARD[name][0] if question is None else preset(question.label)


def _views(status: Status, name: str, language: str) -> Iterator[AnswerView]:
    """A field's answer, if there is one. Name and address stand at the head of the page."""
    value, question = status.answers.get(name), status.role.role.question(name)
    if question is None:
        if value is not None and name in STANDARD:
            href = str(value) if name == "tape_url" else ""
            shown = _standard(name, str(value), language)
            yield AnswerView(STANDARD[name][0], shown, "link" if href else "text", href)
        return
    if names := status.files.get(name):
        yield AnswerView(preset(question.label), ", ".join(names), KINDS[question.kind])
    if value is not None:
        told = told_answer(question, value, language)
        href = str(told) if question.kind in LINKED else ""
        yield AnswerView(preset(question.label), told, KINDS[question.kind], href)


def _standard(name: str, value: str, language: str) -> Text:
    if name == "birth_date":
        return date.fromisoformat(value)
    if name == "phone":
        return shown_phone(value)
    return countries(language).get(value, value) if name == "country" else value
