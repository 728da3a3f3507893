"""What is typed to ask a guardian, and what the guardian answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from casting.domain.calls import CallPlan
from casting.domain.said import Text, said
from casting.forms.application import consent_field
from casting.forms.fields import FieldFault, check_email, check_name

FIELDS = ("child_name", "guardian_name", "guardian_email")


@dataclass(frozen=True)
class GuardianForm:
    """Whom to ask, and by which name to call the child meanwhile."""

    child_name: str
    guardian_name: str
    guardian_email: str


def read_guardian_form(raw: Mapping[str, str]) -> GuardianForm | Mapping[str, Text]:
    """The checked form, or what is wrong by field name."""
    told: dict[str, str] = {}
    faults: dict[str, Text] = {}
    for field in FIELDS:
        typed = raw.get(field, "")
        try:
            told[field] = check_email(typed) if field == "guardian_email" else check_name(typed)
        except FieldFault as fault:
            faults[field] = fault.said if typed.strip() or field == "guardian_email" else _MISSING[field]
    return faults or GuardianForm(**told)


_MISSING: Mapping[str, Text] = {
    "child_name": said("Give your first name, so that your guardian knows who asks."),
    "guardian_name": said("Give the name of your parent or guardian."),
}


def read_agreement(raw: Mapping[str, str], call: CallPlan) -> tuple[str, ...] | Mapping[str, Text]:
    """The purposes that a guardian agrees to, or what is wrong by field name."""
    agreed = tuple(consent.purpose for consent in call.consents if raw.get(consent_field(consent.purpose)))
    faults: dict[str, Text] = {
        consent_field(consent.purpose): said("Without this consent the application cannot be kept.")
        for consent in call.consents
        if consent.required and consent.purpose not in agreed
    }
    return faults or agreed
