"""What a candidate answered to the role's own questions, with the films and files that she sent."""

from collections.abc import Iterator

from casting.domain.calls import LINKED, Question
from casting.domain.vocabulary import QuestionKind
from casting.forms.gathering import told_in_full
from casting.languages.catalogues import ENGLISH
from casting.services.candidates import Candidate
from casting.services.tapes import Tape
from casting.store.calls import KeptRole
from casting.web.form_views import KINDS
from casting.web.pages import GivenView, Link
from casting.web.player_views import player

_FIRST = {QuestionKind.LONG_TEXT: 0, QuestionKind.VIDEO: 1}
"""Where answers stand that take longest to look at: before all that is said in a word."""


def answers_given(shown: Candidate) -> tuple[GivenView, ...]:
    """Answers that no criterion holds against a rule, since the others stand in the table above them; and all films."""
    role = shown.found.role
    held = {criterion.asks for criterion in role.role.criteria}
    hidden = role.blind.at(shown.found.stage)
    rest = [q for q in role.role.questions if q.key not in hidden and q.kind is not QuestionKind.FILE]
    rest = [q for q in rest if q.key not in held or q.kind is QuestionKind.VIDEO]
    rest.sort(key=lambda question: _FIRST.get(question.kind, len(_FIRST)))
    return tuple(_given(shown, rest))


def _given(shown: Candidate, questions: list[Question]) -> Iterator[GivenView]:
    for question in questions:
        value = told_in_full(question, shown.answers.get(question.key), ENGLISH)
        film = player(shown.videos.get(question.key, Tape()))
        if value or film.src or film.note or question.key in shown.found.role.asked:
            href = value if question.kind in LINKED else ""
            yield GivenView(question.label, value, KINDS[question.kind], href, film)


def documents_sent(shown: Candidate) -> tuple[Link, ...]:
    role = shown.found.role
    return tuple(
        Link(f"{_label(role, entry.question_key)}: {entry.file_name}", f"/media/documents/{entry.material_id}")
        for entry in shown.documents
    )


def _label(role: KeptRole, key: str) -> str:
    question = role.role.question(key)
    return key if question is None else question.label
