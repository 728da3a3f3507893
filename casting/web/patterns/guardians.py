"""Samples of the pages of minors and their guardians, and of consents whose text was changed."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import AskGuardianPage, FieldView, GuardianPage, LanguageMenu, PurposeView
from casting.web.patterns.applicants import RECEIPT
from casting.web.patterns.application import sections
from casting.web.patterns.invented import CALL, LONG, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

HERE = "/calls/the-challenge/surgeon"
FIELDS = (
    FieldView("child_name", "text", "Your first name", "So that your guardian knows who asks.", required=True),
    FieldView("guardian_name", "text", "Name of your parent or guardian", required=True),
    FieldView("guardian_email", "email", "E-mail address of your parent or guardian", required=True),
)
ASK = AskGuardianPage(
    "Ask your parent or guardian",
    CALL,
    ROLE,
    "ask",
    "If you are under 18, a parent or guardian has to consent before you apply. Nothing was kept.",
    f"{HERE}/guardian",
    f"{HERE}/apply",
    FIELDS,
    (("name", RIGHT_TO_LEFT), ("motivation", f"{SCRIPT}\n{LONG}")),
    language_menu=LanguageMenu(f"{HERE}/apply", form="apply-form"),
)
GUARDIAN = GuardianPage(
    "Do you consent?",
    CALL,
    ROLE,
    RIGHT_TO_LEFT,
    "open",
    "Please answer until 21 November 2026, 09:12. Nothing of the child is kept before.",
    ("Your name", "Birth date", "Photograph", UNBROKEN),
    "Applications are kept for 12 months after the call has closed, and are then erased.",
    sections()[3].fields,
    "/guardians/key",
    "stamp",
)
GIVEN = replace(
    GUARDIAN,
    title="You have consented",
    state="given",
    told="You consented on 14 November 2026, 09:12. The application has not been sent yet.",
    action="",
    form_href="/guardians/key/form",
    withdraw_action="/guardians/key/withdraw",
)


CHANGED = (
    PurposeView("casting", "I agree to be cast.", "14 November 2026", free=False, changed=True),
    PurposeView(
        "producers",
        UNBROKEN,
        "14 November 2026",
        free=True,
        changed=True,
        new_label=SCRIPT,
        new_text=f"{RIGHT_TO_LEFT}\n{LONG}",
        digest="ab12",
    ),
)


def guardian_patterns() -> Mapping[str, Shown]:
    """The samples by name."""
    wrong = (replace(FIELDS[0], value=SCRIPT), replace(FIELDS[2], value=UNBROKEN, error="Give an e-mail address."))
    over = replace(GUARDIAN, what=(), purposes=(), action="", told="Nothing of the child is kept.")
    boxes = tuple(replace(entry, error="Without this consent nothing can be kept.") for entry in GUARDIAN.purposes[:1])
    waiting = replace(ASK, title="We have written to your guardian", state="waiting", told=f"We wrote to {UNBROKEN}.")
    return {
        "status, a consent whose text changed": replace(
            RECEIPT, purpose_action=HERE, purposes=CHANGED, guardian_note=LONG
        ),
        "guardian, ask": ASK,
        "guardian, ask, mistakes": replace(ASK, fields=wrong, typed=()),
        "guardian, waiting": waiting,
        "guardian, waiting, nothing typed": replace(waiting, typed=(), whole_href=f"{HERE}/apply/whole"),
        "guardian, has consented": replace(
            ASK, title="Your guardian has consented", state="given", fields=(), typed=()
        ),
        "guardian, has consented, files lost": replace(
            ASK, title="Your guardian has consented", state="given", fields=(), files=(UNBROKEN, "portrait.jpg")
        ),
        "guardian, adults alone": replace(ASK, title="This call is for adults", state="not taken", fields=(), typed=()),
        "guardian, question": GUARDIAN,
        "guardian, a box missing": replace(GUARDIAN, purposes=(*boxes, *GUARDIAN.purposes[1:])),
        "guardian, consented": GIVEN,
        "guardian, refused": replace(over, title="You have not consented", state="refused"),
        "guardian, withdrawn": replace(over, title="You have taken your consent back", state="withdrawn"),
        "guardian, expired": replace(over, title="The time to answer is over", state="expired"),
        "guardian, closed": replace(over, title="The call has closed", state="closed"),
    }
