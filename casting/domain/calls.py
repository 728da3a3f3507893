"""A call and its roles as values: what a call's file says, what the form asks, what the store keeps."""

import hashlib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, date, datetime
from typing import Final

from casting.domain.criteria import BETWEEN, Answer, Criterion, Verdict, parts_of
from casting.domain.measures import ONE_OF, OTHER_UNIT
from casting.domain.own_words import words_in
from casting.domain.stage_days import StageDays
from casting.domain.vocabulary import CriterionClass, Days, QuestionKind, QuestionUse, Stage, Standing
from casting.domain.zones import day_in

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


YES_OR_NO = (Option("yes", "Yes"), Option("no", "No"))
CHOSEN = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.YES_NO})
"""Kinds whose answers come from a closed list."""
COUNTED = frozenset({QuestionKind.NUMBER, QuestionKind.SCALE})
"""Kinds whose answers are numbers."""
LINKED = frozenset({QuestionKind.LINK, QuestionKind.VIDEO})
"""Kinds whose answers are addresses on the web."""
CONDITIONS = CHOSEN | {QuestionKind.SCALE}
"""Kinds on whose answers it may depend whether another question is asked."""
UNIT_PART = " unit"
"""Behind a question's key among the answers: the unit in which a number was given where that is not the question's."""


@dataclass(frozen=True)
class OnlyIf:
    """When a question is asked: only where the question `asks` was answered with one of these values, or holds one."""

    asks: str
    among: tuple[str, ...]

    def holds(self, answer: Answer) -> bool:
        return not {*parts_of(answer), answer}.isdisjoint(self.among)


@dataclass(frozen=True)
class Question:
    """One question of a role.

    Attributes:
        key: its name in the form, in files and columns, unique within the role.
        options: what can be chosen of a choice or of several; of a scale, the steps that have words of their own.
        unit: the unit of a number, such as cm.
        lowest, highest: bounds of a number, both included (what lies outside is taken for a typing mistake); the ends
            of a scale, in whole steps; of several and of languages, how many it takes.
        longest: the most characters of a text, or the most bytes of a file.
        use: what the scorer may read of the answer.
        card: whether the answer stands on the small card in the contact sheet.
        only_if: when it is asked; None where always.
        days: which days it takes, where it asks for a day.
        heading: of the page of the form that begins with it; empty where it goes on with the page before.
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
    only_if: OnlyIf | None = None
    days: Days = Days.ANY
    heading: str = ""

    @property
    def choices(self) -> tuple[Option, ...]:
        """What can be answered where that is a closed list."""
        return YES_OR_NO if self.kind is QuestionKind.YES_NO else self.options

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of a scale, as numbers in words; else none."""
        if self.kind is not QuestionKind.SCALE:
            return ()
        return tuple(map(str, range(int(self.lowest or 1), int(self.highest or 5) + 1)))

    def label_of(self, value: Answer) -> str:
        """The answer as people read it; the value itself where no option carries it."""
        if value is None:
            return ""
        if isinstance(value, (int, float)):
            return self._number(value)
        labels = {option.value: option.label for option in self.choices}
        if self.kind is QuestionKind.SEVERAL and value not in labels:
            return BETWEEN.join(labels.get(part, part) for part in parts_of(value))
        return labels.get(value, value)

    def _number(self, value: float) -> str:
        """With its unit, lengths and weights to the tenth; of a scale, of how many, with the words of the step."""
        if self.kind is QuestionKind.SCALE:
            words = next((f": {option.label}" for option in self.options if option.value == f"{value:.15g}"), "")
            return f"{value:.15g} of {self.highest or 5:.15g}{words}"
        shown = round(value, 1) if self.unit in OTHER_UNIT else value
        return f"{shown:.15g} {ONE_OF.get(self.unit, self.unit) if value == 1 else self.unit}".strip()


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

    def within(self, code: str) -> "Consent":
        """As it is read by who reads that language."""
        return replace(self, label=words_in(self.label, code), text=words_in(self.text, code))


OUTSIDE: Final = "producers"
"""The purpose that lets somebody be shown outside of the team; a call that does not ask for it shows all."""


@dataclass(frozen=True)
class RolePlan:
    """A part to cast: its breakdown, questions, criteria and the quotas and days of its stages."""

    slug: str
    title: str
    breakdown: str
    places: int
    questions: tuple[Question, ...]
    criteria: tuple[Criterion, ...]
    quotas: Mapping[Stage, int]
    stage_days: Mapping[Stage, StageDays] = field(default_factory=dict)

    def question(self, key: str) -> Question | None:
        """The question of that key, or None for a standard field."""
        return next((question for question in self.questions if question.key == key), None)

    def not_asked(self, answers: Mapping[str, Answer]) -> frozenset[str]:
        """The questions that are not asked of whoever answers so: what they depend on is not answered so, or not asked.

        Args:
            answers: checked answers by question key.
        """
        hidden: set[str] = set()
        for question in self.questions:
            only_if = question.only_if
            if only_if and (only_if.asks in hidden or not only_if.holds(answers.get(only_if.asks))):
                hidden.add(question.key)
        return frozenset(hidden)


@dataclass(frozen=True)
class CallPlan:
    """One open call of a production.

    Attributes:
        opens_at, closes_at: aware times; open from the first to just before the second.
        time_zone: the IANA name in which the call's times are shown.
        reference_date: the day on which ages are counted.
        keep_months: for how many months after closing applications are kept.
        minors: whether who is under 18 may apply, with a guardian's consent.
        draft: whether it is still being set up, so that only the team sees it and nobody can apply.
        contact_name, contact_email: to whom applicants write; both empty where nobody has said it yet.
        language: the code of the one in which its texts are written.
        translations: what they are in others: by the code of a language, by the text.
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
    minors: bool = False
    draft: bool = False
    contact_name: str = ""
    contact_email: str = ""
    language: str = "en"
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def contact(self) -> str:
        """To whom applicants write, in one line; empty where nobody has said it."""
        return f"{self.contact_name} ({self.contact_email})" if self.contact_name else self.contact_email

    @property
    def kept_until(self) -> date:
        """The day on which applications have been kept for as many months after closing as the pages say."""
        closed = day_in(self.time_zone, self.closes_at)
        years, month = divmod(closed.month - 1 + self.keep_months, 12)
        year = min(closed.year + years, MAXYEAR)
        return date(year, month + 1, min(closed.day, monthrange(year, month + 1)[1]))

    @property
    def outside(self) -> str:
        """The purpose to which those have consented who are shown outside of the team; empty where it is not asked."""
        return OUTSIDE if any(consent.purpose == OUTSIDE for consent in self.consents) else ""


def titled_like(title: str, roles: Iterable[RolePlan]) -> RolePlan | None:
    """The first of some roles that people would take for one of that title; None where all are told apart."""
    same = title.casefold().split()
    return next((role for role in roles if role.title.casefold().split() == same), None)


def is_open(*, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether an application whose last byte arrives at `now` is in time: the one rule for all."""
    return opens_at <= now < closes_at


def judge(criteria: tuple[Criterion, ...], answers: Mapping[str, Answer], *, on: date) -> dict[str, Verdict]:
    """Hold each criterion against its answer.

    Args:
        answers: checked answers by key, standard fields among them; a missing key is an answer not given.
        on: the call's reference date.
    """
    return {criterion.key: criterion.judge(answers.get(criterion.asks), on=on) for criterion in criteria}


def gates_not_met(criteria: tuple[Criterion, ...], verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    """The titles of the gates that are not met. Unknown is not counted: it can still be cleared up."""
    return tuple(
        criterion.title
        for criterion in criteria
        if criterion.klass is CriterionClass.GATE and verdicts[criterion.key].standing is Standing.NOT_MET
    )
