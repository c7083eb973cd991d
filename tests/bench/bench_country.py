"""The gateway's own country view by a plan, against one hand-written statement in FastAPI.

One country with 60 partnerships, 40 indicators and five years of reports, told in events and
applied as the projector does. Measured as `bench_gateway.py` measures. See README.md.
"""

from pathlib import Path

import asyncpg
import orjson
import pytest

from deploy.local.issuer import ISSUER, open_issuer
from gateway.read_model import book, sources
from gateway.read_model.book import MIGRATIONS
from gateway.read_model.marks import Mark
from gateway.read_model.said import Said
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool
from tests.bench import http_load
from tests.bench.bench_gateway import check_answers, measure, server, shown
from tests.bench.cooperation import INDICATORS, YEARS, Country, Spoken
from tests.bench.http_load import Load

pytestmark = pytest.mark.postgres

PARTNERSHIPS = 60
MUST = 1.2
"""The plan answers at least so many times the floor's requests per second."""
MUST_PAST = 0.8

VIEW = """query View($code: String!, $asOf: DateTime) { country(code: $code, asOf: $asOf) {
  code
  indicators(first: 40) { edges { node {
    code text unit baseline { known value } targets { year value }
    figures { year value unit expected received demonstration } } } }
  partnerships(first: 60) { edges { node {
    id title state members { role commune { name } }
    reports(first: 5) { edges { node { startsOn state acceptedOn } } } } } } } }"""


def said(country: Country, service: str, spoken: list[Spoken]) -> list[Said]:
    return [
        Said(
            country=country.country,
            service=service,
            event=one.event,
            at=one.at,
            id=f"{service}-{position}",
            type=one.event.wire_type,
            subject=str(one.subject),
            position=position,
            mark=Mark(),
        )
        for position, one in enumerate(spoken, 1)
    ]


@pytest.fixture
async def told(database: str) -> str:
    await migrate(database, KERNEL, MIGRATIONS)
    country = Country("ma", PARTNERSHIPS).tell()
    async with await pool(database, size=1) as connections:
        for service, spoken in country.by_service().items():
            async with connections.acquire() as connection, connection.transaction():
                await book.apply(connection, said(country, service, spoken))
                progress = sources.Progress(
                    unit="ma",
                    service=service,
                    epoch=1,
                    position=len(spoken),
                    first_at=spoken[0].at,
                    last_at=spoken[-1].at,
                )
                await sources.advance(connection, progress)
        await connections.execute("ANALYZE")
        await _holds_what_is_measured(connections)
    return database


async def _holds_what_is_measured(connections: asyncpg.Pool) -> None:
    counts = await connections.fetchrow(
        "SELECT (SELECT count(*) FROM rm.partnership), (SELECT count(*) FROM rm.indicator),"
        " (SELECT count(DISTINCT year) FROM rm.figure WHERE kind = 'INDICATOR')"
    )
    assert counts is not None
    assert tuple(counts) == (PARTNERSHIPS, INDICATORS, len(YEARS))


async def bench_country(told: str, tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    token = issuer.issue("association-reader", ["ma"])
    environment = {"BENCH_URL": told, "BENCH_KEYS": str(issuer.key_set), "BENCH_ISSUER": ISSUER}
    now = {"code": "MA"}
    variants = {
        "floor": ("/floor", now),
        "floor, the plan's pool": ("/floor-same-pool", now),
        "plan": ("/graphql", now),
        "plan, as of now": ("/graphql", {**now, "asOf": "2027-12-01T00:00:00Z"}),
        "plan, as of then": ("/graphql", {**now, "asOf": "2025-03-15T00:00:00Z"}),
    }
    loads = [
        Load(name, http_load.post(path, orjson.dumps({"query": VIEW, "variables": given}), token))
        for name, (path, given) in variants.items()
    ]
    with server(environment, "tests.bench.country_server:create") as (port, process):
        await measure(loads, port, process)
    check_answers(loads)
    ratios = shown(loads)
    assert ratios["plan"] >= MUST
    assert ratios["plan, as of now"] >= MUST_PAST
