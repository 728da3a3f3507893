"""Tags on an application: the team's own words, shared by everyone who works on the call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from casting.domain.errors import Refused
from casting.domain.happenings import Kind
from casting.domain.permissions import Actor
from casting.domain.tags import LONGEST_TAG, tag_name
from casting.domain.vocabulary import Stage
from casting.services import traces
from casting.services.review import Found, stage_rows
from casting.store.blinds import spelt, worn_tags
from casting.store.calls import KeptRole
from casting.store.once import insert_once
from casting.store.tables import ApplicationRow, RoleRow, TagRow, table
from casting.store.together import together

APPLICATION, ROLE, TAG = table(ApplicationRow), table(RoleRow), table(TagRow)
MOST_TAGS = 20
MOST_OFFERED = 200
CROWDED = frozenset({Stage.RECEIVED, Stage.RELEASED, Stage.WITHDRAWN})


def tag_rows(application_id: int) -> Select[Any]:
    """What `tags_among` reads."""
    return select(TAG.c.id, TAG.c.name).where(TAG.c.application_id == application_id)


def tags_among(rows: Iterable[Any]) -> tuple[str, ...]:
    """The tags of an application, in the order in which they were given."""
    return tuple(row.name for row in sorted(rows, key=lambda row: row.id))


def stages_and_tags(session: Session, actor: Actor, role: KeptRole) -> tuple[dict[Stage, int], tuple[str, ...]]:
    """How many that the member may see stand in each stage that is chosen into; the tags of its call's team. One query.

    The tags that are used most come first; those that spell a hidden name of who wears them are left out. Received and
    released, which hold nearly everybody, are counted only where they have a quota: to count 100,000 took PostgreSQL
    95 ms on every candidate's page.
    """
    chosen = [stage.value for stage in Stage if stage in role.role.quotas or stage not in CROWDED]
    stages = stage_rows(role, actor).where(APPLICATION.c.stage.in_(chosen))
    counted = together(session, {"stages": stages, "tags": _used(role), "worn": worn_tags(call_id=role.call_id)})
    telling = spelt(counted["worn"])
    tags = sorted(counted["tags"], key=lambda row: (-row.number, row.name))
    offered = tuple(row.name for row in tags if row.name not in telling)
    return {Stage(row.stage): row.number for row in counted["stages"]}, offered


def _used(role: KeptRole) -> Select[Any]:
    # Asked of each tag, since a join would begin at the call's applications, of which there are many more
    call_of_tag = (
        select(ROLE.c.call_id)
        .join(APPLICATION, APPLICATION.c.role_id == ROLE.c.id)
        .where(APPLICATION.c.id == TAG.c.application_id)
        .scalar_subquery()
    )
    number = func.count().label("number")
    used = select(TAG.c.name, number).where(call_of_tag == role.call_id).group_by(TAG.c.name)
    return used.order_by(number.desc(), TAG.c.name).limit(MOST_OFFERED)


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
    there = tags_among(session.execute(tag_rows(found.application_id)))
    if kept in there:
        return
    if len(there) >= MOST_TAGS:
        raise Refused(f"An application has at most {MOST_TAGS} tags. Take one away first.")
    values = {"application_id": found.application_id, "member_id": actor.member_id, "name": kept, "tagged_at": now}
    insert_once(session, TagRow, values, unique=("application_id", "name"))


def untag(session: Session, actor: Actor, found: Found, *, name: str, now: datetime) -> None:
    """Take a tag away; one that is not there is gone already."""
    there = TAG.c.application_id == found.application_id, TAG.c.name == tag_name(name)
    if session.execute(delete(TAG).where(*there).returning(TAG.c.id)).one_or_none() is not None:
        traces.leave(session, found, Kind.UNTAG, member_id=actor.member_id, now=now)
