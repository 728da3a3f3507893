"""Setting up a call: loading what its folder says, and saying what that changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from casting.domain.calls import CallPlan, RolePlan
from casting.domain.criteria import Criterion
from casting.domain.errors import Refused
from casting.services.audit import Detail, record
from casting.store.calls import call_kept, keep_call
from casting.store.criteria_versions import keep_versions

T = TypeVar("T")

_CALL_PARTS = {
    "title": "title",
    "production": "production",
    "summary": "summary",
    "opens_at": "opening time",
    "closes_at": "closing time",
    "time_zone": "time zone",
    "reference_date": "reference date",
    "keep_months": "months of keeping",
    "minors": "whether minors may apply",
    "draft": "whether it is a draft",
    "contact_name": "name of the contact",
    "contact_email": "address of the contact",
    "language": "language",
    "translations": "translations",
}
_ROLE_PARTS = {
    "title": "title",
    "breakdown": "breakdown",
    "places": "places",
    "quotas": "quotas",
    "stage_days": "days of stages",
}


@dataclass(frozen=True)
class Loaded:
    """What loading a call did.

    Attributes:
        roles: the slugs of its roles.
        created: whether the call is new.
        changes: what became different, each as a few words; empty where nothing did, and for a new call.
    """

    call_slug: str
    roles: tuple[str, ...]
    created: bool
    changes: tuple[str, ...]


def load_call(
    session: Session,
    plan: CallPlan,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    member_id: int | None = None,
    act: str = "changed call",
    noted: Detail | None = None,
    now: datetime,
) -> Loaded:
    """Keep a call as its plan says, new or in place of what was kept of it, and note in the audit what changed.

    Args:
        opens_at, closes_at: aware times that take the place of the plan's own; the demonstration is always open.
        member_id: who does it; None for a command at the terminal.
        act: how the audit names a change of a call that is there already.
        noted: what the audit keeps of it beside what changed.

    Raises:
        Refused: the call would close before it opens, or applications hold to what the plan changes.
    """
    plan = replace(plan, opens_at=opens_at or plan.opens_at, closes_at=closes_at or plan.closes_at)
    if plan.closes_at <= plan.opens_at:
        raise Refused("The call would close before it opens: give a later closing time.")
    before = call_kept(session, plan.slug)
    after = keep_call(session, plan, now=now)
    keep_versions(session, after, member_id=member_id, now=now)
    changes = () if before is None else tuple(changes_between(before.call, after.call))
    if before is None or changes:
        detail: Detail = {"version": after.version, "changes": "; ".join(changes), **(noted or {})}
        record(
            session,
            act="loaded call" if before is None else act,
            subject=plan.slug,
            detail=detail,
            member_id=member_id,
            now=now,
        )
    return Loaded(plan.slug, tuple(role.slug for role in plan.roles), created=before is None, changes=changes)


def changes_between(before: CallPlan, after: CallPlan) -> Iterator[str]:
    """What is different in a call, each as a few words."""
    yield from _parts(before, after, _CALL_PARTS)
    yield from _differences("consent", _by(before.consents, "purpose"), _by(after.consents, "purpose"))
    old, new = _by(before.roles, "slug"), _by(after.roles, "slug")
    yield from _named("role", old, new)
    for slug in new:
        if slug in old:
            yield from (f"{slug}: {change}" for change in _role_changes(old[slug], new[slug]))


def _role_changes(before: RolePlan, after: RolePlan) -> Iterator[str]:
    yield from _parts(before, after, _ROLE_PARTS)
    yield from _differences("question", _by(before.questions, "key"), _by(after.questions, "key"))
    yield from criteria_changes(before.criteria, after.criteria)


def criteria_changes(before: Sequence[Criterion], after: Sequence[Criterion], *, name: str = "key") -> Iterator[str]:
    """What is different in the criteria of a role, each as a few words.

    Args:
        name: by which of a criterion's parts it is called, `key` or `title`.
    """
    called = {one.key: getattr(one, name) for one in (*before, *after)}
    yield from _differences("criterion", _by(before, "key"), _by(after, "key"), called)


def _by(items: Iterable[T], name: str) -> dict[str, T]:
    return {getattr(item, name): item for item in items}


def _parts(before: object, after: object, parts: Mapping[str, str]) -> Iterator[str]:
    return (f"{words} changed" for name, words in parts.items() if getattr(before, name) != getattr(after, name))


def _named(
    what: str, before: Mapping[str, T], after: Mapping[str, T], called: Mapping[str, str] | None = None
) -> Iterator[str]:
    words = called or {}
    yield from (f"{what} {words.get(name, name)} added" for name in after if name not in before)
    yield from (f"{what} {words.get(name, name)} taken out" for name in before if name not in after)


def _differences(
    what: str, before: Mapping[str, T], after: Mapping[str, T], called: Mapping[str, str] | None = None
) -> Iterator[str]:
    yield from _named(what, before, after, called)
    words = called or {}
    changed = (name for name in after if name in before and after[name] != before[name])
    yield from (f"{what} {words.get(name, name)} changed" for name in changed)
    if _order(before, after) != _order(after, before):
        yield f"order of {what} entries changed"


def _order(of: Mapping[str, T], other: Mapping[str, T]) -> Sequence[str]:
    """The names that both have, in the order of the first."""
    return [name for name in of if name in other]
