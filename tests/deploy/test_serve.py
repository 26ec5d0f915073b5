"""``dvt-cds serve``: it starts with one command, shows a card, and refuses what would be unsafe."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from service import cli
from service.commands import serve
from service.content import ContentMissingError, cards_folder

SERVE = [sys.executable, "-m", "service", "serve"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment without settings of this machine, and with a store of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DVT_CDS_")}
    store = tmp_path_factory.mktemp("store") / "dvt-cds.sqlite3"
    return {**clean, "DVT_CDS_DATABASE_URL": f"sqlite:///{store}"}


@pytest.fixture(scope="module")
def greeting(checkout: Path, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The lines that the running service printed, by their label."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [*SERVE, "--port", str(port)],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        assert running.stdout is not None
        printed: list[str] = []
        lines: dict[str, str] = {}
        for line in running.stdout:
            printed.append(line)
            label, _, rest = line.partition(": ")
            if label in ("Discovery", "A card"):
                lines[label] = rest.strip()
            if "Booting worker" in line:
                break
        else:
            pytest.fail("the service did not start: " + "".join(printed))
        yield lines
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=30)


def test_the_printed_discovery_url_lists_the_services(greeting: dict[str, str]) -> None:
    with urlopen(greeting["Discovery"], timeout=20) as answer:
        assert "dvt-order-select" in {service["id"] for service in json.load(answer)["services"]}


def test_the_printed_curl_line_shows_a_card(greeting: dict[str, str], checkout: Path) -> None:
    words = shlex.split(greeting["A card"])
    body = (checkout / words[words.index("--data") + 1].removeprefix("@")).read_bytes()
    name, _, value = words[words.index("-H") + 1].partition(": ")
    with urlopen(Request(words[-1], data=body, headers={name: value}), timeout=20) as answer:
        assert [card["summary"] for card in json.load(answer)["cards"]]


def test_open_trust_on_an_address_others_can_reach_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    run = subprocess.run(
        [*SERVE, "--host", "0.0.0.0"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert "DVT-130 DVT_CDS_TRUST" in run.stderr
    assert "loopback" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_misspelt_setting_is_refused_with_its_name(environment: dict[str, str], tmp_path: Path) -> None:
    run = subprocess.run(
        SERVE,
        cwd=tmp_path,
        env={**environment, "DVT_CDS_LIMB_TREAT_CARDS": "off"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1
    assert "DVT-130 DVT_CDS_LIMB_TREAT_CARDS" in run.stderr


def test_a_number_of_workers_below_one_is_a_wrong_call() -> None:
    assert CliRunner().invoke(cli.main, ["serve", "--workers", "0"]).exit_code == 2


@pytest.mark.parametrize(
    ("host", "port", "default", "bind"),
    [
        (None, None, "127.0.0.1:8000", "127.0.0.1:8000"),
        (None, None, "unix:/run/dvt-cds.sock", "unix:/run/dvt-cds.sock"),
        (None, 9000, "127.0.0.1:8000", "127.0.0.1:9000"),
        ("0.0.0.0", None, "127.0.0.1:8001", "0.0.0.0:8001"),
        ("::1", 9000, "127.0.0.1:8000", "[::1]:9000"),
        (None, 9000, "[::1]:8000", "[::1]:9000"),
        (None, 9000, "unix:/run/dvt-cds.sock", "127.0.0.1:9000"),
    ],
)
def test_an_address_is_completed_from_the_setting(host: str | None, port: int | None, default: str, bind: str) -> None:
    assert serve._bind(host, port, default) == bind


def test_a_missing_cards_folder_is_told_by_its_number_and_path(tmp_path: Path) -> None:
    with pytest.raises(ContentMissingError) as raised:
        cards_folder(tmp_path / "nowhere")
    assert raised.value.code == "DVT-401"
    assert str(tmp_path / "nowhere") in raised.value.text


def test_the_checkout_uses_its_own_cards_folder(checkout: Path) -> None:
    assert cards_folder() == checkout / "cards"
