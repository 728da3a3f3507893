"""Calls kept and read back: equal to their plan, changed in place, and never pulled from under applications."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import CallPlan, Consent, Option, Question, RolePlan
from casting.domain.criteria import AgeRule, ChoiceRule, Criterion, GivenRule, NumberRule, RisingRule, ScaleRule
from casting.domain.errors import Refused
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse, Stage
from casting.store.calls import add_question, call_kept, calls_kept, keep_call, role_kept, role_kept_by_id
from casting.store.engine import connect, reading, writing
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ConsentTextRow,
    MaterialRow,
    QuestionRow,
    table,
)

APPLICANT, APPLICATION = table(ApplicantRow), table(ApplicationRow)
SHEET, MATERIAL = table(AnswerSheetRow), table(MaterialRow)
QUESTION, CONSENT_TEXT = table(QuestionRow), table(ConsentTextRow)
NOW = datetime(2020, 11, 10, tzinfo=UTC)

SWIM = Question(
    "swim", QuestionKind.CHOICE, "Do you swim?", options=(Option("can", "Yes"), Option("no", "No")), card=True
)
HEIGHT = Question(
    "height",
    QuestionKind.NUMBER,
    "Your height",
    help="Without shoes.",
    unit="cm",
    lowest=100,
    highest=230.5,
    required=True,
)
STORY = Question("story", QuestionKind.LONG_TEXT, "Почему вы?", longest=5000, use=QuestionUse.WORDS)
RESUME = Question("resume", QuestionKind.FILE, "A résumé", longest=5_000_000)
GRADE = Question("grade", QuestionKind.CHOICE, "Your grade", options=(Option("a", "A"), Option("b", "B")))
GATE, PREFERENCE, INFO = CriterionClass.GATE, CriterionClass.PREFERENCE, CriterionClass.INFO
CRITERIA = (
    Criterion("age", "Age 25–40", GATE, "birth_date", AgeRule(25, 40), None, "She is that age."),
    Criterion("swim", "Swims", GATE, "swim", ChoiceRule(("can",), ()), None, "She lands on water."),
    Criterion("tall", "Tall", PREFERENCE, "height", RisingRule(150, 180), 1.5, ""),
    Criterion("grade", "Good", PREFERENCE, "grade", ScaleRule(("b", "a"), "a"), 0.25, ""),
    Criterion("fits", "Fits", INFO, "height", NumberRule(None, 180.5), None, ""),
    Criterion("from", "From", INFO, "city", GivenRule(), None, ""),
)
ROLE = RolePlan(
    "lead", "The lead", "She swims.\n\nA lot.", 2, (SWIM, HEIGHT, STORY, RESUME, GRADE), CRITERIA, {Stage.SHORTLIST: 20}
)
CONSENTS = (
    Consent("casting", "I agree.", "We keep it.", required=True),
    Consent("medical selection", "I also agree.", "We pass it on.", required=False),
)
CALL = CallPlan(
    slug="sea",
    title="The Sea",
    production="A film",
    summary="A film about the sea.",
    opens_at=datetime(2020, 11, 3, 9, tzinfo=UTC),
    closes_at=datetime(2020, 12, 31, 21, tzinfo=UTC),
    time_zone="Europe/Moscow",
    reference_date=date(2020, 11, 3),
    keep_months=12,
    consents=CONSENTS,
    roles=(ROLE,),
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = connect(database_url)
    yield made
    made.dispose()


def with_role(**parts: object) -> CallPlan:
    return replace(CALL, roles=(replace(ROLE, **parts),))  # type: ignore[arg-type]


def keep(engine: Engine, plan: CallPlan) -> int:
    """Keep a plan; its version afterwards."""
    with writing(engine) as session:
        return keep_call(session, plan, now=NOW).version


def apply(engine: Engine, *, answers: dict[str, object], file: str | None = None) -> int:
    """Put an application for the role into the tables, prepared."""
    with writing(engine) as session:
        role = role_kept(session, "sea", "lead")
        assert role is not None
        person = {"name": "Mo", "sort_name": "mo"}
        applicant_id = session.execute(insert(APPLICANT).values(person).returning(APPLICANT.c.id)).scalar_one()
        row = {
            "role_id": role.role_id, "applicant_id": applicant_id, "reference": "A1", "token": "t", "sort_name": "mo",
            "received_at": NOW, "stage": "received", "version": 1, "prepared_version": 1, "prepare_attempts": 3,
        }  # fmt: skip
        application_id: int = session.execute(insert(APPLICATION).values(row).returning(APPLICATION.c.id)).scalar_one()
        sheet = {"application_id": application_id, "version": 1, "saved_at": NOW, "answers": answers}
        session.execute(insert(SHEET).values(sheet))
        if file is not None:
            material = {
                "application_id": application_id, "kind": "document", "question_key": file, "state": "ready",
                "media_type": "application/pdf", "file_name": "a.pdf", "handed_in_at": NOW, "attempts": 0,
            }  # fmt: skip
            session.execute(insert(MATERIAL).values(material))
        return application_id


def prepared(engine: Engine, application_id: int) -> int:
    with reading(engine) as session:
        found = select(APPLICATION.c.prepared_version).where(APPLICATION.c.id == application_id)
        return int(session.execute(found).scalar_one())


# ------------------------------------------------------------------------------------- kept as it was planned


def test_a_call_comes_back_as_it_was_planned(engine: Engine) -> None:
    assert keep(engine, CALL) == 1
    with reading(engine) as session:
        kept = call_kept(session, "sea")
        role = role_kept(session, "sea", "lead")
    assert kept is not None
    assert kept.call == CALL
    assert role is not None
    assert role.role == ROLE
    assert role.call == replace(CALL, roles=())
    assert (role.call_id, role.role_id) == (kept.call_id, kept.role_ids["lead"])
    assert (role.call_version, role.criteria_version) == (1, 1)
    assert role.asked == {"swim", "height", "story", "resume", "grade"}
    assert list(role.consent_ids) == ["casting", "medical selection"]
    assert list(role.criterion_ids) == [criterion.key for criterion in CRITERIA]
    assert list(role.question_ids) == [question.key for question in ROLE.questions]


def test_a_role_is_found_by_its_slugs_and_by_its_key(engine: Engine) -> None:
    keep(engine, CALL)
    with reading(engine) as session:
        role = role_kept(session, "sea", "lead")
        assert role is not None
        assert role_kept_by_id(session, role.role_id) == role


def test_what_is_not_there_is_none(engine: Engine) -> None:
    keep(engine, CALL)
    with reading(engine) as session:
        assert call_kept(session, "lake") is None
        assert role_kept(session, "sea", "other") is None
        assert role_kept(session, "lake", "lead") is None
        assert role_kept_by_id(session, 999) is None


def test_calls_are_listed_with_the_one_that_opens_last_first(engine: Engine) -> None:
    lake = replace(CALL, slug="lake", opens_at=datetime(2020, 11, 4, tzinfo=UTC))
    for plan in (CALL, lake):
        keep(engine, plan)
    with reading(engine) as session:
        assert [kept.call for kept in calls_kept(session)] == [lake, CALL]


@pytest.mark.parametrize("calls", [1, 3])
def test_the_number_of_queries_does_not_grow(calls: int, engine: Engine) -> None:
    for number in range(calls):
        keep(engine, replace(CALL, slug=f"sea-{number}", roles=(ROLE, replace(ROLE, slug="second"))))
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *sent: said.append(sent[2]))
    with reading(engine) as session:
        calls_kept(session)
        listed = sum(statement.startswith("SELECT") for statement in said)
        role_kept(session, "sea-0", "lead")
    assert listed == 5
    assert sum(statement.startswith("SELECT") for statement in said) - listed == 6


def test_a_role_that_was_read_is_read_again_only_when_its_call_changed(engine: Engine) -> None:
    keep(engine, CALL)
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *sent: said.append(sent[2]))
    costs, found = [], None
    for title in ("The Sea", "The Sea", "The Lake"):
        if title == "The Lake":
            keep(engine, replace(CALL, title=title))
        said.clear()
        with reading(engine) as session:
            found = role_kept(session, "sea", "lead")
        costs.append(sum(statement.startswith("SELECT") for statement in said))
    assert found is not None
    assert found.call.title == "The Lake"
    assert costs[1:] == [1, 6]


def test_a_change_that_is_rolled_back_leaves_nothing_in_memory(engine: Engine) -> None:
    keep(engine, CALL)
    with suppress(RuntimeError), writing(engine) as session:
        keep_call(session, replace(CALL, title="Never"), now=NOW)
        changed = role_kept(session, "sea", "lead")
        assert changed is not None
        assert changed.call.title == "Never"
        raise RuntimeError("the act breaks")
    keep(engine, replace(CALL, title="The Lake"))
    with reading(engine) as session:
        found = role_kept(session, "sea", "lead")
    assert found is not None
    assert found.call.title == "The Lake"


# ------------------------------------------------------------------------------------------ changed in place


def test_keeping_the_same_again_changes_nothing(engine: Engine) -> None:
    keep(engine, CALL)
    with reading(engine) as session:
        before = role_kept(session, "sea", "lead")
    assert keep(engine, CALL) == 1
    with reading(engine) as session:
        assert role_kept(session, "sea", "lead") == before


@pytest.mark.parametrize(
    "changed",
    [
        replace(CALL, title="The Sea again"),
        replace(CALL, closes_at=datetime(2021, 1, 31, tzinfo=UTC)),
        replace(CALL, consents=CONSENTS[:1]),
        with_role(title="A lead"),
        with_role(quotas={Stage.SHORTLIST: 21}),
        with_role(questions=ROLE.questions[::-1]),
        with_role(questions=(replace(SWIM, label="Can you swim?"), *ROLE.questions[1:])),
        with_role(criteria=CRITERIA[1:]),
        with_role(criteria=(replace(CRITERIA[0], rule=AgeRule(25, 45)), *CRITERIA[1:])),
        replace(CALL, roles=(ROLE, replace(ROLE, slug="second"))),
    ],
)
def test_any_change_is_kept_raises_the_version_and_keeps_the_keys(changed: CallPlan, engine: Engine) -> None:
    keep(engine, CALL)
    with reading(engine) as session:
        before = role_kept(session, "sea", "lead")
    assert keep(engine, changed) == 2
    with reading(engine) as session:
        kept = call_kept(session, "sea")
        after = role_kept(session, "sea", "lead")
    assert before is not None
    assert after is not None
    assert kept is not None
    assert kept.call == changed
    assert after.role_id == before.role_id
    for ids, ids_before in (
        (after.question_ids, before.question_ids),
        (after.criterion_ids, before.criterion_ids),
        (after.consent_ids, before.consent_ids),
    ):
        assert ids == {key: ids_before[key] for key in ids}
    assert after.criteria_version == (1 if after.role.criteria == CRITERIA else 2)


def test_a_changed_consent_text_is_a_new_row_and_an_old_one_comes_back(engine: Engine) -> None:
    keep(engine, CALL)
    changed = replace(CALL, consents=(replace(CONSENTS[0], text="We keep it for a year."), CONSENTS[1]))
    with writing(engine) as session:
        first = role_kept(session, "sea", "lead")
        keep_call(session, changed, now=NOW)
        second = role_kept(session, "sea", "lead")
        keep_call(session, CALL, now=NOW)
        third = role_kept(session, "sea", "lead")
        rows = session.execute(select(CONSENT_TEXT.c.purpose, CONSENT_TEXT.c.current).order_by(CONSENT_TEXT.c.id)).all()
    assert first is not None
    assert second is not None
    assert third is not None
    assert second.consent_ids["casting"] not in first.consent_ids.values()
    assert second.consent_ids["medical selection"] == first.consent_ids["medical selection"]
    assert third.consent_ids == first.consent_ids
    assert [tuple(row) for row in rows] == [("casting", True), ("medical selection", True), ("casting", False)]


def test_whether_a_consent_is_required_may_change_without_a_new_text(engine: Engine) -> None:
    keep(engine, CALL)
    changed = replace(CALL, consents=(CONSENTS[0], replace(CONSENTS[1], required=True)))
    keep(engine, changed)
    with reading(engine) as session:
        kept = call_kept(session, "sea")
        assert kept is not None
        assert kept.call == changed
        assert len(session.execute(select(CONSENT_TEXT.c.id)).all()) == 2


# ----------------------------------------------------------------------------------- with applications in it


def test_a_question_without_answers_goes(engine: Engine) -> None:
    keep(engine, CALL)
    keep(engine, with_role(questions=(SWIM, HEIGHT, GRADE)))
    with reading(engine) as session:
        assert set(session.scalars(select(QUESTION.c.key))) == {"swim", "height", "grade"}


def test_a_question_with_answers_stays_and_is_asked_no_more(engine: Engine) -> None:
    keep(engine, CALL)
    apply(engine, answers={"story": "Because.", "height": 170.0}, file="resume")
    keep(engine, with_role(questions=(SWIM, HEIGHT, GRADE)))
    with reading(engine) as session:
        kept, role = call_kept(session, "sea"), role_kept(session, "sea", "lead")
    assert kept is not None
    assert [question.key for question in kept.call.roles[0].questions] == ["swim", "height", "grade"]
    assert role is not None
    assert role.role.questions == (SWIM, HEIGHT, GRADE, STORY, RESUME)
    assert role.asked == {"swim", "height", "grade"}


def test_a_question_that_comes_back_is_the_same(engine: Engine) -> None:
    keep(engine, CALL)
    apply(engine, answers={"story": "Because."})
    with writing(engine) as session:
        before = role_kept(session, "sea", "lead")
        keep_call(session, with_role(questions=(SWIM, HEIGHT, RESUME, GRADE)), now=NOW)
        keep_call(session, CALL, now=NOW)
        after = role_kept(session, "sea", "lead")
    assert before is not None
    assert after is not None
    assert (after.question_ids, after.asked, after.role) == (before.question_ids, before.asked, before.role)


def test_the_kind_of_an_answered_question_cannot_change(engine: Engine) -> None:
    keep(engine, CALL)
    changed = with_role(questions=(SWIM, HEIGHT, replace(STORY, kind=QuestionKind.TEXT), RESUME, GRADE))
    apply(engine, answers={"story": "Because."})
    with pytest.raises(Refused, match="“story” is a long text and has answers"):
        keep(engine, changed)
    with reading(engine) as session:
        kept = call_kept(session, "sea")
        assert kept is not None
        assert (kept.call, kept.version) == (CALL, 1)


def test_the_kind_of_a_question_without_answers_may_change(engine: Engine) -> None:
    keep(engine, CALL)
    apply(engine, answers={"height": 170.0, "motivation": "my story"})
    changed = with_role(questions=(SWIM, HEIGHT, replace(STORY, kind=QuestionKind.TEXT), RESUME, GRADE))
    assert keep(engine, changed) == 2


def test_a_role_goes_only_as_long_as_nobody_applied(engine: Engine) -> None:
    keep(engine, replace(CALL, roles=(ROLE, replace(ROLE, slug="second"))))
    apply(engine, answers={})
    keep(engine, CALL)
    with reading(engine) as session:
        kept = call_kept(session, "sea")
        assert kept is not None
        assert list(kept.role_ids) == ["lead"]
    with pytest.raises(Refused, match="“lead” has applications"):
        keep(engine, replace(CALL, roles=(replace(ROLE, slug="second"),)))


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        (replace(CALL, title="Another title"), False),
        (with_role(questions=(replace(SWIM, label="Can you swim?"), *ROLE.questions[1:])), False),
        (with_role(questions=(SWIM, HEIGHT, replace(STORY, use=QuestionUse.NOTHING), RESUME, GRADE)), True),
        (with_role(criteria=(replace(CRITERIA[0], rule=AgeRule(25, 45)), *CRITERIA[1:])), True),
        (with_role(criteria=CRITERIA[1:]), True),
        (replace(CALL, reference_date=date(2020, 11, 4)), True),
    ],
)
def test_applications_are_prepared_again_where_it_makes_a_difference(
    changed: CallPlan, again: bool, engine: Engine
) -> None:
    keep(engine, CALL)
    application_id = apply(engine, answers={"height": 170.0})
    keep(engine, changed)
    assert prepared(engine, application_id) == (0 if again else 1)


# ------------------------------------------------------------------------------------------ added by an import


def add(session: Session, question: Question) -> int:
    role = role_kept(session, "sea", "lead")
    assert role is not None
    return add_question(session, role.role_id, question)


def test_an_added_question_is_kept_but_not_asked(engine: Engine) -> None:
    keep(engine, CALL)
    school = Question("school", QuestionKind.TEXT, "School")
    with writing(engine) as session:
        question_id = add(session, school)
    with reading(engine) as session:
        role = role_kept(session, "sea", "lead")
    assert role is not None
    assert role.role.questions == (*ROLE.questions, school)
    assert role.question_ids["school"] == question_id
    assert "school" not in role.asked
    assert role.call_version == 2


def test_an_added_question_stays_when_the_file_is_loaded_again(engine: Engine) -> None:
    keep(engine, CALL)
    with writing(engine) as session:
        add(session, Question("school", QuestionKind.TEXT, "School"))
    assert keep(engine, CALL) == 2
    assert keep(engine, replace(CALL, title="Another")) == 3
    with reading(engine) as session:
        role = role_kept(session, "sea", "lead")
    assert role is not None
    assert role.role.questions[-1].key == "school"


def test_a_question_cannot_be_added_twice(engine: Engine) -> None:
    keep(engine, CALL)
    with writing(engine) as session, pytest.raises(Refused, match="“story” already"):
        add(session, STORY)


def test_a_call_that_was_changed_elsewhere_is_read_as_it_is_now(engine: Engine) -> None:
    keep(engine, CALL)
    with writing(engine) as session:
        session.execute(update(QUESTION).where(QUESTION.c.key == "swim").values(label="Swim?"))
        assert keep_call(session, CALL, now=NOW).call == CALL
