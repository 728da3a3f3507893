"""What two facts say together: products of their columns, taken in where the labels show that they help.

The pool keeps no columns for them. A sum of products x_i x_j q_ij over all pairs is the quadratic form x'Qx, so scoring
needs Q and the facts alone; only the rows that are learned from are multiplied out. A value that is not known is 0, so
its products are 0 and add nothing, like the value itself.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from casting.ranking.blocks import Floats, Truths
from casting.ranking.features import Pool
from casting.ranking.words import Whole

MOST_COLUMNS = 40
"""With more columns of facts there are too many pairs for the labels of one role: 780 at this number."""
FEWEST_LABELS = 50
MOST_LABELS = 400
"""So many labels, evenly spaced, decide; more would tell the same and take longer."""
CERTAIN = 2.0
"""Standard errors by which products have to lessen the error on labels that were left out."""


@dataclass(frozen=True, eq=False)
class Interactions:
    """Pairs of columns of a pool's facts.

    Attributes:
        left, right: int64 (k,): the columns of each pair, left before right; never two of the same fact.
    """

    left: Whole
    right: Whole

    @classmethod
    def that_help(cls, pool: Pool, places: Whole, wish: Floats) -> "Interactions":
        """All pairs where the labels show that they help to tell the wanted from the others; else none.

        Args:
            places: int64 (m,), the labelled rows, ascending; wish: float64 (m,), 0 to 1.
        """
        names = np.array([column.name for column in pool.facts.columns])
        left, right = np.triu_indices(len(names), 1)
        apart = names[left] != names[right] if len(names) else np.zeros(0, bool)
        if not apart.any() or len(names) > MOST_COLUMNS or len(places) < FEWEST_LABELS:
            return NO_INTERACTIONS
        chosen = np.unique(np.linspace(0, len(places) - 1, MOST_LABELS).round().astype(np.int64))
        if not _help(pool, names, places[chosen], wish[chosen]):
            return NO_INTERACTIONS
        return cls(left[apart], right[apart])

    def __len__(self) -> int:
        return len(self.left)

    @property
    def ends(self) -> tuple[Whole, Whole]:
        """Both sides of the pairs."""
        return self.left, self.right

    def products(self, facts: Floats) -> Floats:
        """The columns of the pairs for rows of facts: float64 (m, k)."""
        multiplied: Floats = facts[:, self.left] * facts[:, self.right]
        return multiplied

    def margins(self, facts: Floats, coefficients: Floats) -> Floats:
        """What the pairs add to the score of each row of facts, float64 (n,), by their coefficients, float64 (k,)."""
        form = np.zeros((facts.shape[1], facts.shape[1]))
        form[self.left, self.right] = coefficients
        added: Floats = ((facts @ form) * facts).sum(axis=1)
        return added

    def involved(self, coefficients: Floats, width: int) -> Truths:
        """Which columns of facts belong to a pair whose coefficient is not 0: bool (`width`,)."""
        found = np.zeros(width, bool)
        for side in self.ends:
            found[side[coefficients != 0]] = True
        return found


NO_INTERACTIONS = Interactions(np.zeros(0, np.int64), np.zeros(0, np.int64))


def _help(pool: Pool, names: np.ndarray, places: Whole, wish: Floats) -> bool:
    """Whether ridge regression tells labels that it has not seen better with the products than without.

    It stands in for the fit since it can leave each label out in one stroke (Allen, The Relationship between Variable
    Selection and Data Augmentation, 1974). The difference of the squared errors has to be certain.
    """
    words, facts, fits = pool.words.matrix[places], pool.facts.matrix[places], pool.fits.matrix[places]
    alike = facts @ facts.T
    plain = (words @ words.T).toarray() + alike + fits @ fits.T + 1.0
    products = alike * alike
    for name in np.unique(names):
        own = facts[:, names == name]
        products -= (own @ own.T) ** 2
    target = 2.0 * wish - 1.0
    gain = _left_out(plain, target) ** 2 - _left_out(plain + products / 2.0, target) ** 2
    error = gain.std() / np.sqrt(len(gain))
    return bool(error > 0 and gain.mean() > CERTAIN * error)


def _left_out(kernel: Floats, target: Floats) -> Floats:
    """The error on each row of a ridge regression on all others, float64 (m,); the penalty is 1."""
    inverse = cho_solve(cho_factor(kernel + np.eye(len(kernel))), np.eye(len(kernel)))
    errors: Floats = (inverse @ target) / np.diag(inverse)
    return errors
