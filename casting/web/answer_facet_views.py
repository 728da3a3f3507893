"""The answers by which a list can be narrowed: the question alone, or how many gave each answer."""

from collections.abc import Sequence
from dataclasses import replace

from casting.domain.calls import Question
from casting.domain.search import has_term, with_term, without_term
from casting.domain.vocabulary import QuestionKind
from casting.forms.spoken import language_names
from casting.store.facets import FacetCount
from casting.web.pages import FacetValue
from casting.web.pages.sheet import AnswerFacet
from casting.web.places import Place


def closed_facets(questions: Sequence[Question], place: Place) -> tuple[AnswerFacet, ...]:
    """Of each question the way to its answers; nothing is counted before somebody asks."""
    return tuple(
        AnswerFacet(question.key, question.label, place.opened(question.key), place.facet(question.key))
        for question in questions
    )


def answer_facet_view(question: Question, counts: Sequence[FacetCount], place: Place) -> AnswerFacet:
    """How many of the list gave each answer; those that nobody gave are left out."""
    values = []
    for counted in counts:
        on = has_term(place.q, counted.term)
        if counted.count or on:
            q = without_term(place.q, counted.term) if on else with_term(place.q, counted.term)
            values.append(FacetValue(_label(question, counted.value), counted.count, replace(place, q=q).sheet(), on))
    return AnswerFacet(question.key, question.label, place.sheet(), place.facet(question.key), tuple(values), open=True)


def _label(question: Question, value: str) -> str:
    if question.kind is QuestionKind.LANGUAGES:
        return language_names().get(value, value)
    if question.kind is QuestionKind.SCALE:
        return question.label_of(float(value))
    return question.label_of(value)
