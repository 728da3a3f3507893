"""The words of applications as sparse numbers: counting phrases, then weighing them over a pool."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from casting.domain.packing import squeezed
from casting.domain.terms import (
    COLUMN_BITS,
    COLUMNS,
    MOST_COUNTED,
    Terms,
    column_of,
    pair_hash,
    tokens_of,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

BATCH = 1024
"""Texts counted at a time: enough to spread the cost of the array calls, few enough to stay in the cache."""

TEXTS_AT_A_TIME = 4096
"""Texts weighed at a time, likewise."""
COUNTED = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, MOST_COUNTED + 1))])
"""What a phrase weighs by how often a text has it, before the idf."""

DRAWS = 100
DRAWS_AT_A_TIME = 20
SEED = 1


def vectorise(words: str) -> Terms:
    """The phrases of one text, as `FeatureRow.terms` keeps them."""
    return _counted([words])[0]


def vectorise_many(texts: Iterable[str]) -> Iterator[Terms]:
    """The phrases of each text, in the order given; the same as `vectorise` of each, many times faster."""
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH:
            yield from _counted(batch)
            batch = []
    if batch:
        yield from _counted(batch)


def _counted(texts: Sequence[str]) -> list[Terms]:
    tokens = [tokens_of(text) for text in texts]
    lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
    total = int(lengths.sum())
    hashes = np.fromiter(map(crc32, chain.from_iterable(tokens)), np.uint64, total)
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    within = owners[:-1] == owners[1:]
    # The domain's arithmetic is on whole numbers; on arrays of 64 bits it is the same, element by element.
    pairs = cast(NDArray[np.uint64], pair_hash(cast(Any, hashes[:-1][within]), cast(Any, hashes[1:][within])))
    columns = cast(NDArray[np.uint64], column_of(cast(Any, np.concatenate([hashes, pairs]))))
    keys = np.concatenate([owners, owners[1:][within]]) << np.uint64(COLUMN_BITS) | columns
    found, counts = np.unique(keys, return_counts=True)
    packed = np.minimum(counts, MOST_COUNTED).astype(np.uint64) << np.uint64(COLUMN_BITS)
    packed |= found & np.uint64(COLUMNS - 1)
    stored = packed.astype("<u4").tobytes()
    ends = 4 * np.searchsorted(found >> np.uint64(COLUMN_BITS), np.arange(len(texts) + 1, dtype=np.uint64))
    bounds = ends.tolist()
    return [
        Terms(b" ".join(said).decode(), stored[first:last])
        for said, (first, last) in zip(tokens, pairwise(bounds), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class Frequencies:
    """How common phrases are in a pool; shared by the pool and its parts.

    Attributes:
        documents: int64 (`COLUMNS`,): in how many texts of the pool each column occurs.
        texts: how many texts the pool has.
    """

    documents: Whole
    texts: int

    @cached_property
    def idf(self) -> Floats:
        """float64 (`COLUMNS`,), the idf of each column."""
        return inverse_frequency(self.documents, self.texts)

    @cached_property
    def stored(self) -> bytes:
        """`documents` as a stored model keeps them."""
        return squeezed(self.documents.astype("<u4").tobytes(), level=6)


@dataclass(frozen=True, eq=False)
class WordBlock:
    """The texts of a pool, weighed: 1 + ln(count), times the idf of the pool, each text brought to length 1.

    Attributes:
        matrix: sparse float64 (n, `COLUMNS`), CSR, columns ascending within a row.
        frequencies: of the pool; a part of a pool keeps the whole pool's.
    """

    matrix: Any
    frequencies: Frequencies

    @classmethod
    def build(cls, packed: NDArray[np.uint32], starts: Whole) -> "WordBlock":
        """Weigh the texts of a pool, in the order given. A text's weights do not depend on where it stands.

        Args:
            packed: uint32 (nnz,): what `Terms.packed` holds, of one text after the other.
            starts: int64 (n + 1,): where each begins, and the end of the last.
        """
        columns = (packed & np.uint32(COLUMNS - 1)).view(np.int32)
        documents = np.zeros(COLUMNS, np.int64)
        for some, _ in _stretches(starts):
            documents += np.bincount(columns[some], minlength=COLUMNS)
        frequencies = Frequencies(documents, len(starts) - 1)
        weights = np.empty(len(packed))
        for some, lengths in _stretches(starts):
            weights[some] = COUNTED[packed[some] >> np.uint32(COLUMN_BITS)] * frequencies.idf[columns[some]]
            owners = np.repeat(np.arange(len(lengths)), lengths)
            squares = np.bincount(owners, weights[some] * weights[some], minlength=len(lengths))
            weights[some] /= np.sqrt(squares)[owners]
        matrix = sparse.csr_matrix((weights, columns, starts), shape=(len(starts) - 1, COLUMNS))
        matrix.has_sorted_indices = True
        return cls(matrix, frequencies)

    @property
    def documents(self) -> Whole:
        """int64 (`COLUMNS`,): in how many texts of the whole pool each column occurs."""
        return self.frequencies.documents

    @property
    def texts(self) -> int:
        """How many texts the whole pool has."""
        return self.frequencies.texts

    @property
    def stored_documents(self) -> bytes:
        """`documents` as a stored model keeps them."""
        return self.frequencies.stored

    def row(self, text: Terms) -> Any:
        """A text that is not of the pool, weighed as if it were: sparse float64 (1, `COLUMNS`).

        Phrases that no text of the pool holds are left out, since no score can depend on them.
        """
        packed = np.frombuffer(text.packed, "<u4")
        columns = (packed & np.uint32(COLUMNS - 1)).astype(np.int32)
        kept = self.documents[columns] > 0
        columns, counts = columns[kept], (packed >> np.uint32(COLUMN_BITS))[kept]
        weights = COUNTED[counts] * self.frequencies.idf[columns]
        length = np.sqrt(np.dot(weights, weights))
        weights = weights / length if length else weights
        return sparse.csr_matrix((weights, columns, [0, len(columns)]), shape=(1, COLUMNS))

    def times(self, columns: Whole, coefficients: NDArray[np.float32]) -> NDArray[np.float32]:
        """What several sets of coefficients add to every score: float32 (n, w).

        For draws, which need no more precision; `DRAWS_AT_A_TIME` of them, so that they stay in the cache.

        Args:
            columns: int64 (k,), the columns that have a coefficient.
            coefficients: float32 (k, w), theirs in each set.
        """
        light = sparse.csr_matrix(
            (self.matrix.data.astype(np.float32), self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape
        )
        added = np.empty((self.matrix.shape[0], coefficients.shape[1]), np.float32)
        dense = np.zeros((COLUMNS, DRAWS_AT_A_TIME), np.float32)
        for first in range(0, coefficients.shape[1], DRAWS_AT_A_TIME):
            part = coefficients[:, first : first + DRAWS_AT_A_TIME]
            dense[columns, : part.shape[1]] = part
            added[:, first : first + DRAWS_AT_A_TIME] = (light @ dense)[:, : part.shape[1]]
        return added

    @cached_property
    def draws(self) -> NDArray[np.float32]:
        """`DRAWS` scores of every text before anything is learned: float32 (n, `DRAWS`).

        Every column has a coefficient of mean 0 and variance 1, drawn with the fixed seed `SEED`: what the
        posterior starts from. Computed once per pool.
        """
        columns = np.flatnonzero(self.documents)
        chance = np.random.default_rng(SEED)
        return self.times(columns, chance.standard_normal((len(columns), DRAWS), np.float32))


def _stretches(starts: Whole) -> Iterator[tuple[slice, Whole]]:
    """Where the numbers of some texts after each other lie, and how many each of these texts has."""
    for first in range(0, len(starts) - 1, TEXTS_AT_A_TIME):
        some = starts[first : first + TEXTS_AT_A_TIME + 1]
        yield slice(int(some[0]), int(some[-1])), np.diff(some)


def inverse_frequency(documents: Whole, texts: int) -> Floats:
    """The idf of columns that occur in so many of `texts` texts: ln((1 + texts) / (1 + documents)) + 1."""
    return np.log((1 + texts) / (1.0 + documents)) + 1.0
