"""Every page and partial in every state, in both schemes: for looking at them while developing, never in production."""

from functools import lru_cache
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import HTMLResponse, Response

from casting.domain.errors import NotFound
from casting.services.demonstration.portraits import draw_portrait
from casting.web.deps import InRooms
from casting.web.pages import Link, Page, PatternPartPage, PatternsPage
from casting.web.patterns import patterns

router = APIRouter(prefix="/_patterns")
WIDTHS = {"small": 192, "medium": 384, "large": 960}
SCHEMES = ("light", "dark")
MOST = 10_000


def _portrait(number: int, size: str) -> str:
    return f"/_patterns/portraits/{number}/{size}"


SAMPLES = patterns(_portrait)


@router.get("")
def all_patterns(rooms: InRooms) -> Response:
    """The names of all, each in both schemes."""
    names = {name: tuple(Link(one, f"/_patterns/{one}/{name}") for one in SCHEMES) for name in SAMPLES}
    return HTMLResponse(rooms.renderer.page(PatternsPage("Patterns", tuple(names.items()))))


@router.get("/portraits/{number}/{size}")
def portrait(number: Annotated[int, Path(ge=0, le=MOST)], size: str) -> Response:
    if size not in WIDTHS:
        raise NotFound("Portraits are small, medium or large.")
    return Response(_drawn(number, WIDTHS[size]), media_type="image/jpeg")


@lru_cache(maxsize=256)
def _drawn(number: int, width: int) -> bytes:
    file = BytesIO()
    draw_portrait(number, seed=0, width=width, height=width * 5 // 4).save(file, "JPEG", quality=82)
    return file.getvalue()


@router.get("/{scheme}/{name}")
def pattern(scheme: str, name: str, rooms: InRooms) -> Response:
    """One of them as people see it; a partial alone on a page."""
    sample = SAMPLES.get(name)
    if sample is None or scheme not in SCHEMES:
        raise NotFound("There is no such pattern.")
    if not isinstance(sample, Page):
        sample = PatternPartPage(name, rooms.renderer.page(sample))
    sheet = f'<link rel="stylesheet" href="{rooms.renderer.static(f"scheme_{scheme}.css")}">'
    return HTMLResponse(rooms.renderer.page(sample).replace("</head>", f"{sheet}\n</head>", 1))
