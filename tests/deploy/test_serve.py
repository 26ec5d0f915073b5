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

import click
import pytest
from click.testing import CliRunner

from service import cli
from service.commands import serve
from service.content import ContentMissingError, cards_folder
from service.errors import FaultsError, KnowledgeError, SettingsError

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
            if label in ("Discovery", "For people", "A card"):
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


def test_the_printed_addresses_for_people_are_pages(greeting: dict[str, str]) -> None:
    for address in greeting["For people"].split():
        with urlopen(address, timeout=20) as answer:
            assert answer.headers["Content-Type"].startswith("text/html")


def test_the_printed_curl_line_shows_a_card_in_words_from_any_folder(
    greeting: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(greeting["A card"])
    called, shown = words[: words.index("|")], words[words.index("|") + 1 :]
    body = Path(called[called.index("--data") + 1].removeprefix("@")).read_bytes()
    name, _, value = called[called.index("-H") + 1].partition(": ")
    with urlopen(Request(called[-1], data=body, headers={name: value}), timeout=20) as answer:
        text = answer.read()
    (card,) = json.loads(text)["cards"]
    assert shown[:2] == ["python3", "-c"]
    assert printed_by(shown[2], text) == f"{card['summary']}\n\n{card['detail']}\n"


def printed_by(code: str, answer: bytes) -> str:
    return subprocess.run([sys.executable, "-c", code], input=answer, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("answer", [{"cards": []}, {"resourceType": "OperationOutcome", "issue": [{"code": "x"}]}])
def test_the_end_of_the_curl_line_shows_an_answer_without_a_card_as_it_is(answer: dict[str, object]) -> None:
    assert json.loads(printed_by(serve.SHOWN, json.dumps(answer).encode())) == answer


def test_where_calls_need_a_token_no_curl_line_is_printed_that_would_be_refused() -> None:
    told = serve._greeting("https://cds.example", wants_token=True)
    assert "curl" not in told
    assert "Calls need a token (DVT_CDS_TRUST=required)." in told
    assert "https://cds.example/decision-book" in told


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_in_use_is_told_at_once_with_what_to_do(environment: dict[str, str], tmp_path: Path, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as taken:
        port = taken.getsockname()[1]
        run = subprocess.run(
            [*SERVE, "--host", host, "--port", str(port)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert run.returncode == 1
    (line,) = run.stderr.splitlines()
    assert f":{port} is in use by another program" in line
    assert "make serve PORT=9000" in line and "dvt-cds serve --port 9000" in line
    assert not list(tmp_path.iterdir())


def test_an_address_that_this_machine_does_not_have_is_told(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1:8000 cannot be listened on"):
        serve._check_free("192.0.2.1:8000")


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "[::1]:0", "unix:/run/dvt-cds.sock"])
def test_an_address_that_is_free_is_not_complained_of(bind: str) -> None:
    serve._check_free(bind)


def test_an_address_is_not_tried_where_a_socket_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_FDS", "1")
    serve._check_free("192.0.2.1:8000")


def test_open_trust_on_an_address_others_can_reach_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    run = subprocess.run(
        [*SERVE, "--host", "0.0.0.0"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert "DVT-130: DVT_CDS_TRUST: Open trust" in run.stderr
    assert "loopback address only (0.0.0.0:8000 is none)" in run.stderr
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
    assert run.stderr.startswith("Error: DVT-130: DVT_CDS_LIMB_TREAT_CARDS is not a setting")


FAULTS: dict[str, tuple[Exception, str]] = {
    "the place is in the text": (
        SettingsError("DVT_CDS_X cannot be used: it is odd.", expression="DVT_CDS_X"),
        "Error: DVT-130: DVT_CDS_X cannot be used: it is odd.\n",
    ),
    "the place is not in the text": (
        SettingsError("Open trust is odd.", expression="DVT_CDS_TRUST", remedy="Set DVT_CDS_TRUST=required."),
        "Error: DVT-130: DVT_CDS_TRUST: Open trust is odd. Set DVT_CDS_TRUST=required.\n",
    ),
    "the text has a number of its own": (
        KnowledgeError("DVT-450: map.json: no usable ConceptMap.", expression="map.json", remedy="Mend it."),
        "Error: DVT-450: map.json: no usable ConceptMap. Mend it.\n",
    ),
    "several": (
        FaultsError([SettingsError("A is odd."), SettingsError("B is odd.")]),
        "Error: DVT-130: A is odd.\nError: DVT-130: B is odd.\n",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_start_is_told_with_one_number_and_one_name(fault: str) -> None:
    error, told = FAULTS[fault]

    @click.command()
    def start() -> None:
        with serve.start_faults_told():
            raise error

    run = CliRunner().invoke(start)
    assert (run.exit_code, run.output) == (1, told)


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


def test_local_codes_that_are_no_concept_map_are_told_with_their_setting(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "map.json").write_text("{}")
    local = {**environment, "DVT_CDS_LOCAL_CODES": str(tmp_path / "map.json"), "DVT_CDS_BIND": "127.0.0.1:0"}
    run = subprocess.run(SERVE, cwd=tmp_path, env=local, capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert run.stderr.startswith("Error: DVT-450: map.json")
    assert "DVT-401" not in run.stderr and "--cards" not in run.stderr
    assert "DVT_CDS_LOCAL_CODES" in run.stderr


@pytest.mark.parametrize(
    ("variable", "value"), [("WEB_THREADS", "abc"), ("WEB_THREADS", "0"), ("WEB_CONCURRENCY", "0")]
)
def test_gunicorn_alone_names_a_number_that_is_none(
    environment: dict[str, str], checkout: Path, variable: str, value: str
) -> None:
    configuration = str(checkout / "deploy" / "gunicorn.conf.py")
    run = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", configuration, "--check-config", "service.wsgi:application"],
        cwd=checkout, env={**environment, variable: value}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode != 0
    assert run.stderr.strip() == f"Error: {variable} must be a whole number from 1 on."


def test_gunicorn_alone_names_a_setting_that_does_not_exist(environment: dict[str, str], checkout: Path) -> None:
    configuration = str(checkout / "deploy" / "gunicorn.conf.py")
    run = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", configuration, "--check-config", "service.wsgi:application"],
        cwd=checkout, env={**environment, "DVT_CDS_FREE_TEXTS": "on"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode != 0
    told = run.stderr.strip()
    assert told.startswith("Error: DVT-130: DVT_CDS_FREE_TEXTS is not a setting of this service.")
    assert "Traceback" not in told
