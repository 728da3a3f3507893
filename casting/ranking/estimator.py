"""The linear classifier inside the scorer, as scikit-learn's conventions want it."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

Floats = NDArray[np.float64]

STEPS = ((50.0, 10.0), (150.0, 3.0))
"""Below so many labels, the positives weigh so many times the negatives; from the last on, as much."""

LOOSENED = ((50.0, 1.0), (150.0, 3.0))
"""Below so many labels, C is so many times that of the recipe; from the last on, `LOOSEST` times."""
LOOSEST = 10.0


def loosened(labels: float) -> float:
    """How many times weaker the regularisation is with so many labels: there is more to learn from."""
    return next((times for below, times in LOOSENED if labels < below), LOOSEST)


def annealed(positive: NDArray[np.bool_], weight: Floats) -> Floats:
    """Weights of the same sum whose positives weigh 10 times the negatives below 50 labels, 3 times below 150.

    Args:
        positive: bool (m,), which rows are positive.
        weight: float64 (m,), not below 0; their sum is the number of labels.
    """
    total, wanted = weight.sum(), weight[positive].sum()
    if wanted in (0.0, total):
        return weight
    ratio = next((ratio for below, ratio in STEPS if total < below), 1.0)
    share = ratio / (1.0 + ratio)
    factor: Floats = np.where(positive, total * share / wanted, total * (1.0 - share) / (total - wanted))
    return weight * factor


class LinearScorer(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Logistic regression for few labels: regularised, its class weights annealed.

    The start is the coefficient of an own constant column, regularised like every other: so rows without that
    column (differences of two applications) can be fitted beside the rest with `fit_intercept=False`.

    Parameters:
        C: inverse strength of regularisation, above 0.
        anneal: weigh the classes by `annealed`; False takes the weights as they are.
        fit_intercept: add the constant column; False when X has one already, or needs none.
        tol: of the solver.

    Attributes:
        classes_: the two labels, ascending; the second is the wanted one.
        coef_: float64 (1, n_features); intercept_: float64 (1,).
    """

    def __init__(self, *, C: float = 1.0, anneal: bool = True, fit_intercept: bool = True, tol: float = 1e-6) -> None:
        self.C = C
        self.anneal = anneal
        self.fit_intercept = fit_intercept
        self.tol = tol

    def fit(self, X: Any, y: Any, sample_weight: ArrayLike | None = None) -> Self:
        """Fit on rows (m, n_features), dense or CSR, labels (m,) of two classes, weights (m,) not below 0.

        Raises:
            ValueError: fewer or more than two classes have weight, or the numbers are not finite.
        """
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        check_classification_targets(y)
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        X, y, weight = X[weight > 0], y[weight > 0], weight[weight > 0]
        self.classes_ = np.unique(y)
        if len(self.classes_) > 2:
            raise ValueError(f"Only binary classification is supported. y has {len(self.classes_)} classes.")
        if len(self.classes_) < 2:
            raise ValueError(f"Two classes are needed to learn; y has {len(self.classes_)} class.")
        positive = y == self.classes_[1]
        if self.anneal:
            weight = annealed(positive, weight)
        solver = LogisticRegression(C=self.C, solver="liblinear", fit_intercept=False, tol=self.tol)
        solver.fit(_with_constant(X) if self.fit_intercept else X, positive, sample_weight=weight)
        width = X.shape[1]
        self.coef_ = solver.coef_[:, :width].copy()
        self.intercept_ = solver.coef_[0, width:].copy() if self.fit_intercept else np.zeros(1)
        self.n_iter_ = solver.n_iter_
        return self

    def decision_function(self, X: Any) -> Floats:
        """The margin of each row, float64 (m,); above 0 leans to `classes_[1]`."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        margins: Floats = np.asarray(X @ self.coef_[0]).reshape(-1) + self.intercept_[0]
        return margins

    def predict(self, X: Any) -> NDArray[Any]:
        """The likelier class of each row, (m,)."""
        likelier = (self.decision_function(X) > 0).astype(int)
        chosen: NDArray[Any] = self.classes_[likelier]
        return chosen

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.sparse = True
        return tags


def _with_constant(X: Any) -> Any:
    ones = np.ones((X.shape[0], 1))
    return sparse.hstack([X, ones], format="csr") if sparse.issparse(X) else np.hstack([X, ones])
