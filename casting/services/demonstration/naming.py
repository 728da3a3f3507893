"""Names of nobody in particular, written as people write them."""

from random import Random

from casting.services.demonstration.chance import weighted
from casting.services.demonstration.stock import NameStock, Stock

LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
PASSPORT = LETTERS | {"ё": "e", "й": "i", "х": "kh", "ъ": "ie", "ю": "iu", "я": "ia"}
DECLINED = (
    ("ский", "ская"),
    ("цкий", "цкая"),
    ("ской", "ская"),
    ("вой", "вая"),
    ("ный", "ная"),
    ("ной", "ная"),
)


def full_name(rng: Random, heritage: str, *, man: bool, stock: Stock) -> tuple[str, str]:
    """A name as its bearer typed it, and the same in plain small Latin letters. Never one of the refused."""
    while True:
        names = _script(rng, stock.names[heritage])
        given = rng.choice(names.men if man else names.women)
        surname = rng.choice(names.surnames)
        if names.declined and not man:
            surname = feminine(surname)
        if not refused(f"{given} {surname}", stock=stock):
            break
    plain = latin(f"{given} {surname}").lower()
    if names.surname_first:
        return f"{surname}{given}", plain
    return _as_typed(rng, given, surname, names, man=man), plain


def _script(rng: Random, entries: tuple[NameStock, ...]) -> NameStock:
    """Mostly the first of a culture's scripts."""
    return entries[0] if rng.random() < 0.72 or len(entries) == 1 else rng.choice(entries[1:])


def feminine(surname: str) -> str:
    """The feminine form of a Russian surname; one that has none stays."""
    for ending, form in DECLINED:
        if surname.endswith(ending):
            return surname.removesuffix(ending) + form
    return surname + "а" if surname.endswith(("ов", "ев", "ёв", "ин", "ын")) else surname


def latin(text: str, *, passport: bool = False) -> str:
    """Cyrillic letters in Latin ones, as spelled by ear or as in a Russian passport. Other letters stay."""
    table = PASSPORT if passport else LETTERS
    out = []
    for letter in text:
        small = table.get(letter.lower(), letter)
        out.append(small.capitalize() if letter.isupper() and letter.lower() in table else small)
    return "".join(out)


def refused(name: str, *, stock: Stock) -> bool:
    """Whether a name "given surname", in Cyrillic or Latin, is one that nobody here may bear."""
    plain = latin(name).lower()
    surnames = plain.replace("-", " ").split()[1:]
    return plain in stock.refused_names or not stock.refused_surnames.isdisjoint(surnames)


def _as_typed(rng: Random, given: str, surname: str, names: NameStock, *, man: bool) -> str:
    """Order, patronymic, alphabet and care, as they vary among people who fill in a form."""
    middle = ""
    if names.fathers and rng.random() < 0.3:
        middle = rng.choice(names.fathers)[man]
    if names.script == "cyrillic" and rng.random() < 0.56:
        # One who writes in Latin letters leaves the patronymic out more often than not.
        passport = rng.random() < 0.4
        given, surname = latin(given, passport=passport), latin(surname, passport=passport)
        middle = latin(middle, passport=passport) if rng.random() < 0.3 else ""
    parts = [surname, given, middle] if rng.random() < (0.5 if middle else 0.06) else [given, middle, surname]
    name = " ".join(part for part in parts if part)
    return weighted(rng, ((name, 95.0), (name.upper(), 1.5), (name.lower(), 2.0), (f" {name} ", 1.5)))
