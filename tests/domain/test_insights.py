"""What a run came to survives being stored."""

import json

from casting.domain.fairness import GroupImpact, ListImpact, TraitImpact
from casting.domain.insights import (
    Agreement,
    Calibration,
    CalibrationBin,
    Distribution,
    Insights,
    MissedEstimate,
    Proxy,
    Reviewer,
    SeenCurve,
    StopEstimate,
)

FULL = Insights(
    distribution=Distribution((-1.0, 0.0, 1.0), (3, 4), (1, 0)),
    seen=SeenCurve((0, 10), (0, 4), (None, 2.5)),
    stop=StopEstimate(100, 10, 4, 0.95, 0.95, 0.6, None, False, 40, 0, "audit"),
    fairness=(
        ListImpact(
            "The first 20 of the order",
            200,
            20,
            (TraitImpact("age", (GroupImpact("25 to 34", 150, 20, 0.13, 1.0, 1.0, 1.0, 1.0, None, True),), 3, ""),),
        ),
    ),
    missed=MissedEstimate(10, 1, 9.0, 0.5, 31.0),
    calibration=Calibration((CalibrationBin(5, 0.2, 0.4, 0.1, 0.8),), 1.0, 2, 20.0),
    agreement=Agreement(0.4, 0.1, 0.6, 3, 6, (Reviewer(7, 10, 4, 3, None, 0.0),)),
    proxies=(Proxy("phrase", "my wife", "sex", "male", 0.8, 0.02),),
    silence={"stop": "There are too few marks."},
)


def test_what_is_stored_is_read_back_as_it_was() -> None:
    assert Insights.from_json(json.loads(json.dumps(FULL.to_json()))) == FULL


def test_a_run_that_says_nothing_is_empty() -> None:
    assert Insights.from_json({}) == Insights()


def test_what_a_later_version_says_is_not_read() -> None:
    assert Insights.from_json({"weather": {"sun": 1}}) == Insights()
