"""Sets of applications with labels as the product's own pools: `ranking/<set>` of a data folder, see its README.

A cell becomes an answer, and answers become features by the functions that preparing uses. Labels, grades, groups and
protected columns are no answers, so nothing of them reaches a feature.
"""

import csv
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casting.domain.calls import CallPlan, Question, RolePlan, judge
from casting.domain.criteria import Answer
from casting.domain.scoring import FeatureRow
from casting.domain.vocabulary import QuestionKind, QuestionUse
from casting.ranking.features import Pool, vectorise_many
from casting.services.scored import scored_facts, scored_fits, scored_words
from casting.store.calls import KeptRole

Truths = NDArray[np.bool_]
Floats = NDArray[np.float64]

OWN_ROLE = (200, 20)
"""A group with at least so many rows and picks is a role of its own; smaller ones are read as one pool."""
FEWEST = 5
"""With fewer picks or fewer passes there is nothing to measure."""
SHUFFLE = 0


@dataclass(frozen=True, eq=False)
class Role:
    """The applications for one role of a set; row i of everything is the application of id i.

    Attributes:
        name: of the set, with the group where it is one of several.
        folder: the set's name.
        rows: what the product's scorer reads of each.
        picked: bool (n,): whether a person chose it.
        texts: as they were written.
        answers: facts by name, None where the cell is empty.
        kinds: of each fact: "number" or "category".
        breakdown: title and abstract of the role's description; empty where there is none.
        pairs: (winner, loser) by id, as people said, or from different grades within a group.
        grades: float64 (n,), 0 to 1 as a share of the rank within the group; NaN where there is none.
    """

    name: str
    folder: str
    rows: tuple[FeatureRow, ...]
    picked: Truths
    texts: tuple[str, ...]
    answers: tuple[Mapping[str, Answer], ...]
    kinds: Mapping[str, str]
    breakdown: str
    pairs: tuple[tuple[int, int], ...]
    grades: Floats

    @cached_property
    def pool(self) -> Pool:
        return Pool.build(range(len(self.rows)), self.rows)

    @property
    def has_text(self) -> bool:
        return any(self.texts)

    def __len__(self) -> int:
        return len(self.rows)


def read_roles(folder: Path, names: Sequence[str] = ()) -> Iterator[Role]:
    """The roles of the named sets of a data folder, or of all; a set that cannot be read is named and left out."""
    held = folder / "ranking" if (folder / "ranking").is_dir() else folder
    found = sorted(file.parent for file in held.glob("*/applications.csv.gz"))
    for one in found:
        if not names or one.name in names:
            try:
                yield from filter(_can_be_measured, _roles(one))
            except (ValueError, KeyError, OSError) as fault:
                print(f"{one.name}: left out, {fault!r}", file=sys.stderr)


def _can_be_measured(role: Role) -> bool:
    picks = int(role.picked.sum())
    if min(picks, len(role) - picks) < FEWEST or not (role.has_text or role.kinds):
        print(f"{role.name}: left out, {picks} picks of {len(role)}, {len(role.kinds)} facts", file=sys.stderr)
        return False
    return True


def _roles(folder: Path) -> Iterator[Role]:
    csv.field_size_limit(2**31 - 1)
    with gzip.open(folder / "applications.csv.gz", "rt", encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    # Ties go to the lower id: the order of the file, which may be by label, must not decide them.
    random.Random(SHUFFLE).shuffle(rows)
    file = folder / "meta.json"
    meta = json.loads(file.read_text()) if file.exists() else {}
    compared = folder / "comparisons.csv"
    said = _comparisons(compared) if compared.exists() else None
    sizes = Counter(one.get("group") or "" for one in rows)
    picks = Counter(one.get("group") or "" for one in rows if int(float(one["label"])))
    large = [group for group in sizes if sizes[group] >= OWN_ROLE[0] and picks[group] >= OWN_ROLE[1]]
    if len(sizes) > 1 and len(large) == len(sizes):
        for group in sorted(sizes):
            part = [one for one in rows if (one.get("group") or "") == group]
            yield _role(f"{folder.name}/{group}", folder.name, part, meta, said)
    elif rows:
        yield _role(folder.name, folder.name, rows, meta, said)


def _role(
    name: str,
    folder: str,
    rows: Sequence[Mapping[str, str]],
    meta: Mapping[str, object],
    said: Sequence[tuple[str, str]] | None,
) -> Role:
    kinds = _kinds(rows, meta.get("facts"))
    answers = tuple({fact: _answer(one[fact], kind) for fact, kind in kinds.items()} for one in rows)
    texts = tuple(one.get("text") or "" for one in rows)
    brief = meta.get("brief")
    told = "\n\n".join(str(value) for value in brief.values() if value) if isinstance(brief, Mapping) else brief or ""
    grades = _standing(rows)
    ids = {one["id"]: place for place, one in enumerate(rows)}
    known = [(ids[winner], ids[loser]) for winner, loser in said or () if winner in ids and loser in ids]
    return Role(
        name,
        folder,
        tuple(_features(kinds, texts, answers)),
        np.array([int(float(one["label"])) > 0 for one in rows], bool),
        texts,
        answers,
        kinds,
        str(told),
        tuple(known if said is not None else _graded_pairs(rows, grades)),
        grades,
    )


def _features(
    kinds: Mapping[str, str], texts: Sequence[str], answers: Sequence[Mapping[str, Answer]]
) -> Iterator[FeatureRow]:
    """What preparing stores of each application."""
    role = _kept(kinds)
    given: list[dict[str, Answer]] = [{"text": text or None, **told} for text, told in zip(texts, answers, strict=True)]
    words = vectorise_many(scored_words(role, one) for one in given)
    for terms, one in zip(words, given, strict=True):
        verdicts = judge(role.role.criteria, one, on=role.call.reference_date)
        yield FeatureRow(terms, scored_facts(role, one), scored_fits(role, verdicts))


def _kept(kinds: Mapping[str, str]) -> KeptRole:
    """A role that asks for the set's text and facts."""
    questions = [Question("text", QuestionKind.LONG_TEXT, "Words", use=QuestionUse.WORDS)]
    for name, kind in kinds.items():
        asked = QuestionKind.NUMBER if kind == "number" else QuestionKind.CHOICE
        questions.append(Question(name, asked, name, use=QuestionUse.FACT))
    then = datetime(2020, 1, 1, tzinfo=UTC)
    call = CallPlan("bench", "Bench", "", "", then, then, "UTC", date(2020, 1, 1), 12, (), ())
    role = RolePlan("role", "Role", "", 1, tuple(questions), (), {})
    return KeptRole(1, 1, 1, 1, call, role, frozenset(question.key for question in questions), {}, {}, {}, {})


def _kinds(rows: Sequence[Mapping[str, str]], told: object) -> dict[str, str]:
    """The kind of each fact: as told, else a number where every cell is one."""
    kinds = {str(name): str(kind) for name, kind in told.items()} if isinstance(told, Mapping) else {}
    for name in rows[0]:
        if name.startswith("fact_") and name not in kinds:
            kinds[name] = "number" if all(_is_number(one[name]) for one in rows if one[name]) else "category"
    return {name: kind for name, kind in kinds.items() if name in rows[0] and name.startswith("fact_")}


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _answer(cell: str, kind: str) -> Answer:
    if not cell:
        return None
    return float(cell) if kind == "number" and _is_number(cell) else cell


def _comparisons(file: Path) -> list[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [(one["winner"], one["loser"]) for one in csv.DictReader(opened)]


def _standing(rows: Sequence[Mapping[str, str]]) -> Floats:
    """Where each grade stands among those of its group, 0 to 1; equal grades stand in the middle of themselves."""
    grades = np.array([float(one.get("grade") or "nan") for one in rows], np.float64)
    groups = np.array([one.get("group") or "" for one in rows])
    standing = np.full(len(rows), np.nan)
    for group in np.unique(groups):
        own = np.flatnonzero((groups == group) & np.isfinite(grades))
        ordered = np.sort(grades[own])
        below = np.searchsorted(ordered, grades[own]) + np.searchsorted(ordered, grades[own], side="right")
        standing[own] = below / (2 * max(len(own), 1))
    return standing


def _graded_pairs(rows: Sequence[Mapping[str, str]], standing: Floats) -> Iterator[tuple[int, int]]:
    """Comparisons that follow from grades: each graded row with five others of its group that are graded otherwise."""
    chance = random.Random(SHUFFLE)
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(rows):
        if np.isfinite(standing[place]):
            groups.setdefault(one.get("group") or "", []).append(place)
    for members in groups.values():
        for place in members:
            for other in chance.sample(members, min(5, len(members))):
                if standing[place] != standing[other]:
                    yield (place, other) if standing[place] > standing[other] else (other, place)
