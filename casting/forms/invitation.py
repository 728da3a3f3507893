"""The form with which a member is invited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casting.domain.vocabulary import Duty
from casting.forms.fields import FieldFault, check_email, check_name

FIELDS = ("name", "email", "call", "duty", "administrator")


@dataclass(frozen=True)
class Invitation:
    """A checked invitation: a duty in a call, or the door to /admin, or both.

    Attributes:
        duties: duty by the call's slug; none or one.
    """

    name: str
    email: str
    duties: Mapping[str, Duty]
    administrator: bool


def read_invitation(raw: Mapping[str, str], *, calls: Sequence[str]) -> Invitation | Mapping[str, str]:
    """Check the form.

    Args:
        calls: the slugs that can be chosen.

    Returns:
        The checked invitation, or what is wrong by field name.
    """
    faults: dict[str, str] = {}
    name, email, call, duty = (raw.get(field, "").strip() for field in FIELDS[:4])
    administrator = bool(raw.get("administrator"))
    for field, check in (("name", check_name), ("email", check_email)):
        try:
            check(raw.get(field, ""))
        except FieldFault as fault:
            faults[field] = str(fault)
    for field, value, known in (("call", call, list(calls)), ("duty", duty, [duty.value for duty in Duty])):
        if value and value not in known:
            faults[field] = "Choose one of the answers."
    if not call and (duty or not administrator):
        faults.setdefault("call", "Choose a call, or invite an administrator.")
    if call and not duty:
        faults.setdefault("duty", "Choose a duty in the call.")
    if faults:
        return {field: faults[field] for field in FIELDS if field in faults}
    return Invitation(
        name=check_name(name),
        email=check_email(email),
        duties={call: Duty(duty)} if call else {},
        administrator=administrator,
    )
