"""What `cic up` prints at its end: where everything is, and one question to begin with."""

import json
import shlex

from deploy.local.platform import Platform
from deploy.local.state import State

_QUESTION = (
    '{ country(code: "%s") { knownUntil stale partnerships(first: 3)'
    " { totalCount edges { node { title state } } } } }"
)


def where_to_go(platform: Platform) -> str:
    """Return the URLs and a ready-made query."""
    state = platform.state
    units = dict.fromkeys(process.unit for process in state.processes.values() if process.unit)
    pages = [("GraphiQL", f"{state.gateway}/graphql")]
    pages += [(unit, _docs(state, unit)) for unit in units]
    pages += [("PostgreSQL", state.postgres or ""), ("Kafka", state.kafka or "")]
    lines = [f"  {name:<12}{where}" for name, where in pages]
    country = next(iter(["ma"] if "ma" in units else units), "ma").upper()
    return "\n".join(
        [
            "",
            *lines,
            "",
            f"  ./cic show {country}    ./cic status    ./cic logs    ./cic down",
            "",
            "  A question to begin with:",
            f"  {_curl(state, country)}",
            "",
        ]
    )


def _docs(state: State, unit: str) -> str:
    return "  ".join(
        f"{process.service} {process.url}/docs"
        for process in state.processes.values()
        if process.unit == unit
    )


def _curl(state: State, country: str) -> str:
    body = shlex.quote(json.dumps({"query": _QUESTION % country}))
    printed = "$(./cic token --role association-reader --unit '*')"
    return (
        f"curl -s {state.gateway}/graphql -H 'Content-Type: application/json'"
        f' -H "Authorization: Bearer {printed}" -d {body}'
    )
