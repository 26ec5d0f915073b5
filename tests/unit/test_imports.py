"""Who may import what: the line of data through the folders, kept by a test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "service"
SOCKETS = {"requests", "urllib3", "http", "socket", "httpx", "aiohttp", "urllib.request"}
CORE = (
    "answer",
    "tables",
    "decision",
    "counterfactuals",
    "conditions",
    "modifiers",
    "knowledge",
    "knowledge_types",
    "sign_off",
    "wording",
)
CORE += (
    "card_writer",
    "card_sections",
    "card_text",
    "case",
    "feature_rows",
    "strict_yaml",
    "features/",
    "treatment/",
)
MAY_OPEN_SOCKETS = (
    "hooks/waiting",  # asks an accepted connection how long it waited; opens none
    "fhir/client",
    "hooks/client_trust",
    "store/",
    "replay/",
    "conformance/",
    "pages/smart",
    "commands/",
    "bench/",
)
MAY_IMPORT_FLASK = ("hooks/", "pages/", "app", "wsgi", "bench/")


def _modules() -> dict[str, set[str]]:
    """Module path without suffix -> everything it imports, written out (type-checking imports included)."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        names: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
                names.add(node.module)
        found[path.relative_to(PACKAGE).with_suffix("").as_posix()] = names
    return found


MODULES = _modules()


def _imports(module: str, *roots: str) -> set[str]:
    return {name for name in MODULES[module] for root in roots if name == root or name.startswith(f"{root}.")}


def _within(module: str, places: tuple[str, ...]) -> bool:
    return any(
        module == place or (place.endswith("/") and module.startswith(place)) or module.startswith(place)
        for place in places
    )


def _in_core(module: str) -> bool:
    return any(module == each or (each.endswith("/") and module.startswith(each)) for each in CORE)


@pytest.mark.parametrize("module", [each for each in MODULES if _in_core(each)])
def test_the_core_knows_neither_web_nor_database_nor_sockets(module):
    assert not _imports(module, "flask", "sqlalchemy", *SOCKETS)


def test_only_the_places_named_in_the_design_open_sockets():
    assert [m for m in MODULES if _imports(m, *SOCKETS) and not _within(m, MAY_OPEN_SOCKETS)] == []


def test_only_the_web_side_knows_flask():
    assert [m for m in MODULES if _imports(m, "flask") and not _within(m, MAY_IMPORT_FLASK)] == []


def test_only_proof_knows_the_solver():
    assert [m for m in MODULES if _imports(m, "z3") and not m.startswith("proof/")] == []


def test_only_the_store_knows_the_database():
    assert [m for m in MODULES if _imports(m, "sqlalchemy", "alembic") and not m.startswith("store/")] == []


def test_nothing_but_the_application_imports_the_endpoints():
    assert [m for m in MODULES if _imports(m, "service.hooks.endpoints")] == ["app"]


def test_what_serves_hooks_imports_neither_replay_nor_proof():
    line = [m for m in MODULES if _in_core(m) or m.startswith(("hooks/", "fhir/", "store/")) or m in ("app", "wsgi")]
    never = ("service.replay", "service.proof", "service.conformance", "service.bench")
    assert [module for module in line if _imports(module, *never)] == []


def test_the_clock_is_read_at_the_edge_only():
    readers = []
    for module in MODULES:
        if _in_core(module) or module.startswith("fhir/"):
            tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
            calls = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in {"now", "utcnow", "today"}]
            readers += [
                module
                for call in calls
                if isinstance(call.value, ast.Name) and call.value.id in {"datetime", "date", "time"}
            ]
    assert readers == []
