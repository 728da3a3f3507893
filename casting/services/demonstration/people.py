"""Fictional applicants. The same seed and index give the same person, in any process and for any number of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from types import MappingProxyType

from casting.services.demonstration.answers import able, measured, practical, spoken
from casting.services.demonstration.chance import stream, weighted
from casting.services.demonstration.contact import email, phone
from casting.services.demonstration.life import Life, lived
from casting.services.demonstration.naming import full_name
from casting.services.demonstration.stock import Place, Stock
from casting.services.demonstration.writing import Writing, written

ENGLISH_LEVELS = ("none", "A1", "A2", "B1", "B2", "C1", "C2")


@dataclass(frozen=True, slots=True)
class FictionalApplicant:
    """One application as it was typed.

    ``answers`` holds raw strings by question key; a key that is missing was not answered. Always answered are
    citizenship, record, plays, height and motivation. ``received_offset`` is the place
    within the call's opening time, 0 to 1. ``taste`` is what the fictional panel will feel; nothing else may read it.
    """

    index: int
    name: str
    email: str
    phone: str
    birth_date: date
    city: str
    country: str
    answers: Mapping[str, str]
    tape_url: str | None
    has_portrait: bool
    received_offset: float
    taste: float


def fictional_applicant(index: int, *, seed: int, stock: Stock) -> FictionalApplicant:
    """The applicant of this index. Nobody real; see ``FictionalApplicant`` for what holds."""
    life = lived(index, seed=seed)
    rng = stream(seed, index, "form")
    place = weighted(rng, tuple((one, one.weight) for one in stock.places))
    name, plain = full_name(rng, life.sketch.heritage, man=life.sketch.man, stock=stock)
    texts = written(life, place, seed=seed, index=index, stock=stock)
    answers = measured(life, rng) | practical(life, rng) | _long_answers(texts)
    languages = spoken(life, rng)
    if languages:
        answers["languages"] = languages
    answers |= able(life, stream(seed, index, "able"))
    hopeless = life.care == "hopeless"
    return FictionalApplicant(
        index=index,
        name=name,
        email=email(rng, plain, index=index, year=life.sketch.birth_date.year % 100),
        phone=phone(rng, place.country),
        birth_date=life.sketch.birth_date,
        city=_city(rng, place, life),
        country=place.country,
        answers=MappingProxyType(answers),
        tape_url=_tape(rng) if rng.random() < (0.25 if hopeless else 0.84) else None,
        has_portrait=rng.random() >= (0.3 if hopeless else 0.025),
        received_offset=_received(rng),
        taste=_taste(life, texts, answers, rng),
    )


def _long_answers(texts: Writing) -> dict[str, str]:
    typed = {"experience": texts.experience, "credits": texts.credits, "motivation": texts.motivation}
    return {key: text for key, text in typed.items() if text}


def _city(rng: Random, place: Place, life: Life) -> str:
    """Her city in her alphabet, with the care that people take."""
    city = place.cyrillic if life.writes_russian else place.latin
    return weighted(rng, ((city, 93.0), (city.lower(), 4.0), (f"{city} ", 2.0), (city.upper(), 1.0)))


def _tape(rng: Random) -> str:
    """A link to a self-tape on a host that does not exist."""
    code = "".join(rng.choices("abcdefghijkmnpqrstuvwxyz23456789", k=9))
    hosts = (
        "https://tapes.example.org/v/{}",
        "https://video.example.com/watch?v={}",
        "https://cloud.example.net/s/{}/onegin.mp4",
    )
    return rng.choice(hosts).format(code)


def _received(rng: Random) -> float:
    """Many in the first days, many in the last hours, the rest between."""
    kind = rng.random()
    if kind < 0.34:
        return min(0.999, rng.expovariate(14))
    if kind < 0.66:
        return rng.random() * 0.999
    return max(0.0, 1 - rng.expovariate(18) - 0.0005)


def _taste(life: Life, texts: Writing, answers: Mapping[str, str], rng: Random) -> float:
    """What the panel looks for: work under pressure told concretely, years with patients, the stage, water, candour."""
    taste = (
        0.9 * ("pressure" in texts.tells)
        + 0.35 * ("doubt" in texts.tells)
        + 0.3 * ("proof" in texts.tells)
        + 0.9 * min(life.medical_years, 10) / 10
        + 0.7 * min(life.stage_credits, 6) / 6
        + 0.4 * (answers.get("swim") == "under20")
        + 0.2 * (answers.get("dive") == "yes")
        + 0.2 * ENGLISH_LEVELS.index(answers.get("english", "none")) / 6
        - 0.5 * (texts.experience is None)
        - {"full": 0.0, "copied": 1.2, "hopeless": 1.8}[life.care]
    )
    return taste + rng.gauss(0, 0.2)
