"""What stores, topics and views hold once everything has come to rest, for the ledger."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import asyncpg
from confluent_kafka import KafkaException, Message

from tests.faults.commune import Commune, global_id, shown_marks
from tests.faults.ledger import Heard, Ledger, Shown, Stored
from tests.faults.machines import Machines
from tests.faults.places import SERVICES, database, topic
from tests.faults.workload import Workload
from tests.system.topic import read_messages

_EVENTS: Final = (
    "SELECT position, stream_id::text, version, event_id::text, type, data::text,"
    " meta::json ->> 'command_id' AS command FROM store.events ORDER BY position"
)
_VIEW: Final = """
query View($id: ID!) { commune(id: $id) { codes { value } records(first: 1) { totalCount } } }
"""
PATIENCE: Final = 90.0
AT_A_TIME: Final = 8
TIMES: Final = 3
"""How often a witness asks before it says that there is no answer."""
OF_RIGHT: Final = 30.0
"""G8: once all is healed, views are up to date within so many seconds."""


async def lags(machines: Machines) -> dict[str, int]:
    """Return how many events each hop is behind its store."""
    found: dict[str, int] = {}
    gateway = await asyncpg.connect(machines.url("gateway"))
    try:
        known = {
            row["source"]: row["position"]
            for row in await gateway.fetch("SELECT source, position FROM store.checkpoints")
        }
    finally:
        await gateway.close()
    for service in SERVICES:
        connection = await asyncpg.connect(machines.url(database(service)))
        try:
            head = await connection.fetchval("SELECT coalesce(max(position), 0) FROM store.events")
            relayed = await connection.fetchval(
                "SELECT coalesce(max(position), 0) FROM store.relay"
            )
            viewed = await connection.fetchval(
                "SELECT coalesce(min(position), 0) FROM store.checkpoints"
                " WHERE source = 'store' AND projection NOT LIKE '%\\_previous'"
            )
        finally:
            await connection.close()
        source = next((name for name in known if service.replace("-", ".") in name), "")
        found |= {
            f"{service} relay": head - relayed,
            f"{service} projections": head - viewed,
            f"{service} gateway": head - known.get(source, 0),
        }
    return found


async def at_rest(machines: Machines, within: float = PATIENCE) -> dict[str, int]:
    """Wait until nothing lags; return what still does after so many seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within
    while True:
        try:
            behind = {hop: lag for hop, lag in (await lags(machines)).items() if lag}
        except (OSError, asyncpg.PostgresError) as error:
            behind = {repr(error): 1}
        if not behind or loop.time() > until:
            return behind
        await asyncio.sleep(0.1)


async def take_down(machines: Machines, workload: Workload, ledger: Ledger) -> None:
    """Add to the ledger all that is stored, was published, and is shown."""
    for service in SERVICES:
        for stored in await _stored(machines, service):
            ledger.add(stored)
        messages = await _read(machines.kafka.bootstrap, topic(service))
        for heard in _heard(service, messages):
            ledger.add(heard)
    streams = dict.fromkeys((each.service, each.stream) for each in ledger.stored)
    room = asyncio.Semaphore(AT_A_TIME)

    async def show(service: str, stream: str) -> None:
        async with room:
            await _show(workload, ledger, Commune(service, stream))

    await asyncio.gather(*(show(*each) for each in streams))


async def _read(bootstrap: str, topic: str) -> list[Message]:
    for _ in range(TIMES - 1):
        with suppress(KafkaException, AssertionError):
            return await asyncio.to_thread(read_messages, bootstrap, topic)
    return await asyncio.to_thread(read_messages, bootstrap, topic)


async def _stored(machines: Machines, service: str) -> list[Stored]:
    connection = await asyncpg.connect(machines.url(database(service)))
    try:
        rows = await connection.fetch(_EVENTS)
    finally:
        await connection.close()
    return [
        Stored(
            service=service,
            position=row["position"],
            stream=row["stream_id"],
            version=row["version"],
            id=row["event_id"],
            command=row["command"],
            mark=_mark(row["stream_id"], json.loads(row["data"])),
        )
        for row in rows
    ]


def _mark(stream: str, data: Mapping[str, Any]) -> str:
    return str(data["code"]["value"]) if "code" in data else f"registered {stream}"


def _heard(service: str, messages: list[Message]) -> Iterator[Heard]:
    """Yield what claims to be an event of the service; what does not is rubbish put there."""
    source = f"/units/{service.replace('-', '/')}".encode()
    for message in messages:
        headers: dict[str, Any] = dict(message.headers() or [])
        value = message.value()
        if headers.get("ce_source") != source or value is None:
            continue
        stream = (message.key() or b"").decode()
        yield Heard(
            service=service,
            offset=message.offset() or 0,
            position=int(headers["ce_position"]),
            previous=int(headers["ce_prevposition"]),
            id=str(headers["ce_id"], "ascii"),
            stream=stream,
            mark=_mark(stream, json.loads(value)),
        )


async def _show(workload: Workload, ledger: Ledger, commune: Commune) -> None:
    answer = None
    for _ in range(TIMES):
        answer = answer or await workload.question(_VIEW, {"id": global_id(commune.stream)})
    found = answer and answer["commune"]
    if found:
        ledger.add(
            Shown(
                view="gateway",
                service=commune.service,
                stream=commune.stream,
                marks=shown_marks(commune.stream, found),
                events=found["records"]["totalCount"],
            )
        )
    read = None
    for _ in range(TIMES):
        read = read or await workload.look_at_service("witness", commune)
    if read is not None:
        ledger.add(
            Shown(view="service", service=commune.service, stream=commune.stream, marks=read.marks)
        )
