"""What people and applicants wrote, without the applicant's name where that is hidden from who reviews."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.blind import FIELDS, NAME, PORTRAIT, holds_name, shown_answers, thing_of, without_name
from casting.domain.criteria import Answer
from casting.domain.permissions import Actor
from casting.services.candidates import Candidate, candidate
from casting.services.edits import Edit
from casting.services.review import Found
from casting.store.calls import KeptRole
from casting.store.tables import ApplicantRow, ApplicationRow, table

APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)
Mask: TypeAlias = Callable[[str], str]


def masks(session: Session, role: KeptRole, application_ids: Sequence[int]) -> Mapping[int, Mask]:
    """How a text about each of these applications is shown. Costs a query only where names are hidden in the role."""
    stages = [stage.value for stage in role.blind.hiding(NAME)]
    found: dict[int, Mask] = dict.fromkeys(application_ids, _as_it_is)
    if not stages:
        return found
    named = select(APPLICATION.c.id, APPLICANT.c.name).join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
    rows = session.execute(named.where(APPLICATION.c.id.in_(application_ids), APPLICATION.c.stage.in_(stages)))
    return found | {row.id: _without(row.name) for row in rows}


def _as_it_is(text: str) -> str:
    return text


def _without(name: str) -> Mask:
    return lambda text: without_name(text, name)


def candidate_seen(session: Session, actor: Actor, found: Found) -> Candidate:
    """One candidate as the member may see her."""
    return as_seen(candidate(session, actor, found))


def as_seen(shown: Candidate) -> Candidate:
    """A candidate as she is seen in her stage: without what is hidden there, nor her name in what anybody wrote.

    Documents tell everything, so that they are kept back; a link to a tape only where it spells the name. What was
    found in a text may quote a hidden answer, so that only what kind of finding it is remains where one is hidden.
    """
    role, stage = shown.found.role, shown.found.stage
    things, fields = role.blind.at(stage), role.blind.fields_at(stage)
    if not things:
        return shown
    mask = _without(shown.name) if NAME in things else _as_it_is
    spelt = NAME in things and shown.tape_url is not None and holds_name(shown.tape_url, shown.name)
    quoted = bool(things - FIELDS.keys())
    by_thing = {criterion.key: thing_of(criterion.asks) for criterion in role.role.criteria}
    return replace(
        _without_portrait(shown) if PORTRAIT in things else shown,
        name=shown.found.reference if NAME in things else shown.name,
        email=None if "email" in fields else shown.email,
        phone=None if "phone" in fields else shown.phone,
        birth_date=None if "birth_date" in fields else shown.birth_date,
        city=None if "city" in fields else shown.city,
        country=None if "country" in fields else shown.country,
        tape_url=None if spelt else shown.tape_url,
        answers=shown_answers(shown.answers, things, shown.name),
        claims={key: claim for key, claim in shown.claims.items() if by_thing.get(key) not in things},
        documents=(),
        notes=tuple(replace(one, words=replace(one.words, text=mask(one.words.text))) for one in shown.notes),
        decisions=tuple(replace(one, reason=mask(one.reason)) for one in shown.decisions),
        flags=tuple(replace(one, evidence=() if quoted else tuple(map(mask, one.evidence))) for one in shown.flags),
        edits=_edits(shown.edits, things | fields, mask),
        outside=tuple(
            replace(one, name=shown.found.reference if NAME in things else one.name, reason=mask(one.reason))
            for one in shown.outside
        ),
    )


def _without_portrait(shown: Candidate) -> Candidate:
    return replace(shown, large=None, large_width=0, large_height=0, pictures=(), tape=replace(shown.tape, poster=None))


def _edits(edits: Sequence[Edit], hidden: frozenset[str], mask: Mask) -> tuple[Edit, ...]:
    def told(value: Answer) -> Answer:
        return mask(value) if isinstance(value, str) else value

    seen = [
        replace(edit, changes=tuple((key, told(old), told(new)) for key, old, new in edit.changes if key not in hidden))
        for edit in edits
    ]
    return tuple(edit for edit in seen if edit.changes)
