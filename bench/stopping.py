"""When it is safe to stop, how often the promise holds and how much it saves; and whether predicted picks come true.

Somebody follows the product: the next to review, with its tenth by chance; a check of the remainder by chance where one
is asked for and would save something; and stops when told to. The scorer is fitted again as marks come in.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np

from bench.form import Row, interval, program
from bench.ranking_sets import Role, read_roles
from casting.domain.insights import StopEstimate
from casting.ranking.calibration import calibration
from casting.ranking.features import Pool
from casting.ranking.labels import Label, LabelKind
from casting.ranking.queue import Review, chance_order, next_to_review
from casting.ranking.scorer import Ranker, Recipe
from casting.ranking.stopping import stop_estimate
from casting.ranking.words import Whole

SEEDS, QUICK_SEEDS = 20, 2
MOST, QUICK_MOST = 2500, 1200
"""Larger pools are thinned at random: what is measured is how many looks are saved, as a share."""
MANY_PICKS = 50
LABELS = 100
WORTH = 0.85
"""A check is made where it takes at most this share of the remainder."""


@dataclass(frozen=True)
class Stopped:
    """One review to its end.

    Attributes:
        kept: whether 95 % of the picks had been found; saved: the share of the pool that was not looked at.
    """

    folder: str
    picks: int
    kept: bool
    saved: float


class Person:
    """Somebody who reviews a pool as the product proposes."""

    def __init__(self, pool: Pool, picked: np.ndarray, *, breakdown: str, seed: int) -> None:
        self._pool, self._picked, self._breakdown, self._seed = pool, picked, breakdown, seed
        self._seen = np.zeros(len(pool), bool)
        self._scores = np.zeros(len(pool))
        self._passes, self._fit_at = 0, 0
        self.reviews: list[Review] = []

    def review(self) -> StopEstimate:
        """Look until told to stop, or until everybody has been seen."""
        while True:
            said = stop_estimate(self._pool.ids, self.reviews)
            if said.reached or self._seen.all():
                return said
            self._learn()
            left = len(self._pool) - len(self.reviews)
            by_chance = said.check is not None and said.check < WORTH * left
            self._look(by_chance=by_chance, most=max(5, len(self.reviews) // 40))

    def _learn(self) -> None:
        if len(self.reviews) < self._fit_at:
            return
        said = [Label(one.application_id, LabelKind.PICK if one.wanted else LabelKind.PASS) for one in self.reviews]
        ranker = Ranker().fit(self._pool, breakdown=self._breakdown, labels=said, comparisons=(), criteria_weights={})
        self._scores = ranker.score(self._pool)
        self._fit_at = len(self.reviews) + max(10, len(self.reviews) // 12)

    def _look(self, *, by_chance: bool, most: int) -> None:
        for key, random in self._proposed(by_chance=by_chance, most=most):
            at = int(np.searchsorted(self._pool.ids, key))
            wanted = bool(self._picked[at])
            self._seen[at] = True
            self._passes = 0 if wanted else self._passes + 1
            self.reviews.append(Review(key, wanted, random))

    def _proposed(self, *, by_chance: bool, most: int) -> Iterator[tuple[int, bool]]:
        if by_chance:
            yield from ((key, True) for key in chance_order(self._unseen(), seed=self._seed)[:most].tolist())
            return
        queue = next_to_review(
            self._pool.ids,
            self._scores,
            last=np.zeros(len(self._pool), bool),
            seen=self._seen,
            seed=self._seed,
            passes_in_a_row=self._passes,
        )
        yield from zip(queue.ids[:most].tolist(), queue.random[:most].tolist(), strict=True)

    def _unseen(self) -> Whole:
        unseen: Whole = self._pool.ids[~self._seen]
        return unseen


def stopped(role: Role, seed: int, most: int) -> Stopped:
    """Review a role once."""
    chosen = np.arange(len(role))
    if len(role) > most:
        chosen = np.sort(np.random.default_rng(0).choice(len(role), most, replace=False))
    pool = Pool.build(chosen.tolist(), [role.rows[at] for at in chosen.tolist()])
    picked = role.picked[chosen]
    person = Person(pool, picked, breakdown=role.breakdown, seed=seed)
    said = person.review()
    picks = int(picked.sum())
    return Stopped(role.folder, picks, said.found >= 0.95 * picks, 1.0 - len(person.reviews) / len(pool))


@dataclass(frozen=True)
class Predicted:
    """Picks that the calibrated chances expect of a pool after `LABELS` labels by chance, over those that it has."""

    folder: str
    ratio: float


def predicted(role: Role, seed: int) -> Predicted | None:
    """Predict once; None where the labels are too few of one side to say anything."""
    chosen = np.random.default_rng(seed).choice(len(role), min(LABELS, len(role) // 2), replace=False).tolist()
    said = [Label(key, LabelKind.PICK if role.picked[key] else LabelKind.PASS) for key in chosen]
    found = calibration(
        role.pool,
        breakdown=role.breakdown,
        labels=said,
        comparisons=(),
        criteria_weights={},
        recipe=Recipe(),
        random_ids=chosen,
    )
    return None if found is None else Predicted(role.folder, found.expected / float(role.picked.sum()))


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Every set; `--quick` has fewer seeds and smaller pools."""
    seeds, most = (QUICK_SEEDS, QUICK_MOST) if asked.quick else (SEEDS, MOST)
    roles = list(read_roles(asked.data, asked.sets))
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), mp_context=get_context("spawn")) as processes:
        turns = [(role, 1000 + seed) for role in roles for seed in range(seeds)]
        stops = [processes.submit(stopped, role, seed, most) for role, seed in turns]
        predictions = [processes.submit(predicted, role, seed) for role, seed in turns]
        yield from rows_of([task.result() for task in stops], seeds=seeds)
        yield from prediction_rows([task.result() for task in predictions], seeds=seeds)


def prediction_rows(found: Sequence[Predicted | None], *, seeds: int) -> Iterator[Row]:
    """The median over sets of each set's median."""
    by_set: defaultdict[str, list[float]] = defaultdict(list)
    for one in found:
        if one is not None:
            by_set[one.folder].append(one.ratio)
    parts = {name: round(median(ratios), 3) for name, ratios in by_set.items()}
    if parts:
        low, high = interval(list(parts.values()))
        value = median(parts.values())
        yield Row("predicted_to_actual", f"labels={LABELS}", value, "", "actual", 1.0, value, low, high, seeds, parts)


def rows_of(runs: Sequence[Stopped], *, seeds: int) -> Iterator[Row]:
    """How often the promise held, over all runs; what it saved, where there is something to find."""
    by_set: defaultdict[str, list[Stopped]] = defaultdict(list)
    for run in runs:
        by_set[run.folder].append(run)
    parts = {
        name: {
            "picks": taken[0].picks,
            "kept": round(sum(run.kept for run in taken) / len(taken), 3),
            "saved": round(median(run.saved for run in taken), 3),
        }
        for name, taken in by_set.items()
    }
    kept = sum(run.kept for run in runs) / max(1, len(runs))
    case = "target=0.95, confidence=0.95"
    yield Row("stop_promise_kept", case, kept, "", "promised", 0.95, kept / 0.95, repetitions=seeds, parts=parts)
    saved = [median(run.saved for run in taken) for taken in by_set.values() if taken[0].picks >= MANY_PICKS]
    if saved:
        low, high = interval(saved)
        value = median(saved)
        case = f"picks>={MANY_PICKS}"
        yield Row("stop_saved", case, value, "", "asked", 0.3, value / 0.3, low, high, seeds, parts)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER", help="holds ranking/<set>, or sets themselves")
    parser.add_argument("--sets", nargs="*", default=(), metavar="SET", help="only these")


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure, prepare=_arguments)
