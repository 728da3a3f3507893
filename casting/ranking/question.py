"""What a role asks for and what people said, as one question to the scorer, and what is read from its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from casting.ranking.blocks import Floats, Truths
from casting.ranking.features import Pool
from casting.ranking.labels import Comparison, Label, wishes_of
from casting.ranking.queue import REACH, Queue, Review, next_to_review
from casting.ranking.scorer import Ranker, Recipe
from casting.ranking.words import SEED, Whole

FOLDS = 5


@dataclass(frozen=True)
class Question:
    """What a role asks for, what people said of its applications, and how that becomes an order.

    The arguments of `Ranker.fit`, and the recipe.
    """

    breakdown: str
    criteria_weights: Mapping[str, float]
    labels: tuple[Label, ...]
    comparisons: tuple[Comparison, ...]
    recipe: Recipe

    def fit(self, pool: Pool, *, without: frozenset[int] = frozenset()) -> Ranker:
        """Fit on this pool, on everything that was said except of the applications `without`."""
        return Ranker(self.recipe).fit(
            pool,
            breakdown=self.breakdown,
            labels=[label for label in self.labels if label.application_id not in without],
            comparisons=[said for said in self.comparisons if not {said.winner_id, said.loser_id} & without],
            criteria_weights=self.criteria_weights,
        )

    def learned(self, pool: Pool, *, without: frozenset[int] = frozenset()) -> Ranker:
        """The same fit, in no more time than what was said takes.

        Where there is something wanted and something not, a fit reads no other rows than those that were spoken
        of, so it is given only these. Its `score` is good for the whole pool, its fit to the breakdown is not.
        """
        spoken_of = [label.application_id for label in self.labels]
        spoken_of += [side for said in self.comparisons for side in (said.winner_id, said.loser_id)]
        places = pool.places(spoken_of)
        ranker = self.fit(pool.part(np.unique(places[places >= 0])), without=without)
        return ranker if ranker.lesson_.two_sided else self.fit(pool, without=without)

    def fit_to_breakdown(self, pool: Pool) -> Floats:
        """`Ranker.fit_to_breakdown` of every application, which nothing that people say changes: float64 (n,)."""
        asked = Question(self.breakdown, self.criteria_weights, (), (), self.recipe)
        return asked.fit(pool).fit_to_breakdown(pool)


def queued(
    ids: Whole,
    scores: Floats,
    *,
    best: Whole,
    chance: Whole,
    last: Truths,
    reviews: Sequence[Review],
    seed: int,
    passes_in_a_row: int,
) -> Queue:
    """`next_to_review` of the applications that nobody has reviewed; the same, without sorting all of a large pool.

    Only the first `REACH` places are filled by turns, from the first so many of each order.

    Args:
        best: `best_first(scores, last)`.
        chance: `ResidentPool.by_chance` of the seed.
    """
    seen = marked_among(ids, reviews)
    unseen, drawn = best[~seen[best]], chance[: REACH + np.count_nonzero(seen)]
    near = seen.copy()
    near[unseen[:REACH]] = near[drawn[~seen[drawn]][:REACH]] = True
    told = next_to_review(
        ids[near], scores[near], last=last[near], seen=seen[near], seed=seed, passes_in_a_row=passes_in_a_row
    )
    first, random = told.ids[:REACH], told.random[:REACH]
    taken = np.zeros(len(ids), bool)
    taken[np.searchsorted(ids, first)] = True
    rest = unseen[~taken[unseen]]
    return Queue(np.concatenate([first, ids[rest]]), np.concatenate([random, np.zeros(len(rest), bool)]))


def marked_among(ids: Whole, reviews: Sequence[Review]) -> Truths:
    """Which of these applications, int64 (n,), ascending, somebody has reviewed: bool (n,)."""
    reviewed = np.array([review.application_id for review in reviews], np.int64)
    marked = np.zeros(len(ids), bool)
    at = np.searchsorted(ids, reviewed)
    inside = at < len(ids)
    marked[at[inside][ids[at[inside]] == reviewed[inside]]] = True
    return marked


def disagreements(pool: Pool, question: Question) -> tuple[Whole, Floats]:
    """How far the panel's wish for an application and the model's opinion of it are apart.

    The opinion is the share of the pool that scores lower, by a fit that has not seen what was said of this
    application: one of `FOLDS`.

    Returns:
        The applications that the panel has spoken of, int64 (m,), ascending, and the distance, float64 (m,), 0 to 1.
    """
    wishes = wishes_of(question.labels)
    places = pool.places(wishes.ids)
    ids, wish, places = wishes.ids[places >= 0], wishes.wish[places >= 0], places[places >= 0]
    fold = np.random.default_rng(SEED).permutation(np.arange(len(ids)) % FOLDS)
    opinion = np.zeros(len(ids))
    for number in np.unique(fold).tolist():
        hidden = fold == number
        scores = question.learned(pool, without=frozenset(ids[hidden].tolist())).score(pool)
        below = np.searchsorted(np.sort(scores), scores[places[hidden]])
        opinion[hidden] = below / max(1, len(pool) - 1)
    return ids, np.abs(opinion - wish)


def wishes_by_application(labels: Sequence[Label]) -> dict[int, float]:
    """The combined wish, 0 to 1, for each application that something was said of."""
    wishes = wishes_of(labels)
    return dict(zip(wishes.ids.tolist(), wishes.wish.tolist(), strict=True))
