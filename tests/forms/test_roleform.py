"""A call and its roles as they are typed: what is read back is what was written."""

from dataclasses import replace

import pytest

from casting import resources
from casting.domain.criteria import ChoiceRule
from casting.forms.callfile import read_call
from casting.forms.callform import call_as_typed, read_call_form
from casting.forms.offered import options_of
from casting.forms.roleform import read_role_form, role_as_typed
from casting.forms.rows import after_act, rows_of
from casting.forms.shortnames import short_name

PLAN = read_call(resources.seed_folder() / "the-challenge")
TYPED = role_as_typed(PLAN.roles[0])


def test_what_is_written_into_the_fields_is_read_back_the_same() -> None:
    role, call = read_role_form(TYPED), read_call_form(call_as_typed(PLAN))
    assert (role.faults, role.plan) == ({}, PLAN.roles[0])
    assert (call.faults, call.plan) == ({}, replace(PLAN, roles=(), translations={}))


@pytest.mark.parametrize(
    ("field", "said", "reason"),
    [
        ("title", "", "“Title” is empty: for example “The surgeon”"),
        ("places", "many", "“How many are cast” has to be a number, not “many”: for example “1”"),
        ("breakdown", " ", "this is empty: write its text"),
        ("questions.3.lowest", "300", "“From” 300 has to be below “To” 230"),
        ("questions.0.key", "email", "every form has a field “email” already"),
        ("criteria.3.rule.lowest", "x", "“From” has to be a number, not “x”"),
        ("criteria.0.rule.met", "perhaps", "“perhaps” is not among the answers any more: untick it"),
        ("criteria.0.asks", "", "choose the answer that it is held against"),
        ("criteria.0.asks", "gone", "is not there any more: choose another answer, or take this out"),
        ("criteria.0.class", "", "choose one"),
        ("criteria.0.title", "Her religion", "or choose the class “info”, so that"),
        ("questions.0.options", "", "write 2 to 100 answers, one to a line; there are 0"),
        ("questions.0.kind", "", "choose one"),
        ("quotas.callback", "-1", "“callback” has to be a whole number from 1"),
    ],
)
def test_each_fault_is_said_at_its_own_field(field: str, said: str, reason: str) -> None:
    elsewhere = {"criteria.0.rule.met": "criteria.0.rule.kind", "criteria.0.title": "criteria.0.class"}
    at = elsewhere.get(field, field)
    assert reason in read_role_form({**TYPED, field: said}).faults[at]


def test_a_condition_that_cannot_be_is_said_in_the_words_of_its_question_and_its_answers() -> None:
    sea = {"key": "how_often_at_sea", "label": "How often have you been at sea?", "kind": "choice"}
    sea |= {"options": "never = Never\na_few_times = A few times"}
    ride = {"key": "ride", "label": "Do you ride?", "kind": "choice", "options": "no = No\nvery_well = Very well"}
    deck = {"key": "deck", "label": "What did you do on deck?", "kind": "text", "only_if": "how_often_at_sea"}

    def fault(*rows: dict[str, str]) -> str:
        named = {f"questions.{n}.{part}": said for n, row in enumerate(rows) for part, said in row.items()}
        number = next(n for n, row in enumerate(rows) if "only_if" in row)
        return read_role_form({"title": "The keeper", **named}).faults[f"questions.{number}.only_if"]

    asks = {**deck, "only_if_is": "a_few_times"}
    told = fault(ride, asks, sea)
    assert "“How often have you been at sea?” is no question before this one of the kinds" in told
    assert told.endswith("; such are: “Do you ride?”")
    assert fault(ride, {**asks, "only_if": "ride"}, sea) == "“A few times” is not among the answers any more: untick it"
    gone = fault({**sea, "options": "never = Never\noften = Often"}, asks)
    assert gone == "“a few times” is not among the answers any more: untick it"


def test_what_is_to_be_ticked_is_said_so_and_no_list_is_asked_to_be_written() -> None:
    typed = {**TYPED, "questions.0.kind": "choice", "questions.0.options": "Yes\nNo", "criteria.0.rule.met": ""}
    assert read_role_form(typed).faults["criteria.0.rule.met"] == "tick at least one answer"


def test_a_choice_that_comes_twice_is_said_and_not_swallowed() -> None:
    faults = read_role_form({**TYPED, "questions.0.options": "yes = Yes\nyes = Indeed"}).faults
    assert "“yes” comes twice in “Choices”" in faults["questions.0.options"]


def test_names_are_made_of_what_people_read_and_never_twice() -> None:
    typed = {"title": "Её сестра", "questions.0.label": "Do you ski?", "questions.1.label": "Do you ski?"}
    read = read_role_form(typed)
    assert [question.key for question in read.plan.questions] == ["do_you_ski", "do_you_ski_2"]
    assert (read.plan.slug, read.typed.get("slug", "")) == ("ee-sestra", "")
    assert read_role_form({**typed, "slug": "her-sister"}).plan.slug == "her-sister"
    assert short_name("The Surgeon’s 2nd aide", between="-", other="role") == "the-surgeon-s-2nd-aide"
    assert short_name("Lucía, the little sister", between="-", other="role") == "lucia-the-little-sister"
    assert short_name("Лика", between="-", other="role") == "lika"
    assert short_name("!?", between="-", other="role") == "role"


def test_answers_are_found_by_what_people_read() -> None:
    assert options_of("can = I can\nДа") == [("can", "I can"), ("da", "Да")]
    typed = {**TYPED, "criteria.0.rule.met": "Yes"}
    assert read_role_form(typed).plan.criteria[0].rule == ChoiceRule(("yes",))


def test_rows_move_and_go_and_nothing_else_changes() -> None:
    typed = {"title": "T", "rows.0.a": "1", "rows.1.a": "2", "rows.7.a": "3"}
    new = {"rows": {"a": ""}}
    assert [row["a"] for row in rows_of(after_act(typed, "rows.2.up", new=new), "rows")] == ["1", "3", "2"]
    assert [row["a"] for row in rows_of(after_act(typed, "rows.0.up", new=new), "rows")] == ["1", "2", "3"]
    assert [row["a"] for row in rows_of(after_act(typed, "rows.1.remove", new=new), "rows")] == ["1", "3"]
    assert [row["a"] for row in rows_of(after_act(typed, "rows.add", new=new), "rows")] == ["1", "2", "3", ""]
    assert after_act(typed, "rows.9.remove", new=new) == typed
    assert after_act(typed, "others.0.up", new=new) == typed
