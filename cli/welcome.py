"""What `cic up` prints at its end: where everything is, and one question to begin with."""

import json
import shlex

from deploy.local.state import State

_QUESTION = (
    '{ country(code: "%s") { knownUntil stale partnerships(first: 3)'
    " { totalCount edges { node { title state } } } } }"
)


def where_to_go(state: State) -> str:
    """Return the URLs and a ready-made query."""
    registers = state.services("partnerships")
    pages = [("GraphiQL", f"{state.gateway}/graphql")]
    pages += [(unit, f"{url}/docs{_beside(state, unit)}") for unit, url in registers.items()]
    # Servers that the user runs are known to the user, and their URL may hold a password.
    servers = (state.processes.get("kafka"), state.processes.get("postgres"))
    pages += [(server.name, server.url or "") for server in servers if server]
    country = ("ma" if "ma" in registers else next(iter(registers), "ma")).upper()
    return "\n".join(
        [
            "",
            *(f"  {name:<12}{where}" for name, where in pages),
            "",
            f"  ./cic show {country}    ./cic status    ./cic logs    ./cic down",
            "",
            "  A question to begin with:",
            f"  {_curl(state, country)}",
            "",
        ]
    )


def _beside(state: State, unit: str) -> str:
    """Return at which ports the other services of a unit have their pages."""
    ports = [
        f"{process.service} {process.port}"
        for process in state.processes.values()
        if process.unit == unit and process.service != "partnerships" and process.port
    ]
    return f" ({', '.join(sorted(ports))})" if ports else ""


def _curl(state: State, country: str) -> str:
    body = shlex.quote(json.dumps({"query": _QUESTION % country}))
    printed = "$(./cic token --role association-reader --unit '*')"
    return (
        f"curl -s {state.gateway}/graphql -H 'Content-Type: application/json'"
        f' -H "Authorization: Bearer {printed}" -d {body}'
    )
