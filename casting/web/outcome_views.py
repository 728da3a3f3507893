"""The page of outcomes made of what the services found."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from casting.domain.calls import is_open
from casting.domain.messages import OUTCOMES, MessageKind
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.languages.catalogues import language
from casting.mail.letters import Letter, compose, unwrapped
from casting.services.batches import Unanswered
from casting.services.outcomes import Outcome, Outcomes, values_of
from casting.store.calls import KeptRole
from casting.web.call_views import local
from casting.web.pages import Link, OutcomeLetter, OutcomesPage, OutcomeView

SHOWN = 20
"""People who are named; the others are counted."""
LONGEST_ADDED = 600
"""Characters of the office's own paragraph."""
HEADINGS: Mapping[Stage, str] = {
    Stage.BOOKED: "Booked: the role is theirs",
    Stage.RELEASED: "Released: the team goes on without them",
}
SOMEBODY, LINK = "somebody@example.org", "(the link to her application)"
UNSENT = (
    "No mail server is set, so no mail is sent: each letter is written into a folder, reaches nobody, and is not sent "
    "later either."
)
"""What is said beside a button that would send letters."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""The day of a letter that is only looked at; it is not shown."""


@dataclass(frozen=True)
class Looked:
    """What stands around the letters.

    Attributes:
        written: how many were written a moment ago, if any were to be; `problem`: why none was.
        mail_note: what is said where mail is kept and not sent; `mail_sent`: whether it is sent.
        added: the paragraph of the office's own, in the letters of `stage`.
    """

    now: datetime
    mail_note: str
    mail_sent: bool
    written: int | None = None
    problem: str = ""
    stage: Stage | None = None
    added: str = ""


def outcomes_page(role: KeptRole, found: Outcomes, actor: Actor, looked: Looked) -> OutcomesPage:
    """Who has not been told, by final stage, each with the letters."""
    call = role.call
    takes = not call.draft and is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=looked.now)
    place = f"{quote(role.call.slug)}/{quote(role.role.slug)}"
    return OutcomesPage(
        title="Who has not been answered",
        call_title=role.call.title,
        role_title=role.role.title,
        action=f"/admin/{place}/outcomes",
        outcomes=tuple(_outcome(role, outcome, place, looked) for outcome in found.final),
        undecided=tuple(
            Link(f"{stage.value}: {count:,}", f"/review/{place}?q=stage:{stage.value}&lens=received")
            for stage, count in found.open.items()
        ),
        written=_written(looked),
        problem=looked.problem,
        still_open=local(call.closes_at, call.time_zone) if takes else "",
        member_name=actor.name,
        administrator=actor.administrator,
        unsent="" if looked.mail_sent else f"{UNSENT} On the page of an application its outcome is told all the same.",
        mail_note=looked.mail_note,
    )


def _written(looked: Looked) -> str:
    count = looked.written
    if count is None:
        return ""
    if count == 0:
        return "Nobody was waiting: they have their letters already."
    them = "it" if count == 1 else "them"
    if not looked.mail_sent:
        return (
            f"{letters_counted(count)} written; the worker keeps {them} in the folder of kept mail. Nobody gets {them}."
        )
    return f"{letters_counted(count)} written; the worker sends {them} now."


def letters_counted(count: int) -> str:
    return "1 letter" if count == 1 else f"{count:,} letters"


def letters_button(count: int, *, mail_sent: bool) -> str:
    if mail_sent:
        return f"Send {letters_counted(count)}"
    return f"Write {letters_counted(count)} without sending {'it' if count == 1 else 'them'}"


def letters_done(written: int, sent: int, *, mail_sent: bool) -> str:
    """How many letters were written before, and how many of them have gone out; empty where there are none."""
    gone = "sent" if mail_sent else "kept in a folder"
    return f"{letters_counted(written)} written before, {sent:,} {gone}." if written else ""


def _outcome(role: KeptRole, outcome: Outcome, place: str, looked: Looked) -> OutcomeView:
    added = looked.added if looked.stage is outcome.stage else ""
    values = partial(values_of, role, outcome.stage, added=added)
    count, shown = len(outcome.waiting), outcome.waiting[:SHOWN]
    later, more = outcome.left - count, count - len(shown)
    return OutcomeView(
        stage=outcome.stage.value,
        heading=HEADINGS[outcome.stage],
        fingerprint=outcome.fingerprint,
        count=count,
        button=letters_button(count, mail_sent=looked.mail_sent),
        later=f"{later:,} more wait for another batch." if later else "",
        people=tuple(Link(f"{one.name} ({one.reference})", f"/review/{place}/{one.reference}") for one in shown),
        more=f"and {more:,} more" if more else "",
        unreachable=tuple(Link(one, f"/review/{place}/{one}") for one in outcome.unreachable),
        letters=letter_previews(OUTCOMES[outcome.stage], outcome.waiting, values),
        done=letters_done(outcome.written, outcome.sent, mail_sent=looked.mail_sent),
        added=added,
        longest=LONGEST_ADDED,
    )


def letter_previews(
    kind: MessageKind, waiting: Sequence[Unanswered], values_for: Callable[[str, str], Mapping[str, str]]
) -> tuple[OutcomeLetter, ...]:
    """The letter in each language in which somebody gets it, as the first who does would read it.

    Args:
        values_for: what the letter of a reference in a language reads.
    """
    counted = Counter(one.language for one in waiting)
    previews = []
    for code, count in counted.most_common():
        first = next(one for one in waiting if one.language == code)
        values = {**values_for(first.reference, code), "name": first.name, "link": LINK}
        made = compose(Letter("preview", kind, SOMEBODY, values), sender=SOMEBODY, now=BEGINNING)
        plain = made.get_body(("plain",))
        text = "" if plain is None else unwrapped(plain.get_content())
        who = "1 person" if count == 1 else f"{count:,} people"
        previews.append(OutcomeLetter(language(code).name, code, who, made["Subject"], text.strip()))
    return tuple(previews)
