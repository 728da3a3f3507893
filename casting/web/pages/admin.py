"""Administration."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.apply import FieldView
from casting.web.pages.links import ChoiceView
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class AdminRole:
    """A role with its figures. Posts `q`, `format`, `purpose` and `columns` to `export_action`, for the file."""

    title: str
    review_href: str
    fairness_href: str
    outcomes_href: str
    export_action: str
    applications: int
    pending: int
    last_run: str
    columns: tuple[str, ...]
    edit_href: str = ""
    findings_href: str = ""
    conflicts_href: str = ""
    blind_href: str = ""
    hidden: str = ""
    purposes: tuple[str, ...] = ()
    """What applicants are asked to consent to, each by its name."""


@dataclass(frozen=True)
class AdminCall:
    title: str
    slug: str
    state: str
    times: Text
    href: str
    roles: tuple[AdminRole, ...]
    edit_href: str = ""


@dataclass(frozen=True)
class TeamMember:
    """A person of the team. Posts `to`, which is `switch_to`, to `switch_action`."""

    name: str
    email: str
    duties: tuple[str, ...]
    state: str
    """`active`, `invited` or `switched off`."""
    switch_action: str
    switch_to: str
    """`off`, `on`, `invite again` or empty."""


@dataclass(frozen=True)
class LogLine:
    """Who did what. `when` is told in `zone`, `utc` in ISO 8601."""

    when: str
    zone: str
    utc: str
    who: str
    what: str


@dataclass(frozen=True)
class AdminPage(Page):
    """`/admin`: calls and roles, exports, team and invitations, the newest lines of the log."""

    template: ClassVar[str] = "admin/overview.html"
    calls: tuple[AdminCall, ...]
    team: tuple[TeamMember, ...]
    invite_action: str
    invite_fields: tuple[FieldView, ...]
    invite_done: str
    log: tuple[LogLine, ...]
    health: tuple[tuple[str, str, bool], ...]
    """What is checked, what was found, whether it is well."""
    invite_warning: str = ""
    """That an invitation would reach nobody, where mail is not sent."""
    log_roles: tuple[ChoiceView, ...] = ()
    log_people: tuple[ChoiceView, ...] = ()
    """Of which role, and by whom, the lines of the log are, to choose from; the first is all of them."""
