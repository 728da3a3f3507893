"""The public pages of calls."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_name

from casting.domain.calls import CallPlan, is_open
from casting.domain.vocabulary import CriterionClass
from casting.web.pages import CallCard, CallPage, Link, RoleCard
from casting.web.render import markdown


def local(moment: datetime, time_zone: str) -> str:
    """A moment as people of the call read it: 3 November 2020, 12:00 (Moscow Time)."""
    zone = ZoneInfo(time_zone)
    zone_name = get_timezone_name(zone, locale="en", return_zone=False)
    return f"{format_datetime(moment, 'd MMMM y, HH:mm', tzinfo=zone, locale='en')} ({zone_name})"


def call_state(call: CallPlan, *, now: datetime) -> str:
    """`open`, `not yet` or `closed`."""
    if is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now):
        return "open"
    return "not yet" if now < call.opens_at else "closed"


def call_times(call: CallPlan, *, now: datetime) -> str:
    """One sentence on when the call opens or closes."""
    words = {"open": "Open until", "not yet": "Opens on", "closed": "Closed since"}
    state = call_state(call, now=now)
    return f"{words[state]} {local(call.opens_at if state == 'not yet' else call.closes_at, call.time_zone)}."


def call_card(call: CallPlan, *, now: datetime) -> CallCard:
    """A call on the front page."""
    href = f"/calls/{call.slug}"
    return CallCard(
        title=call.title,
        production=call.production,
        href=href,
        summary_html=markdown(call.summary),
        state=call_state(call, now=now),
        times=call_times(call, now=now),
        roles=tuple(Link(role.title, f"{href}#{role.slug}") for role in call.roles),
    )


def call_page(call: CallPlan, *, now: datetime) -> CallPage:
    """A call's own page."""
    roles = []
    for role in call.roles:
        asked = [(c.title, c.justification, c.klass) for c in role.criteria]
        roles.append(
            RoleCard(
                title=role.title,
                href=f"/calls/{call.slug}#{role.slug}",
                breakdown_html=markdown(role.breakdown),
                apply_href=f"/calls/{call.slug}/{role.slug}/apply",
                gates=tuple((title, why) for title, why, klass in asked if klass is CriterionClass.GATE),
                wishes=tuple((title, why) for title, why, klass in asked if klass is CriterionClass.PREFERENCE),
            )
        )
    return CallPage(
        title=call.title,
        production=call.production,
        summary_html=markdown(call.summary),
        state=call_state(call, now=now),
        times=call_times(call, now=now),
        keep=f"Applications are kept for {call.keep_months} months after the call has closed, and are then erased.",
        roles=tuple(roles),
    )
