"""A call as a folder of files: `call.yaml`, a YAML file for each role, and Markdown for the longer texts.

The folder of the demonstration call, `seed/the-challenge`, is the example to write another one from.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import yaml

from casting.domain.calls import CallPlan, Consent, RolePlan, titled_like
from casting.forms.entries import Entries, nearest
from casting.forms.fields import FieldFault, check_email
from casting.forms.marked import CallFileRefused, Fault, Folder, Place, line_of
from casting.forms.rolefile import read_role
from casting.forms.spoken import language_names
from casting.forms.translationfile import read_translations
from casting.languages.catalogues import ENGLISH

__all__ = ["CALL_FILE", "CallFileRefused", "Fault", "read_call", "read_call_node"]

CALL_FILE = "call.yaml"
MOST_ROLES = 50
_TIME = re.compile(
    r"(?P<day>.*?[\w.])(,? +(at +)?|T)(?P<hour>([01]?[0-9]|2[0-3]):[0-5][0-9])"
    r"(?P<rest>(:[0-5][0-9])?(Z|[-+]([01][0-9]|2[0-3]):[0-5][0-9])?)"
)
_ZONE = re.compile(r"[A-Z][A-Za-z_]*(/[A-Z][A-Za-z0-9_+-]*)*")
_PURPOSE = re.compile(r"[a-z][a-z0-9]*( [a-z0-9]+)*")
_CALL = {
    "slug": "the-challenge",
    "title": "The Challenge",
    "production": "A feature film",
    "summary": "summary.md",
    "opens_at": "2020-11-03 12:00",
    "closes_at": "2020-12-31 23:59",
    "time_zone": "Europe/Moscow",
    "reference_date": "2020-11-03",
    "keep_months": "12",
    "minors": "no",
    "draft": "no",
    "contact_name": "The casting office",
    "contact_email": "casting@example.org",
    "language": "en",
    "translations": "{ru: russian.yaml}",
    "consents": "[{purpose: casting, label: I agree, text: consent.md, required: yes}]",
    "roles": "[the-surgeon.yaml]",
}
_CONSENT = {"purpose": "casting", "label": "I agree", "text": "consent.md", "required": "yes"}


def read_call(folder: Path) -> CallPlan:
    """Read the call that a folder describes. No file outside the folder is read, and nothing depends on the clock.

    Raises:
        CallFileRefused: with everything that is wrong, each with its file and line.
    """
    opened = Folder(folder)
    plan = _read(opened)
    if plan is None or opened.faults:
        raise CallFileRefused(tuple(sorted(opened.faults)))
    return plan


def _read(folder: Folder) -> CallPlan | None:
    node = folder.mapping(CALL_FILE, asked=Place(CALL_FILE, 1))
    if node is None:
        return None
    roles = _roles(Entries(folder, CALL_FILE, node, what="the call", known=_CALL))
    plan = replace(read_call_node(folder, CALL_FILE, node), roles=roles)
    return replace(
        plan, translations=read_translations(Entries(folder, CALL_FILE, node, what="the call", known=_CALL), plan)
    )


def read_call_node(folder: Folder, file: str, node: yaml.MappingNode) -> CallPlan:
    """A call without its roles, from a file or from a form; something harmless where there are faults."""
    call = Entries(folder, file, node, what="the call", known=_CALL)
    zone = _time_zone(call)
    opens_at, closes_at = _time(call, "opens_at", zone), _time(call, "closes_at", zone)
    if opens_at and closes_at and closes_at <= opens_at:
        call.refuse("closes_at", "the call closes before it opens: let “closes_at” be later than “opens_at”")
    nothing = datetime(2000, 1, 1, tzinfo=UTC)
    return CallPlan(
        slug=call.slug(),
        title=call.text("title"),
        production=call.text("production"),
        summary=call.file_text("summary"),
        opens_at=opens_at or nothing,
        closes_at=closes_at or nothing,
        time_zone=zone.key if zone else "",
        reference_date=call.day("reference_date") or date(2000, 1, 1),
        keep_months=call.whole("keep_months", lowest=1, highest=120),
        consents=_consents(call),
        roles=(),
        minors=call.flag("minors"),
        draft=call.flag("draft"),
        contact_name=call.text("contact_name", longest=100, needed=False),
        contact_email=_contact_email(call),
        language=_language(call),
    )


def _contact_email(call: Entries) -> str:
    """The address that stands in every letter of the call, so that every mail server has to take it."""
    said = call.text("contact_email", needed=False)
    if not said:
        if call.given("contact_name"):
            call.refuse("contact_email", "a name alone leads nowhere: say at which address people are to write")
        return ""
    try:
        email = check_email(said)
    except FieldFault as fault:
        call.refuse("contact_email", str(fault))
        return ""
    if not email.rpartition("@")[0].isascii():
        call.refuse("contact_email", "not every mail server takes such letters before the @: choose another address")
    return email


def _language(call: Entries) -> str:
    """The code of the language in which the call is written; English where it is not said."""
    said = call.text("language", needed=False)
    if said and said not in language_names():
        call.refuse("language", f"“{said[:40]}” is no code of a language, such as “en” or “ru”")
    return said or ENGLISH


def _time_zone(call: Entries) -> ZoneInfo | None:
    said = call.text("time_zone")
    if not said:
        return None
    try:
        if _ZONE.fullmatch(said):
            return ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such file, a folder, a file of another kind
        pass
    hint = nearest(said, available_timezones())
    call.refuse("time_zone", f"there is no time zone “{said[:40]}”{hint}; write its IANA name, such as “Europe/Moscow”")
    return None


def _time(call: Entries, key: str, zone: ZoneInfo | None) -> datetime | None:
    """A time of the years 2000 to 2100 in UTC, read in the call's zone where it names no offset of its own."""
    said = call.text(key)
    if not said:
        return None
    parts = _TIME.fullmatch(said)
    if parts is None:
        form = "write the day, then hour:minute up to 23:59, such as “2020-11-03 12:00” or “3 November 2020, 12:00”"
        call.refuse(key, f"“{said[:40]}” cannot be read as a time: {form}")
        return None
    day = call.day_of(key, parts["day"])
    if day is None:
        return None
    found = datetime.fromisoformat(f"{day.isoformat()}T{parts['hour'].zfill(5)}{parts['rest'] or ''}")
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    there = found.replace(tzinfo=zone or UTC).astimezone(UTC)
    if zone and there.astimezone(zone).replace(tzinfo=None) != found:
        reason = f"the clocks of {zone.key} go forward on that day, and there is no {found:%H:%M}: choose another time"
        call.refuse(key, reason)
    return there


def _consents(call: Entries) -> tuple[Consent, ...]:
    found: dict[str, Consent] = {}
    items, unsure = call.items("consents", most=20), False
    for node in items:
        entries = Entries(call.folder, call.file, node, what="a consent", known=_CONSENT)
        consent = Consent(
            purpose=entries.name("purpose", _PURPOSE, "small letters and digits, with a space between words"),
            label=entries.text("label", longest=500),
            text=entries.file_text("text"),
            required=entries.flag("required"),
        )
        if consent.purpose and consent.purpose in found:
            entries.refuse("purpose", f"two consents are for “{consent.purpose}”: one text for each purpose")
        found[consent.purpose] = consent
        unsure = unsure or "required" in entries.faulty
    if items and not unsure and not any(consent.required for consent in found.values()):
        reason = (
            "no consent is required, so nothing would allow applications to be kept: give one of them “required: yes”"
        )
        call.refuse("consents", reason)
    return tuple(found.values())


def _roles(call: Entries) -> tuple[RolePlan, ...]:
    found: dict[str, RolePlan] = {}
    for node in call.items("roles", most=MOST_ROLES):
        place = Place(CALL_FILE, line_of(node.start_mark))
        if not isinstance(node, yaml.ScalarNode) or not node.value.endswith(".yaml"):
            call.folder.refuse(place, "each role is the name of a file in this folder, such as “- the-surgeon.yaml”")
            continue
        role = read_role(call.folder, node.value, asked=place)
        if role is not None and role.slug and role.slug in found:
            call.folder.refuse(place, f"two roles have the slug “{role.slug}”: name one of them otherwise")
        elif role is not None and (other := titled_like(role.title, found.values())):
            reason = f"two roles have the title “{other.title}”: lists would show two alike, so call one otherwise"
            call.folder.refuse(place, reason)
        elif role is not None:
            found[role.slug] = role
    return tuple(found.values())
