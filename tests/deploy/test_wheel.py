"""The wheel is the whole service: its code, its clinical content and its server configuration, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from service.knowledge import content_hash


@pytest.fixture(scope="module")
def prefix(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder into which the wheel was installed, without its dependencies and without an index."""
    folder = tmp_path_factory.mktemp("prefix")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*pip, "--target", str(folder), str(wheel)], check=True, capture_output=True)
    return folder


def installed(prefix: Path, code: str) -> str:
    """What *code* prints when the installed package stands before the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(prefix), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=prefix, env=environment, check=True, capture_output=True, text=True
    )
    return run.stdout.strip()


def test_the_installed_clinical_content_has_the_hash_of_the_checkout(prefix: Path, checkout: Path) -> None:
    assert content_hash(prefix / "service" / "_cards") == content_hash(checkout / "cards")


def test_the_installed_clinical_content_is_the_checkout_byte_for_byte(prefix: Path, checkout: Path) -> None:
    def contents(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert contents(prefix / "service" / "_cards") == contents(checkout / "cards") != {}


def test_the_installed_package_reads_its_own_clinical_content(prefix: Path) -> None:
    used = installed(prefix, "from service.content import cards_folder; print(cards_folder())")
    assert Path(used) == prefix / "service" / "_cards"


def test_the_installed_package_starts_with_its_own_server_configuration(prefix: Path, checkout: Path) -> None:
    used = Path(installed(prefix, "from service.content import gunicorn_configuration as c; print(c())"))
    assert used.is_relative_to(prefix)
    assert used.read_bytes() == (checkout / "deploy" / "gunicorn.conf.py").read_bytes()


def test_every_module_and_migration_of_the_service_is_in_the_wheel(wheel: Path, checkout: Path) -> None:
    modules = {path.relative_to(checkout).as_posix() for path in (checkout / "service").rglob("*.py")}
    assert modules <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_has_one_package_and_its_metadata(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"service"}


def test_the_wheel_has_no_compiled_file_and_no_store(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".sqlite3"))] == []


def test_the_wheel_declares_licence_and_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    (commands,) = (name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert b"License-Expression: Apache-2.0" in archive.read(metadata)
    assert b"dvt-cds = service.cli:main" in archive.read(commands)
    assert any(name.endswith("/licenses/LICENSE") for name in archive.namelist())
