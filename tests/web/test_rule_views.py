"""What a criterion asks for, in words made of its rule."""

from datetime import date

import pytest

from casting.domain.calls import RolePlan
from casting.domain.criteria import Criterion, NumberRule
from casting.domain.said import Said
from casting.domain.vocabulary import CriterionClass
from casting.web.rule_views import bounds_untold

ROLE = RolePlan(slug="lead", title="Lead", breakdown="", places=1, quotas={}, questions=(), criteria=())


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Height 150–180 cm", True),
        ("Height", False),
        ("Height from 150 cm", False),
        ("Height 1150–1800", False),
        ("", False),
    ],
)
def test_numbers_that_a_title_names_are_not_said_again(title: str, *, told: bool) -> None:
    asked = Criterion("height", title, CriterionClass.GATE, "height", NumberRule(150, 180), None, "The seat.")
    said = bounds_untold(asked, ROLE, on=date(2020, 11, 3))
    assert (said == "") == told
    assert told or (isinstance(said, Said) and dict(said.values) == {"lowest": 150, "highest": 180})
