"""The figures of the ranker on one role, each by the product's own path: pool, fit, order."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score

from bench.ranking_peers import PEERS, Table, asreview_found
from bench.ranking_rows import Measured
from bench.ranking_sets import Floats, Role, Truths
from casting.domain.scoring import FeatureRow, Model
from casting.ranking.features import Pool
from casting.ranking.labels import Comparison, Label, LabelKind
from casting.ranking.scorer import Ranker

BLIND = (20, 100, 300)
WITH_BREAKDOWN = (5, 10, 20, 100, 300)
CLICKS = 100
EXPLAINED = 100
FEWEST_LEFT = (50, 3)
"""Rows, and picks expected among them, that have to be left to be ordered."""
EACH_UP_TO = 100
"""Reviews up to which the order is new after each; from there on after each twentieth part."""


@dataclass(frozen=True)
class Plan:
    """How often: draws of blind labels, and reviews from beginning to end."""

    seeds: int
    reviews: int


def blind(role: Role, plan: Plan) -> list[Measured]:
    """Average precision over the rest, after so many blind labels, without a breakdown."""
    table, found = Table.read(role), []
    for count in BLIND:
        for seed in range(plan.seeds) if _holds(role, count) else ():
            rows = drawn(role, count, seed)
            ours = _precision(role, rows, _scores(role, rows))
            for name, peer in PEERS.items():
                if name != "asreview" or role.has_text:
                    theirs = _precision(role, rows, peer(table, rows, role.picked[rows], seed))
                    found.append(Measured("average_precision", f"labels={count}", role.folder, ours, name, theirs))
    return found


def gained(role: Role, plan: Plan) -> list[Measured]:
    """What the breakdown adds to as many blind labels."""
    found = []
    for count in WITH_BREAKDOWN if role.breakdown and role.has_text else ():
        for seed in range(2 * plan.seeds) if _holds(role, count) else ():
            # Blind: where none of them is a pick, the breakdown is all that there is
            rows = np.random.default_rng([seed, count]).choice(len(role), count, replace=False)
            with_it = _precision(role, rows, _scores(role, rows, role.breakdown))
            without = _precision(role, rows, _scores(role, rows))
            case = f"labels={count}"
            found.append(Measured("average_precision", case, role.folder, with_it, "no_breakdown", without))
    return found


def reviewed(role: Role, plan: Plan) -> list[Measured]:
    """A review from beginning to end, always the highest next: from two labels, and from the breakdown alone."""
    found: list[Measured] = []
    for seed in range(plan.reviews) if role.has_text else ():
        order = np.random.default_rng(seed).permutation(len(role))
        start = [int(np.flatnonzero(role.picked[order] == side)[0]) for side in (True, False)]
        read = _Reading(role, order)
        ours = read.by_product(start, "")
        for against, theirs in (("asreview", read.by_asreview(start)), ("random", read.by_chance(start, seed))):
            found += _beside(role, "two labels", read.figures(ours, start), against, read.figures(theirs, start))
        if role.breakdown:
            told = read.figures(read.by_product([], role.breakdown), [])
            peers = {"asreview": read.by_asreview([]), "no_breakdown": read.by_product([], "")}
            for against, theirs in (peers | {"random": read.by_chance([], seed)}).items():
                found += _beside(role, "breakdown", told, against, read.figures(theirs, []))
    return found


def compared(role: Role, plan: Plan) -> list[Measured]:
    """Half pairs and half stars beside as many clicks of either alone, on pairs of applications nobody clicked on."""
    graded = [place for place in range(len(role)) if math.isfinite(role.grades[place])]
    values: dict[str, list[float]] = {"both": [], "stars": [], "pairs": []}
    for seed in range(2 * plan.seeds) if role.pairs else ():
        chance = random.Random(seed)
        shown = {*chance.sample(graded, len(graded) * 3 // 5)}
        given = [pair for pair in role.pairs if shown.issuperset(pair)]
        asked = np.array([pair for pair in role.pairs if shown.isdisjoint(pair)])
        if min(len(given), len(shown)) < CLICKS or len(asked) < CLICKS:
            return []
        stars = [
            Label(place, LabelKind.STARS, 1 + min(4, int(5 * role.grades[place])))
            for place in chance.sample(sorted(shown), CLICKS)
        ]
        pairs = [Comparison(*pair) for pair in chance.sample(given, CLICKS)]
        half = CLICKS // 2
        for kind, marks, said in (("both", stars[:half], pairs[:half]), ("stars", stars, []), ("pairs", [], pairs)):
            scores = _fit(role.pool, marks, "", said).score(role.pool)
            values[kind].append(float((scores[asked[:, 0]] > scores[asked[:, 1]]).mean()))
    if not values["both"]:
        return []
    best = max((values["stars"], values["pairs"]), key=np.mean)
    case = f"labels={CLICKS}"
    return [
        Measured("pair_accuracy", case, role.folder, one, "best_single_kind", other)
        for one, other in zip(values["both"], best, strict=True)
    ]


def sure(role: Role, plan: Plan) -> list[Measured]:
    """Intervals beside the places that all labels give, and whether reasons add up as the web adds them."""
    found = []
    pool = role.pool
    final = _fit(pool, _marks(role.picked, range(len(role)))).certainty(pool).places
    for count in BLIND[:2]:
        for seed in range(plan.seeds) if _holds(role, count) else ():
            rows = drawn(role, count, seed)
            ranker = _fit(pool, _marks(role.picked, rows))
            first, last = ranker.interval(pool).T
            rest = np.setdiff1d(np.arange(len(role)), rows)
            held = float(((first <= final) & (final <= last))[rest].mean())
            found.append(Measured("interval_coverage", f"labels={count}", role.folder, held))
            if seed == 0 and count == BLIND[1]:
                error = _reasons_error(ranker, role)
                found.append(Measured("reasons_error", f"labels={count}", role.folder, error))
    return found


def drawn(role: Role, count: int, seed: int) -> np.ndarray:
    """So many rows, drawn blindly until there is one of each label."""
    chance = np.random.default_rng([seed, count])
    while True:
        rows = chance.choice(len(role), count, replace=False)
        if 0 < role.picked[rows].sum() < count:
            return rows


@dataclass(frozen=True, eq=False)
class _Reading:
    """A review of a role whose applications came in this order; labels are told in the order of reading."""

    role: Role
    order: np.ndarray

    @property
    def picked(self) -> Truths:
        shuffled: Truths = self.role.picked[self.order]
        return shuffled

    def by_product(self, start: Sequence[int], breakdown: str) -> list[int]:
        """Read the highest of the product's order next, until the figures are known."""
        pool = Pool.build(range(len(self.order)), [self.role.rows[place] for place in self.order.tolist()])
        seen = dict.fromkeys(start)
        labels: list[int]
        while not self.enough(labels := self.picked[list(seen)].astype(int).tolist()):
            ranker = _fit(pool, _marks(self.picked, list(seen)), breakdown)
            fresh = [key for key in ranker.order(pool).tolist() if key not in seen]
            seen |= dict.fromkeys(fresh[: batch(len(seen))])
        return labels

    def by_asreview(self, start: Sequence[int]) -> list[int]:
        texts = [self.role.texts[place] for place in self.order.tolist()]
        found: list[int] = asreview_found(texts, self.picked, start=start, batch=batch, enough=self.enough)
        return found

    def by_chance(self, start: Sequence[int], seed: int) -> list[int]:
        mixed = np.random.default_rng([seed, 1]).permutation(len(self.order))
        rest = mixed[~np.isin(mixed, start)]
        labels: list[int] = self.picked[[*start, *rest.tolist()]].astype(int).tolist()
        return labels

    def enough(self, labels: Sequence[int]) -> bool:
        """Whether all figures of a review are known: a tenth and 22 read, and 95 % of the picks found."""
        return len(labels) == len(self.order) or (
            len(labels) >= max(len(self.order) / 10, 20) + 2 and sum(labels) >= 0.95 * self.picked.sum()
        )

    def figures(self, labels: Sequence[int], start: Sequence[int]) -> Mapping[str, float]:
        """What was found by how many reviews; what was known at first is neither read nor found."""
        found = np.cumsum(labels[len(start) :])
        wanted = int(self.picked.sum() - sum(labels[: len(start)]))
        tenth = min(max(1, len(self.order) // 10), len(found))
        return {
            "recall_10": float(found[tenth - 1] / wanted),
            "picks_in_20": float(found[min(20, len(found)) - 1]),
            "reviews_to_95": float(1 + np.searchsorted(found, math.ceil(0.95 * wanted - 1e-9))),
        }


def batch(read: int) -> int:
    """How many are read before the order is new: the same for the product and its peers."""
    return 1 if read < EACH_UP_TO else read // 20


def _beside(
    role: Role, case: str, ours: Mapping[str, float], against: str, theirs: Mapping[str, float]
) -> list[Measured]:
    return [Measured(figure, case, role.folder, value, against, theirs[figure]) for figure, value in ours.items()]


def _holds(role: Role, count: int) -> bool:
    left = len(role) - count
    return left >= FEWEST_LEFT[0] and role.picked.mean() * left >= FEWEST_LEFT[1]


def _marks(picked: Truths, places: Sequence[int] | np.ndarray | range) -> list[Label]:
    return [Label(int(place), LabelKind.PICK if picked[place] else LabelKind.PASS) for place in places]


def _fit(pool: Pool, marks: Sequence[Label], breakdown: str = "", said: Sequence[Comparison] = ()) -> Ranker:
    return Ranker().fit(pool, breakdown=breakdown, labels=marks, comparisons=said, criteria_weights={})


def _scores(role: Role, rows: np.ndarray, breakdown: str = "") -> Floats:
    return _fit(role.pool, _marks(role.picked, rows), breakdown).score(role.pool)


def _precision(role: Role, rows: np.ndarray, scores: Floats) -> float:
    rest = np.setdiff1d(np.arange(len(role)), rows)
    return float(average_precision_score(role.picked[rest], scores[rest]))


def _reasons_error(ranker: Ranker, role: Role) -> float:
    """The furthest that reasons of stored rows by a stored model are from the score of the order."""
    model = Model.from_bytes(ranker.model().to_bytes())
    scores = ranker.score(role.pool)
    errors = []
    for place in random.Random(0).sample(range(len(role)), min(EXPLAINED, len(role))):
        kept = FeatureRow.from_bytes(role.rows[place].to_bytes())
        total = math.fsum(reason.value for reason in model.reasons(kept, {}))
        errors.append(abs(total - float(scores[place])))
    return max(errors)
