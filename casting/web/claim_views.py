"""How somebody stands against what a role asks for, as the team reads it."""

from collections.abc import Mapping
from datetime import date

from casting.domain.blind import thing_of
from casting.domain.criteria import age_on
from casting.domain.vocabulary import ClaimState, Ruling, Standing
from casting.forms.gathering import told_in_full
from casting.languages.catalogues import ENGLISH
from casting.services.candidates import Candidate, Claim
from casting.services.side_by_side import Beside
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.pages import ClaimView

HIDDEN = "hidden at this stage"
EXCEPTIONS: Mapping[Ruling, str] = {
    Ruling.OPEN: "asked for, and not answered yet",
    Ruling.GRANTED: "granted",
    Ruling.REFUSED: "refused",
}


def claim_views(shown: Candidate) -> tuple[ClaimView, ...]:
    """How she stands against each criterion, how that is known, and the exceptions that she asks for."""
    role = shown.found.role
    unknown = Claim(Standing.UNKNOWN, "unknown", None, None)
    views = []
    for criterion in role.role.criteria:
        claim = shown.claims.get(criterion.key, unknown)
        value = claim_value(role, shown, criterion.asks)
        state = ("" if value else "not said") if claim.state == "unknown" else claim.state
        if claim.verified_by is not None:
            when = "" if claim.verified_at is None else f", {moment(claim.verified_at, role.call)}"
            state = _found(claim.state, f"by {claim.verified_by}{when}", claim.expires_on)
        if claim.excepted:
            state = f"{state}; exception {EXCEPTIONS[Ruling(claim.excepted)]}".removeprefix("; ")
        if thing_of(criterion.asks) in role.blind.at(shown.found.stage):
            value, state = "", HIDDEN
        views.append(ClaimView(criterion.title, criterion.klass.value, value, claim.standing.value, state))
    return tuple(views)


def _found(state: str, by: str, expires_on: date | None) -> str:
    """How an examiner's finding stands now."""
    if state == ClaimState.VERIFIED.value:
        return f"verified {by}" + ("" if expires_on is None else f", holds until {expires_on.isoformat()}")
    return f"left open {by}" if expires_on is None else f"expired on {expires_on.isoformat()}, found {by}"


def claim_value(role: KeptRole, shown: Candidate | Beside, asks: str) -> str:
    """What somebody told of what a criterion asks, in words; empty where nothing was told."""
    if asks == "birth_date" and shown.birth_date is not None:
        return f"{age_on(shown.birth_date, role.call.reference_date)} years"
    question = role.role.question(asks)
    if question is not None:
        return told_in_full(question, shown.answers.get(asks), ENGLISH)
    return str(getattr(shown, asks, None) or "")
