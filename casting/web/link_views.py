"""The pages of producer links: the team's, and the one that a link opens."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote

from casting.domain.permissions import Act, Actor, may
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.forms.sharing import DAYS, SHARED_STAGES
from casting.services.presented import reads
from casting.services.presenting import ORDERS
from casting.services.producer_links import LinkRecord
from casting.services.shared import OpenLink, SharedList
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.web.card_views import moment
from casting.web.pages import Link, MessagePage, Picture
from casting.web.pages.links import (
    ChoiceView,
    LinkFormView,
    LinksPage,
    LinkView,
    PickView,
    SharedPage,
    SharedPerson,
)
from casting.web.places import Place
from casting.web.presentation_views import told_view, words_said

MAY = {"view": "look", "pick": "look, and pick with a reason"}


@dataclass(frozen=True)
class Typed:
    """What stands in the form that makes a link."""

    recipient: str = ""
    stage: str = ""
    references: str = ""
    days: str = "7"
    may: str = ""


def links_page(
    kept: KeptRole,
    actor: Actor,
    records: tuple[LinkRecord, ...],
    *,
    now: datetime,
    typed: Typed,
    fresh: str = "",
    fault: str = "",
    left_out: Mapping[Stage, int] = MappingProxyType({}),
) -> LinksPage:
    """What was made for whom, and what came of it.

    Args:
        fresh: the address of the newest link, where it was made a moment ago by this member.
        left_out: how many in each stage have not consented to being shown outside of the team.
    """
    place = Place(kept.call.slug, kept.role.slug)
    may_share = may(actor, Act.SHARE, call_id=kept.call_id)
    return LinksPage(
        title=f"{kept.role.title}: producer links",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        form=_form(place, typed) if may_share else None,
        links=tuple(_link(record, kept, place, now=now, may_share=may_share) for record in records),
        fresh=fresh,
        fresh_for=records[0].recipient if fresh else "",
        fault=fault,
        consent_note=outside_note(kept, left_out),
        reads=reads(kept),
    )


def outside_note(kept: KeptRole, left_out: Mapping[Stage, int]) -> str:
    """Whom links and presentations leave out; empty where the call asks for no consent to being shown outside."""
    if not kept.call.outside:
        return ""
    who = f"Shown are those alone who consented to “{kept.call.outside}”. "
    counts = [f"{left_out[stage]:,} in {stage.value}" for stage in SHARED_STAGES if left_out.get(stage)]
    return f"{who}Left out at present: {', '.join(counts) if counts else 'nobody'}."


def _form(place: Place, typed: Typed) -> LinkFormView:
    stages = [("", "those named below"), *((stage.value, stage.value) for stage in SHARED_STAGES)]
    return LinkFormView(
        action=f"{place.home}/links",
        recipient=typed.recipient,
        stages=tuple(ChoiceView(value, label, value == typed.stage) for value, label in stages),
        references=typed.references,
        days=tuple(ChoiceView(str(days), f"{days} days", str(days) == typed.days) for days in DAYS),
        may=tuple(ChoiceView(value, label, value == typed.may) for value, label in {"": "choose", **MAY}.items()),
    )


def _link(record: LinkRecord, kept: KeptRole, place: Place, *, now: datetime, may_share: bool) -> LinkView:
    over, state = record.expires_at, "expired" if record.expires_at <= now else "open"
    if record.revoked_at is not None:
        over, state = record.revoked_at, "revoked"
    opened = "never opened"
    if record.last_opened is not None:
        times = "once" if record.openings == 1 else f"{record.openings:,} times, last"
        opened = f"opened {times} {moment(record.last_opened, kept.call)}"
    return LinkView(
        recipient=record.recipient,
        state=state,
        until=moment(over, kept.call),
        shows=record.stage.value if record.stage else f"{record.named:,} by name",
        may=MAY["pick" if record.picks else "view"],
        made=f"{record.maker}, {moment(record.made_at, kept.call)}",
        opened=opened,
        picks=tuple(
            PickView(pick.name, place.candidate(pick.reference), pick.reason, moment(pick.at, kept.call))
            for pick in record.picked
        ),
        hidden=record.hidden,
        revoke_action=f"{place.home}/links/{record.link_id}/revoke" if may_share and state == "open" else "",
    )


def link_address(key: str) -> str:
    """The path of the link that holds this key."""
    return f"/share/{quote(key, safe='')}"


def shared_page(link: OpenLink, shown: SharedList, key: str) -> SharedPage:
    """What a link shows. The addresses on it hold the link's key, and lead nowhere but to this link's own pages."""
    home = link_address(key)
    return SharedPage(
        title=f"{link.role.role.title}: {_shows(link)}",
        production=link.role.call.production,
        call_title=link.role.call.title,
        role_title=link.role.role.title,
        shows=_shows(link),
        recipient=link.recipient,
        maker=link.maker,
        until=moment(link.expires_at, link.role.call),
        picks=link.picks,
        people=tuple(_person(row, link, shown, home) for row in shown.rows),
        more=shown.more,
        order=ORDERS[shown.lens],
    )


def _shows(link: OpenLink) -> str:
    return link.stage.value if link.stage in LADDER else "a few, by name"


def _person(row: ListRow, link: OpenLink, shown: SharedList, home: str) -> SharedPerson:
    own, tape = f"{home}/{quote(row.reference)}", shown.tapes.get(row.application_id) or ""
    medium = f"{own}/portrait" if row.medium else ""
    reason = shown.reasons.get(row.application_id)
    return SharedPerson(
        reference=row.reference,
        name=row.name,
        told=told_view(shown.told[row.application_id]),
        words=words_said(shown.words[row.application_id]),
        picture=Picture("ready", medium, medium) if medium else Picture("none"),
        large=f"{own}/portrait?size=large" if row.large else "",
        tape=tape if tape.startswith(("https://", "http://")) else "",
        picked=reason is not None,
        reason=reason or "",
        action=own if link.picks else "",
    )


def with_pick_fault(page: SharedPage, *, reference: str, typed: str, fault: str) -> SharedPage:
    """The page with what was typed and why it was not kept: beside whom it was about, or above where that cannot be."""
    about = next((person for person in page.people if person.action and person.reference == reference), None)
    if about is None:
        return replace(page, fault=fault, typed=typed)
    unkept = replace(about, fault=fault, reason=typed, picked=False)
    people = tuple(unkept if person is about else person for person in page.people)
    return replace(page, people=people, unkept=unkept)


def nothing_page() -> MessagePage:
    """The one page for a link that is unknown, was revoked or is over."""
    return MessagePage(
        "This link opens nothing",
        (
            "It may be over, or taken back, or a part of it was lost on the way.",
            "Look whether you have copied all of it. If so, ask whoever sent it to you for a new one.",
        ),
        (Link("To the open calls", "/"),),
    )
