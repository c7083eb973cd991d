"""`cic archive`: close for good what is over and has not been touched since a day."""

from typing import Annotated
from uuid import UUID

import typer

from cli.beside import running
from cli.failure import fail
from deploy.local.deployables import SERVICES


def archive(  # noqa: PLR0913 - one argument per option
    service: Annotated[str, typer.Argument(help=f"Whose: {', '.join(SERVICES)}.")],
    before: Annotated[
        str | None, typer.Option(help="A day, as 2020-01-01: nothing has changed since.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why; kept with who did it, and when.")] = None,
    open_again: Annotated[
        UUID | None, typer.Option(help="Let this file take commands again, as --acts names it.")
    ] = None,
    units: Annotated[
        list[str] | None, typer.Option("--unit", help="A unit; all that run without.")
    ] = None,
    *,
    acts: Annotated[bool, typer.Option("--acts", help="Who closed what, when and why.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be closed.")
    ] = False,
) -> None:
    """Close what is over: it can be read, and changed no more.

    What is over is said by the service: a terminated and settled partnership, a joint action plan
    completed or superseded, an accepted report, each with all that belongs to it. Nothing is
    deleted or moved.
    """
    asked = _asked(before, reason, open_again, acts=acts, dry_run=dry_run)
    if service not in SERVICES:
        fail(f"no service {service}; there are {', '.join(SERVICES)}")
    here = running()
    services = here.services(units, (service,))
    raise typer.Exit(here.run_beside_each("kernel.archiving", asked, services))


def _asked(
    before: str | None, reason: str | None, open_again: UUID | None, *, acts: bool, dry_run: bool
) -> list[str]:
    """Return what the program is asked for, of which it says itself what is wrong with it."""
    if sum((before is not None, open_again is not None, acts)) != 1:
        fail("say --before, --open-again or --acts")
    asked = ["--acts"] if acts else []
    asked += ["--before", before] if before else []
    asked += ["--open-again", str(open_again)] if open_again else []
    asked += ["--reason", reason] if reason else []
    return [*asked, *(["--dry-run"] if dry_run else [])]
