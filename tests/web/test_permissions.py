"""Who may do what: every route of the application, for every kind of person.

A route that has no line here fails the test. `routes` reads the table of the application itself, mounts included.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from limits import RateLimitItemPerHour
from sqlalchemy import insert
from starlette.routing import Mount

from casting.domain.vocabulary import Duty, MaterialKind, MaterialState
from casting.forms.sharing import LinkForm
from casting.services import producer_links, team, tickets
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, MaterialRow, MemberRow, table
from tests.installation import CALL, PATH, ROLE, Installation
from tests.web.test_apply import photograph

PEOPLE = (
    "nobody",
    "applicant",  # in the browser that sent the application
    "director",
    "associate",
    "producer",
    "stranger",  # directs a call of another company
    "administrator",
    "switched off",  # a director with a session, who was switched off a moment ago
)

KEY = "k" * 32
"""What the producer link in the scene holds, and no application's link does."""
ALL_200, ALL_303 = (200,) * 8, (303,) * 8

# What each route answers to each person, in the order above. 303 to nobody, the applicant and who was switched off
# is the way to the sign-in.
MATRIX: dict[str, tuple[int, ...]] = {
    "GET /health/live": ALL_200,
    "GET /health/ready": ALL_200,
    "GET /static/": ALL_200,
    "GET /": ALL_200,
    "GET /calls/{call}": ALL_200,
    "GET /calls/{call}/poster.png": ALL_200,
    "GET /calls/{call}/{role}/apply": ALL_200,
    "POST /calls/{call}/{role}/apply": (422,) * 8,  # an empty form
    "GET /calls/{call}/{role}/apply/whole": ALL_200,
    "GET /calls/{call}/{role}/apply/{part}": (404,) * 8,  # no such part
    "POST /calls/{call}/{role}/apply/{part}": (404,) * 8,
    "POST /calls/{call}/{role}/apply/{part}/kept": (404,) * 8,
    "POST /calls/{call}/{role}/apply/{part}/fault": (404,) * 8,
    "GET /calls/{call}/{role}/apply/check": ALL_303,  # nothing is kept
    "POST /calls/{call}/{role}/apply/check": ALL_303,
    "GET /calls/{call}/{role}/apply/headshot": (404,) * 8,  # nothing is kept
    "POST /calls/{call}/{role}/apply/link": ALL_303,
    "GET /calls/{call}/{role}/guardian": ALL_200,
    "POST /calls/{call}/{role}/guardian": (422,) * 8,  # an empty form
    "GET /guardians/{key}": (404,) * 8,  # no such link; see test_guardians.py for one that there is
    "GET /guardians/{key}/form": (404,) * 8,
    "POST /guardians/{key}": (404,) * 8,
    "POST /guardians/{key}/withdraw": (404,) * 8,
    # Who may not open an application gets the page that is the same whether or not it exists.
    "GET /applications": ALL_200,
    "POST /applications/link": ALL_200,
    "GET /applications/{reference}": ALL_200,
    "GET /applications/{reference}/open/{key}": ALL_303,
    "POST /applications/{reference}/link": ALL_200,
    "POST /applications/{reference}/language": ALL_303,
    "POST /applications/{reference}/purposes": (200, 303, 200, 200, 200, 200, 200, 200),
    "GET /applications/{reference}/headshot": (404, 200, 404, 404, 404, 404, 404, 404),
    "POST /applications/{reference}/headshot": (200, 422, 200, 200, 200, 200, 200, 200),
    "GET /applications/{reference}/pictures/{picture_id}/{size}": (404,) * 8,  # no such picture
    "POST /applications/{reference}/pictures": (200, 422, 200, 200, 200, 200, 200, 200),
    "POST /applications/{reference}/pictures/{picture_id}/{act}": (200, 404, 200, 200, 200, 200, 200, 200),
    "GET /applications/{reference}/sides/{sides_id}": (404,) * 8,  # none is released to her: see test_sides.py
    "POST /applications/{reference}/sides/{sides_id}": (404,) * 8,
    "GET /applications/{reference}/data": ALL_200,  # a page that tells nothing, but for its applicant
    "GET /applications/{reference}/edit": ALL_200,
    "POST /applications/{reference}/edit": (200, 422, 200, 200, 200, 200, 200, 200),  # an empty form
    "GET /applications/{reference}/withdraw": ALL_200,
    "POST /applications/{reference}/withdraw": (200, 303, 200, 200, 200, 200, 200, 200),
    "POST /applications/{reference}/return": (200, 303, 200, 200, 200, 200, 200, 200),
    "GET /drafts": ALL_200,
    "POST /drafts": (422,) * 8,  # no such code
    "POST /drafts/link": (422,) * 8,  # no address
    "GET /drafts/{code}": (422,) * 8,
    "POST /applications/{reference}/exceptions": (303, 422, 303, 303, 303, 303, 303, 303),  # nothing was said
    "GET /applications/{reference}/tape": (404, 200, 404, 404, 404, 404, 404, 404),
    "POST /applications/{reference}/tape": (200, 422, 200, 200, 200, 200, 200, 200),
    # Uploads speak another protocol, and answer 412 to who does not say its version: see test_tapes.py.
    "POST /applications/{reference}/tape/uploads": (412,) * 8,
    "PATCH /applications/{reference}/tape/uploads/{name}": (412,) * 8,
    "DELETE /applications/{reference}/tape/uploads/{name}": (412,) * 8,
    # The role that is asked here asks for no video: see test_videos.py.
    "GET /applications/{reference}/videos/{key}": (404,) * 8,
    "POST /applications/{reference}/videos/{key}": (200, 404, 200, 200, 200, 200, 200, 200),
    "POST /applications/{reference}/videos/{key}/uploads": (412,) * 8,
    "PATCH /applications/{reference}/videos/{key}/uploads/{name}": (412,) * 8,
    "DELETE /applications/{reference}/videos/{key}/uploads/{name}": (412,) * 8,
    "POST /language": ALL_303,
    "POST /own/forget": ALL_303,
    "GET /sign-in": ALL_200,
    "POST /sign-in": (422,) * 8,  # a wrong password
    "POST /sign-out": ALL_303,
    "GET /forgotten": ALL_200,
    "POST /forgotten": ALL_303,
    "GET /password/{key}": ALL_200,
    "POST /password/{key}": ALL_303,
    "GET /_patterns": ALL_200,
    "GET /_patterns/portraits/{number}/{size}": (422,) * 8,  # no number
    "GET /_patterns/{scheme}/{name}": (404,) * 8,  # no such pattern
    "GET /account/keys": (303, 303, 200, 200, 200, 200, 200, 303),
    "GET /account/keys/chosen": (303, 303, 200, 200, 200, 200, 200, 303),
    "POST /account/keys": ALL_303,
    "GET /review": (303, 303, 200, 200, 200, 200, 200, 303),
    "GET /review/{call}/{role}": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/facet": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/counts": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/order": (303, 303, 204, 204, 204, 404, 204, 303),  # nothing has changed
    "POST /review/{call}/{role}/order": (303, 303, 303, 303, 403, 404, 403, 303),
    "GET /review/{call}/{role}/live": (303, 303, 204, 204, 204, 404, 204, 303),  # none lasts here: see test_live.py
    "GET /review/{call}/{role}/changed": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/shortlist": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/shortlist/facts": (303, 303, 303, 403, 403, 404, 303, 303),
    "GET /review/{call}/{role}/shortlist.pdf": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/board": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/dealing": (303, 303, 200, 403, 403, 404, 200, 303),
    "POST /review/{call}/{role}/dealing": (303, 303, 422, 403, 403, 404, 422, 303),  # nothing was chosen
    "POST /review/{call}/{role}/dealing/{dealing_id}/more": (303, 303, 404, 403, 403, 404, 404, 303),  # no such dealing
    "POST /review/{call}/{role}/dealing/{dealing_id}/hand-on": (303, 303, 404, 403, 403, 404, 404, 303),
    "POST /review/{call}/{role}/dealing/{dealing_id}/undo": (303, 303, 404, 403, 403, 404, 404, 303),
    "GET /review/{call}/{role}/sides": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/sides": (303, 303, 422, 403, 403, 404, 422, 303),  # no file
    "POST /review/{call}/{role}/sides/release": (303, 303, 422, 403, 403, 404, 422, 303),  # there are none
    "POST /review/{call}/{role}/sides/take-back": (303, 303, 422, 403, 403, 404, 422, 303),
    "POST /review/{call}/{role}/sides/letters": (303, 303, 422, 403, 403, 404, 422, 303),
    "GET /review/{call}/{role}/sides/{sides_id}": (303, 303, 404, 404, 404, 404, 404, 303),  # see test_sides.py
    "GET /review/{call}/{role}/sides/{sides_id}/change": (303, 303, 404, 403, 403, 404, 404, 303),
    "POST /review/{call}/{role}/sides/{sides_id}/change": (303, 303, 404, 403, 403, 404, 404, 303),
    "POST /review/{call}/{role}/sides/{sides_id}/remove": (303, 303, 404, 403, 403, 404, 404, 303),
    "GET /review/{call}/{role}/bulk": (303, 303, 422, 403, 403, 404, 403, 303),  # to no stage
    "POST /review/{call}/{role}/bulk": (303, 303, 409, 403, 403, 404, 403, 303),  # nothing was previewed
    "GET /review/{call}/{role}/bulk/{act_id}": (303, 303, 404, 404, 404, 404, 404, 303),  # no such act
    "POST /review/{call}/{role}/bulk/{act_id}/undo": (303, 303, 404, 403, 403, 404, 403, 303),
    "GET /review/{call}/{role}/links": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/links": (303, 303, 303, 403, 403, 404, 403, 303),
    "POST /review/{call}/{role}/links/{link_id}/revoke": (303, 303, 303, 403, 403, 404, 403, 303),
    # Whoever has a link is shown what it shows, and nobody is shown anything without.
    "GET /share/{key}": ALL_200,
    "GET /share/{key}/{reference}/portrait": ALL_200,
    "POST /share/{key}/{reference}": ALL_303,
    "GET /review/{call}/{role}/duplicates": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/duplicates/{duplicate_id}": (303, 303, 404, 403, 403, 404, 403, 303),  # no such pair
    "GET /review/{call}/{role}/finals": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/finals": (303, 303, 303, 303, 403, 404, 403, 303),
    "POST /review/{call}/{role}/finals/undo": (303, 303, 303, 303, 403, 404, 403, 303),
    "GET /review/{call}/{role}/colleagues": (303, 303, 200, 200, 403, 404, 403, 303),
    "GET /review/{call}/{role}/searches": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/searches": (303, 303, 303, 303, 303, 404, 303, 303),
    "POST /review/{call}/{role}/searches/{search_id}": (303, 303, 404, 404, 404, 404, 404, 303),  # nobody's own
    "POST /review/{call}/{role}/searches/{search_id}/delete": (303, 303, 404, 404, 404, 404, 404, 303),
    "GET /review/{call}/{role}/conflicts": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/conflicts/{conflict_id}": (303, 303, 403, 403, 403, 404, 404, 303),  # no such conflict
    "GET /review/{call}/{role}/{reference}/conflict": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/{reference}/conflict": (303, 303, 422, 422, 422, 404, 422, 303),  # no reason
    "GET /review/{call}/{role}/compare": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/undo": (303, 303, 200, 200, 403, 404, 403, 303),
    "POST /review/{call}/{role}/undo": (303, 303, 422, 422, 403, 404, 403, 303),  # nothing to take back
    "GET /review/{call}/{role}/insights": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/breakdown": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/runs": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/runs/{first}/{second}": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /review/{call}/{role}/{reference}": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/{reference}/opened": (303, 303, 204, 204, 204, 404, 204, 303),
    "POST /review/{call}/{role}/{reference}/held": (303, 303, 204, 204, 204, 404, 204, 303),
    "POST /review/{call}/{role}/{reference}/left": (303, 303, 204, 204, 204, 404, 204, 303),
    # No ranking has been made here, so there is nothing to explain, for whom it is.
    "GET /review/{call}/{role}/{reference}/letter": (303, 303, 200, 403, 403, 404, 403, 303),
    "POST /review/{call}/{role}/{reference}/letter": (303, 303, 404, 403, 403, 404, 403, 303),
    "GET /review/{call}/{role}/{reference}/findings": (303, 303, 200, 200, 200, 404, 200, 303),
    "POST /review/{call}/{role}/{reference}/findings": (303, 303, 303, 303, 403, 404, 403, 303),
    "POST /review/{call}/{role}/{reference}/mark": (303, 303, 303, 303, 403, 404, 403, 303),
    "POST /review/{call}/{role}/{reference}/note": (303, 303, 303, 303, 403, 404, 403, 303),
    "POST /review/{call}/{role}/{reference}/notes/{note_id}": (303, 303, 404, 404, 403, 404, 403, 303),  # no such note
    "POST /review/{call}/{role}/{reference}/notes/{note_id}/delete": (303, 303, 404, 404, 403, 404, 403, 303),
    "POST /review/{call}/{role}/{reference}/tags": (303, 303, 303, 303, 403, 404, 403, 303),
    "POST /review/{call}/{role}/{reference}/tags/remove": (303, 303, 303, 303, 403, 404, 403, 303),
    "POST /review/mentions/{note_id}/read": (303,) * 8,  # what speaks to oneself, if anything does
    "POST /review/{call}/{role}/{reference}/stage": (303, 303, 303, 403, 403, 404, 403, 303),
    "GET /media/pictures/{digest}": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /media/tapes/{digest}": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /media/documents/{material_id}": (303, 303, 200, 200, 200, 404, 200, 303),
    "GET /admin": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /admin/{call}/{role}/fairness": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /admin/calls/new": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/calls/new": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /admin/calls/{call}": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/calls/{call}": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /admin/calls/{call}/texts/{language}": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/calls/{call}/texts/{language}": (303, 303, 404, 404, 404, 404, 303, 303),
    "POST /admin/calls/{call}/hours": (303, 303, 404, 404, 404, 404, 303, 303),
    "GET /admin/calls/{call}/roles/new": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/calls/{call}/roles/new": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /admin/calls/{call}/roles/{role}": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /admin/calls/{call}/roles/{role}/form": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/calls/{call}/roles/{role}": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/calls/{call}/roles/{role}/out": (303, 303, 404, 404, 404, 404, 422, 303),
    "POST /admin/invite": (303, 303, 404, 404, 404, 404, 303, 303),
    "POST /admin/export/{call}/{role}": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /admin/{call}/{role}/blind": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/{call}/{role}/blind": (303, 303, 404, 404, 404, 404, 303, 303),  # nothing is ticked
    "GET /admin/{call}/{role}/outcomes": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/{call}/{role}/outcomes": (303, 303, 404, 404, 404, 404, 303, 303),  # nobody waits
    "GET /admin/{call}/{role}/findings": (303, 303, 404, 404, 404, 404, 200, 303),
    "POST /admin/{call}/{role}/findings": (303, 303, 404, 404, 404, 404, 422, 303),  # no file
    "GET /admin/{call}/{role}/findings/{batch_id}": (303, 303, 404, 404, 404, 404, 404, 303),  # no such file
    "POST /admin/{call}/{role}/findings/{batch_id}": (303, 303, 404, 404, 404, 404, 404, 303),
    "GET /_mail": (303, 303, 404, 404, 404, 404, 200, 303),
    "GET /_mail/{name}": (303, 303, 404, 404, 404, 404, 404, 303),  # no such letter
    "POST /admin/members/{member_id}/switch": (303, 303, 404, 404, 404, 404, 303, 303),
}
SIGN_IN = "/sign-in?onward="
BEHIND_SIGN_IN = ("/review", "/media", "/admin", "/_mail")


def routes(app: FastAPI) -> Iterator[str]:
    """Every route as METHOD and path, every mount as a path that ends with a slash."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Mount):
            yield f"GET {route.original_route.path}/"
        for method in sorted((getattr(route, "methods", None) or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {getattr(route, 'path', '')}"


@dataclass
class Scene:
    """An installation in which there is something behind every route."""

    installation: Installation
    reference: str
    other: str
    runs: tuple[int, int]
    applicant: TestClient
    digest: str
    material_id: int
    guest: int
    gone: int

    def browser(self, who: str) -> TestClient:
        """A fresh browser for the person, in which she is signed in where she can be."""
        if who == "applicant":
            browser = self.installation.browser()
            browser.cookies.update(self.applicant.cookies)
            return browser
        if who == "switched off":
            return self._switched_off()
        return self.installation.browser() if who == "nobody" else self.installation.signed_in(who)

    def _switched_off(self) -> TestClient:
        """Her session is still there: what refuses her is that she is not active."""
        with writing(self.installation.engine) as session:
            session.get_one(MemberRow, self.gone).active = True
        browser = self.installation.signed_in("gone")
        assert browser.get("/review").status_code == 200
        with writing(self.installation.engine) as session:
            session.get_one(MemberRow, self.gone).active = False
        return browser

    def ask(self, route: str, who: str) -> httpx.Response:
        method, path = route.split(" ")
        browser = self.browser(who)
        values: dict[str, Callable[[], object]] = {
            "call": lambda: CALL,
            "role": lambda: ROLE,
            "reference": lambda: self.reference,
            "key": lambda: self._ticket() if "password" in path else KEY,
            "digest": lambda: self.digest,
            "name": lambda: "an-upload",
            "material_id": lambda: self.material_id,
            "member_id": lambda: self.guest,
            "duplicate_id": lambda: 1,
            "act_id": lambda: 1,
            "picture_id": lambda: 999,
            "dealing_id": lambda: 999,
            "batch_id": lambda: 999,
            "sides_id": lambda: 999,
            "link_id": lambda: 2,
            "note_id": lambda: 999,
            "conflict_id": lambda: 999,
            "search_id": lambda: 999,
            "language": lambda: "ru",
            "first": lambda: self.runs[0],
            "second": lambda: self.runs[1],
        }
        for name, value in values.items():
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", str(value()))
        if path == "/static/":
            path = "/static/app.css"
        answer: httpx.Response = browser.request(method, path, data=self._form(route, who))
        return answer

    def _ticket(self) -> str:
        """A new link for the guest, good once."""
        secret, nonce = self.installation.settings.secret(), f"nonce-{next(self.installation._keys)}"
        ticket = tickets.make_ticket(secret, nonce=nonce)
        with writing(self.installation.engine) as session:
            now = self.installation.clock()
            tickets.invite_again(session, by=None, member_id=self.guest, ticket=ticket, now=now)
        return ticket.key

    def _form(self, route: str, who: str) -> dict[str, str] | None:
        forms: dict[str, dict[str, str]] = {
            "POST /sign-in": {"email": "director@casting.example.org", "password": "wrong"},
            "POST /forgotten": {"email": f"{who.replace(' ', '')}@casting.example.org"},
            "POST /password/{key}": {"password": "four seals juggle umbrellas"},
            "POST /applications/link": {"email": f"{who.replace(' ', '')}@example.org"},
            "POST /applications/{reference}/link": {"email": f"{who.replace(' ', '')}@example.org"},
            "POST /review/{call}/{role}/finals": {
                "pair": f"{self.reference}~{self.other}",
                "winner": self.reference,
                "stage": "received",
            },
            "POST /review/{call}/{role}/{reference}/findings": {
                "do": "verify",
                "criterion": "swim",
                "standing": "met",
                "examiner": "Dr Veil",
                "found_on": "2026-03-01",
            },
            "POST /review/{call}/{role}/{reference}/mark": {"opinion": "pick"},
            "POST /review/{call}/{role}/{reference}/note": {"text": "Still hands.", "visibility": "team"},
            "POST /review/{call}/{role}/searches": {"name": "Stunts", "q": "tag:stunts"},
            "POST /review/{call}/{role}/searches/{search_id}": {"name": "Tuesday"},
            "POST /review/{call}/{role}/{reference}/tags": {"name": "stunts"},
            "POST /review/{call}/{role}/{reference}/notes/{note_id}": {"text": "Still hands."},
            "POST /review/{call}/{role}/{reference}/stage": {"before": self._stage(), "stage": "longlist"},
            "POST /review/{call}/{role}/duplicates/{duplicate_id}": {"verdict": "different"},
            "POST /review/{call}/{role}/dealing/{dealing_id}/hand-on": {"member": "1"},
            "POST /review/{call}/{role}/sides/release": {"stage": "callback"},
            "POST /review/{call}/{role}/sides/letters": {"stage": "callback"},
            "POST /review/{call}/{role}/sides/take-back": {"stage": "callback"},
            "POST /review/{call}/{role}/bulk": {"to": "longlist"},
            "POST /review/{call}/{role}/links": {"recipient": "Pat", "stage": "longlist", "days": "7", "may": "view"},
            "POST /share/{key}/{reference}": {"reason": "Hands."},
            "POST /admin/calls/{call}/hours": {"do": "a day"},
            "POST /admin/invite": {
                "name": "Newcomer",
                "email": "newcomer@casting.example.org",
                "call": CALL,
                "duty": "producer",
            },
            "POST /admin/{call}/{role}/outcomes": {"stage": "released", "sure": "yes"},
            "POST /admin/members/{member_id}/switch": {"to": "on"},
            "POST /admin/{call}/{role}/findings/{batch_id}": {"do": "keep"},
        }
        return forms.get(route, {}) if route.startswith("POST") else None

    def _stage(self) -> str:
        rows = table(ApplicationRow)
        with reading(self.installation.engine) as session:
            return str(session.execute(rows.select().where(rows.c.reference == self.reference)).one().stage)


@pytest.fixture
def scene(installation: Installation) -> Scene:
    rooms = installation.app.state.rooms
    plenty = replace(rooms.limits, links=RateLimitItemPerHour(1000))  # everyone here comes from one address
    installation.app.state.rooms = replace(rooms, limits=plenty)
    applicant = installation.browser()
    reference = installation.apply(applicant)
    other = installation.apply(name="Vera Tonic", email="vera@example.org")
    prepare_pending(installation.engine, now=installation.clock())
    made = [rank_role(installation.engine, call=CALL, role=ROLE, now=installation.clock()) for _ in range(2)]
    runs = (made[0].run_id, made[1].run_id)
    vault, now = rooms.vault, installation.clock()
    picture, document = vault.put(photograph()), vault.put(b"%PDF-1.7")
    application_id = installation.application_id(reference)
    handed_in: dict[str, Any] = {"application_id": application_id, "file_name": "cv.pdf", "handed_in_at": now}
    with writing(installation.engine) as session:
        session.execute(
            insert(MaterialRow).values(
                **handed_in,
                kind=MaterialKind.HEADSHOT,
                state=MaterialState.READY,
                media_type="image/jpeg",
                small=picture,
                medium=picture,
                large=picture,
                large_width=768,
                large_height=960,
            )
        )
        session.execute(
            insert(MaterialRow).values(
                **handed_in,
                kind=MaterialKind.TAPE,
                state=MaterialState.READY,
                media_type="video/mp4",
                medium=picture,
                stream=picture,
                seconds=1,
            )
        )
        rows = table(MaterialRow)
        material_id = session.execute(
            insert(MaterialRow)
            .values(
                **handed_in,
                kind=MaterialKind.DOCUMENT,
                state=MaterialState.READY,
                media_type="application/pdf",
                original=document,
                question_key="record",
            )
            .returning(rows.c.id)
        ).scalar_one()
        duties = {installation.role().call_id: Duty.DIRECTOR}
        guest, gone = (
            team.create_member(
                session, name=who.title(), email=f"{who}@casting.example.org", duties=duties, password=None, now=now
            )
            for who in ("guest", "gone")
        )
    installation.members["gone"] = gone
    director, role = installation.actor("director"), installation.role()
    form = LinkForm("Pat", None, (reference,), 7, picks=True)
    with writing(installation.engine) as session:
        producer_links.make_link(session, director, role, form, key=KEY, now=now)
    return Scene(installation, reference, other, runs, applicant, picture, material_id, guest, gone)


def test_every_route_has_its_line(installation: Installation) -> None:
    assert sorted(MATRIX) == sorted(routes(installation.app))


def test_every_person_gets_of_every_route_what_is_hers(scene: Scene) -> None:
    found = {route: tuple(scene.ask(route, who).status_code for who in PEOPLE) for route in MATRIX}
    assert {route: answers for route, answers in found.items() if answers != MATRIX[route]} == {}


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_no_further(scene: Scene) -> None:
    """A 303 also answers an act that was done; here it must be the way to the sign-in."""
    behind = [route for route in MATRIX if route.split(" ")[1].startswith(BEHIND_SIGN_IN)]
    for route in behind:
        for who in ("nobody", "applicant", "switched off"):
            answer = scene.ask(route, who)
            assert answer.headers["location"].startswith(SIGN_IN), (route, who)
    assert len(behind) >= 12


def test_only_the_applicant_sees_the_application_at_its_address(scene: Scene) -> None:
    for who in PEOPLE:
        page = scene.ask("GET /applications/{reference}", who).text
        assert ("Mira Sokolova" in page) is (who == "applicant"), who


def test_the_page_of_an_application_is_the_same_whether_or_not_it_exists(scene: Scene) -> None:
    browser = scene.browser("nobody")
    there, nowhere = (browser.get(f"/applications/{reference}") for reference in (scene.reference, "Z9ZZZ-99"))
    assert there.status_code == nowhere.status_code
    assert there.text == nowhere.text.replace("Z9ZZZ-99", scene.reference)


def test_a_call_of_another_company_is_the_same_as_one_that_does_not_exist(scene: Scene) -> None:
    stranger = scene.browser("stranger")
    pages = [stranger.get(f"/review/{place}") for place in (PATH, "no-such/role")]
    assert [page.status_code for page in pages] == [404, 404]
    quoted = [page.text.split("<main")[1].split("<code>")[0] for page in pages]
    assert quoted[0] == quoted[1]


def test_a_route_that_nobody_has_thought_of_would_be_seen(installation: Installation) -> None:
    @installation.app.post("/forgotten-by-all")
    def forgotten_by_all() -> None: ...

    assert set(routes(installation.app)) - set(MATRIX) == {"POST /forgotten-by-all"}
