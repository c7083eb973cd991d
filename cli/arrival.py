"""Whether what the units record arrives at the far end of the road, in the gateway."""

import asyncio
import json
from datetime import datetime
from urllib.parse import urlencode

from deploy.local import loopback
from deploy.local.platform import Platform
from deploy.local.processes import StartFailed
from vocabulary import roles

WITHIN = 60.0
_POLL = 0.1
_QUESTION = "{ countries(first: 100) { edges { node { code feeds { service knownUntil } } } } }"


async def wait_until_seen(platform: Platform, since: datetime) -> None:
    """Wait until the gateway shows every running service as it stood at `since` or later.

    What it shows came through the service's store, its relay, Kafka and the gateway's read
    model. Raises `StartFailed` with the services that it has not seen in time.
    """
    awaited = {
        (process.unit, process.service)
        for process in platform.state.processes.values()
        if process.unit and process.service
    }
    token = platform.issuer.issue(roles.ASSOCIATION_READER, ["*"])
    url = f"{platform.state.gateway}/graphql?{urlencode({'query': _QUESTION})}"
    end = asyncio.get_running_loop().time() + WITHIN
    while missing := awaited - await _seen(url, token, since):
        if asyncio.get_running_loop().time() > end:
            names = ", ".join(sorted(f"{unit}-{service}" for unit, service in missing))
            raise StartFailed(
                f"the gateway has not seen {names} within {WITHIN:.0f} s;"
                " ./cic logs gateway and ./cic logs kafka may say why"
            )
        await asyncio.sleep(_POLL)


async def _seen(url: str, token: str, since: datetime) -> set[tuple[str, str]]:
    answer = await loopback.get(url, Authorization=f"Bearer {token}", Accept="application/json")
    found = (json.loads(answer.body).get("data") or {}) if answer else {}
    return {
        (edge["node"]["code"].lower(), feed["service"])
        for edge in found.get("countries", {}).get("edges", ())
        for feed in edge["node"]["feeds"]
        if feed["knownUntil"] and datetime.fromisoformat(feed["knownUntil"]) >= since
    }
