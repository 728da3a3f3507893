"""What would change somebody's place: the smallest single answer, given otherwise, that lifts a score far enough.

Only answers that somebody can give are tried: to a question that is scored as a fact or held against a preference,
within what the question takes. Never what a gate asks for, never who somebody is, never the words of a text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casting.domain.calls import COUNTED, PROTECTED_FIELDS, Question, RolePlan
from casting.domain.criteria import Answer, Criterion
from casting.domain.scoring import FURTHEST, FeatureRow, Model, places_in_reach
from casting.domain.stages import LADDER
from casting.domain.terms import Terms
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse

STEPS = 60
"""Numbers that are tried between the bounds of a question, unless there are fewer whole ones."""
MOST = 3


@dataclass(frozen=True)
class Change:
    """One answer given otherwise.

    Attributes:
        question: its key.
        before, after: the answer as it is (None where nothing was said) and as it would have to be.
        gain: what that adds to the score, above 0.
        step: how far the two are apart, as a share of all that the question takes, 0 to 1.
    """

    question: str
    before: Answer
    after: Answer
    gain: float
    step: float


class Prospect(StrEnum):
    """Whether an answer given otherwise would bring an application among the first places that a band speaks of."""

    WITHIN = "within"
    GATE = "gate"
    CHANGES = "changes"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


def prospect_of(
    model: Model,
    row: FeatureRow,
    role: RolePlan,
    answers: Mapping[str, Answer],
    *,
    score: float,
    boundary: float | None,
    gate: bool,
    on: date,
) -> tuple[Prospect, tuple[Change, ...]]:
    """What would bring an application among the first places, or that nothing would that can be said.

    Args:
        score: its own; `boundary`: that of the last of the first places, None where fewer have been placed.
        gate: whether a gate is not met, which keeps it last.
    """
    if gate:
        return Prospect.GATE, ()
    if boundary is None or score >= boundary:
        return Prospect.WITHIN, ()
    found = smallest_changes(model, row, role, answers, needed=boundary - score, on=on)
    return (Prospect.CHANGES if found else Prospect.NOTHING), found


def reach_of(role: RolePlan) -> int:
    """K: how many first places of the role a band speaks of."""
    return places_in_reach(next((role.quotas[stage] for stage in LADDER if stage in role.quotas), role.places))


def smallest_changes(
    model: Model, row: FeatureRow, role: RolePlan, answers: Mapping[str, Answer], *, needed: float, on: date
) -> tuple[Change, ...]:
    """Single answers that would add more than `needed` to the score, the smallest step first, at most `MOST`.

    Args:
        row: what the scorer read; `answers`: by question key, what it was made of.
        needed: in the score's units, at least 0.
        on: the day on which ages are counted.
    """
    gates = {criterion.asks for criterion in role.criteria if criterion.klass is CriterionClass.GATE}
    found = []
    for question in role.questions:
        wishes = [c for c in role.criteria if c.asks == question.key and c.klass is CriterionClass.PREFERENCE]
        if question.key in gates | PROTECTED_FIELDS or not (wishes or question.use is QuestionUse.FACT):
            continue
        tried = _otherwise(question, wishes, model, answers.get(question.key))
        steps = (_changed(model, row, question, wishes, to=to, step=step, on=on) for to, step in tried)
        enough = next((change for change in steps if change.gain > needed), None)
        if enough is not None:
            found.append(enough)
    return tuple(sorted(found, key=lambda change: (change.step, change.question))[:MOST])


def _changed(
    model: Model,
    row: FeatureRow,
    question: Question,
    wishes: Sequence[Criterion],
    *,
    to: tuple[Answer, Answer],
    step: float,
    on: date,
) -> Change:
    """The change from one answer to another; the words of the text stay, so that they are left out of both scores."""
    before, after = to
    facts = {**row.facts, question.key: after} if question.use is QuestionUse.FACT else row.facts
    fits = {**row.fits, **{wish.key: wish.judge(after, on=on).fit for wish in wishes}}
    gain = model.score(FeatureRow(Terms(), facts, fits)) - model.score(FeatureRow(Terms(), row.facts, row.fits))
    return Change(question.key, before, after, gain, step)


def _otherwise(
    question: Question, wishes: Sequence[Criterion], model: Model, present: Answer
) -> Iterator[tuple[tuple[Answer, Answer], float]]:
    """Other answers to the question, the nearest first, each with the present one and how far it is from that."""
    if question.kind in {QuestionKind.CHOICE, QuestionKind.YES_NO}:
        values = [option.value for option in question.choices]
        here = values.index(str(present)) if present in values else 0
        near = sorted((value for value in values if value != present), key=lambda v: abs(values.index(v) - here))
        for value in near:
            yield (present, value), abs(values.index(value) - here) / max(len(values) - 1, 1)
    elif question.kind in COUNTED:
        low, high = _range(question, wishes, model)
        whole = isinstance(present, (int, float))
        start = float(present) if isinstance(present, (int, float)) else (low + high) / 2
        for number in sorted(_numbers(low, high), key=lambda number: (abs(number - start), number)):
            if number != start or not whole:
                yield (present, number), min(1.0, abs(number - start) / (high - low))


def _numbers(low: float, high: float) -> list[float]:
    """Whole numbers from one bound to the other, or `STEPS` of them at even distances where there are more."""
    if high <= low:
        return []
    width = max(1.0, (high - low) / STEPS)
    return [float(round(low + width * step)) for step in range(int((high - low) / width) + 1)]


def _range(question: Question, wishes: Sequence[Criterion], model: Model) -> tuple[float, float]:
    """What the question takes; where it is not bounded, what was seen of it, or what the rule speaks of."""
    seen = [fact for fact in model.facts if fact.name == question.key and fact.category is None]
    spoken = [value for wish in wishes for value in vars(wish.rule).values() if isinstance(value, (int, float))]
    lows = [fact.mean - FURTHEST * fact.spread for fact in seen] or spoken or [0.0]
    highs = [fact.mean + FURTHEST * fact.spread for fact in seen] or spoken or [0.0]
    low = min(lows) if question.lowest is None else question.lowest
    high = max(highs) if question.highest is None else question.highest
    return low, high
