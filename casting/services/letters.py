"""Letters that explain a place: drafted from a stored run, released by a person, shown to the applicant, never mailed.

The same run gives the same letter as long as the application is the one that the run scored.
"""

import tomllib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from babel.dates import format_date
from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from casting import resources
from casting.domain.blind import PORTRAIT
from casting.domain.changes import prospect_of, reach_of
from casting.domain.errors import NotFound, Refused
from casting.domain.letters import Catalogue, Facts, letter
from casting.domain.own_words import wholly_in
from casting.domain.permissions import Actor
from casting.domain.scoring import FeatureRow, Model
from casting.domain.vocabulary import CriterionClass, QuestionUse, Standing
from casting.domain.zones import day_in
from casting.services import audit
from casting.services.explain import named_reasons, read_scoring
from casting.services.review import Found
from casting.store.calls import KeptRole
from casting.store.runs import latest, real_numbers, whole_numbers
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ClaimRow,
    FeaturesRow,
    LetterRow,
    MemberRow,
    RankingRunRow,
    table,
)

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
FEATURES, CLAIM, RUN = table(FeaturesRow), table(ClaimRow), table(RankingRunRow)
LETTER, MEMBER = table(LetterRow), table(MemberRow)
SAME_SCORE = 1e-6
"""Two sums of the same numbers in another order may be so far apart."""


@dataclass(frozen=True)
class Draft:
    """A letter that nobody has released yet, from the run that it explains.

    Attributes:
        superseded: whether lists follow another run by now.
    """

    run_id: int
    text: str
    superseded: bool = False


@dataclass(frozen=True)
class Released:
    """A letter that its applicant can read. `by`: the member who released it."""

    language: str
    text: str
    at: datetime
    by: str


@cache
def catalogues() -> dict[str, Catalogue]:
    """The languages in which letters are written, by their code."""
    found = {}
    for file in sorted((resources.templates_folder() / "letters").glob("*.toml")):
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        apart = (said.pop("language"), said.pop("locale"))
        standings = said.pop("standings")
        found[file.stem] = Catalogue(file.stem, *apart, said, standings)
    return found


def draft(session: Session, found: Found, *, run_id: int | None, language: str) -> Draft:
    """The letter about one application in a stored run of its role; None for the published one.

    Raises:
        NotFound: there is no such run, or no letters in this language.
        Refused: something is hidden in the stage; the run did not know the application as it is now, or does not keep
            its order any more.
    """
    if found.role.blind.at(found.stage) - {PORTRAIT}:
        raise Refused(
            f"Some of what a letter says is hidden in {found.stage}. It can be drafted in another stage, or when "
            "nothing is hidden there any more."
        )
    if language not in catalogues():
        raise NotFound("Letters are not written in this language.")
    published = latest(session, found.role.role_id).published
    facts = _facts(session, found, run_id=run_id or published, language=language)
    return Draft(facts.run_id, letter(catalogues()[language], facts), superseded=facts.run_id != published)


def release(session: Session, actor: Actor, found: Found, *, drafted: Draft, language: str, now: datetime) -> None:
    """Let the applicant read the letter. It is sent to nobody; the very same letter again adds nothing."""
    same = select(LETTER.c.id).where(
        LETTER.c.application_id == found.application_id,
        LETTER.c.language == language,
        LETTER.c.text == drafted.text,
        LETTER.c.released_at.is_not(None),
    )
    if session.execute(same).first() is not None:
        return
    session.execute(
        insert(LETTER).values(
            application_id=found.application_id,
            run_id=drafted.run_id,
            language=language,
            text=drafted.text,
            made_at=now,
            made_by=actor.member_id,
            released_at=now,
            released_by=actor.member_id,
        )
    )
    audit.record(
        session,
        act="released a letter",
        subject=found.reference,
        detail={"run": drafted.run_id, "language": language},
        member_id=actor.member_id,
        now=now,
    )


def released_letters(session: Session, *, application_id: int) -> tuple[Released, ...]:
    """The letters that an applicant can read, the newest first."""
    rows = session.execute(
        select(LETTER.c.language, LETTER.c.text, LETTER.c.released_at, MEMBER.c.name)
        .join(MEMBER, MEMBER.c.id == LETTER.c.released_by)
        .where(LETTER.c.application_id == application_id, LETTER.c.released_at.is_not(None))
        .order_by(LETTER.c.id.desc())
    )
    return tuple(Released(row.language, row.text, row.released_at, row.name) for row in rows)


@dataclass(frozen=True)
class _Scored:
    """An application in one stored run: what scored it, its score, and the order."""

    run: Row[*tuple[Any, ...]]
    scoring: tuple[Model, FeatureRow]
    score: float
    ordered: "array[int]"


def _scored(session: Session, found: Found, *, run_id: int | None, packed: bytes | None) -> _Scored:
    run = session.execute(
        select(*(RUN.c[name] for name in ("id", "made_at", "application_ids", "scores", "ordered"))).where(
            RUN.c.id == run_id, RUN.c.role_id == found.role.role_id
        )
    ).one_or_none()
    if run is None:
        raise NotFound("This role has not been ranked yet, so there is nothing to explain.")
    scoring = read_scoring(session, run_id=run.id, packed=packed)
    score = _score_in(run, found.application_id)
    if scoring is None or score is None or abs(scoring[0].score(scoring[1]) - score) > SAME_SCORE:
        raise Refused("The application has changed since that ranking. A letter can be drafted after the next one.")
    ordered = whole_numbers(run.ordered)
    if found.application_id not in ordered:
        raise Refused("That ranking keeps no order any more. A letter can be drafted from the next one.")
    return _Scored(run, scoring, score, ordered)


def _facts(session: Session, found: Found, *, run_id: int | None, language: str) -> Facts:
    role, row = wholly_in(found.role, language), _application(session, found)
    scored = _scored(session, found, run_id=run_id, packed=row.packed)
    reach, total = reach_of(role.role), len(scored.ordered)
    gates = _gates(session, role, found.application_id)
    prospect, changes = prospect_of(
        *scored.scoring,
        role.role,
        row.answers,
        score=scored.score,
        boundary=_score_in(scored.run, scored.ordered[reach - 1]) if total >= reach else None,
        gate=bool(gates),
        on=role.call.reference_date,
    )
    said = [(role.role.question(change.question), change.after) for change in changes]
    return Facts(
        name=row.name,
        reference=found.reference,
        call=role.call.title,
        role=role.role.title,
        received=_day(row.received_at, role, language),
        place=scored.ordered.index(found.application_id) + 1,
        total=total,
        reach=reach,
        read=_read(role),
        gates=gates,
        reasons=named_reasons(role.role, *scored.scoring, city=row.city),
        prospect=prospect,
        changes=tuple((question.label, question.label_of(after)) for question, after in said if question),
        contact=role.call.contact,
        run_id=scored.run.id,
        made=_day(scored.run.made_at, role, language),
    )


def _day(at: datetime, role: KeptRole, language: str) -> str:
    day = day_in(role.call.time_zone, at)
    return str(format_date(day, format="long", locale=catalogues()[language].locale))


def _application(session: Session, found: Found) -> Row[*tuple[Any, ...]]:
    row: Row[*tuple[Any, ...]] = session.execute(
        select(APPLICANT.c.name, APPLICANT.c.city, APPLICATION.c.received_at, SHEET.c.answers, FEATURES.c.packed)
        .join(APPLICATION, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
        .outerjoin(FEATURES, FEATURES.c.application_id == APPLICATION.c.id)
        .where(APPLICATION.c.id == found.application_id)
    ).one()
    return row


def _score_in(run: Row[*tuple[Any, ...]], application_id: int) -> float | None:
    """The score that the run stored; None where it did not know the application."""
    ids = whole_numbers(run.application_ids)
    at = bisect_left(ids, application_id)
    known = at < len(ids) and ids[at] == application_id and len(run.scores) == len(run.application_ids)
    return real_numbers(run.scores)[at] if known else None


def _gates(session: Session, role: KeptRole, application_id: int) -> tuple[str, ...]:
    not_met = select(CLAIM.c.criterion_id).where(
        CLAIM.c.application_id == application_id, CLAIM.c.standing == Standing.NOT_MET.value
    )
    ids = set(session.scalars(not_met))
    return tuple(
        criterion.title
        for criterion in role.role.criteria
        if criterion.klass is CriterionClass.GATE and role.criterion_ids[criterion.key] in ids
    )


def _read(role: KeptRole) -> tuple[str, ...]:
    """What of an application the scorer reads, in the words of the form."""
    wished = {c.asks for c in role.role.criteria if c.klass is CriterionClass.PREFERENCE}
    return tuple(q.label for q in role.role.questions if q.use is not QuestionUse.NOTHING or q.key in wished)
