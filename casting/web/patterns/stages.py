"""Samples of what an applicant is told of the stage in which she stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casting.domain.said import Span
from casting.domain.vocabulary import Stage
from casting.web.pages import OwnStageDays
from casting.web.patterns.applicants import RECEIPT
from casting.web.render import Shown
from casting.web.stage_views import LABELS


def stage_patterns() -> Mapping[str, Shown]:
    """The days of her stage, in two languages."""
    days = OwnStageDays(LABELS[Stage.CALLBACK], Span(date(2026, 12, 3), date(2026, 12, 5)))
    status = replace(RECEIPT, title="Your application", fresh=False, stage_days=days)
    return {"status, days": status, "status, days, in Russian": replace(status, language="ru")}
