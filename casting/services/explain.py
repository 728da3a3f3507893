"""Why an application stands where it stands: a stored run's coefficients times the stored row. Nothing is fitted."""

import math
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ScalarSelect, Select, Subquery, func, select, true
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, PLACE, PORTRAIT, thing_of, without_name
from casting.domain.calls import RolePlan
from casting.domain.changes import reach_of
from casting.domain.criteria import standing_at
from casting.domain.folding import folded
from casting.domain.packing import UnreadableError
from casting.domain.permissions import Actor
from casting.domain.phrases import AT_HOME
from casting.domain.scoring import FeatureRow, Model, Reason, ReasonKind
from casting.domain.vocabulary import Band, Stage
from casting.store.calls import KeptRole
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    FeaturesRow,
    RankingRunRow,
    ScoreRow,
    table,
)
from casting.store.veils import place_seen, unveiled, veiled_places

SCORE, RUN, FEATURES = table(ScoreRow), table(RankingRunRow), table(FeaturesRow)
APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)


UNTOLD = "something that is hidden at this stage"
"""In the place of a reason that would tell it."""
TOGETHER = " & "
"""Between two facts that are one reason, because they say something together."""


@dataclass(frozen=True)
class Explanation:
    """The place of one application, and the reasons that add up to its score.

    Attributes:
        place: from 1; None until a run has placed it.
        fit: the fit to the breakdown alone, whatever people have said, in standard deviations over the pool.
        fit_place: its place by that.
        scoring: the model and the row that the score was made of; None where what is stored cannot be read.
        reasons: empty where the application has not been scored, or where what is stored cannot be read.
        boundary: the score of who stands last among the first places; None where fewer have been placed.
    """

    score: float | None
    place: int | None
    place_low: int | None
    place_high: int | None
    band: Band | None
    fit: float | None
    fit_place: int | None
    total: int
    scoring: tuple[Model, FeatureRow] | None
    reasons: tuple[Reason, ...]
    gates_not_met: int
    boundary: float | None


def explain(session: Session, actor: Actor, role: KeptRole, *, application_id: int) -> Explanation:
    """Place and reasons of one application in the published run: one query, and one for a model not known yet.

    Who is hidden from the member is counted nowhere.
    """
    counted = _counted(role, actor, application_id=application_id)
    before = veiled_places(role.role_id, actor.member_id, dialect=session.get_bind().dialect.name).label("before")
    wanted = (
        select(SCORE, FEATURES.c.packed, counted, before, _score_at(role, reach_of(role.role)).label("boundary"))
        .outerjoin(FEATURES, FEATURES.c.application_id == SCORE.c.application_id)
        .join(counted, true())
        .where(SCORE.c.application_id == application_id)
    )
    row = session.execute(_with_person(wanted)).one()
    scored = row.run_id is not None
    hidden = _hidden(role, row) if role.blind.things - {PORTRAIT} else None
    scoring = read_scoring(session, run_id=row.run_id, packed=row.packed) if scored else None
    return Explanation(
        score=row.score if scored else None,
        place=place_seen(row.place, row.before),
        place_low=place_seen(row.place_low, row.before),
        place_high=place_seen(row.place_high, row.before),
        band=None if row.band is None else Band(row.band),
        fit=row.fit if scored else None,
        fit_place=row.fitter + 1 if scored else None,
        total=row.total,
        scoring=scoring,
        reasons=() if scoring is None else named_reasons(role.role, *scoring, hidden, city=row.city),
        gates_not_met=row.gates_not_met,
        boundary=row.boundary,
    )


def _counted(role: KeptRole, actor: Actor, *, application_id: int) -> Subquery:
    """How many the member may see of the role, and how many of them fit the breakdown better than an application."""
    everyone = SCORE.alias("everyone")
    fit = select(SCORE.c.fit).where(SCORE.c.application_id == application_id).scalar_subquery()
    counted = select(func.count().label("total"), func.count().filter(everyone.c.fit > fit).label("fitter"))
    seen = everyone.c.role_id == role.role_id, unveiled(everyone.c.application_id, actor.member_id)
    return counted.where(*seen).subquery("counted")


def _score_at(role: KeptRole, place: int) -> ScalarSelect[float]:
    """The score at a place of the published order; NULL where fewer have been placed."""
    placed = SCORE.alias("placed")
    ordered = (
        select(placed.c.score)
        .where(placed.c.role_id == role.role_id, placed.c.run_id.is_not(None))
        .order_by(placed.c.gates_not_met, placed.c.score.desc(), placed.c.application_id)
    )
    return ordered.offset(place - 1).limit(1).scalar_subquery()


def read_scoring(session: Session, *, run_id: int, packed: bytes | None) -> tuple[Model, FeatureRow] | None:
    """The model of a run and a stored row; None where either is missing or cannot be read."""
    try:
        return None if packed is None else (_MODELS.of(session, run_id), FeatureRow.from_bytes(packed))
    except UnreadableError:
        return None


@dataclass(frozen=True)
class Hidden:
    """What of an application is hidden in its stage, so that no reason may tell it.

    Attributes:
        things: as `casting.domain.blind` calls them.
        name, city: the applicant's, where that is hidden; otherwise empty.
        words: of hidden answers, folded.
    """

    things: frozenset[str]
    name: str
    city: str
    words: frozenset[str]

    def tells(self, role: RolePlan, reason: Reason) -> bool:
        """Whether a reason, named by keys, would tell something of it."""
        if reason.kind is ReasonKind.PHRASE:
            spelt = any(_tells(reason.name, told) for told in (self.name, self.city))
            return spelt or not self.words.isdisjoint(folded(reason.name).split())
        if reason.kind is ReasonKind.CRITERION:
            return any(c.key == reason.name and thing_of(c.asks) in self.things for c in role.criteria)
        return not self.things.isdisjoint(reason.name.split(TOGETHER))


def _with_person(wanted: Select[Any]) -> Select[Any]:
    """With what `_hidden` reads."""
    return (
        wanted.add_columns(APPLICATION.c.stage, APPLICANT.c.name, APPLICANT.c.city, SHEET.c.answers)
        .join(APPLICATION, APPLICATION.c.id == SCORE.c.application_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
    )


def _hidden(role: KeptRole, row: Any) -> Hidden:
    things = role.blind.at(Stage(row.stage))
    told = [str(row.answers.get(key) or "") for key in things] + [row.city or "" if PLACE in things else ""]
    name, city = row.name if NAME in things else "", row.city or "" if PLACE in things else ""
    return Hidden(things, name, city, frozenset(folded(" ".join(told)).split()))


def _tells(phrase: str, name: str | None) -> bool:
    """Whether a phrase holds a word of somebody's or some place's name, whatever its ending."""
    return bool(name) and without_name(phrase, name or "") != phrase


def named_reasons(
    role: RolePlan, model: Model, row: FeatureRow, hidden: Hidden | None = None, *, city: str | None
) -> tuple[Reason, ...]:
    """The reasons of a score in words that a director says: what was asked for, with what was answered.

    Args:
        hidden: what no reason may tell: one that would is still there, with its weight, as one of what is hidden.
        city: where she lives: the phrases that name it are told as that, and together.
    """
    asked = {criterion.key: criterion.title for criterion in role.criteria}
    named, at_home = [], []
    for reason in model.reasons(row, {}):
        name = reason.name
        if hidden is not None and hidden.tells(role, reason):
            named.append(replace(reason, name=UNTOLD))
            continue
        if reason.kind is ReasonKind.PHRASE and _tells(name, city):
            at_home.append(reason.value)
            continue
        if reason.kind is ReasonKind.CRITERION and name in asked:
            name = f"{asked[name]}: {standing_at(row.fits.get(name))}"
        elif reason.kind is ReasonKind.FACT:
            name = TOGETHER.join(_fact(role, row, key) for key in name.split(TOGETHER))
        named.append(replace(reason, name=name))
    if at_home:
        named.append(Reason(ReasonKind.PHRASE, AT_HOME, math.fsum(at_home)))
    return tuple(named)


def _fact(role: RolePlan, row: FeatureRow, key: str) -> str:
    question = role.question(key)
    return key if question is None else f"{question.label}: {question.label_of(row.facts.get(key))}"


class _Models:
    """The models of the runs that were asked for last. A run never changes, so each process unpacks it once."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, int], Model] = OrderedDict()

    def of(self, session: Session, run_id: int) -> Model:
        key = (str(session.get_bind().engine.url), run_id)
        known = self._known.get(key)
        if known is None:
            known = Model.from_bytes(session.execute(select(RUN.c.model).where(RUN.c.id == run_id)).scalar_one())
            self._known[key] = known
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return known


_MODELS = _Models(most=8)
