"""Samples of the audit's page."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.charts import line
from casting.web.pages import FairnessPage, GroupView, ListView, TraitView
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, RIGHT_TO_LEFT, ROLE
from casting.web.render import Shown


def fairness_patterns() -> Mapping[str, Shown]:
    """The audit with a group to look into, and before the first run."""
    page = FairnessPage(
        title=f"{ROLE}: fairness",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        insights_href=f"{HOME}/insights",
        run="From run 12 of 14 November 2026, 09:40, over 3,000 applications.",
        silence="",
        lists=(
            _list("The first 100 of the order", 100),
            replace(_list("Moved on by the team", 0), traits=(_nobody(),)),
        ),
        four_fifths=40.0,
        equal=50.0,
        most="2",
        **MEMBER,
    )
    before = "Not computable: nothing has been ranked yet. The audit is made with the first run."
    return {"fairness": page, "fairness, before": replace(page, run="", silence=before, lists=())}


def _list(title: str, selected: int) -> ListView:
    said = f"{selected} of 3,000 applications are on this list."
    return ListView(title, said, (_ages(), _countries()), (replace(_countries(), title="Age and country"),))


def _ages() -> TraitView:
    groups = (
        _group("25 to 34", 1400, 62, (1.0, 1.0, 1.0), "1.000"),
        _group("35 to 44", 1100, 34, (0.7, 0.46, 1.05), "0.220"),
        _group("55 and over", 400, 2, (0.11, 0.03, 0.46), "< 0.001", alarming=True),
    )
    small = "100 are in groups below 2 % of all, too small to be assessed."
    return TraitView("Age", small, "", groups, alarming=True)


def _countries() -> TraitView:
    groups = (_group(LONG, 1500, 50, (1.0, 1.0, 1.0), "1.000"), _group(RIGHT_TO_LEFT, 90, 0, (0.0, 0.02, 5.4), "0.940"))
    return TraitView("Country", "Of 12 it is not known.", "", groups, alarming=False)


def _nobody() -> TraitView:
    groups = (GroupView("25 to 34", 1400, 0, "0.0 %", "", "", "", None, alarming=False),)
    return TraitView("Age", "", "Not computable: nobody has been selected yet.", groups, alarming=False)


def _group(
    name: str, number: int, selected: int, ratio: tuple[float, float, float], p: str, *, alarming: bool = False
) -> GroupView:
    value, low, high = ratio
    return GroupView(
        name=name,
        number=number,
        selected=selected,
        rate=f"{100 * selected / number:.1f} %",
        ratio=f"{value:.2f}",
        between=f"{low:.2f} to {high:.2f}",
        p=p,
        line=line(low, value, high, least=0.0, most=2.0),
        alarming=alarming,
    )
