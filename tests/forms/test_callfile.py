"""A call's folder: the shipped one, what each fault is said to be and where, and files that mean harm."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.calls import CallPlan
from casting.domain.criteria import AgeRule, ChoiceRule, NumberRule, RisingRule, ScaleRule
from casting.domain.lawful import objections_to_criterion, objections_to_question
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse, Stage
from casting.forms.callfile import CallFileRefused, Fault, read_call
from casting.resources import seed_folder

CALL = """\
slug: small
title: A small call
production: A short film
summary: summary.md
opens_at: 2021-03-01 10:00
closes_at: 2021-03-31 10:00
time_zone: Europe/Madrid
reference_date: 2021-03-01
keep_months: 6
consents:
  - purpose: casting
    label: I agree.
    text: consent.md
    required: yes
roles:
  - part.yaml
"""
ROLE = """\
slug: part
title: The part
breakdown: part.md
places: 2
quotas: {shortlist: 5}
questions:
  - key: swim
    kind: choice
    label: Do you swim?
    options: {can: Yes I do, cannot: "No", unsure: I never tried}
  - key: height
    kind: number
    label: Your height
    unit: cm
    lowest: 100
    highest: 230
  - key: story
    kind: long text
    label: Why you?
    use: words
criteria:
  - key: swims
    title: Swims
    class: gate
    asks: swim
    rule: {kind: choice, met: [can], unknown: [unsure]}
    justification: She falls into a river.
  - key: tall
    title: Tall
    class: preference
    weight: 2
    asks: height
    rule: {kind: rising, nothing: 150, full: 180}
"""
AGE = "asks: birth_date\n    rule: {kind: age, lowest: 3}"
TEXTS = {"summary.md": "A film.\n", "consent.md": "We keep it.\n", "part.md": "A swimmer.\n"}
Files = dict[str, str | bytes]


@pytest.fixture
def files() -> Files:
    """A small call without a fault, by file name."""
    return {"call.yaml": CALL, "part.yaml": ROLE, **TEXTS}


def write(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def faults(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(CallFileRefused) as refused:
        read_call(folder)
    return refused.value.faults


# ------------------------------------------------------------------------------------------- what is read


def test_the_small_call_is_read(files: Files, tmp_path: Path) -> None:
    plan = read_call(write(tmp_path, files))
    (role,) = plan.roles
    assert (plan.slug, plan.title, plan.summary, plan.time_zone) == (
        "small",
        "A small call",
        "A film.",
        "Europe/Madrid",
    )
    assert (plan.opens_at, plan.closes_at) == (
        datetime(2021, 3, 1, 9, tzinfo=UTC),
        datetime(2021, 3, 31, 8, tzinfo=UTC),  # summer time has begun
    )
    assert [(c.purpose, c.label, c.text, c.required) for c in plan.consents] == [
        ("casting", "I agree.", "We keep it.", True)
    ]
    assert (role.slug, role.places, role.quotas) == ("part", 2, {Stage.SHORTLIST: 5})
    assert [(o.value, o.label) for o in role.questions[0].options] == [
        ("can", "Yes I do"),
        ("cannot", "No"),
        ("unsure", "I never tried"),
    ]
    assert [c.rule for c in role.criteria] == [ChoiceRule(("can",), ("unsure",)), RisingRule(150, 180)]


def test_values_mean_what_is_written_and_not_what_yaml_makes_of_them(files: Files, tmp_path: Path) -> None:
    files["call.yaml"] = CALL.replace("A small call", "1e3")
    files["part.yaml"] = ROLE.replace("can: Yes I do", "yes: on").replace("met: [can]", "met: [yes]")
    plan = read_call(write(tmp_path, files))
    assert plan.title == "1e3"
    assert plan.roles[0].questions[0].options[0].value == "yes"
    assert plan.roles[0].questions[0].options[0].label == "on"


def test_times_may_name_their_own_offset(files: Files, tmp_path: Path) -> None:
    files["call.yaml"] = CALL.replace("2021-03-01 10:00", "2021-03-01T10:00:30+05:00")
    assert read_call(write(tmp_path, files)).opens_at == datetime(2021, 3, 1, 5, 0, 30, tzinfo=UTC)


def test_line_ends_and_a_mark_of_byte_order_make_no_difference(files: Files, tmp_path: Path) -> None:
    plan = read_call(write(tmp_path, files))
    windows: Files = {name: "\ufeff" + str(content).replace("\n", "\r\n") for name, content in files.items()}
    assert read_call(write(tmp_path, windows)) == plan


@pytest.fixture(scope="module")
def challenge() -> CallPlan:
    return read_call(seed_folder() / "the-challenge")


def test_the_shipped_call_asks_what_was_published(challenge: CallPlan) -> None:
    (role,) = challenge.roles
    assert (challenge.slug, role.slug) == ("the-challenge", "the-surgeon")
    assert (challenge.title, role.title) == ("The Challenge", "The surgeon")
    assert (challenge.reference_date, challenge.time_zone) == (date(2020, 11, 3), "Europe/Moscow")
    assert role.quotas == {Stage.SHORTLIST: 20, Stage.CALLBACK: 4, Stage.HOLD: 1, Stage.BOOKED: 1}
    rules = {c.key: c.rule for c in role.criteria if c.klass is CriterionClass.GATE}
    assert rules == {
        "citizenship": ChoiceRule(("yes",)),
        "record": ChoiceRule(("none",)),
        "plays": ChoiceRule(("women", "any")),
        "age": AgeRule(25, 40),
        "height": NumberRule(150, 180),
        "weight": NumberRule(50, 70),
        "chest": NumberRule(None, 112),
        "swim": ChoiceRule(("under20",), ("unsure",)),
        "run": ChoiceRule(("under330",), ("unsure",)),
        "dive": ChoiceRule(("yes",), ("unsure",)),
    }
    assert {c.key: c.rule for c in role.criteria if c.klass is CriterionClass.PREFERENCE} == {
        "english": ScaleRule(("none", "A1", "A2", "B1", "B2", "C1", "C2"), "C1"),
        "medicine": RisingRule(0, 6),
    }
    assert [(c.purpose, c.required) for c in challenge.consents] == [("casting", True), ("medical selection", False)]


def test_the_shipped_call_asks_the_questions_that_the_demonstration_answers(challenge: CallPlan) -> None:
    (role,) = challenge.roles
    asked = {question.key: question for question in role.questions}
    assert " ".join(asked) == (
        "citizenship record plays height weight chest swim run dive english medical_years languages skills "
        "under_water flown flights experience credits motivation available_from reel resume"
    )
    assert {key: tuple(o.value for o in q.options) for key, q in asked.items() if q.options} == {
        "citizenship": ("yes", "no"),
        "record": ("none", "some"),
        "plays": ("women", "men", "any"),
        "swim": ("under20", "slower", "no", "unsure"),
        "run": ("under330", "slower", "no", "unsure"),
        "dive": ("yes", "no", "unsure"),
        "english": ("none", "A1", "A2", "B1", "B2", "C1", "C2"),
        "skills": ("riding", "scuba", "climbing", "fencing", "first_aid", "singing", "dancing"),
        "under_water": ("1", "5"),
    }
    assert {q.key: (q.lowest, q.highest, q.unit) for q in role.questions if q.kind is QuestionKind.NUMBER} == {
        "height": (100, 230, "cm"),
        "weight": (30, 250, "kg"),
        "chest": (50, 180, "cm"),
        "medical_years": (0, 60, ""),
        "flights": (1, 10_000, ""),
    }
    assert asked["resume"].longest == 5 * 1024 * 1024


def test_the_scorer_reads_the_three_texts_of_the_shipped_call_and_nothing_else(challenge: CallPlan) -> None:
    used = {q.key: q.use for q in challenge.roles[0].questions if q.use is not QuestionUse.NOTHING}
    assert used == dict.fromkeys(["experience", "credits", "motivation"], QuestionUse.WORDS)


def test_the_shipped_call_is_lawful(challenge: CallPlan) -> None:
    (role,) = challenge.roles
    assert [objections_to_question(question) for question in role.questions] == [()] * len(role.questions)
    for criterion in role.criteria:
        assert objections_to_criterion(criterion, role.question(criterion.asks)) == ()
        assert criterion.klass is not CriterionClass.GATE or len(criterion.justification.split()) >= 15


def test_the_shipped_breakdown_is_more_than_a_title(challenge: CallPlan) -> None:
    assert len(challenge.roles[0].breakdown.split()) >= 150


# ------------------------------------------------------------------------------------------ what is refused

# What is replaced by what; a piece of the line at which the fault stands, in the changed file; a piece of the reason.
# fmt: off
CASES = [
    ("keep_months: 6", "keep_months: 6\ncontact_name: The office", "slug", "a name alone leads nowhere"),
    ("keep_months: 6", "contact_email: office\nkeep_months: 6", "contact_email", "Give an e-mail address such as"),
    (
        "keep_months: 6",
        "contact_email: офис@example.org\nkeep_months: 6",
        "contact_email",
        "not every mail server takes such letters",
    ),
    ("keep_months: 6", "keep_month: 6\nkeep_months: 6", "keep_month:", "did you mean “keep_months”"),
    ("slug: small", "slug: small\nzzz: 1", "zzz: 1", "it may have slug"),
    ("title: A small call", "title: A small call\ntitle: Two", "title: Two", "comes twice"),
    ("production: A short film\n", "", "slug: small", "needs “production”"),
    ("title: A small call", "title:", "title:", "needs “title”"),
    ("title: A small call", 'title: " "', "title:", "is empty"),
    ("A small call", "A" * 201, "title:", "shorten it to 200"),
    ("A small call", r'"A\0b"', "title:", "control character"),
    ("A small call", r'"A\ud800b"', "title:", "control character"),
    ("title: A small call", "title: [A]", "title:", "has to be a text"),
    ("roles:\n  - part.yaml", "roles: part.yaml", "roles:", "has to be a list"),
    ("roles:\n  - part.yaml", "roles: []", "roles:", "empty list"),
    ("keep_months: 6", "keep_months: half a year", "keep_months", "has to be a number"),
    ("keep_months: 6", "keep_months: 6.5", "keep_months", "whole number from 1 to 120"),
    ("keep_months: 6", "keep_months: 600", "keep_months", "whole number from 1 to 120"),
    ("keep_months: 6", "keep_months: .inf", "keep_months", "has to be a number"),
    ("required: yes", "required: perhaps", "required:", "yes or no"),
    ("slug: small", "slug: Small Call", "slug:", "small letters and digits"),
    ("Europe/Madrid", "Europe/Madird", "time_zone", "did you mean “Europe/Madrid”"),
    ("Europe/Madrid", "../../etc/passwd", "time_zone", "no time zone"),
    ("reference_date: 2021-03-01", "reference_date: 2021-02-30", "reference_date", "2021-02-30"),
    ("reference_date: 2021-03-01", "reference_date: early in March", "reference_date", "year-month-day"),
    ("2021-03-01 10:00", "2021-03-01", "opens_at", "hour:minute"),
    ("2021-03-01 10:00", "2021-03-01 25:00", "opens_at", "25:00"),
    ("2021-03-01 10:00", "0001-01-01 00:00", "opens_at", "between 2000 and 2100"),
    ("2021-03-01 10:00", "2021-03-28 02:30", "opens_at", "go forward"),
    ("2021-03-31 10:00", "2021-03-01 10:00", "closes_at", "before it opens"),
    ("summary.md", "sumary.md", "summary:", "no file “sumary.md”"),
    ("summary.md", "../summary.md", "summary:", "files outside it"),
    ("summary.md", "/etc/hosts.md", "summary:", "files outside it"),
    ("summary.md", "part.yaml", "summary:", "Markdown"),
    ("summary.md", "a" * 150 + "/b.md", "summary:", "no file"),
    ("summary.md", "ж" * 190 + ".md", "summary:", "cannot be read"),
    ("    required: yes\n", "", "consents:", "required: yes"),
    ("purpose: casting", "purpose: Casting!", "purpose:", "small letters"),
    ("  - part.yaml", "  - {slug: part}", "  - {slug", "name of a file"),
    ("  - part.yaml", "  - prat.yaml", "  - prat.yaml", "no file “prat.yaml”"),
    ("  - part.yaml", "  - part.yaml\n  - ./part.yaml", "  - ./part", "two roles have the slug"),
    ("key: story", "key: My-Story", "key: My-Story", "small letters, digits and _"),
    ("key: story", "key: tape_url", "key: tape_url", "has a field “tape_url”"),
    ("key: story", "key: headshot", "key: headshot", "has a field “headshot”"),
    ("key: story", "key: height", "key: height", "two questions"),
    ("kind: long text", "kind: longtext", "kind: longtext", "did you mean “long text”"),
    ("    unit: cm", "    use: words", "use: words", "is for questions of the kind “text”"),
    ("use: words", "use: fact", "use: fact", "is for questions of the kind “choice”"),
    ("label: Why you?", "label: In which town?", "use: words", "never scored"),
    (
        "kind: long text\n    label: Why you?\n    use: words",
        "kind: choice\n    label: Why you?\n    options: {a: A}", "options: {a", "2 to 100",
    ),
    ('{can: Yes I do, cannot: "No", unsure: I never tried}', "[can, unsure]", "options:", "key: value"),
    ("can: Yes I do,", "can: Yes I do, a b: c,", "options:", "“a b” cannot be stored"),
    ("unsure: I never tried", "unsure:", "options:", "people read for “unsure”"),
    ("    unit: cm", "    options: {a: A, b: B}", "options: {a", "only a question of the kind “choice”"),
    ("    use: words", "    highest: 2", "highest: 2", "only a question of the kind"),
    ("lowest: 100", "lowest: 300", "lowest: 300", "below “highest” 230"),
    ("{shortlist: 5}", "{shortlst: 5}", "quotas:", "did you mean “shortlist”"),
    ("{shortlist: 5}", "{received: 5}", "quotas:", "“quotas” has no “received”"),
    ("{shortlist: 5}", "{shortlist: 0}", "quotas:", "from 1 to"),
    ("places: 2", "places: 0", "places:", "from 1 to"),
    ("places: 2", "places: 2\nstage_days: {callbak: {last: 2026-12-05}}", "stage_days:", "did you mean “callback”"),
    ("places: 2", "places: 2\nstage_days: {callback: 2026-12-05}", "stage_days:", "key: value"),
    ("places: 2", "places: 2\nstage_days: {callback: {public: yes}}", "stage_days:", "there is no day to tell"),
    ("places: 2", "places: 2\nstage_days: {hold: {first: 2026-12-05, last: 2026-12-03}}", "stage_days:", "ends before"),
    ("places: 2", "places: 2\nstage_days: {hold: {last: 2026-02-30}}", "stage_days:", "no day between"),
    ("class: gate", "class: gates", "class: gates", "did you mean “gate”"),
    ("    justification: She falls into a river.\n", "", "- key: swims", "written justification"),
    ("She falls into a river.", '""', "justification:", "is empty"),
    ("title: Swims", "title: Race", "class: gate", "race or ethnicity"),
    ("key: swims", "key: skin_colour", "class: gate", "race or ethnicity"),
    ("label: Do you swim?", "label: Your religion?", "class: gate", "religion"),
    ("can: Yes I do,", "can: Yes I do, caucasian: Caucasian,", "class: gate", "race or ethnicity"),
    ("title: Tall", "title: No disability", "class: preference", "disability"),
    ("label: Do you swim?", "label: Do you swim?\n    use: fact", "asks: swim", "never scored"),
    ("    weight: 2\n", "", "- key: tall", "a preference needs a weight"),
    ("weight: 2", "weight: much", "weight: much", "has to be a number"),
    ("weight: 2", "weight: 0", "weight: 0", "above 0"),
    ("weight: 2", "weight: -1", "weight: -1", "above 0"),
    ("class: gate", "class: gate\n    weight: 1", "weight: 1", "only a preference"),
    ("asks: height", "asks: heigth", "asks: heigth", "did you mean “height”"),
    (
        "asks: height\n    rule: {kind: rising, nothing: 150, full: 180}",
        "asks: birth_date\n    rule: {kind: age, lowest: 3}", "asks: birth_date", "never scored",
    ),
    ("kind: rising", "kind: raising", "rule: {kind: raising", "did you mean “rising”"),
    ("kind: rising, ", "", "rule: {nothing", "needs “kind”"),
    ("{kind: rising, nothing: 150, full: 180}", "tall", "rule: tall", "key: value"),
    ("nothing: 150", "lowest: 150, nothing: 150", "rule: {kind: rising", "no “lowest”"),
    ("nothing: 150, ", "", "rule: {kind: rising", "needs “nothing”"),
    ("full: 180", "full: 150", "rule: {kind: rising", "above “nothing”"),
    ("{kind: rising, nothing: 150, full: 180}", "{kind: choice, met: [can]}", "met: [can]}", "of the kind “choice”"),
    ("met: [can]", "met: [could]", "met: [could]", "“could” is no option"),
    ("met: [can]", "met: [{a: b}]", "met: [{", "list of words"),
    (
        "{kind: choice, met: [can], unknown: [unsure]}", "{kind: scale, order: [cannot, can], full: can}",
        "kind: scale", "met or not met",
    ),
    ("key: tall", "key: swims", "key: swims", "two criteria"),
    ("slug: small", "slug: &a small", "slug:", "anchors"),
    ("A small call", "*a", "title:", "aliases"),
    ("A small call", "!!python/object:os.system x", "title:", "tags"),
    ("title: A small call", "title: [A", "production:", "not YAML"),
    ("A small call", r'"\UFFFFFFFF"', "title:", "not YAML"),
    ("title: A small call", "---\ntitle: A", "---", "not YAML"),
    ("A small call", "[" * 50 + "]" * 50, "title:", "nested more than 12 deep"),
    ("A small call", "[" + "a," * 30_000 + "]", "title:", "more than 20,000 values"),
]
# fmt: on


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_said_with_its_line(case: tuple[str, str, str, str], files: Files, tmp_path: Path) -> None:
    before, after, at, reason = case
    file = "call.yaml" if before in CALL else "part.yaml"
    changed = str(files[file]).replace(before, after, 1)
    assert changed != files[file]
    (fault,) = faults(write(tmp_path, files | {file: changed}))
    lines = {number for number, line in enumerate(changed.splitlines(), start=1) if at in line}
    assert fault.file == file
    assert fault.line in lines
    assert reason in fault.reason


def test_two_roles_of_one_title_are_refused_where_the_second_is_named(files: Files, tmp_path: Path) -> None:
    files["call.yaml"] = CALL.replace("  - part.yaml", "  - part.yaml\n  - other.yaml")
    files["other.yaml"] = ROLE.replace("slug: part", "slug: other")
    (fault,) = faults(write(tmp_path, files))
    assert (fault.file, str(files["call.yaml"]).splitlines()[fault.line - 1]) == ("call.yaml", "  - other.yaml")
    assert "two roles have the title" in fault.reason


def test_all_faults_are_said_at_once_in_the_order_of_the_files(files: Files, tmp_path: Path) -> None:
    files["call.yaml"] = CALL.replace("keep_months: 6", "keep_months: six").replace("small", "Small")
    files["part.yaml"] = ROLE.replace("    weight: 2\n", "").replace("title: Swims", "title: White race")
    files["part.md"] = " \n"
    assert [(fault.file, fault.line) for fault in faults(write(tmp_path, files))] == [
        ("call.yaml", 1),
        ("call.yaml", 9),
        ("part.md", 1),
        ("part.yaml", 24),
        ("part.yaml", 28),
    ]


def test_the_refusal_reads_as_a_list_of_places(files: Files, tmp_path: Path) -> None:
    files["part.yaml"] = ROLE.replace("    weight: 2\n", "")
    with pytest.raises(CallFileRefused) as refused:
        read_call(write(tmp_path, files))
    assert str(refused.value) == "part.yaml:28: a preference needs a weight above 0, such as “weight: 1”"


def test_nothing_is_suggested_for_a_field_that_there_is(files: Files, tmp_path: Path) -> None:
    files["part.yaml"] = ROLE.replace("asks: height\n    rule: {kind: rising, nothing: 150, full: 180}", AGE)
    (fault,) = faults(write(tmp_path, files))
    assert fault.reason == (
        "“birth_date” tells age, sex, origin, place or who someone is, which is never scored: "
        "ask for something else, or make it “class: info”"
    )


# ---------------------------------------------------------------------------------- files that are no files


def test_a_folder_without_a_call_is_said(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path)
    assert (fault.file, fault.line) == ("call.yaml", 1)
    assert "no file “call.yaml”" in fault.reason
    assert faults(tmp_path / "nowhere") == (fault,)


@pytest.mark.parametrize(
    "case",
    [
        ("call.yaml", b"", 1, "empty"),
        ("call.yaml", b"\n# nothing\n", 1, "made of lines"),
        ("call.yaml", b"\n- a\n- b\n", 2, "made of lines"),
        ("call.yaml", b"slug: small\ntitle: caf\xe9\n", 2, "not UTF-8"),
        ("call.yaml", b"slug: small\ntitle: \x1b[2J\n", 2, "U+001B"),
        ("call.yaml", b"\xff\xfes\x00l\x00", 1, "not UTF-8"),
        ("call.yaml", b"slug: small\n\ttitle: x\n", 2, "not YAML"),
        ("call.yaml", b"#" * 1_000_001, 1, "larger than 1,000,000 bytes"),
        ("part.md", b"one\ntwo\n\xd0\n", 3, "not UTF-8"),
        ("part.md", b"one\ntwo\x00\n", 2, "U+0000"),
        ("part.md", b"", 1, "empty"),
        ("part.md", b"a" * 1_000_001, 1, "larger than"),
        ("part.md", b"a" * 50_001, 1, "shorten it to 50,000"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(case: tuple[str, bytes, int, str], files: Files, tmp_path: Path) -> None:
    file, content, line, reason = case
    (fault,) = faults(write(tmp_path, files | {file: content}))
    assert (fault.file, fault.line) == (file, line)
    assert reason in fault.reason


def test_a_link_out_of_the_folder_is_not_followed(files: Files, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("A secret.")
    folder = tmp_path / "call"
    folder.mkdir()
    write(folder, files)
    (folder / "part.md").unlink()
    (folder / "part.md").symlink_to(tmp_path / "secret.md")
    (fault,) = faults(folder)
    assert (fault.file, fault.line) == ("part.yaml", 3)
    assert "leads out of the folder" in fault.reason


def test_a_link_in_a_circle_ends(files: Files, tmp_path: Path) -> None:
    write(tmp_path, files)
    (tmp_path / "part.md").unlink()
    (tmp_path / "part.md").symlink_to("part.md")
    (fault,) = faults(tmp_path)
    assert (fault.file, fault.line) == ("part.yaml", 3)


def test_a_pipe_is_not_waited_for(files: Files, tmp_path: Path) -> None:
    write(tmp_path, files)
    (tmp_path / "part.md").unlink()
    os.mkfifo(tmp_path / "part.md")
    (fault,) = faults(tmp_path)
    assert "no file “part.md”" in fault.reason


def question(number: int, kind: str = "text") -> str:
    return f"  - {{key: q{number}, kind: {kind}, label: Question {number}}}\n"


@pytest.mark.parametrize(("more", "refused"), [(97, False), (98, True)])
def test_a_form_asks_at_most_a_hundred_questions(more: int, refused: bool, files: Files, tmp_path: Path) -> None:
    files["part.yaml"] = ROLE.replace("questions:\n", "questions:\n" + "".join(map(question, range(more))))
    write(tmp_path, files)
    if refused:
        first = faults(tmp_path)[0]
        assert first.line == 6
        assert "more than 100" in first.reason
    else:
        assert len(read_call(tmp_path).roles[0].questions) == 100


@pytest.mark.parametrize(("more", "refused"), [(10, False), (11, True)])
def test_a_form_takes_at_most_ten_files(more: int, refused: bool, files: Files, tmp_path: Path) -> None:
    asked = "".join(question(number, "file") for number in range(more))
    files["part.yaml"] = ROLE.replace("questions:\n", f"questions:\n{asked}")
    write(tmp_path, files)
    if refused:
        assert [(fault.line, "at most 10 files" in fault.reason) for fault in faults(tmp_path)] == [(6, True)]
    else:
        assert len(read_call(tmp_path).roles[0].questions) == 13


# ----------------------------------------------------------------------------------------- whatever is sent

SYNTAX = '- |: |\n|  |[|]|{|}|&a|*a|!!x|>|"|#|---|%YAML 9|\\UFFFFFFFF|?|<<: '.split("|")
VALUES = "|null|yes|0|-1|1e999|.nan|2021-02-30|key|gate|race|\0|\x85|\u2028|😀".split("|")
FILE, PIECE = st.sampled_from(["call.yaml", "part.yaml"]), st.sampled_from(SYNTAX + VALUES) | st.text(max_size=9)
EDITS = st.lists(st.tuples(FILE, st.floats(0, 1), st.integers(0, 12), PIECE), min_size=1, max_size=6)


@given(edits=EDITS)
def test_whatever_is_written_is_a_call_or_a_list_of_faults(
    edits: list[tuple[str, float, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    texts = {"call.yaml": CALL, "part.yaml": ROLE}
    for file, where, removed, added in edits:
        at = int(where * len(texts[file]))
        texts[file] = texts[file][:at] + added + texts[file][at + removed :]
    folder = tmp_path_factory.mktemp("fuzz")
    read_or_refused(write(folder, TEXTS | {name: text.encode() for name, text in texts.items()}))


@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_call_or_a_list_of_faults(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    read_or_refused(write(tmp_path_factory.mktemp("fuzz"), {"call.yaml": content}))


def read_or_refused(folder: Path) -> None:
    """Read the folder: a call that is lawful, or faults with lines; anything else is raised to the test."""
    try:
        plan = read_call(folder)
    except CallFileRefused as refused:
        lines = [fault.line for fault in refused.faults]
    else:
        lines = [1]
        for role in plan.roles:
            assert not any(objections_to_criterion(made, role.question(made.asks)) for made in role.criteria)
    assert lines
    assert min(lines) >= 1
