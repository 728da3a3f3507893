"""One stock and one pool of applicants for all tests of the demonstration's generator."""

from pathlib import Path

import pytest

from casting.resources import seed_folder
from casting.services.demonstration.people import FictionalApplicant, fictional_applicant
from casting.services.demonstration.stock import Stock, load_stock

POOL = 3000


@pytest.fixture(scope="session")
def stock_folder() -> Path:
    return seed_folder() / "demonstration"


@pytest.fixture(scope="session")
def stock(stock_folder: Path) -> Stock:
    return load_stock(stock_folder)


@pytest.fixture(scope="session")
def pool(stock: Stock) -> tuple[FictionalApplicant, ...]:
    return tuple(fictional_applicant(index, seed=0, stock=stock) for index in range(POOL))
