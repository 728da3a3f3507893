"""Size and names: a limit that is passed is a question, and its answer stands here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.checkout import ROOT, modules

LINES_OF_A_MODULE = 300
LINES_OF_A_FUNCTION = 40

# Path, or path::function, and why it is longer than the limit. An entry that is not needed any more fails.
ANSWERED: dict[str, str] = {
    "casting/store/tables.py": "all tables in one place: a reader looks for a column, not for a file",
    "casting/web/pages/__init__.py": "one line for each part of a page, so that no page is without a sample",
    "casting/web/patterns/candidate.py": "every state of the widest page, one beside the other",
    "casting/web/candidate_views.py::candidate_page": "one line for each field of the widest page, and nothing else",
    "casting/services/candidates.py::candidate": "one line for each thing that is known of somebody, and nothing else",
    "casting/web/sheet_views.py::sheet_page": "one line for each field of the page, and nothing else",
    "casting/web/status_views.py::status_page": "one line for each field of the page, and nothing else",
    "casting/web/patterns/outcomes.py::outcome_patterns": "every state of a page, one beside the other",
}

# Names that say nothing of what a module holds.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc", "tools"}


def long_modules(paths: list[Path]) -> dict[str, int]:
    lengths = {path: len(path.read_text().splitlines()) for path in paths}
    return {place(path): length for path, length in lengths.items() if length > LINES_OF_A_MODULE}


def long_functions(paths: list[Path]) -> dict[str, int]:
    return {
        f"{place(path)}::{function.name}": length
        for path in paths
        for function in functions(ast.parse(path.read_text()))
        if (length := body_length(function)) > LINES_OF_A_FUNCTION
    }


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the name to the end, without the docstring: a thorough one is no fault."""
    end = function.end_lineno or function.lineno
    first = function.body[0]
    has_docstring = ast.get_docstring(function, clean=False) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0
    return end - function.lineno + 1 - docstring


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def product() -> list[Path]:
    """What people wrote: a migration is generated, and never changed again."""
    return [path for path in modules() if "versions" not in path.parts]


def test_modules_and_functions_are_short_or_say_why() -> None:
    long = long_modules(product()) | long_functions(product())
    unanswered = {name: length for name, length in long.items() if name not in ANSWERED}
    assert unanswered == {}, unanswered
    assert sorted(ANSWERED) == sorted(name for name in ANSWERED if name in long), "answers to no question"


def test_modules_are_named_after_what_they_hold() -> None:
    words = {place(path): {*re.split(r"[_/.]", place(path).lower())} & EMPTY_NAMES for path in modules()}
    assert {name: found for name, found in words.items() if found} == {}


@pytest.mark.parametrize(("statements", "found"), [(39, {}), (40, {"long.py::act": 41})])
def test_a_long_function_would_be_seen(statements: int, found: dict[str, int], tmp_path: Path) -> None:
    source = tmp_path / "long.py"
    source.write_text('def act():\n    """It acts.\n\n    Much.\n    """\n' + "    act()\n" * statements)
    assert long_functions([source]) == found


@pytest.mark.parametrize(("lines", "found"), [(300, {}), (301, {"long.py": 301})])
def test_a_long_module_would_be_seen(lines: int, found: dict[str, int], tmp_path: Path) -> None:
    source = tmp_path / "long.py"
    source.write_text("act = 1\n" * lines)
    assert long_modules([source]) == found
