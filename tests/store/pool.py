"""Applications put straight into the tables, for tests of what reads them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from casting.domain.calls import Consent
from casting.domain.criteria import AgeRule, ChoiceRule, GivenRule, RisingRule, rule_to_json
from casting.domain.vocabulary import Stage
from casting.store.calls import KeptRole, role_kept
from casting.store.chosen import put_chosen
from casting.store.engine import connect, writing
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    CallRow,
    ClaimRow,
    ConsentRow,
    ConsentTextRow,
    CriterionRow,
    MarkRow,
    MaterialRow,
    MemberRow,
    QuestionRow,
    RoleRow,
    ScoreRow,
    table,
)
from casting.store.words import put_words

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUESTIONS: tuple[Mapping[str, Any], ...] = (
    {"key": "height", "kind": "number", "unit": "cm", "lowest": 100, "highest": 250, "card": True},
    {"key": "training", "kind": "choice", "options": ["none", "some", "much"], "card": True},
    {"key": "motivation", "kind": "long text", "use": "words"},
)
CRITERIA: tuple[Mapping[str, Any], ...] = (
    {"key": "age", "class": "gate", "asks": "birth_date", "rule": AgeRule(25, 40), "weight": None},
    {"key": "swim", "class": "preference", "asks": "height", "rule": RisingRule(150, 180), "weight": 1.0},
    {"key": "training", "class": "preference", "asks": "training", "rule": ChoiceRule(("much",)), "weight": 2.0},
    {"key": "city", "class": "info", "asks": "city", "rule": GivenRule(), "weight": None},
)
_numbers = count(1)


def _only(session: Session, row: Any, values: Mapping[str, Any]) -> int:
    return int(session.execute(insert(row).values(**values).returning(table(row).c.id)).scalar_one())


@dataclass
class Pool:
    """A database with one role and members, into which applications are put; each call is committed."""

    url: str
    call: str = "the-play"
    role: str = "the-lead"
    people: tuple[str, ...] = ("Dora", "Aram")
    engine: Engine = field(init=False)
    kept: KeptRole = field(init=False)
    members: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.engine = connect(self.url)
        with writing(self.engine) as session:
            call_id = _only(session, CallRow, _call(self.call))
            role_id = _only(session, RoleRow, _role(call_id, self.role))
            session.execute(insert(QuestionRow), [_question(role_id, n, q) for n, q in enumerate(QUESTIONS)])
            session.execute(insert(CriterionRow), [_criterion(role_id, n, c) for n, c in enumerate(CRITERIA)])
            session.execute(
                insert(ConsentTextRow), [_consent(call_id, n, p) for n, p in enumerate(("casting", "archive"))]
            )
            self.members = tuple(_only(session, MemberRow, _member(name)) for name in self.people)
            kept = role_kept(session, self.call, self.role)
            assert kept is not None
            self.kept = kept

    def add(self, name: str = "Anna", **told: Any) -> int:
        """Put an application in; returns its id. See `_application` for what can be told."""
        with writing(self.engine) as session:
            return _application(session, self.kept, next(_numbers), name=name, **told)

    def add_all(self, people: Iterable[Mapping[str, Any]]) -> None:
        """Put many in at once, each told as to `add`."""
        with writing(self.engine) as session:
            for told in people:
                _application(session, self.kept, next(_numbers), **told)

    def mark(
        self, application_id: int, opinion: str | None = None, stars: int | None = None, *, member: int = 0
    ) -> None:
        with writing(self.engine) as session:
            _only(
                session,
                MarkRow,
                {
                    "application_id": application_id,
                    "member_id": self.members[member],
                    "opinion": opinion,
                    "stars": stars,
                    "marked_at": NOW,
                },
            )

    def headshot(self, application_id: int, state: str, digest: str | None = None) -> None:
        with writing(self.engine) as session:
            _only(
                session,
                MaterialRow,
                {
                    "application_id": application_id,
                    "kind": "headshot",
                    "state": state,
                    "media_type": "image/jpeg",
                    "file_name": "me.jpg",
                    "small": digest and f"small-{digest}",
                    "medium": digest and f"medium-{digest}",
                    "handed_in_at": NOW,
                },
            )


def _application(
    session: Session,
    kept: KeptRole,
    number: int,
    *,
    name: str,
    reference: str | None = None,
    stage: Stage = Stage.RECEIVED,
    hours: int | None = None,
    score: float = 0.0,
    gates: int = 0,
    fit: float = 0.0,
    next_place: int | None = None,
    random: bool = False,
    disagreement: float = 0.5,
    answers: Mapping[str, Any] | None = None,
    claims: Mapping[str, str] | None = None,
    verified: Sequence[str] = (),
    consents: Sequence[str] = (),
    held_for: int | None = None,
    tape_url: str | None = None,
    words: str = "",
    prepared: int = 1,
    **person: Any,
) -> int:
    applicant_id = _only(session, ApplicantRow, {"name": name, "sort_name": name.casefold()} | person)
    application_id = _only(
        session,
        ApplicationRow,
        {
            "role_id": kept.role_id,
            "applicant_id": applicant_id,
            "reference": reference or f"T{number:03}-{number % 100:02}",
            "token": f"token-{number}",
            "email_key": person.get("email"),
            "tape_url": tape_url,
            "sort_name": name.casefold(),
            "received_at": NOW + timedelta(hours=number if hours is None else hours),
            "stage": stage.value,
            "version": 1,
            "prepared_version": prepared,
            "held_for": held_for,
        },
    )
    sheet = {"application_id": application_id, "version": 1, "saved_at": NOW, "answers": dict(answers or {})}
    session.execute(insert(AnswerSheetRow), sheet)
    if held_for is None:
        scored = {"application_id": application_id, "role_id": kept.role_id, "score": score, "gates_not_met": gates}
        queued = {"next_place": number if next_place is None else next_place, "random": random}
        session.execute(insert(ScoreRow), scored | queued | {"fit": fit, "disagreement": disagreement})
    for key, standing in (claims or {}).items():
        state = "unknown" if standing == "unknown" else "verified" if key in verified else "declared"
        claim = {"application_id": application_id, "criterion_id": kept.criterion_ids[key]}
        session.execute(insert(ClaimRow), claim | {"standing": standing, "state": state})
    for purpose in consents:
        given = {"consent_text_id": kept.consent_ids[purpose], "given_at": NOW}
        session.execute(insert(ConsentRow), {"application_id": application_id} | given)
    put_words(session, [(application_id, f"{name} {words}")])
    put_chosen(session, [(application_id, kept, answers or {})])
    return application_id


def _call(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": "The Play",
        "production": "House",
        "summary": "",
        "opens_at": NOW - timedelta(days=30),
        "closes_at": NOW + timedelta(days=300),
        "time_zone": "UTC",
        "reference_date": date(2026, 3, 1),
        "keep_months": 6,
        "version": 1,
    }


def _role(call_id: int, slug: str) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "slug": slug,
        "title": "The Lead",
        "breakdown": "",
        "places": 1,
        "quotas": {"shortlist": 2},
        "position": 0,
        "criteria_version": 1,
    }


def _question(role_id: int, position: int, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "role_id": role_id,
        "key": told["key"],
        "position": position,
        "kind": told["kind"],
        "label": str(told["key"]).title(),
        "help": "",
        "required": False,
        "options": [{"value": option, "label": option.title()} for option in told.get("options", [])],
        "unit": told.get("unit", ""),
        "lowest": told.get("lowest"),
        "highest": told.get("highest"),
        "longest": 2000,
        "use": told.get("use", "nothing"),
        "card": told.get("card", False),
        "asked": True,
    }


def _criterion(role_id: int, position: int, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "role_id": role_id,
        "key": told["key"],
        "position": position,
        "title": str(told["key"]).title(),
        "klass": told["class"],
        "asks": told["asks"],
        "rule": rule_to_json(told["rule"]),
        "weight": told["weight"],
        "justification": "It is needed.",
    }


def _consent(call_id: int, position: int, purpose: str) -> dict[str, Any]:
    asked = Consent(purpose, purpose.title(), f"For {purpose}.", required=purpose == "casting")
    return {
        "call_id": call_id,
        "purpose": purpose,
        "label": asked.label,
        "text": asked.text,
        "digest": asked.digest,
        "required": asked.required,
        "position": position,
        "current": True,
    }


def _member(name: str) -> dict[str, Any]:
    address = f"{name.lower()}@example.org"
    return {
        "email": address,
        "email_key": address,
        "name": name,
        "administrator": False,
        "active": True,
        "created_at": NOW,
    }
