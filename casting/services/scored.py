"""What the scorer reads of an application, and nothing else."""

from collections.abc import Mapping

from casting.domain.criteria import Answer, Verdict
from casting.domain.vocabulary import CriterionClass, QuestionUse
from casting.services.flags import counted_words
from casting.store.calls import KeptRole


def scored_words(role: KeptRole, answers: Mapping[str, Answer]) -> str:
    """The text that the scorer reads: answers to the questions that the role releases for it, and nothing else.

    Left out is what was copied, hidden, repeated or written for a machine. A place is not: an address moves no score.
    """
    chosen = (str(answers[q.key]) for q in role.role.questions if q.use is QuestionUse.WORDS and answers.get(q.key))
    return counted_words(role, "\n".join(chosen))


def scored_facts(role: KeptRole, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The facts that the scorer reads, by question key; None where nothing was said."""
    return {q.key: answers.get(q.key) for q in role.role.questions if q.use is QuestionUse.FACT}


def scored_fits(role: KeptRole, verdicts: Mapping[str, Verdict]) -> dict[str, float | None]:
    """The fit to each preference. A gate is no feature, and what is only shown is none either."""
    wished = (c.key for c in role.role.criteria if c.klass is CriterionClass.PREFERENCE)
    return {key: verdicts[key].fit for key in wished}
