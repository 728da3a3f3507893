"""How somebody stands against the gates, as the applicant and as the team read it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casting.domain.permissions import Act, Actor, may
from casting.domain.said import Said, said
from casting.domain.vocabulary import Ruling, Standing
from casting.services.candidates import Candidate
from casting.services.eligibility import Gate, Request
from casting.services.findings import PastFinding
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.claim_views import EXCEPTIONS, claim_views
from casting.web.pages import FindingsPage, GateView, OptionView, PastView, RequestView
from casting.web.places import Place
from casting.web.preset_words import preset
from casting.web.rule_views import bounds_untold

STANDINGS: Mapping[Standing, Said] = {
    Standing.MET: said("Met, by what you say."),
    Standing.UNKNOWN: said("Not known yet."),
    Standing.NOT_MET: said("Not met, by what you say."),
}
FOUND: Mapping[Standing, Said] = {
    Standing.MET: said("Met: an examiner has found so."),
    Standing.UNKNOWN: said("Not known yet."),
    Standing.NOT_MET: said("Not met: an examiner has found so."),
}
EXPIRED = said("Not known any more: what an examiner found held until {day}. It does not count against you.")
OUTCOMES: Mapping[Ruling, Said] = {
    Ruling.OPEN: said("You have asked for an exception. A person of the casting team will answer here."),
    Ruling.GRANTED: said("The casting team has made an exception for you."),
    Ruling.REFUSED: said("The casting team has made no exception."),
}


def gate_views(gates: Sequence[Gate], role: KeptRole, *, may_ask: bool) -> tuple[GateView, ...]:
    """The gates as the applicant reads them, those that are met among them."""
    views = []
    for gate in gates:
        asked = gate.request
        views.append(
            GateView(
                gate.criterion.key,
                preset(gate.criterion.title),
                gate.criterion.justification,
                gate.standing.value,
                _known(gate),
                OUTCOMES[asked.ruling] if asked else "",
                asked.text if asked else "",
                asked.reason if asked else "",
                may_ask and asked is None and gate.standing is not Standing.MET,
                bounds_untold(gate.criterion, role.role, on=role.call.reference_date),
            )
        )
    return tuple(views)


def _known(gate: Gate) -> Said:
    if gate.expired_on is not None:
        return replace(EXPIRED, values={"day": gate.expired_on})
    return (FOUND if gate.verified else STANDINGS)[gate.standing]


def findings_page(
    shown: Candidate,
    asked: Sequence[Request],
    past: Sequence[PastFinding],
    *,
    actor: Actor,
    place: Place,
    typed: Mapping[str, str],
    problem: str = "",
) -> FindingsPage:
    """What is found and asked for, and what the member may do about it."""
    found = shown.found
    role = found.role
    may_keep = may(actor, Act.NOTE, call_id=role.call_id)
    chosen = typed.get("criterion", "")
    return FindingsPage(
        title=f"Findings on {shown.name}",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=role.call.title,
        role_title=role.role.title,
        candidate_href=place.candidate(found.reference),
        role_href=place.sheet(),
        reference=found.reference,
        name=shown.name,
        action=place.act(found.reference, "findings"),
        claims=claim_views(shown),
        criteria=tuple(OptionView(c.key, c.title, c.key == chosen) for c in role.role.criteria) if may_keep else (),
        requests=tuple(map(_request, asked)),
        past=tuple(view for one in past if (view := _past(role, one)) is not None),
        may_rule=may(actor, Act.DECIDE, call_id=role.call_id),
        problem=problem,
        examiner=typed.get("examiner", ""),
        found_on=typed.get("found_on", ""),
        expires_on=typed.get("expires_on", ""),
    )


def _past(role: KeptRole, past: PastFinding) -> PastView | None:
    """A finding in its line; None where the role does not ask for it any more."""
    criteria = {role.criterion_ids[criterion.key]: criterion.title for criterion in role.role.criteria}
    if past.criterion_id not in criteria:
        return None
    until = "" if past.expires_on is None else f", until {past.expires_on.isoformat()}"
    by = past.by or "somebody at the terminal"
    return PastView(
        title=criteria[past.criterion_id],
        said=f"{past.standing.value}{f': {past.value}' if past.value else ''}",
        when=f"{moment(past.found_at, role.call)} by {past.examiner}{until}",
        kept=f"{f'from a file that {by} kept' if past.batch_id else f'kept by {by}'}",
        note=past.note,
        taken_back=past.taken_back,
    )


def _request(asked: Request) -> RequestView:
    outcome = "" if asked.ruling is Ruling.OPEN else f"{EXCEPTIONS[asked.ruling].capitalize()} by {asked.by}"
    return RequestView(asked.criterion.key, asked.criterion.title, asked.text, outcome, asked.reason)
