"""Samples of the administrator's page."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import AdminCall, AdminPage, AdminRole, ChoiceView, FieldView, LogLine, OptionView, TeamMember
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

DUTIES = ("director", "associate", "producer")
COLUMNS = ("reference", "stage", "name", "birth_date", "height", "motivation", UNBROKEN, "consent:casting")
AUDIT = "/admin/the-challenge/surgeon/fairness"
ROLES = (
    AdminRole(
        ROLE,
        HOME,
        AUDIT,
        "/admin/the-challenge/surgeon/outcomes",
        "/admin/the-challenge/surgeon/export",
        3000,
        7,
        "ranked 8 minutes ago",
        COLUMNS,
    ),
    AdminRole(
        "Her daughter",
        HOME,
        AUDIT,
        "/admin/the-challenge/daughter/outcomes",
        "/admin/the-challenge/daughter/export",
        1,
        0,
        "not ranked yet",
        (),
    ),
)
TEAM = (
    TeamMember("Daria Orlova", "daria@example.org", ("director of The Challenge",), "active", "/admin/team/1", "off"),
    TeamMember("Alex Brandt", "alex@example.org", ("associate",), "invited", "/admin/team/2", "invite again"),
    TeamMember(LONG, f"{UNBROKEN}@example.org", (), "switched off", "/admin/team/3", "on"),
    TeamMember("Noor Admin", "noor@example.org", ("administrator",), "active", "", ""),
)
LOG = (
    LogLine(
        "14 Nov, 09:41",
        "Moscow Time",
        "2026-11-14T06:41:00Z",
        "Daria Orlova",
        "moved from longlist to shortlist: K7QX2-24",
    ),
    LogLine(
        "14 Nov, 09:30", "Moscow Time", "2026-11-14T06:30:00Z", "Noor Admin", f"exported 20 rows of {ROLE}: {SCRIPT}"
    ),
)
HEALTH = (
    ("Database", "answers in 2 ms, durable", True),
    ("Disk", "4 % free: uploads are closed, answers are still kept", False),
    ("Worker", "last seen 3 seconds ago", True),
)


def admin_patterns() -> Mapping[str, Shown]:
    """The overview when all is well, after an invitation with a mistake, and before the first call."""
    page = AdminPage(
        "Administration",
        (
            AdminCall(CALL, "the-challenge", "open", "until 20 December 2026, 23:59", "/calls/the-challenge", ROLES),
            AdminCall(LONG, "winter-light", "not yet", "from 2 January 2027", "/calls/winter-light", ()),
        ),
        TEAM,
        "/admin/invite",
        _invite(),
        "An invitation is on its way to alex@example.org.",
        LOG,
        HEALTH,
        log_roles=(ChoiceView("", "every role and all else", chosen=False), ChoiceView("a/b", LONG, chosen=True)),
        log_people=(ChoiceView("", "everybody", chosen=True), ChoiceView("1", LONG, chosen=False)),
        **MEMBER,
    )
    mistake = "There is an account with this address already."
    return {
        "admin": page,
        "admin, mistake": replace(page, invite_fields=_invite("alex@example.org", mistake), invite_done=""),
        "admin, empty": replace(
            page, calls=(), team=(), log=(), invite_done="", invite_warning="Mail is not sent from here."
        ),
    }


def _invite(email: str = "", mistake: str = "") -> tuple[FieldView, ...]:
    duties = tuple(OptionView(duty, duty.capitalize(), duty == "associate") for duty in DUTIES)
    return (
        FieldView("name", "text", "Name", required=True),
        FieldView("email", "email", "E-mail address", value=email, error=mistake, required=True),
        FieldView("duty", "choice", "Duty", required=True, options=duties),
    )
