"""Addresses and telephones that reach nobody: reserved domains, and number ranges that are not given out."""

import re
import unicodedata
from random import Random

from casting.services.demonstration.chance import weighted

DOMAINS = (
    ("example.org", 3.0), ("example.com", 4.0), ("example.net", 2.0), ("mail.example.com", 2.0),
    ("post.example.org", 1.5), ("pochta.example.net", 1.5), ("theatre.example.org", 0.5),
    ("clinic.example.org", 0.4),
)  # fmt: skip
# Russia has no range for fiction. These area codes of its mobile block are given to no operator.
UNGIVEN = ("945", "946", "947", "948")
RUSSIAN_FORMS = (
    "+7{}{}{}{}",
    "+7 {} {}-{}-{}",
    "8 ({}) {}-{}-{}",
    "+7 ({}) {}-{}-{}",
    "8{}{}{}{}",
    "+7-{}-{}-{}-{}",
)
NATURAL_FIRST = 101


def email(rng: Random, plain_name: str, *, index: int, year: int) -> str:
    """An address that no other index has: letters of the name, then a number that is this index's alone."""
    words = [re.sub("[^a-z]", "", part) for part in _unaccented(plain_name).split()]
    words = [part for part in words if part] or ["my", "post"]
    first, last = words[0], words[-1]
    local = weighted(
        rng,
        (
            (f"{first}.{last}.", 4.0), (f"{first[0]}{last}", 3.0), (f"{last}.{first[0]}.", 2.0),
            (f"{first}_{last}_", 1.5), (f"{last}{first}", 1.0), (f"{first}-{last[:3]}-", 1.0),
            (f"{first}{year}.", 1.0), (f"ya.{first}.", 0.5),
        ),
    )  # fmt: skip
    return f"{local}{index + NATURAL_FIRST}@{weighted(rng, DOMAINS)}"


def _unaccented(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def phone(rng: Random, country: str) -> str:
    """A telephone number as typed in that country; Russian, with +7, where no range for fiction is known."""
    if country == "US":
        return weighted(
            rng,
            (
                (f"+1202555{rng.randrange(100, 200):04d}", 1.0),
                (f"(202) 555-{rng.randrange(100, 200):04d}", 1.0),
            ),
        )
    if country == "SE":
        return f"+46 70 174 06 {rng.randrange(5, 100):02d}"
    if country == "DE":
        return f"+49 171 39200{rng.randrange(100):02d}"
    if country == "AU":
        return f"+61 491 570 {rng.choice((156, 157, 158, 159, 110, 313, 737))}"
    parts = (
        rng.choice(UNGIVEN),
        f"{rng.randrange(1000):03d}",
        f"{rng.randrange(100):02d}",
        f"{rng.randrange(100):02d}",
    )
    form = rng.choice(RUSSIAN_FORMS)
    return (form if country == "RU" else RUSSIAN_FORMS[rng.randrange(2)]).format(*parts)
