"""Samples of the pages on which a call and its roles are set up."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import (
    CallEditorPage,
    CallPage,
    FieldView,
    FormPreviewPage,
    Link,
    OptionView,
    RoleCard,
    RoleEditorPage,
    RoleLine,
    RowsView,
    RowView,
    Section,
    TextsPage,
    TextsPart,
    TextView,
    VersionView,
)
from casting.web.patterns.application import sections as form_sections
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

HERE = "/admin/calls/the-challenge"
TIMES = "Open until 20 December 2026, 23:59 (Moscow Time)."
KEEP = "Applications are kept for 12 months after the call has closed, and are then erased."
STALE = "Noor Admin has changed this meanwhile (title changed). Your version is not saved yet."
EFFECTS = (
    "The role has 3,000 applications.",
    "Age 25–45: 212 would newly meet it.",
    "180 of those who miss a gate now would miss none any more.",
    "It moves 3 of the top 20; 1 of them would no longer be among these.",
)
CONSENTS = (
    f"producers, {LONG}: 12 of the 40 who agree have read the old text alone.",
    f"{UNBROKEN}: nobody is asked any more. 12 agreed, 3 did not. No export can be taken for it any more.",
)
PAUSE = (
    "The call is open now. It would stop, and open again on 30 Nov 2026, 10:00 (Europe/Moscow).",
    "The 12 forms that are half filled in can neither be opened nor sent until then; what they hold is kept.",
)
KEEPING = (
    "3,000 applications came while the pages said for how long they are kept: 12 months, until 20 Dec 2027.",
    "That is sooner than these applicants were told: the first of them would have to be erased on 20 Jan 2027 already.",
)
PUBLISHING = (
    "Its page is https://casting.example.org/calls/the-challenge, and it stands on the front page.",
    f"Its roles are “{ROLE}”, “{UNBROKEN}”.",
    "Applications are taken from 30 Nov 2026, 10:00 until 20 Dec 2026, 23:59 (Europe/Moscow).",
)
GOING = (
    f"“{UNBROKEN}” goes with its breakdown, 2 questions and 1 criterion, its stages and its sides.",
    "The form that is half filled in for it and kept for later can be sent no more.",
)
MISSING = (
    "Nobody is in its team yet, so administrators alone see who applies: invite the others below.",
    "12 of 45 texts are not in Russian yet.",
    "1 of 45 texts is not in Spanish yet.",
)
TAKEN = (("taken-out.where", "criteria.1"), ("taken-out.row.title", SCRIPT))
CLASSES = tuple(OptionView(value, value, value == "gate") for value in ("gate", "preference", "info"))
ANSWERS = tuple(OptionView(value, value, value == "can") for value in ("can", UNBROKEN, LONG, SCRIPT))

ROLE_CARD = RoleCard(
    ROLE, "#role", f"<p>{LONG}</p>", "", (("Age 25–40", "She operates.", ""),), (("English", LONG, ""),)
)
SHOWN = CallPage(CALL, "A feature film", f"<p>{LONG}</p>", "not yet", TIMES, KEEP, (ROLE_CARD,))


def editor_patterns() -> Mapping[str, Shown]:
    """A new call, one with roles and one without, a role; faults, a stale save and a change to be confirmed."""
    call, part = _call(), _part()
    wrong = replace(
        part,
        sections=_sections("“title” is empty: for example “The surgeon”"),
        rows=(_criteria(LONG),),
        stages=_stages("the stage ends before it begins: let “Last day” be “First day” or later"),
        stage_warnings=("Callback (3–5 Dec 2026) comes before shortlist (from 6 December 2026).",),
    )
    return {
        "call editor": call,
        "call editor, new": replace(call, title="New call", lead=LONG, done="", hours_action="", roles=()),
        "call editor, no role": replace(call, state="draft", public_href="", roles=()),
        "call editor, draft": replace(call, state="draft", public_href="", publishing=PUBLISHING, missing=MISSING),
        "call editor, late draft": replace(call, state="draft", public_href="", late=True),
        "call editor, closed": replace(call, state="closed"),
        "call editor, whose consent changes": replace(call, effects=CONSENTS, confirmed="digest"),
        "call editor, that would stop": replace(call, effects=PAUSE, confirmed="digest"),
        "call editor, kept for less long": replace(call, effects=KEEPING, confirmed="digest"),
        "call editor, stale": replace(call, done="", problem=STALE, unsaved=True),
        "texts in another language": _texts(),
        "texts in another language, all said": replace(_texts(), parts=(), empty=True),
        "texts in another language, whose consent changes": replace(_texts(), effects=CONSENTS, confirmed="digest"),
        "form preview": _preview(),
        "form preview, short, in Russian": replace(_preview(), pages=False, language="ru"),
        "role editor": part,
        "role editor, new": replace(
            part, title="New role in The Challenge", begins=(Link(ROLE, "?from=one"),), done=""
        ),
        "role editor, wrong": wrong,
        "role editor, a row taken out": replace(part, rows=(replace(_criteria(), taken=TAKEN, taken_title=LONG),)),
        "role editor, nobody has applied": replace(part, applications="", out_action=f"{HERE}/out", going=GOING),
        "role editor, the only one": replace(part, applications="", stays=LONG),
        "role editor, who changes": replace(part, effects=EFFECTS, confirmed="digest"),
        "role editor, empty": replace(
            part, sides_href="", rows=(RowsView("questions", HERE, "Questions", "", "Add", "None.", (), "Add one."),)
        ),
    }


def _texts() -> TextsPage:
    texts = (
        TextView("text.1", CALL, "", "", 1),
        TextView("text.2", LONG, SCRIPT, "", 4),
        TextView("text.3", UNBROKEN, "", "Зачем вам эта роль?", 1),
        TextView("text.4", f"{UNBROKEN}.", SCRIPT, "", 4, LONG),
    )
    path = (Link("Administration", "/admin"), Link(CALL, HERE))
    parts = (TextsPart("The call", texts[:2]), TextsPart(ROLE, texts[2:]))
    where = f"{HERE}/texts/ru"
    return TextsPage(
        f"{CALL}: texts in Русский", path, where, "ru", "Русский", "en", "2 of 3 texts", parts, done="Saved.", **MEMBER
    )


def _preview() -> FormPreviewPage:
    return FormPreviewPage(
        f"The form of {ROLE}",
        (Link("Administration", "/admin"), Link(CALL, HERE), Link(ROLE, f"{HERE}/roles/surgeon")),
        tuple(Link(name, f"#{code}", code == "en") for code, name in (("en", "English"), ("ru", "Русский"))),
        CALL,
        ROLE,
        pages=True,
        sections=form_sections(),
        sends="The call is a draft: its form is there for applicants once it is published and open.",
        **MEMBER,
    )


def _call() -> CallEditorPage:
    return CallEditorPage(
        CALL,
        (Link("Administration", "/admin"),),
        "",
        HERE,
        "stamp",
        _sections(),
        (_consents(),),
        SHOWN,
        done="Saved.",
        state="open",
        times=TIMES,
        hours_action=f"{HERE}/hours",
        extensions=("a day", "three days", "a week"),
        roles=(
            RoleLine(Link(ROLE, f"{HERE}/roles/surgeon"), "3,000 applications", HOME, f"{HOME}/outcomes"),
            RoleLine(Link(LONG, "#"), "1 application", HOME, f"{HOME}/outcomes"),
        ),
        add_role=f"{HERE}/roles/new",
        public_href="/calls/the-challenge",
        invite_href="/admin?call=the-challenge#people",
        texts=(
            (Link("Español", f"{HERE}/texts/es"), "3 of 41 texts"),
            (Link("Русский", f"{HERE}/texts/ru"), "all 41 texts"),
        ),
        **MEMBER,
    )


def _part() -> RoleEditorPage:
    return RoleEditorPage(
        ROLE,
        (Link("Administration", "/admin"), Link(CALL, HERE)),
        "",
        f"{HERE}/roles/surgeon",
        "stamp",
        _sections(),
        (_criteria(),),
        SHOWN,
        stages=_stages(),
        sides_href=f"{HERE}/sides",
        versions=(
            VersionView("Version 2, 12 Nov 2020, 18:40, Noor Admin", ("criterion age changed", SCRIPT)),
            VersionView("Version 1, 3 Nov 2020, 12:00, at the terminal", ()),
        ),
        form_href=f"{HERE}/roles/surgeon/form",
        review_href=HOME,
        applications="3,000 applications",
        dealing_href="/review/the-challenge/surgeon/dealing",
        **MEMBER,
    )


def _sections(error: str = "") -> tuple[Section, ...]:
    return (
        Section(
            "The call",
            "",
            (
                FieldView("title", "text", "Title", value=CALL, error=error, required=True),
                FieldView("summary", "long text", "What it is about", "Stands first.", LONG, required=True),
                FieldView("places", "text", "How many are cast", value="1", required=True, columns="short"),
            ),
        ),
    )


def _stages(error: str = "") -> tuple[Section, ...]:
    def stage(name: str, days: tuple[str, str] = ("", "")) -> Section:
        within = f"stage_days.{name}"
        return Section(
            name.capitalize(),
            "",
            (
                FieldView(f"quotas.{name}", "text", "Quota", value="20", columns="short"),
                FieldView(f"{within}.first", "text", "First day", value=days[0], columns="medium"),
                FieldView(f"{within}.last", "text", "Last day", value=days[1], error=error, columns="medium"),
                FieldView(f"{within}.public", "check", "Applicants are told the days", value="yes" if days[0] else ""),
            ),
        )

    return stage("longlist"), stage("callback", ("2026-12-03", "2026-12-05"))


def _consents() -> RowsView:
    fields = (
        FieldView("consents.0.purpose", "text", "Purpose", value=UNBROKEN, required=True, columns="medium"),
        FieldView("consents.0.text", "long text", "The whole text", value=SCRIPT, required=True),
        FieldView("consents.0.required", "check", "Nobody can apply without it", value="yes"),
    )
    row = RowView(
        "consents.0", UNBROKEN, fields, first=True, last=True, told="nobody can apply without it", opened=True
    )
    return RowsView("consents", HERE, "What applicants agree to", LONG, "Add a purpose", "", (row,))


def _criteria(error: str = "") -> RowsView:
    def row(number: int) -> RowView:
        name = f"criteria.{number}"
        fields = (
            FieldView(f"{name}.title", "text", "Criterion", "In a few words.", SCRIPT, required=True),
            FieldView(f"{name}.class", "choice", "Class", "", "gate", error, required=True, options=CLASSES),
            FieldView(f"{name}.rule.met", "ticks", "Answers that meet it", LONG, "", error, options=ANSWERS),
            FieldView(f"{name}.required", "check", "Required", "A note below.", "", error),
        )
        told = UNBROKEN if number else "gate: Birth date (every form)"
        return RowView(name, LONG if number else "Age 25–40", fields, not number, bool(number), told, bool(number))

    return RowsView("criteria", HERE, "What the role asks for", LONG, "Add a criterion", "", (row(0), row(1)))
