"""Days where something happens: a call's day ends when it ends there, not in UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_in(time_zone: str, at: datetime) -> date:
    """Which day it is at an aware moment in the zone of that IANA name."""
    return at.astimezone(ZoneInfo(time_zone)).date()
