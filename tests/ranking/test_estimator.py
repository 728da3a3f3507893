"""The classifier inside the scorer keeps scikit-learn's conventions and the measured class weights."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.utils.estimator_checks import parametrize_with_checks

from casting.ranking.estimator import LinearScorer, annealed, loosened


@parametrize_with_checks([LinearScorer()])  # type: ignore[untyped-decorator]
def test_scikit_learn_accepts_it(estimator: LinearScorer, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize(("labels", "ratio"), [(20, 10.0), (49, 10.0), (50, 3.0), (149, 3.0), (150, 1.0), (900, 1.0)])
def test_few_labels_let_the_wanted_weigh_more(labels: int, ratio: float) -> None:
    positive = np.arange(labels) < 7
    weight = annealed(positive, np.ones(labels))
    assert weight.sum() == pytest.approx(labels)
    assert weight[positive].sum() / weight[~positive].sum() == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("labels", "times"), [(0, 1.0), (49, 1.0), (50, 3.0), (149.5, 3.0), (150, 10.0), (9_000, 10.0)]
)
def test_many_labels_loosen_the_regularisation(labels: float, times: float) -> None:
    assert loosened(labels) == times


def test_one_class_alone_keeps_its_weights() -> None:
    assert annealed(np.ones(3, bool), np.array([1.0, 2.0, 3.0])).tolist() == [1.0, 2.0, 3.0]


def test_sparse_and_dense_rows_give_the_same() -> None:
    rows = np.random.default_rng(0).normal(size=(30, 4))
    wanted = rows[:, 0] + rows[:, 1] > 0
    dense = LinearScorer().fit(rows, wanted)
    thin = LinearScorer().fit(sparse.csr_matrix(rows), wanted)
    assert np.allclose(dense.coef_, thin.coef_)
    assert np.allclose(dense.decision_function(rows), thin.decision_function(sparse.csr_matrix(rows)))


def test_differences_are_fitted_without_a_start() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0]])
    apart = np.array([rows[0] - rows[1], rows[1] - rows[0]])
    scorer = LinearScorer(anneal=False, fit_intercept=False).fit(apart, [1, 0])
    assert scorer.intercept_[0] == 0
    assert scorer.decision_function(rows)[0] > scorer.decision_function(rows)[1]


@pytest.mark.parametrize("labels", [[1, 1, 1], [0, 1, 2]])
def test_other_than_two_classes_are_refused(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="class"):
        LinearScorer().fit(np.eye(3), labels)
