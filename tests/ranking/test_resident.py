"""The pool that stays in memory: taken in piece by piece, it is the pool built at once, to the last bit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from casting.domain.scoring import FeatureRow, Terms
from casting.ranking.features import Pool
from casting.ranking.resident import ResidentPool, Stored
from casting.ranking.scorer import Ranker
from tests.ranking import pools

CRITERIA = ("drive", "swim")
MADE = [*pools.rows(40), FeatureRow(Terms(), {"height": "tall", "shoe": 39.0}, {"swim": None})]

Act = tuple[str, dict[int, int]]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "drop", "damage"]),
        st.dictionaries(st.integers(1, 25), st.integers(0, len(MADE) - 1), max_size=12),
    ),
    max_size=8,
)


def stored(rows: dict[int, FeatureRow]) -> Stored:
    return Stored(list(rows), [row.to_bytes() for row in rows.values()], [key % 7 == 0 for key in rows])


def same(one: Pool, other: Pool) -> bool:
    """Whether two pools are the same to the last bit."""
    return all(
        left.tobytes() == right.tobytes() and left.shape == right.shape
        for left, right in (
            (one.ids, other.ids),
            (one.words.matrix.data, other.words.matrix.data),
            (one.words.matrix.indices, other.words.matrix.indices),
            (one.words.matrix.indptr, other.words.matrix.indptr),
            (one.words.documents, other.words.documents),
            (one.facts.matrix, other.facts.matrix),
            (one.facts.known, other.facts.known),
            (one.fits.matrix, other.fits.matrix),
            (one.fits.known, other.fits.known),
        )
    ) and (one.facts.columns, one.fits.columns) == (other.facts.columns, other.fits.columns)


def scores(pool: Pool) -> bytes:
    known = [label for label in pools.labels(20) if label.application_id in set(pool.ids.tolist())]
    ranker = Ranker().fit(pool, breakdown=pools.BREAKDOWN, labels=known, comparisons=(), criteria_weights={"swim": 2.0})
    return ranker.score(pool).tobytes()


@settings(deadline=None, max_examples=60)
@given(ACTS)
def test_a_pool_taken_in_piece_by_piece_is_the_pool_built_at_once(acts: list[Act]) -> None:
    resident, kept, broken = ResidentPool(), dict[int, FeatureRow](), set[int]()
    for what, chosen in acts:
        if what == "put":
            rows = {key: MADE[place] for key, place in chosen.items()}
            resident.put([stored(rows)])
            kept |= rows
            broken -= rows.keys()
        elif what == "damage":
            resident.put([Stored(list(chosen), [b"rubbish"] * len(chosen), [False] * len(chosen))])
            broken |= chosen.keys()
        else:
            resident.keep_only(key for key in kept.keys() | broken if key not in chosen)
            broken -= chosen.keys()
        kept = {key: row for key, row in kept.items() if key not in broken and not (what == "drop" and key in chosen)}
    at_once = Pool.build(list(kept), list(kept.values()), CRITERIA)
    assert same(resident.pool(CRITERIA), at_once)
    assert resident.unreadable == broken
    assert resident.last.tolist() == [key % 7 == 0 for key in sorted(kept)]
    assert scores(resident.pool(CRITERIA)) == scores(at_once)
    fresh = ResidentPool()
    fresh.put([stored(kept)])
    assert fresh.digest == resident.digest


def test_the_digest_tells_of_every_change() -> None:
    rows = {key: MADE[key] for key in range(5)}
    seen = set()
    for changed in (rows, rows | {3: MADE[30]}, rows | {9: MADE[3]}, {key: rows[key] for key in range(4)}):
        resident = ResidentPool()
        resident.put([stored(changed)])
        seen.add(resident.digest)
    behind = ResidentPool()
    behind.put([Stored(list(rows), [row.to_bytes() for row in rows.values()], [True] * 5)])
    assert len(seen | {behind.digest}) == 5


def test_the_matrices_are_built_anew_only_when_something_has_changed() -> None:
    resident = ResidentPool()
    resident.put([stored({key: MADE[key] for key in range(5)})])
    first = resident.pool(CRITERIA)
    resident.put([])
    resident.keep_only(range(5))
    assert resident.pool(CRITERIA) is first
    resident.put([stored({2: MADE[20]})])
    assert resident.pool(CRITERIA) is not first
