"""The long answers of a fictional application, composed from its person's facts."""

from dataclasses import dataclass
from random import Random

from casting.services.demonstration.chance import stream, weighted
from casting.services.demonstration.grammar import Voice
from casting.services.demonstration.life import REFERENCE, Life
from casting.services.demonstration.stock import Place, Stock
from casting.services.demonstration.typing_slips import capitalised, loosened, shortened, slipped, titled

FEWEST, MOST, FEWEST_TOGETHER = 20, 140, 82
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
CREDIT_STYLES = ("listed", "dashed", "told", "dated", "quoted")
TELLS = ("pressure", "doubt", "proof")


@dataclass(frozen=True, slots=True)
class Writing:
    """Long answers (None: left empty), and which telling things they hold ("pressure", "doubt", "proof")."""

    experience: str | None
    credits: str | None
    motivation: str
    tells: frozenset[str]


def written(life: Life, place: Place, *, seed: int, index: int, stock: Stock) -> Writing:
    """What this person wrote, in her language."""
    rng = stream(seed, index, "writing")
    language = "russian" if life.writes_russian else "english"
    voice = Voice(stock.grammars[language], rng, words_of(life, place, rng), tags_of(life, place, rng))
    if life.care != "full":
        return _careless(voice, life)
    experience: str | None = _answer(voice, "experience", more="experience_more")
    motivation = _answer(voice, "motivation", more="motivation_more")
    parts = _credits(voice, life)
    if rng.random() < 0.02:
        experience = None
    while len(f"{experience or ''} {motivation} {parts or ''}".split()) < FEWEST_TOGETHER:
        motivation = f"{motivation} {capitalised(voice.say('motivation_more'))}"
    tells = frozenset(tell for tell in TELLS if voice.touched(tell))
    return Writing(
        experience=_typed(experience, life, rng),
        credits=_typed(parts, life, rng),
        motivation=_typed(motivation, life, rng) or motivation,
        tells=tells if experience else tells - {"pressure"},
    )


def words_of(life: Life, place: Place, rng: Random) -> dict[str, str]:
    """The words that a person brings to the grammar: numbers, years and her city."""
    years, age, medical = life.years, life.sketch.age, life.medical_years
    began = REFERENCE.year - years
    return {
        "age": str(age),
        "age_ru": russian_years(age),
        "years": NUMBERS[years] if years < len(NUMBERS) else str(years),
        "years_n": str(years),
        "years_ru": russian_years(years),
        "began": str(began),
        "before": str(began - rng.choice((3, 4, 5))),
        "lately": str(REFERENCE.year - rng.randint(0, min(3, years - 1))),
        "medical_span": _span(medical),
        "medical_ru": russian_years(medical),
        "city": place.inside if life.writes_russian else place.latin,
        "count": NUMBERS[life.stage_credits + life.screen_credits],
    }


def tags_of(life: Life, place: Place, rng: Random) -> frozenset[str]:
    """What the grammar's conditions ask: calling, voice, circumstances, length and habits of writing."""
    age = life.sketch.age
    facts = {
        "medic": life.calling in {"doctor", "nurse"},
        "ward": life.medical_years > 0 and life.calling not in {"doctor", "nurse"},
        "staged": life.stage_credits > 0,
        "screened": life.screen_credits > 0,
        "credited": life.stage_credits + life.screen_credits > 1,
        "swims": life.swim == "under20",
        "dives": life.dive == "yes",
        "runs": life.run == "under330",
        "man": life.sketch.man,
        "young": age < 25,
        "older": age > 44,
        "abroad": place.country != "RU",
        "citizen": life.russian_citizen,
        "fluent": life.english in {"C1", "C2"},
        "new": life.years <= 2,
    }
    length = weighted(rng, (("short", 24.0), ("middle", 46.0), ("long", 30.0)))
    return frozenset(
        {tag for tag, holds in facts.items() if holds} | {life.calling, life.voice, length, rng.choice(CREDIT_STYLES)}
    )


def _span(years: int) -> str:
    return "one year" if years == 1 else f"{NUMBERS[years] if years < len(NUMBERS) else years} years"


def russian_years(number: int) -> str:
    """A number with the Russian word for years in the right form: 21 год, 32 года, 15 лет."""
    if number % 10 == 1 and number % 100 != 11:
        return f"{number} год"
    return f"{number} года" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else f"{number} лет"


def _answer(voice: Voice, rule: str, *, more: str) -> str:
    """A long answer of FEWEST to MOST words, filled up by the rule ``more`` where it is short."""
    text = voice.say(rule)
    while len(text.split()) < FEWEST:
        text = f"{text} {voice.say(more)}"
    return capitalised(shortened(text, words=MOST))


def _credits(voice: Voice, life: Life) -> str | None:
    """The list of parts played, told or listed; None for those without any, and for some who skip the question."""
    count = min(life.stage_credits, 6) + min(life.screen_credits, 4)
    if count == 0:
        return _answer(voice, "credits_none", more="side") if voice.rng.random() < 0.16 else None
    if voice.rng.random() < 0.14:
        return None
    lines = _credit_lines(voice, "stage", min(life.stage_credits, 6)) + _credit_lines(
        voice, "screen", min(life.screen_credits, 4)
    )
    if voice.rng.random() < 0.3:
        lines.reverse()
    told = "told" in voice.tags
    text = (" " if told else voice.rng.choice(("\n", "; ", "\n", "\n\n", " / "))).join(lines)
    if voice.rng.random() < 0.4:
        text = f"{voice.say('credits_head')}{' ' if told else chr(10)}{text}"
    if voice.rng.random() < 0.5:
        text = f"{text}{' ' if told else chr(10)}{voice.say('credits_tail')}"
    while len(text.split()) < FEWEST:
        text = f"{text}{' ' if told else chr(10)}{voice.say('credits_tail')}"
    return titled(shortened(text, words=MOST))


def _credit_lines(voice: Voice, kind: str, count: int) -> list[str]:
    began = int(voice.words["began"])
    years = sorted((voice.rng.randint(began, REFERENCE.year) for _ in range(count)), reverse=voice.rng.random() < 0.5)
    lines = []
    for year in years:
        part, _, title = voice.expand(f"{kind}_role").partition(" / ")
        voice.words |= {"part": part, "title": title, "then": str(year)}
        lines.append(voice.say(f"{kind}_credit"))
    return lines


def _careless(voice: Voice, life: Life) -> Writing:
    """The applications without hope, and those that give the breakdown back."""
    if life.care == "copied":
        return Writing(
            _answer(voice, "experience", more="experience_more"),
            None,
            capitalised(voice.say("copied")),
            frozenset(),
        )
    motivation = voice.say("hopeless")
    experience = voice.say("hopeless_work") if voice.rng.random() < 0.5 else None
    shape = voice.rng.random()
    if shape < 0.12:
        motivation = motivation.upper()
    elif shape < 0.4:
        motivation = motivation.lower()
    return Writing(experience, None, loosened(motivation, voice.rng), frozenset())


def _typed(text: str | None, life: Life, rng: Random) -> str | None:
    """The text as it came out of her keyboard."""
    if text is None:
        return None
    if life.voice == "loose" and rng.random() < 0.6:
        text = loosened(text, rng)
    return slipped(text, rng, slips=rng.choice((1, 1, 2, 3))) if rng.random() < 0.12 else text
