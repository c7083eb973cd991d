"""`cic verify` over the store of a real service that took commands and was stopped."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from joserfc.jwk import KeySet
from typer import Typer
from typer.testing import CliRunner, Result

from cli.verify import verify
from deploy.local.sealing import sealing_key
from kernel.settings import ServiceSettings
from services.partnerships.main import create
from tests.kernel.web import edge
from tests.partnerships.cases import BELFAA, PROTOCOL
from tests.partnerships.unit import client_of, voting

pytestmark = pytest.mark.postgres

NAME = "cic_ma_partnerships"


@dataclass
class Stopped:
    """What a service has left behind."""

    database: str
    seals: Path
    checkpoints: Path

    async def tamper(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.database)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    async def blocks(self) -> int:
        connection = await asyncpg.connect(self.database)
        try:
            found: int = await connection.fetchval("SELECT count(*) FROM store.blocks")
            return found
        finally:
            await connection.close()

    async def verified(self, database: str | None = None) -> Result:
        app = Typer()
        app.command()(verify)
        arguments = ["--database", database or self.database, "--seals", str(self.seals)]
        arguments += ["--checkpoints", str(self.checkpoints)]
        return await asyncio.to_thread(CliRunner().invoke, app, arguments)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def stopped(postgres_server: str, tmp_path: Path) -> AsyncIterator[Stopped]:
    await _execute(postgres_server, f"CREATE DATABASE {NAME}")
    database = urlunsplit(urlsplit(postgres_server)._replace(path=f"/{NAME}"))
    key = sealing_key(tmp_path / "keys", "ma")
    tokens = tmp_path / "jwks.json"
    tokens.write_text(json.dumps(KeySet(list(edge.KEYS.values())).as_dict(private=False)))
    settings = ServiceSettings(
        unit="ma",
        database_url=database,
        kafka_bootstrap="127.0.0.1:1",
        jwks=str(tokens),
        issuer=edge.ISSUER,
        audience=edge.AUDIENCE,
        log_level="ERROR",
        sealing_key=str(key),
    )
    app = create(settings)
    async with app.router.lifespan_context(app), client_of(app) as unit:
        await unit.registers()
        await unit.signed()
        vote = await unit.accepted(
            f"/v1/protocols/{PROTOCOL}/ratify", voting(BELFAA, "2017-06-12"), by=BELFAA
        )
        await unit.get(f"/v1/protocols/{PROTOCOL}", **{"x-min-position": str(vote["position"])})
    yield Stopped(database, key.with_name("seals-ma.public.json"), tmp_path / "checkpoints.jsonl")
    await _execute(postgres_server, f"DROP DATABASE {NAME} WITH (FORCE)")


async def test_all_is_well_and_then_every_kind_of_change_is_named(stopped: Stopped) -> None:
    answer = await stopped.verified()
    assert answer.exit_code == 0, answer.output
    stores, views = answer.output.splitlines()
    # A machine that is slow seals in more than one block what came in a second.
    blocks = await stopped.blocks()
    assert re.fullmatch(rf"ma stores: 15 events in \d+\.\d s, blocks: {blocks}, all well", stores)
    assert views.startswith("ma views: ")
    assert views.endswith(" s, all well")
    (kept,) = stopped.checkpoints.read_text().splitlines()
    assert json.loads(kept)["checkpoint"]["last"] == 15

    await stopped.tamper(
        "UPDATE store.events SET data = replace(data::text, '2017-06-12', '2017-06-11')::json"
        " WHERE type = 'CouncilRatified'",
        'UPDATE views.communes SET names = \'{"fr": "Autre"}\'',
    )
    answer = await stopped.verified()
    assert answer.exit_code == 1
    assert "  partnerships: event 15 was changed" in answer.output.splitlines()
    assert answer.output.count("is not what the events say") >= 3
    assert stopped.checkpoints.read_text().splitlines() == [kept]


async def test_a_store_emptied_and_filled_anew_misses_its_checkpoint(stopped: Stopped) -> None:
    assert (await stopped.verified()).exit_code == 0
    await stopped.tamper(
        "TRUNCATE store.events, store.streams, store.blocks, store.receipts, store.checkpoints",
        "DELETE FROM store.relay_tails; DELETE FROM store.relay",
    )
    answer = await stopped.verified()
    assert answer.exit_code == 1
    assert "in epoch 1, is not there any more" in answer.output


async def test_checkpoints_are_read_from_the_log_of_a_service(stopped: Stopped) -> None:
    assert (await stopped.verified()).exit_code == 0
    (kept,) = stopped.checkpoints.read_text().splitlines()
    log = {"event": "store is sealed", "level": "info", **json.loads(kept)}
    stopped.checkpoints.write_text(
        f'partnerships-1  | {json.dumps(log)}\npartnerships-1  | {{"event": "other"}}\n'
    )
    assert (await stopped.verified()).exit_code == 0
    await stopped.tamper("TRUNCATE store.events, store.streams, store.blocks, store.receipts")
    assert "is not there any more" in (await stopped.verified()).output


async def test_what_cannot_be_looked_at_is_said(stopped: Stopped) -> None:
    answer = await stopped.verified(stopped.database.replace("partnerships", "gardens"))
    assert answer.exit_code == 1
    assert "error: cannot look: " in answer.stderr
    answer = await stopped.verified(stopped.database.replace(NAME, "postgres"))
    assert "is called cic_<unit>_<service>, not postgres" in answer.stderr
    stopped.seals.unlink()
    assert "cannot look" in (await stopped.verified()).stderr


async def test_a_service_is_verified_where_it_runs_against_its_own_log(stopped: Stopped) -> None:
    assert (await stopped.verified()).exit_code == 0
    environment = os.environ | {
        "CIC_DEPLOYABLE": "services/partnerships",
        "CIC_UNIT": "ma",
        "CIC_DATABASE_URL": stopped.database,
        "CIC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "CIC_JWKS": "none",
        "CIC_ISSUER": "none",
        "CIC_SEALING_KEY": str(stopped.seals.with_name("seals-ma.json")),
    }
    command = [sys.executable, "-m", "kernel.verifying"]

    def verified() -> subprocess.CompletedProcess[bytes]:
        log = stopped.checkpoints.read_bytes()
        return subprocess.run(command, env=environment, input=log, capture_output=True, check=False)

    answer = await asyncio.to_thread(verified)
    assert answer.returncode == 0, answer.stderr
    lines = answer.stdout.decode().splitlines()
    assert lines[0] == "15 events in 1 blocks, not sealed yet: 0"
    assert lines[1].endswith(" views, 1 checkpoints")
    assert lines[2] == "all well"
    await stopped.tamper("DELETE FROM store.events WHERE position = 7")
    answer = await asyncio.to_thread(verified)
    assert answer.returncode == 1
    assert b"  event 7 is missing\n" in answer.stdout
