"""What stands before every route: the content policy, the cross-site check, the bound on a body, the request's id.

The content policy allows nothing inline, so that script in an applicant's text stays text even if an escape were
forgotten. Unsafe methods are taken from our own pages only: by Fetch metadata where the browser sends it, by Origin or
Referer otherwise (programs that send neither have no cookie of a person with them, so there is nothing that a foreign
site could misuse).
"""

import secrets
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "x-frame-options": "DENY",
}
SECURE_HEADERS = {"strict-transport-security": "max-age=31536000"}


class Guard:
    """The outermost ASGI layer; see the module.

    Args:
        origin: the installation's own origin, such as https://casting.example.
        body_limit: the largest body in bytes.
        error_page: makes the answer for a status that is given here (400, 403, 413, 500) as a page.
    """

    def __init__(
        self, app: ASGIApp, *, origin: str, body_limit: int, error_page: Callable[[Scope, int], ASGIApp]
    ) -> None:
        self._app = app
        self._origin = origin.rstrip("/")
        self._body_limit = body_limit
        self._error_page = error_page
        self._headers = HEADERS | (SECURE_HEADERS if origin.startswith("https://") else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope.setdefault("state", {})["request_id"] = secrets.token_hex(6)
        structlog.contextvars.bind_contextvars(request_id=scope["state"]["request_id"])
        app = self._app
        if scope["method"] not in SAFE_METHODS and not self._from_our_pages(headers):
            app = self._error_page(scope, 403)
        elif _announced_length(headers) > self._body_limit:
            app = self._error_page(scope, 413)
        elif "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            app = self._error_page(scope, 400)  # no text has a NUL, and a database that is asked for one fails
        elif not _in_utf8(headers):
            app = self._error_page(scope, 400)  # our pages send nothing else, and other charsets hide what they hold
        guarded = _Answer(send, self._headers)
        try:
            await app(scope, _Bounded(receive, self._body_limit), guarded)
        except ClientDisconnect:
            log.info("the client went away before its request was complete")
        except Exception as error:
            # A fault of ours: its trace is logged, and the person gets its number and what to do. Answered here,
            # inside the headers, rather than by Starlette outside of them.
            log.error("unexpected", route=getattr(scope.get("route"), "path", ""), exc_info=error)
            if guarded.started:
                raise
            await self._error_page(scope, 500)(scope, receive, guarded)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")

    def _from_our_pages(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None and site not in ("same-origin", "none"):
            return False
        named = headers.get("origin") or headers.get("referer")
        if not named:
            return True
        try:
            parts = urlsplit(named)
        except ValueError:
            return False
        here = headers.get("host", "")
        return f"{parts.scheme}://{parts.netloc}" == self._origin or parts.netloc == here != ""


def _in_utf8(headers: Headers) -> bool:
    """Whether a body says nothing of its charset, or says UTF-8."""
    _, _, parameters = headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset")[2]
    return not charset or charset.lstrip(" \t=\"'").startswith(("utf-8", "utf8"))


class _Answer:
    """Passes an answer on with the headers that every answer has."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send = send
        self._headers = headers
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await self._send(message)


class _Bounded:
    """Passes a body on as long as it is within its bound, whatever length was announced."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


def local_path(address: str) -> str:
    """The address where it leads to a page of this installation, else nothing: nobody is sent on to a foreign site.

    Browsers read a backslash as a slash and leave out line ends and tabs, so an address with any of them is refused.
    """
    if not address.startswith("/") or address.startswith("//") or "\\" in address or not address.isprintable():
        return ""
    return address


def _announced_length(headers: Headers) -> int:
    """The body's length in bytes as the client announces it; 0 where it announces none that can be read."""
    announced = headers.get("content-length", "0")
    return int(announced) if announced.isascii() and announced.isdigit() else 0
