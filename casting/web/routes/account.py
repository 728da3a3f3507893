"""The team's doors: sign-in, sign-out, a forgotten password, and the page on which a password is chosen."""

import secrets
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from itsdangerous import BadData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotAllowed, Refused, TooMany
from casting.forms.fields import FieldFault, address_key, check_email
from casting.services import passwords, team, tickets
from casting.store.engine import reading
from casting.web.deps import SESSION_COOKIE, Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.pages import ForgottenPage, PasswordPage, SignInPage
from casting.web.security import local_path

router = APIRouter()
HOME = "/review"
LONGEST_EMAIL = 254
LONGEST_ONWARD = 2000
ASKED_COOKIE = "casting_asked"
ASKED_SECONDS = 600

Typed = Annotated[str, Form()]


@router.get("/sign-in", name="sign_in_page")
def sign_in_page(rooms: InRooms, onward: Annotated[str, Query(max_length=LONGEST_ONWARD)] = "") -> Response:
    page = SignInPage("Sign in", onward=local_path(onward), mail_note=rooms.mail_note)
    return HTMLResponse(rooms.renderer.page(page))


@router.post("/sign-in")
def sign_in(
    request: Request,
    rooms: InRooms,
    now: Now,
    address: Address,
    *,
    email: Typed = "",
    password: Typed = "",
    onward: Typed = "",
) -> Response:
    """Sign a member in, with a new session whatever the browser held before."""
    try:
        _count_sign_in(rooms, email=email, address=address)
        opened = team.sign_in(
            rooms.engine,
            email=email,
            password=password,
            key=secrets.token_urlsafe(32),
            replaces=request.cookies.get(SESSION_COOKIE, ""),
            now=now,
        )
    except (NotAllowed, TooMany) as refused:
        return _sign_in_again(rooms, refused, email=email, onward=onward)
    _give_back_sign_in(rooms, email=email, address=address)
    return _signed_in(rooms, opened, onward=onward)


@router.post("/sign-out")
def sign_out(request: Request, rooms: InRooms, session: Writing) -> Response:
    """End this browser's session; somebody who has none is answered the same."""
    team.sign_out(session, key=request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, secure=rooms.settings.secure, httponly=True, samesite="lax")
    return response


@router.get("/forgotten")
def forgotten_page(request: Request, rooms: InRooms) -> Response:
    """The form, or, for a browser that has just sent it, what happens next: it names the address, so no URL has to."""
    asked = request.cookies.get(ASKED_COOKIE, "")
    try:
        email = str(rooms.sign("asked").loads(asked, max_age=ASKED_SECONDS)) if asked else ""
    except BadData:
        email = ""
    page = ForgottenPage("Forgotten password", email=email, sent=bool(email), mail_note=rooms.mail_note)
    response = HTMLResponse(rooms.renderer.page(page))
    response.delete_cookie(ASKED_COOKIE, path="/forgotten")
    return response


@router.post("/forgotten")
def forgotten(rooms: InRooms, session: Writing, now: Now, address: Address, email: Typed = "") -> Response:
    """Mail a link, if the address is a member's; the answer is the same if it is not."""
    try:
        known = check_email(email)
        rooms.limits.spend(rooms.limits.links, "forgotten from", address)
        rooms.limits.spend(rooms.limits.links, "forgotten to", address_key(known))
        rooms.limits.spend(rooms.limits.links_together)
    except (FieldFault, TooMany) as refused:
        page = ForgottenPage("Forgotten password", email=email[:LONGEST_EMAIL], error=str(refused))
        return _again(rooms.renderer.page(page), refused)
    ticket = tickets.make_ticket(rooms.secret, nonce=secrets.token_urlsafe(32))
    tickets.forgot(session, email=known, ticket=ticket, now=now)
    response = RedirectResponse("/forgotten", status_code=303)
    response.set_cookie(
        ASKED_COOKIE,
        rooms.sign("asked").dumps(known),
        max_age=ASKED_SECONDS,
        path="/forgotten",
        secure=rooms.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/password/{key}")
def password_page(key: str, rooms: InRooms, session: Reading, now: Now) -> Response:
    holder = tickets.holder_of(session, key=key, now=now)
    return HTMLResponse(rooms.renderer.page(_password_page(key, holder, error="")))


@router.post("/password/{key}")
def choose_password(key: str, rooms: InRooms, now: Now, password: Typed = "") -> Response:
    """Keep a new password and sign its member in."""
    try:
        opened = tickets.choose_password(
            rooms.engine, key=key, password=password, session_key=secrets.token_urlsafe(32), now=now
        )
    except Refused as refused:
        with reading(rooms.engine) as session:
            holder = tickets.holder_of(session, key=key, now=now)
        return _again(rooms.renderer.page(_password_page(key, holder, error=str(refused))), refused)
    return _signed_in(rooms, opened, onward="")


def _password_page(key: str, holder: tickets.Holder, *, error: str) -> PasswordPage:
    return PasswordPage(
        "Choose a password",
        action=f"/password/{quote(key, safe='')}",
        email=holder.email,
        name=holder.name,
        welcome=holder.first,
        shortest=passwords.SHORTEST,
        error=error,
    )


def _count_sign_in(rooms: Rooms, *, email: str, address: str) -> None:
    """Count an attempt where it is limited. One that is stopped by the first limits costs nothing of the last."""
    limits = rooms.limits
    limits.spend(limits.sign_ins, "from", address)
    limits.spend(limits.sign_ins, "to", _account(email))
    limits.spend(limits.sign_ins_together)


def _give_back_sign_in(rooms: Rooms, *, email: str, address: str) -> None:
    """Only failed attempts count: a whole team signs in from one office."""
    limits = rooms.limits
    limits.give_back(limits.sign_ins, "from", address)
    limits.give_back(limits.sign_ins, "to", _account(email))
    limits.give_back(limits.sign_ins_together)


def _account(email: str) -> str:
    """What the attempts on one account are counted under, whether there is such an account or not."""
    return address_key(email.strip()[:LONGEST_EMAIL])


def _sign_in_again(rooms: Rooms, refused: Exception, *, email: str, onward: str) -> Response:
    page = SignInPage("Sign in", email=email[:LONGEST_EMAIL], error=str(refused), onward=local_path(onward))
    return _again(rooms.renderer.page(page), refused)


def _again(html: str, refused: Exception) -> Response:
    """The same page with what was typed."""
    if isinstance(refused, TooMany):
        return HTMLResponse(html, status_code=429, headers={"retry-after": str(refused.seconds)})
    return HTMLResponse(html, status_code=422)


def _signed_in(rooms: Rooms, opened: team.NewSession, *, onward: str) -> Response:
    response = RedirectResponse(local_path(onward) or HOME, status_code=303)
    response.set_cookie(
        SESSION_COOKIE,
        opened.key,
        max_age=int(team.SESSION_LIFE.total_seconds()),
        secure=rooms.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response
