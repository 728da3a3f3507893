"""Sets become the product's own pools, and nothing that an applicant did not say becomes a feature."""

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bench.ranking_sets import Role, read_roles
from casting.ranking.scorer import Label, LabelKind, Ranker

ROWS = [
    {
        "id": f"p{place}",
        "text": f"swims and dives for {place + 10}",
        "fact_height": str(160 + place),
        "fact_voice": voice,
    }
    for place, voice in enumerate(["alto", "soprano", "", "alto", "tenor", "bass"] * 4)
]
META = {"facts": {"fact_height": "number"}, "brief": {"title": "A surgeon", "abstract": "Who dives."}}


def written(folder: Path, told: Mapping[str, Sequence[str]]) -> Role:
    """The rows with these columns beside them, written as a set and read again."""
    home = folder / "ranking" / "invented"
    home.mkdir(parents=True)
    rows = [one | {name: values[place] for name, values in told.items()} for place, one in enumerate(ROWS)]
    with gzip.open(home / "applications.csv.gz", "wt", newline="") as opened:
        sheet = csv.DictWriter(opened, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    (home / "meta.json").write_text(json.dumps(META))
    (role,) = read_roles(folder)
    return role


LABELS = [str(int(place % 3 == 0)) for place in range(len(ROWS))]


@pytest.mark.parametrize("hidden", ["protected_sex", "grade", "group"])
def test_what_nobody_said_changes_no_bit(tmp_path: Path, hidden: str) -> None:
    one = written(tmp_path / "one", {"label": LABELS, hidden: ["1", "2"] * 12})
    two = written(tmp_path / "two", {"label": LABELS, hidden: ["2", "2", "1"] * 8})
    assert one.rows == two.rows
    labels = [Label(place, LabelKind.PICK if one.picked[place] else LabelKind.PASS) for place in range(12)]
    scores = [
        Ranker()
        .fit(role.pool, breakdown=role.breakdown, labels=labels, comparisons=(), criteria_weights={})
        .score(role.pool)
        .tobytes()
        for role in (one, two)
    ]
    assert scores[0] == scores[1]


def test_labels_reach_no_feature(tmp_path: Path) -> None:
    one = written(tmp_path / "one", {"label": LABELS})
    two = written(tmp_path / "two", {"label": ["1", "0"] * 12})
    assert one.rows == two.rows
    assert (one.picked != two.picked).any()


def test_a_cell_becomes_an_answer(tmp_path: Path) -> None:
    role = written(tmp_path, {"label": LABELS})
    assert role.breakdown == "A surgeon\n\nWho dives."
    assert role.kinds == {"fact_height": "number", "fact_voice": "category"}
    assert {row.facts["fact_voice"] for row in role.rows} == {"alto", "soprano", "tenor", "bass", None}
    assert {row.facts["fact_height"] for row in role.rows} == {160.0 + place for place in range(len(ROWS))}
    assert len({row.terms.text for row in role.rows}) == len(ROWS)


def test_grades_become_comparisons(tmp_path: Path) -> None:
    role = written(tmp_path, {"label": LABELS, "grade": [str(place % 4) for place in range(len(ROWS))]})
    assert role.pairs
    assert all(role.grades[winner] > role.grades[loser] for winner, loser in role.pairs)


def test_a_set_with_hardly_a_pick_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="not enough values"):
        written(tmp_path, {"label": ["1", *["0"] * 23]})
    assert "invented: left out, 1 picks of 24" in capsys.readouterr().err


def test_a_set_that_cannot_be_read_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "ranking" / "broken"
    home.mkdir(parents=True)
    (home / "applications.csv.gz").write_bytes(b"no gzip")
    assert list(read_roles(tmp_path)) == []
    assert "broken: left out" in capsys.readouterr().err
