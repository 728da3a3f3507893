"""The page on which a stage's list is looked at together and printed, and what of each one goes to the production."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casting.domain.permissions import Act, Actor, may
from casting.domain.presented import Told, offers
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.services.presented import chosen, may_choose
from casting.services.presenting import ORDERS
from casting.services.producer_links import Picked
from casting.services.waiting import ProductionWord
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.web.blind_views import blind_note
from casting.web.card_views import card_of, moment
from casting.web.pages import FactsForm, FactView, Link, OptionView, ShortlistPage, ToldView
from casting.web.pages.links import OutsideView
from casting.web.pages.stages import StageWhen
from casting.web.places import Place


@dataclass(frozen=True)
class Listed:
    """What was read for a stage's list; words, tapes, picks by link and what is told by the application's key.

    `revealed` are those of whom the member may read what colleagues wrote; `inside` those who are not shown outside of
    the team.
    """

    rows: Sequence[ListRow]
    told: Mapping[int, Told]
    words: Mapping[int, tuple[ProductionWord, ...]]
    tapes: Mapping[int, str | None]
    counts: Mapping[Stage, int]
    day: date
    when: StageWhen | None
    revealed: frozenset[int]
    picks: Mapping[int, tuple[Picked, ...]]
    inside: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Refusal:
    """A choice of facts that was not kept, and why."""

    keys: frozenset[str]
    fault: str


def shortlist_page(
    kept: KeptRole, actor: Actor, place: Place, stage: Stage, listed: Listed, *, refused: Refusal | None = None
) -> ShortlistPage:
    """Who stands in a stage, against its quota."""
    return ShortlistPage(
        title=f"{kept.role.title}: {stage.value}",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        stage=stage.value,
        stages=tuple(
            Link(f"{s.value} {listed.counts.get(s, 0)}", f"{place.home}/shortlist?stage={s.value}", s is stage)
            for s in LADDER[1:]
        ),
        quota=kept.role.quotas.get(stage),
        when=listed.when,
        cards=tuple(card_of(row, kept, place, may_mark=False) for row in listed.rows),
        told=tuple(told_view(listed.told[row.application_id]) for row in listed.rows),
        words=tuple(words_said(listed.words[row.application_id]) for row in listed.rows),
        unmarked=tuple(row.application_id not in listed.revealed for row in listed.rows),
        picks=tuple(outside_views(listed.picks[row.application_id], kept) for row in listed.rows),
        order=ORDERS[place.lens],
        may_note=may(actor, Act.NOTE, call_id=kept.call_id),
        tapes=tuple(_tape(listed.tapes.get(row.application_id)) for row in listed.rows),
        filled=listed.counts.get(stage, 0),
        production=kept.call.production,
        day=f"{listed.day.day} {listed.day:%B %Y}",
        facts_form=facts_form(kept, place, stage, refused) if may_choose(actor, kept) else None,
        inside=tuple(row.application_id in listed.inside for row in listed.rows),
        consent_note=_kept_inside(kept, len(listed.inside)),
        blind_note=blind_note(kept, (stage,)),
    )


def outside_views(picked: tuple[Picked, ...], role: KeptRole) -> tuple[OutsideView, ...]:
    """What those with a producer link said of a candidate."""
    return tuple(OutsideView(pick.recipient, pick.reason, moment(pick.at, role.call)) for pick in picked)


def told_view(told: Told) -> ToldView:
    """What the production reads of one applicant."""
    facts = tuple(FactView(fact.title, fact.value, fact.standing) for fact in told.facts)
    return ToldView(
        facts,
        title="" if told.at_length is None else told.at_length.title,
        at_length="" if told.at_length is None else told.at_length.value,
    )


def words_said(words: Sequence[ProductionWord]) -> tuple[str, ...]:
    """What was written for the production, each with who wrote it."""
    return tuple(f"{word.text} — {word.by}" for word in words)


def facts_form(kept: KeptRole, place: Place, stage: Stage, refused: Refusal | None) -> FactsForm:
    """What can go to the production, in its order."""
    keys = chosen(kept.role, kept.presented) if refused is None else refused.keys
    found = offers(kept.role)
    views = {one.key: OptionView(one.key, one.title, checked=one.key in keys) for one in found}
    return FactsForm(
        action=f"{place.home}/shortlist/facts",
        stage=stage.value,
        facts=tuple(views[one.key] for one in found if not one.at_length),
        long=tuple(views[one.key] for one in found if one.at_length),
        fault="" if refused is None else refused.fault,
    )


def _kept_inside(kept: KeptRole, count: int) -> str:
    """How many of a list are not shown outside of the team; empty where the call asks for no consent to that."""
    if not kept.call.outside:
        return ""
    if not count:
        return f"All of these have consented to “{kept.call.outside}”, and may be shown outside of the team."
    left_out = f"{count:,} of these {'has' if count == 1 else 'have'} not consented to “{kept.call.outside}”"
    return f"{left_out}: links, the PDF and paper leave {'that one' if count == 1 else 'them'} out."


def _tape(url: str | None) -> str:
    """A tape that can be opened; empty for all else."""
    return url if url is not None and url.startswith(("https://", "http://")) else ""
