"""Whom a change in an editor would touch, in sentences that are read before anything is saved."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from babel.dates import format_date

from casting.domain.calls import OUTSIDE, CallPlan, RolePlan
from casting.domain.effects import CriterionEffect, Effects
from casting.domain.question_effects import QuestionEffect
from casting.domain.zones import day_in
from casting.services.call_editing import would_close_sooner, would_pause
from casting.services.call_effects import Aged, Held
from casting.services.drafts import MAY_READ
from casting.services.purposes import PurposeChange
from casting.web.card_views import moment
from casting.web.render import plural
from casting.web.texts_views import untranslated


def effect_lines(effects: Effects) -> tuple[str, ...]:
    """Whom a change would touch, in sentences."""
    lines = [f"The role has {plural(effects.applications, 'application')}."]
    lines.extend(_criterion_line(criterion) for criterion in effects.criteria)
    if effects.admitted:
        lines.append(f"{effects.admitted:,} of those who miss a gate now would miss none any more.")
    if effects.shut_out:
        lines.append(
            f"{effects.shut_out:,} of those who miss no gate now would miss one: they would be sorted last, and read "
            "at once, on their own page, that they do not meet it."
        )
        lines.append(_chosen_line(effects))
    if not effects.admitted and not effects.shut_out:
        lines.append("Who misses a gate, and who misses none, stays as it is.")
    if effects.moved:
        lines.append(f"It moves {effects.moved} of the top 20; {effects.left} of them would no longer be among these.")
    if effects.weighed:
        lines.append("What another weight does shows with the next ranking, which begins as soon as this is saved.")
    return tuple(lines)


def _chosen_line(effects: Effects) -> str:
    """How far those have come who would be sorted last; nothing of who has said what."""
    if not effects.beyond and not effects.picked:
        return "None of them stands in a stage beyond received, and none has a pick."
    return f"In a stage beyond received: {effects.beyond:,} of them; with a pick: {effects.picked:,}."


def _criterion_line(one: CriterionEffect) -> str:
    counts = ((one.met, "newly meet"), (one.unmet, "not meet" if one.new else "no longer meet"))
    said = [f"{number:,} would {word} it" for number, word in counts if number]
    return f"{one.title}: {' and '.join(said) or 'nobody’s standing changes'}."


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
    if one.newly_required:
        return (
            f"nobody could apply without it any more. {one.others + one.earlier:,} of "
            f"{plural(one.agreed + one.others, 'application')} stand without it, and stay as they are; whoever changes "
            f"one of these from then on has to agree first. The {one.agreed - one.earlier:,} who agree could take it "
            "back only by withdrawing their application."
        )
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


def question_lines(effects: Sequence[QuestionEffect]) -> tuple[str, ...]:
    """What becomes of the answers to questions that are changed or asked no more, in sentences."""
    gone = [one for one in effects if one.gone]
    kept = (
        "The team and exports still have these answers, and applicants read theirs under “No longer asked”. An "
        "application that is changed by its applicant from now on is kept without them."
    )
    return (
        *(f"{plural(one.answered, 'applicant')} answered “{one.label}”, which is asked no more." for one in gone),
        *((kept,) if gone else ()),
        *(line for one in effects if not one.gone for line in _question_lines(one)),
    )


def _question_lines(one: QuestionEffect) -> Iterator[str]:
    stays = "That stays as it is; only who changes the application from then on is asked for"
    if one.missing:
        yield (
            f"{one.missing:,} of {plural(one.applications, 'application')} came without an answer to “{one.label}”. "
            f"{stays} one."
        )
    if one.outside:
        yield (
            f"{plural(one.outside, 'answer')} to “{one.label}” would not be taken any more, by the new bounds. {stays} "
            "another."
        )
    if one.answered and one.reworded:
        yield (
            f"{plural(one.answered, 'applicant')} answered “{one.label}”. Their answers would stand under "
            f"“{one.reworded}” from now on: to the team, and on their own pages."
        )


def call_lines(before: CallPlan, after: CallPlan, *, held: Held, aged: Aged, now: datetime) -> tuple[str, ...]:
    """Whom a change of the dates and rules of a call would touch, in sentences."""
    return (
        *(pause_lines(after, drafts=held.drafts) if would_pause(before, after, now=now) else ()),
        *(_closing_lines(before, after, held) if would_close_sooner(before, after, now=now) else ()),
        *(_keeping_lines(before, after, held, now=now) if before.keep_months != after.keep_months else ()),
        *(_minors_lines(after, held) if before.minors != after.minors else ()),
        *_aged_lines(aged),
    )


def _closing_lines(before: CallPlan, after: CallPlan, held: Held) -> Iterator[str]:
    if held.applications or held.drafts:
        was, closes = (moment(at, after) for at in (before.closes_at, after.closes_at))
        yield (
            f"The call would close on {closes} ({after.time_zone}). Its page says {was} so far, and nobody is mailed "
            "that it is sooner."
        )
    if held.drafts:
        forms = "One form is" if held.drafts == 1 else f"{held.drafts:,} forms are"
        read = moment(after.closes_at + MAY_READ, after)
        yield f"{forms} half filled in, and could be sent until then alone. A day later, on {read}, they are erased."


def _keeping_lines(before: CallPlan, after: CallPlan, held: Held, *, now: datetime) -> Iterator[str]:
    if not held.applications:
        return
    was, would = (f"{plural(call.keep_months, 'month')}, until {_day(call.kept_until)}" for call in (before, after))
    yield (
        f"{plural(held.applications, 'application')} came while the pages said for how long they are kept after the "
        f"call has closed: {was}. From now on the pages would say {would}."
    )
    if after.kept_until < before.kept_until:
        past = " That day has passed already." if after.kept_until <= day_in(after.time_zone, now) else ""
        yield (
            "That is sooner than these applicants were told: the first of them would have to be erased on "
            f"{_day(after.kept_until)} already.{past}"
        )


def _day(day: date) -> str:
    return str(format_date(day, "d MMM y", locale="en"))


def _minors_lines(after: CallPlan, held: Held) -> Iterator[str]:
    if after.minors and held.unguarded:
        yield (
            f"{plural(held.unguarded, 'application')} by people under 18 came without a guardian’s consent. That stays "
            "as it is: a guardian is asked of those alone who apply from then on."
        )
    if not after.minors and held.minors:
        yield (
            f"{held.minors:,} of the {plural(held.applications, 'application')} came from people under 18. These stay, "
            "and could no longer be changed by who sent them, only withdrawn."
        )
    if not after.minors and held.minor_drafts:
        forms = "One form is" if held.minor_drafts == 1 else f"{held.minor_drafts:,} forms are"
        yield f"{forms} half filled in for people under 18, with a guardian’s consent, and could no longer be sent."


def _aged_lines(aged: Aged) -> Iterator[str]:
    if aged.others:
        yield (
            f"{plural(aged.others, 'application')} would show another age, on the pages, in searches and in exports: "
            "ages are counted on another day."
        )
    yield from (_criterion_line(one) for one in aged.criteria)


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


def going_lines(call: CallPlan, role: RolePlan, *, begun: int) -> tuple[str, ...]:
    """What goes with a role that is taken out, in sentences."""
    parts = f"{plural(len(role.questions), 'question')} and {plural(len(role.criteria), 'criterion', 'criteria')}"
    lines = [f"“{role.title}” goes with its breakdown, {parts}, its stages and its sides. It cannot be put back."]
    if not call.draft:
        lines.append("The public page of the call shows it no more.")
    if begun:
        forms = "The form that is" if begun == 1 else f"The {begun:,} forms that are"
        lines.append(f"{forms} half filled in for it and kept for later can be sent no more.")
    return tuple(lines)


def missing_lines(call: CallPlan, *, staffed: bool, mail_sent: bool) -> tuple[str, ...]:
    """What a call still lacks that can be published all the same, in sentences.

    Args:
        staffed: whether anybody is in its team; mail_sent: whether a mail server is set.
    """
    lacks = (
        (not staffed, "Nobody is in its team yet, so administrators alone see who applies: invite the others below."),
        (not mail_sent, "No mail server is set: applicants read that a receipt comes by e-mail, and none is sent."),
        (not call.contact_email, "No e-mail address says where applicants write to, so no letter can be answered."),
    )
    return (*(sentence for lacking, sentence in lacks if lacking), *untranslated(call))
