"""An application as a file for its applicant: what she gave and what she is told, in her language.

It is made of the page that shows her the application, so that it tells nothing else.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from casting.domain.said import Value
from casting.services.applicants import Status
from casting.services.own_data import Kept, Version
from casting.web.pages import AnswersSent, GateView, StatusPage
from casting.web.status_views import answers_sent

Say = Callable[[Value], str]


def own_data(page: StatusPage, status: Status, kept: Kept, *, say: Say) -> str:
    """The file as JSON. Its keys are English, its sentences those of the page; moments are in UTC."""
    told = {
        "reference": page.reference,
        "call": say(page.call_title),
        "role": say(page.role_title),
        "received": status.received_at.isoformat(),
        "first_opened_by_a_person": status.opened_at.isoformat() if status.opened_at else None,
        "now": say(page.stage_words),
        "name": page.name,
        "email": page.email,
        "answers": _answers(page.answers, say),
        "files": [{"kind": f.kind, "name": f.name, "sent": f.handed_in_at.isoformat()} for f in kept.files],
        "conditions": [_condition(gate, say) for gate in page.gates],
        "consents": [{"to": say(one.label), "since": one.given_at.isoformat()} for one in status.purposes],
        "letters": [{"sent": one.at.isoformat(), "text": one.text} for one in status.letters],
        "sides": [{"title": one.title, "instructions": one.instructions} for one in status.sides],
        "earlier_versions": [_version(one, status, page.language, say) for one in kept.earlier],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _answers(groups: Iterable[AnswersSent], say: Say) -> list[Mapping[str, str]]:
    return [
        {"part": say(group.heading), "question": say(answer.label), "answer": say(answer.value)}
        for group in groups
        for answer in group.answers
    ]


def _condition(gate: GateView, say: Say) -> Mapping[str, str]:
    """How she stands against a gate, and the exception that she has asked for, if she has."""
    told = {"condition": say(gate.title), "standing": say(gate.words)}
    if not gate.outcome:
        return told
    return told | {"asked_for": gate.request, "answer": say(gate.outcome), "reason": gate.reason}


def _version(version: Version, status: Status, language: str, say: Say) -> Mapping[str, object]:
    """What it said then, by the questions as they are now; names and addresses as far as they were kept apart."""
    then = answers_sent(replace(status, answers=version.answers, files={}), language)
    person = {name: version.answers[name] for name in ("name", "email") if version.answers.get(name)}
    return {"saved": version.saved_at.isoformat(), **person, "answers": _answers(then, say)}
