"""Samples of the page of outcomes, and of the mail that was kept."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import KeptMailLine, KeptMailPage, Link, OutcomeLetter, OutcomesPage, OutcomeView
from casting.web.patterns.invented import CALL, EXPLAINED, HOME, MEMBER, ROLE, UNBROKEN, name_of, reference_of
from casting.web.render import Shown

SUBJECT = "The answer to your application: The Challenge"
ENDED = (
    "You applied for The surgeon in “The Challenge”, under the reference K7QX24. The casting team has decided to go on "
    "without you.\n\nPeople made this decision, not a program."
)


def outcome_patterns() -> Mapping[str, Shown]:
    """Outcomes with letters to write, after that and when all is said; mail in a list, one letter, and none."""
    people = tuple(Link(f"{name_of(n)} ({reference_of(n)})", f"{HOME}/{reference_of(n)}") for n in range(8, 16))
    released = OutcomeView(
        stage="released",
        heading="Released: the team goes on without them",
        fingerprint="0" * 32,
        count=2980,
        button="Send 2,980 letters",
        later="12 more wait for another batch.",
        people=people,
        more="and 2,972 more",
        unreachable=people[:2],
        letters=(
            OutcomeLetter("English", "en", "2,000 people", SUBJECT, ENDED),
            OutcomeLetter("Русский", "ru", "980 people", UNBROKEN, EXPLAINED),
        ),
        done="14 letters written before, 13 sent.",
    )
    booked = replace(
        released, stage="booked", count=0, people=(), more="", unreachable=(), letters=(), done="", later=""
    )
    page = OutcomesPage(
        title="Who has not been answered",
        call_title=CALL,
        role_title=ROLE,
        action="/admin/the-challenge/surgeon/outcomes",
        outcomes=(replace(booked, heading="Booked: the role is theirs"), released),
        undecided=(Link("longlist: 4", f"{HOME}?q=stage:longlist"),),
        **MEMBER,
    )
    letter = KeptMailLine("mira@example.org", SUBJECT, f"/_mail/receipt.{'0' * 32}", "14 Nov 2026, 09:12 UTC")
    hard = replace(letter, recipient=f"{UNBROKEN}@example.org", subject=UNBROKEN)
    kept = KeptMailPage("Kept mail", (letter, hard), **MEMBER)
    link = Link(f"https://example.org/{UNBROKEN}", f"https://example.org/{UNBROKEN}")
    return {
        "outcomes": page,
        "outcomes, not sent": replace(page, unsent="No mail server is set, so no mail is sent."),
        "outcomes, refused": replace(page, problem="Others wait for an answer by now than when you looked."),
        "outcomes, all told": replace(page, outcomes=(booked,), undecided=(), written="1 letter written."),
        "kept mail": kept,
        "kept mail, one": replace(kept, title=SUBJECT, letters=(letter,), text=ENDED, links=(link,)),
        "kept mail, none": replace(kept, letters=()),
    }
