"""The administrator's page made of what is known."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from textwrap import shorten
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta

from casting.config import MEGABYTE, Settings
from casting.domain.calls import OUTSIDE, CallPlan, RolePlan
from casting.domain.permissions import Actor
from casting.domain.sheets import sheet_columns
from casting.domain.vocabulary import Duty
from casting.languages.catalogues import zone_name
from casting.services.audit import Entry
from casting.services.health import Check, Setup
from casting.services.overview import CallFigures, RoleFigures
from casting.store.team import Member
from casting.web.call_views import call_times, state_for_team
from casting.web.pages import AdminCall, AdminRole, ChoiceView, FieldView, LogLine, OptionView, TeamMember

DUTY_LABELS: Mapping[Duty, str] = {
    Duty.DIRECTOR: "Director: marks and decides",
    Duty.ASSOCIATE: "Associate: marks and notes",
    Duty.PRODUCER: f"Producer: reads, as one of the team: sees everybody, agreed to “{OUTSIDE}” or not",
}
AT_TERMINAL = "at the terminal, or not signed in"
LONGEST_CHANGES = 300
"""Characters of what a line of the log says has become different."""


def admin_calls(figures: Sequence[CallFigures], *, now: datetime) -> tuple[AdminCall, ...]:
    """The calls with their roles."""
    return tuple(
        AdminCall(
            title=entry.call.title,
            slug=entry.call.slug,
            state=state_for_team(entry.call, now=now),
            times=call_times(entry.call, now=now),
            href=f"/{'admin/' if entry.call.draft else ''}calls/{quote(entry.call.slug)}",
            roles=tuple(
                _role(entry.call, role, plan, now=now) for role, plan in zip(entry.roles, entry.call.roles, strict=True)
            ),
            edit_href=f"/admin/calls/{quote(entry.call.slug)}",
        )
        for entry in figures
    )


def _role(call: CallPlan, role: RoleFigures, plan: RolePlan, *, now: datetime) -> AdminRole:
    place = f"{quote(call.slug)}/{quote(role.slug)}"
    ago = "" if role.ranked_at is None else format_timedelta(role.ranked_at - now, add_direction=True, locale="en")
    return AdminRole(
        title=role.title,
        review_href=f"/review/{place}",
        fairness_href=f"/admin/{place}/fairness",
        outcomes_href=f"/admin/{place}/outcomes",
        findings_href=f"/admin/{place}/findings",
        blind_href=f"/admin/{place}/blind",
        hidden=role.hidden,
        purposes=tuple(consent.purpose for consent in call.consents),
        conflicts_href=f"/review/{place}/conflicts",
        export_action=f"/admin/export/{place}",
        applications=role.applications,
        pending=role.pending,
        last_run=f"ranked {ago}" if ago else "not ranked yet",
        columns=tuple(column.name for column in sheet_columns(call, plan)),
        edit_href=f"/admin/calls/{quote(call.slug)}/roles/{quote(role.slug)}",
    )


def team_members(members: Sequence[Member], *, actor: Actor) -> tuple[TeamMember, ...]:
    """The team. Nobody is offered to switch herself off."""
    return tuple(_member(member, actor=actor) for member in members)


def _member(member: Member, *, actor: Actor) -> TeamMember:
    duties = tuple(f"{entry.duty} of {entry.call_title}" for entry in member.memberships)
    if not member.active:
        state, switch_to = "switched off", "on"
    elif member.invited:
        state, switch_to = "invited", "invite again"
    else:
        state, switch_to = "active", "off"
    return TeamMember(
        name=member.name,
        email=member.email,
        duties=(*duties, "administrator") if member.administrator else duties,
        state=state,
        switch_action=f"/admin/members/{member.member_id}/switch",
        switch_to="" if member.member_id == actor.member_id else switch_to,
    )


def invite_fields(
    figures: Sequence[CallFigures], *, typed: Mapping[str, str], faults: Mapping[str, str]
) -> tuple[FieldView, ...]:
    """The form of an invitation, with what was typed and what is wrong with it."""
    calls = tuple((entry.call.slug, entry.call.title) for entry in figures)
    duties = tuple((duty.value, label) for duty, label in DUTY_LABELS.items())
    return (
        FieldView("name", "text", "Name", value=typed.get("name", ""), error=faults.get("name", ""), required=True),
        FieldView(
            "email", "email", "E-mail", value=typed.get("email", ""), error=faults.get("email", ""), required=True
        ),
        _choice("call", "Call", calls, typed=typed, faults=faults),
        _choice("duty", "Duty", duties, typed=typed, faults=faults),
        FieldView(
            "administrator",
            "check",
            "Administrator",
            help="Opens this page: invites, exports, and sees every call.",
            value=typed.get("administrator", ""),
        ),
    )


def _choice(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> FieldView:
    chosen = typed.get(name, "")
    return FieldView(
        name,
        "choice",
        label,
        value=chosen,
        error=faults.get(name, ""),
        options=tuple(OptionView(value, words, value == chosen) for value, words in options),
    )


def invitation_note(members: Sequence[Member], *, invited: int | None, mail_sent: bool) -> str:
    """What is said after an invitation; nothing where none was sent just now."""
    found = next((member for member in members if member.member_id == invited), None)
    if found is None:
        return ""
    if mail_sent:
        return f"An invitation is on its way to {found.email}."
    return f"An invitation to {found.email} is written, but mail is not sent from here: it is kept in a folder."


NOT_SENT = (
    "Mail is not sent from here: an invitation is kept in a folder and reaches nobody. “Invite again” sends it once "
    "CASTING_MAIL_URL is set."
)


def log_lines(entries: Sequence[Entry], figures: Sequence[CallFigures]) -> tuple[LogLine, ...]:
    """The newest lines of the log, each in its call's zone; a line of no call in that of all calls, or in UTC."""
    zones = {entry.call.slug: entry.call.time_zone for entry in figures}
    shared = zones[next(iter(zones))] if len(set(zones.values())) == 1 else "UTC"
    return tuple(_log_line(entry, zones.get(_call_of(entry), shared)) for entry in entries)


def log_roles(figures: Sequence[CallFigures], chosen: str) -> tuple[ChoiceView, ...]:
    """The roles of which the log can be read alone."""
    roles = [
        (f"{one.call.slug}/{role.slug}", f"{one.call.title}: {role.title}") for one in figures for role in one.roles
    ]
    return _choices([("", "every role and all else"), *roles], chosen)


def log_people(members: Sequence[Member], chosen: str) -> tuple[ChoiceView, ...]:
    """The members of whom the log can be read alone."""
    return _choices([("", "everybody"), *((str(one.member_id), one.name) for one in members)], chosen)


def _choices(offered: Sequence[tuple[str, str]], chosen: str) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value, label, value == chosen) for value, label in offered)


def _call_of(entry: Entry) -> str:
    """What ends as an address of a role does is about its call: "K7QX2-24 of the-challenge/the-surgeon"."""
    return entry.subject.rpartition(" ")[-1].partition("/")[0]


def _log_line(entry: Entry, zone: str) -> LogLine:
    changes = f" ({shorten(entry.changes, LONGEST_CHANGES, placeholder=' …')})" if entry.changes else ""
    return LogLine(
        when=format_datetime(entry.at, "d MMM y, HH:mm", tzinfo=ZoneInfo(zone), locale="en"),
        zone=zone if zone == "UTC" else zone_name(ZoneInfo(zone), Locale("en")),
        utc=format_datetime(entry.at, "yyyy-MM-dd'T'HH:mm:ss'Z'", locale="en"),
        who=entry.member or AT_TERMINAL,
        what=f"{entry.act}: {entry.subject}{changes}",
    )


def health_lines(checks: Sequence[Check]) -> tuple[tuple[str, str, bool], ...]:
    """What was checked; where it is not well, also what to do."""
    return tuple((check.name, f"{check.found}. {check.advice}".strip(), check.well) for check in checks)


def setup_of(settings: Settings) -> Setup:
    """What the checks need to know of the settings."""
    return Setup(
        production=settings.production,
        mail_sent=bool(settings.mail_url.get_secret_value()),
        weak_points=settings.weak_points(),
        upload_floor_bytes=settings.upload_floor_mb * MEGABYTE,
    )
