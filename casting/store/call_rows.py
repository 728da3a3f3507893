"""How a call, its roles, questions and criteria lie in rows: one row to a value, one value to a row's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from casting.domain.calls import CallPlan, Consent, OnlyIf, Option, Question, RolePlan
from casting.domain.criteria import Criterion, rule_from_json, rule_to_json
from casting.domain.own_words import Translations
from casting.domain.stage_days import StageDays
from casting.domain.vocabulary import CriterionClass, Days, QuestionKind, QuestionUse, Stage

PLAIN = Translations("", {})


def words_of(row: RowMapping) -> Translations:
    """In which language the texts of a call are written, and what they are in others."""
    return Translations(row["language"], row["translations"])


def call_of(row: RowMapping, consents: Sequence[RowMapping]) -> CallPlan:
    """A call without its roles."""
    words = words_of(row)
    return CallPlan(
        slug=row["slug"],
        title=words.of(row["title"]),
        production=words.of(row["production"]),
        summary=words.of(row["summary"]),
        language=row["language"],
        translations=row["translations"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        time_zone=row["time_zone"],
        reference_date=row["reference_date"],
        keep_months=row["keep_months"],
        minors=row["minors"],
        draft=row["draft"],
        contact_name=words.of(row["contact_name"]),
        contact_email=row["contact_email"],
        consents=tuple(
            Consent(text["purpose"], words.of(text["label"]), words.of(text["text"]), text["required"])
            for text in consents
            if text["current"] and not text["language"]
        ),
        roles=(),
    )


def role_of(
    row: RowMapping, questions: Sequence[RowMapping], criteria: Sequence[RowMapping], words: Translations
) -> RolePlan:
    return RolePlan(
        slug=row["slug"],
        title=words.of(row["title"]),
        breakdown=words.of(row["breakdown"]),
        places=row["places"],
        questions=tuple(question_of(question, words) for question in questions),
        criteria=tuple(criterion_of(criterion, words) for criterion in criteria),
        quotas={Stage(name): quota for name, quota in row["quotas"].items()},
        stage_days={Stage(name): _days_of(days) for name, days in row["stage_days"].items()},
    )


def _days_of(kept: Mapping[str, Any]) -> StageDays:
    first, last = (date.fromisoformat(kept[end]) if kept[end] else None for end in ("first", "last"))
    return StageDays(first, last, kept["public"])


def _days_kept(days: StageDays) -> Mapping[str, Any]:
    first, last = (day.isoformat() if day else None for day in (days.first, days.last))
    return {"first": first, "last": last, "public": days.public}


def question_of(row: RowMapping, words: Translations = PLAIN) -> Question:
    return Question(
        key=row["key"],
        kind=QuestionKind(row["kind"]),
        label=words.of(row["label"]),
        help=words.of(row["help"]),
        required=row["required"],
        options=tuple(Option(option["value"], words.of(option["label"])) for option in row["options"]),
        unit=row["unit"],
        lowest=row["lowest"],
        highest=row["highest"],
        longest=row["longest"],
        use=QuestionUse(row["use"]),
        card=row["card"],
        only_if=row["only_if"] and OnlyIf(row["only_if"]["asks"], tuple(row["only_if"]["among"])),
        days=Days(row["days"]),
        heading=words.of(row["heading"]),
    )


def criterion_of(row: RowMapping, words: Translations = PLAIN) -> Criterion:
    return Criterion(
        key=row["key"],
        title=words.of(row["title"]),
        klass=CriterionClass(row["class"]),
        asks=row["asks"],
        rule=rule_from_json(row["rule"]),
        weight=row["weight"],
        justification=words.of(row["justification"]),
    )


def call_columns(call: CallPlan) -> Mapping[str, Any]:
    """The columns of a call that come from its plan; its key and version are the store's."""
    return {
        "slug": call.slug,
        "title": call.title,
        "production": call.production,
        "summary": call.summary,
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "time_zone": call.time_zone,
        "reference_date": call.reference_date,
        "keep_months": call.keep_months,
        "minors": call.minors,
        "draft": call.draft,
        "contact_name": call.contact_name,
        "contact_email": call.contact_email,
        "language": call.language,
        "translations": {code: dict(words) for code, words in call.translations.items()},
    }


def consent_columns(consent: Consent) -> Mapping[str, Any]:
    return asdict(consent) | {"digest": consent.digest}


def role_columns(role: RolePlan) -> Mapping[str, Any]:
    return {
        "slug": role.slug,
        "title": role.title,
        "breakdown": role.breakdown,
        "places": role.places,
        "quotas": {stage.value: quota for stage, quota in role.quotas.items()},
        "stage_days": {stage.value: _days_kept(days) for stage, days in role.stage_days.items()},
    }


def question_columns(question: Question) -> Mapping[str, Any]:
    return asdict(question) | {
        "kind": question.kind.value,
        "options": [asdict(option) for option in question.options],
        "use": question.use.value,
        "days": question.days.value,
        "heading": question.heading,
    }


def criterion_columns(criterion: Criterion) -> Mapping[str, Any]:
    return {
        "key": criterion.key,
        "title": criterion.title,
        "class": criterion.klass.value,
        "asks": criterion.asks,
        "rule": rule_to_json(criterion.rule),
        "weight": criterion.weight,
        "justification": criterion.justification,
    }
