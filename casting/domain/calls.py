"""A call and its roles as values: what a call's file says, what the form asks, what the store keeps."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from casting.domain.criteria import Answer, Criterion, Verdict
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse, Stage, Standing

STANDARD_FIELDS: tuple[str, ...] = ("name", "email", "phone", "birth_date", "city", "country", "tape_url")
"""What every application form asks, whatever the role; the headshot comes beside them."""

PROTECTED_FIELDS: frozenset[str] = frozenset({"name", "email", "phone", "birth_date", "city", "country"})
"""Standard fields that tell age, origin or place, or who someone is: never features."""

RESERVED_KEYS: frozenset[str] = frozenset({*STANDARD_FIELDS, "headshot", "token", "website"})
"""What no question may be called: standard fields, and what else the form sends under names of its own."""


@dataclass(frozen=True)
class Option:
    """One choice: what is stored and what people read."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question of a role.

    Attributes:
        key: its name in the form, in files and columns, unique within the role.
        options: what can be chosen; empty unless `kind` is choice.
        unit: the unit of a number, such as cm.
        lowest, highest: bounds of a number, both included; what lies outside is taken for a typing mistake.
        longest: the most characters of a text, or the most bytes of a file.
        use: what the scorer may read of the answer.
        card: whether the answer stands on the small card in the contact sheet.
    """

    key: str
    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    longest: int = 2000
    use: QuestionUse = QuestionUse.NOTHING
    card: bool = False

    def label_of(self, value: Answer) -> str:
        """The answer as people read it; the value itself where no option carries it."""
        if value is None:
            return ""
        if isinstance(value, (int, float)):
            return f"{value:.15g} {self.unit}".strip()
        return next((option.label for option in self.options if option.value == value), value)


@dataclass(frozen=True)
class Consent:
    """One purpose for which an applicant's data may be used, and the text that asks for it."""

    purpose: str
    label: str
    text: str
    required: bool

    @property
    def digest(self) -> str:
        """SHA-256 of the purpose and the text that was agreed to, in hex."""
        return hashlib.sha256(f"{self.purpose}\0{self.label}\0{self.text}".encode()).hexdigest()


@dataclass(frozen=True)
class RolePlan:
    """A part to cast: its breakdown, questions, criteria and the quotas of its stages."""

    slug: str
    title: str
    breakdown: str
    places: int
    questions: tuple[Question, ...]
    criteria: tuple[Criterion, ...]
    quotas: Mapping[Stage, int]

    def question(self, key: str) -> Question | None:
        """The question of that key, or None for a standard field."""
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True)
class CallPlan:
    """One open call of a production.

    Attributes:
        opens_at, closes_at: aware times; open from the first to just before the second.
        time_zone: the IANA name in which the call's times are shown.
        reference_date: the day on which ages are counted.
        keep_months: for how many months after closing applications are kept.
    """

    slug: str
    title: str
    production: str
    summary: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    reference_date: date
    keep_months: int
    consents: tuple[Consent, ...]
    roles: tuple[RolePlan, ...]


def is_open(*, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether an application whose last byte arrives at `now` is in time: the one rule for all."""
    return opens_at <= now < closes_at


def judge(criteria: tuple[Criterion, ...], answers: Mapping[str, Answer], *, on: date) -> dict[str, Verdict]:
    """Hold each criterion against its answer.

    Args:
        answers: checked answers by key, standard fields among them; a missing key is an answer not given.
        on: the call's reference date.
    """
    return {criterion.key: criterion.rule.judge(answers.get(criterion.asks), on=on) for criterion in criteria}


def gates_not_met(criteria: tuple[Criterion, ...], verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    """The titles of the gates that are not met. Unknown is not counted: it can still be cleared up."""
    return tuple(
        criterion.title
        for criterion in criteria
        if criterion.klass is CriterionClass.GATE and verdicts[criterion.key].standing is Standing.NOT_MET
    )
