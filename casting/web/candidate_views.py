"""The page of one candidate made of what the services found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casting.domain.blind import FIELDS
from casting.domain.criteria import age_on
from casting.domain.permissions import Act, Actor, may
from casting.domain.rounding import signed
from casting.domain.stages import LADDER, next_stage, stage_before
from casting.domain.vocabulary import Audience, ClaimState, CriterionClass, Lens, Stage
from casting.forms.fields import countries
from casting.services.candidates import Candidate
from casting.services.changes import Outlook
from casting.services.explain import Explanation
from casting.services.tags import CROWDED
from casting.store.calls import KeptRole
from casting.store.runs import PublishedRun
from casting.web.answer_views import answers_given, documents_sent
from casting.web.blind_views import blind_note
from casting.web.card_views import gate_note, moment, order_note
from casting.web.choice_views import newest_decision
from casting.web.claim_views import claim_views
from casting.web.duplicate_views import same_views
from casting.web.edit_views import edit_views
from casting.web.flag_views import flag_views
from casting.web.form_views import STANDARD
from casting.web.note_views import audience_options, called_views, note_views
from casting.web.pages import (
    AnswerView,
    CandidatePage,
    Card,
    DecisionView,
    MarkView,
    OpinionView,
    Picture,
    StageChoice,
)
from casting.web.pages.stages import StageWhen
from casting.web.places import Place, duty_href
from casting.web.player_views import player
from casting.web.presentation_views import outside_views
from casting.web.reason_views import change_views, reason_groups
from casting.web.sheet_views import position


@dataclass(frozen=True)
class Around:
    """What the list says of a candidate.

    Attributes:
        previous: address of who stands before; empty at the start.
        chance: whether chance has put the candidate where she is found; `blind`: and nothing may be told of her place.
        stage_when: the days of the stage in which she stands; None where it has none.
    """

    previous: str
    ahead: tuple[Card, ...]
    picture: Picture
    chance: bool
    blind: bool
    stage_when: StageWhen | None


UNTOLD = Explanation(None, None, None, None, None, None, None, 0, None, (), 0, None)
"""What is told of the place of somebody who is looked at by chance, before one's own mark."""


def candidate_page(
    shown: Candidate,
    explained: Explanation,
    found: Outlook,
    *,
    run: PublishedRun | None,
    actor: Actor,
    place: Place,
    around: Around,
    counts: Mapping[Stage, int],
) -> CandidatePage:
    """One candidate with everything that the member may see and do."""
    role, reference = shown.found.role, shown.found.reference
    onward = around.ahead[0].href if around.ahead else ""
    total = explained.total
    told = UNTOLD if around.blind else explained
    groups, start = reason_groups(told.reasons)
    hidden = role.blind.at(shown.found.stage)
    # What would change a place speaks of answers: where one is hidden, nothing is said.
    silent = around.blind or bool(hidden - FIELDS.keys())
    change_note, changes = ("", ()) if silent else change_views(found, role.role)
    can = {act: may(actor, act, call_id=role.call_id) for act in Act}
    standings = {key: claim.standing for key, claim in shown.claims.items()}
    claims = claim_views(shown)
    met = tuple(claim for claim in claims if claim.met_gate)
    return CandidatePage(
        title=shown.name,
        member_name=actor.name,
        called=actor.called,
        administrator=actor.administrator,
        call_title=role.call.title,
        role_title=role.role.title,
        role_href=place.sheet(),
        reference=reference,
        name=shown.name,
        facts=_facts(shown),
        picture=around.picture,
        large=f"/media/pictures/{shown.large}" if shown.large else "",
        large_width=shown.large_width,
        large_height=shown.large_height,
        pictures=tuple((f"/media/pictures/{one.small}", f"/media/pictures/{one.large}") for one in shown.pictures),
        tape_url=shown.tape_url or "",
        player=player(shown.tape),
        documents=documents_sent(shown),
        claims=tuple(claim for claim in claims if not claim.met_gate),
        met_gates=met,
        gates=sum(claim.klass == CriterionClass.GATE for claim in claims),
        verified_gates=sum(claim.state.startswith(ClaimState.VERIFIED.value) for claim in met),
        findings_href=place.act(reference, "findings"),
        answers=answers_given(shown),
        contact=_contact(shown) if can[Act.MARK] or actor.administrator else (),
        gate_note=gate_note(role, standings),
        place=told.place,
        total=total,
        place_low=told.place_low,
        place_high=told.place_high,
        place_x=_share(told.place, total),
        low_x=_share(told.place_low, total),
        high_x=_share(told.place_high, total),
        band=told.band.value if told.band else "",
        chance=around.chance,
        blind=around.blind,
        groups=groups,
        start_shown=start,
        score_shown="" if told.score is None else signed(told.score),
        change_note=change_note,
        changes=changes,
        order_note=order_note(run, role),
        fit_shown="" if told.fit is None else signed(told.fit),
        fit_place=told.fit_place,
        letter_href=place.letter(reference, ranking=run.run_id if run else None)
        if can[Act.DECIDE] and told.reasons
        else "",
        order_href=place.order() if place.run and place.lens is not Lens.NEXT else "",
        mark=_mark(shown, actor, place, onward=onward, allowed=can[Act.MARK]),
        opinions=_opinions(shown, actor),
        team_hidden=shown.hidden,
        notes=note_views(shown, actor, place),
        called_by=called_views(shown),
        note_action=place.act(reference, "note") if can[Act.NOTE] else "",
        note_text="",
        note_error="",
        note_visibilities=audience_options(Audience.TEAM),
        stage=shown.found.stage.value,
        stages=_stage_choices(shown, counts),
        stage_action=place.act(reference, "stage")
        if can[Act.DECIDE] and shown.found.stage is not Stage.WITHDRAWN
        else "",
        stage_error="",
        withdrawn="" if shown.withdrawn_at is None else moment(shown.withdrawn_at, role.call),
        stage_seen=newest_decision(shown),
        stage_over=over_quota(role, shown.found.stage, counts),
        stage_when=around.stage_when,
        sides_href=f"{place.home}/sides#{shown.found.stage.value}",
        decisions=_decisions(shown),
        received=moment(shown.received_at, role.call),
        next_href=onward,
        previous_href=around.previous,
        upcoming=around.ahead,
        position=position(explained, place, blind=around.blind),
        opened_action=place.act(reference, "opened"),
        flags=flag_views(shown.flags),
        edits=edit_views(shown, actor),
        outside=outside_views(shown.outside, role),
        outside_hidden=shown.outside_hidden,
        same=same_views(shown.likely_same, place),
        same_href=f"{place.home}/duplicates",
        compare_href=f"{place.home}/compare",
        blind_note=blind_note(role, (shown.found.stage,)),
        conflict_href=place.act(reference, "conflict"),
        undo_action=f"{place.home}/undo" if can[Act.MARK] else "",
    )


def with_fault(page: CandidatePage, *, stage: tuple[str, str]) -> CandidatePage:
    """The page again with the reason that was typed and what is wrong with it, as (typed, fault)."""
    return replace(page, stage_reason=stage[0], stage_error=stage[1])


def _mark(shown: Candidate, actor: Actor, place: Place, *, onward: str, allowed: bool) -> MarkView:
    over = shown.found.stage is Stage.WITHDRAWN
    return MarkView(
        opinion=shown.own.opinion.value if shown.own.opinion else "",
        stars=shown.own.stars or 0,
        action=place.act(shown.found.reference, "mark") if allowed and not over else "",
        onward=onward,
        over=over,
        duty_href="" if allowed else duty_href(actor, call=shown.found.role.call.slug),
    )


def _opinions(shown: Candidate, actor: Actor) -> tuple[OpinionView, ...]:
    call = shown.found.role.call
    return tuple(
        OpinionView(
            entry.name,
            entry.opinion.value if entry.opinion else "",
            entry.stars or 0,
            moment(entry.at, call),
            entry.member_id == actor.member_id,
        )
        for entry in shown.opinions
    )


def _decisions(shown: Candidate) -> tuple[DecisionView, ...]:
    """The newest first."""
    call = shown.found.role.call
    return tuple(
        DecisionView(
            entry.name, entry.before.value, entry.after.value, entry.reason, moment(entry.at, call), entry.withheld
        )
        for entry in reversed(shown.decisions)
    )


def _facts(shown: Candidate) -> tuple[str, ...]:
    role = shown.found.role
    facts = []
    if shown.birth_date is not None:
        facts.append(f"{age_on(shown.birth_date, role.call.reference_date)} years")
    facts += [
        question.label_of(shown.answers[question.key])
        for question in role.role.questions
        if question.card and shown.answers.get(question.key) is not None
    ]
    where = [part for part in (shown.city, countries().get(shown.country or "")) if part]
    return (*facts, ", ".join(where)) if where else tuple(facts)


def _contact(shown: Candidate) -> tuple[AnswerView, ...]:
    told = (("email", shown.email), ("phone", shown.phone))
    own = tuple(AnswerView(STANDARD[name][0], value, "text") for name, value in told if value)
    guardian = shown.guardian
    if guardian is None or "birth_date" in shown.found.role.blind.at(shown.found.stage):
        return own
    when = moment(guardian.consented_at, shown.found.role.call)
    consent = AnswerView("A minor", f"guardian consented on {when}", "text")
    return (consent, AnswerView("Guardian", f"{guardian.name}, {guardian.email}", "text"), *own)


def _stage_choices(shown: Candidate, counts: Mapping[Stage, int]) -> tuple[StageChoice, ...]:
    here = shown.found.stage
    steps = {next_stage(here): "next", stage_before(here): "back"}
    quotas = shown.found.role.role.quotas
    choices = [stage for stage in (*LADDER, Stage.RELEASED) if stage is not here]
    filled = {stage: counts.get(stage, 0) for stage in choices if stage in quotas or stage not in CROWDED}
    return tuple(StageChoice(s.value, filled.get(s), quotas.get(s), steps.get(s, "")) for s in choices)


def over_quota(role: KeptRole, stage: Stage, counts: Mapping[Stage, int]) -> str:
    """That a stage holds more than its quota, as a sentence; empty where it does not."""
    quota, filled = role.role.quotas.get(stage), counts.get(stage, 0)
    if quota is None or filled <= quota:
        return ""
    return f"{filled:,} of {quota:,} in {stage.value}: {filled - quota:,} over its quota."


def _share(place: int | None, total: int) -> float:
    return 0.0 if place is None or total < 2 else round((place - 1) / (total - 1) * 100, 2)
