"""Changing a call and its roles on the pages of the administration: what a file says and a form says are kept alike."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.calls import CallPlan, RolePlan, is_open, titled_like
from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Actor
from casting.services.setup import load_call
from casting.store.calls import KeptCall, call_kept, call_to_change
from casting.store.tables import ApplicationRow, AuditRow, MemberRow, table

APPLICATION, AUDIT, MEMBER = table(ApplicationRow), table(AuditRow), table(MemberRow)
OWN_WORDS: Final = frozenset({"new", "roles"})
"""What stands in the addresses of these pages, so that nothing can be called so."""
PUBLISHED: Final = "published call"
EXTENDED: Final = "extended call"
CLOSED: Final = "closed call"
CHANGES: Final = ("changed call", PUBLISHED, EXTENDED, CLOSED)
"""How the audit names what changes a call: the first by its form or a file, the others by a button of their own."""
ONLY_ROLE: Final = "It is the only role of its call, so it cannot be taken out: add another one first."
EXTENSIONS: Final[Mapping[str, timedelta]] = {
    "a day": timedelta(days=1),
    "three days": timedelta(days=3),
    "a week": timedelta(weeks=1),
}


class SlugTaken(Refused):
    """There is a call, or a role of this call, with the same address."""


class TitleTaken(Refused):
    """Another role of this call has the same title, so nobody could tell them apart in a list."""


class WouldClose(Refused):
    """The closing time that was typed has passed, and the call is still to close."""


def stamp_of(plan: CallPlan | RolePlan | None) -> str:
    """What tells whether a call, without its roles, or a role is still as it was; empty for one that is new."""
    if plan is None:
        return ""
    own = replace(plan, roles=()) if isinstance(plan, CallPlan) else _sorted(plan)
    return hashlib.sha256(repr(own).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _sorted(plan: RolePlan) -> RolePlan:
    """The role with its stages in one order, whatever order they came in."""
    return replace(plan, quotas=dict(sorted(plan.quotas.items())), stage_days=dict(sorted(plan.stage_days.items())))


def call_to_edit(session: Session, slug: str) -> KeptCall:
    """The call of that slug. Raises NotFound where there is none."""
    kept = call_kept(session, slug)
    if kept is None:
        raise NotFound("There is no such call. Perhaps its address was cut off.")
    return kept


def role_to_edit(kept: KeptCall, slug: str) -> RolePlan:
    """The role of that slug in the call. Raises NotFound where there is none."""
    found = next((role for role in kept.call.roles if role.slug == slug), None)
    if found is None:
        raise NotFound("There is no such role in this call. Perhaps its address was cut off.")
    return found


def save_call(session: Session, actor: Actor, plan: CallPlan, *, slug: str | None, stamp: str, now: datetime) -> None:
    """Keep a call as it was typed, with the roles that it has; `slug` is None for a new one, which is a draft.

    Raises:
        SlugTaken: a new call would have the address of another one.
        Stale: somebody else has changed the call since `stamp`.
        WouldClose: it is public, and would close by being saved: that has a button of its own, which asks.
    """
    kept = call_to_change(session, plan.slug if slug is None else slug)
    if slug is None:
        if kept is not None or plan.slug in OWN_WORDS:
            raise SlugTaken(f"“{plan.slug}” is taken: give the call another address.")
    else:
        kept = call_to_edit(session, slug)
        _still_same(session, stamp, kept.call, subject=slug)
        if not kept.call.draft and plan.closes_at <= now < kept.call.closes_at:
            raise WouldClose("this time has passed, so saving it would close the call: for that, use “Close it now…”")
    whole = replace(plan, slug=slug or plan.slug, draft=True) if kept is None else whole_call(kept.call, plan)
    load_call(session, whole, member_id=actor.member_id, now=now)


def whole_call(kept: CallPlan, typed: CallPlan) -> CallPlan:
    """A call as its form would have it, with what the form does not ask for."""
    return replace(typed, slug=kept.slug, roles=kept.roles, draft=kept.draft, translations=kept.translations)


def would_pause(kept: CallPlan, after: CallPlan, *, now: datetime) -> bool:
    """Whether a call that takes applications would stop doing so until a later opening time."""
    return (
        not kept.draft and is_open(opens_at=kept.opens_at, closes_at=kept.closes_at, now=now) and after.opens_at > now
    )


def would_close_sooner(kept: CallPlan, after: CallPlan, *, now: datetime) -> bool:
    """Whether everybody has read a closing time that is still to come, and later than the one it would have.

    A form tells times to the minute.
    """
    return not kept.draft and now < after.closes_at < kept.closes_at.replace(second=0, microsecond=0)


def save_role(
    session: Session, actor: Actor, plan: RolePlan, *, call: str, slug: str | None, stamp: str, now: datetime
) -> None:
    """Keep a role as it was typed; `slug` is None for a new one.

    Raises:
        TitleTaken: another role of the call has its title.
        SlugTaken: a new role would have the address of another one of the call.
        Stale: somebody else has changed the role since `stamp`.
        Refused: applications hold to what would be changed.
    """
    call_to_change(session, call)
    kept = call_to_edit(session, call)
    roles = {role.slug: role for role in kept.call.roles}
    if titled_like(plan.title, (role for role in kept.call.roles if role.slug != slug)):
        raise TitleTaken(f"another role of this call is called “{plan.title}”: lists would show two alike")
    if slug is None:
        if plan.slug in roles or plan.slug in OWN_WORDS:
            raise SlugTaken(f"“{plan.slug}” is taken: give the role another address.")
    else:
        _still_same(session, stamp, role_to_edit(kept, slug), subject=call)
    own = slug or plan.slug
    changed = (roles | {own: replace(plan, slug=own)}).values()
    load_call(session, replace(kept.call, roles=tuple(changed)), member_id=actor.member_id, now=now)


def take_out_role(session: Session, actor: Actor, *, call: str, role: str, now: datetime) -> None:
    """Take a role that nobody has applied for out of its call. Raises Refused where somebody has, or it is the last."""
    call_to_change(session, call)
    kept = call_to_edit(session, call)
    going = role_to_edit(kept, role)
    if len(kept.call.roles) == 1:
        raise Refused(f"{ONLY_ROLE} Nothing was changed.")
    if applications_of(session, kept)[role]:
        raise Refused(f"Somebody has applied for “{going.title}”, so it cannot be taken out. Nothing was changed.")
    staying = tuple(one for one in kept.call.roles if one is not going)
    load_call(session, replace(kept.call, roles=staying), member_id=actor.member_id, now=now)


def save_translations(
    session: Session, actor: Actor, said: Mapping[str, str], *, call: str, code: str, now: datetime
) -> None:
    """Keep what texts of a call are in a language, by the text; an empty one takes a translation away.

    Those of texts that have been changed meanwhile stay, and are shown again where the change is taken back.
    """
    call_to_change(session, call)
    plan = translated_call(call_to_edit(session, call).call, said, code=code)
    load_call(session, plan, member_id=actor.member_id, now=now)


def translated_call(kept: CallPlan, said: Mapping[str, str], *, code: str) -> CallPlan:
    """A call of which texts are these in a language."""
    words = {**kept.translations.get(code, {}), **said}
    into = {**kept.translations, code: {text: word for text, word in words.items() if word}}
    return replace(kept, translations={language: held for language, held in into.items() if held})


def _still_same(session: Session, stamp: str, present: CallPlan | RolePlan, *, subject: str) -> None:
    if stamp == stamp_of(present):
        return
    newest = (
        select(MEMBER.c.name, AUDIT.c.detail)
        .outerjoin_from(AUDIT, MEMBER, MEMBER.c.id == AUDIT.c.member_id)
        .where(AUDIT.c.subject == subject, AUDIT.c.act.in_(CHANGES))
        .order_by(AUDIT.c.id.desc())
        .limit(1)
    )
    found = session.execute(newest).one_or_none()
    who = (found.name if found else "") or "A command at the terminal"
    what = f" ({found.detail['changes']})" if found else ""
    raise Stale(f"{who} has changed this meanwhile{what}. Your version is not saved yet.")


def publish(session: Session, actor: Actor, *, slug: str, now: datetime) -> None:
    """Let everybody see a draft. Raises Refused where it has no role, has closed, or is published already."""
    call_to_change(session, slug)
    kept = call_to_edit(session, slug)
    if not kept.call.draft:
        raise Refused("The call is published already. Nothing was changed.")
    if not kept.call.roles:
        raise Refused("The call has no role yet, so there is nothing to apply for: add the first, then publish.")
    if kept.call.closes_at <= now:
        raise Refused("Its closing time has passed, so nobody could apply: give it a later one, then publish.")
    load_call(session, replace(kept.call, draft=False), member_id=actor.member_id, act=PUBLISHED, now=now)


def close_now(session: Session, actor: Actor, *, slug: str, now: datetime) -> None:
    """Close an open call before its time. Raises Refused where it is not open."""
    call_to_change(session, slug)
    kept = call_to_edit(session, slug)
    if not is_open(opens_at=kept.call.opens_at, closes_at=kept.call.closes_at, now=now):
        raise Refused("The call is not open, so it cannot be closed. Nothing was changed.")
    closes_at = now.replace(microsecond=0)
    noted = {"planned": kept.call.closes_at.isoformat()}
    load_call(session, kept.call, closes_at=closes_at, member_id=actor.member_id, act=CLOSED, noted=noted, now=now)


def planned_close(session: Session, call: CallPlan, *, now: datetime) -> datetime | None:
    """When a call that was closed early was going to close, while that is still to come; an aware time, else None."""
    last = (
        select(AUDIT.c.act, AUDIT.c.at, AUDIT.c.detail)
        .where(AUDIT.c.subject == call.slug, AUDIT.c.act.in_((CLOSED, EXTENDED)))
        .order_by(AUDIT.c.id.desc())
        .limit(1)
    )
    found = session.execute(last).one_or_none()
    # Its hours may have been typed anew since, in the form
    if found is None or found.act != CLOSED or found.at.replace(microsecond=0) != call.closes_at:
        return None
    planned = datetime.fromisoformat(found.detail.get("planned", call.closes_at.isoformat()))
    return planned if planned > now else None


def open_as_planned(session: Session, actor: Actor, *, slug: str, now: datetime) -> None:
    """Open a call that was closed early again, until the time that was planned. Raises Refused where there is none."""
    call_to_change(session, slug)
    kept = call_to_edit(session, slug)
    planned = planned_close(session, kept.call, now=now)
    if planned is None:
        raise Refused("The call was not closed early, or its planned end has passed. Nothing was changed.")
    load_call(session, kept.call, closes_at=planned, member_id=actor.member_id, act=EXTENDED, now=now)


def extend(session: Session, actor: Actor, *, slug: str, by: timedelta, now: datetime) -> None:
    """Let a call close later: later than planned, and where it has closed, that much later than now."""
    call_to_change(session, slug)
    kept = call_to_edit(session, slug)
    later = max(kept.call.closes_at, now.replace(microsecond=0)) + by
    load_call(session, kept.call, closes_at=later, member_id=actor.member_id, act=EXTENDED, now=now)


def applications_of(session: Session, kept: KeptCall) -> Mapping[str, int]:
    """How many applications each role of the call has."""
    counted = (
        select(APPLICATION.c.role_id, func.count())
        .where(APPLICATION.c.role_id.in_(kept.role_ids.values()))
        .group_by(APPLICATION.c.role_id)
    )
    counts: dict[int, int] = dict(session.execute(counted).all())
    return {slug: counts.get(role_id, 0) for slug, role_id in kept.role_ids.items()}
