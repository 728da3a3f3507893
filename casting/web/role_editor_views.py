"""The editor of a role made of what is typed, what is wrong with it and what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from casting.domain.calls import CallPlan, RolePlan
from casting.domain.stage_days import StageDays, out_of_order
from casting.domain.stages import LADDER
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse, Stage
from casting.forms.roleform import TypedRole
from casting.forms.rows import rows_of
from casting.languages.catalogues import ENGLISH, language
from casting.services.call_editing import ONLY_ROLE
from casting.services.setup import criteria_changes
from casting.store.criteria_versions import CriteriaVersion
from casting.web.call_views import call_page
from casting.web.criterion_editor_views import criterion_fields, criterion_told
from casting.web.editor_views import Around, with_taken
from casting.web.effect_views import going_lines
from casting.web.entered import Entered
from casting.web.pages import Link, RoleEditorPage, RowsView, RowView, Section, VersionView
from casting.web.preset_words import AGE, LEARNED, WHY
from casting.web.question_editor_views import question_fields, question_told
from casting.web.render import plural
from casting.web.texts_views import ADMIN

LEAD: Final = (
    "Begin with the breakdown, then say what you ask of everybody, then what the part cannot do without. "
    "The public page beside it shows what applicants will read. Nothing of a draft is public."
)
BREAKDOWN: Final = (
    "A paragraph or more: who she is, what she does in the story, what the part asks of an actor. Before anybody has "
    "marked a single application, these words are all by which texts can be put in an order: a line says too little."
)
VERSIONS: Final = 10
"""So many versions of the criteria are shown."""
UNTITLED: Final = "a role without a title yet"
NEW: Final[Mapping[str, str]] = {
    "places": "1",
    "quotas.shortlist": "20",
    "questions.0.key": "motivation",
    "questions.0.label": str(WHY),
    "questions.0.kind": QuestionKind.LONG_TEXT.value,
    "questions.0.required": "yes",
    "questions.0.use": QuestionUse.WORDS.value,
    "questions.1.key": "experience",
    "questions.1.label": str(LEARNED),
    "questions.1.kind": QuestionKind.LONG_TEXT.value,
    "questions.1.use": QuestionUse.WORDS.value,
    "criteria.0.key": "age",
    "criteria.0.title": str(AGE),
    "criteria.0.class": CriterionClass.INFO.value,
    "criteria.0.asks": "birth_date",
    "criteria.0.rule.kind": "given",
}
"""What a new role begins with: two questions that the scorer may read, and an age that is only shown."""


def role_editor(
    read: TypedRole,
    *,
    call: CallPlan,
    kept: RolePlan | None,
    around: Around,
    versions: Sequence[CriteriaVersion] = (),
    applications: int = 0,
    begun: int = 0,
) -> RoleEditorPage:
    """The editor of a role; `kept` is None for a new one, `begun` how many have kept its form for later."""
    entered, up = Entered(read.typed, around.faults), f"/admin/calls/{call.slug}"
    here = f"{up}/roles/{'new' if kept is None else kept.slug}"
    page = RoleEditorPage(
        title=f"New role in {call.title}" if kept is None else kept.title,
        member_name=around.actor.name,
        administrator=True,
        path=(ADMIN, Link(call.title, up)),
        lead=LEAD if kept is None else "",
        action=here,
        stamp=around.stamp,
        sections=(_part(entered, new=kept is None),),
        stages=tuple(_stage(entered, stage) for stage in LADDER[1:]),
        stage_warnings=_stage_warnings(read.plan),
        rows=with_taken((_questions(entered, read, here), _criteria(entered, read, here)), read.typed),
        preview=call_page(
            replace(call, roles=(replace(read.plan, title=read.plan.title or UNTITLED),)), now=around.now, base_url=""
        ),
        begins=_begins(call, here) if kept is None and not around.unsaved else (),
        problem=around.problem,
        done=around.done,
        unsaved=around.unsaved,
        effects=around.effects,
        confirmed=around.confirmed,
        versions=_versions(versions, call),
    )
    return page if kept is None else _with_kept(page, call, kept, applications=applications, begun=begun)


def _with_kept(
    page: RoleEditorPage, call: CallPlan, kept: RolePlan, *, applications: int, begun: int
) -> RoleEditorPage:
    """The editor with what a role has once it is kept: the ways to its pages, and out of the call."""
    review = f"/review/{call.slug}/{kept.slug}"
    page = replace(
        page,
        form_href=f"{page.action}/form",
        review_href=review,
        dealing_href=f"{review}/dealing",
        sides_href=f"{review}/sides",
        applications=plural(applications, "application") if applications else "",
    )
    if applications:
        return page
    if len(call.roles) == 1:
        return replace(page, stays=ONLY_ROLE)
    return replace(page, out_action=f"{page.action}/out", going=going_lines(call, kept, begun=begun))


def _begins(call: CallPlan, here: str) -> tuple[Link, ...]:
    return tuple(Link(role.title, f"{here}?from={role.slug}") for role in call.roles)


def _part(entered: Entered, *, new: bool) -> Section:
    address = "In addresses. Left empty, it is made of the title. It stays as it is from now on."
    part = [
        entered.field("title", "text", "Title of the role", "Such as: The surgeon."),
        *([entered.field("slug", "text", "Address", address, columns="medium", optional=True)] if new else []),
        entered.field("breakdown", "long text", "Breakdown", BREAKDOWN),
        entered.field("places", "text", "How many are cast", columns="short"),
    ]
    return Section("The part", "", tuple(part))


def _stage(entered: Entered, stage: Stage) -> Section:
    """The quota and the days of a stage."""
    days = f"stage_days.{stage.value}"
    fields = (
        entered.field(f"quotas.{stage.value}", "text", "Quota", columns="short", optional=True),
        entered.field(f"{days}.first", "text", "First day", columns="medium", optional=True),
        entered.field(f"{days}.last", "text", "Last day", columns="medium", optional=True),
        entered.field(f"{days}.public", "check", "Applicants are told the days", optional=True),
    )
    return Section(stage.value.capitalize(), "", fields)


def _stage_warnings(role: RolePlan) -> tuple[str, ...]:
    """What is odd about the days of the stages: it may be meant so, and is saved all the same."""
    days = role.stage_days
    return tuple(
        f"{later.value.capitalize()} ({_told(days[later])}) comes before {sooner.value} ({_told(days[sooner])}). "
        "It is kept like this; please see whether it is meant."
        for later, sooner in out_of_order(days)
    )


def _told(days: StageDays) -> str:
    return language(ENGLISH).say(days.words)


def _questions(entered: Entered, read: TypedRole, action: str) -> RowsView:
    rows = rows_of(read.typed, "questions")
    return RowsView(
        "questions",
        action,
        "Questions",
        "Name, e-mail, phone, birth date, home, portrait and tape are asked by every form.",
        "Add a question",
        "Ask at least one question: what people write is what the first order of looking is made from.",
        tuple(
            RowView(
                f"questions.{n}",
                row.get("label", "") or f"Question {n + 1}",
                question_fields(entered, f"questions.{n}", rows, n),
                n == 0,
                n == len(rows) - 1,
                question_told(row),
                entered.opened(f"questions.{n}"),
            )
            for n, row in enumerate(rows)
        ),
        entered.fault("questions"),
    )


def _criteria(entered: Entered, read: TypedRole, action: str) -> RowsView:
    rows = rows_of(read.typed, "criteria")
    questions = {row["key"]: row for row in rows_of(read.typed, "questions") if row.get("key")}
    return RowsView(
        "criteria",
        action,
        "What the role asks for",
        "A gate needs a reason in writing, which applicants read. One whose words ask for race, origin, religion, "
        "orientation, disability, family or politics is refused; for what is meant without being said, whoever writes "
        "it answers. Age, sex and origin are never scored.",
        "Add a criterion",
        "Add at least one, if only to show an answer among the facts.",
        tuple(
            RowView(
                f"criteria.{n}",
                row.get("title", "") or f"Criterion {n + 1}",
                criterion_fields(entered, f"criteria.{n}", row, questions),
                n == 0,
                n == len(rows) - 1,
                criterion_told(row, questions),
                entered.opened(f"criteria.{n}"),
            )
            for n, row in enumerate(rows)
        ),
        entered.fault("criteria"),
    )


def _versions(versions: Sequence[CriteriaVersion], call: CallPlan) -> tuple[VersionView, ...]:
    """The newest, each against the one before it, which has to be there for the last of them, too."""
    zone = ZoneInfo(call.time_zone)
    views: list[VersionView] = []
    for newer, older in pairwise([*versions, None]):
        if newer is None or len(views) == VERSIONS:
            break
        when = format_datetime(newer.changed_at.astimezone(zone), "d MMM y, HH:mm", locale="en")
        changes: tuple[str, ...] = ("as they were first kept",)
        if older is not None:
            changes = tuple(criteria_changes(older.criteria, newer.criteria, name="title"))
        views.append(VersionView(f"Version {newer.version}, {when}, {newer.member or 'at the terminal'}", changes))
    return tuple(views)
