"""How well applications are ranked: beside trees, beside ASReview, beside chance, on sets that real people judged.

Rows of the sets become features, the pool, the fit and the order by the product's own functions. `labels=20`: as many
blind labels, then average precision over the rest, no breakdown given to anyone unless the row is against
`no_breakdown`. `two labels`: a review that begins with a known pick and a known pass. `breakdown`: one that begins with
the role's description alone. `bench.stopping` and `bench.rerank` add when it is safe to stop, and how long a mark takes
to become an order.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench import rerank, stopping
from bench.form import Row, program
from bench.ranking_figures import Plan, blind, compared, gained, reviewed, sure
from bench.ranking_rows import Measured, rows_of
from bench.ranking_sets import Role, read_roles

FIGURES: tuple[Callable[[Role, Plan], list[Measured]], ...] = (blind, reviewed, gained, compared, sure)
FULL, QUICK = Plan(seeds=5, reviews=3), Plan(seeds=1, reviews=1)


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Every figure over all roles; each role and group of figures in a process of its own, on all cores."""
    plan = QUICK if asked.quick else FULL
    roles = sorted(read_roles(asked.data, asked.sets), key=len, reverse=True)
    cores = len(os.sched_getaffinity(0))
    # Libraries read this when they are loaded: so the processes begin afresh instead of as copies of this one
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        tasks = {pool.submit(figures, role, plan): (figures, role) for figures in FIGURES for role in roles}
        found: list[Measured] = []
        for task, (figures, role) in tasks.items():
            try:
                found += task.result()
            except Exception as fault:  # noqa: BLE001 - a set that one library refuses leaves the others' figures
                print(f"{role.name}: {figures.__name__} left out, {fault!r}", file=sys.stderr)
    yield from rows_of(found)
    yield from stopping.measure(asked)
    yield from rerank.measure(asked)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER", help="holds ranking/<set>, or sets themselves")
    parser.add_argument("--sets", nargs="*", default=(), metavar="SET", help="only these")


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure, prepare=_arguments)
