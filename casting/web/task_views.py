"""The list of the parts of a form: what it takes before it is begun, and how far it is after."""

from datetime import datetime

from casting.domain.calls import CallPlan
from casting.domain.guardians import Consenting
from casting.domain.parts import BORN, SENT, PartState, minutes
from casting.domain.said import Said, Text, counted, said
from casting.services.guardians import Asked
from casting.store.calls import KeptRole
from casting.web.call_views import call_times, office_view
from casting.web.form_views import Fields, draft_view
from casting.web.pages import LanguageMenu, TasksPage, TaskView
from casting.web.preset_words import preset
from casting.web.standing import CHECK, Standing, declared_gates

BORN_FIRST = said(
    "Please give your birth date first: this call takes people from 18. Once it is there, this form keeps what "
    "you type."
)
MINORS_FIRST = said(
    "Your birth date comes first: for who is under 18 a parent or guardian has to consent before we keep anything. If "
    "you are, the next page asks whom to write to. If you are not, the form goes on, and keeps what you type."
)

GUARDIAN_WAITED_FOR = said(
    "Your birth date comes first. Your guardian has not answered yet, and nothing of who is under 18 is kept before. "
    "If you are 18 or older, the form goes on, and keeps what you type."
)
GUARDIAN_HAS_CONSENTED = said(
    "Your birth date comes first. Your guardian has consented, so from then on this form keeps what you type."
)


def born_first(call: CallPlan, asked: Asked | None = None) -> Said:
    """Why the birth date is asked before all else, and what becomes of it: of a minor's by what her guardian says."""
    if not call.minors:
        return BORN_FIRST
    if asked is None or asked.expired or asked.reference:
        return MINORS_FIRST
    told = {Consenting.GIVEN: GUARDIAN_HAS_CONSENTED, Consenting.OPEN: GUARDIAN_WAITED_FOR}
    return told.get(asked.answer, MINORS_FIRST)


def tasks_page(standing: Standing, *, now: datetime, language: str, token: str, mailed: bool = False) -> TasksPage:
    """The list of the parts; one field that comes before all else stands on it, so that it needs no page before."""
    role, place = standing.role, standing.place
    states = [standing.state(part) for part in standing.parts]
    tasks = [
        TaskView(part.heading, "" if state is PartState.LATER else f"{place}/{part.key}", state.value)
        for part, state in zip(standing.parts, states, strict=True)
    ]
    ready = all(state is PartState.DONE for state in states)
    send = f"{place}/{CHECK}" if standing.adult else ""
    onward = next((task.href for task in tasks if task.state != PartState.DONE.value and task.href), send)
    draft = standing.draft
    first = draft is None and standing.parts[0].fields == (BORN,)
    return TasksPage(
        title=said("Apply: {role}", role=role.role.title),
        language=language,
        call_title=role.call.title,
        call_href=f"/calls/{role.call.slug}",
        role_title=role.role.title,
        office=office_view(role.call),
        times=call_times(role.call, now=now),
        action=place,
        language_menu=LanguageMenu("/language", onward=place),
        tasks=(*tasks, TaskView(said("Look through and send"), send, "not started" if ready else "later")),
        next_href=onward,
        whole_href=f"{place}/whole",
        done=states.count(PartState.DONE),
        link_action="" if draft is None or not standing.answers.get("email") else f"{place}/link",
        mailed=mailed,
        draft=None if draft is None else draft_view(draft),
        gates=declared_gates(standing, answered=True),
        born=Fields(role.role, {}, {}, {}, language).named(BORN) if first else None,
        born_note=born_first(role.call, standing.asked) if first else "",
        takes=_first_sentence(standing),
        at_hand=_at_hand(standing.role),
        token=token if first else "",
    )


def _first_sentence(standing: Standing) -> Said:
    """How long it takes, and that nobody need hurry."""
    asked = [question for question in standing.role.role.questions if question.key in standing.role.asked]
    return counted(
        "It takes about a minute, a page at a time. Stop whenever you like: each page is kept, for you alone, until "
        "you send it.",
        "It takes about {count} minutes, a page at a time. Stop whenever you like: each page is kept, for you alone, "
        "until you send it.",
        count=minutes(asked),
    )


def _at_hand(role: KeptRole) -> tuple[Text, ...]:
    """What is measured, looked up or looked for before it can be given: the photograph, measures, files and films.

    A label that is a question names no thing, and is left out.
    """
    asked = [question for question in role.role.questions if question.key in role.asked]
    wanted = [question.label for question in asked if question.kind in SENT or question.unit]
    return (said("Photograph"), *(preset(label) for label in wanted if not label.endswith("?")))
