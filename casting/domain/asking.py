"""How a question can be asked: the rules for its bounds and its condition, however a role was written."""

from collections.abc import Iterator, Mapping

from casting.domain.calls import CHOSEN, CONDITIONS, Question
from casting.domain.lawful import Objection
from casting.domain.vocabulary import QuestionKind

MOST_STEPS = 11
MOST_LANGUAGES = 20


def objections_to_asking(question: Question, before: Mapping[str, Question]) -> tuple[Objection, ...]:
    """What speaks against asking it so.

    Args:
        before: the questions that stand before it, by their keys.
    """
    return (*_to_bounds(question), *_to_condition(question, before))


def _to_bounds(question: Question) -> Iterator[Objection]:
    low, high = question.lowest, question.highest
    if question.kind is QuestionKind.NUMBER:
        if low is not None and high is not None and low >= high:
            yield Objection("lowest", f"“lowest” {low:g} has to be below “highest” {high:g}")
        return
    if question.kind is QuestionKind.SCALE:
        yield from _to_scale(question)
        return
    if any(bound is not None and (bound != int(bound) or bound < 0) for bound in (low, high)):
        yield Objection("lowest", "how many are given, at least or at most, is a whole number")
        return
    offered = len(question.options) if question.kind is QuestionKind.SEVERAL else MOST_LANGUAGES
    if high is not None and not 1 <= high <= offered:
        yield Objection("highest", f"how many are given at most is a number from 1 to {offered}")
    elif low is not None and low > (high or offered):
        yield Objection("lowest", f"at least {low:g} cannot be given where {high or offered:g} are the most")


def _to_scale(question: Question) -> Iterator[Objection]:
    low, high = float(question.lowest or 0), float(question.highest or 0)
    if not low.is_integer() or not high.is_integer() or not 0 <= low < high or high - low >= MOST_STEPS:
        reason = f"a scale goes in whole steps from 0 or 1 up, and has 2 to {MOST_STEPS} of them, such as 1 to 5"
        yield Objection("highest", reason)
        return
    for option in question.options:
        if option.value not in question.steps:
            reason = f"“{option.value}” is no step of this scale, which goes from {low:g} to {high:g}"
            yield Objection("options", reason)


def _to_condition(question: Question, before: Mapping[str, Question]) -> Iterator[Objection]:
    only_if = question.only_if
    if only_if is None:
        return
    asked = before.get(only_if.asks)
    possible = [key for key, other in before.items() if other.kind in CONDITIONS]
    if asked is None or asked.kind not in CONDITIONS:
        kinds = ", ".join(f"“{kind}”" for kind in QuestionKind if kind in CONDITIONS)
        known = f"; such are: {', '.join(f'“{key}”' for key in possible)}" if possible else ""
        reason = f"“{only_if.asks}” is no question before this one of the kinds {kinds}"
        yield Objection("only_if", f"what a question depends on is asked before it: {reason}{known}")
        return
    values = asked.steps or tuple(option.value for option in asked.choices)
    if not only_if.among:
        yield Objection("only_if", f"say with which answers to “{asked.key}” it is asked: {', '.join(values)}")
    for value in only_if.among:
        if value not in values:
            what = "option" if asked.kind in CHOSEN else "step"
            yield Objection("only_if", f"“{value}” is no {what} of “{asked.key}”: it offers {', '.join(values)}")
