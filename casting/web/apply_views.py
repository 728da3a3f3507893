"""The applicants' pages made of what is known: a call's plan, what was typed, what was kept."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_name

from casting.domain.calls import CallPlan, Question, is_open
from casting.domain.media import explain
from casting.domain.vocabulary import CriterionClass, MaterialState, QuestionKind, Stage
from casting.forms.application import REQUIRED_STANDARD, consent_field
from casting.forms.fields import LONGEST_NAME, countries
from casting.services.applicants import Headshot, Status
from casting.store.calls import KeptRole
from casting.web.pages import (
    AnswerView,
    ApplyPage,
    CallCard,
    CallPage,
    FieldView,
    Link,
    OptionView,
    RoleCard,
    Section,
    StatusPage,
)
from casting.web.render import markdown

TRAP = "website"
HEADSHOT_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif,.jpg,.jpeg,.png,.webp,.heic,.heif"
DOCUMENT_TYPES = "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
LONGEST_HEADSHOT = 15 * 1024 * 1024
"""The most bytes of a headshot: the photographs of today's telephones have 2 to 12 MB."""

# name: (label, help, kind, autocomplete, columns)
STANDARD: Mapping[str, tuple[str, str, str, str, str]] = {
    "name": ("Your name", "As you want to be credited, in any script.", "text", "name", "full"),
    "email": ("E-mail address", "The receipt and every answer go there.", "email", "email", "full"),
    "phone": ("Phone", "With the country code, such as +7 900 000-00-00.", "tel", "tel", "medium"),
    "birth_date": ("Birth date", "Year, month, day, such as 1990-03-08.", "date", "bday", "short"),
    "city": ("City", "Where you live now.", "text", "address-level2", "medium"),
    "country": ("Country", "", "choice", "country", "medium"),
    "tape_url": (
        "Link to your self-tape",
        "A film on any platform that the team can open without an account. We keep the link and never fetch it.",
        "link",
        "url",
        "full",
    ),
}
KINDS: Mapping[QuestionKind, str] = {
    QuestionKind.TEXT: "text",
    QuestionKind.LONG_TEXT: "long text",
    QuestionKind.CHOICE: "choice",
    QuestionKind.NUMBER: "number",
    QuestionKind.DATE: "date",
    QuestionKind.LINK: "link",
    QuestionKind.FILE: "file",
}


def local(moment: datetime, time_zone: str) -> str:
    """A moment as people of the call read it: 3 November 2020, 12:00 (Moscow Time)."""
    zone = ZoneInfo(time_zone)
    zone_name = get_timezone_name(zone, locale="en", return_zone=False)
    return f"{format_datetime(moment, 'd MMMM y, HH:mm', tzinfo=zone, locale='en')} ({zone_name})"


def call_state(call: CallPlan, *, now: datetime) -> str:
    """`open`, `not yet` or `closed`."""
    if is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now):
        return "open"
    return "not yet" if now < call.opens_at else "closed"


def call_times(call: CallPlan, *, now: datetime) -> str:
    """One sentence on when the call opens or closes."""
    words = {"open": "Open until", "not yet": "Opens on", "closed": "Closed since"}
    state = call_state(call, now=now)
    return f"{words[state]} {local(call.opens_at if state == 'not yet' else call.closes_at, call.time_zone)}."


def call_card(call: CallPlan, *, now: datetime) -> CallCard:
    """A call on the front page."""
    href = f"/calls/{call.slug}"
    return CallCard(
        title=call.title,
        production=call.production,
        href=href,
        summary_html=markdown(call.summary),
        state=call_state(call, now=now),
        times=call_times(call, now=now),
        roles=tuple(Link(role.title, f"{href}#{role.slug}") for role in call.roles),
    )


def call_page(call: CallPlan, *, now: datetime) -> CallPage:
    """A call's own page."""
    roles = []
    for role in call.roles:
        asked = [(c.title, c.justification, c.klass) for c in role.criteria]
        roles.append(
            RoleCard(
                title=role.title,
                href=f"/calls/{call.slug}#{role.slug}",
                breakdown_html=markdown(role.breakdown),
                apply_href=f"/calls/{call.slug}/{role.slug}/apply",
                gates=tuple((title, why) for title, why, klass in asked if klass is CriterionClass.GATE),
                wishes=tuple((title, why) for title, why, klass in asked if klass is CriterionClass.PREFERENCE),
            )
        )
    return CallPage(
        title=call.title,
        production=call.production,
        summary_html=markdown(call.summary),
        state=call_state(call, now=now),
        times=call_times(call, now=now),
        keep=f"Applications are kept for {call.keep_months} months after the call has closed, and are then erased.",
        roles=tuple(roles),
    )


def apply_page(
    role: KeptRole,
    *,
    now: datetime,
    token: str,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    kept: Mapping[str, tuple[str, str]],
    problem: str = "",
    uploads_open: bool = True,
) -> ApplyPage:
    """The form, empty or with everything that was typed.

    Args:
        kept: for a file field, the token and the name of a file that is kept already.
        uploads_open: whether files can be taken; the form says so where they cannot.
    """
    call = role.call
    href = f"/calls/{call.slug}"
    fields = _Fields(typed, faults, kept)
    asked = [q for q in role.role.questions if q.key in role.asked]
    files = [q for q in asked if q.kind is QuestionKind.FILE] if uploads_open else []
    about = [fields.standard(name) for name in STANDARD if name != "tape_url"]
    answers = [fields.question(q) for q in asked if q.kind is not QuestionKind.FILE]
    pictures = [fields.headshot()] if uploads_open else []
    closed = "" if uploads_open else "Files cannot be taken at the moment. Send the form; you can add them later."
    return ApplyPage(
        title=f"Apply: {role.role.title}",
        call_title=call.title,
        call_href=href,
        role_title=role.role.title,
        action=f"{href}/{role.role.slug}/apply",
        token=token,
        trap_name=TRAP,
        times=call_times(call, now=now),
        sections=(
            Section("About you", "", tuple(about)),
            Section("For this role", "", tuple(answers)),
            Section(
                "Photograph and tape", closed, (*pictures, fields.standard("tape_url"), *map(fields.question, files))
            ),
            Section(
                "Your consent", "", tuple(fields.consent(c.purpose, c.label, c.text, c.required) for c in call.consents)
            ),
        ),
        problem=problem,
    )


class _Fields:
    """Makes the fields of one form from what was typed, what is wrong and which files are kept."""

    def __init__(
        self, typed: Mapping[str, str], faults: Mapping[str, str], kept: Mapping[str, tuple[str, str]]
    ) -> None:
        self._typed, self._faults, self._kept = typed, faults, kept

    def standard(self, name: str) -> FieldView:
        label, note, kind, autocomplete, columns = STANDARD[name]
        return FieldView(
            name=name,
            kind=kind,
            label=label,
            help=note,
            value=self._typed.get(name, ""),
            error=self._faults.get(name, ""),
            required=name in REQUIRED_STANDARD,
            options=self._options(name, countries()) if name == "country" else (),
            autocomplete=autocomplete,
            longest=LONGEST_NAME if name == "name" else 0,
            columns=columns,
        )

    def question(self, question: Question) -> FieldView:
        token, file_name = self._kept.get(question.key, ("", ""))
        return FieldView(
            name=question.key,
            kind=KINDS[question.kind],
            label=question.label,
            help=question.help,
            value=self._typed.get(question.key, ""),
            error=self._faults.get(question.key, ""),
            required=question.required,
            options=self._options(question.key, {option.value: option.label for option in question.options}),
            unit=question.unit,
            longest=question.longest if question.kind in {QuestionKind.LONG_TEXT, QuestionKind.FILE} else 0,
            accept=DOCUMENT_TYPES if question.kind is QuestionKind.FILE else "",
            kept_token=token,
            kept_name=file_name,
            columns="short" if question.kind in {QuestionKind.NUMBER, QuestionKind.DATE} else "full",
        )

    def headshot(self) -> FieldView:
        token, file_name = self._kept.get("headshot", ("", ""))
        return FieldView(
            name="headshot",
            kind="file",
            label="Photograph",
            help="Your face and shoulders, from the last year. JPEG, PNG, WebP or HEIC, up to 15 MB.",
            error=self._faults.get("headshot", ""),
            longest=LONGEST_HEADSHOT,
            accept=HEADSHOT_TYPES,
            kept_token=token,
            kept_name=file_name,
        )

    def consent(self, purpose: str, label: str, text: str, required: bool) -> FieldView:  # noqa: FBT001 - as in Consent
        name = consent_field(purpose)
        return FieldView(
            name=name,
            kind="check",
            label=label,
            help=text,
            value=self._typed.get(name, ""),
            error=self._faults.get(name, ""),
            required=required,
        )

    def _options(self, name: str, options: Mapping[str, str]) -> tuple[OptionView, ...]:
        chosen = self._typed.get(name, "")
        return tuple(OptionView(value, label, value == chosen) for value, label in options.items())


STAGE_WORDS: Mapping[Stage, str] = {
    Stage.RECEIVED: "Received. The casting team will read it.",
    Stage.WITHDRAWN: "Withdrawn by you.",
}
"""What an applicant is told of her stage. Anything else is said by a message that a person sends, never by this page."""

NEXT_STEPS = (
    "The casting team reads the applications. A program helps them to decide whom to read first; people decide.",
    "If they want to see more of you, they write to the address above.",
    "Everyone gets an answer when the role is cast.",
)


def status_page(status: Status, *, fresh: bool, replaceable: bool, error: str = "") -> StatusPage:
    """The receipt or the status of an application."""
    role, shot = status.role, status.headshot
    state = "none" if shot.state is None else shot.state.value
    here = f"/applications/{status.reference}"
    return StatusPage(
        title="Your application has arrived" if fresh else "Your application",
        reference=status.reference,
        name=status.name,
        email=status.email,
        call_title=role.call.title,
        role_title=role.role.title,
        received=local(status.received_at, role.call.time_zone),
        stage_words=STAGE_WORDS.get(status.stage, STAGE_WORDS[Stage.RECEIVED]),
        fresh=fresh,
        headshot_state=state,
        headshot_src=f"{here}/headshot?v={shot.medium[:12]}" if shot.medium else "",
        headshot_problem=_headshot_problem(shot),
        replace_action=f"{here}/headshot" if replaceable else "",
        replace_error=error,
        accept=HEADSHOT_TYPES,
        answers=_answers(status),
        next_steps=NEXT_STEPS if status.stage is not Stage.WITHDRAWN else (),
    )


def _headshot_problem(shot: Headshot) -> str:
    if shot.state is not MaterialState.UNUSABLE or shot.refusal is None:
        return ""
    said = explain(shot.refusal)
    return f"{said.happened} {said.next_step}"


def _answers(status: Status) -> tuple[AnswerView, ...]:
    views = []
    for name in ("phone", "birth_date", "city", "country", "tape_url"):
        value = status.answers.get(name)
        if value is not None:
            shown = countries().get(str(value), str(value)) if name == "country" else str(value)
            views.append(AnswerView(STANDARD[name][0], shown, KINDS_OF_STANDARD.get(name, "text"), _href(name, shown)))
    for question in status.role.role.questions:
        value = status.answers.get(question.key)
        if value is not None and question.key in status.role.asked:
            shown = question.label_of(value)
            href = shown if question.kind is QuestionKind.LINK else ""
            views.append(AnswerView(question.label, shown, KINDS[question.kind], href))
    return tuple(views)


KINDS_OF_STANDARD: Mapping[str, str] = {"tape_url": "link"}


def _href(name: str, value: str) -> str:
    return value if name == "tape_url" else ""
