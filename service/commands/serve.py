"""Start the service under gunicorn and print its addresses."""

from __future__ import annotations

import errno
import json
import os
import shlex
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from service.commands import cards_option
from service.content import CHECKOUT, gunicorn_configuration

EXAMPLE = Path("fixtures/cases/gastrocnemius_four_cm_no_risk_feature")
EXAMPLE_OF_TODAY = Path("var/example-request.json")
SHOWN = (
    "import json, sys; a = json.load(sys.stdin); "
    r'print("\n\n".join(c.get(k, "") for c in a.get("cards", []) for k in ("summary", "detail"))'
    " or json.dumps(a, indent=1))"
)
"""Python that prints the cards of an answer in words; an answer without cards as it is."""


@click.command()
@click.option("--host", help="Address to listen on.  [default: that of DVT_CDS_BIND, or 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: that of DVT_CDS_BIND, or 8000]")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1), help="Worker processes.")
@click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(min=1),
    help="Threads per worker; 1 only behind a proxy that buffers requests.",
)
@cards_option
def command(host: str | None, port: int | None, workers: int, threads: int, cards: Path) -> None:
    """Start the service under gunicorn with the shipped configuration.

    Settings come from the DVT_CDS_* variables. Without a trust file every caller is trusted, which is allowed on a
    loopback address only. The store is var/dvt-cds.sqlite3 unless DVT_CDS_DATABASE_URL names another.
    """
    from service.settings import Settings

    bind = _bind(host, port, os.environ.get("DVT_CDS_BIND", "127.0.0.1:8000"))
    os.environ["DVT_CDS_BIND"] = bind
    os.environ["DVT_CDS_CARDS"] = str(cards)
    os.environ["WEB_CONCURRENCY"] = str(workers)
    os.environ["WEB_THREADS"] = str(threads)
    with start_faults_told():
        settings = Settings.from_environment(os.environ)
        _check_free(bind)
        base = settings.public_url or f"http://{bind}"
        server = _server(_greeting(base, wants_token=settings.trust == "required"))
        server.wsgi()
    server.run()


def _bind(host: str | None, port: int | None, default: str) -> str:
    """``host:port`` of the options, each completed from *default*; a Unix socket stays when neither is given."""
    if host is None and port is None:
        return default
    default_host, _, default_port = default.rpartition(":")
    if default.startswith("unix:"):
        default_host, default_port = "127.0.0.1", "8000"
    host = host or default_host
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    return f"{host}:{port or default_port}"


def _check_free(bind: str) -> None:
    """See that the address can be listened on, which gunicorn would try for five seconds.

    Raises :class:`service.errors.SettingsError`.  A socket that a service manager hands over is in use, by us.
    """
    from service.errors import SettingsError

    if bind.startswith("unix:") or "LISTEN_FDS" in os.environ:
        return
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, int(port)))
    except OSError as error:
        other = 9000 if port != "9000" else 9001
        remedy = f"give another port: make serve PORT={other} (dvt-cds serve --port {other})."
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"{bind} is in use by another program.", remedy=f"Stop it, or {remedy}") from None
        told = f"{bind} cannot be listened on: {error.strerror or 'it is no address of this machine'}."
        raise SettingsError(told, remedy=f"Name an address of this machine, or {remedy}") from None


def _server(greeting: str) -> Any:
    """The gunicorn application: the shipped configuration, and *greeting* printed once the address is bound."""
    from gunicorn.app.base import Application

    class Server(Application):
        def load_config(self) -> None:
            self.load_config_from_file(str(gunicorn_configuration()))
            self.cfg.set("when_ready", _printer(greeting))

        def load(self) -> Any:
            from service.wsgi import application

            return application

    return Server()


def _printer(greeting: str) -> Callable[[Any], None]:
    def when_ready(server: Any) -> None:
        click.echo(greeting)

    return when_ready


def _greeting(base: str, *, wants_token: bool) -> str:
    """Discovery, the pages for people and, where the fixtures lie at hand, the line that shows a card."""
    lines = [f"Discovery:  {base}/cds-services", f"For people: {base}/decision-book {base}/source-attributes"]
    if wants_token:
        lines.append("Calls need a token (DVT_CDS_TRUST=required).")
    elif (CHECKOUT / EXAMPLE / "request.json").is_file():
        hook, example = _example_of_today()
        call = ["curl", "-sS", "-H", "Content-Type: application/json", "--data", f"@{example}"]
        shown = shlex.join(["python3", "-c", SHOWN])
        lines.append(f"A card:     {shlex.join([*call, f'{base}/cds-services/dvt-{hook}'])} | {shown}")
    return "\n".join(lines)


def _example_of_today() -> tuple[str, Path]:
    """The hook and the file of the example call, its dates moved to today: an old DVT would get no card."""
    from service.replay.clocks import moved
    from service.strict_yaml import read_yaml

    as_of = datetime.fromisoformat(read_yaml(CHECKOUT / EXAMPLE / "case.yaml")["as_of"].replace("Z", "+00:00"))
    text = (CHECKOUT / EXAMPLE / "request.json").read_text(encoding="utf-8")
    example = CHECKOUT / EXAMPLE_OF_TODAY
    example.parent.mkdir(exist_ok=True)
    example.write_text(moved(text, datetime.now(UTC) - as_of, as_of), encoding="utf-8")
    return json.loads(text)["hook"], example


@contextmanager
def start_faults_told() -> Iterator[None]:
    """Turn a fault of settings, content or store into its text and exit status 1; anything else is a bug and shows."""
    from service.errors import DvtCdsError, FaultsError

    try:
        yield
    except (FaultsError, DvtCdsError) as fault:
        raise click.ClickException("\nError: ".join(fault.lines)) from None
