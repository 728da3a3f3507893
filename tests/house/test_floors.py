"""Who may import whom: the contracts in pyproject.toml hold, and each of them would notice."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp

from tests.house.checkout import ROOT

# For each contract an intruder: the module that would break it, and what that module would import.
INTRUDERS = {
    "A module imports its own package and lower floors": {"forms/downstairs": "casting.store.engine"},
    "fastapi and starlette stay in web": {"services/server": "fastapi"},
    "jinja2 stays in web, mail and exports": {"services/pages": "jinja2"},
    "scikit-learn, numpy and scipy stay in ranking": {"media/arrays": "numpy"},
    "A web process never loads the scorer, not even by a detour": {"web/scorer": "casting.ranking"},
    "Only worker and cli rank": {"web/ranks": "casting.services.rank"},
    "Tables are known to store and services alone": {"web/rows": "casting.store.tables"},
    "No cycles within a room": {"mail/hen": "casting.mail.egg", "mail/egg": "casting.mail.hen"},
}


def verdicts(root: Path) -> tuple[dict[str, str], str]:
    """What import-linter says of the tree at `root`: KEPT or BROKEN for the name of each contract, and its report."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=root,
        env={"PYTHONPATH": str(root), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(re.findall(r"^(.+) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE)), run.stdout + run.stderr


def foreign_imports(package: str) -> dict[str, set[str]]:
    """For each module of `package`: what it imports that is neither of the package nor of Python itself."""
    graph = grimp.build_graph("casting", include_external_packages=True)
    own = {package, *graph.find_descendants(package)}
    imported = {module: graph.find_modules_directly_imported_by(module) - own for module in own}
    foreign = {
        module: {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
        for module, names in imported.items()
    }
    return {module: names for module, names in foreign.items() if names}


def test_every_contract_is_kept() -> None:
    found, report = verdicts(ROOT)
    assert found == dict.fromkeys(INTRUDERS, "KEPT"), report


def test_every_contract_notices_its_intruder(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "casting", tmp_path / "casting")
    for modules in INTRUDERS.values():
        for module, imported in modules.items():
            (tmp_path / "casting" / f"{module}.py").write_text(f"import {imported}\n")
    found, report = verdicts(tmp_path)
    assert found == dict.fromkeys(INTRUDERS, "BROKEN"), report


def test_every_contract_has_an_intruder() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]} == set(INTRUDERS)


def test_the_domain_needs_nothing_but_python() -> None:
    assert foreign_imports("casting.domain") == {}


def test_a_need_of_something_else_would_be_seen() -> None:
    assert "sqlalchemy" in foreign_imports("casting.store")["casting.store.engine"]


def test_a_web_process_stays_small() -> None:
    """Nothing that the web imports loads the scorer's libraries, be it inside another library."""
    program = "import sys, casting.web.app; print(*{'sklearn', 'scipy', 'numpy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.split()) == (0, []), run.stderr
