"""Lists and the printed protocol of a register larger than any programme, against bare SQL.

    python -m tests.bench.bench_register_queries [--rounds 40]

Ours: the partnerships service as it runs, asked over HTTP by one caller after the other. Floor:
the first fifty rows of the list's own table, fetched from PostgreSQL by the same driver, with no
filter, no order, no page, no JSON. See README.md.
"""

import argparse
import asyncio
import json
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import httpx
import uvicorn
import uvloop
from joserfc.jwk import KeySet
from uuid_utils.compat import uuid7

from kernel.settings import ServiceSettings
from programmes.sends import Wave
from services.partnerships.main import create
from tests.bench.measuring import durable_postgres, latency, say
from tests.kernel.web import edge
from tests.programmes.country import Body, Country, outline, sends
from tests.system.case import hash_of, vote

MOST_SECONDS = 0.050
PRINTED_SECONDS = 1.0
UNIT, PHASE = "ma", "2022-2026"
COMMUNES, PARTNERSHIPS, PROTOCOLS = 1500, 700, 350
AT_ONCE = 16
HASH = hash_of("Protocole de collaboration")
MOROCCANS = [uuid7() for _ in range(COMMUNES // 2)]
BELGIANS = [uuid7() for _ in range(COMMUNES // 2)]
PAIRS = [uuid7() for _ in range(PARTNERSHIPS)]
TABLED = [uuid7() for _ in range(PROTOCOLS)]


class Question(NamedTuple):
    """A list as it is asked for, and the table whose rows it shows."""

    path: str
    table: str


def questions() -> list[Question]:
    phase = outline("cic").programme.phases[PHASE].id
    communes, partnerships, protocols = "communes", "partnerships", "protocols"
    return [
        Question("/v1/communes?first=50", communes),
        Question("/v1/communes?first=50&q=commune%2077&country=MA", communes),
        Question("/v1/partnerships?first=50", partnerships),
        Question("/v1/partnerships?first=50&sort=-title", partnerships),
        Question("/v1/partnerships?first=50&country=MA&state=active&q=commune%2077", partnerships),
        Question(f"/v1/partnerships?first=50&phase={phase}&sort=since", partnerships),
        Question(f"/v1/partnerships?first=50&member={BELGIANS[333]}", partnerships),
        Question(f"/v1/partnerships/{PAIRS[333]}", partnerships),
        Question("/v1/protocols?first=50&state=partly_ratified", protocols),
        Question(f"/v1/protocols?first=50&awaiting={MOROCCANS[33]}", protocols),
        Question("/v1/ratifications?first=50&sort=title", protocols),
        Question("/v1/deadlines?first=50", protocols),
    ]


@asynccontextmanager
async def serving(database: str, folder: Path) -> AsyncIterator[Country]:
    """Yield a client of the service behind a real socket."""
    keys = folder / "keys.json"
    keys.write_text(json.dumps(KeySet(list(edge.KEYS.values())).as_dict(private=False)))
    settings = ServiceSettings(
        unit=UNIT,
        database_url=database,
        kafka_bootstrap="127.0.0.1:1",
        jwks=str(keys),
        issuer=edge.ISSUER,
        audience=edge.AUDIENCE,
        log_level="ERROR",
    )
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(create(settings), log_config=None))
        running = asyncio.create_task(server.serve([listening]))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.05)
            async with httpx.AsyncClient(base_url=url, timeout=60) as client:
                yield Country(UNIT, client)
        finally:
            server.should_exit = True
            await running


async def fill(unit: Country) -> None:
    """Enter everything as commands: the real programme, made-up communes and what they do."""
    for send in sends("cic"):
        registers = send.plural in {"programmes", "templates"} or send.verb == "launch"
        if send.unit == UNIT and registers and send.wave <= Wave.COUNTRY:
            await unit.accepted(send.path, dict(send.body))
    await together(registered(unit, "BE", n, id_) for n, id_ in enumerate(BELGIANS))
    await together(registered(unit, "MA", n, id_) for n, id_ in enumerate(MOROCCANS))
    await together(established(unit, n) for n in range(PARTNERSHIPS))
    await together(half_ratified(unit, n) for n in range(PROTOCOLS))
    await unit.shown("/v1/communes?first=1")  # waits until the views have it all


async def together(doing: Iterable[Awaitable[None]]) -> None:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(each: Awaitable[None]) -> None:
        async with slots:
            await each

    await asyncio.gather(*(one(each) for each in doing))


async def registered(unit: Country, country: str, number: int, id_: UUID) -> None:
    body: Body = {"kind": "commune", "country": country, "names": {"fr": f"Commune {number}"}}
    region = {"region": "Wallonie"} if country == "BE" else {}
    await unit.accepted(f"/v1/communes/{id_}/register", body | region)


async def established(unit: Country, number: int) -> None:
    path, programme = f"/v1/partnerships/{PAIRS[number]}", outline("cic").programme
    members = [{"commune": str(BELGIANS[number])}, {"commune": str(MOROCCANS[number])}]
    body: Body = {"programme": str(programme.id), "country": "MA", "members": members}
    await unit.accepted(f"{path}/establish", body)
    await unit.accepted(f"{path}/enter-phase", {"phase": str(programme.phases[PHASE].id)})


async def half_ratified(unit: Country, number: int) -> None:
    """Walk a protocol until one council has voted: the other's vote is awaited."""
    path, programme = f"/v1/protocols/{TABLED[number]}", outline("cic").programme
    jette, belfaa = BELGIANS[number], MOROCCANS[number]
    goal = outline("cic").country_programme("MA", PHASE)
    assert goal is not None
    domain = {"code": goal.sectors[0].code, "text": dict(goal.sectors[0].text)}
    text = {
        "text_hash": HASH,
        "pillars": [each.code for each in programme.pillars],
        "principles": [each.code for each in programme.principles],
        "domains": [domain],
    }
    proposal: Body = {"partnership": str(PAIRS[number]), "proposed_by": str(jette)}
    proposal |= {"phase": str(programme.phases[PHASE].id), "on": "2022-03-01", "text": text}
    await unit.accepted(f"{path}/propose", proposal, by=jette)
    agreed = {"party": str(belfaa), "on": "2022-03-08", "text_hash": HASH}
    await unit.accepted(f"{path}/agree", agreed, by=belfaa)
    for party in (jette, belfaa):
        signed: Body = {"party": str(party), "place": "Jette", "on": "2022-04-01"}
        signatory = {"subject_ref": "subject-1", "function": "Maire", "acting_for": "Collège"}
        prior = {"prior_deliberation": vote("2021-12-15")} if party == jette else {}
        hashed = {"signatory": signatory, "text_hash": HASH}
        await unit.accepted(f"{path}/sign", signed | hashed | prior, by=party)
    voted = {"party": str(jette), "deliberation": vote("2022-05-02")}
    await unit.accepted(f"{path}/ratify", voted, by=jette)


async def timed(ask: Callable[[], Awaitable[Any]], rounds: int) -> list[float]:
    await ask()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await ask()
        took.append(time.perf_counter() - began)
    return took


async def compare(unit: Country, connection: asyncpg.Connection, rounds: int) -> bool:
    met = True
    say(f"\n{'a list':<74} {'ours':>28}   bare SQL   ratio")
    for question in questions():
        ours = await timed(lambda path=question.path: unit.shown(path), rounds)  # type: ignore[misc]
        statement = f"SELECT * FROM views.{question.table} LIMIT 50"
        bare = await timed(lambda: connection.fetch(statement), rounds)  # noqa: B023 - used at once
        floor, ratio = f"{median(bare) * 1e3:6.2f} ms", f"{median(ours) / median(bare):6.1f}x"
        say(f"{shown(question.path):<74} {latency(ours):>28}  {floor} {ratio}")
        met &= median(ours) < MOST_SECONDS
    say(f"every list within {MOST_SECONDS * 1e3:.0f} ms: {'met' if met else 'MISSED'}")
    return met


def shown(path: str) -> str:
    """Return the path without the digits of identifiers that are new in every run."""
    for id_ in (*BELGIANS, *MOROCCANS, *PAIRS, *(p.id for p in phases())):
        path = path.replace(str(id_), "{id}")
    return path.replace("first=50&", "").replace("?first=50", "")


def phases() -> Iterable[Any]:
    return outline("cic").programme.phases.values()


async def print_one(unit: Country, rounds: int) -> bool:
    path = f"/v1/protocols/{TABLED[0]}/document"

    async def ask(more: str = "") -> int:
        answer = await unit.read(f"{path}{more}")
        return len(answer.content)

    began = time.perf_counter()
    size = await ask()
    first = time.perf_counter() - began
    pdf = await timed(ask, rounds)
    docx = await timed(lambda: ask("?format=docx"), rounds)
    say(f"\nprotocol as PDF ({size:,} bytes): first {first * 1e3:.0f} ms, then {latency(pdf)}")
    say(f"protocol as DOCX: {latency(docx)}")
    met = max(first, median(pdf)) < PRINTED_SECONDS
    say(f"within {PRINTED_SECONDS:.0f} s: {'met' if met else 'MISSED'}")
    return met


async def main(rounds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="cic-bench-") as folder:
        async with durable_postgres() as url, serving(url, Path(folder)) as unit:
            began = time.perf_counter()
            await fill(unit)
            took = time.perf_counter() - began
            say(
                f"{COMMUNES:,} communes, {PARTNERSHIPS} partnerships, {PROTOCOLS} protocols:"
                f" {unit.position:,} events in {took:.0f} s"
            )
            connection = await asyncpg.connect(url)
            try:
                lists = await compare(unit, connection, rounds)
            finally:
                await connection.close()
            return await print_one(unit, rounds) and lists


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=40)
    sys.exit(not uvloop.run(main(arguments.parse_args().rounds)))
