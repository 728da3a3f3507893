"""Administration: calls and roles with their exports, the team, the log, and whether the installation is well."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused
from casting.domain.permissions import Actor
from casting.forms.invitation import Invitation, read_invitation
from casting.services import audit, health, overview, review, team, tickets
from casting.services.insights import insights
from casting.store.calls import calls_kept
from casting.store.engine import reading, writing
from casting.web import admin_views as views
from casting.web.deps import HIGHEST_ID, Administrator, InRooms, Now, Reading, Rooms, Writing
from casting.web.fairness_views import fairness_page
from casting.web.pages import AdminPage

router = APIRouter(prefix="/admin")
LOG_LINES = 20

Typed = Annotated[str, Form()]


@router.get("")
def admin_page(
    rooms: InRooms,
    session: Reading,
    actor: Administrator,
    now: Now,
    invited: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    call: str = "",
    own: str = "",
    of: str = "",
    by: str = "",
) -> Response:
    """The page; `call` is the one whose team is invited, where one comes from it: with `own`, the member herself.

    The log is that of the role `of` and of the member `by`, where there are such.
    """
    typed = {"call": call, **({"name": actor.name, "email": actor.email} if own else {})}
    return HTMLResponse(
        rooms.renderer.page(_page(rooms, session, actor, now=now, invited=invited, typed=typed, log=(of, by)))
    )


@router.get("/{call}/{role}/fairness")
def fairness(call: str, role: str, rooms: InRooms, session: Reading, actor: Administrator) -> Response:
    """How groups of applicants fare in a role."""
    kept = review.role_for(session, actor, call=call, role=role)
    return HTMLResponse(rooms.renderer.page(fairness_page(kept, actor, insights(session, actor, kept))))


@router.post("/invite")
def invite(
    rooms: InRooms,
    actor: Administrator,
    now: Now,
    *,
    name: Typed = "",
    email: Typed = "",
    call: Typed = "",
    duty: Typed = "",
    administrator: Typed = "",
) -> Response:
    """Invite a member; what cannot be used comes back with what was typed."""
    typed = {"name": name, "email": email, "call": call, "duty": duty, "administrator": administrator}
    try:
        with writing(rooms.engine) as session:
            member_id = _invite(rooms, session, actor, typed, now=now)
    except InvitationRefused as refused:
        with reading(rooms.engine) as session:
            page = _page(rooms, session, actor, now=now, typed=typed, faults=refused.faults)
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    return RedirectResponse(f"/admin?invited={member_id}#people", status_code=303)


@router.post("/members/{member_id}/switch")
def switch(
    member_id: Annotated[int, Path(ge=1, le=HIGHEST_ID)],
    rooms: InRooms,
    session: Writing,
    actor: Administrator,
    now: Now,
    *,
    to: Typed = "",
) -> Response:
    """Switch a member on or off, or invite her again."""
    if to == "invite again":
        ticket = tickets.make_ticket(rooms.secret, nonce=secrets.token_urlsafe(32))
        tickets.invite_again(session, by=actor, member_id=member_id, ticket=ticket, now=now)
        return RedirectResponse(f"/admin?invited={member_id}#people", status_code=303)
    if to not in {"on", "off"}:
        raise Refused("A member can be switched on or off, or invited again. Nothing was changed.")
    team.switch_member(session, by=actor, member_id=member_id, active=to == "on", now=now)
    return RedirectResponse("/admin#people", status_code=303)


class InvitationRefused(Exception):
    """The invitation cannot be used as it was typed.

    Attributes:
        faults: what is wrong, by field.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__()
        self.faults = faults


def _invite(rooms: Rooms, session: Session, actor: Actor, typed: Mapping[str, str], *, now: datetime) -> int:
    call_ids = {kept.call.slug: kept.call_id for kept in calls_kept(session)}
    checked = read_invitation(typed, calls=tuple(call_ids))
    if not isinstance(checked, Invitation):
        raise InvitationRefused(checked)
    try:
        return tickets.invite(
            session,
            by=actor,
            name=checked.name,
            email=checked.email,
            duties={call_ids[slug]: duty for slug, duty in checked.duties.items()},
            administrator=checked.administrator,
            ticket=tickets.make_ticket(rooms.secret, nonce=secrets.token_urlsafe(32)),
            now=now,
        )
    except Refused as refused:
        raise InvitationRefused({"email": str(refused)}) from refused


def _page(
    rooms: Rooms,
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    invited: int | None = None,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    log: tuple[str, str] = ("", ""),
) -> AdminPage:
    figures, members = overview.call_figures(session), team.team_of(session)
    setup = views.setup_of(rooms.settings)
    checks = health.checks(rooms.engine, rooms.vault, setup, now=now, files=False)
    roles, people = views.log_roles(figures, log[0]), views.log_people(members, log[1])
    role = next((one.value for one in roles if one.chosen), "")
    by = next((int(one.value) for one in people if one.chosen and one.value), None)
    found = audit.newest(session, most=LOG_LINES, seen_by=actor, role=role, by=by)
    return AdminPage(
        "Administration",
        calls=views.admin_calls(figures, now=now),
        team=views.team_members(members, actor=actor),
        invite_action="/admin/invite",
        invite_fields=views.invite_fields(figures, typed=typed or {}, faults=faults or {}),
        invite_done=views.invitation_note(members, invited=invited, mail_sent=setup.mail_sent),
        invite_warning="" if setup.mail_sent else views.NOT_SENT,
        log=views.log_lines(found, figures),
        log_roles=roles,
        log_people=people,
        health=views.health_lines(checks),
        member_name=actor.name,
        administrator=actor.administrator,
        mail_note=rooms.mail_note,
    )
