"""The editor of a call made of what is typed, what is wrong with it and what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import available_timezones

from casting.domain.calls import OUTSIDE, CallPlan
from casting.domain.permissions import Actor
from casting.forms.callform import TypedCall, present_name
from casting.forms.rows import place_of_taken, rows_of, taken_out, title_of_taken
from casting.forms.spoken import language_names
from casting.languages.catalogues import ENGLISH, codes, language
from casting.services.call_editing import EXTENSIONS
from casting.web.call_views import call_page, call_times, local, state_for_team
from casting.web.effect_views import missing_lines, publish_lines
from casting.web.entered import Entered
from casting.web.pages import (
    CallEditorPage,
    CallPage,
    Link,
    RoleLine,
    RowsView,
    RowView,
    Section,
)
from casting.web.preset_words import AGREED, KEPT_FOR
from casting.web.render import plural
from casting.web.texts_views import ADMIN, texts_links

CONSENT = {
    "purpose": "casting",
    "label": str(AGREED),
    "text": str(KEPT_FOR),
    "required": "yes",
}
"""What the first consent of a new call begins with: without one that is required nothing may be kept."""
PURPOSE = (
    f"In a word or two. Who does not agree to one called “{OUTSIDE}” is shown to nobody outside of the team: not by "
    "link, not in the PDF, not in an export for it. Members of the team see everybody, a producer who is one among "
    "them."
)
HOURS = frozenset({"time_zone", "opens_at", "closes_at"})
"""The fields without which nobody can say whether a call is open."""
CONTACT = "Stands on the pages of the call and in its letters, and answers to these go there."
MINORS_NOTE = "A guardian is asked by e-mail and consents to each purpose before anything of the minor is kept."
LEAD = (
    "First what the call is and how long it is open, here; then its roles, each on a page of its own; then it is "
    "published. Until then it is a draft that only the team sees, so everything can still be changed."
)


def new_call(*, now: datetime) -> dict[str, str]:
    """What the fields of a new call begin with: it opens tomorrow and closes four weeks later."""
    opens = now.date() + timedelta(days=1)
    closes = opens + timedelta(weeks=4)
    return {
        "opens_at": f"{datetime.combine(opens, time(10)):%Y-%m-%d %H:%M}",
        "closes_at": f"{datetime.combine(closes, time(23, 59)):%Y-%m-%d %H:%M}",
        "reference_date": opens.isoformat(),
        "keep_months": "12",
        "language": ENGLISH,
        **{f"consents.0.{part}": said for part, said in CONSENT.items()},
        "consents.0.open": "yes",
    }


@dataclass(frozen=True)
class Around:
    """What stands around the fields of an editor.

    Attributes:
        stamp: of what the member began with.
        faults: what is wrong, by field; `problem`: what happened, where no single field is to blame.
        unsaved: whether this answers what was typed and not saved.
        effects: whom the change would touch, to be confirmed; `confirmed`: as what.
        staffed: whether anybody is in the team of the call; mail_sent: whether a mail server is set.
    """

    actor: Actor
    now: datetime
    stamp: str
    faults: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    done: str = ""
    unsaved: bool = False
    effects: tuple[str, ...] = ()
    confirmed: str = ""
    staffed: bool = True
    mail_sent: bool = True


def call_editor(
    read: TypedCall,
    *,
    kept: CallPlan | None,
    applications: Mapping[str, int],
    planned: datetime | None = None,
    base_url: str,
    around: Around,
) -> CallEditorPage:
    """The editor of a call; `kept` is None for a new one, `planned` the end of one that was closed before it."""
    entered, now = Entered(read.typed, around.faults), around.now
    here = "/admin/calls/new" if kept is None else f"/admin/calls/{kept.slug}"
    shown = replace(read.plan, roles=() if kept is None else kept.roles, time_zone=read.plan.time_zone or "UTC")
    page = CallEditorPage(
        title="New call",
        member_name=around.actor.name,
        administrator=True,
        path=(ADMIN,),
        lead=LEAD,
        action=here,
        stamp=around.stamp,
        sections=_sections(entered, new=kept is None),
        rows=with_taken((_consents(entered, read.typed, here),), read.typed),
        preview=_preview(shown, read.faults, now=now),
        problem=around.problem,
        done=around.done,
        unsaved=around.unsaved,
        effects=around.effects,
        confirmed=around.confirmed,
        extensions=tuple(EXTENSIONS),
    )
    if kept is None:
        return page
    page = replace(page, planned="" if planned is None else local(planned, kept.time_zone))
    return _with_kept(page, kept, applications, base_url=base_url, around=around)


def _with_kept(
    page: CallEditorPage, kept: CallPlan, applications: Mapping[str, int], *, base_url: str, around: Around
) -> CallEditorPage:
    """The editor with what a call has once it is kept: its state, its roles, and the ways to them."""
    now = around.now
    return replace(
        page,
        title=kept.title,
        lead="",
        state=state_for_team(kept, now=now),
        times=call_times(kept, now=now),
        hours_action=f"{page.action}/hours",
        publishing=publish_lines(kept, base_url=base_url, now=now),
        missing=missing_lines(kept, staffed=around.staffed, mail_sent=around.mail_sent),
        late=kept.draft and kept.closes_at <= now,
        roles=_roles(kept, applications),
        add_role=f"{page.action}/roles/new",
        public_href="" if kept.draft else f"/calls/{kept.slug}",
        texts=texts_links(kept),
        invite_href=f"/admin?call={kept.slug}#people",
    )


def _preview(call: CallPlan, faults: Mapping[str, str], *, now: datetime) -> CallPage:
    """The public page without what cannot be said yet: a time or a length that cannot be read is not made up."""
    page = call_page(call, now=now, base_url="")
    if not HOURS.isdisjoint(faults):
        page = replace(page, state="", times="", left="")
    return replace(page, keep="") if "keep_months" in faults else page


def _roles(call: CallPlan, applications: Mapping[str, int]) -> tuple[RoleLine, ...]:
    return tuple(
        RoleLine(
            Link(role.title, f"/admin/calls/{call.slug}/roles/{role.slug}"),
            plural(applications.get(role.slug, 0), "application"),
            f"/review/{call.slug}/{role.slug}",
            f"/admin/{call.slug}/{role.slug}/outcomes",
        )
        for role in call.roles
    )


def _sections(entered: Entered, *, new: bool) -> tuple[Section, ...]:
    address = "In addresses, such as the-challenge. Left empty, it is made of the title. It stays as it is from now on."
    what = [
        entered.field("title", "text", "Title of the call"),
        *([entered.field("slug", "text", "Address", address, columns="medium", optional=True)] if new else []),
        entered.field("production", "text", "Production", "Such as: a feature film, part of it shot in orbit."),
        entered.choice("language", "Language", _languages(), "In which you write its texts. Translations come after."),
        entered.field(
            "summary",
            "long text",
            "What it is about",
            "Stands first on the public page. Two or three sentences; an empty line begins a paragraph.",
        ),
    ]
    hours = [
        entered.choice("time_zone", "Time zone", _zones(), "By its city. All times of the call are told in it."),
        entered.field("opens_at", "text", "Opens", "Such as 1 March 2026, 10:00, in that time zone.", columns="medium"),
        entered.field("closes_at", "text", "Closes", "Obeyed to the second.", columns="medium"),
    ]
    rules = [
        entered.field("reference_date", "text", "Ages are counted on", "Such as 1 March 2026.", columns="medium"),
        entered.field("keep_months", "text", "Months of keeping", "Then all is erased.", columns="short"),
        entered.field("minors", "check", "Who is under 18 may apply", MINORS_NOTE, optional=True),
    ]
    contact = [
        entered.field("contact_name", "text", "Name", "Such as: The casting office.", columns="medium", optional=True),
        entered.field("contact_email", "text", "E-mail address", columns="medium", optional=True),
    ]
    return (
        Section("The call", "", tuple(what)),
        Section("Hours", "", tuple(hours)),
        Section("Rules", "", tuple(rules)),
        Section("Where applicants write to", CONTACT, tuple(contact)),
    )


def with_taken(groups: Sequence[RowsView], typed: Mapping[str, str]) -> tuple[RowsView, ...]:
    """The lists, the one from which a row was taken out last with that row, so that it can be put back."""
    return tuple(_with_taken(group, taken_out(typed, group.name)) for group in groups)


def _with_taken(group: RowsView, taken: Mapping[str, str]) -> RowsView:
    place, title = place_of_taken(taken, len(group.rows)), title_of_taken(taken)
    return replace(group, taken=tuple(taken.items()), taken_title=title, taken_from=place) if taken else group


def _consents(entered: Entered, typed: Mapping[str, str], action: str) -> RowsView:
    rows = rows_of(typed, "consents")
    return RowsView(
        "consents",
        action,
        "What applicants agree to",
        "One text for each purpose: “casting” is not “medical selection”. A changed text is a new one: who agreed to "
        "the old one has not agreed to it, and can on the page of the own application. Before it is saved you read "
        "how many that is.",
        "Add a purpose",
        "Nothing may be kept without a consent: add one, and make it required.",
        tuple(
            RowView(
                f"consents.{n}",
                row.get("purpose", "") or f"Purpose {n + 1}",
                (
                    entered.field(f"consents.{n}.purpose", "text", "Purpose", PURPOSE, columns="medium"),
                    entered.field(f"consents.{n}.label", "text", "What stands beside the box"),
                    entered.field(f"consents.{n}.text", "long text", "The whole text"),
                    entered.field(f"consents.{n}.required", "check", "Nobody can apply without it", optional=True),
                ),
                n == 0,
                n == len(rows) - 1,
                "nobody can apply without it" if row.get("required") else "may be declined",
                entered.opened(f"consents.{n}"),
            )
            for n, row in enumerate(rows)
        ),
        entered.fault("consents"),
    )


@cache
def _languages() -> tuple[tuple[str, str], ...]:
    """Those of the product first, as applicants who read another one read a text without translation as it is."""
    own = tuple((code, language(code).name) for code in codes())
    return (*own, *((code, name) for code, name in language_names().items() if len(code) == 2 and code not in codes()))


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    named = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return tuple((name, name) for name in ("UTC", *sorted(zone for zone in named if present_name(zone) == zone)))
