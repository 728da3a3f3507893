"""Fictional applicants: the same every time, valid as forms, and nobody real."""

import subprocess
import sys
from collections import Counter
from datetime import date

import phonenumbers
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.criteria import spoken
from casting.forms.spoken import check_languages
from casting.services.demonstration.life import REFERENCE
from casting.services.demonstration.naming import feminine, latin, refused
from casting.services.demonstration.people import FictionalApplicant, fictional_applicant
from casting.services.demonstration.stock import Stock

CHOICES = {
    "citizenship": {"yes", "no"},
    "record": {"none", "some"},
    "plays": {"women", "men", "any"},
    "swim": {"under20", "slower", "no", "unsure"},
    "run": {"under330", "slower", "no", "unsure"},
    "dive": {"yes", "no", "unsure"},
    "english": {"none", "A1", "A2", "B1", "B2", "C1", "C2"},
    "under_water": {"1", "2", "3", "4", "5"},
    "flown": {"yes", "no"},
}
NUMBERS = {
    "height": (100, 230),
    "weight": (30, 250),
    "chest": (50, 180),
    "medical_years": (0, 60),
    "flights": (1, 999),
}
SKILLS = {"riding", "scuba", "climbing", "fencing", "first_aid", "singing", "dancing"}
TEXTS = {"experience", "credits", "motivation"}
ALWAYS = {"citizenship", "record", "plays", "height", "motivation"}
RESERVED = ("example.org", "example.com", "example.net")


def age_of(applicant: FictionalApplicant) -> int:
    day = applicant.birth_date
    return REFERENCE.year - day.year - ((day.month, day.day) > (REFERENCE.month, REFERENCE.day))


def share(pool: tuple[FictionalApplicant, ...], key: str, *values: str) -> float:
    return sum(one.answers.get(key) in values for one in pool) / len(pool)


def test_an_index_is_the_same_person_in_any_order(pool: tuple[FictionalApplicant, ...], stock: Stock) -> None:
    again = {index: fictional_applicant(index, seed=0, stock=stock) for index in (2999, 17, 0, 1200, 17)}

    assert again == {index: pool[index] for index in again}


def test_an_index_is_the_same_person_in_another_process(pool: tuple[FictionalApplicant, ...]) -> None:
    program = (
        "import sys; from casting.resources import seed_folder; "
        "from casting.services.demonstration.people import fictional_applicant; "
        "from casting.services.demonstration.stock import load_stock; "
        "one = fictional_applicant(41, seed=0, stock=load_stock(seed_folder() / 'demonstration')); "
        "sys.stdout.buffer.write(repr((one, sorted(one.answers.items()))).encode())"
    )

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.decode()

    assert told == repr((pool[41], sorted(pool[41].answers.items())))


def test_another_seed_is_another_pool(pool: tuple[FictionalApplicant, ...], stock: Stock) -> None:
    others = [fictional_applicant(index, seed=1, stock=stock) for index in range(40)]

    assert not {one.answers["motivation"] for one in others} & {one.answers["motivation"] for one in pool}


def test_every_answer_is_valid_for_its_question(pool: tuple[FictionalApplicant, ...]) -> None:
    for one in pool:
        assert set(one.answers) >= ALWAYS
        for key, value in one.answers.items():
            if key in CHOICES:
                assert value in CHOICES[key], (one.index, key)
            elif key in NUMBERS:
                lowest, highest = NUMBERS[key]
                assert lowest <= float(value.replace(",", ".")) <= highest, (one.index, key)
            elif key == "available_from":
                assert date.fromisoformat(value) > REFERENCE
            elif key == "skills":
                assert set(value.split("; ")) <= SKILLS, (one.index, value)
            elif key == "languages":
                assert spoken(check_languages(value)).keys() > {"ru"} or len(spoken(check_languages(value))) == 1
            elif key == "reel":
                assert value.startswith("https://reels.example.org/")
            else:
                assert key in TEXTS
                assert value.strip()


def test_every_applicant_is_of_age_and_has_a_place(pool: tuple[FictionalApplicant, ...], stock: Stock) -> None:
    countries = {place.country for place in stock.places}
    for one in pool:
        assert 18 <= age_of(one) <= 80
        assert one.city.strip()
        assert one.country in countries
        assert 0 <= one.received_offset < 1


def test_addresses_are_unique_and_reach_nobody(pool: tuple[FictionalApplicant, ...]) -> None:
    assert len({one.email for one in pool}) == len(pool)
    for one in pool:
        validate_email(one.email, check_deliverability=False)
        domain = one.email.rpartition("@")[2]
        assert domain in RESERVED or domain.endswith(tuple(f".{name}" for name in RESERVED))


def test_telephones_can_be_read_and_reach_nobody(pool: tuple[FictionalApplicant, ...]) -> None:
    for one in pool:
        number = phonenumbers.parse(one.phone, one.country)
        assert phonenumbers.is_possible_number(number), one.phone
        if number.country_code == 7:
            assert str(number.national_number)[:3] in {"945", "946", "947", "948"}


def test_tapes_lie_on_hosts_that_do_not_exist(pool: tuple[FictionalApplicant, ...]) -> None:
    hosts = {one.tape_url.split("/")[2] for one in pool if one.tape_url}

    assert all(host.endswith(RESERVED) for host in hosts)


def test_nobody_bears_a_refused_name(pool: tuple[FictionalApplicant, ...], stock: Stock) -> None:
    plain = [latin(one.name).lower().split() for one in pool]

    assert not [words for words in plain if stock.refused_surnames.intersection(words)]
    assert not [words for words in plain if any(set(name.split()) <= set(words) for name in stock.refused_names)]


def test_refused_names_are_refused_in_any_spelling(stock: Stock) -> None:
    assert all(refused(f"Anna {surname.title()}", stock=stock) for surname in stock.refused_surnames)
    assert all(refused(name.title(), stock=stock) for name in stock.refused_names)
    assert refused("Чулпан Яхина", stock=stock)
    assert not refused("Чулпан Заречнева", stock=stock)


def test_surnames_follow_their_bearer() -> None:
    assert [feminine(name) for name in ("Ветров", "Пряхин", "Журавский", "Долгих", "Бондарчук")] == [
        "Ветрова",
        "Пряхина",
        "Журавская",
        "Долгих",
        "Бондарчук",
    ]


def test_names_come_in_many_scripts(pool: tuple[FictionalApplicant, ...]) -> None:
    ranges = {
        "cyrillic": (0x400, 0x4FF), "latin": (0x41, 0x24F), "armenian": (0x530, 0x58F), "georgian": (0x10A0, 0x10FF),
        "arabic": (0x600, 0x6FF), "chinese": (0x4E00, 0x9FFF), "greek": (0x370, 0x3FF),
    }  # fmt: skip
    scripts: Counter[str] = Counter()
    for one in pool:
        first = ord(one.name.strip()[0])
        scripts.update(name for name, (low, high) in ranges.items() if low <= first <= high)

    assert set(scripts) == set(ranges)
    assert 0.3 < scripts["cyrillic"] / len(pool) < 0.6
    assert any("’" in one.name or "'" in one.name for one in pool)


def test_some_fail_each_gate_and_most_do_not(pool: tuple[FictionalApplicant, ...]) -> None:
    ages = [age_of(one) for one in pool]
    weights = [float(one.answers["weight"].replace(",", ".")) for one in pool if "weight" in one.answers]

    assert 0.75 < sum(25 <= age <= 40 for age in ages) / len(pool) < 0.88
    assert 0.06 < sum(not 50 <= weight <= 70 for weight in weights) / len(weights) < 0.3
    assert 0.05 < share(pool, "citizenship", "no") < 0.15
    assert 0 < share(pool, "record", "some") < 0.02
    assert 0 < share(pool, "plays", "men") < 0.03
    assert 0.1 < share(pool, "swim", "slower", "no") < 0.25
    assert 0.1 < share(pool, "run", "slower", "no") < 0.3
    assert 0.04 < share(pool, "dive", "no") < 0.15


def test_optional_answers_are_missing_as_in_life(pool: tuple[FictionalApplicant, ...]) -> None:
    missing = {key: sum(key not in one.answers for one in pool) / len(pool) for key in (*CHOICES, *NUMBERS, *TEXTS)}

    assert {key for key, value in missing.items() if value == 0} == ALWAYS
    assert 0.25 < missing["credits"] < 0.5
    assert 0.1 < missing["chest"] < 0.25
    assert 0.02 < missing["experience"] < 0.08
    assert 0.02 < sum(not one.has_portrait for one in pool) / len(pool) < 0.08
    assert 0.7 < sum(one.tape_url is not None for one in pool) / len(pool) < 0.9


def test_arrivals_crowd_the_first_days_and_the_last(pool: tuple[FictionalApplicant, ...]) -> None:
    tenths = Counter(int(one.received_offset * 10) for one in pool)

    assert min(tenths[0], tenths[9]) > 2 * max(tenths[middle] for middle in range(2, 8))


@given(index=st.integers(0, 10**7), seed=st.integers(0, 10**6))
def test_any_index_of_any_seed_is_somebody(stock: Stock, index: int, seed: int) -> None:
    one = fictional_applicant(index, seed=seed, stock=stock)

    assert one.index == index
    assert one.name.strip()
    assert one.answers["motivation"].strip()
