"""The stock of names, places and sentences that fictional applicants are composed from, read from a folder of YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from casting.services.demonstration.grammar import Grammar


@dataclass(frozen=True, slots=True)
class Place:
    """A city: as written in Latin and Cyrillic letters, after a Russian "in", its country (ISO) and its weight."""

    latin: str
    cyrillic: str
    inside: str
    country: str
    weight: float


@dataclass(frozen=True, slots=True)
class NameStock:
    """One culture's names in one script. Surnames of ``declined`` stocks are masculine and take a feminine form."""

    script: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    fathers: tuple[tuple[str, str], ...]
    declined: bool
    surname_first: bool


@dataclass(frozen=True)
class Stock:
    """All that is needed to compose applicants. Grammars are by language ("english", "russian")."""

    names: Mapping[str, tuple[NameStock, ...]]
    refused_surnames: frozenset[str]
    refused_names: frozenset[str]
    places: tuple[Place, ...]
    grammars: Mapping[str, Grammar]


def load_stock(folder: Path) -> Stock:
    """The stock kept in a folder: names.yaml, refused.yaml, places.yaml, english/*.yaml, russian/*.yaml.

    Raises OSError for a missing file, KeyError or ValueError for one that does not hold what it should.
    """
    refused = _read(folder / "refused.yaml")
    return Stock(
        names={
            heritage: tuple(_names(entry) for entry in entries)
            for heritage, entries in _read(folder / "names.yaml").items()
        },
        refused_surnames=frozenset(refused["surnames"]),
        refused_names=frozenset(refused["names"]),
        places=tuple(_place(line) for line in _read(folder / "places.yaml")["places"]),
        grammars={language: _grammar(folder / language) for language in ("english", "russian")},
    )


def _read(path: Path) -> Any:
    # The parser in C reads the 200 kB of sentences ten times faster where it is installed.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders


def _grammar(folder: Path) -> Grammar:
    written: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for rule, texts in _read(path).items():
            written.setdefault(rule, []).extend(_split(texts))
    return Grammar.of(written)


def _split(texts: list[str] | str) -> list[str]:
    """Short words are kept as one string separated by commas or, where they hold commas, by semicolons."""
    if isinstance(texts, str):
        separator = ";" if ";" in texts else ","
        return [part.strip() for part in texts.split(separator) if part.strip()]
    return [str(text) for text in texts]


def _names(entry: Mapping[str, Any]) -> NameStock:
    fathers = [pair.strip().split("/") for pair in entry.get("fathers", "").split(",") if pair.strip()]
    return NameStock(
        script=entry["script"],
        women=tuple(_split(entry["women"])),
        men=tuple(_split(entry["men"])),
        surnames=tuple(_split(entry["surnames"])),
        fathers=tuple((woman, man) for woman, man in fathers),
        declined=entry.get("declined", False),
        surname_first=entry.get("surname_first", False),
    )


def _place(line: str) -> Place:
    latin, cyrillic, inside, country, weight = (part.strip() for part in line.split("|"))
    return Place(latin, cyrillic, inside, country, float(weight))
