"""All that applicants read of a call, of its roles and of what is asked: what there is to be translated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from casting.domain.calls import CallPlan, RolePlan

Place: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class CallText:
    """One text of a call, and the part of it in which it stands first."""

    part: str
    text: str


def texts_of(call: CallPlan) -> tuple[CallText, ...]:
    """The texts in the order in which they are read, each once."""
    found: dict[str, CallText] = {}
    for part, _, text in _texts(call):
        if text.strip():
            found.setdefault(text, CallText(part, text))
    return tuple(found.values())


def replaced_texts(before: CallPlan, after: CallPlan) -> Mapping[str, str]:
    """The texts that would stand nowhere any more, by each the one that would stand in its place."""
    would = {place: text for _, place, text in _texts(after) if text.strip()}
    staying = {*would.values()}
    return {text: would[place] for _, place, text in _texts(before) if place in would and text not in staying}


def _texts(call: CallPlan) -> Iterator[tuple[str, Place, str]]:
    """Each text with the part in which it stands and its place, by the names of what it belongs to."""
    for name in ("title", "production", "summary", "contact_name"):
        yield "The call", (name,), getattr(call, name)
    for consent in call.consents:
        for name in ("label", "text"):
            yield "What applicants agree to", ("consent", consent.purpose, name), getattr(consent, name)
    for role in call.roles:
        yield from ((role.title, (role.slug, *place), text) for place, text in _texts_of_role(role))


def _texts_of_role(role: RolePlan) -> Iterator[tuple[Place, str]]:
    yield from (((name,), getattr(role, name)) for name in ("title", "breakdown"))
    for question in role.questions:
        for name in ("heading", "label", "help"):
            yield ("question", question.key, name), getattr(question, name)
        yield from ((("option", question.key, option.value), option.label) for option in question.options)
    for criterion in role.criteria:
        for name in ("title", "justification"):
            yield ("criterion", criterion.key, name), getattr(criterion, name)
