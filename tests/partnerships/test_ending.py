"""A service that is asked to end while clients send without pause cuts nobody off."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import httpx
import pytest
from uuid_utils.compat import uuid7

from deploy.local.issuer import AUDIENCE, ISSUER, open_issuer
from deploy.local.ports import free_port
from tests.system.road import PROGRAMME
from tests.system.running import ROOT
from vocabulary import roles

pytestmark = pytest.mark.postgres

CLIENTS: Final = 16
BEFORE: Final = 60
"""Commands that are accepted before it is asked to end."""
BODY: Final = json.dumps(PROGRAMME).encode()


class Told:
    """What clients were told."""

    def __init__(self) -> None:
        self.accepted: list[UUID] = []
        self.refused: list[bytes] = []
        self.unheard: list[UUID] = []
        self.violations: list[str] = []
        self.enough = asyncio.Event()

    def hear(self, id_: UUID, head: bytes) -> None:
        status = head[9:12]
        if status == b"200":
            self.accepted.append(id_)
            if len(self.accepted) >= BEFORE:
                self.enough.set()
        elif status == b"503" and b"\r\nretry-after: " in head.lower():
            self.refused.append(head)
        else:
            self.violations.append(head.decode())


async def test_asked_to_end_under_load_it_answers_whom_it_has_heard_and_keeps_what_it_accepted(
    database: str, tmp_path: Path
) -> None:
    port, issuer = free_port(), open_issuer(tmp_path)
    token = issuer.issue(roles.COUNTRY_UNIT, ["ma"])
    service = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kernel.serving", "services/partnerships", f"--port={port}"),
        cwd=ROOT,
        env=os.environ
        | {
            "CIC_UNIT": "ma",
            "CIC_DATABASE_URL": database,
            "CIC_KAFKA_BOOTSTRAP": "127.0.0.1:1",  # it is ready without its broker
            "CIC_JWKS": str(issuer.key_set),
            "CIC_ISSUER": ISSUER,
            "CIC_AUDIENCE": AUDIENCE,
            "CIC_LOG_LEVEL": "ERROR",
        },
    )
    told = Told()
    try:
        async with asyncio.timeout(120):
            await _ready(port)
            sending = [asyncio.create_task(_send(port, token, told)) for _ in range(CLIENTS)]
            await told.enough.wait()
            service.send_signal(signal.SIGTERM)
            await asyncio.gather(*sending)
            ended = await service.wait()
    finally:
        if service.returncode is None:
            service.kill()
    assert not told.violations
    assert ended in {0, -signal.SIGTERM}
    connection = await asyncpg.connect(database)
    rows = await connection.fetch("SELECT DISTINCT stream_id FROM store.events")
    await connection.close()
    stored = {row["stream_id"] for row in rows}
    assert {*told.accepted} <= stored
    assert stored.isdisjoint(told.unheard)  # whose connection was closed, it had not heard


async def _ready(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.1)


async def _send(port: int, token: str, told: Told) -> None:
    """Send one command after the other, on a new connection when one ends, until there is none."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionError:
            return
        try:
            while await _asked(reader, writer, token, told):
                pass
        finally:
            writer.close()


async def _asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str, told: Told
) -> bool:
    """Send a command; return whether there was an answer, and note what must not be."""
    id_ = uuid7()
    writer.write(
        (
            f"POST /v1/programmes/{id_}/define HTTP/1.1\r\nhost: localhost\r\n"
            f"authorization: Bearer {token}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(BODY)}\r\n\r\n"
        ).encode()
        + BODY
    )
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as cut:
        if cut.partial:
            told.violations.append(f"cut off in {cut.partial!r}")
        told.unheard.append(id_)
        return False
    except ConnectionError:
        told.unheard.append(id_)
        return False
    try:
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
    except (asyncio.IncompleteReadError, ConnectionError) as cut:
        told.violations.append(f"cut off after {head!r}: {cut!r}")
        return False
    told.hear(id_, head)
    return True
