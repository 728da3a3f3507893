"""The pages of sides made of what is kept and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from casting.config import MEGABYTE
from casting.domain.messages import MessageKind
from casting.domain.permissions import Act, Actor, may
from casting.domain.said import Text, said
from casting.domain.vocabulary import Stage
from casting.forms.sides import SIDES_STAGES
from casting.services.applicants import Status
from casting.services.own_sides import OwnSides
from casting.services.sides import Sides
from casting.services.sides_letters import SidesLetters, values_about
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.outcome_views import UNSENT, letter_previews, letters_button, letters_done
from casting.web.pages.links import ChoiceView
from casting.web.pages.sides import (
    ChangeSidesPage,
    OwnSidesView,
    SidesFormView,
    SidesLettersView,
    SidesPage,
    SidesView,
    StageSides,
)
from casting.web.places import Place
from casting.web.stage_views import LABELS, stage_when
from casting.web.uploads import LONGEST_SIDES


@dataclass(frozen=True)
class TypedSides:
    """What was typed of sides, and what is wrong with it by field."""

    stage: str = ""
    title: str = ""
    instructions: str = ""
    faults: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class FoundSides:
    """What was found of a role's sides: how many see those of each stage, and the letters about what is released."""

    sides: Sequence[Sides]
    readers: Mapping[Stage, int]
    letters: Sequence[SidesLetters]


def sides_page(
    kept: KeptRole,
    actor: Actor,
    found: FoundSides,
    typed: TypedSides,
    *,
    now: datetime,
    done: str = "",
    problem: str = "",
    mail_sent: bool,
) -> SidesPage:
    """The sides of a role by stage, and for who may the forms."""
    home = Place(kept.call.slug, kept.role.slug).home
    here, allowed = f"{home}/sides", may(actor, Act.SIDES, call_id=kept.call_id)
    return SidesPage(
        title=f"{kept.role.title}: sides",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=home,
        stages=tuple(
            _stage(kept, stage, found, allowed=allowed, mail_sent=mail_sent, now=now)
            for stage in SIDES_STAGES
            if any(one.stage is stage for one in found.sides)
        ),
        form=_form(here, typed, stages=SIDES_STAGES) if allowed else None,
        release_action=f"{here}/release" if allowed else "",
        back_action=f"{here}/take-back" if allowed else "",
        letters_action=f"{here}/letters" if allowed else "",
        done=done,
        problem=problem,
        unsent="" if mail_sent else UNSENT,
    )


def change_sides_page(
    kept: KeptRole, actor: Actor, one: Sides, readers: Mapping[Stage, int], typed: TypedSides
) -> ChangeSidesPage:
    """Changing, replacing and removing sides."""
    home = Place(kept.call.slug, kept.role.slug).home
    here = f"{home}/sides/{one.sides_id}"
    return ChangeSidesPage(
        title=one.title,
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=home,
        stage=one.stage.value,
        form=_form(f"{here}/change", typed, stages=()),
        remove_action=f"{here}/remove",
        back_href=f"{home}/sides",
        released=one.released_at is not None,
        readers=readers[one.stage],
    )


def own_sides_views(status: Status) -> tuple[OwnSidesView, ...]:
    """The sides that an applicant sees."""
    return tuple(
        OwnSidesView(
            LABELS[one.stage],
            one.title,
            one.instructions,
            _size_told(one),
            f"/applications/{status.reference}/sides/{one.sides_id}",
        )
        for one in status.sides
    )


def _size_told(one: OwnSides) -> Text:
    number, unit = _in_units(one.size)
    return said("PDF, {size} MB", size=number) if unit == "MB" else said("PDF, {size} KB", size=number)


def _in_units(size: int) -> tuple[float, str]:
    """Bytes as people read them: a number of MB, or of KB where it is less than one."""
    return (round(size / MEGABYTE, 1), "MB") if size >= MEGABYTE else (max(1, size // 1024), "KB")


def _form(action: str, typed: TypedSides, *, stages: Sequence[Stage]) -> SidesFormView:
    order = ("stage", "title", "instructions", "file")
    return SidesFormView(
        action,
        tuple(ChoiceView(stage.value, stage.value, stage.value == typed.stage) for stage in stages),
        typed.title,
        typed.instructions,
        tuple((name, typed.faults[name]) for name in order if name in typed.faults),
        LONGEST_SIDES // MEGABYTE,
    )


def _stage(
    kept: KeptRole, stage: Stage, found: FoundSides, *, allowed: bool, mail_sent: bool, now: datetime
) -> StageSides:
    here = [one for one in found.sides if one.stage is stage]
    released = sum(one.released_at is not None for one in here)
    letters = next((_letters(kept, one, mail_sent=mail_sent) for one in found.letters if one.stage is stage), None)
    return StageSides(
        stage=stage.value,
        when=stage_when(kept, stage, now=now),
        readers=found.readers[stage],
        sides=tuple(_view(kept, one, allowed=allowed) for one in here),
        waiting=len(here) - released,
        released=released,
        letters=letters if allowed else None,
    )


def _letters(kept: KeptRole, found: SidesLetters, *, mail_sent: bool) -> SidesLettersView:
    count = len(found.waiting)
    return SidesLettersView(
        fingerprint=found.fingerprint,
        count=count,
        button=letters_button(count, mail_sent=mail_sent),
        later=f"{found.left - count:,} more wait for another batch." if found.left > count else "",
        done=letters_done(found.written, found.sent, mail_sent=mail_sent),
        unreachable=found.unreachable,
        letters=letter_previews(MessageKind.SIDES, found.waiting, partial(values_about, kept, found.newest)),
    )


def _view(kept: KeptRole, one: Sides, *, allowed: bool) -> SidesView:
    here = f"{Place(kept.call.slug, kept.role.slug).home}/sides/{one.sides_id}"
    released = f"{moment(one.released_at, kept.call)}, {one.released_by}" if one.released_at else ""
    number, unit = _in_units(one.size)
    return SidesView(
        title=one.title,
        instructions=one.instructions,
        about=f"{one.file_name}, {number} {unit}, added by {one.added_by}, {moment(one.added_at, kept.call)}",
        href=here,
        released=released,
        opened=one.opened,
        change_href=f"{here}/change" if allowed else "",
    )
