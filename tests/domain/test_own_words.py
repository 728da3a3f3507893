"""Texts of an office and their translations."""

from dataclasses import replace

from casting.domain.call_texts import replaced_texts
from casting.domain.calls import CallPlan, Option, Question, RolePlan
from casting.domain.own_words import earlier_texts
from casting.domain.vocabulary import QuestionKind
from tests.installation import NOON

LONG = "She operates in orbit, calmly and alone. " * 60


def test_a_mended_text_is_known_by_its_likeness_and_each_earlier_one_is_taken_once() -> None:
    mended = LONG.replace("alone", "by herself", 1)
    assert earlier_texts(["Your height", mended, "Why?"], ["Your hight", LONG, "A summary"]) == {
        "Your height": "Your hight",
        mended: LONG,
    }
    assert earlier_texts(["Up to 20 minutes", "Up to 25 minutes"], ["Up to 25 minute"]) == {
        "Up to 25 minutes": "Up to 25 minute"
    }


def test_a_text_is_replaced_where_another_one_stands_in_its_place_and_it_stands_nowhere_any_more() -> None:
    asked = Question("swim", QuestionKind.CHOICE, "Swimming", options=(Option("a", "Fast"), Option("b", "Slow")))
    role = RolePlan("somebody", "Somebody", "Anybody.", 1, (asked,), (), {})
    before = CallPlan("call", "Elsewhere", "A film", "Another call.", NOON, NOON, "UTC", NOON.date(), 12, (), (role,))
    options = (Option("a", "Slow"), Option("b", "Slowly"))
    after = replace(before, roles=(replace(role, questions=(replace(asked, options=options),)),))
    assert replaced_texts(before, after) == {"Fast": "Slow"}
    assert replaced_texts(before, replace(before, roles=(replace(role, questions=()),))) == {}
    assert replaced_texts(before, replace(before, title="Anywhere", summary="")) == {"Elsewhere": "Anywhere"}
