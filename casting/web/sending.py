"""Sending a form: all of it checked, kept by the writer, answered after its commit with the way to the receipt."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Protocol

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from casting.domain.errors import CastingError, Closed, Stale, TooMany, Unready
from casting.domain.said import Said, Text, said
from casting.domain.zones import day_in
from casting.forms.application import Application, read_application
from casting.services.access import references
from casting.services.apply import Submission
from casting.store.calls import KeptRole
from casting.web.access import let_in
from casting.web.deps import Rooms
from casting.web.guarding import guard
from casting.web.own_drafts import DRAFT_COOKIE, forget_draft
from casting.web.sent import Sent
from casting.web.uploads import asked_uploads, missing_files

MOST_CHANGES = 3
"""How often a form is checked anew because the call was changed meanwhile."""


class Again(Protocol):
    """Shows what was sent once more, with everything in it, and what is to be done."""

    def __call__(
        self, kept: KeptRole, sent: Sent, *, faults: Mapping[str, Text], problem: Text = "", status: int = 422
    ) -> Response: ...


async def role_of(rooms: Rooms, call: str, role: str) -> KeptRole:
    """The role as this process knows it. Raises NotFound where there is none."""
    if rooms.intake.knows(call, role):
        return rooms.intake.role(call, role)
    return await run_in_threadpool(rooms.intake.role, call, role)


async def send(
    request: Request, rooms: Rooms, kept: KeptRole, sent: Sent, *, name: str, address: str, again: Again
) -> Response:
    """Send a form; it is checked anew where the call was changed meanwhile.

    Args:
        name: what makes it one application, however often it is sent.
        again: shows it again where it cannot be kept.
    """
    call, role = kept.call.slug, kept.role.slug
    for _ in range(MOST_CHANGES):
        try:
            return await _keep(request, rooms, kept, sent, name=name, address=address, again=again)
        except Stale:
            rooms.intake.forget(call, role)
            kept = await role_of(rooms, call, role)
    problem = said("The call is being changed at this moment, so your application was not sent. Please send it again.")
    return again(kept, sent, faults={}, problem=problem, status=409)


def checked(kept: KeptRole, sent: Sent) -> Application | Mapping[str, Text]:
    """The application, or what is wrong with it by field, its files among them."""
    today = day_in(kept.call.time_zone, sent.arrived_at)
    read = read_application(
        sent.typed,
        call=kept.call,
        role=kept.role,
        asked=kept.asked,
        today=today,
        reader=sent.language,
        minors=sent.guarded.minor,
    )
    faults = {**sent.uploads.faults, **missing_files(kept, sent.uploads, sent.typed)}
    if not faults:
        return read
    return faults if isinstance(read, Application) else {**read, **faults}


def still_here(refused: CastingError) -> Said:
    """Why something cannot be done, and that nothing typed is lost."""
    return said("{refused} What you typed is still here.", refused=refused.said)


def form_place(kept: KeptRole) -> str:
    """The address of a role's form."""
    return f"/calls/{kept.call.slug}/{kept.role.slug}/apply"


async def _keep(
    request: Request, rooms: Rooms, kept: KeptRole, sent: Sent, *, name: str, address: str, again: Again
) -> Response:
    typed, at = sent.typed, sent.arrived_at
    sent = replace(sent, guarded=await guard(request, rooms, kept, typed, now=at, language=sent.language))
    application = checked(kept, sent)
    if not isinstance(application, Application):
        return again(kept, sent, faults=application)
    try:
        rooms.limits.spend(rooms.limits.applications, address)
    except TooMany as refused:
        return again(kept, sent, faults={}, problem=still_here(refused), status=429)
    submission = Submission(
        application=application,
        uploads=asked_uploads(kept, sent.uploads, sent.typed),
        token=name,
        references=tuple(islice(references(), 3)),
        arrived_at=sent.arrived_at,
        language=sent.language,
        guardian_consent=sent.guarded.consent_id,
    )
    try:
        receipt = await asyncio.wrap_future(rooms.intake.keep(kept, submission))
    except (Closed, Unready) as refused:
        status = 410 if isinstance(refused, Closed) else 503
        return again(kept, sent, faults={}, problem=still_here(refused), status=status)
    response = RedirectResponse(f"/applications/{receipt.reference}?sent=1", status_code=303)
    let_in(request, response, rooms, receipt.reference)
    if DRAFT_COOKIE in request.cookies:
        await run_in_threadpool(forget_draft, request, response, rooms, place=form_place(kept))
    return response
