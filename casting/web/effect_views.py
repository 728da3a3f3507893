"""Whom a change in an editor would touch, in sentences that are read before anything is saved."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from casting.domain.calls import OUTSIDE, CallPlan
from casting.domain.effects import Effects
from casting.services.purposes import PurposeChange
from casting.web.card_views import moment
from casting.web.render import plural
from casting.web.texts_views import untranslated


def effect_lines(effects: Effects) -> tuple[str, ...]:
    """Whom a change would touch, in sentences."""
    lines = [f"The role has {plural(effects.applications, 'application')}."]
    for criterion in effects.criteria:
        counts = ((criterion.met, "newly meet"), (criterion.unmet, "no longer meet"))
        said = [f"{number:,} would {word} it" for number, word in counts if number]
        lines.append(f"{criterion.title}: {' and '.join(said) or 'nobody’s standing changes'}.")
    if effects.admitted:
        lines.append(f"{effects.admitted:,} of those who miss a gate now would miss none any more.")
    if effects.shut_out:
        lines.append(f"{effects.shut_out:,} of those who miss no gate now would miss one: they would be sorted last.")
    if not effects.admitted and not effects.shut_out:
        lines.append("Who misses a gate, and who misses none, stays as it is.")
    if effects.moved:
        lines.append(f"It moves {effects.moved} of the top 20; {effects.left} of them would no longer be among these.")
    if effects.weighed:
        lines.append("What another weight does shows with the next ranking, which begins as soon as this is saved.")
    return tuple(lines)


def purpose_lines(changes: Sequence[PurposeChange]) -> tuple[str, ...]:
    """Whom a change of the consents would touch, in sentences."""
    return tuple(f"{change.purpose}: {_purpose_line(change)}" for change in changes)


def _purpose_line(one: PurposeChange) -> str:
    if not one.asked_before:
        return (
            f"{plural(one.others, 'application')} came before it was asked for, so they do not agree to it until their "
            "applicants do so, on the page on which they change their application while the call is open."
        )
    if not one.asked_after:
        told = f"nobody is asked any more. {one.agreed:,} agreed, {one.others:,} did not."
        shown = f" From then on links, the PDF and paper show everybody, the {one.others:,} who did not agree as well."
        return told + (shown if one.shows_all else " No export can be taken for it any more.")
    if one.required:
        return (
            f"{one.earlier:,} agreed to the old text when they applied. That holds for their applications, which stay "
            "in every export for it; its column says “yes to an earlier text”."
        )
    outside = ", links, the PDF and paper" if one.purpose == OUTSIDE else ""
    return (
        f"{one.earlier:,} of the {one.agreed:,} who agree have read the old text alone. Exports for it{outside} leave "
        "them out from now on, until they agree to the new text, which their own page offers them. Nothing is mailed."
    )


def unasked_lines(answered: Mapping[str, int]) -> tuple[str, ...]:
    """What becomes of the answers to questions that are asked no more, in sentences."""
    if not answered:
        return ()
    lines = [
        f"{plural(count, 'applicant')} answered “{label}”, which is asked no more." for label, count in answered.items()
    ]
    lines.append(
        "The team and exports still have these answers, and applicants read theirs under “No longer asked”. An "
        "application that is changed by its applicant from now on is kept without them."
    )
    return tuple(lines)


def pause_lines(after: CallPlan, *, drafts: int) -> tuple[str, ...]:
    """What a later opening time does to a call that is open, in sentences."""
    opens = f"{moment(after.opens_at, after)} ({after.time_zone})"
    told = (
        f"The call is open now. It would stop, and open again on {opens}: until then nobody can apply, or change an "
        "application. Its page stays public, and says when it opens."
    )
    forms = "The form that is" if drafts == 1 else f"The {drafts:,} forms that are"
    waiting = f"{forms} half filled in can neither be opened nor sent until then; what they hold is kept."
    return (told, waiting) if drafts else (told,)


def publish_lines(call: CallPlan, *, base_url: str, now: datetime) -> tuple[str, ...]:
    """What everybody sees of a draft once it is published, in sentences."""
    titles = ", ".join(f"“{role.title}”" for role in call.roles)
    opens = "at once" if call.opens_at <= now else f"from {moment(call.opens_at, call)}"
    return (
        f"Its page is {base_url.rstrip('/')}/calls/{call.slug}, and it stands on the front page.",
        f"{'Its role is' if len(call.roles) == 1 else 'Its roles are'} {titles}.",
        f"Applications are taken {opens} until {moment(call.closes_at, call)} ({call.time_zone}).",
    )


def missing_lines(call: CallPlan) -> tuple[str, ...]:
    """What a call still lacks that can be published all the same, in sentences."""
    nowhere = "No e-mail address says where applicants write to, so no letter can be answered."
    return (*(() if call.contact_email else (nowhere,)), *untranslated(call))
