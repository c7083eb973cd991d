"""The gateway: a country-like view by a plan, against one hand-written statement in FastAPI.

Everything runs in one process of uvicorn and in short rounds that alternate, so that a busy
neighbour hits all variants alike. The median of the rounds' ratios counts, not the rates. The
payload is described in README.md.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import orjson
import psutil
import pytest

from deploy.local.issuer import ISSUER, open_issuer
from tests.bench import http_load
from tests.bench.http_load import Load
from tests.gateway.plans import garden

pytestmark = pytest.mark.postgres

MUST = 1.2
"""The plan answers at least so many times the floor's requests per second."""
MUST_PAST = 0.8
ROUNDS, SECONDS, WARM_UP = 16, 0.4, 1.0

VIEW = """query View($code: String!, $asOf: DateTime) { region(code: $code, asOf: $asOf) {
  code people gardens(first: 10) { edges { node {
    id title state opened closed budget
    beds { number crop wild }
    visits(first: 10) { edges { node { id on grade remark } } } } } } } }"""

DATA = """
INSERT INTO rm.region SELECT c, '{"fr": "Région"}', 1000000, '2025-01-01'
  FROM unnest(ARRAY['BR','FL','WA','XX']) c;
INSERT INTO rm.garden SELECT 'g'||lpad(i::text, 3, '0'), 'G:'||i,
  (ARRAY['BR','FL','WA','XX'])[1+i%4], 'Jardin "'||i||'" de la région',
  (ARRAY['PLANNED','OPEN','CLOSED'])[1+i%3], date '2022-01-01'+i,
  CASE WHEN i%3=2 THEN date '2024-01-01'+i END, 50000+i, '2025-01-01', '{eau}', NULL, NULL, '[]',
  NULL, '2025-02-01' FROM generate_series(0, 79) i;
INSERT INTO rm.bed SELECT g.region_code, g.id, n, CASE WHEN n%4>0 THEN 'Légumes d''hiver '||n END,
  n%2=0, '2025-02-01' FROM rm.garden g, generate_series(1, 8) n;
INSERT INTO rm.visit SELECT g.id||'-'||n, g.region_code, g.id, date '2024-01-01'+n*3, n%5,
  CASE WHEN n%4>0 THEN 'Visite avec les élèves, numéro '||n END, '2025-06-01'
  FROM rm.garden g, generate_series(1, 100) n;
INSERT INTO rm.visit_history SELECT v.id, region_code, garden_id, on_day, (grade+n)%6, remark,
  timestamptz '2025-02-01' + n * interval '1 month',
  timestamptz '2025-03-01' + n * interval '1 month'
  FROM rm.visit v, generate_series(0, 2) n;
INSERT INTO rm.bed_history SELECT b.region_code, garden_id, number, 'Friche', wild,
  timestamptz '2025-01-01' + n * interval '1 day', timestamptz '2025-01-02' + n * interval '1 day'
  FROM rm.bed b, generate_series(0, 2) n;
"""


@pytest.fixture
async def planted(database: str) -> str:
    connection = await asyncpg.connect(database)
    await connection.execute(garden.DDL + DATA)
    await connection.execute("ANALYZE")
    await connection.close()
    return database


async def bench_country_view(planted: str, tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    token = issuer.issue("association-reader", ["br", "fl", "wa", "xx"])
    environment = {"BENCH_URL": planted, "BENCH_KEYS": str(issuer.key_set), "BENCH_ISSUER": ISSUER}
    loads = _loads(token)
    with server(environment) as (port, process):
        await measure(loads, port, process)
    check_answers(loads)
    ratios = shown(loads)
    assert ratios["plan"] >= MUST
    assert ratios["plan, as of now"] >= MUST_PAST
    assert ratios["plan, as of then"] >= MUST_PAST


def _loads(token: str) -> list[Load]:
    now = {"code": "BR"}
    variants = {
        "floor": ("/floor", now),
        "floor, the plan's pool": ("/floor-same-pool", now),
        "plan": ("/graphql", now),
        "plan, as of now": ("/graphql", {**now, "asOf": "2025-12-01T00:00:00Z"}),
        "plan, as of then": ("/graphql", {**now, "asOf": "2025-03-15T00:00:00Z"}),
        "fallback": ("/fallback", now),
    }
    return [
        Load(name, http_load.post(path, orjson.dumps({"query": VIEW, "variables": given}), token))
        for name, (path, given) in variants.items()
    ]


@contextmanager
def server(
    environment: dict[str, str], application: str = "tests.bench.gateway_server:create"
) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    command = (
        *(sys.executable, "-m", "uvicorn", "--factory", application),
        *("--port", str(port), "--log-level", "warning", "--no-access-log"),
    )
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        _wait_for(port)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


async def measure(loads: list[Load], port: int, process: psutil.Process) -> None:
    for load in loads:
        await http_load.run(load, port, process, WARM_UP)
        load.rates.clear()
        load.processor.clear()
        load.times.clear()
    for _ in range(ROUNDS):
        for load in loads:
            await http_load.run(load, port, process, SECONDS)


def check_answers(loads: list[Load]) -> None:
    """All variants answer the same, but for the past, which differs."""
    answers = {load.name: orjson.loads(load.answer) for load in loads}
    for name, answer in answers.items():
        assert (answer == answers["floor"]) is (name != "plan, as of then"), name


def shown(loads: list[Load]) -> dict[str, float]:
    print(f"\nanswer of {len(loads[0].answer)} bytes, {http_load.CONNECTIONS} connections")  # noqa: T201
    print(f"{'':<24} {'req/s':>7} {'ratio':>6} {'p50 ms':>7} {'p99 ms':>7} {'CPU ms':>7}")  # noqa: T201
    ratios = {}
    for load in loads:
        pairs = zip(load.rates, loads[0].rates, strict=True)
        ratios[load.name] = statistics.median(mine / floor for mine, floor in pairs)
        percentiles = statistics.quantiles(load.times, n=100)
        print(  # noqa: T201
            f"{load.name:<24} {statistics.median(load.rates):7.0f} {ratios[load.name]:6.2f}"
            f" {percentiles[49] * 1000:7.1f} {percentiles[98] * 1000:7.1f}"
            f" {statistics.median(load.processor):7.2f}"
        )
    return ratios
