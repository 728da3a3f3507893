"""The pages of minors and their guardians, made of what was asked and answered."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from casting.domain.calls import is_open
from casting.domain.guardians import Consenting
from casting.domain.said import Said, Text, said
from casting.forms.application import consent_field
from casting.forms.fields import LONGEST_NAME
from casting.services.guarded import NEEDED, NOT_TAKEN
from casting.services.guardians import Asked, texts_stamp
from casting.store.calls import KeptRole
from casting.web.call_views import keeping, local, office_view
from casting.web.form_views import FORM_ID, STANDARD
from casting.web.guarding import lost_files
from casting.web.pages import AskGuardianPage, FieldView, GuardianPage, LanguageMenu, OwnLine
from casting.web.preset_words import preset

NOTHING: Mapping[str, str] = MappingProxyType({})


def ask_page(
    role: KeptRole,
    asked: Asked | None,
    *,
    language: str,
    typed: Mapping[str, str] = NOTHING,
    form: Mapping[str, str] = NOTHING,
    faults: Mapping[str, Text] = MappingProxyType({}),
    why: Text = "",
    back: str = "",
) -> AskGuardianPage:
    """The page on which a minor says whom to ask, or reads what became of it.

    Args:
        typed: into its own three fields.
        form: what the application form said; it is shown nowhere and goes back to it.
        why: why the form was not kept, where that is not what the state says.
        back: where that form was posted; the whole form's address where it is not said.
    """
    here = f"/calls/{role.call.slug}/{role.role.slug}"
    state = "ask" if faults else _state_of_asked(role, asked)
    mended = typed if faults or asked is None else {**_asked_before(asked, state), **typed}
    return AskGuardianPage(
        title=_TITLES.get(state, said("Ask your parent or guardian")),
        call_title=role.call.title,
        office=office_view(role.call),
        role_title=role.role.title,
        state=state,
        told=_told_minor(asked, state, why),
        action=f"{here}/guardian",
        form_action=back or f"{here}/apply",
        fields=() if state in {"not taken", "given"} else _ask_fields(mended, faults),
        typed=tuple(form.items()),
        files=tuple(lost_files(form).values()),
        whole_href=f"{here}/apply/whole" if state in {"waiting", "given"} and not form else "",
        language=language,
        language_menu=LanguageMenu(back or f"{here}/apply", form=FORM_ID) if form else None,
    )


def _asked_before(asked: Asked, state: str) -> Mapping[str, str]:
    """What stands in the fields of who has asked before: while an answer is awaited all, so that a slip is seen."""
    whom = {"guardian_name": asked.guardian_name, "guardian_email": asked.guardian_email} if state == "waiting" else {}
    return {"child_name": asked.child_name, **whom}


def guardian_line(role: KeptRole, asked: Asked | None) -> OwnLine | None:
    """The line on a form not begun that leads a minor to the guardian's consent; None where no minors are taken."""
    if not role.call.minors:
        return None
    state = _state_of_asked(role, asked)
    words = said("You are under 18? Begin with your parent or guardian") if state == "ask" else _TITLES.get(state)
    return OwnLine(words or said("Ask your parent or guardian"), f"/calls/{role.call.slug}/{role.role.slug}/guardian")


def waits(asked: Asked | None) -> bool:
    """Whether a guardian was asked and can answer still."""
    return asked is not None and asked.answer is Consenting.OPEN and not asked.expired


def choose_again(file_name: str) -> Said:
    """What stands at a file's field that came before the consent."""
    return said("Choose {file} again: it could not be kept before.", file=file_name)


def guardian_page(
    asked: Asked,
    *,
    key: str,
    now: datetime,
    language: str,
    ticked: Mapping[str, str] = NOTHING,
    faults: Mapping[str, Text] = MappingProxyType({}),
    problem: Text = "",
) -> GuardianPage:
    """What a guardian reads under the mailed link."""
    role, place = asked.role, f"/guardians/{key}"
    state = _state(asked, now=now)
    return GuardianPage(
        title=_GUARDIANS_TITLES[state],
        call_title=role.call.title,
        call_href=f"/calls/{role.call.slug}",
        office=office_view(role.call),
        role_title=role.role.title,
        child_name=asked.child_name,
        state=state,
        told=problem or _told_guardian(asked, state),
        what=_what(role) if state in {"open", "given"} else (),
        keep=keeping(role.call),
        purposes=_purposes(asked, state, ticked, faults),
        action=place if state == "open" else "",
        stamp=texts_stamp(role, language),
        form_href=f"{place}/form" if state == "given" and not asked.reference and _is_open(role, now) else "",
        withdraw_action=f"{place}/withdraw" if state == "given" else "",
        language=language,
    )


_TITLES: Mapping[str, Text] = {
    "waiting": said("We have written to your guardian"),
    "given": said("Your guardian has consented"),
    "not taken": said("This call is for adults"),
}
_GUARDIANS_TITLES: Mapping[str, Text] = {
    "open": said("Do you consent?"),
    "given": said("You have consented"),
    "refused": said("You have not consented"),
    "withdrawn": said("You have taken your consent back"),
    "expired": said("The time to answer is over"),
    "closed": said("The call has closed"),
}


def _state_of_asked(role: KeptRole, asked: Asked | None) -> str:
    if not role.call.minors:
        return "not taken"
    if asked is None:
        return "ask"
    if asked.expired:
        return "expired"
    if asked.reference:
        return "used"
    states = {Consenting.OPEN: "waiting", Consenting.GIVEN: "given"}
    return states.get(asked.answer, "refused")


def _told_minor(asked: Asked | None, state: str, why: Text) -> Text:
    if state == "waiting" and asked is not None:
        return said(
            "We wrote to {address}, and there is no answer yet. The link in that letter can be answered until {until}.",
            address=asked.guardian_email,
            until=local(asked.expires_at, asked.role.call.time_zone),
        )
    told: Mapping[str, Text] = {
        "not taken": why or NOT_TAKEN,
        "expired": said("Your guardian did not answer in time. You can ask again."),
        "refused": said("Your guardian has not consented, or has taken the consent back. Nothing of you is kept."),
        "given": said(
            "You can go on with your form. Only what your guardian has consented to is kept. A photograph and other "
            "files that you chose before have to be chosen again."
        ),
    }
    if state == "given" and why:
        return why
    return told.get(state) or why or NEEDED


def _ask_fields(typed: Mapping[str, str], faults: Mapping[str, Text]) -> tuple[FieldView, ...]:
    def field(name: str, kind: str, label: Text, note: Text, longest: int = 0) -> FieldView:
        return FieldView(
            name, kind, label, note, typed.get(name, ""), faults.get(name, ""), required=True, longest=longest
        )

    return (
        field(
            "child_name", "text", said("Your first name"), said("So that your guardian knows who asks."), LONGEST_NAME
        ),
        field("guardian_name", "text", said("Name of your parent or guardian"), "", LONGEST_NAME),
        field(
            "guardian_email",
            "email",
            said("E-mail address of your parent or guardian"),
            said("We send a link there, on which the consent is given."),
        ),
    )


def _state(asked: Asked, *, now: datetime) -> str:
    if asked.answer is not Consenting.OPEN:
        return asked.answer.value
    if not _is_open(asked.role, now):
        return "closed"
    return "expired" if asked.expired else "open"


def _is_open(role: KeptRole, now: datetime) -> bool:
    return is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now)


def _told_guardian(asked: Asked, state: str) -> Text:
    zone = asked.role.call.time_zone
    if state == "open":
        until = local(asked.expires_at, zone)
        return said("Please answer until {until}. Nothing of the child is kept before.", until=until)
    if state == "given" and asked.answered_at is not None:
        when, sent = local(asked.answered_at, zone), asked.reference
        if sent:
            return said("You consented on {when}. The application {reference} was sent.", when=when, reference=sent)
        return said("You consented on {when}. The application has not been sent yet.", when=when)
    return _OVER[state]


_OVER: Mapping[str, Text] = {
    "withdrawn": said("Everything that was kept of the child has been erased. You need do nothing more."),
    "refused": said(
        "Nothing of the child is kept, and your name and address have been forgotten. You need do nothing more. "
        "Should you change your mind, the child can ask you again."
    ),
    "expired": said("Nothing of the child is kept. The child can ask you again until the call closes."),
    "closed": said("It takes no applications any more. Nothing of the child is kept."),
}


def _what(role: KeptRole) -> tuple[Text, ...]:
    """What the form asks, in its own words."""
    questions = (preset(question.label) for question in role.role.questions if question.key in role.asked)
    return (*(label for label, *_ in STANDARD.values()), said("Photograph"), *questions)


def _purposes(asked: Asked, state: str, ticked: Mapping[str, str], faults: Mapping[str, Text]) -> tuple[FieldView, ...]:
    if state not in {"open", "given"}:
        return ()
    return tuple(
        FieldView(
            name=consent_field(consent.purpose),
            kind="check",
            label=preset(consent.label),
            help=preset(consent.text),
            value=ticked.get(consent_field(consent.purpose), ""),
            error=faults.get(consent_field(consent.purpose), ""),
            required=consent.required,
        )
        for consent in asked.role.call.consents
        if state == "open" or consent.purpose in asked.agreed
    )
