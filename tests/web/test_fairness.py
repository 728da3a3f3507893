"""The audit as administrators see it: what a run stored, and plainly where nothing can be computed."""

from casting.domain.fairness import GroupImpact, ListImpact, TraitImpact
from casting.domain.insights import Insights
from casting.services.insights import insights
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.engine import reading
from tests.installation import CALL, NOON, PATH, ROLE, Installation
from tests.web.test_insights import came_to, ranked

ADDRESS = f"/admin/{PATH}/fairness"
FOUND = ListImpact(
    "The first 20 of the order",
    3000,
    20,
    (
        TraitImpact(
            "age",
            (
                GroupImpact("25 to 34", 1400, 19, 0.0136, 1.0, 1.0, 1.0, 1.0, None, assessed=True),
                GroupImpact("55 and over", 1500, 1, 0.0007, 0.05, 0.01, 0.36, 0.0001, None, assessed=True),
            ),
            unknown=30,
            silence="",
        ),
        TraitImpact("country", (), unknown=3000, silence="Nobody's country is known."),
    ),
)


def audit(installation: Installation, who: str = "administrator") -> str:
    answer = installation.signed_in(who).get(ADDRESS)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_before_the_first_run_nothing_can_be_computed_and_that_is_said(installation: Installation) -> None:
    page = audit(installation)
    assert "Not computable: nothing has been ranked yet." in page
    assert "<table" not in page


def test_ratios_stand_with_numbers_intervals_and_tests_and_a_group_is_named(installation: Installation) -> None:
    ranked(installation)
    came_to(installation, Insights(fairness=(FOUND,)))
    page = audit(installation)
    assert "20 of 3,000 applications are on this list." in page
    assert '<th scope="row"><bdi>55 and over</bdi> <span class="error">less often</span></th>' in page
    for figure in ("1,500", "0.1 %", "0.05", "0.01 to 0.36", "&lt; 0.001"):
        assert f'<td class="figure">{figure}</td>' in page
    assert "70 are in groups below 2 % of all, too small to be assessed. Of 30 it is not known." in page
    assert "Not computable: nobody&#39;s country is known." in page
    assert page.count('class="fifths"') == 2


def test_a_run_without_an_audit_says_why(installation: Installation) -> None:
    ranked(installation)
    came_to(installation, Insights(silence={"fairness": "Too many applications."}))
    assert "Too many applications." in audit(installation)


def test_a_run_brings_the_audit_of_its_order_and_of_the_team(installation: Installation) -> None:
    for number, country in enumerate(("RU", "RU", "FR", "FR")):
        installation.apply(name=f"Person {number}", email=f"p{number}@example.org", country=country)
    prepare_pending(installation.engine, now=NOON)
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    with reading(installation.engine) as session:
        found = insights(session, installation.actor("administrator"), installation.role())
    assert found is not None
    order, team = found.insights.fairness
    assert (order.name, order.number, order.selected) == ("The first 100 of the order", 4, 4)
    assert (team.name, team.selected) == ("Moved on by the team", 0)
    countries = next(one for one in order.traits if one.trait == "country")
    assert {group.value: (group.number, group.ratio) for group in countries.groups} == {"RU": (2, 1.0), "FR": (2, 1.0)}
    assert {one.silence for one in team.traits} >= {"Nobody has been selected yet."}
    assert "Moved on by the team" in audit(installation)


def test_for_the_team_there_is_no_audit(installation: Installation) -> None:
    assert installation.signed_in("director").get(ADDRESS).status_code == 404
