"""The invented people and texts of the patterns, the hard ones among them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from casting.web.pages import Card, ChosenBar, Dot, FactView, MarkView, Picture, ToldView
from casting.web.pages.cards import dot_of

Portrait: TypeAlias = Callable[[int, str], str]

CALL = "The Challenge"
ROLE = "The surgeon"
HOME = "/review/the-challenge/surgeon"
MEMBER: dict[str, Any] = {"member_name": "Daria Orlova", "administrator": True, "called": 2}

LONG = "Maria-Magdalena Aleksandra von Hohenberg-Castellanos y Fernández de Córdoba Wijayasinghe-Oluwaseunfunmi"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
RIGHT_TO_LEFT = "ليلى بنت عبد الرحمن الحدّاد"
SCRIPT = "<script>alert('1')</script>\"><img src=x onerror=alert(1)>"

GIVEN = "Maya Aylin Inès Teresa Naledi Saoirse Yuki Priya Oksana Leila Freya Amara Дарья Noor Chiara Mei".split()
FAMILY = "Okafor Lindqvist Moreau Petrenko Haddad O’Neill Banerjee Silva Novak Dlamini Yılmaz Rossi Weiss".split()
PLACES = "Lisbon Kyiv Lagos Osaka Malmö Tbilisi Porto Beirut Cork Kolkata Durban".split()
CRITERIA = (
    "Citizenship",
    "Age 25–40",
    "Height 150–180 cm",
    "Swim 800 m in 20 minutes",
    "English",
    "Surgical or emergency training",
)
GATES = 4
STANDINGS = ("met", "partly met", "met", "unknown", "met", "partly met", "not met")
OPINIONS = ("", "pick", "pick", "", "", "maybe", "pass", "", "pick", "", "")

LETTER = (
    "Six years on the emergency floor taught me what hands do when a face must stay calm. I left to act because I "
    "wanted to know what the face does. I have never been above four thousand metres, and I have thought about it "
    "every night since I was nine.\n\nIf you ask me to wait, I can wait. That is most of the work, there as here."
)

EXPLAINED = """Dear Mira Sokolova,

Your application stood among the first 100 of 3000, which are read first.

What counted most in its favour:
– Surgical or emergency training: met
– you write “free diving”

The order decides nothing. A person reads, and a person decides.
"""


def name_of(number: int) -> str:
    """The name of an invented person; some numbers have the hard ones."""
    hard = {9: LONG, 12: RIGHT_TO_LEFT, 14: SCRIPT, 17: UNBROKEN}
    return hard.get(number, f"{GIVEN[number % len(GIVEN)]} {FAMILY[number * 5 % len(FAMILY)]}")


CHOSEN = ChosenBar(
    HOME, f"{HOME}/compare", f"{HOME}/bulk", (("q", "stage:longlist"),), ("longlist", "shortlist"), "shortlist"
)


def reference_of(number: int) -> str:
    """A reference as the product makes them."""
    return f"K{number % 7}QX{2 + number % 8}{'ABCDEFGHJ'[number % 9]}{number:03d}"


def picture_of(number: int, portrait: Portrait) -> Picture:
    """A portrait, or for some numbers one of the states without."""
    state = {7: "none", 10: "pending", 15: "unusable"}.get(number, "ready")
    if state != "ready":
        return Picture(state)
    return Picture(state, *(portrait(number, size) for size in ("small", "medium", "large")))


def _dot(number: int, place: int) -> Dot:
    """The first criteria are gates, which are not met in part."""
    standing = STANDINGS[(number + place * place) % len(STANDINGS)]
    gate = place < GATES
    return dot_of(CRITERIA[place], "not met" if gate and standing == "partly met" else standing, gate=gate)


def card(number: int, portrait: Portrait) -> Card:
    """The card of an invented person, marked, placed and standing as the number wants it."""
    opinion = OPINIONS[number % len(OPINIONS)]
    reference = reference_of(number)
    return Card(
        reference=reference,
        href=f"{HOME}/{reference}?lens=ranked",
        name=name_of(number),
        line=f"{25 + number * 7 % 16} · {150 + number * 11 % 30} cm · {PLACES[number % len(PLACES)]}",
        picture=picture_of(number, portrait),
        dots=tuple(_dot(number, place) for place in range(len(CRITERIA))),
        band=("likely", "open", "unlikely")[min(2, number // 20)],
        place=number + 1,
        gate_note="Height 150–180 cm: not met" if number in (13, 16) else "",
        stage={2: "longlist", 3: "shortlist"}.get(number, "received"),
        mark=MarkView(opinion, (number * 3) % 6 if opinion == "pick" else 0, f"{HOME}/{reference}/mark"),
        received="14 Nov, 09:12",
        eager=number < 14,
    )


def told_of(number: int) -> ToldView:
    """What the production reads of somebody."""
    facts = (
        FactView("Age", f"{25 + number}", ""),
        FactView("Requirements", "9 of 10 met; not known: Swim 800 m ≤ 20:00", "3 verified"),
        FactView("English, better up to C1", LONG if number == 1 else "C1: fluent", "met"),
        FactView("Medicine, better up to 6 years", "not said", ""),
        FactView("City", "Lisbon", ""),
    )
    return ToldView(facts, *(("Why you?", f"{SCRIPT}\n{UNBROKEN}") if number == 2 else ()))


def onlooker(seen: Card) -> Card:
    """The card as a member sees it who may not mark."""
    return replace(seen, mark=MarkView("", 0, ""), band="", place=None)


def by_chance(seen: Card) -> Card:
    """The card among those next to review: some stand there by chance, with nothing more said before one's own mark."""
    if int(seen.reference[-3:]) % 5 or seen.mark.opinion:
        return seen
    return replace(seen, chance=True, band="", place=None)
