"""Samples of what an applicant is told of the stage in which she stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casting.domain.said import Span, said
from casting.domain.vocabulary import Stage
from casting.web.pages import OwnSidesView, OwnStageDays, StatusPage
from casting.web.patterns.applicants import RECEIPT
from casting.web.patterns.invented import RIGHT_TO_LEFT, SCRIPT, UNBROKEN
from casting.web.render import Shown
from casting.web.stage_views import LABELS
from casting.web.status_views import OUTCOME_WORDS


def stage_patterns() -> Mapping[str, Shown]:
    """The days of her stage, in two languages."""
    days = Span(date(2026, 12, 3), date(2026, 12, 5))
    status = replace(RECEIPT, title=said("Your application"), fresh=False)
    callback = replace(status, stage_words=said("{stage}: {days}", stage=LABELS[Stage.CALLBACK], days=days))
    booked = replace(
        status, stage_words=OUTCOME_WORDS[Stage.BOOKED], stage_days=OwnStageDays(LABELS[Stage.BOOKED], days)
    )
    return {
        "status, days": callback,
        "status, days, in Russian": replace(callback, language="ru"),
        "status, booked, days": booked,
        **_own_sides(status),
    }


def _own_sides(status: StatusPage) -> Mapping[str, Shown]:
    """One, and several for two stages with long texts in another language."""
    callback, shortlist = LABELS[Stage.CALLBACK], LABELS[Stage.SHORTLIST]
    one = OwnSidesView(
        callback,
        "Scene 12, the airlock",
        "Slate: your name and height.\nAt most two minutes, in one take.\nBy 30 November, 18:00 in Moscow.",
        said("PDF, {size} KB", size=240),
        "/applications/K7QX24/sides/2",
    )
    other = OwnSidesView(shortlist, UNBROKEN, SCRIPT, said("PDF, {size} MB", size=9.8), "/applications/K7QX24/sides/1")
    bare = replace(one, stage=shortlist, title=RIGHT_TO_LEFT, instructions="")
    return {
        "status, sides": replace(status, stage_words=callback, sides=(one,)),
        "status, several sides": replace(status, stage_words=callback, sides=(one, other, bare), language="es"),
    }
