"""Tags on an application: the team's own words, shared by everyone who works on the call."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casting.domain.errors import Refused
from casting.domain.happenings import Kind
from casting.domain.permissions import Actor
from casting.domain.tags import LONGEST_TAG, tag_name
from casting.services import traces
from casting.services.review import Found
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, RoleRow, TagRow, table

APPLICATION, ROLE, TAG = table(ApplicationRow), table(RoleRow), table(TagRow)
MOST_TAGS = 20
MOST_OFFERED = 200


def tags_of(session: Session, *, application_id: int) -> Sequence[str]:
    """The tags of an application, in the order in which they were given."""
    return session.scalars(select(TAG.c.name).where(TAG.c.application_id == application_id).order_by(TAG.c.id)).all()


def tags_in(session: Session, role: KeptRole) -> Sequence[str]:
    """The tags that the call's team uses, the most used first."""
    # Asked of each tag, since a join would begin at the call's applications, of which there are many more
    call_of_tag = (
        select(ROLE.c.call_id)
        .join(APPLICATION, APPLICATION.c.role_id == ROLE.c.id)
        .where(APPLICATION.c.id == TAG.c.application_id)
        .scalar_subquery()
    )
    used = (
        select(TAG.c.name)
        .where(call_of_tag == role.call_id)
        .group_by(TAG.c.name)
        .order_by(func.count().desc(), TAG.c.name)
    )
    return session.scalars(used.limit(MOST_OFFERED)).all()


def tag(session: Session, actor: Actor, found: Found, *, name: str, now: datetime) -> None:
    """Tag an application; the same tag again changes nothing.

    Raises:
        Refused: the tag holds neither letter nor digit, is longer than 40 characters, is the word `none`, by which
            the search finds who has no tag, or is one too many.
    """
    kept = tag_name(name)
    if not kept:
        raise Refused("A tag is a word of letters or digits.")
    if len(kept) > LONGEST_TAG:
        raise Refused(f"This tag has {len(kept):,} characters. Shorten it to {LONGEST_TAG}.")
    if kept == "none":
        raise Refused("By “none” the search finds who has no tag. Take another word.")
    there = tags_of(session, application_id=found.application_id)
    if kept in there:
        return
    if len(there) >= MOST_TAGS:
        raise Refused(f"An application has at most {MOST_TAGS} tags. Take one away first.")
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"application_id": found.application_id, "member_id": actor.member_id, "name": kept, "tagged_at": now}
    session.execute(insert(TAG).values(values).on_conflict_do_nothing(index_elements=["application_id", "name"]))


def untag(session: Session, actor: Actor, found: Found, *, name: str, now: datetime) -> None:
    """Take a tag away; one that is not there is gone already."""
    there = TAG.c.application_id == found.application_id, TAG.c.name == tag_name(name)
    if session.execute(delete(TAG).where(*there).returning(TAG.c.id)).one_or_none() is not None:
        traces.leave(session, found, Kind.UNTAG, member_id=actor.member_id, now=now)
