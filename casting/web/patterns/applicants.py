"""Samples of the applicants' pages."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.form_views import check_page
from casting.web.pages import (
    AnswersSent,
    AnswerView,
    ApplyPage,
    DraftPage,
    DraftView,
    GateView,
    LanguageMenu,
    LetterView,
    Link,
    MessagePage,
    PicturesView,
    PictureView,
    PurposeView,
    ResumePage,
    StatusPage,
    WithdrawPage,
)
from casting.web.patterns.application import MISTAKES, PHOTOGRAPHS, sections
from casting.web.patterns.calls import OFFICE, TIMES, call_patterns
from casting.web.patterns.films import films
from casting.web.patterns.invented import CALL, EXPLAINED, LETTER, LONG, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN, Portrait
from casting.web.render import Shown

KEPT = "Kept for later on 14 November 2026, 09:12, until 20 December 2026, 23:59. It has not been sent yet."
FILM = AnswerView("Self-tape", "https://vimeo.example/1", "link", "https://vimeo.example/1")
CHANGE, TOLD = "/applications/K7QX24/edit?part=about", AnswerView("Why this role?", LETTER, "long text")
RECEIPT = StatusPage(
    title="Your application has arrived",
    reference="K7QX24",
    name="Mira Sokolova",
    email="mira.sokolova@example.org",
    call_title=CALL,
    role_title=ROLE,
    received="14 November 2026, 09:12",
    stage_words="Received; the team looks through all applications until the end of January.",
    fresh=True,
    headshot_state="pending",
    headshot_src="",
    headshot_problem="",
    replace_action="/applications/K7QX24/headshot",
    replace_error="",
    accept=PHOTOGRAPHS,
    answers=(
        AnswersSent("For this role", (TOLD, AnswerView("Anything else?", "", "long text")), CHANGE),
        AnswersSent("Tape and files", (), CHANGE, lacks=("Link to your self-tape", UNBROKEN)),
        AnswersSent("No longer asked", (TOLD,), note="The form does not ask this any more."),
    ),
    address_note="Please look at it letter by letter: every answer to this application goes there.",
    address_href=CHANGE,
    consent_href=CHANGE,
    next_steps=(
        "A confirmation with this page’s link is on its way to you by e-mail.",
        "A person looks at every application that meets what the role asks for, and at many that do not.",
        "You hear from us either way.",
    ),
    gates=(
        GateView("age", "Age 25–40", "She operates.", "met", "Met, by what you say.", "", "", "", may_ask=False),
        GateView("run", "Run 1 km ≤ 3:30", LETTER, "unknown", "Not known yet.", "", "", "", may_ask=True),
        GateView("height", "Height", LETTER, "not met", "Not met.", "Refused.", SCRIPT, LETTER, may_ask=False),
    ),
    exception_action="/applications/K7QX24/exceptions",
    office=OFFICE,
)


def applicant_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """What applicants see."""
    return {**call_patterns(), **_forms(), **_receipts(portrait), **_messages()}


def _forms() -> Mapping[str, Shown]:
    page = ApplyPage(
        f"Apply for {ROLE}",
        CALL,
        "/calls/the-challenge",
        ROLE,
        "/calls/the-challenge/surgeon/apply",
        "b4f1c9",
        "website",
        TIMES,
        sections(),
        language_menu=LanguageMenu("/calls/the-challenge/surgeon/apply", form="apply-form"),
    )
    trouble = "The database cannot be reached at the moment. Nothing was lost: please send the form again in a minute."
    return {
        "form": page,
        "form, mistakes": replace(page, sections=sections(**MISTAKES), role_title=f"{ROLE} {LONG}"),
        "form, in Russian": replace(page, sections=sections(**MISTAKES), language="ru"),
        "form, one mistake": replace(page, sections=sections(height=MISTAKES["height"])),
        "form, kept": replace(page, draft=DraftView("7K2M-0QXW-94TB-HD3V", KEPT, "mira@example.org"), keepable=True),
        "form, keepable": replace(page, keepable=True),
        "form, to check": check_page(replace(page, sections=sections(name=(RIGHT_TO_LEFT, "")))),
        "draft": DraftPage("Go on where you stopped", "/drafts"),
        "draft, link": DraftPage("Go on where you stopped", "/drafts", email="mira@example.org", sent=True),
        "draft, mistake": replace(
            DraftPage("Go on where you stopped", "/drafts"), code=UNBROKEN, error="Nothing is kept under this code."
        ),
        "form, not sent": replace(page, problem=trouble, sections=sections(name=(RIGHT_TO_LEFT, ""))),
    }


def _receipts(portrait: Portrait) -> Mapping[str, Shown]:
    settled = replace(RECEIPT, title=f"Your application for {ROLE}", fresh=False)
    problem = "The picture is smaller than 300 by 300 pixels. Please send the original photograph."
    return {
        "receipt": RECEIPT,
        "status, ready": replace(settled, headshot_state="ready", headshot_src=portrait(31, "medium")),
        "status, unusable": replace(settled, headshot_state="unusable", headshot_problem=problem),
        "status, refused again": replace(
            settled,
            headshot_state="unusable",
            headshot_problem=problem,
            replace_error="The file is not a picture, whatever its name says. Please send a photograph as JPEG.",
            name=SCRIPT,
            email=f"{UNBROKEN.lower()}@example.org",
        ),
        "status, opened": replace(settled, opened="15 November 2026, 10:03"),
        "status, no picture": replace(settled, headshot_state="none", name=RIGHT_TO_LEFT),
        "status, photographs": replace(settled, headshot_state="ready", pictures=_pictures(portrait)),
        **films(settled),
        "status, letters": replace(
            settled,
            letters=(LetterView(EXPLAINED, "en", "6 March 2026"), LetterView(f"{UNBROKEN} {SCRIPT}", "es", "today")),
        ),
        "status, withdrawn": replace(
            settled,
            stage_words="Withdrawn by you on 20 November 2026",
            headshot_state="none",
            replace_action="",
            next_steps=(),
            answers=(AnswersSent("Tape", (FILM,)),),
            return_action="/applications/K7QX24/return",
        ),
        "status, changed": replace(
            settled, title="Your changes are saved", withdraw_href="/applications/K7QX24/withdraw"
        ),
    }


def _pictures(portrait: Portrait) -> PicturesView:
    """The first, one that can go first, one on its way and one that is of no use."""
    here = "/applications/K7QX24/pictures"

    def made(number: int, state: str, earlier: str) -> PictureView:
        shown = state != "unusable" and number < 3
        cropped, whole = (portrait(30 + number, size) if shown else "" for size in ("medium", "large"))
        return PictureView(number == 1, cropped, state, whole, 300, earlier, f"{here}/{number}")

    return PicturesView(
        pictures=(
            made(1, "ready", ""),
            made(2, "ready", "Put it first"),
            made(3, "pending", ""),
            made(4, "unusable", ""),
        ),
        changeable=True,
        action=here,
        error="There are five photographs beside your first one. Take one away before you send another.",
        accept=PHOTOGRAPHS,
        parts=(("top", "Its upper part"), ("middle", "Its middle"), ("bottom", "Its lower part")),
    )


WITHDRAW = WithdrawPage(
    title="Withdraw your application?",
    call_title=CALL,
    role_title=ROLE,
    reference="K7QX24",
    action="/applications/K7QX24/withdraw",
    back_href="/applications/K7QX24",
    returnable=True,
)


def _messages() -> Mapping[str, Shown]:
    resume = ResumePage("Open your application", "/applications/K7QX24", reference="K7QX24")
    return {
        "status, request not kept": replace(
            RECEIPT, exception_error="Say in a sentence or two why.", exception_text=SCRIPT, exception_of="height"
        ),
        "status, purposes": replace(
            RECEIPT,
            withdraw_href="/applications/K7QX24/withdraw",
            purpose_action="/applications/K7QX24/purposes",
            purposes=(
                PurposeView("casting", "I agree that this is kept to cast the part.", "14 November 2026", free=False),
                PurposeView("medical selection", f"{SCRIPT} {UNBROKEN}", "14 November 2026", free=True),
            ),
        ),
        "withdraw": WITHDRAW,
        "withdraw, closed": replace(WITHDRAW, returnable=False),
        "resume": resume,
        "resume, of any": replace(resume, action="/applications/link", reference=""),
        "resume, mistake": replace(resume, email="mira@", error="Give an e-mail address such as mira@example.org."),
        "resume, sent": replace(resume, email="mira.sokolova@example.org", sent=True),
        "message, not found": MessagePage(
            "There is nothing here",
            ("The address is wrong, or what was here is gone, or it is not for you to see.",),
            (Link("To the open calls", "/"), Link("This page", "/nowhere", here=True)),
            "5f3a91c07d2e",
        ),
        "message, plain": MessagePage("You have withdrawn", ("Nothing more is needed from you.", SCRIPT)),
    }
