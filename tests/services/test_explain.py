"""Reasons in words that a director says."""

import pytest

from casting.domain.phrases import AT_HOME
from casting.domain.scoring import FeatureRow, Model, Reason, ReasonKind, WordColumns
from casting.domain.terms import Terms
from casting.services.explain import named_reasons
from tests.domain.test_changes import ROLE

MODEL = Model("linear-1", {}, 0.5, WordColumns(1, b"", b"", b""), (), ())


def test_facts_and_criteria_are_named_with_what_was_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (
        Reason(ReasonKind.START, "start", 0.5),
        Reason(ReasonKind.FACT, "height", 0.4),
        Reason(ReasonKind.FACT, "height & stage", 0.3),
        Reason(ReasonKind.FACT, "gone", 0.2),
        Reason(ReasonKind.CRITERION, "medicine", 0.1),
        Reason(ReasonKind.CRITERION, "speaks", -0.1),
        Reason(ReasonKind.PHRASE, "sew wounds", -0.2),
    )
    monkeypatch.setattr(Model, "reasons", lambda *_: found)
    row = FeatureRow(Terms(), {"height": 168.0, "stage": "yes"}, {"medicine": 0.3, "speaks": 1.0})
    named = named_reasons(ROLE, MODEL, row, city="Kazan")
    assert [reason.name for reason in named] == [
        "start",
        "Height: 168",
        "Height: 168 & Stage: Yes",
        "gone",
        "Medicine: partly met",
        "English: met",
        "sew wounds",
    ]
    assert [reason.value for reason in named] == [reason.value for reason in found]


def test_words_that_name_where_she_lives_are_one_reason_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"nizhny": 0.25, "sew wounds": 0.125, "novgorod / harbour": -0.5, "иркутске": 0.0625, "": -0.125}
    found = tuple(Reason(ReasonKind.PHRASE, name, value) for name, value in values.items())
    monkeypatch.setattr(Model, "reasons", lambda *_: found)
    row = FeatureRow(Terms(), {}, {})

    def told(city: str | None) -> dict[str, float]:
        return {reason.name: reason.value for reason in named_reasons(ROLE, MODEL, row, city=city)}

    assert told("Nizhny Novgorod") == {"sew wounds": 0.125, "иркутске": 0.0625, "": -0.125, AT_HOME: -0.25}
    assert told("Иркутск")[AT_HOME] == 0.0625
    assert told("Kazan") == told(None) == values
