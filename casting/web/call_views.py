"""The public pages of calls."""

from datetime import datetime
from zoneinfo import ZoneInfo

from casting.domain.calls import CallPlan, is_open
from casting.domain.said import Said, counted, said
from casting.domain.vocabulary import CriterionClass
from casting.web.pages import CallCard, CallPage, Link, RoleCard
from casting.web.render import markdown


def local(moment: datetime, time_zone: str) -> datetime:
    """A moment as people of the call read it: 3 November 2020, 12:00 (Moscow Time)."""
    return moment.astimezone(ZoneInfo(time_zone))


def call_state(call: CallPlan, *, now: datetime) -> str:
    """`open`, `not yet` or `closed`."""
    if is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now):
        return "open"
    return "not yet" if now < call.opens_at else "closed"


def call_times(call: CallPlan, *, now: datetime) -> Said:
    """One sentence on when the call opens or closes."""
    opens, closes = local(call.opens_at, call.time_zone), local(call.closes_at, call.time_zone)
    sentences = {
        "open": said("Open until {time}.", time=closes),
        "not yet": said("Opens on {time}.", time=opens),
        "closed": said("Closed since {time}.", time=closes),
    }
    return sentences[call_state(call, now=now)]


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
        keep=counted(
            "Applications are kept for a month after the call has closed, and are then erased.",
            "Applications are kept for {count} months after the call has closed, and are then erased.",
            count=call.keep_months,
        ),
        roles=tuple(roles),
    )
