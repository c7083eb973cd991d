"""From an accepted command to the view: how long until the gateway shows it, under load.

One unit and the gateway, without the real programme. Communes are registered at a steady rate; of
every tenth the gateway is asked, through GraphQL, every 20 ms until it is there. The time begins
when the service has answered 200.

    python -m tests.bench.bench_visible [COMMANDS_PER_SECOND [SECONDS]]
"""

import asyncio
import base64
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from uuid import UUID

import httpx
from uuid_utils.compat import uuid7

from tests.bench.measuring import say
from tests.system.running import Running
from vocabulary import roles

RATE, SECONDS = 100, 20
SAMPLE = 10
POLL = 0.02
TARGET = 1.0
PATIENCE = 30.0
QUESTION = "query Seen($id: ID!) { commune(id: $id) { id } }"


class Load:
    """Commands at a steady rate, whatever the answers take, and the times until they are seen."""

    def __init__(self, platform: Running) -> None:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
        unit = platform.token(roles.COUNTRY_UNIT, ["ma"])
        reader = platform.token(roles.ASSOCIATION_READER, ["*"])
        self.service = httpx.AsyncClient(
            base_url=platform.url("ma-partnerships"),
            headers={"authorization": f"Bearer {unit}"},
            limits=limits,
            timeout=PATIENCE,
        )
        self.gateway = httpx.AsyncClient(
            base_url=platform.url("gateway"),
            headers={"authorization": f"Bearer {reader}"},
            limits=limits,
            timeout=PATIENCE,
        )
        self.accepted: list[float] = []
        self.visible: list[float] = []

    async def run(self, rate: int, seconds: int) -> None:
        began = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number in range(rate * seconds):
                await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
                tasks.create_task(self._one(number))

    async def _one(self, number: int) -> None:
        id_, asked = uuid7(), time.perf_counter()
        body = {"kind": "commune", "country": "MA", "names": {"fr": f"Commune {number}"}}
        answer = await self.service.post(f"/v1/communes/{id_}/register", json=body)
        answer.raise_for_status()
        accepted = time.perf_counter()
        self.accepted.append(accepted - asked)
        if number % SAMPLE == 0:
            await self._until_seen(id_)
            self.visible.append(time.perf_counter() - accepted)

    async def _until_seen(self, id_: UUID) -> None:
        global_id = base64.b64encode(f"Commune:{id_}".encode()).decode()
        request = {"query": QUESTION, "variables": {"id": global_id}}
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.gateway.post("/graphql", json=request)
                if answer.json()["data"]["commune"]:
                    return
                await asyncio.sleep(POLL)

    async def close(self) -> None:
        await self.service.aclose()
        await self.gateway.aclose()


def described(times: list[float]) -> str:
    cuts = quantiles(times, n=100)
    return f"p50 {cuts[49] * 1e3:.0f} ms, p99 {cuts[98] * 1e3:.0f} ms, {len(times)} samples"


async def measured(platform: Running, rate: int, seconds: int) -> Load:
    load = Load(platform)
    try:
        await load.run(rate, min(3, seconds))  # warm
        load.accepted.clear()
        load.visible.clear()
        await load.run(rate, seconds)
    finally:
        await load.close()
    return load


def main(rate: int = RATE, seconds: int = SECONDS) -> int:
    with tempfile.TemporaryDirectory(prefix="cic-bench-") as folder:
        platform = Running(Path(folder, "cic"))
        try:
            platform.up("--units", "ma", "--empty")
            load = asyncio.run(measured(platform, rate, seconds))
        finally:
            platform.down()
    say(f"{rate} commands/s for {seconds} s")
    say(f"accepted by the service:   {described(load.accepted)}")
    say(f"visible after acceptance:  {described(load.visible)} (target: p99 < {TARGET:g} s)")
    return int(quantiles(load.visible, n=100)[98] >= TARGET)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
