"""What manipulated applications gain, and how many are flagged: 500 among 3,000 honest ones.

Each attacker applies twice, in two installations that are otherwise the same: once with an honest text of her own,
once with it manipulated (`tests/attacks.py`, written before the detector). Both go in by `casting import` and out by
`casting export`; the difference of her places is her gain, as a share of the pool. A set
without a description of the role gets the demonstration's breakdown, to which none of its honest texts is close:
copying could not pay more. "second hand" is a case with attacks by somebody else (`bench/second_attacks.py`), written
later and without sight of the first ones or of the detector.
"""

import argparse
import csv
import gzip
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice, pairwise
from pathlib import Path
from random import Random

from sqlalchemy import select

from bench.form import Row, program, row
from bench.real_input import Installation, Set, read_set
from bench.second_attacks import FIELD, NUMBER
from bench.second_hand import Handed, handed_in
from casting import resources
from casting.services.demonstration.life import lived
from casting.services.demonstration.people import fictional_applicant
from casting.services.demonstration.stock import load_stock
from casting.store.engine import connect, reading
from casting.store.tables import ApplicantRow, ApplicationRow, FlagRow, table
from tests.attacks import Attack, attacks

HONEST, ATTACKERS, MARKS = 3_000, 500, 100
QUICK = 7
"""A quick run takes one of so many applications."""
LONGEST = 5_000
"""Characters that the form takes for an answer."""
LONG_ANSWERS = ("experience", "credits", "motivation")
LIMIT_GAIN, LIMIT_FLAGGED, LIMIT_HONEST = 2.0, 90.0, 0.0


@dataclass(frozen=True)
class Case:
    """Honest applicants and attackers of one set; the texts without the attackers' own tricks."""

    name: str
    brief: str
    honest: Sequence[str]
    wanted: Sequence[bool]
    attacks: Sequence[Attack | Handed]
    numbers: Sequence[str] = ()
    """Of each honest applicant her years in medicine, where attackers bend theirs."""


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Each set of the folder that has enough texts, and the demonstration's applicants."""
    for case in _cases(asked.data, QUICK if asked.quick else 1):
        yield from _measured(case)


def _measured(case: Case) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        plain, tricked = (_installed(case, Path(folder) / name, own=name == "plain") for name in ("plain", "tricked"))
        flagged = tricked.flagged()
        for marks in (0, MARKS):
            gains = _gains(case, plain, tricked, marks)
            parts = {
                trick: round(
                    statistics.median(g for g, a in zip(gains, case.attacks, strict=True) if a.trick == trick), 2
                )
                for trick in sorted({attack.trick for attack in case.attacks})
            }
            label = f"{case.name}, {'cold start' if not marks else f'{marks} marks'}"
            limit, parted = [LIMIT_GAIN] * len(gains), {"median_by_trick": parts}
            yield row("rank_gain", label, "% of the pool", gains, against="limit", peer=limit, parts=parted)
    caught = [100.0 * (f"a{number}" in flagged) for number in range(len(case.attacks))]
    missed = sorted(attack.trick for hit, attack in zip(caught, case.attacks, strict=True) if not hit)
    yield _share("flagged_share", case.name, statistics.mean(caught), LIMIT_FLAGGED, {"missed": missed})
    wronged = [number for number in range(len(case.honest)) if f"h{number}" in flagged]
    kinds = {str(number): sorted(flagged[f"h{number}"]) for number in wronged}
    yield Row("honest_flagged", case.name, len(wronged), "applications", "limit", LIMIT_HONEST, parts=kinds)


def _share(figure: str, case: str, value: float, limit: float, parts: Mapping[str, object]) -> Row:
    return Row(figure, case, value, "%", "limit", limit, value / limit, parts=parts)


def _gains(case: Case, plain: "Tried", tricked: "Tried", marks: int) -> list[float]:
    before, after = plain.places(case, marks), tricked.places(case, marks)
    pool = len(case.honest) + len(case.attacks)
    return [100.0 * (before[f"a{n}"] - after[f"a{n}"]) / pool for n in range(len(case.attacks))]


class Tried(Installation):
    """An installation with a case's applications, imported and prepared."""

    def flagged(self) -> Mapping[str, set[str]]:
        """The kinds of flags of each application that has one, by its applicant's name."""
        flags, applications, applicants = table(FlagRow), table(ApplicationRow), table(ApplicantRow)
        engine = connect(self.url)
        with reading(engine) as session:
            rows = session.execute(
                select(applicants.c.name, flags.c.kind)
                .join(applications, applications.c.applicant_id == applicants.c.id)
                .join(flags, flags.c.application_id == applications.c.id)
            ).all()
        engine.dispose()
        found: dict[str, set[str]] = {}
        for name, kind in rows:
            found.setdefault(name, set()).add(kind)
        return found

    def places(self, case: Case, marks: int) -> Mapping[str, int]:
        """The place of each application by name after so many marks on honest ones, half of them picks where it can."""
        if marks:
            self.mark(_as_set(case, self.data), _marked(case, marks))
        self.rank()
        return {name: place for place, name in enumerate(self.exported(), start=1)}


def _marked(case: Case, marks: int) -> list[int]:
    return Random(marks).sample(range(len(case.honest)), min(marks, len(case.honest)))


def _installed(case: Case, data: Path, *, own: bool) -> Tried:
    texts = [(f"h{number}", text) for number, text in enumerate(case.honest)]
    texts += [(f"a{number}", (one.honest if own else one.text)[:LONGEST]) for number, one in enumerate(case.attacks)]
    data.mkdir()
    numbers = [*case.numbers]
    numbers += [one.number if own else one.told_number for one in case.attacks if isinstance(one, Handed)]
    with gzip.open(data / "applications.csv.gz", "wt", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("id", "text", "years") if numbers else ("id", "text"))
        writer.writerows(zip(*zip(*texts, strict=True), numbers, strict=True) if numbers else texts)
    made = Tried(data)
    made.load(_as_set(case, data))
    made.prepare()
    return made


def _as_set(case: Case, folder: Path) -> Set:
    rows = tuple(
        {"id": f"h{number}", "text": text, "label": str(int(wanted))}
        for number, (text, wanted) in enumerate(zip(case.honest, case.wanted, strict=True))
    )
    return Set(folder, rows, {"years": "number"} if case.numbers else {}, case.brief)


def _cases(data: Path, part: int) -> Iterator[Case]:
    """Cases of the full size, or one of so many applications."""
    surgeon = (resources.seed_folder() / "the-challenge" / "the-surgeon.md").read_text()
    size = (HONEST + ATTACKERS) // part
    people = list(islice(_fictional(), size))
    best = sorted(taste for _, taste, _ in people)[-size // 5]
    yield _case("demonstration", surgeon, [(text, taste >= best) for text, taste, _ in people], part)
    yield _second_hand(surgeon, people, best, part)
    for folder in sorted((data / "ranking").iterdir()):
        known = read_set(folder)
        rows = [(one["text"], one["label"] == "1") for one in known.rows if one.get("text", "").strip()]
        if len(rows) >= HONEST + ATTACKERS:
            Random(0).shuffle(rows)
            described = any(len(brief) > 200 for brief in (known.brief,))
            yield _case(folder.name, known.brief if described else surgeon, rows[:size], part)


def _case(name: str, brief: str, rows: Sequence[tuple[str, bool]], part: int) -> Case:
    honest = rows[: HONEST // part]
    texts = [text for text, _ in honest]
    tricked = attacks([text for text, _ in rows[len(honest) :]], brief, others=texts, chance=Random(name))
    return Case(name, brief, texts, [wanted for _, wanted in honest], tricked)


def _second_hand(brief: str, people: Sequence[tuple[str, float, str]], best: float, part: int) -> Case:
    """The same people, the last of them attackers as the second hand has them."""
    honest, cheats = people[: HONEST // part], people[HONEST // part :]
    # What this role publishes is its text alone, so that its wants are read out of that.
    words = [word.strip(".,;:()") for word in brief.split()]
    wanted_phrases = [f"{one} {other}" for one, other in pairwise(words) if min(len(one), len(other)) > 3]
    tricked = handed_in(
        [{FIELD: text, NUMBER: years} for text, _, years in cheats],
        breakdown=brief,
        wanted=wanted_phrases,
        envied=[text for text, taste, _ in honest if taste >= best],
        chance=Random("second hand"),
    )
    wanted = [taste >= best for _, taste, _ in honest]
    return Case("second hand", brief, [text for text, *_ in honest], wanted, tricked, [years for *_, years in honest])


def _fictional() -> Iterator[tuple[str, float, str]]:
    """Long answers, the panel's taste for them and years in medicine, of those who do not give the breakdown back."""
    stock = load_stock(resources.seed_folder() / "demonstration")
    for index in count():
        if lived(index, seed=0).care != "copied":
            person = fictional_applicant(index, seed=0, stock=stock)
            years = person.answers.get(NUMBER) or "0"
            yield "\n".join(person.answers.get(key) or "" for key in LONG_ANSWERS).strip(), person.taste, years


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER", help="the data sets; see their README")


if __name__ == "__main__":
    program((__doc__ or "").splitlines()[0], measure, prepare=_arguments)
