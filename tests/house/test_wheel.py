"""The wheel is complete: what a checkout has beside the package travels inside it, and is found there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from casting.resources import seed_folder, static_folder, templates_folder
from tests.house.checkout import ROOT

FOLDERS = {
    "casting/_templates": templates_folder(),
    "casting/_seed": seed_folder(),
    "casting/web/static": static_folder(),
}
SHOW_FOLDERS = """
from casting.resources import seed_folder, static_folder, templates_folder
print(templates_folder(), seed_folder(), static_folder(), sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout by the tools at hand, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("casting-*.whl")
    return built


@pytest.mark.parametrize("inside", sorted(FOLDERS))
def test_the_wheel_holds_every_file_of(inside: str, wheel: Path) -> None:
    beside = FOLDERS[inside]
    files = {path.relative_to(beside).as_posix() for path in beside.rglob("*") if path.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix(f"{inside}/") for name in archive.namelist() if name.startswith(f"{inside}/")}
    assert packed == files
    assert files


def test_the_wheel_holds_the_front_end_libraries_and_every_module(wheel: Path) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("casting/**/*.py")}
    vendor = {f"casting/web/static/vendor/{name}" for name in ("htmx.min.js", "idiomorph-ext.min.js")}
    with zipfile.ZipFile(wheel) as archive:
        assert (modules | vendor) - set(archive.namelist()) == set()


def test_an_installation_finds_its_own_folders(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", SHOW_FOLDERS],
        cwd="/",
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout.split() == [str(tmp_path / inside) for inside in FOLDERS]
