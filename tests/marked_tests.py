"""Which tests carry a marker with which identifiers, read from the source without running it.

The tables of ``tests/conformance/`` (``verifies``) and ``tests/traps/`` (``trap``) are compared with it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
Test = tuple[str, str]
"""(file below ``tests/``, name of the function)"""


def read_tests(marker: str) -> tuple[set[Test], dict[str, list[Test]]]:
    """Every test function, and for each id the tests that ``@pytest.mark.<marker>`` gives it."""
    tests: set[Test] = set()
    marked: dict[str, list[Test]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        if "node_modules" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(TESTS).as_posix()
        of_file = list(_marked_for_all(tree, marker))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                tests.add((name, node.name))
                for identifier in dict.fromkeys([*of_file, *_marked(node.decorator_list, marker)]):
                    marked.setdefault(identifier, []).append((name, node.name))
    return tests, marked


def _marked_for_all(tree: ast.Module, marker: str) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            yield from _marked([node.value], marker)


def _marked(nodes: list[ast.expr], marker: str) -> Iterator[str]:
    for node in nodes:
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == marker:
                yield from (str(each.value) for each in call.args if isinstance(each, ast.Constant))


def told(tests: list[Test]) -> str:
    """The tests as a cell of a table: each file once, with its tests as sentences."""
    files: dict[str, list[str]] = {}
    for file, name in tests:
        files.setdefault(file, []).append(name.removeprefix("test_").replace("_", " "))
    return "<br>".join(f"`{file}`: {', '.join(names)}" for file, names in files.items())


def cell(text: str) -> str:
    """Text that does not end its cell."""
    return text.replace("|", "\\|")
