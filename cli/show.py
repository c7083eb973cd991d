"""`cic show`: one country as the gateway gives it, or one partnership as its unit does."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import httpx
import typer
from rich.console import Console

from cli.country_view import lines
from cli.failure import fail
from cli.partnership_show import show_partnership
from cli.sending import certificates
from deploy.local import state as states
from deploy.local.issuer import open_issuer
from deploy.local.layout import data_folder
from kernel.clock import system_clock
from vocabulary.roles import ASSOCIATION_READER

PAGE: Final = 50
TIMEOUT: Final = 10.0
"""Seconds."""

COUNTRY: Final = """
    code knownUntil lagEvents lastHeartbeat stale
    partnershipCounts { real demonstration }
    protocolCounts { real demonstration }
    programmes { name phases { code state startsOn endsOn } }
    countryProgrammes {
      phase { code state }
      sectors { text }
      goal { text texts { language unofficial } }
      coverage { partial listed stated source note }
      provenance demonstration
    }
    strategicPlans {
      phase { code state } state submittedOn provenance demonstration
      latest {
        version validatedOn
        asked: validations(first: 1) { totalCount }
        waiting: validations(first: 100, outcome: [PENDING, OBJECTED]) {
          totalCount edges { node { outcome reason commune { name } } }
        }
      }
    }
"""

LISTS: Final = {
    "partnerships": """
        uuid title state stateSince stateReason provenance demonstration
        members { role until commune { name countryCode } }
        phases { phase { code } provenance }
        protocols(first: 1) { edges { node {
          id state version proposedOn signedOn inForceSince provenance demonstration
          phase { code }
          awaiting { since outcome until party { name } }
        } } }
    """,
    "indicators": """
        id code text unit provenance demonstration
        baseline { known value year note }
        targets { year value }
        strategicPlan { phase { code } }
        figures {
          year unit value expected received demonstration
          sources(first: 3, reason: [NOT_MEASURED]) { edges { node { notMeasured } } }
        }
    """,
    "actionPlans": """
        id title state stateSince startsOn endsOn notYetAnnexed provenance demonstration
        partnership { title }
        reports {
          id state version acceptedOn provenance demonstration
          versions { version state submittedOn comments }
        }
    """,
    "figures": "id kind year unit value received demonstration",
}
"""What is shown of each list of the country; lists come in pages."""

OF_LIST: Final = {"figures": ", kind: EXPENSE"}


def query(*lists: str, country: str = "") -> str:
    """Return the question for a page of each of the lists, and for what the country itself says."""
    pages = "".join(
        f"{name}(first: $first, after: ${name}{OF_LIST.get(name, '')}) {{\n"
        f"totalCount pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {LISTS[name]} }} }} }}\n"
        for name in lists
    )
    after = "".join(f", ${name}: String" for name in lists)
    return (
        f"query Show($code: String!, $asOf: DateTime, $first: Int!{after}) {{\n"
        f"country(code: $code, asOf: $asOf) {{ {country} {pages} }} }}"
    )


QUERY: Final = query(*LISTS, country=COUNTRY)


def show_command(  # noqa: PLR0913 - one argument per option
    country: Annotated[
        str, typer.Argument(help="ISO 3166-1 code of the country, as MA, or the word partnership.")
    ],
    partnership: Annotated[
        str | None, typer.Argument(help="After the word partnership: its id, or a member's name.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="What was known at this moment (ISO 8601, UTC if it names no zone)."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(help="The gateway, or the unit's service, if not that of this machine."),
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="CIC_TOKEN", help="Instead of a token of this machine.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show a country's partnerships, who still has to vote, plans, values, reports, data's age.

    `cic show partnership ID` shows one of them: how it stands, what is due, and its whole history.
    Instead of its id the name of a commune will do that is in no other.
    """
    moment = _moment(as_of)
    if partnership is not None:
        if country.lower() != "partnership":
            fail(f"{country} {partnership}: write a country, as MA, or partnership and its id")
        show_partnership(partnership, moment, url, token, as_json=as_json)
        return
    gateway = url or _gateway_here()
    bearer = token or open_issuer(data_folder().keys).issue(ASSOCIATION_READER, ["*"])
    with httpx.Client(
        base_url=gateway,
        headers={"Authorization": f"Bearer {bearer}"},
        timeout=TIMEOUT,
        verify=certificates(gateway),
    ) as client:
        view = _country(client, country.upper(), moment)
    if as_json:
        print(json.dumps(view, ensure_ascii=False, indent=1))
        return
    console = Console()
    for line in lines(view, asked_of=moment, now=system_clock()):
        console.print(line)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--as-of {text}: write a moment as 2025-06-30 or 2025-06-30T12:00:00Z")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _gateway_here() -> str:
    running = states.read(data_folder().state)
    if running is None or running.gateway is None:
        fail("nothing runs here: start it with ./cic up, or name a gateway with --url")
    return running.gateway


def _country(client: httpx.Client, code: str, as_of: datetime | None) -> dict[str, Any]:
    """Return the country with all pages of its lists."""
    variables: dict[str, Any] = {"code": code, "first": PAGE}
    if as_of is not None:
        variables["asOf"] = as_of.isoformat()
    view = _asked(client, QUERY, variables)["country"]
    if view is None:
        when = f"was known on {as_of.isoformat()}" if as_of else "is known here"
        fail(f"no country {code} {when}; ./cic status shows the units that run")
    whole: dict[str, Any] = view
    for name in LISTS:
        page: Mapping[str, Any] = view[name]
        edges: list[Any] = list(page["edges"])
        while page["pageInfo"]["hasNextPage"]:
            after = {**variables, name: page["pageInfo"]["endCursor"]}
            page = _asked(client, query(name), after)["country"][name]
            edges += page["edges"]
        whole[name] = {"totalCount": page["totalCount"], "edges": edges}
    return whole


def _asked(client: httpx.Client, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    question = {"query": document, "variables": variables, "operationName": "Show"}
    try:
        answer = client.post("/graphql", json=question, headers={"Accept": "application/json"})
    except httpx.TransportError as error:
        fail(f"{client.base_url} does not answer: {error}")
    try:
        said = answer.json()
    except ValueError:
        fail(f"{client.base_url} answers {answer.status_code} {answer.text[:200]}")
    data = said.get("data")
    if not data or said.get("errors"):
        errors = [str(error.get("message")) for error in said.get("errors", ())]
        reason = "; ".join(errors) or said.get("title") or answer.reason_phrase
        fail(f"the gateway answers {answer.status_code}: {reason}")
    found: Mapping[str, Any] = data
    return found
