"""The container and the compose files keep their promises: not root, hashed, pinned, no secret, loopback only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

COMPOSE = ["compose.yaml", "compose.postgres.yaml"]
PINNED = re.compile(r"[\w./-]+:v?\d+\.\d+(\.\d+)?[\w.-]*(@sha256:[0-9a-f]{64})?")


@pytest.fixture(scope="module")
def instructions(checkout: Path) -> list[tuple[str, str]]:
    """The container file as (instruction, argument), continued lines joined."""
    text = (checkout / "deploy" / "Containerfile").read_text()
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(line.split(None, 1)[0].upper(), line.split(None, 1)[1]) for line in joined]


def compose_services(checkout: Path) -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = {}
    for name in COMPOSE:
        for service, described in yaml.safe_load((checkout / "deploy" / name).read_text())["services"].items():
            services[f"{name}:{service}"] = described
    return services


def test_the_container_runs_as_a_numbered_user_that_is_not_root(instructions: list[tuple[str, str]]) -> None:
    users = [argument for instruction, argument in instructions if instruction == "USER"]
    assert users
    uid, gid = users[-1].split(":")
    assert int(uid) > 0 and int(gid) > 0


def test_the_container_is_built_from_pinned_images(instructions: list[tuple[str, str]]) -> None:
    images = [argument.split()[0] for instruction, argument in instructions if instruction == "FROM"]
    assert images
    assert [image for image in images if not PINNED.fullmatch(image)] == []


def test_every_package_in_the_container_is_hashed_or_built_here(instructions: list[tuple[str, str]]) -> None:
    installs = [
        command
        for instruction, argument in instructions
        if instruction == "RUN"
        for command in re.split(r"&&|;", argument)
        if re.search(r"\bpip3?\s+(install|download|wheel)\b", command)
    ]
    assert installs
    assert [each for each in installs if "--require-hashes" not in each and "--no-deps" not in each] == []


def test_the_container_watches_its_own_health(instructions: list[tuple[str, str]]) -> None:
    assert any(instruction == "HEALTHCHECK" and "/healthz" in argument for instruction, argument in instructions)


def test_no_secret_is_written_into_the_container(instructions: list[tuple[str, str]]) -> None:
    declared = [argument for instruction, argument in instructions if instruction in {"ENV", "ARG", "LABEL"}]
    assert [each for each in declared if re.search(r"(?i)password|secret|token|_key\b|://[^/\s]+:[^/\s]+@", each)] == []


def test_only_what_the_container_file_copies_reaches_its_build(checkout: Path) -> None:
    rules = (checkout / ".dockerignore").read_text().splitlines()
    assert "*" in rules
    allowed = {rule.removeprefix("!").split("/")[0] for rule in rules if rule.startswith("!")}
    assert allowed & {"var", ".venv", ".git", "fixtures", "tests", ".env"} == set()


@pytest.mark.parametrize("name", COMPOSE)
def test_a_password_in_compose_comes_from_the_shell_and_has_no_default(checkout: Path, name: str) -> None:
    for service, described in yaml.safe_load((checkout / "deploy" / name).read_text())["services"].items():
        for variable, value in described.get("environment", {}).items():
            if re.search(r"(?i)password|secret|token|_key$|database_url", variable):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), f"{name}: {service}: {variable}"


def test_compose_images_are_pinned(checkout: Path) -> None:
    images = {
        name: service["image"]
        for name, service in compose_services(checkout).items()
        if "image" in service and "build" not in service
    }
    assert images
    assert {name: image for name, image in images.items() if not PINNED.fullmatch(image)} == {}


def test_compose_publishes_on_this_machine_only(checkout: Path) -> None:
    ports = [port for service in compose_services(checkout).values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not str(port).startswith("127.0.0.1:")] == []


def test_the_composed_service_listens_on_loopback_and_can_write_to_its_store_only(checkout: Path) -> None:
    service = compose_services(checkout)["compose.yaml:service"]
    assert service["command"][service["command"].index("--host") + 1] == "127.0.0.1"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert [volume.split(":")[1] for volume in service["volumes"]] == ["/var/lib/dvt-cds"]
