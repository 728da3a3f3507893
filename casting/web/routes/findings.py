"""What examiners found of a candidate, and exceptions: what the team keeps, and what an applicant asks for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Act, Actor
from casting.domain.said import said
from casting.domain.vocabulary import Stage
from casting.forms.findings import read_finding, read_request, read_ruling
from casting.services import eligibility, review
from casting.services.access import opens
from casting.services.applicants import status_of
from casting.services.findings import past_findings, verify
from casting.services.masking import candidate_seen
from casting.services.name_masks import masks
from casting.services.review import Found
from casting.web.access import ACCESS_COOKIE
from casting.web.deps import InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.eligibility_views import findings_page
from casting.web.places import InPlace, Place
from casting.web.reader import InReader
from casting.web.status_views import status_page

router = APIRouter()
HERE = "/review/{call}/{role}/{reference}/findings"
Short = Annotated[str, Form(max_length=300)]


@router.get(HERE)
def findings(place: InPlace, reference: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    return _page(rooms, session, actor, place, found, typed={})


def _page(
    rooms: Rooms,
    session: Reading,
    actor: Actor,
    place: Place,
    found: Found,
    *,
    typed: Mapping[str, str],
    problem: str = "",
    status: int = 200,
) -> Response:
    shown = candidate_seen(session, actor, found, now=rooms.clock())
    asked = eligibility.requests(session, found.role, application_id=found.application_id)
    past = past_findings(session, application_id=found.application_id)
    mask = masks(session, found.role, [found.application_id])[found.application_id]
    asked = tuple(replace(one, text=mask(one.text), reason=mask(one.reason)) for one in asked)
    past = tuple(replace(one, note=mask(one.note)) for one in past)
    page = findings_page(shown, asked, past, actor=actor, place=place, typed=typed, problem=problem)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


@router.post(HERE)
def keep_finding(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    *,
    do: Short = "",
    criterion: Short = "",
    standing: Short = "",
    examiner: Short = "",
    found_on: Short = "",
    expires_on: Short = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Keep what an examiner found, or grant or refuse an exception; what cannot be used comes back as it was typed."""
    to = Act.NOTE if do == "verify" else Act.DECIDE
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=to)
    typed = {"criterion": criterion, "standing": standing, "examiner": examiner, "reason": reason, "do": do}
    typed |= {"found_on": found_on, "expires_on": expires_on}
    try:
        if do == "verify":
            _verify(session, actor, found, typed, now=now)
        else:
            ruling, why = read_ruling(typed)
            eligibility.rule(session, actor, found, criterion=criterion, ruling=ruling, reason=why, now=now)
    except (Refused, Stale) as refused:
        status = 409 if isinstance(refused, Stale) else 422
        return _page(rooms, session, actor, place, found, typed=typed, problem=str(refused), status=status)
    return RedirectResponse(place.act(reference, "findings"), status_code=303)


def _verify(session: Writing, actor: Actor, found: Found, typed: Mapping[str, str], *, now: datetime) -> None:
    zone = ZoneInfo(found.role.call.time_zone)
    finding = read_finding(typed, today=now.astimezone(zone).date())
    verify(
        session,
        actor,
        found,
        criterion=finding.criterion,
        standing=finding.standing,
        examiner=finding.examiner,
        verified_at=datetime.combine(finding.found_on, time(12), tzinfo=zone).astimezone(UTC),
        expires_on=finding.expires_on,
        now=now,
    )


@router.post("/applications/{reference}/exceptions")
def ask_exception(
    reference: str,
    request: Request,
    rooms: InRooms,
    session: Writing,
    now: Now,
    reader: InReader,
    *,
    criterion: Short = "",
    text: Annotated[str, Form()] = "",
) -> Response:
    """Ask not to be held to a gate, in the browser that may open the application; any other learns nothing."""
    here = f"/applications/{quote(reference)}"
    if opens(rooms.secret, reference=reference, key=request.cookies.get(ACCESS_COOKIE, "")):
        status = status_of(session, reference=reference, now=now)
        if status.stage is Stage.WITHDRAWN:
            raise NotFound(said("This application was withdrawn."))
        try:
            eligibility.ask_exception(
                session,
                status.role,
                status.answers,
                application_id=status.application_id,
                criterion=criterion,
                text=read_request(text),
                now=now,
            )
        except Refused as refused:
            page = status_page(status, fresh=False, replaceable=False, tapes=(), language=reader.language)
            told = replace(page, exception_error=refused.said, exception_text=text, exception_of=criterion)
            return HTMLResponse(rooms.renderer.page(told), status_code=422)
    return RedirectResponse(f"{here}#gates", status_code=303)
