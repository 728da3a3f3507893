"""The short answers of a fictional application, as people type them."""

from datetime import timedelta
from random import Random

from casting.services.demonstration.chance import weighted
from casting.services.demonstration.life import REFERENCE, Life

TONGUES = {
    "ukrainian": "Ukrainian", "belarusian": "Belarusian", "tatar": "Tatar", "jewish": "Hebrew",
    "armenian": "Armenian", "georgian": "Georgian", "kazakh": "Kazakh", "kyrgyz": "Kyrgyz", "uzbek": "Uzbek",
    "azeri": "Azerbaijani", "caucasian": "Ossetian", "siberian": "Yakut", "korean": "Korean",
    "german": "German", "greek": "Greek", "western": "French", "arabic": "Arabic", "chinese": "Chinese",
}  # fmt: skip
LEARNED = (
    ("German", 8.0), ("French", 8.0), ("Spanish", 5.0), ("Italian", 5.0), ("Chinese", 3.0), ("Polish", 3.0),
    ("Turkish", 3.0), ("Latin", 2.0), ("Japanese", 2.0), ("sign language", 3.0), ("Czech", 1.5),
    ("Finnish", 1.0), ("Serbian", 1.5), ("Portuguese", 1.0), ("Esperanto", 0.4),
)  # fmt: skip
IN_RUSSIAN = {
    "Russian": "русский", "English": "английский", "Ukrainian": "украинский", "Belarusian": "белорусский",
    "Tatar": "татарский", "Hebrew": "иврит", "Armenian": "армянский", "Georgian": "грузинский",
    "Kazakh": "казахский", "Kyrgyz": "киргизский", "Uzbek": "узбекский", "Azerbaijani": "азербайджанский",
    "Ossetian": "осетинский", "Yakut": "якутский", "Korean": "корейский", "German": "немецкий",
    "Greek": "греческий", "French": "французский", "Arabic": "арабский", "Chinese": "китайский",
    "Spanish": "испанский", "Italian": "итальянский", "Polish": "польский", "Turkish": "турецкий",
    "Latin": "латынь", "Japanese": "японский", "sign language": "жестовый", "Czech": "чешский",
    "Finnish": "финский", "Serbian": "сербский", "Portuguese": "португальский", "Esperanto": "эсперанто",
    "native": "родной",
}  # fmt: skip
MOTHER_TONGUE_SHARE = 0.6
SKIPPED_SHARE = 0.035


def measured(life: Life, rng: Random) -> dict[str, str]:
    """Height and, from most, weight and chest: numbers with a point or a comma, in cm and kg."""
    height = rng.gauss(178 if life.sketch.man else 167, 6.8)
    height = max(147.0, min(191.0, height))
    lean = rng.gauss(21.6 + max(0, life.sketch.age - 30) * 0.05, 1.9)
    weight = max(44.0, min(104.0, lean * (height / 100) ** 2))
    chest = max(76.0, min(124.0, 89 + (lean - 21) * 3.4 + rng.gauss(0, 5)))
    answers = {"height": _number(rng, height, fine=0.08)}
    if rng.random() < 0.96:
        answers["weight"] = _number(rng, weight, fine=0.14)
    if rng.random() < 0.84:
        answers["chest"] = _number(rng, chest, fine=0.04)
    if life.medical_years or rng.random() < 0.8:
        answers["medical_years"] = str(life.medical_years)
    return answers


def _number(rng: Random, value: float, *, fine: float) -> str:
    """A whole number, or with the probability ``fine`` one with a half or a decimal, by point or comma."""
    if rng.random() >= fine:
        return str(round(value))
    text = f"{value:.1f}"
    return text.replace(".", ",") if rng.random() < 0.6 else text


def practical(life: Life, rng: Random) -> dict[str, str]:
    """Choices, the day from which she is free, and a reel where there is one."""
    answers = {
        "citizenship": "yes" if life.russian_citizen else "no",
        "record": "some" if rng.random() < 0.006 else "none",
        "plays": _plays(life, rng),
    }
    skills = {"swim": life.swim, "run": life.run, "dive": life.dive, "english": life.english}
    answers |= {key: value for key, value in skills.items() if rng.random() >= SKIPPED_SHARE}
    if rng.random() < 0.87:
        answers["available_from"] = (REFERENCE + timedelta(days=12 + int(rng.expovariate(1 / 40)))).isoformat()
    if life.screen_credits and rng.random() < 0.6:
        answers["reel"] = f"https://reels.example.org/{rng.randrange(16**6):06x}"
    return answers


def _plays(life: Life, rng: Random) -> str:
    if life.sketch.man:
        return weighted(rng, (("men", 85.0), ("any", 15.0)))
    return weighted(rng, (("women", 94.0), ("any", 5.5), ("men", 0.5)))


def spoken(life: Life, rng: Random) -> str | None:
    """The languages that she names with their levels, in her own order; None when she leaves the question out."""
    if rng.random() < 0.07:
        return None
    known = ["Russian"]
    tongue = TONGUES.get(life.sketch.heritage)
    if tongue and rng.random() < MOTHER_TONGUE_SHARE:
        known.append(tongue)
    if life.english != "none":
        known.append("English")
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        learned = weighted(rng, LEARNED)
        if learned not in known:
            known.append(learned)
    levels = {"Russian": "native", "English": life.english}
    form = rng.choice(("{} ({})", "{} - {}", "{}: {}", "{} {}"))
    modest = rng.random() < 0.4
    terms = []
    for language in known:
        level = levels.get(language) or rng.choice(("A1", "C1", "A2", "A2", "B1", "B2"))
        terms.append(_term(life, language, "A1" if modest and language not in levels else level, form))
    return rng.choice((", ", ", ", "; ", " / ", "\n")).join(terms)


def _term(life: Life, language: str, level: str, form: str) -> str:
    if life.writes_russian:
        language, level = IN_RUSSIAN[language], IN_RUSSIAN.get(level, level)
    return form.format(language, level)


def able(life: Life, rng: Random) -> dict[str, str]:
    """What else she can do, how she feels under water, and whether she has flown: each kind of answer once."""
    chances = (
        ("riding", 0.3), ("scuba", 0.5 if life.swim == "under20" else 0.08), ("climbing", 0.16), ("fencing", 0.14),
        ("first_aid", 0.9 if life.medical_years else 0.2), ("singing", 0.35), ("dancing", 0.42),
    )  # fmt: skip
    skills = [skill for skill, chance in chances if rng.random() < chance]
    ease = {"under20": 4.3, "slower": 3.4, "unsure": 2.9, "no": 1.7}[life.swim]
    answers = {}
    if rng.random() < 0.97:
        answers["under_water"] = str(min(5, max(1, round(rng.gauss(ease, 0.8)))))
    if skills:
        answers["skills"] = "; ".join(skills)
    if rng.random() < 0.96:
        flown = rng.random() < 0.09
        answers["flown"] = "yes" if flown else "no"
        if flown:
            answers["flights"] = str(1 + int(rng.expovariate(1 / 12)))
    return answers
