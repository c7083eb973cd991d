"""The operating manual's statements, run as they stand in it; its names are those of the code."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.local.layout import CHECKOUT
from deploy.local.postgres import binaries
from services.partnerships import main as partnerships
from tests.partnerships.cases import BELFAA, JETTE, PARTNERSHIP
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Unit
from tests.servers import fresh_database

MANUAL = (CHECKOUT / "docs" / "operating.md").read_text(encoding="utf-8")


def statements(name: str) -> str:
    found = re.search(rf"<!-- checked: {name} -->\n```sql\n(.*?)```", MANUAL, re.DOTALL)
    assert found, name
    return found[1]


@asynccontextmanager
async def service(database: str, folder: Path) -> AsyncIterator[Unit]:
    async with running(app(database, folder, partnerships.create)) as unit:
        yield unit


async def enter(unit: Unit) -> int:
    position = 0
    for commune, country, name in ((JETTE, "BE", "Jette"), (BELFAA, "MA", "Belfaa")):
        body = {"kind": "commune", "country": country, "names": {"fr": name}}
        position = (await unit.accepted(f"/v1/communes/{commune}/register", body))["position"]
    return position


async def communes(unit: Unit, position: int) -> list[str]:
    return [each["name"] for each in (await shown(unit, "/v1/communes", position))["items"]]


async def run(database: str, sql: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def rebuild(database: str, *arguments: str) -> str:
    return await told_by("kernel.rebuilding", database, *arguments)


async def told_by(module: str, database: str, *arguments: str) -> str:
    """Run the manual's program as an operator does; return what it says."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        env={
            **os.environ,
            "CIC_DEPLOYABLE": "services/partnerships",
            "CIC_UNIT": "ma",
            "CIC_DATABASE_URL": database,
            "CIC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
            "CIC_JWKS": "none",
            "CIC_ISSUER": "none",
            "CIC_LOG_LEVEL": "ERROR",
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await program.communicate()
    return f"{program.returncode}: {said.decode().strip()}"


@pytest.mark.postgres
async def test_a_copy_that_was_emptied_fills_itself_again(database: str, tmp_path: Path) -> None:
    async with service(database, tmp_path) as unit:
        position = await enter(unit)
    await run(database, statements("copy"))
    async with service(database, tmp_path) as unit:
        assert await communes(unit, position) == ["Belfaa", "Jette"]


@pytest.mark.postgres
async def test_a_view_is_made_again_while_the_service_goes_on_and_what_was_there_comes_back(
    database: str, tmp_path: Path
) -> None:
    assert "python -m kernel.rebuilding communes" in MANUAL
    async with service(database, tmp_path) as unit:
        position = await enter(unit)
        assert await communes(unit, position) == ["Belfaa", "Jette"]
        await run(database, "UPDATE views.communes SET name = 'wrong'")
        assert (await rebuild(database, "communes")).startswith("0: 1 views are made anew from 2")
        assert await communes(unit, position) == ["Belfaa", "Jette"]
        renamed = {"names": {"fr": "Belfaâ"}, "since": "2020-01-01"}
        done = await unit.accepted(f"/v1/communes/{BELFAA}/rename", renamed)
        assert await communes(unit, done["position"]) == ["Belfaâ", "Jette"]
        assert (
            await rebuild(database, "communes", "--back")
            == "0: 1 views are what was replaced, at 3."
        )
        assert await communes(unit, done["position"]) == ["Belfaâ", "wrong"]
        assert (await rebuild(database)).startswith("0: 16 views are made anew from 3 events")
        assert await communes(unit, done["position"]) == ["Belfaâ", "Jette"]
        assert (await rebuild(database, "gardens")).startswith("1: no view gardens; there are")


@pytest.mark.postgres
async def test_what_is_over_is_closed_while_the_service_goes_on_and_who_did_it_is_kept(
    database: str, tmp_path: Path
) -> None:
    assert "python -m kernel.archiving --before" in MANUAL
    async with service(database, tmp_path) as unit:
        await unit.registers()
        end = {"on": "2021-12-31", "reason": "fin"}
        done = await unit.accepted(f"/v1/partnerships/{PARTNERSHIP}/terminate", end)
        at = f"/v1/partnerships/{PARTNERSHIP}"
        before = await shown(unit, at, done["position"])

        async def said(*arguments: str) -> list[str]:
            return (await told_by("kernel.archiving", database, *arguments)).splitlines()

        assert await said("--before", "2020-01-01", "--dry-run") == ["0: would be closed: 0 files"]
        assert await said("--before", "2999-01-01") == ["1: say --reason: it is kept with the act"]
        why = ("--reason", "dix ans", "--by", "archivist")
        assert await said("--before", "2999-01-01", *why) == [
            f"0: {PARTNERSHIP}: 1 partnership",
            "closed: 1 streams of 1 files (1 partnership)",
        ]
        (act,) = await said("--acts")
        assert act.endswith(f"archivist  archived {PARTNERSHIP}: 1 partnership  dix ans")
        assert await shown(unit, at) == before
        again = ("--open-again", str(PARTNERSHIP), *why)
        assert await said(*again) == ["0: 1 streams are open again"]


@pytest.mark.postgres
async def test_a_dump_restores_into_an_empty_database_and_says_that_its_past_was_put_back(
    database: str, postgres_server: str, tmp_path: Path
) -> None:
    async with service(database, tmp_path) as unit:
        position = await enter(unit)
        before = (await unit.get("/status")).json()
    dump = tmp_path / "dump"
    tool("pg_dump", "--format=custom", f"--file={dump}", database)
    async with fresh_database(postgres_server) as other:
        tool("pg_restore", "--exit-on-error", "-d", other, str(dump))
        await run(other, statements("restored"))
        await run(other, statements("lost"))
        async with service(other, tmp_path) as unit:
            assert await communes(unit, position) == ["Belfaa", "Jette"]
            after = (await unit.get("/status")).json()
            assert after["head"] == before["head"]
            assert after["epoch"] > before["epoch"]
            await unit.accepted(
                f"/v1/communes/{JETTE}/rename", {"names": {"nl": "Jette"}, "since": "2020-01-01"}
            )


def tool(name: str, *arguments: str) -> None:
    subprocess.run([binaries() / name, *arguments], check=True)


def test_the_manual_names_every_metric_and_no_other() -> None:
    named = {
        name
        for row in re.findall(r"^\| (`[a-z_.`, ]+`) \|", MANUAL, re.MULTILINE)
        for name in re.findall(r"`([a-z_.]+)`", row)
    }
    written = re.compile(r"(?<!def )\b(?:count|gauge|record)\(\s*f?\"([a-z_.{}]+)\"")
    found = {
        name
        for top in ("kernel", "gateway", "services")
        for file in (CHECKOUT / top).rglob("*.py")
        for name in written.findall(file.read_text(encoding="utf-8"))
    }
    gauges = {"gateway.{name}"}
    assert found >= gauges
    of_the_gateway = {"gateway.lag_events", "gateway.held_back", "gateway.age_seconds"}
    assert named == found - gauges | of_the_gateway


def test_the_manual_names_databases_and_files_as_the_containers_do() -> None:
    for name in re.findall(r"cic_ma_[a-z]+", MANUAL):
        assert name in {"cic_ma_partnerships", "cic_ma_planning", "cic_ma_reporting"}
    for path in re.findall(r"deploy/containers/[\w./-]+", MANUAL):
        assert (CHECKOUT / path).exists(), path
