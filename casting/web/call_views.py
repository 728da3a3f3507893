"""The public pages of calls."""

from collections.abc import Callable, Mapping
from datetime import datetime
from textwrap import shorten
from zoneinfo import ZoneInfo

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from casting.domain.calls import CallPlan, RolePlan, is_open
from casting.domain.own_words import each
from casting.domain.parts import minutes
from casting.domain.said import Said, Text, counted, said
from casting.domain.vocabulary import CriterionClass
from casting.web.pages import CallCard, CallPage, Link, OfficeView, RoleCard
from casting.web.preset_words import preset
from casting.web.render import markdown, parted
from casting.web.rule_views import bounds_untold

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
LEFT: Mapping[str, tuple[tuple[int, Callable[[int], Said]], ...]] = {
    "open": (
        (DAY, lambda count: counted("It closes in one day.", "It closes in {count} days.", count=count)),
        (HOUR, lambda count: counted("It closes in one hour.", "It closes in {count} hours.", count=count)),
        (MINUTE, lambda count: counted("It closes in one minute.", "It closes in {count} minutes.", count=count)),
    ),
    "not yet": (
        (DAY, lambda count: counted("It opens in one day.", "It opens in {count} days.", count=count)),
        (HOUR, lambda count: counted("It opens in one hour.", "It opens in {count} hours.", count=count)),
        (MINUTE, lambda count: counted("It opens in one minute.", "It opens in {count} minutes.", count=count)),
    ),
}
"""By the state of a call: the seconds of a unit, and the sentence in it."""
LONGEST_ABOUT = 200
"""Characters that are shown beside a link."""


def local(moment: datetime, time_zone: str) -> datetime:
    """A moment as people of the call read it: 3 November 2020, 12:00 (Moscow Time)."""
    return moment.astimezone(ZoneInfo(time_zone))


def office_view(call: CallPlan) -> OfficeView | None:
    """To whom applicants of the call write; None where nobody has said it."""
    return OfficeView(call.contact_name, call.contact_email) if call.contact_email else None


def call_state(call: CallPlan, *, now: datetime) -> str:
    """`open`, `not yet` or `closed`."""
    if is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now):
        return "open"
    return "not yet" if now < call.opens_at else "closed"


def state_for_team(call: CallPlan, *, now: datetime) -> str:
    """The same, or `draft`, of which only the team knows."""
    return "draft" if call.draft else call_state(call, now=now)


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
        summary_html=each(call.summary, lambda text: parted(text)[0]),
        state=call_state(call, now=now),
        times=call_times(call, now=now),
        roles=tuple(Link(role.title, f"{href}#{role.slug}") for role in call.roles),
    )


def time_left(call: CallPlan, *, now: datetime) -> Text:
    """How long it is until the call closes, or opens, in whole days, hours or minutes; empty where it has closed."""
    state = call_state(call, now=now)
    if state == "closed":
        return ""
    seconds = int(((call.closes_at if state == "open" else call.opens_at) - now).total_seconds())
    length, sentence = next(entry for entry in LEFT[state] if seconds >= 2 * entry[0] or entry[0] == MINUTE)
    return sentence(max(1, seconds // length))


def call_page(call: CallPlan, *, now: datetime, base_url: str) -> CallPage:
    """A call's own page.

    Args:
        base_url: how people reach the installation, for whole addresses.
    """
    address = f"{base_url.rstrip('/')}/calls/{call.slug}"
    return CallPage(
        title=call.title,
        production=call.production,
        summary_html=each(call.summary, markdown),
        state=call_state(call, now=now),
        times=call_times(call, now=now),
        keep=keeping(call),
        roles=tuple(_role_card(role, call) for role in call.roles),
        left=time_left(call, now=now),
        address=address,
        poster=f"{address}/poster.png",
        about=each(call.summary, _plain),
        structured_html=_structured(call, address),
        office=office_view(call),
    )


def _role_card(role: RolePlan, call: CallPlan) -> RoleCard:
    """A role on its call's page; what follows the first paragraph of a long breakdown is folded."""

    def asks(klass: CriterionClass) -> tuple[tuple[Text, str, Text], ...]:
        on, found = call.reference_date, [one for one in role.criteria if one.klass is klass]
        return tuple((preset(one.title), one.justification, bounds_untold(one, role, on=on)) for one in found)

    return RoleCard(
        title=role.title,
        href=f"/calls/{call.slug}#{role.slug}",
        breakdown_html=each(role.breakdown, lambda text: parted(text)[0]),
        further_html=each(role.breakdown, lambda text: parted(text)[1]),
        apply_href=f"/calls/{call.slug}/{role.slug}/apply",
        takes=takes(minutes(role.questions)),
        gates=asks(CriterionClass.GATE),
        wishes=asks(CriterionClass.PREFERENCE),
    )


def takes(count: int) -> Said:
    """What applying costs: no money, and about so many minutes."""
    return counted(
        "No account and no fee. It takes about a minute; a photograph can follow later.",
        "No account and no fee. It takes about {count} minutes; a photograph can follow later.",
        count=count,
    )


def keeping(call: CallPlan) -> Said:
    """For how long applications are kept."""
    return counted(
        "Applications are kept for a month after the call has closed, and are then erased.",
        "Applications are kept for {count} months after the call has closed, and are then erased.",
        count=call.keep_months,
    )


def _plain(text: str) -> str:
    """The first words of a Markdown text, without its markup."""
    return shorten(markdown(text).striptags(), LONGEST_ABOUT, placeholder=" …")


def _structured(call: CallPlan, address: str) -> Markup:
    """What search engines are told of the roles; nothing of a text can end the element that it stands in."""
    postings = [
        {
            "@context": "https://schema.org",
            "@type": "JobPosting",
            "title": role.title,
            "description": str(markdown(role.breakdown)),
            "url": f"{address}#{role.slug}",
            "image": f"{address}/poster.png",
            "datePosted": call.opens_at.isoformat(),
            "validThrough": call.closes_at.isoformat(),
            "hiringOrganization": {"@type": "Organization", "name": call.production},
            "totalJobOpenings": role.places,
            "directApply": True,
        }
        for role in call.roles
    ]
    return htmlsafe_json_dumps(postings, ensure_ascii=False)
