"""How often lists are alarmed that are fair, and those that are not: the product's rule beside the bare four fifths.

From each set of real outcomes pools are drawn. A fair list is drawn blindly from its pool; whoever alarms on it is
wrong. An unfair list holds those whose outcome was good, with the gaps that the world left in the set. A list is
alarmed when any group of any trait is; traits taken together are left out, so that both rules see the same groups.
"""

import argparse
import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.form import Row, program
from casting.domain.fairness import FOUR_FIFTHS
from casting.ranking.fairness import impact

POOL = 3_000
LISTS = (20, 100, 300)
DRAWS, QUICK_DRAWS = 400, 60
TRAITS = ("sex", "gender", "race")
"""What a column's name begins with, in any case, when it tells a protected trait."""


@dataclass(frozen=True)
class Outcomes:
    """A set: the group of each person by trait, and whether the outcome was good."""

    name: str
    traits: Mapping[str, Sequence[str]]
    good: Sequence[bool]


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Every set of the folder."""
    draws = QUICK_DRAWS if asked.quick else DRAWS
    for file in sorted((asked.data / "fairness").glob("*.csv.zip")):
        known = _read(file)
        for size in LISTS:
            yield _alarmed("fair_lists_alarmed", known, size, draws, blindly=True)
        yield _alarmed("real_gaps_alarmed", known, POOL, max(10, draws // 10), blindly=False)


def _alarmed(figure: str, known: Outcomes, size: int, draws: int, *, blindly: bool) -> Row:
    chance = Random(f"{known.name} {size}")
    ours = bare = 0
    for _ in range(draws):
        pool = chance.sample(range(len(known.good)), min(POOL, len(known.good)))
        drawn = set(chance.sample(range(len(pool)), size)) if blindly else set()
        selected = [place in drawn if blindly else known.good[person] for place, person in enumerate(pool)]
        found = [
            impact({trait: [groups[person] for person in pool]}, selected=selected)[0]
            for trait, groups in known.traits.items()
        ]
        ours += any(one.alarming for one in found)
        bare += any(group.ratio is not None and group.ratio < FOUR_FIFTHS for one in found for group in one.groups)
    mine, theirs = 100 * ours / draws, 100 * bare / draws
    case = f"{known.name}, list={size}" if blindly else f"{known.name}, outcomes"
    ratio = mine / theirs if theirs else None
    return Row(figure, case, mine, "% of lists", "four_fifths", theirs, ratio, repetitions=draws)


def _read(file: Path) -> Outcomes:
    """A set in the form of its folder: traits as numbers or one column for each group, the outcome last."""
    with zipfile.ZipFile(file) as archive, archive.open(archive.namelist()[0]) as opened:
        rows = list(csv.reader(io.TextIOWrapper(opened)))
    heads, people = rows[0], rows[1:]
    columns: dict[str, list[int]] = {}
    for place, head in enumerate(heads):
        trait = next((trait for trait in TRAITS if head.lower().startswith(trait)), None)
        if trait is not None:
            columns.setdefault(trait, []).append(place)
    traits = {trait: [_group(row, heads, places) for row in people] for trait, places in columns.items()}
    return Outcomes(file.name.partition(".")[0], traits, [float(row[-1]) > 0 for row in people])


def _group(row: Sequence[str], heads: Sequence[str], places: Sequence[int]) -> str:
    if len(places) == 1:
        return row[places[0]]
    return next((heads[place] for place in places if float(row[place]) > 0), "none of these")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER", help="the data sets; see their README")


if __name__ == "__main__":
    program((__doc__ or "").splitlines()[0], measure, prepare=_arguments)
