"""The locks fix every file by its hash, agree with each other, and name no place to fetch it from."""

import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import grimp
import pytest

from tests.house.checkout import ROOT, texts

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z,]+\])?==(?P<version>\S+)(?P<hashes>(?:.*\\\n)+.*)", re.MULTILINE)
REGISTRIES = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|yarnpkg[.]com")


def pins(lock: Path) -> dict[str, set[str]]:
    """For each package the versions that are pinned: more than one where Python versions differ."""
    found: dict[str, set[str]] = {}
    for pin in PIN.finditer(lock.read_text()):
        found.setdefault(pin["name"], set()).add(pin["version"])
    return found


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    return {re.split(r"[^a-z0-9-]", requirement)[0] for requirement in wanted}


def imported() -> set[str]:
    """The distributions that the product imports by name."""
    modules = grimp.build_graph("casting", include_external_packages=True).modules
    packages = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {"casting"}
    distributions = packages_distributions()
    return {distributions[package][0].lower().replace("_", "-") for package in packages}


def test_what_the_product_imports_it_asks_for_itself() -> None:
    """A library that another one happens to bring may be gone with that one's next version."""
    assert imported() - declared() == set()


def test_there_is_a_lock_for_each_list() -> None:
    lists = {path.stem for path in (ROOT / "requirements").glob("*.in")}
    assert {lock.stem for lock in LOCKS} == lists | {"product"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_has_a_hash(lock: Path) -> None:
    requirements = [line for line in lock.read_text().splitlines() if line and line[0] not in " #"]
    without = [pin.group("name") for pin in PIN.finditer(lock.read_text()) if "--hash=sha256:" not in pin["hashes"]]
    assert len(requirements) == len(PIN.findall(lock.read_text())) > 0
    assert without == []


@pytest.mark.parametrize("larger", ["test", "bench"])
def test_tests_and_benchmarks_run_the_versions_of_the_product(larger: str) -> None:
    product, other = pins(ROOT / "requirements/product.txt"), pins(ROOT / f"requirements/{larger}.txt")
    assert {name: other.get(name) for name in product} == product


def test_the_package_lock_has_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert {name for name, package in fetched.items() if "integrity" not in package} == set()
    assert {name for name, package in fetched.items() if "resolved" in package} == set()


def test_no_file_names_a_registry() -> None:
    found = {path.relative_to(ROOT).as_posix(): REGISTRIES.findall(text) for path, text in texts()}
    assert {path: addresses for path, addresses in found.items() if addresses} == {}


def test_a_registry_would_be_seen() -> None:
    assert REGISTRIES.search("--index-url https://{}.org/simple".format("pypi")) is not None
