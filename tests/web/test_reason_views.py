"""The reasons of a score as they stand on a candidate's page."""

from casting.domain.scoring import Reason, ReasonKind
from casting.web.reason_views import reason_groups


def test_words_that_tell_nothing_alone_are_called_together_and_the_figures_add_up() -> None:
    weights = {"army": 0.333, "": 0.333, "stage": -0.111}
    reasons = tuple(Reason(ReasonKind.PHRASE, name, value) for name, value in weights.items())
    (words,), start = reason_groups((Reason(ReasonKind.START, "start", 0.0), *reasons))
    shown = [(reason.label, reason.shown) for reason in words.reasons]
    assert shown == [("Writes “army”", "+0.34"), ("Other words", "+0.33"), ("Writes “stage”", "−0.11")]
    assert (words.shown, start) == ("+0.56", "0.00")
