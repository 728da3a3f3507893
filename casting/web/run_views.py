"""The pages of runs made of what the services found."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from casting.domain.permissions import Actor
from casting.domain.rounding import signed
from casting.services.past_runs import Change, Moved, RunMade, RunsCompared, differences
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.pages import Mover, RunLine, RunsComparedPage, RunsPage
from casting.web.places import Place
from casting.web.reason_views import label_of

SHORT = 12
"""Characters of a digest that are shown: enough to see whether two are the same."""


def runs_page(kept: KeptRole, actor: Actor, runs: Sequence[RunMade]) -> RunsPage:
    """The newest runs, each with what it was made of."""
    place = Place(kept.call.slug, kept.role.slug)
    return RunsPage(
        title=f"{kept.role.title}: runs",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        insights_href=f"{place.home}/insights",
        runs=tuple(_line(run, kept, before) for run, before in zip_longest(runs, runs[1:])),
    )


def _line(run: RunMade, kept: KeptRole, before: RunMade | None) -> RunLine:
    place = Place(kept.call.slug, kept.role.slug)
    return RunLine(
        run_id=run.run_id,
        made=moment(run.made_at, kept.call),
        published=moment(run.published_at, kept.call) if run.published_at else "",
        applications=run.applications,
        learned=_learned(run),
        quality=_quality(run.quality),
        recipe=_said(run.recipe),
        versions=_said(run.versions),
        inputs=run.inputs_digest[:SHORT],
        compare_href=f"{place.home}/runs/{before.run_id}/{run.run_id}" if before and _both_kept(before, run) else "",
    )


def _both_kept(first: RunMade, second: RunMade) -> bool:
    return first.applications is not None and second.applications is not None


def _learned(run: RunMade) -> str:
    counted = [f"{number:,} {kind}" for kind, number in run.labels.items() if number]
    if run.comparisons and "comparison" not in run.labels:
        counted.append(f"{run.comparisons:,} comparison{'' if run.comparisons == 1 else 's'}")
    return ", ".join(counted) or "the breakdown alone"


def _quality(quality: Mapping[str, float]) -> str:
    """The average precision with its interval, if there is one, and what chance would come to."""
    wanted = ("average_precision", "low", "high", "share")
    if not all(isinstance(quality.get(name), int | float) for name in wanted):
        return ""
    precision, low, high, share = (quality[name] for name in wanted)
    return f"{precision:.2f} ({low:.2f}–{high:.2f}; by chance {share:.2f})"


def _said(parts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in parts.items())


def compared_page(kept: KeptRole, actor: Actor, found: RunsCompared) -> RunsComparedPage:
    """Two runs beside each other."""
    place = Place(kept.call.slug, kept.role.slug)
    return RunsComparedPage(
        title=f"{kept.role.title}: run {found.first.run_id} and run {found.second.run_id}",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        runs_href=f"{place.home}/runs",
        first=_line(found.first, kept, None),
        second=_line(found.second, kept, None),
        differences=differences(found.first, found.second),
        moved=found.moved,
        new=found.new,
        gone=found.gone,
        movers=tuple(_mover(one, place) for one in found.most),
    )


def _mover(moved: Moved, place: Place) -> Mover:
    by = moved.before - moved.after
    return Mover(
        name=moved.name,
        href=place.candidate(moved.reference),
        before=moved.before,
        after=moved.after,
        by=f"{'up' if by > 0 else 'down'} {abs(by):,}",
        why=tuple(map(_why, moved.changes)),
    )


def _why(change: Change) -> str:
    return f"{label_of(change.kind, change.name)} {signed(change.value)}"
