"""What is so about one fictional person, before a word of hers is written."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from casting.services.demonstration.chance import stream, weighted

REFERENCE = date(2020, 11, 3)
"""The day for which the call counts ages."""

HERITAGES = (
    ("russian", 46.0), ("ukrainian", 6.0), ("belarusian", 3.0), ("tatar", 7.0), ("jewish", 4.5),
    ("armenian", 4.0), ("georgian", 3.5), ("kazakh", 3.5), ("kyrgyz", 1.5), ("uzbek", 2.5), ("azeri", 1.8),
    ("caucasian", 4.0), ("siberian", 4.5), ("korean", 2.0), ("german", 2.0), ("greek", 1.2), ("western", 2.2),
    ("arabic", 0.6), ("chinese", 0.7),
)  # fmt: skip

CALLINGS = (
    ("stage", 30.0), ("screen", 11.0), ("student", 7.0), ("doctor", 13.0), ("nurse", 9.0), ("sport", 8.0),
    ("science", 8.0), ("service", 5.0), ("other", 9.0),
)  # fmt: skip
YOUNG_CALLINGS = (("student", 60.0), ("sport", 8.0), ("other", 22.0), ("stage", 10.0))
STARTS = {
    "stage": 21,
    "screen": 21,
    "student": 18,
    "doctor": 25,
    "nurse": 20,
    "sport": 18,
    "science": 23,
    "service": 20,
    "other": 20,
}

VOICES = (("dry", 24.0), ("warm", 25.0), ("funny", 16.0), ("formal", 11.0), ("poetic", 12.0), ("loose", 12.0))
HOPELESS_SHARE = 0.055
COPIED_SHARE = 0.007


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a portrait shows of a person."""

    man: bool
    birth_date: date
    heritage: str

    @property
    def age(self) -> int:
        """Full years on the reference date."""
        day = self.birth_date
        return REFERENCE.year - day.year - ((day.month, day.day) > (REFERENCE.month, REFERENCE.day))


@dataclass(frozen=True, slots=True)
class Life:
    """A person's facts. Years are full years; credits are counts; ``care`` is how she took the form."""

    sketch: Sketch
    calling: str
    years: int
    medical_years: int
    stage_credits: int
    screen_credits: int
    russian_citizen: bool
    english: str
    swim: str
    run: str
    dive: str
    voice: str
    writes_russian: bool
    care: str


def sketched(index: int, *, seed: int) -> Sketch:
    """Sex, birth date and heritage of an index: what the portrait and the facts must agree on."""
    rng = stream(seed, index, "sketch")
    man = rng.random() < 0.012
    kind = rng.random()
    if kind < 0.80:
        age = round(rng.triangular(24.6, 40.4, 31))
    elif kind < 0.885:
        age = rng.randint(18, 24)
    elif kind < 0.985:
        age = 41 + int(rng.expovariate(0.22))
    else:
        age = rng.randint(56, 79)
    last_birthday = REFERENCE - timedelta(days=rng.randrange(364))
    month_end = min(last_birthday.day, 28)
    birth_date = date(last_birthday.year - min(age, 79), last_birthday.month, month_end)
    return Sketch(man=man, birth_date=birth_date, heritage=weighted(rng, HERITAGES))


def lived(index: int, *, seed: int) -> Life:
    """The facts of an index."""
    rng = stream(seed, index, "life")
    sketch = sketched(index, seed=seed)
    calling = weighted(rng, YOUNG_CALLINGS if sketch.age <= 22 else CALLINGS)
    if calling == "student" and sketch.age > 30:
        calling = "other"
    since = STARTS[calling] + rng.choice((0, 0, 1, 2, 3, 5))
    years = max(2, min(sketch.age - since, 41))
    english = weighted(
        rng, (("none", 3.0), ("A1", 8.0), ("A2", 17.0), ("B1", 27.0), ("B2", 27.0), ("C1", 14.0), ("C2", 4.0))
    )
    return Life(
        sketch=sketch,
        calling=calling,
        years=years,
        medical_years=_medical_years(rng, calling, years),
        stage_credits=_stage_credits(rng, calling, years),
        screen_credits=_screen_credits(rng, calling),
        russian_citizen=rng.random() < (0.25 if sketch.heritage in {"western", "arabic", "chinese"} else 0.93),
        english=english,
        swim=weighted(rng, (("under20", 68.0), ("slower", 12.0), ("no", 5.0), ("unsure", 15.0))),
        run=weighted(rng, (("under330", 52.0), ("slower", 16.0), ("no", 5.0), ("unsure", 27.0))),
        dive=weighted(rng, (("yes", 74.0), ("no", 9.0), ("unsure", 17.0))),
        voice=weighted(rng, VOICES),
        writes_russian=not sketch.man and rng.random() < {"none": 0.75, "A1": 0.45, "A2": 0.2}.get(english, 0.06),
        care=_care(rng, sketch),
    )


def _care(rng: Random, sketch: Sketch) -> str:
    hopeless = HOPELESS_SHARE * (4 if sketch.man else 1)
    return weighted(rng, (("hopeless", hopeless), ("copied", COPIED_SHARE), ("full", 1 - hopeless - COPIED_SHARE)))


def _medical_years(rng: Random, calling: str, years: int) -> int:
    if calling in {"doctor", "nurse"}:
        return years
    # Some who act, fly or teach have worked in a hospital before.
    return rng.randint(1, min(6, years)) if rng.random() < 0.13 else 0


def _stage_credits(rng: Random, calling: str, years: int) -> int:
    if calling == "stage":
        return rng.randint(2, 3 + min(years, 9))
    if calling in {"screen", "student"}:
        return rng.randint(0, 3)
    return rng.choice((0, 0, 0, 0, 1, 2))


def _screen_credits(rng: Random, calling: str) -> int:
    if calling == "screen":
        return rng.randint(2, 7)
    return rng.choice((0, 0, 0, 1, 1, 2)) if calling in {"stage", "student"} else rng.choice((0, 0, 0, 0, 0, 1))
