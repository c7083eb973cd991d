"""What stores, topics and views hold once everything has come to rest, for the ledger."""

import asyncio
import json
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

import asyncpg
from confluent_kafka import KafkaException, Message

from tests.faults.amounts import (
    Budget,
    all_signed,
    amounts_of,
    first_signed,
    look_at_gateway,
    look_at_service,
    marks_of,
)
from tests.faults.commune import Commune, global_id, shown_marks
from tests.faults.ledger import Caused, Followed, Heard, Ledger, Shown, Stored
from tests.faults.machines import Machines
from tests.faults.places import PLANNING, REPORTING, SERVICES, database, topic
from tests.faults.workload import Workload
from tests.system.topic import read_messages

COMMUNE: Final = "commune"
SIGNED: Final = ("ConventionSigned", "ConventionConcluded")
"""What of a convention is published."""
_EVENTS: Final = (
    "SELECT position, category, stream_id::text, version, event_id::text, type, data::text,"
    " meta::json ->> 'command_id' AS command FROM store.events ORDER BY position"
)
_VIEW: Final = """
query View($id: ID!) { commune(id: $id) { codes { value } records(first: 1) { totalCount } } }
"""
AT_A_TIME: Final = 24
TIMES: Final = 3
"""How often a witness asks before it says that there is no answer."""


async def take_down(
    machines: Machines, workload: Workload, ledger: Ledger, budgets: Sequence[Budget]
) -> None:
    """Add to the ledger all that is stored, was published, and is shown."""
    communes: dict[tuple[str, str], None] = {}
    for service in (*SERVICES, PLANNING):
        for row in await _rows(machines, service, _EVENTS):
            ledger.add(_stored(service, row))
            if row["category"] == COMMUNE:
                communes[service, row["stream_id"]] = None
        messages = await _read(machines.kafka.bootstrap, topic(service))
        for heard in _heard(service, messages):
            ledger.add(heard)
    room = asyncio.Semaphore(AT_A_TIME)

    async def within(looking: Awaitable[None]) -> None:
        async with room:
            await looking

    await asyncio.gather(
        *(within(_show(workload, ledger, Commune(*each))) for each in communes),
        *(within(_show_budget(ledger, each)) for each in budgets),
    )
    await _downstream(machines, ledger)


async def _read(bootstrap: str, topic: str) -> list[Message]:
    for _ in range(TIMES - 1):
        with suppress(KafkaException, AssertionError):
            return await asyncio.to_thread(read_messages, bootstrap, topic)
    return await asyncio.to_thread(read_messages, bootstrap, topic)


async def _rows(machines: Machines, service: str, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(machines.url(database(service)))
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


def _stored(service: str, row: asyncpg.Record) -> Stored:
    return Stored(
        service=service,
        position=row["position"],
        stream=row["stream_id"],
        version=row["version"],
        id=row["event_id"],
        command=row["command"],
        mark=_mark(row),
        public=row["category"] == COMMUNE or row["type"] in SIGNED,
    )


def _mark(row: asyncpg.Record) -> str:
    stream = row["stream_id"]
    if row["category"] == COMMUNE:
        data = json.loads(row["data"])
        return str(data["code"]["value"]) if "code" in data else f"registered {stream}"
    match row["type"]:
        case "ConventionDrafted" | "ConventionRevised":
            return str(json.loads(row["data"])["budget_lines"][-1]["code"])
        case "ConventionSigned":
            last = json.loads(row["data"])["signed_by_all"]
            return all_signed(stream)[0] if last else first_signed(stream)
        case "ConventionConcluded":
            return all_signed(stream)[1]
    return f"{row['type']} {stream} {row['version']}"


def _heard(service: str, messages: list[Message]) -> Iterator[Heard]:
    """Yield what claims to be an event of the service; what does not is rubbish put there."""
    source = f"/units/{service.replace('-', '/')}".encode()
    for message in messages:
        headers: dict[str, Any] = dict(message.headers() or [])
        if headers.get("ce_source") != source or message.value() is None:
            continue
        yield Heard(
            service=service,
            offset=message.offset() or 0,
            position=int(headers["ce_position"]),
            previous=int(headers["ce_prevposition"]),
            id=str(headers["ce_id"], "ascii"),
            stream=(message.key() or b"").decode(),
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


async def _show_budget(ledger: Ledger, budget: Budget) -> None:
    seen = None
    for _ in range(TIMES):
        seen = seen or await look_at_service("witness", budget)
    shown = {"service": seen}
    if seen and not seen["awaiting"]:
        shown["gateway"] = None
        for _ in range(TIMES):
            shown["gateway"] = shown["gateway"] or await look_at_gateway("witness", budget)
    for view, found in shown.items():
        ledger.add(
            Shown(
                view=view,
                service=ROAD,
                stream=budget.id,
                marks=marks_of(budget.id, found) if found else (),
                amounts=amounts_of(found) if found else (),
            )
        )


async def _downstream(machines: Machines, ledger: Ledger) -> None:
    """Add what services said that others act upon, and what these have made of it."""
    hops = (
        (f"{ROAD}>{PLANNING}", ROAD, _IN_FORCE, PLANNING, _KNOWN_IN_FORCE),
        (f"{PLANNING}>{REPORTING}", PLANNING, _SUBMITTED, REPORTING, _EXPECTED),
    )
    for hop, here, causes, there, effects in hops:
        for row in await _rows(machines, here, causes):
            ledger.add(Caused(hop=hop, cause=row["cause"], what=row["what"]))
        for row in await _rows(machines, there, effects):
            ledger.add(Followed(hop=hop, cause=row["cause"], what=row["what"]))


ROAD: Final = "bj-partnerships"
_IN_FORCE: Final = """
SELECT stream_id::text AS cause, data ->> 'in_force_since' AS what FROM store.events
 WHERE type = 'ProtocolEnteredIntoForce'
"""
_KNOWN_IN_FORCE: Final = """
SELECT id::text AS cause, in_force_since::text AS what FROM heard.protocols
 WHERE in_force_since IS NOT NULL
"""
_SUBMITTED: Final = """
SELECT stream_id::text AS cause, '' AS what FROM store.events
 WHERE type = 'ActionPlanSubmitted'
"""
_EXPECTED: Final = """
SELECT data ->> 'action_plan' AS cause, '' AS what FROM store.events WHERE type = 'ReportExpected'
"""
