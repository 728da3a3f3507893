"""Samples of a form that is filled in part by part."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import (
    AnswerGroup,
    AnswerLine,
    DeclaredGate,
    Difference,
    DraftView,
    FieldFaultNote,
    KeptNote,
    LanguageMenu,
    OwnLine,
    PartPage,
    SendPage,
    TasksPage,
    TaskView,
)
from casting.web.patterns.application import MISTAKES, sections
from casting.web.patterns.invented import CALL, LETTER, LONG, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

PLACE = "/calls/the-challenge/surgeon/apply"
KEPT = "Kept for later on 14 November 2026, 09:12, until 20 December 2026, 23:59. It has not been sent yet."
DRAFT = DraftView("7K2M-0QXW-94TB-HD3V", KEPT, "mira@example.org")
CLOSED = "The Challenge closed on 20 December 2026, 23:59, before this was sent. It can be read here until tomorrow."
NAME = "b4f1c9"
GATES = (
    DeclaredGate("Height 150–180 cm", "met", "Met, by what you say.", "The seat is cast to the body."),
    DeclaredGate("Swim 800 m", "unknown", "Not known yet.", LETTER),
    DeclaredGate("Run 5 km", "unknown", "Not known yet.", LETTER, answered=False, here=False),
    DeclaredGate(f"Age {SCRIPT}", "not met", "Not met, by what you say.", UNBROKEN),
)
HEADINGS = (
    "About you",
    "For this role, 1 of 2",
    "For this role, 2 of 2",
    "Photograph and tape",
    "Look through and send",
)


def _tasks(*states: str) -> tuple[TaskView, ...]:
    return tuple(
        TaskView(heading, "" if state == "later" else f"{PLACE}/part-{number}", state)
        for number, (heading, state) in enumerate(zip(HEADINGS, states, strict=True))
    )


OWN = (
    OwnLine(f"Your application K7QX-24 for {ROLE} is here", "/applications/K7QX-24"),
    OwnLine(f"The form that you began for {LONG} is here", "/calls/the-challenge/surgeon/apply"),
)
GUARDIAN = OwnLine("You are under 18? Begin with your parent or guardian", "/calls/the-challenge/surgeon/guardian")
TASKS = TasksPage(
    title=f"Apply: {ROLE}",
    call_title=CALL,
    call_href="/calls/the-challenge",
    role_title=ROLE,
    times="Open until 20 December 2026, 23:59 Moscow time",
    action=PLACE,
    tasks=_tasks("not started", "later", "later", "later", "later"),
    next_href=f"{PLACE}/about",
    whole_href=f"{PLACE}/whole",
    language_menu=LanguageMenu("/language", onward=PLACE),
    takes="It takes about 8 minutes, a page at a time.",
    at_hand=("Photograph", LONG, SCRIPT),
)
PART = PartPage(
    title=f"Apply: {ROLE}",
    role_title=ROLE,
    tasks_href=PLACE,
    action=f"{PLACE}/about",
    heading="About you",
    note="",
    number=1,
    count=5,
    fields=sections()[0].fields,
    token=NAME,
    version=3,
    language_menu=LanguageMenu(f"{PLACE}/about", form="apply-form"),
)
SEND = SendPage(
    title="Look through your answers",
    role_title=ROLE,
    call_href="/calls/the-challenge",
    tasks_href=PLACE,
    action=f"{PLACE}/check",
    groups=(
        AnswerGroup(
            "About you",
            f"{PLACE}/about?on-to=check",
            (
                AnswerLine("Your name", (RIGHT_TO_LEFT,), href=f"{PLACE}/about#name"),
                AnswerLine("E-mail address", (f"{UNBROKEN.lower()}@example.org",), href=f"{PLACE}/about#email"),
                AnswerLine("Phone", ()),
            ),
        ),
        AnswerGroup("For this role", f"{PLACE}/questions-1?on-to=check", (AnswerLine("Why this role?", (LETTER,)),)),
    ),
    consents=sections()[3].fields,
    token=NAME,
    trap_name="website",
    gates=GATES,
    language_menu=LanguageMenu(f"{PLACE}/check", form="apply-form"),
)


def part_patterns() -> Mapping[str, Shown]:
    """The list, a part and the answers, each in its states."""
    return {**_lists(), **_parts(), **_answers(), **_notes()}


def _lists() -> Mapping[str, Shown]:
    begun = replace(
        TASKS,
        tasks=_tasks("done", "needs a look", "in progress", "not started", "later"),
        done=1,
        draft=DRAFT,
        gates=GATES,
        link_action=f"{PLACE}/link",
    )
    return {
        "parts": replace(TASKS, own=OWN[:1]),
        "parts, minors are taken": replace(
            TASKS, guardian=GUARDIAN, born=sections()[0].fields[3], born_note="Your birth date comes first.", token=NAME
        ),
        "parts, begun": begun,
        "parts, in Russian": replace(begun, language="ru", role_title=f"{ROLE} {LONG}"),
        "parts, form changed": replace(begun, changed=True),
        "parts, link mailed": replace(begun, mailed=True),
        "parts, done": replace(begun, tasks=_tasks("done", "done", "done", "done", "not started"), done=4),
    }


def _parts() -> Mapping[str, Shown]:
    mistakes = replace(PART, fields=sections(**MISTAKES)[0].fields)
    told, questions = sections()[2].fields, sections()[1].fields
    told = (replace(told[0], picture="/static/icon.svg"), *told[1:-1], replace(told[-1], kept_token="", removable=True))
    elsewhere = (Difference("City", ("Moscow",), ("Perm", "Kazan")), Difference("Why this role?", (LETTER,), ()))
    return {
        "part": PART,
        "part, mistakes": mistakes,
        "part, in Spanish": replace(mistakes, language="es"),
        "part, from the answers": replace(PART, onward="check", fields=questions, gates=GATES),
        "part, after another": replace(PART, number=2, fields=questions, before=GATES, code="3F7K-9Q2M-XB1D-04TZ"),
        "part, files": replace(PART, number=4, fields=told, note="No files at the moment."),
        "part, closed": replace(PART, problem=f"{CALL} closed before this page reached us."),
        "part, changed elsewhere": replace(PART, differences=elsewhere),
    }


def _answers() -> Mapping[str, Shown]:
    wrong = AnswerLine("Height", ("1788 cm",), "Give a number from 100 to 230 cm.", f"{PLACE}/questions-1#height")
    unasked = AnswerLine("Can you swim?", (), "Can you swim? Choose one of the answers.", f"{PLACE}/questions-1#swim")
    missing = AnswerGroup("For this role", f"{PLACE}/questions-1?on-to=check", (wrong, unasked))
    consents = sections(casting=MISTAKES["casting"])[3].fields
    return {
        "answers": SEND,
        "answers, a photograph": replace(SEND, groups=(_files("/static/icon.svg"),)),
        "answers, a photograph to come": replace(SEND, groups=(_files(""),)),
        "answers, missing": replace(SEND, groups=(missing,), attempted=True, consents=consents, gates=()),
        "answers, changed": replace(SEND, problem="Your answers were changed on another page or device meanwhile."),
        "answers, closed": replace(SEND, title="The call has closed", problem=CLOSED, closed=True, consents=()),
    }


def _files(picture: str) -> AnswerGroup:
    place = f"{PLACE}/material"
    face = AnswerLine(
        "Photograph", (f"{UNBROKEN}.jpg",), href=f"{place}#headshot", picture=picture, pending=not picture
    )
    return AnswerGroup("Photograph and tape", f"{place}?on-to=check", (face, AnswerLine("Résumé", ("cv.pdf",))))


def _notes() -> Mapping[str, Shown]:
    wrong = FieldFaultNote("en", "height", "Give a number from 100 to 230 cm.")
    files = KeptNote(
        "en",
        files=(("resume", UNBROKEN),),
        faults=(("headshot", "me.jpg was not taken. The file is empty.", "me.jpg"), ("cv", LONG, "")),
        gates=GATES,
    )
    return {"kept": files, "not kept": KeptNote("en", told="It will be kept with your birth date."), "a fault": wrong}
