"""The words by which the team finds an application."""

from collections.abc import Mapping

from casting.domain.blind import NAME, PLACE, without_name
from casting.domain.criteria import Answer
from casting.domain.parts import SENT
from casting.forms.gathering import told_in
from casting.store.calls import KeptRole


def searched_words(role: KeptRole, reference: str, answers: Mapping[str, Answer]) -> str:
    """Her name and place, and all that she wrote.

    Args:
        answers: by key, standard fields among them.
    """
    written = (told_in(q, answers.get(q.key)) for q in role.role.questions if q.kind not in SENT)
    return "\n".join((str(answers["name"]), str(answers["city"] or ""), reference, *written))


def words_for_blind(role: KeptRole, reference: str, answers: Mapping[str, Answer]) -> str:
    """The same without whatever is hidden in any stage of the role; where her name is, also not what repeats it."""
    hidden = role.blind.things
    questions = [q for q in role.role.questions if q.kind not in SENT and q.key not in hidden]
    written = "\n".join(told_in(q, answers.get(q.key)) for q in questions)
    name, city = str(answers["name"]), str(answers["city"] or "")
    if NAME in hidden:
        written = without_name(written, name)
    person = ("" if NAME in hidden else name, "" if PLACE in hidden else city)
    return "\n".join((*person, reference, written))
