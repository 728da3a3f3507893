"""Filling an empty installation with the demonstration: the call, its team, its applicants, their portraits and marks.

Everything goes the product's own way: forms are checked, applications are submitted, pictures are drawn anew in
three sizes. Only what a real day would take long over is done at once: one transaction for many, files not flushed
one by one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import gates_not_met, judge
from casting.domain.errors import Refused
from casting.domain.vocabulary import Duty, Opinion, Stage
from casting.forms.application import Application, consent_field, read_application
from casting.forms.callfile import read_call
from casting.media.opening import VaultPlace
from casting.services.access import references
from casting.services.apply import Submission, submit
from casting.services.demonstration.drawing import chunks, draw, drawers, material_of
from casting.services.demonstration.panel import REVIEWERS, panel_marks
from casting.services.demonstration.people import FictionalApplicant, fictional_applicant
from casting.services.demonstration.stock import load_stock
from casting.services.setup import load_call
from casting.services.team import create_member
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import reading, writing
from casting.store.tables import (
    ApplicationRow,
    CallRow,
    DecisionRow,
    MarkRow,
    MaterialRow,
    MemberRow,
    MessageRow,
    table,
)

CALL, MEMBER, APPLICATION, MESSAGE = table(CallRow), table(MemberRow), table(ApplicationRow), table(MessageRow)
MARK, MATERIAL, DECISION = table(MarkRow), table(MaterialRow), table(DecisionRow)
OPEN_DAYS_BEFORE, OPEN_DAYS_AFTER = 21, 14
MARKS = 400
LONGLISTED, SHORTLISTED = 24, 5
REASONS = (
    "Believed every word about the night shift. Ask for the letter again, slower.",
    "Knows what hands do. Not sure of the camera yet; test in close-up.",
    "Funny without wanting to be. See together with the commander.",
    "Quiet, exact, and would get into the capsule tomorrow.",
    "The tape is badly lit and still the one we talked about at lunch.",
)

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it has been done, and how much there is."""


@dataclass(frozen=True)
class SignIn:
    """How one of the demonstration's people gets in."""

    who: str
    name: str
    email: str
    password: str


@dataclass(frozen=True)
class Installed:
    """What was filled in."""

    call: str
    role: str
    applications: int
    portraits: int
    marks: int
    sign_ins: tuple[SignIn, ...]


def install(
    engine: Engine,
    *,
    media: VaultPlace,
    seed_folder: Path,
    applicants: int,
    seed: int,
    passwords: Iterator[str],
    now: datetime,
    progress: Progress,
) -> Installed:
    """Fill an empty installation; see the module.

    Args:
        media: where media live.
        seed_folder: the folder with the call `the-challenge` and the stock of the generator.
        applicants: exactly so many applications are made for the role.
        seed: the same seed gives the same applicants, portraits and marks.
        passwords: of the team's members, one after the other.

    Raises:
        Refused: the database holds a call or a member already.
    """
    refuse_unless_empty(engine)
    with drawers() as pool:
        people = _people(seed_folder / "demonstration", applicants=applicants, seed=seed, progress=progress)
        drawing = [
            pool.submit(draw, chunk, seed=seed, media=media)
            for chunk in chunks([person.index for person in people if person.has_portrait])
        ]
        with writing(engine) as session:
            role = _call(session, seed_folder, now=now)
            sign_ins, members = _team(session, role, passwords=passwords, now=now)
            checked = {person.index: _checked(role, person, now=now) for person in people}
            ids = _applications(session, role, people, checked, seed=seed, now=now, progress=progress)
            # The panel reads those first who meet the gates, as the order of the list would have it.
            eligible = [person for person in people if _meets_gates(role, checked[person.index])]
            marks = _marks(session, eligible, ids, members, seed=seed, now=now)
            _decisions(session, member_id=members[REVIEWERS[0].email], now=now)
        drawn = 0
        total = sum(person.has_portrait for person in people)
        for done in drawing:
            rows = [material_of(entry, application_id=ids[entry.index], now=now) for entry in done.result()]
            with writing(engine) as session:
                session.execute(insert(MATERIAL), rows)
            drawn += len(rows)
            progress("Drawing portraits", drawn, total)
    return Installed(role.call.slug, role.role.slug, len(ids), drawn, marks, sign_ins)


def refuse_unless_empty(engine: Engine) -> None:
    """Raises Refused where the database holds a call or a member already."""
    with reading(engine) as session:
        if session.scalar(select(func.count()).select_from(CALL)) or session.scalar(
            select(func.count()).select_from(MEMBER)
        ):
            raise Refused(
                "This database is not empty, and the demonstration never mixes with real data. "
                "Choose another folder with --data, such as --data demo-2."
            )


def _people(stock_folder: Path, *, applicants: int, seed: int, progress: Progress) -> list[FictionalApplicant]:
    stock = load_stock(stock_folder)
    people = []
    for index in range(applicants):
        people.append(fictional_applicant(index, seed=seed, stock=stock))
        if index % 250 == 249 or index + 1 == applicants:
            progress("Inventing applicants", index + 1, applicants)
    return people


def _call(session: Session, seed_folder: Path, *, now: datetime) -> KeptRole:
    plan = read_call(seed_folder / "the-challenge")
    opens, closes = now - timedelta(days=OPEN_DAYS_BEFORE), now + timedelta(days=OPEN_DAYS_AFTER)
    load_call(session, plan, opens_at=opens, closes_at=closes, now=now)
    role = role_kept(session, plan.slug, plan.roles[0].slug)
    if role is None:
        raise Refused("The demonstration's call has no role.")
    return role


def _team(
    session: Session, role: KeptRole, *, passwords: Iterator[str], now: datetime
) -> tuple[tuple[SignIn, ...], dict[str, int]]:
    """The panel, a producer who looks on, and an administrator; ids by address."""
    team = [(one.name, one.email, {role.call_id: one.duty}, False) for one in REVIEWERS]
    team.append(("Sal Quint", "producer@casting.example.org", {role.call_id: Duty.PRODUCER}, False))
    team.append(("Noor Adami", "admin@casting.example.org", {}, True))
    sign_ins, members = [], {}
    shown = {REVIEWERS[0].email: "casting director", "admin@casting.example.org": "administrator"}
    for name, email, duties, administrator in team:
        password = next(passwords)
        members[email] = create_member(
            session, name=name, email=email, duties=duties, password=password, now=now, administrator=administrator
        )
        if email in shown:
            sign_ins.append(SignIn(shown[email], name, email, password))
    return tuple(sign_ins), members


def _applications(
    session: Session,
    role: KeptRole,
    people: Sequence[FictionalApplicant],
    checked: Mapping[int, Application],
    *,
    seed: int,
    now: datetime,
    progress: Progress,
) -> dict[int, int]:
    """Submit each application as the form would; the ids by the applicants' index."""
    names = references(Random(f"{seed}/references"))
    opens = role.call.opens_at
    span = (now - opens).total_seconds()
    for number, person in enumerate(sorted(people, key=lambda one: one.received_offset), start=1):
        submission = Submission(
            application=checked[person.index],
            uploads=(),
            token=f"demonstration-{person.index}",
            references=(next(names), next(names), next(names)),
            arrived_at=opens + timedelta(seconds=span * person.received_offset * 0.999),
        )
        submit(session.connection(), role, submission)
        if number % 250 == 0 or number == len(people):
            progress("Keeping applications", number, len(people))
    # Nobody is written to: the receipts of the demonstration count as sent.
    session.execute(update(MESSAGE).values(sent_at=now))
    rows = session.execute(select(APPLICATION.c.token, APPLICATION.c.id))
    return {int(token.removeprefix("demonstration-")): key for token, key in rows}


def _checked(role: KeptRole, person: FictionalApplicant, *, now: datetime) -> Application:
    typed = dict(person.answers) | {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "birth_date": person.birth_date.isoformat(),
        "city": person.city,
        "country": person.country,
        "tape_url": person.tape_url or "",
    }
    typed |= {consent_field(c.purpose): "yes" for c in role.call.consents if c.required or person.index % 3}
    checked = read_application(typed, call=role.call, role=role.role, asked=role.asked, today=now.date())
    if not isinstance(checked, Application):
        raise Refused(f"The form refuses the demonstration's applicant {person.index}: {dict(checked)}")
    return checked


def _meets_gates(role: KeptRole, checked: Application) -> bool:
    born = None if checked.birth_date is None else checked.birth_date.isoformat()
    verdicts = judge(role.role.criteria, {**checked.answers, "birth_date": born}, on=role.call.reference_date)
    return not gates_not_met(role.role.criteria, verdicts)


def _marks(
    session: Session,
    people: Sequence[FictionalApplicant],
    ids: dict[int, int],
    members: dict[str, int],
    *,
    seed: int,
    now: datetime,
) -> int:
    given = list(panel_marks(people, seed=seed, marks=min(MARKS, len(people))))
    begun = now - timedelta(minutes=max((one.minute_offset for one in given), default=0) + 30)
    rows = [
        {
            "application_id": ids[one.index],
            "member_id": members[one.reviewer.email],
            "opinion": one.opinion.value,
            "stars": one.stars,
            "marked_at": begun + timedelta(minutes=one.minute_offset),
        }
        for one in given
    ]
    if rows:
        session.execute(insert(MARK), rows)
    return len(rows)


def _decisions(session: Session, *, member_id: int, now: datetime) -> None:
    """The director has moved those that were picked first: a few to the shortlist, some to the longlist."""
    picked = session.scalars(
        select(MARK.c.application_id)
        .join(APPLICATION, APPLICATION.c.id == MARK.c.application_id)
        .where(MARK.c.opinion == Opinion.PICK.value)
        .group_by(MARK.c.application_id)
        .order_by(func.sum(MARK.c.stars).desc().nulls_last(), MARK.c.application_id)
        .limit(SHORTLISTED + LONGLISTED)
    )
    rows = []
    for number, application_id in enumerate(picked):
        stages = [Stage.RECEIVED, Stage.LONGLIST, *([Stage.SHORTLIST] if number < SHORTLISTED else [])]
        rows += [
            {
                "application_id": application_id,
                "member_id": member_id,
                "before": before.value,
                "after": after.value,
                "reason": REASONS[number % len(REASONS)] if after is Stage.SHORTLIST else "",
                "decided_at": now - timedelta(minutes=29 - number % 20),
            }
            for before, after in pairwise(stages)
        ]
        session.execute(update(APPLICATION).where(APPLICATION.c.id == application_id).values(stage=stages[-1].value))
    if rows:
        session.execute(insert(DECISION), rows)
