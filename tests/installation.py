"""An installation for tests: the demonstration's call on a fresh database, a team, and a clock that tests set.

The people are the same five everywhere: a director, an associate, a producer who looks on, someone of another company,
and an applicant; an administrator holds the keys.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, update

from casting import resources
from casting.config import Settings
from casting.domain.calls import CallPlan, RolePlan
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Duty
from casting.forms.callfile import read_call
from casting.media.guarded import HeadshotPool
from casting.services import team
from casting.services.setup import load_call
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import connect, reading, writing
from casting.store.tables import ApplicationRow, CallRow, MemberRow, table
from casting.web.app import create_app
from casting.web.deps import SESSION_COOKIE
from casting.worker import Worker

CALL, ROLE = "the-challenge", "the-surgeon"
PATH = f"{CALL}/{ROLE}"
NOON = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)
ORIGIN = "http://testserver"
TEAM = {
    "director": ("Dana Direct", Duty.DIRECTOR),
    "associate": ("Alex Second", Duty.ASSOCIATE),
    "producer": ("Pat Onlooker", Duty.PRODUCER),
}

ANSWERS: dict[str, str] = {
    "name": "Mira Sokolova",
    "email": "mira@example.org",
    "phone": "+7 900 000-00-01",
    "birth_date": "1988-05-17",
    "city": "Kazan",
    "country": "RU",
    "tape_url": "https://example.org/tape",
    "citizenship": "yes",
    "record": "none",
    "plays": "women",
    "height": "170",
    "weight": "60",
    "chest": "90",
    "swim": "under20",
    "run": "unsure",
    "dive": "yes",
    "english": "C1",
    "medical_years": "6",
    "languages": "Russian native, English C1",
    "experience": "Six years in emergency surgery, then two seasons on stage in Kazan.",
    "credits": "Second lead in The Long Shift.",
    "motivation": "Hands must stay calm when a face may not. I want to show both.",
    "available_from": "2026-05-01",
    "consent-casting": "yes",
}


@dataclass
class Clock:
    """The time as the installation sees it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Installation:
    """Everything a test needs of one installation."""

    settings: Settings
    app: FastAPI
    engine: Engine
    clock: Clock
    members: dict[str, int] = field(default_factory=dict)
    _keys: Any = field(default_factory=count)

    def browser(self, **options: Any) -> TestClient:
        """A browser that has been nowhere yet; it sends what our own pages would."""
        client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False, **options)
        client.headers["origin"] = ORIGIN
        return client

    def signed_in(self, who: str) -> TestClient:
        """A browser in which this member is signed in."""
        client, key = self.browser(), f"key-{who}-{secrets.token_hex(8)}"
        with writing(self.engine) as session:
            team.open_session(session, member_id=self.members[who], key=key, now=self.clock())
        client.cookies.set(SESSION_COOKIE, key)
        return client

    def actor(self, who: str) -> Actor:
        """The member as services know her."""
        with writing(self.engine) as session:
            key = f"key-{who}-{secrets.token_hex(8)}"
            team.open_session(session, member_id=self.members[who], key=key, now=self.clock())
            actor = team.actor_of_session(session, key=key, now=self.clock())
        assert actor is not None
        return actor

    def role(self, path: str = PATH) -> KeptRole:
        with reading(self.engine) as session:
            role = role_kept(session, *path.split("/"))
        assert role is not None
        return role

    def change_call(self, **columns: Any) -> None:
        """Change columns of the call, and its version with them."""
        calls = table(CallRow)
        with writing(self.engine) as session:
            session.execute(update(calls).where(calls.c.slug == CALL).values(version=calls.c.version + 1, **columns))

    def apply(self, client: TestClient | None = None, **typed: str) -> str:
        """Apply through the form; the reference of the application."""
        response = self.post_form(client or self.browser(), **typed)
        assert response.status_code == 303, response.text
        location: str = response.headers["location"]
        return location.split("/")[2].split("?", maxsplit=1)[0]

    def post_form(self, client: TestClient, *, files: Any = None, token: str | None = None, **typed: str) -> Any:
        """Send the form as a browser does; `typed` changes the usual answers."""
        data = {**ANSWERS, "token": self.token(client) if token is None else token, **typed}
        empty = {"nothing": ("", b"", "application/octet-stream")}
        return client.post(f"/calls/{PATH}/apply", data=data, files=files or empty)

    def token(self, client: TestClient) -> str:
        return re.search(r'name="token" value="([^"]+)"', client.get(f"/calls/{PATH}/apply/whole").text)[1]  # type: ignore[index]

    def work(self) -> None:
        """Let a worker do what is pending."""
        worker = Worker(self.settings, clock=self.clock)
        with HeadshotPool(workers=1) as pool:
            while worker.round(pool) or worker.film(self.clock()):
                pass
        worker.engine.dispose()

    def application_id(self, reference: str) -> int:
        rows = table(ApplicationRow)
        with reading(self.engine) as session:
            found: int = session.execute(select(rows.c.id).where(rows.c.reference == reference)).scalar_one()
        return found

    def close(self) -> None:
        self.app.state.rooms.intake.close()
        self.app.state.rooms.engine.dispose()
        self.engine.dispose()


def furnish(database_url: str, folder: Path, **chosen: Any) -> Installation:
    """Load the demonstration's call, open around noon, and another company's; put the team in."""
    made = _opened(database_url, folder, **chosen)
    with writing(made.engine) as session:
        plan = read_call(resources.seed_folder() / "the-challenge")
        opens, closes = NOON - timedelta(days=7), NOON + timedelta(days=7)
        load_call(session, plan, opens_at=opens, closes_at=closes, now=NOON)
        load_call(session, other_call(plan), now=NOON)
    call_id, other_id = made.role().call_id, made.role("elsewhere/somebody").call_id
    with writing(made.engine) as session:
        people = [(who, name, {call_id: duty}, False) for who, (name, duty) in TEAM.items()]
        people.append(("stranger", "Sam Elsewhere", {other_id: Duty.DIRECTOR}, False))
        people.append(("administrator", "Ari Keys", {}, True))
        for who, name, duties, administrator in people:
            made.members[who] = team.create_member(
                session,
                name=name,
                email=_address(who),
                duties=duties,
                password=None,
                now=NOON,
                administrator=administrator,
            )
    return made


def furnished(database_url: str, folder: Path, **chosen: Any) -> Installation:
    """The same, of a database that is a copy of one that was furnished."""
    made = _opened(database_url, folder, **chosen)
    members = table(MemberRow).c
    with reading(made.engine) as session:
        found = session.execute(select(members.email, members.id))
        made.members |= {email.partition("@")[0]: member_id for email, member_id in found}
    return made


def _opened(database_url: str, folder: Path, **chosen: Any) -> Installation:
    settings = Settings(
        data=folder / "data",
        database_url=database_url,
        secret_key="a secret for tests alone 0123456789",
        base_url=ORIGIN,
        # A stream that lasts would keep a test client waiting for its end
        **{
            "live_seconds": 0,
            "upload_floor_mb": 0,
            "applications_per_hour": 10_000,
            "sign_ins_per_quarter": 1000,
            **chosen,
        },
    )
    clock = Clock()
    return Installation(settings, create_app(settings, clock=clock), connect(database_url), clock)


def _address(who: str) -> str:
    return f"{who}@casting.example.org"


def other_call(plan: CallPlan) -> CallPlan:
    """The call of another company, of which nobody in the first one's team may know."""
    role = plan.roles[0]
    return CallPlan(
        slug="elsewhere",
        title="Elsewhere",
        production="Another company",
        summary="Another call.",
        opens_at=NOON - timedelta(days=7),
        closes_at=NOON + timedelta(days=7),
        time_zone="Europe/Lisbon",
        reference_date=date(2026, 1, 1),
        keep_months=12,
        consents=plan.consents,
        roles=(RolePlan("somebody", "Somebody", "Anybody.", 1, role.questions, (), {}),),
    )
