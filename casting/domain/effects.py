"""Whom a change of criteria would touch, worked out before anything is saved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from casting.domain.calls import gates_not_met, judge
from casting.domain.columns import CriterionColumn
from casting.domain.criteria import Answer, Criterion, Verdict
from casting.domain.vocabulary import Standing

TOP: Final = 20


@dataclass(frozen=True)
class Placed:
    """One application: its checked answers, standard fields among them, and its score in the published run.

    Attributes:
        beyond: whether it stands in a stage beyond received; picked: whether somebody's present mark is a pick.
    """

    application_id: int
    answers: Mapping[str, Answer]
    score: float
    beyond: bool = False
    picked: bool = False


@dataclass(frozen=True)
class CriterionEffect:
    """What becomes of one criterion.

    Attributes:
        title: its title as it would be, or as it was where it is taken out.
        met, unmet: how many applications would meet it and did not, and the other way round; unknown counts as neither.
        new: whether nothing of it was asked before.
    """

    title: str
    met: int
    unmet: int
    new: bool = False


@dataclass(frozen=True)
class Effects:
    """Whom a change would touch.

    Attributes:
        admitted: how many applications miss a gate at present and would miss none.
        shut_out: how many miss none and would miss one.
        moved: how many of those who are among the first would stand at another place; `left`: who would no longer be.
        criteria: what becomes of each criterion that is changed, added or taken out.
        weighed: whether a weight changes: what that does is only known after the next ranking.
        beyond, picked: how many of those who are shut out stand in a later stage, and have somebody's pick.
    """

    applications: int
    admitted: int
    shut_out: int
    moved: int
    left: int
    criteria: tuple[CriterionEffect, ...]
    weighed: bool
    beyond: int = 0
    picked: int = 0


@dataclass
class _Counts:
    applications: int = 0
    admitted: int = 0
    shut_out: int = 0
    beyond: int = 0
    picked: int = 0
    met: dict[str, int] = field(default_factory=dict)
    unmet: dict[str, int] = field(default_factory=dict)
    before: list[tuple[int, float, int]] = field(default_factory=list)
    after: list[tuple[int, float, int]] = field(default_factory=list)


def changed_keys(before: Sequence[Criterion], after: Sequence[Criterion]) -> tuple[str, ...]:
    """The keys of criteria that ask something else, are added or taken out; a new wording alone touches nobody."""
    old, new = ({c.key: (c.klass, c.asks, c.rule, c.weight) for c in criteria} for criteria in (before, after))
    return tuple(key for key in (*old, *(key for key in new if key not in old)) if old.get(key) != new.get(key))


def effects_of(
    before: tuple[Criterion, ...],
    after: tuple[Criterion, ...],
    applications: Iterable[Placed],
    *,
    columns: Sequence[CriterionColumn],
    on: date,
) -> Effects:
    """Hold every application against the criteria as they are and as they would be.

    Args:
        columns: what the published run has learned of preferences; their part of a score is worked out anew.
        on: the call's reference date.
    """
    changed, counts = changed_keys(before, after), _Counts()
    scored = [column for column in columns if column.name in changed]
    for placed in applications:
        was, would = judge(before, placed.answers, on=on), judge(after, placed.answers, on=on)
        _count(counts, changed, was, would)
        gates = bool(gates_not_met(before, was)), bool(gates_not_met(after, would))
        counts.applications += 1
        counts.admitted += gates == (True, False)
        shut_out = gates == (False, True)
        counts.shut_out += shut_out
        counts.beyond += shut_out and placed.beyond
        counts.picked += shut_out and placed.picked
        gain = sum(c.contribution(_fit(would, c)) - c.contribution(_fit(was, c)) for c in scored)
        counts.before.append((int(gates[0]), -placed.score, placed.application_id))
        counts.after.append((int(gates[1]), -placed.score - gain, placed.application_id))
    first, then = ([key for *_, key in sorted(order)[:TOP]] for order in (counts.before, counts.after))
    titles = {c.key: c.title for c in (*before, *after)}
    old, new = ({c.key: c.weight for c in criteria} for criteria in (before, after))
    return Effects(
        applications=counts.applications,
        admitted=counts.admitted,
        shut_out=counts.shut_out,
        moved=sum(key != other for key, other in zip(first, then, strict=True)),
        left=len({*first} - {*then}),
        criteria=tuple(
            CriterionEffect(titles[k], counts.met.get(k, 0), counts.unmet.get(k, 0), new=k not in old) for k in changed
        ),
        beyond=counts.beyond,
        picked=counts.picked,
        weighed=any(old.get(key) != new.get(key) for key in changed),
    )


def _count(counts: _Counts, changed: Sequence[str], was: Mapping[str, Verdict], would: Mapping[str, Verdict]) -> None:
    for key in changed:
        old, new = (verdicts[key].standing if key in verdicts else None for verdicts in (was, would))
        gained = effect_on(old, new)
        if gained is not None:
            counted = counts.met if gained else counts.unmet
            counted[key] = counted.get(key, 0) + 1


def effect_on(old: Standing | None, new: Standing | None) -> bool | None:
    """Whether somebody would newly meet a criterion, or not meet it any more (False); None where neither is so."""
    if new is Standing.MET and old is Standing.NOT_MET:
        return True
    return False if new is Standing.NOT_MET and old is not Standing.NOT_MET else None


def _fit(verdicts: Mapping[str, Verdict], column: CriterionColumn) -> float | None:
    return verdicts[column.name].fit if column.name in verdicts else None
