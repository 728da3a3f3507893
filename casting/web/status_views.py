"""The receipt and the status of an application."""

from collections.abc import Mapping
from datetime import date, datetime

from casting.config import Settings
from casting.domain.media import explain
from casting.domain.said import Said, Text, said
from casting.domain.vocabulary import MaterialState, QuestionKind, Stage
from casting.forms.fields import countries
from casting.forms.phones import shown_phone
from casting.languages.catalogues import ENGLISH
from casting.services.applicants import Headshot, Status
from casting.services.tapes import tape_wanted
from casting.web.call_views import local, office_view
from casting.web.eligibility_views import gate_views
from casting.web.form_views import HEADSHOT_TYPES, KINDS, STANDARD
from casting.web.pages import AnswerView, LanguageMenu, LetterView, PurposeView, StatusPage, TapeView
from casting.web.picture_views import pictures_view
from casting.web.preset_words import preset
from casting.web.question_views import told_answer
from casting.web.sides_views import own_sides_views
from casting.web.stage_views import LABELS, own_stage_days

STAGE_WORDS: Mapping[Stage, Said] = {
    Stage.RECEIVED: said("Received. The casting team will read it."),
    Stage.WITHDRAWN: said("Withdrawn by you."),
}
"""What an applicant is told of her stage. Anything else is said by a message that a person sends, never here first;
but where the office has chosen that who stands in a stage reads its days, or has released sides, that stands here."""

OUTCOME_WORDS: Mapping[Stage, Said] = {
    Stage.BOOKED: said("The casting team has chosen you: the role is yours."),
    Stage.RELEASED: said("The casting team has decided to go on without you. Thank you for applying."),
}
"""What stands here once the letter with the outcome has been sent."""

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
    tape: TapeView,
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
    role, shot = status.role, status.headshot
    here = f"/applications/{status.reference}"
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
        tape=tape,
        pictures=pictures_view(status, changeable=changeable and stands, error=pictures_error),
        accept=HEADSHOT_TYPES,
        answers=_answers(status, language),
        next_steps=NEXT_STEPS if stands and not status.told else (),
        letters=tuple(LetterView(one.text, one.language, local(one.at, role.call.time_zone)) for one in status.letters),
        gates=gate_views(status.gates, role, may_ask=stands),
        exception_action=f"{here}/exceptions",
        purposes=tuple(
            PurposeView(one.purpose, preset(one.label), local(one.given_at, role.call.time_zone), not one.required)
            for one in status.purposes
        ),
        purpose_action=f"{here}/purposes" if stands else "",
        language=language,
        language_menu=LanguageMenu(f"{here}/language"),
        edit_href=f"{here}/edit" if changeable and stands else "",
        withdraw_href=f"{here}/withdraw" if stands else "",
        return_action=f"{here}/return" if changeable and not stands else "",
        return_until=local(role.call.closes_at, role.call.time_zone),
    )


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


def tape_view(status: Status, *, settings: Settings, now: datetime, error: Text = "") -> TapeView:
    """The applicant's tape, and how another can be sent."""
    tape, here = status.tape, f"/applications/{status.reference}/tape"
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


def _answers(status: Status, language: str) -> tuple[AnswerView, ...]:
    views = []
    for name in ("phone", "birth_date", "city", "country", "tape_url"):
        value = status.answers.get(name)
        if value is not None:
            shown = _standard(name, str(value), language)
            href = str(value) if name == "tape_url" else ""
            views.append(AnswerView(STANDARD[name][0], shown, "link" if href else "text", href))
    for question in status.role.role.questions:
        if names := status.files.get(question.key):
            views.append(AnswerView(preset(question.label), ", ".join(names), KINDS[question.kind]))
        value = status.answers.get(question.key)
        if value is not None and question.key in status.role.asked:
            told = told_answer(question, value, language)
            href = str(told) if question.kind is QuestionKind.LINK else ""
            views.append(AnswerView(preset(question.label), told, KINDS[question.kind], href))
    return tuple(views)


def _standard(name: str, value: str, language: str) -> Text:
    if name == "birth_date":
        return date.fromisoformat(value)
    if name == "phone":
        return shown_phone(value)
    return countries(language).get(value, value) if name == "country" else value
