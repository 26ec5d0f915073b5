"""Check any CDS Hooks 2.0 service, by its URL, against the specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from service.commands.outputs import OUTPUT_FILE

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("url")
@click.option("--issuer-key", type=READABLE, help="Private key (PEM or JWK) of a client registered with the service.")
@click.option("--issuer", default="", help="The `iss` of that client.")
@click.option("--kid", default="", help="The `kid` of its key.")
@click.option("--jku", default="", help="The `jku` of its key set, if its tokens carry one.")
@click.option("--tenant", default="", help="The `tenant` of its tokens, if they carry one.")
@click.option("--audience", default="", help="Public base URL, where the service is called at another one.")
@click.option(
    "--call", "calls", type=READABLE, multiple=True, help="A hook call of your own to be sent too; repeatable."
)
@click.option("--require", multiple=True, type=click.Choice(["jwt", "cors"]), help="Fail where it cannot be checked.")
@click.option("--origin", help="Origin of a browser client.  [default: that of the public Sandbox]")
@click.option("--only", metavar="ID", multiple=True, help="A check, section or requirement id; repeatable.")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option(
    "--timeout", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds for an answer."
)
@click.option("--ca-bundle", type=READABLE, help="Certificate authorities, in place of the shipped list.")
@click.option("--junit", type=OUTPUT_FILE, help="Write the results as JUnit XML.")
def command(
    url: str,
    issuer_key: Path | None,
    issuer: str,
    kid: str,
    jku: str,
    tenant: str,
    audience: str,
    calls: tuple[Path, ...],
    require: tuple[str, ...],
    origin: str | None,
    only: tuple[str, ...],
    strict: bool,
    timeout: float,
    ca_bundle: Path | None,
    junit: Path | None,
) -> None:
    """Check the CDS Hooks 2.0 service at URL: its base, or its /cds-services.

    Each listed service is called some 150 times with synthetic patients made from its own prefetch templates,
    with keys missing, null, empty and failed, with malformed bodies and with bad tokens, and is sent feedback; point
    it at a test installation. Nothing else is called, redirects are not followed, and a server for keys and FHIR data
    listens on this machine meanwhile. With --call, cards of real calls are checked as well.

    A broken SHALL fails; a broken SHOULD or advice is a warning. The exit status is 1 when anything failed and 2 when
    nothing answers at URL or its discovery is a 404.
    """
    from rich.console import Console

    from service.conformance.junit import as_junit
    from service.conformance.outcome import Outcome
    from service.conformance.own_server import running
    from service.conformance.report import count, show
    from service.conformance.run import UnknownCheckError, UnreachableError, run
    from service.conformance.target import ORIGIN, Target

    if not url.startswith(("http://", "https://")):
        raise click.BadParameter("it is no http(s) URL", param_hint="URL")
    signer = _signer(issuer_key, issuer, kid, jku, tenant)
    own_calls = [_read_call(path) for path in calls]
    with running() as own:
        bundle = str(ca_bundle) if ca_bundle else None
        target = Target(
            url, own, timeout=timeout, origin=origin or ORIGIN, signer=signer, audience=audience, ca_bundle=bundle
        )
        target.calls_of_the_caller = own_calls
        try:
            results = run(target, only=only, strict=strict, require=require)
        except UnreachableError as error:
            end = "" if str(error).endswith("?") else "."
            raise click.UsageError(f"Nothing can be checked at {target.url}: {error}{end}") from None
        except UnknownCheckError as error:
            raise click.BadParameter(
                f"no check, section or requirement is called {error}", param_hint="--only"
            ) from None
        finally:
            target.close()
    show(results, target.url, Console(width=None if Console().is_terminal else 120))
    if junit:
        junit.write_bytes(as_junit(results, target.url))
    raise SystemExit(1 if count(results)[Outcome.FAILED] else 0)


def _signer(path: Path | None, issuer: str, kid: str, jku: str, tenant: str) -> Any:
    from service.conformance.signing import KeyUnusableError, Signer, read_private_key

    if path is None:
        if issuer or kid:
            raise click.UsageError("--issuer and --kid are those of --issuer-key, which is missing.")
        return None
    if not (issuer and kid):
        raise click.UsageError("--issuer-key needs --issuer and --kid.")
    try:
        return Signer(read_private_key(path), issuer, kid, jku, tenant)
    except KeyUnusableError as error:
        raise click.BadParameter(str(error), param_hint="--issuer-key") from None


def _read_call(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_bytes())
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("hook"), str):
        raise click.BadParameter(f"{path.name} is no hook call in JSON", param_hint="--call")
    return body
