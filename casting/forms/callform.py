"""A call as it is typed into the editor, without its roles: read by the rules of its file, and written back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import yaml
from babel.core import get_global

from casting.domain.calls import CallPlan
from casting.forms.callfile import read_call_node
from casting.forms.rows import Row, rows_of, with_rows
from casting.forms.shortnames import address_of
from casting.forms.typed import FORM, TypedForm

NEW_CONSENT: Final[Mapping[str, Row]] = {"consents": {"purpose": ""}}
_LINES = ("title", "production", "opens_at", "closes_at", "time_zone", "reference_date", "keep_months")
_MAYBE = ("contact_name", "contact_email", "minors")


@dataclass(frozen=True)
class TypedCall:
    """A call as it was typed.

    Attributes:
        plan: the call without its roles; where there are faults, something harmless in their place.
        faults: what is wrong, by field.
        typed: the fields. An address that was left empty stays so: it follows the title until it is kept.
    """

    plan: CallPlan
    faults: Mapping[str, str]
    typed: Mapping[str, str]


def present_name(zone: str) -> str:
    """What a time zone is called today, where it has been renamed since: Asia/Kolkata, not Asia/Calcutta."""
    return str(get_global("zone_aliases").get(zone, zone)) if "/" in zone else zone


def read_call_form(typed: Mapping[str, str]) -> TypedCall:
    """Read the fields of a call."""
    named = {**typed, **_purposes(typed)}
    if "time_zone" in named:
        named["time_zone"] = present_name(named["time_zone"])
    form = TypedForm()
    nodes: dict[str, yaml.Node] = {key: form.scalar(key, named.get(key, "")) for key in _LINES}
    nodes["slug"] = form.scalar("slug", address_of(named, other="call"))
    nodes |= {key: form.scalar(key, named[key]) for key in _MAYBE if named.get(key, "").strip()}
    nodes["language"] = form.optional("language", named.get("language", ""))
    nodes["summary"] = form.long_text("summary", named.get("summary", ""))
    consents = [_consent(form, number, row) for number, row in enumerate(rows_of(named, "consents"))]
    nodes["consents"] = form.items("consents", consents)
    plan = read_call_node(form, FORM, form.entries("title", nodes))
    return TypedCall(plan, form.field_faults(), named)


def _purposes(typed: Mapping[str, str]) -> Mapping[str, str]:
    """The purposes as they are kept: whether somebody began one with a capital says nothing."""
    return {name: said.casefold() for name, said in typed.items() if re.fullmatch(r"consents\.\d+\.purpose", name)}


def _consent(form: TypedForm, number: int, row: Row) -> yaml.Node:
    name = f"consents.{number}"
    lines = ("purpose", "label")
    nodes: dict[str, yaml.Node] = {part: form.scalar(f"{name}.{part}", row.get(part, "")) for part in lines}
    nodes["text"] = form.long_text(f"{name}.text", row.get("text", ""))
    if row.get("required"):
        nodes["required"] = form.scalar(f"{name}.required", row["required"])
    return form.entries(f"{name}.purpose", nodes)


def call_as_typed(call: CallPlan) -> dict[str, str]:
    """The fields of a call; reading them gives the call again, without its roles."""
    zone = ZoneInfo(call.time_zone)
    typed = {
        "title": call.title,
        "slug": call.slug,
        "production": call.production,
        "summary": call.summary,
        "opens_at": f"{call.opens_at.astimezone(zone):%Y-%m-%d %H:%M:%S}".removesuffix(":00"),
        "closes_at": f"{call.closes_at.astimezone(zone):%Y-%m-%d %H:%M:%S}".removesuffix(":00"),
        "time_zone": call.time_zone,
        "reference_date": call.reference_date.isoformat(),
        "keep_months": str(call.keep_months),
        "contact_name": call.contact_name,
        "contact_email": call.contact_email,
        "language": call.language,
    } | ({"minors": "yes"} if call.minors else {})
    rows = [
        {"purpose": c.purpose, "label": c.label, "text": c.text} | ({"required": "yes"} if c.required else {})
        for c in call.consents
    ]
    return with_rows(typed, "consents", rows)
