"""Who reads a page: the language that her browser asks for or that she has chosen, and where she is."""

from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from starlette.responses import Response

from casting.languages.catalogues import codes
from casting.languages.negotiation import negotiated
from casting.web.deps import Rooms
from casting.web.pages import LanguageMenu, Page
from casting.web.security import SAFE_METHODS

LANGUAGE_COOKIE = "casting_language"
LANGUAGE_SECONDS = 365 * 24 * 3600
CHOSEN = "in-language"
"""The field that asks for another language; no question's key has a hyphen, so none can be the same."""

P = TypeVar("P", bound=Page)


@dataclass(frozen=True)
class Reader:
    """Who reads.

    Attributes:
        language: the code of her language.
        here: the address that she can come back to in another one; empty where the page is the answer to a form.
    """

    language: str
    here: str


def reader_of(request: Request) -> Reader:
    """The language that was chosen here before, or else the one that the browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    asked = negotiated(request.headers.get("accept-language", ""), codes())
    url = request.url
    here = url.path + (f"?{url.query}" if url.query else "") if request.method in SAFE_METHODS else ""
    return Reader(chosen if chosen in codes() else asked, here)


async def _reader(request: Request) -> Reader:
    return reader_of(request)


InReader = Annotated[Reader, Depends(_reader)]


def addressed(page: P, reader: Reader) -> P:
    """The page in its reader's language, with the way to the others; a page that knows a better way keeps it."""
    elsewhere = LanguageMenu("/language", onward=reader.here) if reader.here else None
    return replace(page, language=reader.language, language_menu=page.language_menu or elsewhere)


def remember_language(response: Response, rooms: Rooms, code: str) -> None:
    """Keep the chosen language in this browser; one that we do not speak is not kept."""
    if code in codes():
        response.set_cookie(
            LANGUAGE_COOKIE,
            code,
            max_age=LANGUAGE_SECONDS,
            secure=rooms.settings.secure,
            httponly=True,
            samesite="lax",
        )
