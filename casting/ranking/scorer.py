"""The scorer: one linear model per role over facts, fits and words, fitted again after every decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Self

import numpy as np

from casting.domain.scoring import Model
from casting.domain.terms import COLUMNS
from casting.ranking.blocks import Floats
from casting.ranking.coefficients import Coefficients
from casting.ranking.estimator import LinearScorer, loosened
from casting.ranking.evidence import Breakdown, Evidence, Lesson
from casting.ranking.features import Pool
from casting.ranking.interactions import Interactions
from casting.ranking.labels import Comparison, Label, LabelKind
from casting.ranking.posterior import Certainty, certainty, certainty_unlearned
from casting.ranking.words import Whole

__all__ = ["Comparison", "Label", "LabelKind", "LinearScorer", "Ranker", "Recipe"]

VERSIONS = {name: version(name) for name in ("numpy", "scikit-learn", "scipy")}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a run scores; part of what a run stores.

    Attributes:
        name: of the recipe, with its version.
        C: inverse strength of regularisation, as in scikit-learn, with few labels; `loosened` says with how many more
            it grows.
        breakdown_weight: what the breakdown weighs as a pick, against 1 for a pick that a person made.
    """

    name: str = "linear-2"
    C: float = 1.0
    breakdown_weight: float = 0.3


class Ranker:
    """Orders a pool by what is known: the breakdown and the preferences, then everything that people said.

    `Ranker().fit(pool, ...)`, then `score`, `order`, `model`. Labels and comparisons of applications that are
    not in the pool are left out.

    Attributes:
        learned_: the coefficients of the fit; before there is a label of either side, those of the breakdown.
        fit_to_breakdown_: the coefficients of the breakdown alone.
        interactions_: the pairs of facts that the labels show to say something together.
        C_: inverse strength of regularisation of the fit.
    """

    def __init__(self, recipe: Recipe = Recipe()) -> None:
        self.recipe = recipe

    def fit(
        self,
        pool: Pool,
        *,
        breakdown: str,
        labels: Sequence[Label],
        comparisons: Sequence[Comparison],
        criteria_weights: Mapping[str, float],
    ) -> Self:
        """Learn from everything at once. The same inputs, in any order, give the same bits.

        Args:
            breakdown: the published text of the role; may be empty.
            labels: the newest word of each person on each application.
            comparisons: all of them.
            criteria_weights: of the preferences, above 0; one that is missing weighs 1.
        """
        asked = Breakdown.read(pool, breakdown, criteria_weights)
        evidence = Evidence.gather(pool, labels, comparisons)
        self.pool_ = pool
        self.stretch_ = asked.stretch
        self.C_ = self.recipe.C * loosened(evidence.heft)
        self.interactions_ = Interactions.that_help(pool, evidence.places, evidence.wish)
        self.lesson_ = Lesson.prepare(
            pool,
            evidence,
            asked,
            breakdown_weight=self.recipe.breakdown_weight,
            interactions=self.interactions_,
        )
        self.fit_to_breakdown_ = _closeness(pool, asked)
        self.learned_ = self._learn(pool) if self.lesson_.two_sided else _closeness(pool, asked, evidence)
        return self

    def score(self, pool: Pool) -> Floats:
        """The score of each application, float64 (n,), in the order of `pool.ids`; higher is better."""
        return self.learned_.margins(pool)

    def order(self, pool: Pool) -> Whole:
        """The application ids, best first, int64 (n,); the lower id first where scores are equal."""
        return pool.ids[np.argsort(-self.score(pool), kind="stable")]

    def fit_to_breakdown(self, pool: Pool) -> Floats:
        """How close each application is to what the role asks for, whatever people said: float64 (n,).

        In standard deviations over the pool: that of the text's cosine to the breakdown, plus that of the
        weighted fit to the preferences. An unknown fit counts as the pool's mean.
        """
        return self.fit_to_breakdown_.margins(pool)

    def model(self) -> Model:
        """The fit as plain values, to be stored with the run."""
        return self.learned_.model(self.pool_, recipe=self.recipe.name, versions=VERSIONS)

    def certainty(self, pool: Pool) -> Certainty:
        """How sure the fit is of its places, for `interval` and the chances that bands are made of.

        Args:
            pool: the pool that it was fitted on.
        """
        if not self.lesson_.two_sided:
            return certainty_unlearned(pool, self.learned_, stretch=self.stretch_)
        return certainty(pool, self.learned_, self.lesson_, stretch=self.stretch_, C=self.C_)

    def interval(self, pool: Pool) -> Whole:
        """The first and last place of each application's 80 % interval, from 1: int64 (n, 2)."""
        return self.certainty(pool).interval

    def _learn(self, pool: Pool) -> Coefficients:
        lesson = self.lesson_
        scorer = LinearScorer(C=self.C_, anneal=False, fit_intercept=False)
        coefficients = scorer.fit(lesson.rows, lesson.positive, lesson.weight).coef_[0]
        widths = [len(lesson.columns), pool.facts.matrix.shape[1], pool.fits.matrix.shape[1], len(self.interactions_)]
        words, facts, fits, pairs, start = np.split(coefficients, np.cumsum(widths))
        return Coefficients.of(
            columns=lesson.columns,
            words=words,
            facts=facts,
            fits=fits * self.stretch_,
            interactions=self.interactions_,
            pairs=pairs,
            start=start[0],
        )


def _closeness(pool: Pool, asked: Breakdown, evidence: Evidence | None = None) -> Coefficients:
    """Closeness to the breakdown's text, to its preferences and, when all labels are alike, to or from those.

    Each is brought to a mean of 0 and a standard deviation of 1 over the pool, then they are added (after
    Rocchio's relevance feedback, in Salton, The SMART Retrieval System, 1971, chapter 14).
    """
    width, breadth = pool.facts.matrix.shape[1], pool.fits.matrix.shape[1]
    factors = np.array([column.factor for column in pool.fits.columns], np.float64)
    text = np.zeros(COLUMNS)
    text[asked.words.indices] = asked.words.data
    wishes = [(text, np.zeros(width), np.zeros(breadth)), (np.zeros(COLUMNS), np.zeros(width), asked.shares / factors)]
    side = evidence.one_sided if evidence is not None else 0
    if evidence is not None and side:
        share = side * evidence.weight / evidence.weight.sum()
        at = evidence.places
        wishes.append(
            (pool.words.matrix[at].T @ share, pool.facts.matrix[at].T @ share, pool.fits.matrix[at].T @ share)
        )
    words, facts, fits, start = np.zeros(COLUMNS), np.zeros(width), np.zeros(breadth), 0.0
    for towards in wishes:
        values = pool.words.matrix @ towards[0] + pool.facts.matrix @ towards[1] + pool.fits.matrix @ towards[2]
        spread = float(values.std()) if len(values) else 0.0
        if spread > 1e-12:
            words, facts, fits = words + towards[0] / spread, facts + towards[1] / spread, fits + towards[2] / spread
            start -= float(values.mean()) / spread
    columns = np.flatnonzero(words)
    return Coefficients.of(columns=columns, words=words[columns], facts=facts, fits=fits, start=start)
