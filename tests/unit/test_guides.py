"""What the guides list is what there is: every module, every folder of tests, every setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.settings import PREFIX, READERS

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "service"
GUIDES_OF_SETTINGS = (ROOT / "README.md", SERVICE / "hooks" / "README.md", ROOT / "deploy" / "README.md")
GUIDES = sorted(SERVICE.rglob("README.md"))
MODULES = sorted(
    path
    for path in SERVICE.rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py") and "migrations" not in path.parts
)


def guide_of(module: Path) -> Path:
    """The nearest README above a module."""
    return next(folder / "README.md" for folder in module.parents if (folder / "README.md").is_file())


def names_in(guide: Path) -> set[str]:
    """The words of a guide that stand as code, in a line or in a block."""
    code = re.findall(r"```.*?```|`[^`\n]+`", guide.read_text(encoding="utf-8"), re.DOTALL)
    return set(re.findall(r"\w+", " ".join(code)))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.parent.name)
def test_every_module_is_named_in_the_guide_above_it(guide: Path) -> None:
    below = {module.stem for module in MODULES if guide_of(module) == guide}
    assert below
    assert sorted(below - names_in(guide)) == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.parent.name)
def test_a_guide_names_no_module_that_is_gone(guide: Path) -> None:
    listed = re.findall(r"`((?:[\w-]+/)*\w+\.py)`", guide.read_text(encoding="utf-8"))
    places = (guide.parent, SERVICE, ROOT)
    gone = [name for name in listed if not any((place / name).is_file() for place in places)]
    gone = [name for name in gone if not any(path.name == name for path in guide.parent.rglob("*.py"))]
    assert not gone


def test_every_folder_of_tests_is_in_their_guide() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py")) or path.name == "unit"}
    listed = re.findall(r"^\| `(\w+)/` \|", (ROOT / "tests" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(folders)


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_setting_has_a_row_in_a_guide(name: str) -> None:
    rows = [
        line.split("|")[1]
        for guide in GUIDES_OF_SETTINGS
        for line in guide.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert any(f"`{PREFIX}{name.upper()}`" in row for row in rows)


def test_no_guide_tells_of_a_setting_that_does_not_exist() -> None:
    for guide in GUIDES_OF_SETTINGS:
        told = re.findall(rf"\b{PREFIX}([A-Z_]+[A-Z])\b", guide.read_text(encoding="utf-8"))
        assert {name.lower() for name in told} <= set(READERS), guide
