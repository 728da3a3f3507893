"""The receipt and the status of an application."""

from collections.abc import Mapping

from casting.domain.media import explain
from casting.domain.vocabulary import MaterialState, QuestionKind, Stage
from casting.forms.fields import countries
from casting.services.applicants import Headshot, Status
from casting.web.call_views import local
from casting.web.form_views import HEADSHOT_TYPES, KINDS, STANDARD
from casting.web.pages import AnswerView, LetterView, StatusPage

STAGE_WORDS: Mapping[Stage, str] = {
    Stage.RECEIVED: "Received. The casting team will read it.",
    Stage.WITHDRAWN: "Withdrawn by you.",
}
"""What an applicant is told of her stage. Anything else is said by a message that a person sends, never here."""

NEXT_STEPS = (
    "The casting team reads the applications. A program helps them to decide whom to read first; people decide.",
    "If they want to see more of you, they write to the address above.",
    "Everyone gets an answer when the role is cast.",
)


def status_page(status: Status, *, fresh: bool, replaceable: bool, error: str = "") -> StatusPage:
    """The receipt or the status of an application."""
    role, shot = status.role, status.headshot
    state = "none" if shot.state is None else shot.state.value
    here = f"/applications/{status.reference}"
    return StatusPage(
        title="Your application has arrived" if fresh else "Your application",
        reference=status.reference,
        name=status.name,
        email=status.email,
        call_title=role.call.title,
        role_title=role.role.title,
        received=local(status.received_at, role.call.time_zone),
        stage_words=STAGE_WORDS.get(status.stage, STAGE_WORDS[Stage.RECEIVED]),
        fresh=fresh,
        headshot_state=state,
        headshot_src=f"{here}/headshot?v={shot.medium[:12]}" if shot.medium else "",
        headshot_problem=_headshot_problem(shot),
        replace_action=f"{here}/headshot" if replaceable else "",
        replace_error=error,
        accept=HEADSHOT_TYPES,
        answers=_answers(status),
        next_steps=NEXT_STEPS if status.stage is not Stage.WITHDRAWN else (),
        letters=tuple(LetterView(one.text, one.language, local(one.at, role.call.time_zone)) for one in status.letters),
    )


def _headshot_problem(shot: Headshot) -> str:
    if shot.state is not MaterialState.UNUSABLE or shot.refusal is None:
        return ""
    said = explain(shot.refusal)
    return f"{said.happened} {said.next_step}"


def _answers(status: Status) -> tuple[AnswerView, ...]:
    views = []
    for name in ("phone", "birth_date", "city", "country", "tape_url"):
        value = status.answers.get(name)
        if value is not None:
            shown = countries().get(str(value), str(value)) if name == "country" else str(value)
            views.append(AnswerView(STANDARD[name][0], shown, KINDS_OF_STANDARD.get(name, "text"), _href(name, shown)))
    for question in status.role.role.questions:
        value = status.answers.get(question.key)
        if value is not None and question.key in status.role.asked:
            shown = question.label_of(value)
            href = shown if question.kind is QuestionKind.LINK else ""
            views.append(AnswerView(question.label, shown, KINDS[question.kind], href))
    return tuple(views)


KINDS_OF_STANDARD: Mapping[str, str] = {"tape_url": "link"}


def _href(name: str, value: str) -> str:
    return value if name == "tape_url" else ""
