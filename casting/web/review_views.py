"""The review's pages made of what the services found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from casting.domain.calls import CallPlan
from casting.domain.criteria import age_on
from casting.domain.permissions import Act, Actor, may
from casting.domain.stages import LADDER, next_stage, stage_before
from casting.domain.vocabulary import CriterionClass, Lens, QuestionKind, Stage, Standing
from casting.forms.fields import countries
from casting.services.candidates import Candidate, Claim
from casting.services.explain import Explanation, PublishedRun
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.web.form_views import KINDS, STANDARD
from casting.web.pages import (
    AnswerView,
    CandidatePage,
    Card,
    ClaimView,
    DecisionView,
    Dot,
    Link,
    MarkView,
    NoteView,
    OpinionView,
    OptionView,
    Picture,
    StageChoice,
)
from casting.web.reason_views import reason_views, signed

LENS_WORDS: Mapping[Lens, str] = {Lens.RANKED: "Ranked", Lens.RECEIVED: "Received", Lens.NAME: "A–Z"}


@dataclass(frozen=True)
class Place:
    """Where a member stands in a role: the state that every address of the review carries."""

    call: str
    role: str
    q: str = ""
    lens: Lens = Lens.RANKED
    view: str = "sheet"

    @property
    def home(self) -> str:
        """The role's own address."""
        return f"/review/{quote(self.call)}/{quote(self.role)}"

    def sheet(self, *, after: str = "") -> str:
        """The contact sheet or list in this state."""
        return self._with(self.home, after=after)

    def candidate(self, reference: str) -> str:
        """One candidate, among those of this state."""
        return self._with(f"{self.home}/{quote(reference)}")

    def act(self, reference: str, name: str) -> str:
        """Where an act on one candidate is posted."""
        return self._with(f"{self.home}/{quote(reference)}/{name}")

    def _with(self, path: str, **more: str) -> str:
        state = {"q": self.q, "lens": "" if self.lens is Lens.RANKED else self.lens.value}
        state |= {"view": "" if self.view == "sheet" else self.view, **more}
        given = {name: value for name, value in state.items() if value}
        return f"{path}?{urlencode(given)}" if given else path


def moment(at: datetime, call: CallPlan) -> str:
    """A moment as the team reads it, in the call's time zone."""
    return str(format_datetime(at, "d MMM y, HH:mm", tzinfo=ZoneInfo(call.time_zone), locale="en"))


def picture_of(row: ListRow) -> Picture:
    """The portrait of a row, or why there is none."""
    if row.small is None or row.medium is None:
        return Picture("none" if row.headshot_state == "ready" else row.headshot_state)
    return Picture("ready", f"/media/pictures/{row.small}", f"/media/pictures/{row.medium}")


def card_of(row: ListRow, role: KeptRole, place: Place, *, may_mark: bool, eager: bool = False) -> Card:
    """One application in the sheet or the list."""
    return Card(
        reference=row.reference,
        href=place.candidate(row.reference),
        name=row.name,
        line=" · ".join(_card_facts(row, role)),
        picture=picture_of(row),
        dots=tuple(
            Dot(c.title, row.standings.get(c.key, Standing.UNKNOWN).value)
            for c in role.role.criteria
            if c.klass is not CriterionClass.INFO
        ),
        band=row.band or "",
        place=row.place,
        gate_note=_gate_note(role, row.standings),
        stage=row.stage.value,
        mark=MarkView(
            opinion=row.opinion.value if row.opinion else "",
            stars=row.stars or 0,
            action=place.act(row.reference, "mark") if may_mark else "",
        ),
        received=moment(row.received_at, role.call),
        eager=eager,
    )


def _card_facts(row: ListRow, role: KeptRole) -> Iterable[str]:
    if row.birth_date is not None:
        yield str(age_on(row.birth_date, role.call.reference_date))
    for question in role.role.questions:
        if question.card and row.answers.get(question.key) is not None:
            yield question.label_of(row.answers[question.key])
    if row.city:
        yield row.city


def _gate_note(role: KeptRole, standings: Mapping[str, Standing]) -> str:
    failed = [
        c.title
        for c in role.role.criteria
        if c.klass is CriterionClass.GATE and standings.get(c.key) is Standing.NOT_MET
    ]
    return f"Not met: {', '.join(failed)}" if failed else ""


def order_note(run: PublishedRun | None, role: KeptRole) -> str:
    """What the order rests on, in one line."""
    if run is None:
        return "Not ranked yet: in the order in which they came."
    learned = sum(run.labels.values())
    when = moment(run.made_at, role.call)
    if not learned:
        return f"Ordered by the breakdown alone: no marks yet. {when}."
    return f"Learned from {learned:,} {'mark' if learned == 1 else 'marks and decisions'} and the breakdown. {when}."


# One candidate.


def candidate_page(
    shown: Candidate,
    explained: Explanation,
    run: PublishedRun | None,
    actor: Actor,
    place: Place,
    *,
    neighbours: tuple[Card | None, Sequence[Card]],
    counts: Mapping[Stage, int],
    position: str,
    picture: Picture,
) -> CandidatePage:
    """One candidate with everything that the member may see and do."""
    role, reference = shown.found.role, shown.found.reference
    previous, ahead = neighbours
    onward = ahead[0].href if ahead else ""
    reasons, smaller = reason_views(explained.reasons)
    can = {act: may(actor, act, call_id=role.call_id) for act in Act}
    standings = {key: claim.standing for key, claim in shown.claims.items()}
    return CandidatePage(
        title=shown.name,
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=role.call.title,
        role_title=role.role.title,
        role_href=place.sheet(),
        reference=reference,
        name=shown.name,
        facts=_facts(shown),
        picture=picture,
        large=f"/media/pictures/{shown.large}" if shown.large else "",
        large_width=shown.large_width,
        large_height=shown.large_height,
        tape_url=shown.tape_url or "",
        documents=tuple(
            Link(f"{_label(role, d.question_key)}: {d.file_name}", f"/media/documents/{d.material_id}")
            for d in shown.documents
        ),
        claims=_claim_views(shown),
        answers=_answer_views(shown),
        contact=_contact(shown) if can[Act.MARK] or actor.administrator else (),
        gate_note=_gate_note(role, standings),
        place=explained.place,
        total=explained.total,
        place_low=explained.place_low,
        place_high=explained.place_high,
        place_x=_share(explained.place, explained.total),
        low_x=_share(explained.place_low, explained.total),
        high_x=_share(explained.place_high, explained.total),
        band=explained.band.value if explained.band else "",
        reasons=reasons,
        smaller=smaller,
        smaller_sum=signed(sum(reason.value for reason in smaller)),
        score_shown="" if explained.score is None else signed(explained.score),
        order_note=order_note(run, role),
        fit_place=explained.fit_place,
        mark=MarkView(
            opinion=shown.own.opinion.value if shown.own.opinion else "",
            stars=shown.own.stars or 0,
            action=place.act(reference, "mark") if can[Act.MARK] else "",
            onward=onward,
        ),
        opinions=tuple(
            OpinionView(
                entry.name,
                entry.opinion.value if entry.opinion else "",
                entry.stars or 0,
                moment(entry.at, role.call),
                entry.member_id == actor.member_id,
            )
            for entry in shown.opinions
        ),
        team_hidden=shown.hidden,
        notes=tuple(
            NoteView(
                n.name,
                n.text,
                moment(n.at, role.call),
                "you alone" if n.private else "the team",
                n.member_id == actor.member_id,
            )
            for n in reversed(shown.notes)
        ),
        note_action=place.act(reference, "note") if can[Act.NOTE] else "",
        note_text="",
        note_error="",
        note_visibilities=(OptionView("team", "the team", True), OptionView("me", "you alone", False)),  # noqa: FBT003
        stage=shown.found.stage.value,
        stages=_stage_choices(shown, counts),
        stage_action=place.act(reference, "stage")
        if can[Act.DECIDE] and shown.found.stage is not Stage.WITHDRAWN
        else "",
        stage_error="",
        decisions=tuple(
            DecisionView(d.name, d.before.value, d.after.value, d.reason, moment(d.at, role.call))
            for d in reversed(shown.decisions)
        ),
        received=moment(shown.received_at, role.call),
        next_href=onward,
        previous_href=previous.href if previous else "",
        upcoming=tuple(ahead),
        position=position,
    )


def with_faults(
    page: CandidatePage, *, note: tuple[str, str] = ("", ""), stage: tuple[str, str] = ("", "")
) -> CandidatePage:
    """The page again with what was typed and what is wrong with it, as (typed, fault)."""
    return replace(page, note_text=note[0], note_error=note[1], stage_reason=stage[0], stage_error=stage[1])


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


def _claim_views(shown: Candidate) -> tuple[ClaimView, ...]:
    role = shown.found.role
    unknown = Claim(Standing.UNKNOWN, "unknown", None, None)
    views = []
    for criterion in role.role.criteria:
        claim = shown.claims.get(criterion.key, unknown)
        state = "not said" if claim.state == "unknown" else claim.state
        if claim.verified_by is not None:
            when = "" if claim.verified_at is None else f", {moment(claim.verified_at, role.call)}"
            state = f"verified by {claim.verified_by}{when}"
        value = _claim_value(shown, criterion.asks)
        views.append(ClaimView(criterion.title, criterion.klass.value, value, claim.standing.value, state))
    return tuple(views)


def _claim_value(shown: Candidate, asks: str) -> str:
    role = shown.found.role
    if asks == "birth_date" and shown.birth_date is not None:
        return f"{age_on(shown.birth_date, role.call.reference_date)} years"
    question = role.role.question(asks)
    if question is not None:
        return question.label_of(shown.answers.get(asks))
    return str(getattr(shown, asks, None) or "")


def _answer_views(shown: Candidate) -> tuple[AnswerView, ...]:
    """Answers that no criterion holds against a rule; the others stand in the table above them."""
    role = shown.found.role
    held = {criterion.asks for criterion in role.role.criteria}
    rest = [q for q in role.role.questions if q.key not in held and q.kind is not QuestionKind.FILE]
    rest.sort(key=lambda question: question.kind is not QuestionKind.LONG_TEXT)
    views = []
    for question in rest:
        value = question.label_of(shown.answers.get(question.key))
        if value or question.key in role.asked:
            href = value if question.kind is QuestionKind.LINK else ""
            views.append(AnswerView(question.label, value, KINDS[question.kind], href))
    return tuple(views)


def _contact(shown: Candidate) -> tuple[AnswerView, ...]:
    told = (("email", shown.email), ("phone", shown.phone))
    return tuple(AnswerView(STANDARD[name][0], value, "text") for name, value in told if value)


def _label(role: KeptRole, key: str) -> str:
    question = role.role.question(key)
    return key if question is None else question.label


def _stage_choices(shown: Candidate, counts: Mapping[Stage, int]) -> tuple[StageChoice, ...]:
    here = shown.found.stage
    steps = {next_stage(here): "next", stage_before(here): "back"}
    quotas = shown.found.role.role.quotas
    choices = [stage for stage in (*LADDER, Stage.RELEASED) if stage is not here]
    return tuple(StageChoice(s.value, counts.get(s, 0), quotas.get(s), steps.get(s, "")) for s in choices)


def _share(place: int | None, total: int) -> float:
    return 0.0 if place is None or total < 2 else round((place - 1) / (total - 1) * 100, 2)
