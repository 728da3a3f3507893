"""Producer links as the team has them: made for somebody by name, good for some days, revoked at any time.

A link holds 192 bits of chance, of which only the digest is kept: it is shown to its maker once, and to nobody again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import Stage
from casting.forms.sharing import LinkForm
from casting.services import audit
from casting.services.name_masks import Mask, masks
from casting.services.purposes import staying_inside
from casting.services.team import digest_of
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.conditions import newest
from casting.store.tables import (
    ApplicantRow,
    ApplicationRow,
    LinkedApplicationRow,
    LinkOpeningRow,
    LinkPickRow,
    MarkRow,
    MemberRow,
    ProducerLinkRow,
    table,
)
from casting.store.veils import unveiled

LINK, LINKED, OPENING = table(ProducerLinkRow), table(LinkedApplicationRow), table(LinkOpeningRow)
PICK, MEMBER, MARK = table(LinkPickRow), table(MemberRow), table(MarkRow)
APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)


@dataclass(frozen=True)
class Picked:
    """What somebody outside of the team picked, and why."""

    recipient: str
    reference: str
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class LinkRecord:
    """A link as its team sees it.

    Attributes:
        named: how many were named for it and are still there, without whom a conflict hides from the asking member; 0
            where it shows a stage.
        openings: how often it was opened; `last_opened` is None where it never was.
        picked: what was picked with it, of those that the asking member has marked, or may see without.
        hidden: how many more picks there are.
    """

    link_id: int
    recipient: str
    stage: Stage | None
    named: int
    picks: bool
    maker: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    openings: int
    last_opened: datetime | None
    picked: tuple[Picked, ...]
    hidden: int


def make_link(session: Session, actor: Actor, role: KeptRole, form: LinkForm, *, key: str, now: datetime) -> int:
    """Make a link; its key in the database.

    Args:
        key: what the link holds, at least 128 bits of chance.

    Raises:
        Refused: a reference is none of the role, of an application that was withdrawn, or of somebody who has not
            consented to being shown outside of the team.
    """
    ids = _named(session, actor, role, form.references)
    link_id: int = session.execute(
        insert(LINK)
        .values(
            role_id=role.role_id,
            digest=digest_of(key),
            recipient=form.recipient,
            stage=form.stage.value if form.stage else None,
            picks=form.picks,
            made_by=actor.member_id,
            made_at=now,
            expires_at=now + timedelta(days=form.days),
        )
        .returning(LINK.c.id)
    ).scalar_one()
    if ids:
        session.execute(insert(LINKED), [{"producer_link_id": link_id, "application_id": one} for one in ids])
    detail: audit.Detail = {
        "link": link_id,
        "for": form.recipient,
        "stage": form.stage.value if form.stage else None,
        "named": len(ids),
        "days": form.days,
        "picks": form.picks,
    }
    _log(session, actor, role, act="made a producer link", detail=detail, now=now)
    return link_id


def _named(session: Session, actor: Actor, role: KeptRole, references: Sequence[str]) -> list[int]:
    rows = session.execute(
        select(APPLICATION.c.id, APPLICATION.c.reference).where(
            APPLICATION.c.role_id == role.role_id,
            APPLICATION.c.reference.in_(references),
            APPLICATION.c.held_for.is_(None),
            APPLICATION.c.stage != Stage.WITHDRAWN.value,
            unveiled(APPLICATION.c.id, actor.member_id),
        )
    ).all()
    known = {row.reference for row in rows}
    missing = [reference for reference in references if reference not in known]
    if missing:
        raise Refused(
            f"{', '.join(missing[:5])} {'is' if len(missing) == 1 else 'are'} not among this role's applications, "
            "or withdrawn. No link was made."
        )
    inside = staying_inside(session, role, [row.id for row in rows])
    unshown = [row.reference for row in rows if row.id in inside]
    if unshown:
        raise Refused(
            f"{', '.join(unshown[:5])} {'has' if len(unshown) == 1 else 'have'} not consented to being shown outside "
            f"of the team (“{role.call.outside}”). Leave {'it' if len(unshown) == 1 else 'them'} out. No link was made."
        )
    return [row.id for row in rows]


def revoke(session: Session, actor: Actor, role: KeptRole, *, link_id: int, now: datetime) -> None:
    """Let a link open nothing from this moment on.

    Raises:
        NotFound: the role has no such link.
        Stale: it has been revoked already.
    """
    mine = LINK.c.id == link_id, LINK.c.role_id == role.role_id
    if session.execute(select(LINK.c.id).where(*mine)).one_or_none() is None:
        raise NotFound("There is no such link in this role.")
    revoked = session.execute(
        update(LINK)
        .where(*mine, LINK.c.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=actor.member_id)
        .returning(LINK.c.id)
    )
    if revoked.one_or_none() is None:
        raise Stale("This link has been revoked already. It opens nothing.")
    _log(session, actor, role, act="revoked a producer link", detail={"link": link_id}, now=now)


def _log(session: Session, actor: Actor, role: KeptRole, *, act: str, detail: audit.Detail, now: datetime) -> None:
    subject = f"{role.call.slug}/{role.role.slug}"
    audit.record(session, act=act, subject=subject, detail=detail, member_id=actor.member_id, now=now)


def link_records(session: Session, actor: Actor, role: KeptRole) -> tuple[LinkRecord, ...]:
    """All links of the role, the newest first; the number of queries does not grow with theirs."""
    opened = (
        select(OPENING.c.producer_link_id, func.count().label("times"), func.max(OPENING.c.opened_at).label("last"))
        .group_by(OPENING.c.producer_link_id)
        .subquery()
    )
    named = (
        select(LINKED.c.producer_link_id, func.count().label("named"))
        .where(unveiled(LINKED.c.application_id, actor.member_id))
        .group_by(LINKED.c.producer_link_id)
        .subquery()
    )
    rows = session.execute(
        select(LINK, MEMBER.c.name.label("maker"), opened.c.times, opened.c.last, named.c.named)
        .join(MEMBER, MEMBER.c.id == LINK.c.made_by)
        .outerjoin(opened, opened.c.producer_link_id == LINK.c.id)
        .outerjoin(named, named.c.producer_link_id == LINK.c.id)
        .where(LINK.c.role_id == role.role_id)
        .order_by(LINK.c.id.desc())
    ).all()
    picks = _picks(session, actor, role, [row.id for row in rows])
    of = {pick.application_id for found in picks.values() for pick in found}
    mask = masks(session, role, sorted(of))
    revealed = _revealed(session, actor, role, of)
    return tuple(_record(row, picks.get(row.id, []), revealed, mask) for row in rows)


def _record(row: Any, picks: Sequence[Any], revealed: Collection[int], mask: Mapping[int, Mask]) -> LinkRecord:
    shown = tuple(
        Picked(row.recipient, pick.reference, pick.name, mask[pick.application_id](pick.reason), pick.picked_at)
        for pick in picks
        if pick.application_id in revealed
    )
    return LinkRecord(
        link_id=row.id,
        recipient=row.recipient,
        stage=Stage(row.stage) if row.stage else None,
        named=row.named or 0,
        picks=row.picks,
        maker=row.maker,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        openings=row.times or 0,
        last_opened=row.last,
        picked=shown,
        hidden=len(picks) - len(shown),
    )


def _picks(session: Session, actor: Actor, role: KeptRole, link_ids: Sequence[int]) -> Mapping[int, list[Any]]:
    """The picks that stand, by link, of those whom the member may see."""
    rows = session.execute(
        select(PICK, APPLICATION.c.reference, name_shown(role.blind))
        .join(APPLICATION, APPLICATION.c.id == PICK.c.application_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(PICK.c.id.in_(newest_picks()), PICK.c.producer_link_id.in_(link_ids), PICK.c.picked)
        .where(unveiled(PICK.c.application_id, actor.member_id))
        .order_by(PICK.c.id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.producer_link_id, []).append(row)
    return found


def picks_on(session: Session, role: KeptRole, application_ids: Sequence[int]) -> Mapping[int, tuple[Picked, ...]]:
    """Who outside of the team has picked these, and why, by application id, the first pick first."""
    mine = newest_picks().where(PICK.c.application_id.in_(application_ids))
    rows = session.execute(
        select(PICK, LINK.c.recipient, APPLICATION.c.reference, name_shown(role.blind))
        .join(LINK, LINK.c.id == PICK.c.producer_link_id)
        .join(APPLICATION, APPLICATION.c.id == PICK.c.application_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(PICK.c.id.in_(mine), PICK.c.picked)
        .order_by(PICK.c.id)
    )
    mask = masks(session, role, application_ids)
    found: dict[int, tuple[Picked, ...]] = dict.fromkeys(application_ids, ())
    for row in rows:
        reason = mask[row.application_id](row.reason)
        found[row.application_id] += (Picked(row.recipient, row.reference, row.name, reason, row.picked_at),)
    return found


def _revealed(session: Session, actor: Actor, role: KeptRole, application_ids: Collection[int]) -> Collection[int]:
    """Of which applications a member may hear what others say: those marked, or all where she may not mark."""
    if not may(actor, Act.MARK, call_id=role.call_id):
        return application_ids
    given = (MARK.c.opinion.is_not(None)) | (MARK.c.stars.is_not(None))
    marked = select(MARK.c.application_id).where(newest(MARK, actor.member_id), given)
    return set(session.scalars(marked.where(MARK.c.application_id.in_(application_ids))))


def newest_picks() -> Any:
    """The key of the last word with each link on each application."""
    return select(func.max(PICK.c.id)).group_by(PICK.c.producer_link_id, PICK.c.application_id)


def picked_rows(application_id: int) -> Select[Any]:
    """What `picked_among` reads: the last word with each link, revoked and expired ones included."""
    mine = newest_picks().where(PICK.c.application_id == application_id)
    return (
        select(PICK.c.id, LINK.c.recipient, APPLICATION.c.reference, APPLICANT.c.name, PICK.c.reason, PICK.c.picked_at)
        .join(LINK, LINK.c.id == PICK.c.producer_link_id)
        .join(APPLICATION, APPLICATION.c.id == PICK.c.application_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(PICK.c.id.in_(mine), PICK.c.picked)
    )


def picked_among(rows: Iterable[Any]) -> tuple[Picked, ...]:
    """Who outside of the team has picked an application, and why."""
    return tuple(
        Picked(row.recipient, row.reference, row.name, row.reason, row.picked_at)
        for row in sorted(rows, key=lambda row: row.id)
    )
