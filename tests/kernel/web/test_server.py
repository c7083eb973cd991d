"""The same rules on a real socket, where bodies come in pieces and servers are told to stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, FastAPI, Response

from kernel.handling import CommandHandling
from kernel.in_memory import InMemoryStore
from kernel.web.application import application
from kernel.web.auth import Guard
from kernel.web.limits import MAX_BODY_BYTES
from tests.kernel.web import edge, lamp
from tests.kernel.web.edge import AT, Issuer, Time, token

HEAD = (
    f"POST {AT}/install HTTP/1.1\r\nHost: lamps\r\nAuthorization: Bearer {token()}\r\n"
    "Content-Type: application/json\r\n"
)


class Running:
    """A server on a free port, and what has happened in it, in order."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        clock = Time()
        self.app = application(
            title="Lamps",
            guard=Guard(edge.tokens(Issuer(), clock), "house"),
            commands=[lamp.COMMANDS],
            queries=[self._slow()],
            handling=CommandHandling(InMemoryStore(clock)),
            clock=clock,
            lifespan=self._lifespan,
        )
        config = uvicorn.Config(self.app, port=0, log_config=None, access_log=False)
        self.server = uvicorn.Server(config)

    def _slow(self) -> APIRouter:
        router = APIRouter()

        @router.get("/slow")
        async def slow() -> Response:
            self.asked.set()
            await self.may_answer.wait()
            self.said.append("answered")
            return Response("at last")

        return router

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        yield
        self.said.append("closed")

    @property
    def port(self) -> int:
        port: int = self.server.servers[0].sockets[0].getsockname()[1]
        return port

    async def raw(self, *pieces: bytes) -> bytes:
        """Send bytes as they are; return what comes back until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass  # it has heard enough
        answer = await reader.read(65_536)
        writer.close()
        return answer


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    running = Running()
    serving = asyncio.create_task(running.server.serve())
    while not running.server.started:  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.01)
    yield running
    running.may_answer.set()
    running.server.should_exit = True
    await serving


async def test_a_chunked_body_without_length_is_cut_off_at_the_limit(running: Running) -> None:
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    head = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()
    answer = await running.raw(head, *[chunk] * (2 + MAX_BODY_BYTES // 65_536))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"TooLarge"' in answer


async def test_a_body_announced_too_large_is_refused_before_it_is_sent(running: Running) -> None:
    answer = await running.raw(f"{HEAD}Content-Length: {MAX_BODY_BYTES + 1}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


async def test_a_small_chunked_body_is_a_body(running: Running) -> None:
    body = b'{"room": "hall", "bulb": {"watts": 9}}'
    pieces = [b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:7], body[7:])]
    head = f"{HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    answer = await running.raw(head, *pieces, b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_a_caller_who_leaves_in_mid_body_harms_nobody(running: Running) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(f"{HEAD}Content-Length: 100\r\n\r\n{{".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.port}") as client:
        assert (await client.get("/livez")).status_code == 200


async def test_what_was_asked_is_answered_before_the_service_closes(running: Running) -> None:
    headers = {"Authorization": f"Bearer {token()}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.port}") as client:
        asking = asyncio.create_task(client.get("/slow", headers=headers))
        await running.asked.wait()
        running.server.should_exit = True
        await asyncio.sleep(0.2)
        assert running.said == []
        running.may_answer.set()
        assert (await asking).text == "at last"
    while "closed" not in running.said:  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.01)
    assert running.said == ["answered", "closed"]
