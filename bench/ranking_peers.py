"""What the scorer is measured against: trees on facts and reduced words, ASReview's own simulation, chance.

Every peer sees the same labels, texts and facts as the product. Trees get the text as 50 singular vectors of TF-IDF,
as is usual with few labels, and settings for few rows where their own defaults would not split at all.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from asreview import ActiveLearningCycle, Simulate
from asreview.models.balancers import Balanced
from asreview.models.classifiers import SVM
from asreview.models.feature_extractors import Tfidf
from asreview.models.models import get_ai_config
from asreview.models.queriers import Max, TopDown
from asreview.models.stoppers import IsFittable
from catboost import CatBoostClassifier, CatBoostError
from lightgbm import LGBMClassifier, LGBMRanker
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.ranking_sets import Floats, Role, Truths

COMPONENTS = 50
LEAF = 3
"""Rows that a leaf needs: boosting's own 20 leave 20 labels in one leaf."""


@dataclass(frozen=True, eq=False)
class Table:
    """A role as trees read it.

    Attributes:
        numbers: float64 (n, p): words reduced, numbers as they are with NaN for unknown, categories one-hot.
        named: the same for libraries that take categories as they are.
        categories: the columns of `named` that are categories.
        words: sparse TF-IDF as ASReview's own extractor makes it, or None without text.
    """

    numbers: Floats
    named: pd.DataFrame
    categories: Sequence[str]
    words: Any

    @classmethod
    def read(cls, role: Role) -> "Table":
        """Lay out a role's words and facts."""
        parts = {name: [one[name] for one in role.answers] for name in role.kinds}
        named, numbers = pd.DataFrame(index=range(len(role))), []
        words = None
        if role.has_text:
            words = sparse.csr_matrix(asreview_cycle().transform(_asreview_frame(role.texts)))
            for place, column in enumerate(_reduced(role.texts).T):
                numbers.append(column)
                named[f"words {place}"] = column
        categories = [name for name, kind in role.kinds.items() if kind != "number"]
        for name, values in parts.items():
            if name in categories:
                said = ["" if value is None else str(value) for value in values]
                named[name] = said
                numbers += [np.array([value == one for value in said], np.float64) for one in sorted({*said} - {""})]
            else:
                known = (value if isinstance(value, float) and math.isfinite(value) else np.nan for value in values)
                named[name] = list(known)
                numbers.append(named[name].to_numpy(np.float64))
        return cls(np.column_stack(numbers), named, categories, words)


def _reduced(texts: Sequence[str]) -> Floats:
    words = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2)).fit_transform(texts)
    reduced: Floats = TruncatedSVD(min(COMPONENTS, words.shape[1] - 1), random_state=0).fit_transform(words)
    return reduced


Scores = Callable[[Table, np.ndarray, Truths, int], Floats]
"""(table, the labelled rows, their labels, seed) to the score of every row."""


def _lambdamart(table: Table, rows: np.ndarray, picked: Truths, seed: int) -> Floats:
    model = LGBMRanker(
        objective="lambdarank", n_estimators=100, min_child_samples=LEAF, random_state=seed, n_jobs=1, verbose=-1
    )
    model.fit(table.numbers[rows], picked.astype(int), group=[len(rows)])
    return np.asarray(model.predict(table.numbers), np.float64)


def _lightgbm(table: Table, rows: np.ndarray, picked: Truths, seed: int) -> Floats:
    model = LGBMClassifier(n_estimators=100, min_child_samples=LEAF, random_state=seed, n_jobs=1, verbose=-1)
    return _chances(model.fit(table.numbers[rows], picked), table.numbers)


def _histogram(table: Table, rows: np.ndarray, picked: Truths, seed: int) -> Floats:
    model = HistGradientBoostingClassifier(min_samples_leaf=LEAF, random_state=seed)
    return _chances(model.fit(table.numbers[rows], picked), table.numbers)


def _catboost(table: Table, rows: np.ndarray, picked: Truths, seed: int) -> Floats:
    model = CatBoostClassifier(
        random_seed=seed, thread_count=1, verbose=False, allow_writing_files=False, cat_features=list(table.categories)
    )
    try:
        return _chances(model.fit(table.named.iloc[rows], picked.astype(int)), table.named)
    except CatBoostError:  # it refuses rows that are all alike; whoever cannot tell them apart scores them alike
        return np.zeros(len(table.named))


def _extra_trees(table: Table, rows: np.ndarray, picked: Truths, seed: int) -> Floats:
    model = ExtraTreesClassifier(n_estimators=500, class_weight="balanced_subsample", random_state=seed)
    return _chances(model.fit(table.numbers[rows], picked), table.numbers)


def _asreview(table: Table, rows: np.ndarray, picked: Truths, _seed: int) -> Floats:
    cycle = asreview_cycle()
    cycle.fit(table.words[rows], picked.astype(int))
    return np.asarray(cycle.classifier.decision_function(table.words), np.float64)


def _chance(table: Table, _rows: np.ndarray, _picked: Truths, seed: int) -> Floats:
    return np.random.default_rng(seed).random(len(table.named))


def _chances(model: Any, rows: Any) -> Floats:
    return np.asarray(model.predict_proba(rows)[:, 1], np.float64)


PEERS: Mapping[str, Scores] = {
    "lightgbm_lambdamart": _lambdamart,
    "lightgbm_binary": _lightgbm,
    "hist_gradient_boosting": _histogram,
    "catboost": _catboost,
    "extra_trees": _extra_trees,
    "asreview": _asreview,
    "random": _chance,
}


def _asreview_settings() -> Any:
    return get_ai_config("elas_u4")["value"]


def _asreview_frame(texts: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({"title": "", "abstract": list(texts)})


def asreview_cycle(batch: Callable[[Any], int] | int = 1) -> ActiveLearningCycle:
    """Its present default, elas_u4: an SVM on TF-IDF, the likeliest next."""
    told = _asreview_settings()
    return ActiveLearningCycle(
        querier=Max(),
        classifier=SVM(**told.classifier_param),
        balancer=Balanced(**told.balancer_param),
        feature_extractor=Tfidf(**told.feature_extractor_param),
        n_query=batch,
    )


@dataclass(frozen=True)
class Enough:
    """ASReview's simulation stops where the measure has all that it needs."""

    stop_at: Callable[[Sequence[int]], bool]

    def stop(self, results: Any, data: Any) -> bool:
        return len(results) >= len(data) or self.stop_at(results["label"].tolist())


def asreview_found(
    texts: Sequence[str],
    picked: Truths,
    *,
    start: Sequence[int],
    batch: Callable[[int], int],
    enough: Callable[[Sequence[int]], bool],
) -> list[int]:
    """Simulate a review with ASReview's own program; the labels in the order in which rows were read.

    Args:
        start: rows whose labels are known at first; with none it reads from the top until it knows one of each,
            as its command does.
        batch: how many rows to read before the next fit, by how many have been read.
        enough: whether the labels found so far are all that is needed.
    """
    cycles = [] if len(start) else [ActiveLearningCycle(querier=TopDown(), stopper=IsFittable())]
    cycles.append(asreview_cycle(lambda results: batch(len(results))))
    simulation = Simulate(
        _asreview_frame(texts),
        picked.astype(int).tolist(),
        cycles,
        stopper=Enough(enough),
        print_progress=False,
    )
    if len(start):
        simulation.label(list(start))
    simulation.review()
    labels: list[int] = simulation._results["label"].tolist()  # noqa: SLF001 - as its own command reads them
    return labels
