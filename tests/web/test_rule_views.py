"""What a criterion asks for, in words made of its rule."""

from dataclasses import replace
from datetime import date

import pytest

from casting.domain.calls import Question, RolePlan
from casting.domain.criteria import AgeRule, Criterion, NumberRule, Rule
from casting.domain.said import Said
from casting.domain.vocabulary import CriterionClass, QuestionKind
from casting.languages.catalogues import language
from casting.web.rule_views import bounds, bounds_untold

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


@pytest.mark.parametrize(
    ("rule", "unit", "code", "told"),
    [
        (NumberRule(1, 5), "years", "en", "From 1 year to 5 years."),
        (NumberRule(1, 5), "years", "ru", "1 год — 5 лет."),
        (NumberRule(2, None), "years", "ru", "2 года или больше."),
        (NumberRule(None, 1.5), "metres", "ru", "1,5 метра или меньше."),
        (NumberRule(None, 21), "times", "es", "21 veces o menos."),
        (NumberRule(150, 180), "cm", "ru", "150 см — 180 см."),
        (NumberRule(3, None), "прыжка", "ru", "3 прыжка или больше."),
        (AgeRule(None, 21), "", "ru", "Не старше 21 года на 3 ноября 2020\u202fг."),
        (AgeRule(18, 40), "", "ru", "Возраст от 18 до 40 лет на 3 ноября 2020\u202fг."),
        (AgeRule(1, None), "", "en", "1 year old or older on 3 November 2020."),
    ],
)
def test_a_number_takes_the_form_of_its_unit_that_the_language_asks_for(
    rule: Rule, unit: str, code: str, told: str
) -> None:
    asked = Question("height", QuestionKind.NUMBER, "How much?", unit=unit)
    gate = Criterion("height", "It", CriterionClass.GATE, "height", rule, None, "The seat.")
    said = bounds(gate, replace(ROLE, questions=(asked,)), on=date(2020, 11, 3))
    assert language(code).say(said) == told
