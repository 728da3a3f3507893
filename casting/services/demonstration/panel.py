"""A fictional panel that marks some of the applicants after a hidden taste, each reviewer in her own way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, pstdev

from casting.domain.vocabulary import Duty, Opinion
from casting.services.demonstration.people import FictionalApplicant

PICK_ABOVE = 0.98
MAYBE_ABOVE = 0.1
SHARED = 0.25


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Someone of the panel. ``severity`` and ``noise`` are in standard deviations of the taste among the applicants."""

    name: str
    email: str
    duty: Duty
    severity: float
    noise: float


REVIEWERS = (
    Reviewer("Ада Коростелёва", "ada@casting.example.org", Duty.DIRECTOR, 0.0, 0.4),
    Reviewer("Mirela Štefanić", "mirela@casting.example.org", Duty.ASSOCIATE, 0.25, 0.55),
    Reviewer("Тимур Забелин", "timur@casting.example.org", Duty.ASSOCIATE, -0.2, 0.65),
    Reviewer("Oona Brightwater", "oona@casting.example.org", Duty.ASSOCIATE, 0.05, 0.5),
)


@dataclass(frozen=True, slots=True)
class FictionalMark:
    """A reviewer's opinion of the applicant with this index, so many minutes after the panel began."""

    index: int
    reviewer: Reviewer
    opinion: Opinion
    stars: int | None
    minute_offset: int


def panel_marks(applicants: Sequence[FictionalApplicant], *, seed: int, marks: int = 400) -> Iterator[FictionalMark]:
    """So many marks in the order in which they were given, at most one of a reviewer for an applicant.

    About a quarter are second opinions. The same applicants and seed give the same marks.
    """
    if not applicants:
        return
    rng = Random(f"{seed}/panel")
    mean = fmean(one.taste for one in applicants)
    spread = pstdev(one.taste for one in applicants) or 1.0
    for number, (place, reviewer) in enumerate(_turns(rng, len(applicants), marks)):
        applicant = applicants[place]
        felt = (applicant.taste - mean) / spread - reviewer.severity + rng.gauss(0, reviewer.noise)
        opinion = _opinion(felt)
        minute = int(number * 1.6) + number // 60 * 45
        yield FictionalMark(applicant.index, reviewer, opinion, _stars(rng, felt), minute)


def _turns(rng: Random, size: int, marks: int) -> list[tuple[int, Reviewer]]:
    """Who looks at whom: places in the sequence and reviewers, without a repetition."""
    marks = min(marks, size * len(REVIEWERS))
    order = rng.sample(range(size), size)
    firsts = order[: max(1, round(marks * (1 - SHARED)))]
    given = [(place, rng.choice(REVIEWERS)) for place in firsts]
    taken = set(given)
    while len(given) < marks:
        turn = (rng.choice(firsts), rng.choice(REVIEWERS))
        if len(taken) == len(firsts) * len(REVIEWERS):
            firsts = order
        if turn not in taken:
            taken.add(turn)
            given.append(turn)
    rng.shuffle(given)
    return given


def _opinion(felt: float) -> Opinion:
    if felt > PICK_ABOVE:
        return Opinion.PICK
    return Opinion.MAYBE if felt > MAYBE_ABOVE else Opinion.PASS


def _stars(rng: Random, felt: float) -> int | None:
    """One to five, or none given."""
    if rng.random() < 0.3:
        return None
    return max(1, min(5, round(2.7 + 1.1 * felt + rng.gauss(0, 0.4))))
