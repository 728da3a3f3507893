"""What of those in a list goes to the production: on links, in the PDF and on paper alike, from here alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.blind import shown_answers, thing_of
from casting.domain.calls import RolePlan
from casting.domain.criteria import Answer, age_on
from casting.domain.errors import NotAllowed
from casting.domain.permissions import Act, Actor, may
from casting.domain.presented import (
    AGE,
    GATES,
    Claimed,
    Fact,
    Offer,
    Told,
    by_default,
    checked,
    criterion_of,
    gates_told,
    presented,
    standing_of,
)
from casting.domain.vocabulary import CriterionClass, Standing
from casting.forms.gathering import told_in_full
from casting.languages.catalogues import ENGLISH
from casting.services import audit
from casting.store.call_parts import keep_presented
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ClaimRow,
    ExceptionRequestRow,
    table,
)

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
CLAIM, REQUEST = table(ClaimRow), table(ExceptionRequestRow)
UNSAID = "not said"


def may_choose(actor: Actor, role: KeptRole) -> bool:
    """Whether the member chooses what goes to the production: whoever shares the role's lists, and administrators."""
    return actor.administrator or may(actor, Act.SHARE, call_id=role.call_id)


def choose(session: Session, actor: Actor, role: KeptRole, *, keys: Iterable[str], now: datetime) -> None:
    """Let exactly this go to the production from now on; with no key, what goes by default.

    Raises:
        NotAllowed: the member does not choose it.
        Refused: see `casting.domain.presented.checked`.
    """
    if not may_choose(actor, role):
        raise NotAllowed("A director of the call chooses what the production reads. Nothing was changed.")
    chosen = checked(role.role, keys)
    after = () if {*chosen} == {*by_default(role.role)} else chosen
    if after == role.presented:
        return
    keep_presented(session, role.role_id, after)
    detail: audit.Detail = {
        "before": _listed(presented(role.role, role.presented)),
        "now": _listed(presented(role.role, after)),
    }
    subject = f"{role.call.slug}/{role.role.slug}"
    act = "chose what the production reads"
    audit.record(session, act=act, subject=subject, detail=detail, member_id=actor.member_id, now=now)


def _listed(offers: Sequence[Offer]) -> str:
    return ", ".join(one.title for one in offers)


def told(session: Session, role: KeptRole, rows: Sequence[ListRow]) -> Mapping[int, Told]:
    """What the production reads of each, by application id, without what is hidden in its stage. Two queries."""
    ids = [row.application_id for row in rows]
    wanted = presented(role.role, role.presented)
    answers, claims = _answers(session, role, rows), _claims(session, role, ids)
    return {row.application_id: _told(role, row, wanted, answers, claims) for row in rows}


def _told(
    role: KeptRole,
    row: ListRow,
    wanted: Sequence[Offer],
    answers: Mapping[int, Mapping[str, Answer]],
    claims: Mapping[int, Mapping[str, Claimed]],
) -> Told:
    things = role.blind.at(row.stage)
    facts: list[Fact] = []
    at_length = None
    for one in wanted:
        mine, claimed = answers.get(row.application_id, {}), claims.get(row.application_id, {})
        if one.key == GATES:
            seen = [
                (criterion, claimed.get(criterion.key, Claimed()))
                for criterion in role.role.criteria
                if criterion.klass is CriterionClass.GATE and thing_of(criterion.asks) not in things
            ]
            facts += [fact for fact in [gates_told(seen)] if fact]
        elif thing_of(one.key) in things:
            continue
        elif one.at_length:
            said = _value(role, row, one.key, mine)
            at_length = Fact(one.title, said) if said else None
        else:
            facts.append(_fact(role, row, one, mine, claimed))
    return Told(tuple(facts), at_length)


def _fact(
    role: KeptRole, row: ListRow, one: Offer, answers: Mapping[str, Answer], claimed: Mapping[str, Claimed]
) -> Fact:
    criterion = criterion_of(role.role, one.key)
    standing = "" if criterion is None else standing_of(criterion, claimed.get(criterion.key, Claimed()))
    return Fact(one.title, _value(role, row, one.key, answers) or UNSAID, standing)


def _value(role: KeptRole, row: ListRow, key: str, answers: Mapping[str, Answer]) -> str:
    if key == AGE:
        return "" if row.birth_date is None else f"{age_on(row.birth_date, role.call.reference_date)}"
    question = role.role.question(key)
    if question is None:
        return str(getattr(row, key, None) or "")
    return told_in_full(question, answers.get(key), ENGLISH)


def _answers(session: Session, role: KeptRole, rows: Sequence[ListRow]) -> Mapping[int, Mapping[str, Answer]]:
    """The answers by application id, without what is hidden in its stage, nor her name where that is."""
    things = {row.application_id: role.blind.at(row.stage) for row in rows}
    found = session.execute(
        select(APPLICATION.c.id, APPLICANT.c.name, SHEET.c.answers)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
        .where(APPLICATION.c.id.in_(things))
    )
    return {row.id: shown_answers(row.answers, things[row.id], row.name) for row in found}


def _claims(session: Session, role: KeptRole, ids: Sequence[int]) -> Mapping[int, Mapping[str, Claimed]]:
    """How each stands, by application id and the criterion's key."""
    keys = {criterion_id: key for key, criterion_id in role.criterion_ids.items()}
    asked = (REQUEST.c.application_id == CLAIM.c.application_id) & (REQUEST.c.criterion_id == CLAIM.c.criterion_id)
    columns = (CLAIM.c[name] for name in ("application_id", "criterion_id", "standing", "state", "fit"))
    held = select(*columns, REQUEST.c.verdict).outerjoin_from(CLAIM, REQUEST, asked)
    found: dict[int, dict[str, Claimed]] = {key: {} for key in ids}
    for row in session.execute(held.where(CLAIM.c.application_id.in_(ids))):
        if row.criterion_id in keys:
            claim = Claimed(Standing(row.standing), row.state, row.fit, row.verdict or "")
            found[row.application_id][keys[row.criterion_id]] = claim
    return found


def reads(role: KeptRole) -> tuple[str, ...]:
    """What goes to the production, by its titles."""
    return tuple(one.title for one in presented(role.role, role.presented))


def chosen(role: RolePlan, kept: Sequence[str]) -> frozenset[str]:
    """The keys of what goes to the production."""
    return frozenset(one.key for one in presented(role, kept))
