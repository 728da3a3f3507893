"""What somebody with a producer link sees and may do. Every look-up carries the link; without it there is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from casting.domain.blind import reach
from casting.domain.errors import NotAllowed, NotFound
from casting.domain.presented import Told
from casting.domain.search_tree import All, AnyOf, ReferenceIs, StageIs, Tree
from casting.domain.vocabulary import Lens, Stage
from casting.media.vault import Vault
from casting.services.presented import told
from casting.services.presenting import order_outside, tape_urls
from casting.services.producer_links import APPLICATION, LINK, LINKED, MEMBER, OPENING, PICK, newest_picks
from casting.services.team import digest_of
from casting.services.waiting import ProductionWord, production_words
from casting.store.applications import Query, page
from casting.store.calls import KeptRole, role_kept
from casting.store.list_rows import ListRow
from casting.store.tables import CallRow, RoleRow, table

CALL, ROLE = table(CallRow), table(RoleRow)
MOST = 300
LED_BACK = timedelta(seconds=30)
"""After a pick the page is asked for again by the browser itself, within this time."""
GONE = "This link opens nothing."


@dataclass(frozen=True)
class OpenLink:
    """A link that is good at this moment.

    Attributes:
        stage: whose applications it shows; None where some were named.
        made_by: the member who made it and can open it: what is hidden from her by a conflict, it does not show.
        label: what stands on every picture: whose the link is, and which of hers.
    """

    link_id: int
    role: KeptRole
    recipient: str
    stage: Stage | None
    picks: bool
    made_by: int
    maker: str
    expires_at: datetime

    @property
    def label(self) -> str:
        return f"{self.recipient} · link {self.link_id}"


@dataclass(frozen=True)
class SharedList:
    """Whom a link shows.

    Attributes:
        rows: in the order of `lens`.
        told, words, tapes: what is told of each, what was written of her for the production, and where her tape is, by
            application id.
        reasons: why the recipient picks somebody, by application id.
        more: whether there are more than a link shows.
    """

    rows: tuple[ListRow, ...]
    told: Mapping[int, Told]
    words: Mapping[int, Sequence[ProductionWord]]
    tapes: Mapping[int, str | None]
    reasons: Mapping[int, str]
    lens: Lens
    more: bool


def open_link(session: Session, *, key: str, now: datetime) -> OpenLink:
    """The link that holds this key. Raises NotFound for one that is unknown, expired or revoked: all the same."""
    row = session.execute(
        select(LINK, MEMBER.c.name.label("maker"), CALL.c.slug.label("call"), ROLE.c.slug.label("role"))
        .join(MEMBER, MEMBER.c.id == LINK.c.made_by)
        .join(ROLE, ROLE.c.id == LINK.c.role_id)
        .join(CALL, CALL.c.id == ROLE.c.call_id)
        .where(LINK.c.digest == digest_of(key), LINK.c.revoked_at.is_(None), LINK.c.expires_at > now)
    ).one_or_none()
    kept = None if row is None else role_kept(session, row.call, row.role)
    if row is None or kept is None:
        raise NotFound(GONE)
    stage = Stage(row.stage) if row.stage else None
    return OpenLink(row.id, kept, row.recipient, stage, row.picks, row.made_by, row.maker, row.expires_at)


def is_newest(session: Session, role: KeptRole, *, key: str) -> bool:
    """Whether this is the key of the role's newest link."""
    last = select(LINK.c.digest).where(LINK.c.role_id == role.role_id).order_by(LINK.c.id.desc()).limit(1)
    return session.execute(last).scalar_one_or_none() == digest_of(key)


def log_opening(session: Session, link: OpenLink, *, now: datetime) -> None:
    """Keep that the link was opened, and when; nothing of from where. What a pick leads back to is no opening."""
    picked = PICK.c.producer_link_id == link.link_id, PICK.c.picked_at > now - LED_BACK, PICK.c.picked_at <= now
    if session.execute(select(PICK.c.id).where(*picked).limit(1)).first() is not None:
        return
    session.execute(insert(OPENING).values(producer_link_id=link.link_id, opened_at=now))


def shared_list(session: Session, link: OpenLink) -> SharedList:
    """Whom the link shows at this moment: nobody who has withdrawn, was erased or does not consent to being shown.

    Nor whom a conflict hides from its maker: she could open it. A fixed number of queries.
    """
    tree = _tree(session, link)
    if tree is None:
        return SharedList((), {}, {}, {}, {}, Lens.NAME, more=False)
    lens = order_outside(link.role, reach(tree))
    found = page(session, _query(link, tree, lens), after=None, size=MOST)
    ids = [row.application_id for row in found.rows]
    reasons = select(PICK.c.application_id, PICK.c.reason).where(
        PICK.c.producer_link_id == link.link_id, PICK.c.picked, PICK.c.id.in_(newest_picks())
    )
    return SharedList(
        rows=found.rows,
        told=told(session, link.role, found.rows),
        words=production_words(session, link.role, ids, member_id=None, revealed=ids),
        tapes=tape_urls(session, link.role, ids),
        reasons={row.application_id: row.reason for row in session.execute(reasons)},
        lens=lens,
        more=found.next_after is not None,
    )


def _query(link: OpenLink, tree: Tree, lens: Lens) -> Query:
    return Query(link.role, link.made_by, tree, lens, purpose=link.role.call.outside)


def _tree(session: Session, link: OpenLink) -> Tree | None:
    """The search for whom the link shows; None where nobody of those who were named is left."""
    if link.stage is not None:
        return StageIs(link.stage)
    named = select(APPLICATION.c.reference).join(LINKED, LINKED.c.application_id == APPLICATION.c.id)
    references = session.scalars(named.where(LINKED.c.producer_link_id == link.link_id)).all()
    return AnyOf(tuple(ReferenceIs(reference) for reference in references)) if references else None


def shared_picture(session: Session, vault: Vault, link: OpenLink, *, reference: str, large: bool) -> bytes:
    """The portrait of somebody whom the link shows, into which the link's `label` has yet to be drawn.

    Raises:
        NotFound: the link does not show this application, or there is no picture of it.
        VaultAway: pictures cannot be reached at the moment.
    """
    row = _shown(session, link, reference)
    digest = row.large if large else row.medium
    if digest is None:
        raise NotFound("There is no picture.")
    try:
        return vault.read(digest)
    except FileNotFoundError as error:
        raise NotFound("There is no picture.") from error


def pick(session: Session, link: OpenLink, *, reference: str, reason: str, now: datetime) -> None:
    """Keep that the recipient picks somebody, and why; a new reason takes the place of the last one.

    Raises:
        NotAllowed: the link is for looking only.
        NotFound: the link does not show this application, or not any more.
    """
    _say(session, link, reference, picked=True, reason=reason, now=now)


def take_pick_back(session: Session, link: OpenLink, *, reference: str, now: datetime) -> None:
    """Take a pick back. Raises as `pick` does."""
    _say(session, link, reference, picked=False, reason="", now=now)


def _say(session: Session, link: OpenLink, reference: str, *, picked: bool, reason: str, now: datetime) -> None:
    if not link.picks:
        raise NotAllowed("This link is for looking only. Nothing was kept.")
    row = _shown(session, link, reference)
    session.execute(
        insert(PICK).values(
            producer_link_id=link.link_id,
            application_id=row.application_id,
            picked=picked,
            reason=reason,
            picked_at=now,
        )
    )


def _shown(session: Session, link: OpenLink, reference: str) -> ListRow:
    """The application of that reference, if the link shows it."""
    tree = _tree(session, link)
    if tree is not None:
        query = _query(link, All((tree, ReferenceIs(reference))), Lens.RECEIVED)
        for row in page(session, query, after=None, size=1).rows:
            return row
    raise NotFound("This person is not in the list any more. Nothing was kept.")
