"""Whom a change of criteria would touch."""

from dataclasses import replace
from datetime import date

from casting.domain.columns import CriterionColumn
from casting.domain.criteria import AgeRule, Criterion, RisingRule
from casting.domain.effects import TOP, CriterionEffect, Effects, Placed, changed_keys, effects_of
from casting.domain.vocabulary import CriterionClass

DAY = date(2020, 11, 3)
AGE = Criterion("age", "Age 25–40", CriterionClass.GATE, "birth_date", AgeRule(25, 40), None, "She operates.")
YEARS = Criterion("years", "Years", CriterionClass.PREFERENCE, "years", RisingRule(0, 10), 1, "")
OLDER = replace(AGE, title="Age 25–45", rule=AgeRule(25, 45))


def placed(key: int, born: str | None, *, score: float = 0.0, years: float | None = None) -> Placed:
    return Placed(key, {"birth_date": born, "years": years}, score)


def test_a_new_wording_alone_changes_nothing() -> None:
    said_better = replace(AGE, title="Her age", justification="Said better.")
    assert changed_keys((AGE, YEARS), (YEARS, said_better)) == ()
    assert changed_keys((AGE, YEARS), (OLDER, replace(YEARS, weight=2))) == ("age", "years")
    assert changed_keys((AGE,), (YEARS,)) == ("age", "years")


def test_a_wider_gate_admits_and_moves_those_at_the_top() -> None:
    people = [placed(1, "1990-01-01", score=1), placed(2, "1977-01-01", score=3), placed(3, None, score=2)]
    assert effects_of((AGE,), (OLDER,), people, columns=(), on=DAY) == Effects(
        applications=3,
        admitted=1,
        shut_out=0,
        moved=3,
        left=0,
        criteria=(CriterionEffect("Age 25–45", met=1, unmet=0),),
        weighed=False,
    )


def test_a_narrower_gate_shuts_out_and_lets_others_rise_into_the_top() -> None:
    people = [placed(key, "1977-01-01" if key == 0 else "1990-01-01", score=-key) for key in range(TOP + 1)]
    found = effects_of((OLDER,), (AGE,), people, columns=(), on=DAY)
    assert (found.admitted, found.shut_out, found.left) == (0, 1, 1)
    assert found.criteria == (CriterionEffect("Age 25–40", met=0, unmet=1),)


def test_a_preference_moves_by_what_the_run_has_learned_of_it() -> None:
    people = [placed(1, None, score=0.5, years=5), placed(2, None, score=0.4, years=9)]
    column = CriterionColumn("years", 0.5, 1.0, 1.0)
    steeper = replace(YEARS, rule=RisingRule(8, 9))
    assert effects_of((YEARS,), (steeper,), people, columns=(column,), on=DAY).moved == 2
    assert effects_of((YEARS,), (steeper,), people, columns=(), on=DAY).moved == 0
    assert effects_of((YEARS,), (replace(YEARS, weight=3),), people, columns=(column,), on=DAY).weighed
