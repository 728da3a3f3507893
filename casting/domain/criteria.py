"""What a role asks for, and how an answer is held against it.

A rule takes the checked answer as it is stored (text, number, or a date in ISO form; None where nothing was said) and
returns a `Verdict`. Rules are plain values: they are read from a call's file, stored as JSON and compared between
versions. A rule that makes no sense cannot be built: its class raises ValueError with a sentence for whoever wrote it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from casting.domain.vocabulary import CriterionClass, Level, Standing

Answer: TypeAlias = str | float | None
BETWEEN = "; "
"""What stands between the parts of an answer that has several: `riding; swimming`, `en C1; ru native`."""


def parts_of(answer: Answer) -> tuple[str, ...]:
    """The parts of an answer as words: those chosen of several, else the answer alone; none where nothing was said."""
    if answer is None or answer == "":
        return ()
    return tuple(answer.split(BETWEEN)) if isinstance(answer, str) else (f"{answer:.15g}",)


def spoken(answer: Answer) -> dict[str, Level]:
    """The languages of an answer by their code, each with how well it is spoken; in the order of the answer."""
    told = (part.split(" ", 1) for part in parts_of(answer))
    levels = {level.value: level for level in Level}
    return {one[0]: levels[one[1]] for one in told if len(one) == 2 and one[1] in levels}


@dataclass(frozen=True)
class Verdict:
    """How one answer stands against one criterion.

    Attributes:
        standing: in the one word that every page, search and export has for it.
        fit: how far the answer goes towards the preference, 0 to 1; None where that is unknown or was not asked.
    """

    standing: Standing
    fit: float | None = None


UNKNOWN = Verdict(Standing.UNKNOWN)


def _verdict(fit: float) -> Verdict:
    fit = min(1.0, max(0.0, fit))
    return Verdict(standing_at(fit), fit)


def standing_at(fit: float | None) -> Standing:
    """The word for how far an answer goes; None where that is unknown."""
    if fit is None:
        return Standing.UNKNOWN
    return Standing.MET if fit >= 1 else Standing.NOT_MET if fit <= 0 else Standing.PARTLY


def _either(*, met: bool) -> Verdict:
    return Verdict(Standing.MET, 1.0) if met else Verdict(Standing.NOT_MET, 0.0)


def _check_bounds(lowest: float | None, highest: float | None) -> None:
    if lowest is None and highest is None:
        raise ValueError("the rule has no bound: give “lowest”, “highest” or both")
    if lowest is not None and highest is not None and lowest > highest:
        raise ValueError(f"“lowest” {lowest:g} is above “highest” {highest:g}: exchange them")


def _within(value: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def age_on(born: date, day: date) -> int:
    """Full years between a birth date and a day; who is born on 29 February turns older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def born_by(age: int, day: date) -> date:
    """The latest birth date of who has that many full years on a day; `date.min` where none is early enough."""
    year = day.year - age
    if year < 1:
        return date.min
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


@dataclass(frozen=True)
class AgeRule:
    """Full years on the call's reference date, both ends included."""

    lowest: int | None
    highest: int | None

    def __post_init__(self) -> None:
        _check_bounds(self.lowest, self.highest)

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        if not isinstance(answer, str) or not answer:
            return UNKNOWN
        age = age_on(date.fromisoformat(answer), on)
        return _either(met=_within(age, self.lowest, self.highest))


@dataclass(frozen=True)
class NumberRule:
    """A number within bounds, both ends included."""

    lowest: float | None
    highest: float | None

    def __post_init__(self) -> None:
        _check_bounds(self.lowest, self.highest)

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        if not isinstance(answer, (int, float)):
            return UNKNOWN
        return _either(met=_within(answer, self.lowest, self.highest))


@dataclass(frozen=True)
class RisingRule:
    """A number of which more is better: fit 0 at `nothing`, 1 at `full` and beyond, straight in between."""

    nothing: float
    full: float

    def __post_init__(self) -> None:
        if self.nothing >= self.full:
            raise ValueError(f"“full” {self.full:g} has to be above “nothing” {self.nothing:g}: more counts for more")

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        if not isinstance(answer, (int, float)):
            return UNKNOWN
        return _verdict((answer - self.nothing) / (self.full - self.nothing))


@dataclass(frozen=True)
class ChoiceRule:
    """A choice among which some meet the criterion and some leave it open; of several, one that meets it is enough."""

    met: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.met:
            raise ValueError("no choice meets the criterion: list at least one under “met”")
        if both := sorted({*self.met} & {*self.unknown}):
            raise ValueError(f"“{both[0]}” stands under “met” and under “unknown”: keep one of the two")

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        said = {answer, *parts_of(answer)}
        if said & {*self.met}:
            return _either(met=True)
        if answer is None or answer == "" or said & {*self.unknown}:
            return UNKNOWN
        return _either(met=False)


@dataclass(frozen=True)
class ScaleRule:
    """A choice on an ordered scale: fit 0 at its first step, 1 at `full` and beyond, even steps in between."""

    order: tuple[str, ...]
    full: str

    def __post_init__(self) -> None:
        if len({*self.order}) < len(self.order):
            raise ValueError("a step comes twice in “order”: name each once")
        if self.full not in self.order[1:]:
            raise ValueError(f"“full” has to be a step of “order” above the first; it is “{self.full}”")

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        if answer not in self.order:
            return UNKNOWN
        return _verdict(self.order.index(str(answer)) / self.order.index(self.full))


@dataclass(frozen=True)
class LanguageRule:
    """A language, spoken at a level or above it; the fit rises evenly, from 0 for a language that is not spoken.

    A mother tongue is worth as much as C2 and no more: where somebody comes from is never scored.
    """

    language: str
    level: str

    def __post_init__(self) -> None:
        if self.level not in [level.value for level in Level if level is not Level.NATIVE]:
            raise ValueError(f"“level” is one of A1, A2, B1, B2, C1 and C2, not “{self.level}”")

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        if answer is None or answer == "":
            return UNKNOWN
        levels = [*Level]
        level = spoken(answer).get(self.language)
        reached = 0 if level is None else min(levels.index(level), levels.index(Level.C2)) + 1
        wanted = levels.index(Level(self.level)) + 1
        return _verdict(reached / wanted)


@dataclass(frozen=True)
class GivenRule:
    """Nothing is asked of the answer but that it was given; for criteria that are only shown."""

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        return UNKNOWN if answer in (None, "") else Verdict(Standing.MET)


Rule: TypeAlias = AgeRule | NumberRule | RisingRule | ChoiceRule | ScaleRule | LanguageRule | GivenRule

_RULES: Mapping[str, type[Rule]] = {
    "age": AgeRule,
    "number": NumberRule,
    "rising": RisingRule,
    "choice": ChoiceRule,
    "scale": ScaleRule,
    "language": LanguageRule,
    "given": GivenRule,
}


def kind_of_rule(rule: type[Rule]) -> str:
    """The word by which files and forms name a rule."""
    return next(name for name, made in _RULES.items() if made is rule)


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """The rule as plain values, its kind under `kind`."""
    return {"kind": kind_of_rule(type(rule))} | {
        k: list(v) if isinstance(v, tuple) else v for k, v in vars(rule).items()
    }


def rule_from_json(stored: Mapping[str, Any]) -> Rule:
    """The inverse of `rule_to_json`. Raises KeyError, TypeError or ValueError for what it never wrote."""
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items() if k != "kind"}
    build: Callable[..., Rule] = _RULES[stored["kind"]]
    return build(**values)


@dataclass(frozen=True)
class Criterion:
    """One thing that a role asks for.

    Attributes:
        key: its name in searches, files and columns, unique within the role.
        asks: the key of the question, or the standard field, whose answer is held against the rule.
        weight: for a preference, how much it counts beside the others, above 0; None for the other classes.
        justification: why it is asked, in writing; never empty for a gate.
    """

    key: str
    title: str
    klass: CriterionClass
    asks: str
    rule: Rule
    weight: float | None
    justification: str

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How one can stand against it: in part only where the rule knows degrees, and never against a gate."""
        by_degrees = isinstance(self.rule, (RisingRule, ScaleRule, LanguageRule))
        in_part = by_degrees and self.klass is not CriterionClass.GATE
        return tuple(one for one in Standing if in_part or one is not Standing.PARTLY)

    def judge(self, answer: Answer, *, on: date) -> Verdict:
        """Hold an answer against the rule: of a gate, what is met in part is not met."""
        verdict = self.rule.judge(answer, on=on)
        if self.klass is CriterionClass.GATE and verdict.standing is Standing.PARTLY:
            return replace(verdict, standing=Standing.NOT_MET)
        return verdict
