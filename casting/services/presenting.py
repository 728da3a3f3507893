"""Presenting a shortlist as a PDF: who stands in a stage, what the production reads of each, and notes for it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, holds_name
from casting.domain.criteria import age_on
from casting.domain.errors import NotFound, Refused
from casting.domain.permissions import Act, Actor, may
from casting.domain.search_tree import StageIs
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Lens, MaterialKind, MaterialState, Stage
from casting.domain.zones import day_in
from casting.exports.presentation import Presentation, Presented, Reason
from casting.media.vault import Vault
from casting.services import audit
from casting.services.presented import told
from casting.services.purposes import left_out
from casting.services.waiting import production_words
from casting.store.applications import Query, page
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.store.tables import ApplicantRow, ApplicationRow, MaterialRow, table

APPLICATION, APPLICANT, MATERIAL = table(ApplicationRow), table(ApplicantRow), table(MaterialRow)
MOST = 300
ORDERS: Mapping[Lens, str] = {
    Lens.NAME: "by name; the order says nothing",
    Lens.RECEIVED: "as they applied; the order says nothing",
}
"""What readers outside of the team are told of the order."""


def shortlist(
    session: Session,
    vault: Vault,
    actor: Actor,
    role: KeptRole,
    *,
    stage: Stage,
    page_of: Callable[[str], str],
    now: datetime,
) -> Presentation:
    """Who stands in a stage, by name, as the team may see it; one's own judgement comes first.

    It is shown outside of the team: of what people wrote it holds what the production may read, and where the call asks
    for a consent to that, it holds those alone who gave it.

    The number of queries does not grow with that of the people.

    Args:
        page_of: the address at which the tape of the application with this reference plays.

    Raises:
        NotFound: the stage has no list.
        Refused: more stand there than can be presented.
    """
    if stage not in LADDER[1:]:
        raise NotFound("There is no list of this stage. Choose one from longlist to booked.")
    query = Query(role, actor.member_id, StageIs(stage), order_outside(role, (stage,)), purpose=role.call.outside)
    found = page(session, query, after=None, size=MOST)
    if found.next_after is not None:
        raise Refused(f"More than {MOST} stand in {stage.value}. A presentation is for fewer; an export takes all.")
    ids = [row.application_id for row in found.rows]
    mine = revealed(actor, role, found.rows)
    words = production_words(session, role, ids, member_id=actor.member_id, revealed=mine)
    tapes, facts = tape_urls(session, role, ids, page_of=page_of), told(session, role, found.rows)
    return Presentation(
        production=role.call.production,
        call=role.call.title,
        role=role.role.title,
        stage=stage.value,
        quota=role.role.quotas.get(stage),
        day=day_in(role.call.time_zone, now),
        order=ORDERS[query.lens],
        people=tuple(
            Presented(
                reference=row.reference,
                name=row.name,
                told=facts[row.application_id],
                reasons=tuple(Reason(word.text, word.by) for word in words[row.application_id]),
                tape_url=tapes[row.application_id],
                portrait=_portrait(vault, row),
            )
            for row in found.rows
        ),
    )


def revealed(actor: Actor, role: KeptRole, rows: Sequence[ListRow]) -> frozenset[int]:
    """Of whom a member may read what others wrote: those marked, or all where she may not mark."""
    looks_on = not may(actor, Act.MARK, call_id=role.call_id)
    return frozenset(row.application_id for row in rows if looks_on or row.opinion or row.stars)


def order_outside(role: KeptRole, stages: Collection[Stage]) -> Lens:
    """In which order people of these stages are shown outside of the team: the ranking's own is the team's alone."""
    return Lens.RECEIVED if NAME in role.blind.within(stages) else Lens.NAME


def tape_urls(
    session: Session, role: KeptRole, application_ids: Sequence[int], *, page_of: Callable[[str], str] | None = None
) -> Mapping[int, str | None]:
    """Where each one's tape is: the link that was handed in, else the page on which the one that was sent plays.

    A link that spells a name which is hidden is left out.

    Args:
        page_of: the address of that page by reference; None for readers who cannot open it.
    """
    played = exists().where(
        MATERIAL.c.application_id == APPLICATION.c.id,
        MATERIAL.c.kind == MaterialKind.TAPE.value,
        MATERIAL.c.state == MaterialState.READY.value,
    )
    told = (APPLICATION.c.id, APPLICATION.c.reference, APPLICATION.c.stage, APPLICATION.c.tape_url, APPLICANT.c.name)
    chosen = select(*told, played.label("played")).join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
    found: dict[int, str | None] = {}
    for row in session.execute(chosen.where(APPLICATION.c.id.in_(application_ids))):
        hidden = NAME in role.blind.at(Stage(row.stage)) and holds_name(row.tape_url or "", row.name)
        url = None if hidden else row.tape_url
        found[row.id] = url or (page_of(row.reference) if page_of and row.played else None)
    return found


def log_presentation(
    session: Session, actor: Actor, role: KeptRole, shown: Presentation, *, paper: str, now: datetime
) -> None:
    """Write down who took which list, and how many it leaves out; done before it goes out."""
    without = left_out(session, role, actor).get(Stage(shown.stage), 0)
    for_it: audit.Detail = {"purpose": role.call.outside, "without consent": without} if role.call.outside else {}
    audit.record(
        session,
        act="took a presentation",
        subject=f"{role.call.slug}/{role.role.slug}",
        detail={**for_it, "stage": shown.stage, "paper": paper, "count": len(shown.people)},
        member_id=actor.member_id,
        now=now,
    )


def card_facts(row: ListRow, role: KeptRole) -> Iterable[str]:
    """Age, the answers that stand on the card, and the city."""
    if row.birth_date is not None:
        yield str(age_on(row.birth_date, role.call.reference_date))
    for question in role.role.questions:
        if question.card and row.answers.get(question.key) is not None:
            yield question.label_of(row.answers[question.key])
    if row.city:
        yield row.city


def _portrait(vault: Vault, row: ListRow) -> bytes | None:
    """The picture at 384 × 480; None where there is none, or its file is gone or cannot be reached."""
    try:
        return None if row.medium is None else vault.read(row.medium)
    except OSError:
        return None
