"""Names for invented applicants, and the ways in which one person's name comes out differently the second time."""

from dataclasses import dataclass
from random import Random

MEN = (
    "Александр Дмитрий Сергей Андрей Алексей Евгений Михаил Иван Максим Илья Кирилл Никита Юрий Фёдор Степан Григорий"
    " Пётр Ярослав Тимофей Вячеслав Егор Глеб Анатолий Семён Руслан Тимур"
).split()
WOMEN = (
    "Анна Мария Екатерина Елена Ольга Наталья Юлия Татьяна Ирина Дарья Ксения Анастасия Полина Софья Виктория Евгения"
    " Алина Арина Вероника Людмила Надежда Зоя Марина Карина Дина Алёна"
).split()
FAMILIES = (
    "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев"
    " Семёнов Егоров Павлов Козлов Степанов Орлов Макаров Никитин Захаров Зайцев Борисов Королёв Щербаков Журавлёв"
    " Хохлов Цветков Юдин Яковлев Чернышёв Жданов Быков Гусев Ершов Рябов Уваров Шестаков Эльмин Сычёв Пахомов Щукин"
    " Вьюгин Кольцов Ильин Ушаков Хрусталёв Шубин"
).split()
FATHERS = "Александр Сергей Михаил Иван Олег Пётр Павел Виктор Максим Антон".split()
ABROAD_GIVEN = (
    "José María Müge Zoë Jürgen Björn Søren Chloé André Sofía Inés Łukasz Małgorzata Jörg Çağla Ağa Noël Renée Xiaoming"
    " Mei Haruto Yuki Anna Maria Thomas Laura Peter Clara Daniel Nina"
).split()
ABROAD_FAMILY = (
    "Müller Núñez García Schäfer Østergaard Dvořák Kowalczyk Wójcik Yılmaz Çelik O'Neill Lefèvre Wang Zhang Tanaka Kim"
    " Nguyễn Jansen Weiß Fernández López Andersson Marković Horváth Rossi Silva Costa Becker Novak Lindqvist"
).split()
SHORT = {
    "Александр": "Саша", "Дмитрий": "Дима", "Сергей": "Серёжа", "Михаил": "Миша", "Иван": "Ваня", "Екатерина": "Катя",
    "Мария": "Маша", "Анастасия": "Настя", "Татьяна": "Таня", "Наталья": "Наташа", "Дарья": "Даша", "Евгений": "Женя",
    "Виктория": "Вика", "Ольга": "Оля", "Юлия": "Юля", "Софья": "Соня",
}  # fmt: skip
TWIN_NAMES = (
    ("Алина", "Арина"), ("Дарья", "Марья"), ("Анна", "Инна"), ("Дина", "Зина"), ("Мария", "Марина"),
    ("Иван", "Степан"), ("Карина", "Марина"), ("Егор", "Игорь"), ("Полина", "Алина"), ("Олег", "Глеб"),
    ("Юлия", "Лилия"), ("Пётр", "Фёдор"), ("Денис", "Борис"), ("Илья", "Никита"),
)  # fmt: skip
COMMON = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True)) | {"ъ": "", "ы": "y", "э": "e", "ш": "sh"}
BY_EAR = (
    COMMON
    | {"ё": "yo", "ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "щ": "sch", "ь": "", "ю": "yu"}
    | {"я": "ya"}
)
PASSPORT = BY_EAR | {"ё": "e", "й": "i", "щ": "shch", "ъ": "ie", "ю": "iu", "я": "ia"}
GERMAN = BY_EAR | {"ё": "jo", "ж": "j", "й": "j", "х": "h", "ц": "c", "ч": "ch", "ю": "ju", "я": "ja", "ь": "'"}
SPELLINGS = (BY_EAR, PASSPORT, GERMAN)
SPELLED_OUT = str.maketrans(
    {"ü": "ue", "ö": "oe", "ä": "ae", "ø": "o", "ß": "ss", "ł": "l", "Ł": "L", "ı": "i", "Ø": "O"}
)
BARE = str.maketrans("üöäéèëíñóúçğşıøłáýřžćễÇØŁŽŞčìòô", "uoaeeeinoucgsiolayrzceCOLZScioo")


@dataclass(frozen=True)
class Name:
    """The parts of a name; `middle` may be empty, `script` is "cyrillic" or "latin"."""

    given: str
    middle: str
    family: str
    script: str

    def typed(self, *, swapped: bool = False, middle: bool = True) -> str:
        """As typed into a form: given name first, or the surname."""
        inner = self.middle if middle else ""
        parts = (self.family, self.given, inner) if swapped else (self.given, inner, self.family)
        return " ".join(part for part in parts if part)

    def spelled(self, table: dict[str, str]) -> "Name":
        """In Latin letters, by one of the ways in which Russian names are written so."""
        return Name(latin(self.given, table), latin(self.middle, table), latin(self.family, table), "latin")


def invented_name(chance: Random, *, man: bool) -> Name:
    """A name as people bear them; one in six from abroad."""
    if chance.random() < 1 / 6:
        two = chance.random() < 0.15
        family = " ".join(chance.sample(ABROAD_FAMILY, 2)) if two else chance.choice(ABROAD_FAMILY)
        return Name(chance.choice(ABROAD_GIVEN), "", family, "latin")
    middle = chance.choice(FATHERS) if chance.random() < 0.3 else ""
    middle = middle and middle.rstrip("й") + ("ович" if man else "овна")
    given = chance.choice(MEN if man else WOMEN)
    return Name(given, middle, declined(chance.choice(FAMILIES), man=man), "cyrillic")


def declined(family: str, *, man: bool) -> str:
    return family if man else family + "а"


def latin(text: str, table: dict[str, str]) -> str:
    """Cyrillic letters spelled by a table; a capital stays one."""
    spelled = (table.get(letter.lower(), letter) for letter in text)
    return "".join(s.capitalize() if letter.isupper() else s for letter, s in zip(text, spelled, strict=True))


def without_accents(text: str, chance: Random) -> str:
    """Müller as Muller or as Mueller; Фёдоров as Федоров."""
    plain = text.replace("ё", "е").replace("Ё", "Е")
    return plain.translate(SPELLED_OUT if chance.random() < 0.4 else BARE).translate(BARE)


def mistyped(text: str, chance: Random) -> str:
    """A letter left out, doubled, exchanged with its neighbour, or another one hit; never the first of the name."""
    at = chance.choice(
        [place for place in range(2, len(text) - 1) if text[place].isalpha() and text[place - 1].isalpha()]
    )
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2 and text[at] != text[at - 1]:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    near = "оае" if text[at] > "я" or "а" <= text[at] <= "я" else "oae"
    return text[:at] + chance.choice([letter for letter in near if letter != text[at]]) + text[at + 1 :]
