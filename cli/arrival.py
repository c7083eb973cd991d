"""Whether what the units record arrives at the far end of the road, in the gateway."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from deploy.local import loopback
from deploy.local.platform import Platform
from deploy.local.processes import StartFailed
from deploy.local.state import Process

WITHIN = 60.0
_POLL = 0.1


async def wait_until_seen(platform: Platform) -> None:
    """Wait until the gateway has applied, of every service, all that it had recorded when asked.

    And until it has heard a heartbeat of this start from each: so the whole road has been
    travelled, from store by relay and Kafka to the read model, also by a service that has
    nothing to tell. Raises `StartFailed` with the services that it has not seen in time.
    """
    services = [process for process in platform.state.processes.values() if process.unit]
    heads = {service.name: (await _status(service.url))["head"] for service in services}
    began = datetime.fromtimestamp(platform.state.supervisor.born or 0, UTC)
    loop = asyncio.get_running_loop()
    end = loop.time() + WITHIN
    while True:
        sources = (await _status(platform.state.gateway))["sources"]
        services = [
            service
            for service in services
            if not await _is_seen(service, heads[service.name], sources, began)
        ]
        if not services:
            return
        if loop.time() > end:
            names = ", ".join(service.name for service in services)
            raise StartFailed(
                f"the gateway has not seen {names} within {WITHIN:.0f} s;"
                " ./cic logs gateway and ./cic logs kafka may say why"
            )
        await asyncio.sleep(_POLL)


async def _is_seen(
    service: Process, head: int, sources: Mapping[str, Any], began: datetime
) -> bool:
    source = sources.get(f"{service.unit}.{service.service}")
    if source is None or source["last_heartbeat"] is None:
        return False
    relay = (await _status(service.url))["relay"]
    return bool(
        datetime.fromisoformat(source["last_heartbeat"]) >= began
        and relay["scanned"] >= head
        and source["applied"] >= relay["published"]
    )


async def _status(url: str | None) -> Any:
    answer = await loopback.get(f"{url}/status")
    if answer is None or answer.status != 200:  # noqa: PLR2004 - it is called OK
        raise StartFailed(f"{url}/status does not answer; ./cic logs may say why")
    return json.loads(answer.body)
