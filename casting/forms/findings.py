"""What a team member posts of an examiner's finding, and of a request for an exception."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casting.domain.errors import Refused
from casting.domain.said import said
from casting.domain.vocabulary import Ruling, Standing
from casting.forms.fields import FieldFault, check_line, check_text, tidy

LONGEST_REQUEST = 2000
_SETTLED = (Standing.MET, Standing.NOT_MET)


@dataclass(frozen=True)
class Finding:
    """What an examiner found: met or not met, when, and until which day that holds."""

    criterion: str
    standing: Standing
    examiner: str
    found_on: date
    expires_on: date | None


def read_finding(raw: Mapping[str, str], *, today: date) -> Finding:
    """Check a finding. Raises Refused with what is wrong and how to mend it."""
    standing = next((one for one in _SETTLED if one.value == raw.get("standing", "")), None)
    examiner = tidy(raw.get("examiner", ""))
    found_on, expires = _day(raw.get("found_on", "")), tidy(raw.get("expires_on", ""))
    expires_on = _day(expires) if expires else None
    if standing is None:
        raise Refused("Say what was found: met or not met. Nothing was kept.")
    if not examiner:
        raise Refused("Say who found it, such as the name of the examiner. Nothing was kept.")
    if found_on is None or found_on > today:
        raise Refused("Say on which day it was found, as year-month-day, not after today. Nothing was kept.")
    if expires and (expires_on is None or expires_on < found_on):
        raise Refused("Until when it holds is a day, as year-month-day, after it was found. Nothing was kept.")
    try:
        return Finding(raw.get("criterion", ""), standing, check_line(examiner), found_on, expires_on)
    except FieldFault as fault:
        raise Refused(f"{fault.said} Nothing was kept.") from fault


def read_ruling(raw: Mapping[str, str]) -> tuple[Ruling, str]:
    """What was decided of a request, and why. Raises Refused where either is missing."""
    ruling = {"grant": Ruling.GRANTED, "refuse": Ruling.REFUSED}.get(raw.get("do", ""))
    reason = tidy(raw.get("reason", ""))
    if ruling is None:
        raise Refused("A request is granted or refused. Nothing was changed.")
    if not reason:
        raise Refused("Give a reason: the applicant reads it. Nothing was changed.")
    try:
        return ruling, check_text(reason, longest=LONGEST_REQUEST)
    except FieldFault as fault:
        raise Refused(f"{fault.said} Nothing was changed.") from fault


def read_request(text: str) -> str:
    """Why an exception is asked for. Raises Refused, for applicants, where nothing is said."""
    if not tidy(text):
        raise Refused(said("Say in a sentence or two why an exception should be made."))
    try:
        return check_text(text, longest=LONGEST_REQUEST)
    except FieldFault as fault:
        raise Refused(fault.said) from fault


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(tidy(typed))
    except ValueError:
        return None
