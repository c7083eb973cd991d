"""`cic token`: act as somebody on this machine."""

from datetime import timedelta
from typing import Annotated

import typer

from cli.failure import fail
from deploy.local.issuer import open_issuer
from deploy.local.layout import data_folder
from vocabulary import roles


def token(
    role: Annotated[str, typer.Option(help=f"One of {', '.join(roles.ALL)}.")],
    unit: Annotated[
        list[str] | None,
        typer.Option(help="Unit whose data it opens, as ma; may be repeated; * opens all."),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option(help="The body it acts for: the id of a commune, for instance.")
    ] = None,
    hours: Annotated[float, typer.Option(min=0.01, help="How long it is valid.")] = 24.0,
) -> None:
    """Print a token; only the services of this data folder accept it."""
    if role not in roles.ALL:
        fail(f"no role {role}; there are {', '.join(roles.ALL)}")
    issuer = open_issuer(data_folder().keys)
    lifetime = timedelta(hours=hours)
    print(issuer.issue(role, unit or [], organisation=organisation, lifetime=lifetime))
