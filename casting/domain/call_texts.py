"""All that applicants read of a call, of its roles and of what is asked: what there is to be translated."""

from collections.abc import Iterator
from dataclasses import dataclass

from casting.domain.calls import CallPlan, RolePlan


@dataclass(frozen=True)
class CallText:
    """One text of a call, and the part of it in which it stands first."""

    part: str
    text: str


def texts_of(call: CallPlan) -> tuple[CallText, ...]:
    """The texts in the order in which they are read, each once."""
    found: dict[str, CallText] = {}
    for part, text in _texts(call):
        if text.strip():
            found.setdefault(text, CallText(part, text))
    return tuple(found.values())


def _texts(call: CallPlan) -> Iterator[tuple[str, str]]:
    yield from (("The call", text) for text in (call.title, call.production, call.summary, call.contact_name))
    for consent in call.consents:
        yield from (("What applicants agree to", text) for text in (consent.label, consent.text))
    for role in call.roles:
        yield from ((role.title, text) for text in _texts_of_role(role))


def _texts_of_role(role: RolePlan) -> Iterator[str]:
    yield from (role.title, role.breakdown)
    for question in role.questions:
        yield from (question.heading, question.label, question.help)
        yield from (option.label for option in question.options)
    for criterion in role.criteria:
        yield from (criterion.title, criterion.justification)
