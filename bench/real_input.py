"""Real input, end to end: import, mark, rank, export; how well the rest is ranked, beside chance and beside LightGBM.

The rows come in through `casting import` and go out through `casting export`, as a person would have them. Of each set
300 labels are given as marks, drawn blindly; the average precision of the exported order on the rest is measured.
LightGBM sees the same labels, the same text (TF-IDF, 50 singular vectors) and the same facts.
"""

import argparse
import csv
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score
from sqlalchemy import insert, select

from bench.form import REPETITIONS, Row, milliseconds, program, row
from casting.domain.scoring import FeatureRow
from casting.domain.vocabulary import Duty, Opinion
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.services.team import create_member
from casting.store.calls import role_kept
from casting.store.engine import connect, reading, upgrade, writing
from casting.store.tables import ApplicantRow, ApplicationRow, FeaturesRow, MarkRow, table

LABELS = 300
CALL, ROLE = "real-input", "somebody"
HIDDEN = ("label", "grade", "group", "protected")
CALL_FILE = f"""
slug: {CALL}
title: Real input
production: A benchmark
summary: brief.md
opens_at: 2020-01-01 12:00
closes_at: 2020-12-31 12:00
time_zone: UTC
reference_date: 2020-01-01
keep_months: 12
consents: [{{purpose: casting, label: I agree, text: brief.md, required: yes}}]
roles: [{ROLE}.yaml]
"""
ROLE_FILE = f"""
slug: {ROLE}
title: Somebody
breakdown: brief.md
places: 1
quotas: {{shortlist: 20}}
questions:
  - {{key: text, kind: long text, label: Words, required: no, use: words}}
criteria:
  - {{key: said, title: Says something, class: info, asks: text, rule: {{kind: given}}}}
"""


@dataclass(frozen=True)
class Set:
    """One set of applications with labels, as its folder holds it."""

    folder: Path
    rows: tuple[Mapping[str, str], ...]
    facts: Mapping[str, str]
    brief: str

    @property
    def labels(self) -> np.ndarray:
        """1 where a person chose it; one entry a row."""
        return np.array([int(one["label"]) for one in self.rows])


def read_set(folder: Path) -> Set:
    """Read a set; see its data's README for the form."""
    meta = json.loads((folder / "meta.json").read_text())
    with gzip.open(folder / "applications.csv.gz", "rt", newline="") as opened:
        rows = tuple(csv.DictReader(opened))
    return Set(folder, rows, meta["facts"], str(meta["brief"] or "Somebody is looked for."))


class Installation:
    """An installation in a folder, on SQLite; run through the product's own commands."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = f"sqlite:///{data / 'casting.sqlite'}"

    def run(self, *words: str) -> None:
        """Run `casting` with these words."""
        environment = os.environ | {"CASTING_DATA": str(self.data), "CASTING_DATABASE_URL": self.url}
        subprocess.run(
            [sys.executable, "-m", "casting", *words], env=environment, check=True, stdout=subprocess.DEVNULL
        )

    def load(self, known: Set) -> float:
        """Load a call for the set and import its rows; milliseconds of the import."""
        folder = self.data / "call"
        folder.mkdir(parents=True)
        for name, content in (("call.yaml", CALL_FILE), (f"{ROLE}.yaml", ROLE_FILE), ("brief.md", known.brief)):
            (folder / name).write_text(content)
        upgrade(self.url)
        self.run("call", "load", str(folder))
        mapping = ["id=name", *(f"{name}={name.lower()}:{_kind(kind)}" for name, kind in known.facts.items())]
        mapping += ["text=text"] if "text" in known.rows[0] else []
        words = [word for entry in mapping for word in ("--map", entry)]
        file = str(known.folder / "applications.csv.gz")
        return milliseconds(lambda: self.run("import", f"{CALL}/{ROLE}", file, *words))

    def mark(self, known: Set, chosen: Sequence[int]) -> None:
        """Give the labels of these rows as one member's marks."""
        now = datetime.now(UTC)
        engine = connect(self.url)
        with writing(engine) as session:
            role = role_kept(session, CALL, ROLE)
            duties = {} if role is None else {role.call_id: Duty.DIRECTOR}
            member = create_member(
                session, name="D", email="d@example.org", duties=duties, password=None, now=now, administrator=False
            )
            ids = dict(tuple(one) for one in session.execute(_BY_NAME))
            opinions = {1: Opinion.PICK.value, 0: Opinion.PASS.value}
            marks = [
                {
                    "application_id": ids[known.rows[number]["id"]],
                    "member_id": member,
                    "opinion": opinions[int(known.rows[number]["label"])],
                    "marked_at": now,
                }
                for number in chosen
            ]
            session.execute(insert(table(MarkRow)), marks)
        engine.dispose()

    def prepare(self) -> None:
        engine = connect(self.url)
        prepare_pending(engine, now=datetime.now(UTC))
        engine.dispose()

    def rank(self) -> None:
        engine = connect(self.url)
        rank_role(engine, call=CALL, role=ROLE, now=datetime.now(UTC))
        engine.dispose()

    def exported(self) -> list[str]:
        """The ids of the set's rows in the exported order."""
        sheet = self.data / "sheet.csv"
        self.run("export", f"{CALL}/{ROLE}", "--out", str(sheet))
        with sheet.open(encoding="utf-8-sig", newline="") as opened:
            return [one["name"] for one in csv.DictReader(opened)]

    def facts(self) -> set[str]:
        """The names of all facts that stored features hold."""
        engine = connect(self.url)
        with reading(engine) as session:
            stored = session.scalars(select(table(FeaturesRow).c.packed)).all()
        engine.dispose()
        return {name for packed in stored for name in FeatureRow.from_bytes(packed).facts}


_BY_NAME = select(table(ApplicantRow).c.name, table(ApplicationRow).c.id).join(
    table(ApplicationRow), table(ApplicationRow).c.applicant_id == table(ApplicantRow).c.id
)


def _kind(kind: str) -> str:
    return "number" if kind == "number" else "choice"


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Every set that has labels and text; `raop` alone where `--quick`."""
    known = read_set(asked.data / "ranking" / "raop")
    case = f"raop, labels={LABELS}"
    seeds = 3 if asked.quick else max(REPETITIONS, asked.seeds)
    taken: dict[str, list[float]] = {"casting": [], "random": [], "lightgbm": []}
    with tempfile.TemporaryDirectory(prefix="casting-bench-") as folder:
        first = Installation(Path(folder) / "0")
        imported = first.load(known)
        first.prepare()
        leaked = {name for name in first.facts() if name.startswith(HIDDEN)} | (first.facts() - _allowed(known))
        for seed in range(seeds):
            chosen = random.Random(seed).sample(range(len(known.rows)), LABELS)
            taken["casting"].append(_ours(known, chosen, first, Path(folder) / f"seed-{seed}"))
            taken["random"].append(_chance(known, chosen, seed))
            if (boosted := _lightgbm(known, chosen, seed)) is not None:
                taken["lightgbm"].append(boosted)
    for peer in ("random", "lightgbm"):
        if taken[peer]:
            yield row("average_precision", case, "", taken["casting"], against=peer, peer=taken[peer])
    yield Row("leaked_columns", "raop", float(len(leaked)), "columns", parts={"names": sorted(leaked)})
    yield Row("import", f"raop, {len(known.rows)}", imported, "ms")


def _allowed(known: Set) -> set[str]:
    return {name.lower() for name in known.facts}


def _ours(known: Set, chosen: Sequence[int], first: Installation, folder: Path) -> float:
    shutil.copytree(first.data, folder)
    installation = Installation(folder)
    installation.mark(known, chosen)
    installation.rank()
    order = {name: place for place, name in enumerate(installation.exported())}
    return _precision(known, chosen, np.array([-order[one["id"]] for one in known.rows], dtype=float))


def _chance(known: Set, chosen: Sequence[int], seed: int) -> float:
    return _precision(known, chosen, np.random.default_rng(seed).random(len(known.rows)))


def _precision(known: Set, chosen: Sequence[int], scores: np.ndarray) -> float:
    rest = np.setdiff1d(np.arange(len(known.rows)), np.array(chosen))
    return float(average_precision_score(known.labels[rest], scores[rest]))


def _lightgbm(known: Set, chosen: Sequence[int], seed: int) -> float | None:
    """The peer's average precision; None where it is not installed (`make bench-setup`)."""
    try:
        from lightgbm import LGBMClassifier  # noqa: PLC0415 - a peer, in an environment of its own
    except ImportError:
        return None
    features = _features(known, seed)
    model = LGBMClassifier(n_estimators=200, learning_rate=0.05, min_child_samples=10, random_state=seed, verbose=-1)
    model.fit(features[list(chosen)], known.labels[list(chosen)])
    return _precision(known, chosen, model.predict_proba(features)[:, 1])


def _features(known: Set, seed: int) -> Any:
    texts = [one.get("text", "") for one in known.rows]
    words = TfidfVectorizer(sublinear_tf=True, min_df=3, ngram_range=(1, 2)).fit_transform(texts)
    reduced = TruncatedSVD(50, random_state=seed).fit_transform(words)
    return np.column_stack([reduced, *(_fact(known, name, kind) for name, kind in known.facts.items())])


def _fact(known: Set, name: str, kind: str) -> np.ndarray:
    values = [one[name] for one in known.rows]
    if kind == "number":
        return np.array([float(value) if value else np.nan for value in values])
    return np.unique(values, return_inverse=True)[1].astype(float)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER", help="holds ranking/raop")
    parser.add_argument("--seeds", type=int, default=REPETITIONS)


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure, prepare=_arguments)
