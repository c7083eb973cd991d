"""`cic token`: act as somebody on this machine."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from cli.failure import fail
from deploy.local.deployables import UnknownUnit, parse_units
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
    if role == roles.COMMUNE_USER and not _is_id(organisation):
        fail("a commune-user acts for one commune: give its id as --organisation")
    try:
        for each in unit or []:
            if each != "*":
                parse_units(each)
    except UnknownUnit as reason:
        fail(reason)
    issuer = open_issuer(data_folder().keys)
    lifetime = timedelta(hours=hours)
    print(issuer.issue(role, unit or [], organisation=organisation, lifetime=lifetime))


def _is_id(text: str | None) -> bool:
    try:
        return text is not None and str(UUID(text)) == text
    except ValueError:
        return False
