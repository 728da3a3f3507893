"""The page of what a role asks for, and each criterion's rule in words."""

from collections.abc import Mapping
from datetime import datetime

from casting.domain.calls import RolePlan
from casting.domain.criteria import ChoiceRule, Criterion, LanguageRule, RisingRule, ScaleRule
from casting.domain.permissions import Actor
from casting.domain.said import Text
from casting.domain.stages import LADDER
from casting.forms.spoken import language_names
from casting.store.calls import KeptRole
from casting.web.pages import Asked, BreakdownPage, StageMeant
from casting.web.places import Place
from casting.web.render import markdown
from casting.web.rule_views import bounds
from casting.web.stage_views import stage_when

FIELDS: Mapping[str, str] = {"birth_date": "Birth date", "city": "City", "country": "Country", "name": "Name"}


def breakdown_page(kept: KeptRole, actor: Actor, *, now: datetime) -> BreakdownPage:
    """The role's text, its criteria in their order, and its stages."""
    role, call = kept.role, kept.call
    return BreakdownPage(
        title=f"{role.title}: the role",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=call.title,
        role_title=role.title,
        role_href=Place(call.slug, role.slug).home,
        places=role.places,
        breakdown_html=markdown(role.breakdown),
        asked=tuple(
            Asked(one.title, _klass(one), _question(one, role), _rule(one, kept), one.justification)
            for one in role.criteria
        ),
        stages=tuple(
            StageMeant(stage.value, role.quotas.get(stage), stage_when(kept, stage, now=now)) for stage in LADDER[1:]
        ),
        public_href="" if call.draft else f"/calls/{call.slug}#{role.slug}",
        edit_href=f"/admin/calls/{call.slug}/roles/{role.slug}" if actor.administrator else "",
    )


def _klass(criterion: Criterion) -> str:
    return criterion.klass.value + ("" if criterion.weight is None else f", weight {criterion.weight:g}")


def _question(criterion: Criterion, role: RolePlan) -> str:
    question = role.question(criterion.asks)
    return FIELDS.get(criterion.asks, criterion.asks) if question is None else question.label


def _rule(criterion: Criterion, kept: KeptRole) -> Text:
    """What of the answer meets the criterion; empty where nothing is asked but that it was given."""
    rule, question = criterion.rule, kept.role.question(criterion.asks)

    def words(values: tuple[str, ...]) -> str:
        return ", ".join(value if question is None else question.label_of(value) for value in values)

    unit = f" {question.unit}" if question is not None and question.unit else ""
    if isinstance(rule, ChoiceRule):
        return f"Met by: {words(rule.met)}." + (f" Left open by: {words(rule.unknown)}." if rule.unknown else "")
    if isinstance(rule, ScaleRule):
        return f"The more, the better, up to: {words((rule.full,))}."
    if isinstance(rule, RisingRule):
        return f"More is better: from {rule.nothing:g} to {rule.full:g}{unit}."
    if isinstance(rule, LanguageRule):
        return f"{language_names().get(rule.language, rule.language)}, {rule.level} or above."
    return bounds(criterion, kept.role, on=kept.call.reference_date)
