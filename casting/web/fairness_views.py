"""The audit's page made of what a run stored: rates, ratios, intervals, and what cannot be computed."""

from casting.domain.fairness import FOUR_FIFTHS, LEAST_SHARE, GroupImpact, ListImpact, TraitImpact
from casting.domain.permissions import Actor
from casting.services.insights import RoleInsights
from casting.store.calls import KeptRole
from casting.web.charts import line, percent
from casting.web.insights_views import run_line
from casting.web.pages import FairnessPage, GroupView, ListView, TraitView
from casting.web.places import Place

MOST_RATIO = 2.0
"""Where the axis of ratios ends: what reaches further is drawn up to there, and stands in the table in full."""
BEFORE = "Not computable: nothing has been ranked yet. The audit is made with the first run."
UNSAID = "Not computable: this run was made before the audit was kept with runs. The next run brings it."
TOGETHER = " and "


def fairness_page(kept: KeptRole, actor: Actor, found: RoleInsights | None) -> FairnessPage:
    """How groups fared in the newest run that has anything to say."""
    place = Place(kept.call.slug, kept.role.slug)
    lists = () if found is None else found.insights.fairness
    silence = ""
    if found is None:
        silence = BEFORE
    elif not lists:
        silence = found.insights.silence.get("fairness", UNSAID)
    return FairnessPage(
        title=f"{kept.role.title}: fairness",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        insights_href=f"{place.home}/insights",
        run="" if found is None else run_line(found, kept),
        silence=silence,
        lists=tuple(_list(one, kept) for one in lists),
        four_fifths=_at(FOUR_FIFTHS),
        equal=_at(1.0),
        most=f"{MOST_RATIO:g}",
    )


def _at(ratio: float) -> float:
    return line(ratio, ratio, ratio, least=0.0, most=MOST_RATIO).here


def _list(found: ListImpact, kept: KeptRole) -> ListView:
    single = [trait for trait in found.traits if TOGETHER not in trait.trait]
    both = [trait for trait in found.traits if TOGETHER in trait.trait]
    return ListView(
        title=found.name,
        said=f"{found.selected:,} of {found.number:,} applications are on this list.",
        traits=tuple(_trait(trait, found, kept) for trait in single),
        together=tuple(_trait(trait, found, kept) for trait in both),
    )


def _trait(found: TraitImpact, drawn: ListImpact, kept: KeptRole) -> TraitView:
    small = drawn.number - found.unknown - sum(group.number for group in found.groups)
    said = []
    if small:
        said.append(f"{small:,} are in groups below {percent(LEAST_SHARE)} of all, too small to be assessed.")
    if found.unknown:
        said.append(f"Of {found.unknown:,} it is not known.")
    return TraitView(
        title=_title(found.trait, kept),
        said=" ".join(said),
        silence=f"Not computable: {found.silence[0].lower()}{found.silence[1:]}" if found.silence else "",
        groups=tuple(_group(group) for group in found.groups),
        alarming=bool(found.alarming),
    )


def _title(trait: str, kept: KeptRole) -> str:
    labels = {question.key: question.label for question in kept.role.questions}
    names = [labels.get(name, name) for name in trait.split(TOGETHER)]
    return TOGETHER.join((names[0][:1].upper() + names[0][1:], *names[1:]))


def _group(found: GroupImpact) -> GroupView:
    known = found.ratio is not None and found.low is not None and found.high is not None
    return GroupView(
        name=found.value,
        number=found.number,
        selected=found.selected,
        rate=f"{100 * found.rate:.1f} %",
        ratio="" if found.ratio is None else f"{found.ratio:.2f}",
        between=f"{found.low:.2f} to {found.high:.2f}" if known else "",
        p="" if found.p is None else _p(found.p),
        line=line(found.low or 0.0, found.ratio or 0.0, found.high or 0.0, least=0.0, most=MOST_RATIO)
        if known
        else None,
        alarming=found.alarming,
    )


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
