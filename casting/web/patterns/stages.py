"""Samples of what an applicant is told of the stage in which she stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casting.domain.said import Span, said
from casting.domain.vocabulary import Stage
from casting.web.pages import OwnStageDays
from casting.web.patterns.applicants import RECEIPT
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
    }
