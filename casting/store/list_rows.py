"""One application as lists show it, read for a page at once in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, RowMapping, ScalarSelect, Select, Text, bindparam, cast, null, select
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, PORTRAIT, shown_answers, thing_of
from casting.domain.criteria import Answer
from casting.domain.vocabulary import Band, MaterialKind, MaterialState, Opinion, Stage, Standing
from casting.store.calls import KeptRole
from casting.store.conditions import newest
from casting.store.standings import listed_text
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ClaimRow,
    MarkRow,
    MaterialRow,
    ScoreRow,
    table,
)
from casting.store.veils import place_seen, unveiled, veiled_places

APPLICATION, APPLICANT, SCORE = table(ApplicationRow), table(ApplicantRow), table(ScoreRow)
SHEET, CLAIM, MARK, MATERIAL = table(AnswerSheetRow), table(ClaimRow), table(MarkRow), table(MaterialRow)
_ONE = (
    APPLICATION.c.id,
    APPLICATION.c.role_id,
    *(APPLICATION.c[name] for name in ("reference", "stage", "received_at")),
    *(APPLICANT.c[name] for name in ("name", "birth_date", "city", "country")),
    *(
        SCORE.c[name]
        for name in ("score", "gates_not_met", "place", "place_low", "place_high", "band", "fit", "random")
    ),
)

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_PICTURES = select(*(MATERIAL.c[name] for name in ("id", "application_id", "state", "small", "medium", "large"))).where(
    MATERIAL.c.application_id.in_(_IDS),
    MATERIAL.c.kind == MaterialKind.HEADSHOT.value,
    MATERIAL.c.state != MaterialState.REPLACED.value,
)
_PLACES = ("place", "place_low", "place_high")
_AS_IT_IS = tuple(column.name for column in _ONE if column.name not in {"id", "role_id", "stage", "band", *_PLACES})


@dataclass(frozen=True)
class ListRow:
    """One application as lists show it.

    Attributes:
        score, fit: its numbers in the published run; `score` is the lowest that there is before it has been ranked.
        gates_not_met: 0 where no gate is known not to be met.
        place, place_low, place_high: from 1, without those who are hidden from the asking member; the ends of the
            interval are those of the run.
        random: whether it stands among those next to review by chance.
        headshot_state: none, pending, ready (as soon as there is a picture to show), unusable, or hidden in this stage.
        small, medium, large: digests of the picture at 192 × 240 and 384 × 480, and whole.
        opinion, stars: the asking member's own newest mark.
        answers: to the questions that stand on the card, by question key.
        standings: by criterion key; a criterion is missing until the application has been prepared.
    """

    application_id: int
    reference: str
    name: str
    birth_date: date | None
    city: str | None
    country: str | None
    stage: Stage
    received_at: datetime
    score: float
    gates_not_met: int
    place: int | None
    place_low: int | None
    place_high: int | None
    band: Band | None
    fit: float
    random: bool
    headshot_state: str
    small: str | None
    medium: str | None
    large: str | None
    opinion: Opinion | None
    stars: int | None
    answers: Mapping[str, Answer]
    standings: Mapping[str, Standing]


@dataclass(frozen=True)
class _Picture:
    state: str = "none"
    small: str | None = None
    medium: str | None = None
    large: str | None = None


def read_rows(session: Session, role: KeptRole, *, member_id: int | None, ids: Sequence[int]) -> tuple[ListRow, ...]:
    """The rows of these applications, in this order; who is gone or hidden is left out. 2 queries."""
    # The answers for the card alone: a motivation of two pages is not read to show a height.
    on_card = tuple(question.key for question in role.role.questions if question.card)
    wanted = _wanted(on_card, role.role_id, member_id, session.get_bind().dialect.name)
    rows = session.execute(wanted, {"ids": ids}).mappings()
    found = {row["id"]: row for row in rows if row["role_id"] == role.role_id}
    pictures = _pictures_among(session.execute(_PICTURES, {"ids": ids}))
    said = {
        f"{criterion_id}:{standing.value}": (key, standing)
        for key, criterion_id in role.criterion_ids.items()
        for standing in Standing
    }
    return tuple(
        _shown(_row(found[key], pictures.get(key, _Picture()), on_card, _standings_among(found[key], said)), role)
        for key in ids
        if key in found
    )


@lru_cache(maxsize=256)
def _wanted(on_card: tuple[str, ...], role_id: int, member_id: int | None, dialect: str) -> Select[Any]:
    """The statement, whose making took a fourth of a list's time: all but the ids stays from page to page."""
    wanted = (
        select(*_ONE, *(SHEET.c.answers[key].label(f"answer {key}") for key in on_card))
        .select_from(APPLICATION)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(SCORE, SCORE.c.application_id == APPLICATION.c.id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
        .where(APPLICATION.c.id.in_(_IDS), unveiled(APPLICATION.c.id, member_id))
    )
    hidden = null() if member_id is None else veiled_places(role_id, member_id, dialect=dialect)
    wanted = wanted.add_columns(_standings(dialect).label("standings"), hidden.label("hidden"))
    return _with_mark(wanted, member_id)


def _shown(row: ListRow, role: KeptRole) -> ListRow:
    """The row without what is hidden in its stage. Her reference stands for the name; a hidden picture is `hidden`."""
    things, fields = role.blind.at(row.stage), role.blind.fields_at(row.stage)
    if not things:
        return row
    by_thing = {criterion.key: thing_of(criterion.asks) for criterion in role.role.criteria}
    row = replace(
        row,
        name=row.reference if NAME in things else row.name,
        answers=shown_answers(row.answers, things, row.name),
        standings={key: one for key, one in row.standings.items() if by_thing.get(key) not in things},
        birth_date=None if "birth_date" in fields else row.birth_date,
        city=None if "city" in fields else row.city,
        country=None if "country" in fields else row.country,
    )
    if PORTRAIT in things:
        row = replace(row, headshot_state="hidden", small=None, medium=None, large=None)
    return row


def _row(
    row: RowMapping,
    picture: _Picture,
    on_card: Sequence[str],
    standings: Mapping[str, Standing],
) -> ListRow:
    answers = {key: row[f"answer {key}"] for key in on_card if row[f"answer {key}"] is not None}
    told = {name: row[name] for name in _AS_IT_IS}
    told |= {name: place_seen(row[name], row["hidden"]) for name in _PLACES}
    return ListRow(
        application_id=row["id"],
        stage=Stage(row["stage"]),
        band=None if row["band"] is None else Band(row["band"]),
        headshot_state=picture.state,
        small=picture.small,
        medium=picture.medium,
        large=picture.large,
        opinion=None if row["opinion"] is None else Opinion(row["opinion"]),
        stars=row["stars"],
        answers=answers,
        standings=standings,
        **told,
    )


def _with_mark(wanted: Select[Any], member_id: int | None) -> Select[Any]:
    """With the member's own newest mark."""
    if member_id is None:
        return wanted.add_columns(null().label("opinion"), null().label("stars"))
    own = MARK.alias("own")
    hers = (own.c.application_id == APPLICATION.c.id) & newest(own, member_id)
    return wanted.add_columns(own.c.opinion, own.c.stars).outerjoin(own, hers)


def _pictures_among(rows: Iterable[Any]) -> dict[int, _Picture]:
    """The newest headshot that can be shown; where none can, how far the newest one is."""
    found: dict[int, _Picture] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.medium is not None or found.get(row.application_id, _Picture()).medium is None:
            found[row.application_id] = _Picture(row.state, row.small, row.medium, row.large)
    return found


def _standings(dialect: str) -> ScalarSelect[str]:
    """How she stands by each criterion as one text: a row for each would cost more than all else of a list."""
    told = listed_text(cast(CLAIM.c.criterion_id, Text).concat(":").concat(CLAIM.c.standing), dialect=dialect)
    return select(told).where(CLAIM.c.application_id == APPLICATION.c.id).correlate(APPLICATION).scalar_subquery()


def _standings_among(row: RowMapping, said: Mapping[str, tuple[str, Standing]]) -> dict[str, Standing]:
    return dict(said[one] for one in (row["standings"] or "").split(",") if one in said)
