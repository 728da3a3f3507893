"""A role's pool that stays in memory between runs and takes in only what has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from casting.ranking.blocks import Truths
from casting.ranking.features import Pool
from casting.ranking.queue import chance_order
from casting.ranking.raw import RawRows, merged, newest
from casting.ranking.words import Whole


@dataclass(frozen=True, eq=False)
class Stored:
    """Rows as the store has them, one of each for every application.

    Attributes:
        ids: application ids, in any order, each once.
        rows: their features as `FeatureRow.to_bytes` wrote them.
        last: whether the application stands behind every other whatever its score.
    """

    ids: Sequence[int]
    rows: Sequence[bytes]
    last: Sequence[bool]


@dataclass
class ResidentPool:
    """The applications of a role, taken in a few at a time; the pool comes to the same bits as one built at once.

    Attributes:
        unreadable: the applications whose row was damaged when it was taken in.
    """

    _raw: RawRows = field(default_factory=lambda: merged([RawRows.of([], [])]))
    _last: Truths = field(default_factory=lambda: np.zeros(0, bool))
    _digests: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 32), np.uint8))
    _pool: Pool | None = None
    _criteria: tuple[str, ...] = ()
    _digest: str | None = None
    _chance: Whole | None = None
    unreadable: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._raw)

    @property
    def ids(self) -> Whole:
        """The applications that are in the pool, int64 (n,), ascending."""
        return self._raw.ids

    @property
    def last(self) -> Truths:
        """Whether each stands behind every other, bool (n,)."""
        return self._last

    def put(self, batches: Iterable[Stored]) -> None:
        """Take in new applications, and new rows of those that are here; one whose row is damaged leaves the pool."""
        raw, last, digests = [self._raw], [self._last], [self._digests]
        for batch in batches:
            read = RawRows.read(batch.ids, batch.rows)
            sound = np.isin(np.asarray(batch.ids, np.int64), read.ids)
            self.unreadable -= set(read.ids.tolist())
            self.unreadable |= set(batch.ids) - set(read.ids.tolist())
            raw.append(read)
            last.append(np.asarray(batch.last, bool)[sound])
            hashed = b"".join(
                sha256(row).digest() for row, good in zip(batch.rows, sound.tolist(), strict=True) if good
            )
            digests.append(np.frombuffer(hashed, np.uint8).reshape(-1, 32))
        if len(raw) == 1:
            return
        self._pool = self._digest = self._chance = None  # the pool's memory is needed for the next one
        chosen = newest(np.concatenate([part.ids for part in raw]))
        self._raw, self._last, self._digests = (
            merged(raw),
            np.concatenate(last)[chosen],
            np.concatenate(digests)[chosen],
        )
        self._keep(~np.isin(self.ids, list(self.unreadable)))

    def keep_only(self, ids: Iterable[int]) -> None:
        """Let go of every application that is not among these, each of which comes once."""
        present = np.fromiter(ids, np.int64)
        self.unreadable.intersection_update(present[np.isin(present, list(self.unreadable))].tolist())
        self._keep(np.isin(self.ids, present, assume_unique=True))

    def _keep(self, chosen: Truths) -> None:
        if not chosen.all():
            self._pool = self._digest = self._chance = None
            places = np.flatnonzero(chosen)
            self._raw, self._last, self._digests = self._raw.take(places), self._last[places], self._digests[places]

    def pool(self, criteria: Sequence[str]) -> Pool:
        """The pool as matrices, with the fits of these preferences; the same object until something changes."""
        if self._pool is None or self._criteria != tuple(criteria):
            self._pool = None
            self._pool, self._criteria = Pool.measured(self._raw, criteria), tuple(criteria)
        return self._pool

    def by_chance(self, *, seed: int) -> Whole:
        """The rows of the pool as chance has them, int64 (n,), those behind every other last; no mark changes it.

        Args:
            seed: of the role; always the same one.
        """
        if self._chance is None:
            parts = (self.ids[~self._last], self.ids[self._last])
            drawn = np.concatenate([chance_order(part, seed=seed) for part in parts])
            self._chance = np.searchsorted(self.ids, drawn)
        return self._chance

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, over the ids, who stands last, and the SHA-256 of each row."""
        if self._digest is None:
            found = sha256(self.ids.astype("<i8").tobytes())
            found.update(self._last.tobytes())
            found.update(np.ascontiguousarray(self._digests).data)
            self._digest = found.hexdigest()
        return self._digest
