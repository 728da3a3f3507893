"""The web application: its rooms, its routes, and the page for everything that can be refused."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from types import ModuleType
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from casting import resources
from casting.config import MEGABYTE, Settings, settings
from casting.domain.errors import CastingError, GuardianNeeded
from casting.domain.said import Said
from casting.logs import log_as_json
from casting.media.opening import open_vault
from casting.media.pieces import PieceFolder
from casting.media.vault import VaultAway
from casting.services.apply import Intake
from casting.store.engine import connect
from casting.store.writer import Writer
from casting.web.deps import Rooms, SignInNeeded, system_clock
from casting.web.guardian_views import ask_page
from casting.web.guarding import GuardianFirst
from casting.web.limits import make_limits
from casting.web.live import Live, ended_by_signals
from casting.web.reader import addressed, reader_of
from casting.web.refusals import refusal_page
from casting.web.render import Renderer
from casting.web.routes import (
    account,
    admin,
    applications,
    apply,
    blinds,
    board,
    calls,
    candidates,
    compare,
    conflicts,
    dealing,
    drafts,
    duplicates,
    editor,
    edits,
    exports,
    finals,
    finding_files,
    findings,
    finishing,
    guardians,
    health,
    insights,
    keeping,
    kept_mail,
    keys,
    languages,
    letters,
    links,
    live,
    media,
    notes,
    outcomes,
    own_data,
    own_sides,
    own_things,
    parts,
    patterns,
    pictures,
    presentations,
    review,
    searches,
    shared,
    sides,
    tags,
    tapes,
    texts,
    undo,
)
from casting.web.security import Guard

log = structlog.get_logger()
# What has a word of its own in the address stands before the candidates, whose references would be in its place.
OWN_WORDS = (
    board,
    compare,
    conflicts,
    dealing,
    duplicates,
    finals,
    insights,
    links,
    live,
    notes,
    presentations,
    searches,
    sides,
    undo,
)
ROUTES = (
    health,
    languages,
    calls,
    apply,
    finishing,
    keeping,
    parts,
    applications,
    edits,
    drafts,
    own_things,
    own_data,
    own_sides,
    pictures,
    guardians,
    tapes,
    texts,
    account,
    keys,
    *OWN_WORDS,
    review,
    candidates,
    tags,
    letters,
    findings,
    admin,
    editor,
    exports,
    finding_files,
    blinds,
    outcomes,
    kept_mail,
    media,
    shared,
)


def _one_router(*rooms: ModuleType) -> APIRouter:
    router = APIRouter()
    for room in rooms:
        router.include_router(room.router)
    return router


# What a route takes is found out at the first request that comes by it, which takes a few milliseconds for each: once
# in a process that makes one application, and once in one that makes thousands, as the tests do.
EVERYWHERE, OUT_OF_PRODUCTION = _one_router(*ROUTES), _one_router(patterns)


def create_app(
    chosen: Settings,
    *,
    clock: Callable[[], datetime] = system_clock,
    intake: Intake | None = None,
) -> FastAPI:
    """Build the application of one process.

    Args:
        intake: takes applications; the benchmark passes one that keeps nothing. By default the writer's.

    Raises:
        Unready: the settings are too weak for production, or the database address cannot be used.
    """
    rooms = _furnish(chosen, clock=clock, intake=intake)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with ended_by_signals(rooms.live):
            yield
        rooms.live.close()
        rooms.intake.close()
        rooms.engine.dispose()

    routes = [*EVERYWHERE.routes, *(() if chosen.production else OUT_OF_PRODUCTION.routes)]
    static = Mount("/static", ForeverStatic(directory=resources.static_folder()), name="static")
    app = FastAPI(
        title="Casting", routes=[static, *routes], lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.rooms = rooms
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    away = (OperationalError, InterfaceError, PoolTimeout, VaultAway)
    app.add_exception_handler(GuardianFirst, _ask_guardian)
    app.add_exception_handler(GuardianNeeded, _ask_guardian)
    for refusal in (CastingError, HTTPException, RequestValidationError, *away):
        app.add_exception_handler(refusal, _refuse)
    app.add_middleware(
        Guard,
        origin=chosen.base_url,
        body_limit=chosen.body_limit_mb * MEGABYTE,
        error_page=partial(_page_before_routes, rooms),
    )
    return app


def _furnish(chosen: Settings, *, clock: Callable[[], datetime], intake: Intake | None) -> Rooms:
    chosen.prepare()
    secret = chosen.secret()
    engine = connect(chosen.database)
    return Rooms(
        settings=chosen,
        engine=engine,
        intake=intake or Intake(engine, Writer(engine)),
        vault=open_vault(chosen.vault_place),
        uploads=PieceFolder(chosen.data / "uploads"),
        renderer=Renderer(resources.templates_folder(), static=resources.static_folder()),
        limits=make_limits(
            applications_per_hour=chosen.applications_per_hour,
            sign_ins_per_quarter=chosen.sign_ins_per_quarter,
        ),
        live=Live(engine, lives=chosen.live_seconds, clock=clock),
        sign=lambda salt: URLSafeTimedSerializer(secret, salt=salt),
        secret=secret,
        clock=clock,
    )


class ForeverStatic(StaticFiles):
    """Static files, whose addresses carry their content's hash: a browser may keep them for good."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def _to_sign_in(request: Request, error: Exception) -> Response:
    onward = error.onward if isinstance(error, SignInNeeded) else ""
    path = request.app.url_path_for("sign_in_page")
    target = f"{path}?{urlencode({'onward': onward or '/review'})}"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"hx-redirect": target})
    return RedirectResponse(target, status_code=303)


async def _ask_guardian(request: Request, error: Exception) -> Response:
    """A minor's form without a guardian's consent: nothing of it was kept, and it says whom to ask."""
    rooms: Rooms = request.app.state.rooms
    language = reader_of(request).language
    if isinstance(error, GuardianFirst):
        page = ask_page(
            error.role, error.asked, language=language, form=error.form, why=error.needed.said, back=request.url.path
        )
    elif isinstance(error, GuardianNeeded):
        page = ask_page(rooms.intake.role(error.call, error.role), None, language=language, why=error.said)
    else:
        raise error
    return HTMLResponse(rooms.renderer.page(page), status_code=422)


async def _refuse(request: Request, error: Exception) -> Response:
    rooms: Rooms = request.app.state.rooms
    page, status, headers = refusal_page(error, request_id=request.scope["state"]["request_id"])
    if status >= 500:
        log.warning("refused", status=status, exc_info=error)
    if all(isinstance(paragraph, Said) for paragraph in page.paragraphs):  # else it is for the team, in English
        page = addressed(page, reader_of(request))
    return HTMLResponse(rooms.renderer.page(page), status_code=status, headers=headers)


def _page_before_routes(rooms: Rooms, scope: Scope, status: int) -> ASGIApp:
    page, status, headers = refusal_page(HTTPException(status), request_id=scope["state"]["request_id"])
    page = addressed(page, reader_of(Request(scope)))
    response = HTMLResponse(rooms.renderer.page(page), status_code=status, headers=headers)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await response(scope, receive, send)

    return answer


def app_from_environment() -> FastAPI:
    """The application with the settings of the environment; what a web process starts with."""
    log_as_json()
    app = create_app(settings())
    # What lives as long as the process is not gone through again and again for what could be thrown away.
    gc.collect()
    gc.freeze()
    return app
