"""What stands before every route: headers, foreign posts, bounds on bodies, faults of our own, weak settings."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.types import Message

from casting import logs
from casting.config import MEGABYTE, Settings
from casting.domain.errors import Unready
from casting.services import team
from casting.web.app import create_app
from casting.web.limits import network_of
from casting.web.security import Guard, local_path
from tests.installation import CALL, PATH, ROLE, Installation
from tests.web.test_permissions import routes

FORM = f"/calls/{PATH}/apply"
LIMIT = 25 * MEGABYTE
ON_EVERY_ANSWER = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "x-frame-options",
    "cache-control",
}
VALUES = {
    "{call}": CALL,
    "{role}": ROLE,
    "{reference}": "K7QX-24",
    "{key}": "key",
    "{member_id}": "1",
    "{digest}": "0" * 64,
    "{material_id}": "1",
}
CROSS_SITE: tuple[dict[str, str], ...] = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://[::1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    {"referer": "https://evil.example/http://testserver/"},
    {"referer": "not an address"},
    {"host": "", "origin": "null"},
)


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it on a thread of its own: the browser of other tests keeps a loop running on this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Nothing here depends on which database it is."""


def filled(path: str) -> str:
    for name, value in VALUES.items():
        path = path.replace(name, value)
    return path


# --------------------------------------------------------------------------------------------- foreign posts


@ON_ONE
def test_no_unsafe_route_takes_a_post_from_another_site(installation: Installation) -> None:
    unsafe = [route.split(" ") for route in routes(installation.app) if not route.startswith("GET ")]
    assert len(unsafe) >= 10
    director = installation.signed_in("administrator")
    del director.headers["origin"]
    taken = [
        (method, path, headers)
        for method, path in unsafe
        for headers in CROSS_SITE
        if director.request(method, filled(path), headers=headers).status_code != 403
    ]
    assert taken == []


@ON_ONE
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://testserver"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"referer": "http://testserver/sign-in?onward=/review"},
        {},  # a program: it has no cookie of a person with it
    ],
)
def test_our_own_pages_and_programs_may_post(installation: Installation, headers: dict[str, str]) -> None:
    browser = installation.browser()
    del browser.headers["origin"]
    assert browser.post("/sign-out", headers=headers).status_code == 303


@ON_ONE
def test_behind_a_proxy_that_changes_the_host_the_origin_is_still_ours(installation: Installation) -> None:
    headers = {"host": "10.0.0.7:8000", "origin": "http://testserver"}
    assert installation.browser().post("/sign-out", headers=headers).status_code == 303


@ON_ONE
def test_reading_is_allowed_from_anywhere(installation: Installation) -> None:
    answer = installation.browser().get("/", headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


@ON_ONE
def test_a_foreign_post_is_told_why_and_nothing_of_it_is_kept(installation: Installation) -> None:
    answer = installation.browser().post("/sign-out", headers={"origin": "https://evil.example"})
    assert "did not come from one of our pages" in answer.text


# -------------------------------------------------------------------------------------------------- headers


@ON_ONE
def test_every_answer_has_the_headers(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, administrator = installation.browser(), installation.signed_in("administrator")
    answers = [
        browser.get("/"),
        browser.get("/health/live"),
        browser.get("/static/app.css"),
        browser.get("/static/no-such-file"),
        browser.get("/review"),
        browser.get("/no-such-page"),
        browser.get("/%00"),
        browser.put("/sign-in"),
        browser.post("/sign-in", data={}),
        browser.post("/sign-out", headers={"origin": "https://evil.example"}),
        browser.post(FORM, headers={"content-length": str(LIMIT + 1)}),
        browser.options("/"),
        browser.head("/"),
        administrator.get("/admin"),
        administrator.get("/admin?invited=dana"),
    ]
    monkeypatch.setattr(team, "actor_of_session", fail)
    answers.append(administrator.get("/review"))
    assert [answer.status_code for answer in answers] == [
        200, 200, 200, 404, 303, 404, 400, 405, 422, 403, 413, 405, 405, 200, 422, 500,
    ]  # fmt: skip
    for answer in answers:
        assert ON_EVERY_ANSWER - set(answer.headers) == set(), answer.url
        assert answer.headers["x-content-type-options"] == "nosniff"


@ON_ONE
def test_the_policy_allows_nothing_inline_and_nobody_to_frame(installation: Installation) -> None:
    policy = installation.browser().get("/").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in policy


@ON_ONE
def test_pages_are_kept_nowhere_and_static_files_for_good(installation: Installation) -> None:
    browser = installation.browser()
    assert browser.get("/sign-in").headers["cache-control"] == "no-store"
    assert "immutable" in browser.get("/static/app.css").headers["cache-control"]


@ON_ONE
def test_plain_http_is_not_told_to_insist_on_https(installation: Installation) -> None:
    assert "strict-transport-security" not in installation.browser().get("/").headers


@ON_ONE
def test_a_method_that_a_page_does_not_know_is_answered_by_a_page_that_names_the_others(
    installation: Installation,
) -> None:
    answer = installation.browser().delete("/health/live")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert "<main" in answer.text


# --------------------------------------------------------------------------------------------------- bodies


class Sender:
    """Plays the server: hands a body over piece by piece, and counts what was asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.taken = 0
        self.answer: list[Message] = []

    async def receive(self) -> Message:
        piece = next(self.pieces, None)
        self.taken += len(piece or b"")
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(self, message: Message) -> None:
        self.answer.append(message)

    @property
    def status(self) -> int:
        return int(self.answer[0]["status"])

    @property
    def page(self) -> str:
        return b"".join(message.get("body", b"") for message in self.answer[1:]).decode()


def post(installation: Installation, path: str, headers: dict[str, str], pieces: Iterator[bytes]) -> Sender:
    """Send a request to the application without a client between, which would read all of the body."""
    sender = Sender(pieces)
    sent = {"host": "testserver", "origin": "http://testserver", **headers}
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("testserver", 80),
    }
    run_apart(installation.app(scope, sender.receive, sender.send))
    return sender


def endless(first: bytes = b"") -> Iterator[bytes]:
    yield first
    while True:
        yield b"x" * 65_536


MULTIPART = {"content-type": "multipart/form-data; boundary=b"}
FILE_BEGINS = b'--b\r\nContent-Disposition: form-data; name="headshot"; filename="a.jpg"\r\n\r\n'


@ON_ONE
@pytest.mark.parametrize("path", [FORM, "/sign-in", "/sign-out", "/no-such-page"])
def test_a_body_of_a_gigabyte_is_refused_before_a_byte_of_it_is_read(installation: Installation, path: str) -> None:
    sent = post(installation, path, {**MULTIPART, "content-length": str(1024**3)}, endless())
    assert (sent.status, sent.taken) == (413, 0)
    assert "larger than we can take" in sent.page


@ON_ONE
def test_a_length_that_no_number_can_hold_is_refused(installation: Installation) -> None:
    assert post(installation, FORM, {**MULTIPART, "content-length": "9" * 400}, endless()).status == 413


@ON_ONE
@pytest.mark.parametrize("path", [FORM, "/applications/K7QX-24/link", "/admin/invite", "/sign-in"])
@pytest.mark.parametrize("announced", [{}, {"content-length": "10"}, {"content-length": "-5"}])
def test_a_body_that_grows_beyond_the_bound_is_refused_there(
    installation: Installation, path: str, announced: dict[str, str]
) -> None:
    """Whatever length was announced, and whether any was: an endless body ends."""
    sent = post(installation, path, {**MULTIPART, **announced}, endless(FILE_BEGINS))
    assert sent.status in {400, 413}
    assert sent.taken <= LIMIT + 65_536


@ON_ONE
def test_an_endless_file_is_answered_with_the_page_that_says_so(installation: Installation) -> None:
    sent = post(installation, FORM, MULTIPART, endless(FILE_BEGINS))
    assert sent.status == 413
    assert "larger than we can take" in sent.page


@ON_ONE
def test_a_person_who_goes_away_is_no_fault(installation: Installation, capfd: pytest.CaptureFixture[str]) -> None:
    class Leaving(Sender):
        async def receive(self) -> Message:
            return {"type": "http.disconnect"}

    leaving = Leaving(iter(()))
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": FORM, "raw_path": b"",
        "query_string": b"", "root_path": "", "headers": [(b"content-type", MULTIPART["content-type"].encode())],
        "client": ("127.0.0.1", 5), "server": ("testserver", 80), "asgi": {"version": "3.0"},
    }  # fmt: skip
    run_apart(installation.app(scope, leaving.receive, leaving.send))
    assert "unexpected" not in "".join(capfd.readouterr())


@ON_ONE
def test_more_fields_than_a_form_can_have_are_refused(installation: Installation) -> None:
    answer = installation.browser().post("/sign-in", data={f"field{number}": "x" for number in range(1001)})
    assert answer.status_code == 400
    assert "<main" in answer.text


# --------------------------------------------------------------------------------------------- strange input


@ON_ONE
@pytest.mark.parametrize(
    "place", ["/calls/a%00b", "/review/a/b%00", "/?q=%00", "/password/%00", "/media/documents/%00"]
)
def test_what_no_text_can_hold_is_refused_before_it_reaches_a_database(installation: Installation, place: str) -> None:
    assert installation.signed_in("director").get(place).status_code == 400


@ON_ONE
@pytest.mark.parametrize("number", ["0", "-1", "9" * 40, "1e3", "٣"])
def test_a_number_that_no_row_can_have_is_refused(installation: Installation, number: str) -> None:
    answer = installation.signed_in("director").get(f"/media/documents/{number}")
    assert answer.status_code in {404, 422}


@ON_ONE
@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"email=%ff%fe&password=%00", b"=&=&=", b"&" * 10_000, b"email=" + b"a" * 100_000]
)
def test_a_form_of_broken_bytes_is_answered_as_any_other(installation: Installation, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert installation.browser().post("/sign-in", content=body, headers=headers).status_code in {400, 422}


@ON_ONE
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary="]
)
def test_a_form_of_another_kind_is_answered_as_any_other(installation: Installation, kind: str) -> None:
    answer = installation.browser().post("/sign-in", content=b'{"email": 1}', headers={"content-type": kind})
    assert answer.status_code in {400, 422}


@given(st.text(max_size=60))
def test_an_address_to_go_on_to_stays_on_this_site(address: str) -> None:
    path = local_path(address)
    assert path in {address, ""}
    assert not path or (path[0] == "/" and path[1:2] not in {"/", "\\"} and path.isprintable())


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_is_counted_with_its_neighbours(address: str, network: str) -> None:
    assert network_of(address) == network


# --------------------------------------------------------------------------------------------- faults of ours


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("about Mira Sokolova, mira@example.org")


@pytest.fixture
def logged() -> Iterator[list[dict[str, Any]]]:
    """What is logged, as it would be written."""
    lines: list[dict[str, Any]] = []

    class Keeping:
        def msg(self, line: str) -> None:
            lines.append(json.loads(line))

        info = warning = error = msg

    logs.log_as_json()
    structlog.configure(logger_factory=lambda *_: Keeping(), cache_logger_on_first_use=False)
    yield lines
    structlog.reset_defaults()


@ON_ONE
def test_a_fault_of_ours_is_answered_with_a_number_that_the_log_has_too(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, Any]]
) -> None:
    director = installation.signed_in("director")
    monkeypatch.setattr(team, "actor_of_session", fail)
    answer = director.get("/review?q=Sokolova")
    assert answer.status_code == 500
    assert "Mira" not in answer.text
    assert "RuntimeError" not in answer.text
    [line] = logged
    assert line["level"] == "error"
    assert line["request_id"] in answer.text
    assert "q=Sokolova" not in json.dumps(line), "a search may name a person"


@ON_ONE
def test_a_database_that_is_away_is_said_with_when_to_come_back(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, Any]]
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {"name": "Mira Sokolova"}, Exception("no connection"), hide_parameters=True)

    director = installation.signed_in("director")
    monkeypatch.setattr(team, "actor_of_session", away)
    answer = director.get("/review")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "cannot be reached" in answer.text
    assert [line["level"] for line in logged] == ["warning"]
    assert "Mira" not in json.dumps(logged)


@ON_ONE
def test_a_row_that_the_database_refuses_is_a_fault_of_ours(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, Any]]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise IntegrityError("INSERT", {}, Exception("NOT NULL"))

    director = installation.signed_in("director")
    monkeypatch.setattr(team, "actor_of_session", refused)
    assert director.get("/review").status_code == 500
    assert [line["level"] for line in logged] == ["error"]


# --------------------------------------------------------------------------------------------- weak settings


def weak(folder: Path, **chosen: Any) -> Settings:
    usual: dict[str, Any] = {
        "data": folder,
        "production": True,
        "base_url": "https://casting.example.org",
        "secret_key": "0Yx4mSx1qkzvJ2k4T8nL6wPcRb3eAhUd",
    }
    return Settings(**(usual | chosen))


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"secret_key": ""}, "CASTING_SECRET_KEY"),
        ({"secret_key": "changeme"}, "CASTING_SECRET_KEY"),
        ({"secret_key": "short-but-random-9f2"}, "CASTING_SECRET_KEY"),
        ({"secret_key": "a" * 64}, "CASTING_SECRET_KEY"),
        ({"base_url": "http://casting.example.org"}, "CASTING_BASE_URL"),
    ],
)
def test_production_refuses_what_is_weak_and_says_which(tmp_path: Path, chosen: dict[str, str], named: str) -> None:
    with pytest.raises(Unready, match=named) as refused:
        create_app(weak(tmp_path, **chosen))
    assert not chosen.get("secret_key") or chosen["secret_key"] not in str(refused.value)


def test_production_takes_what_is_strong(tmp_path: Path) -> None:
    assert weak(tmp_path).weak_points() == ()
    create_app(weak(tmp_path)).state.rooms.intake.close()


def test_outside_production_a_secret_is_made_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    settings = weak(tmp_path, production=False, secret_key="")
    secret = settings.secret()
    assert secret == settings.secret()
    assert len(secret) >= 48
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_the_guard_passes_on_what_is_no_request() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - as ASGI has it
        seen.append(scope["type"])

    def page(scope: Any, status: int) -> Any:
        raise AssertionError((scope, status))

    guard = Guard(app, origin="https://x", body_limit=1, error_page=page)
    run_apart(guard({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
