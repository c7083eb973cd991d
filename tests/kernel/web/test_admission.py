"""More requests than can be answered are refused at once, and none of them is begun."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from kernel.web.admission import OPEN_FOR_ONE, Admission


class Busy:
    """Answers what has begun when it is told to."""

    def __init__(self, most: int = 3) -> None:
        self.begun = 0
        self.most, self.full = most, asyncio.Event()
        self.free = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/fails":
            raise ArithmeticError
        if scope["path"] != "/readyz":
            self.begun += 1
            if self.begun == self.most:
                self.full.set()
            await self.free.wait()
        await PlainTextResponse("done")(scope, receive, send)


@asynccontextmanager
async def full(busy: Busy) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Admission(busy, busy.most))
    async with httpx.AsyncClient(transport=transport, base_url="http://unit") as client:
        waiting = [asyncio.create_task(client.get("/v1/lights")) for _ in range(busy.most)]
        await busy.full.wait()
        yield client
        busy.free.set()
        assert {(await each).status_code for each in waiting} == {200}


async def test_what_is_too_much_is_refused_before_it_is_begun_and_told_when_to_come_back() -> None:
    busy = Busy()
    async with full(busy) as client:
        refused = await client.post("/v1/lights", headers={"accept-language": "fr"})
        assert busy.begun == 3
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json() == {
        "type": "/problems/Overloaded",
        "title": "Trop de demandes attendent ; rien n'a été fait.",
        "status": 503,
        "code": "Overloaded",
    }


async def test_probes_are_answered_however_much_waits() -> None:
    async with full(Busy()) as client:
        assert (await client.get("/readyz")).status_code == 200


async def test_the_next_is_admitted_as_soon_as_one_has_ended_well_or_badly() -> None:
    busy = Busy()
    transport = httpx.ASGITransport(Admission(busy, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://unit") as client:
        for _ in range(3):
            with pytest.raises(ArithmeticError):
                await client.get("/fails")
        busy.free.set()
        for _ in range(3):
            assert (await client.get("/v1/lights")).status_code == 200


async def test_a_body_that_does_not_come_keeps_nobody_out() -> None:
    busy = Busy()

    async def reads_first(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["more_body"]:
            pass
        await busy(scope, receive, send)

    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await busy.free.wait()

    transport = httpx.ASGITransport(Admission(reads_first, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://unit") as client:
        slow = [asyncio.create_task(client.post("/v1/lights", content=never())) for _ in range(3)]
        await asyncio.sleep(0.01)
        quick = asyncio.create_task(client.post("/v1/lights", content=b"{}"))
        await asyncio.sleep(0.01)
        busy.free.set()
        assert (await quick).status_code == 200
        await asyncio.gather(*slow)


async def test_senders_who_take_their_time_are_no_more_than_can_be_remembered() -> None:
    """Each of them holds what it has sent so far."""
    begun, going_on = asyncio.Semaphore(0), asyncio.Event()

    async def reads(scope: Scope, receive: Receive, send: Send) -> None:
        begun.release()
        await receive()
        await PlainTextResponse("done")(scope, receive, send)

    async def slow() -> AsyncIterator[bytes]:
        await going_on.wait()
        yield b"at last"

    transport = httpx.ASGITransport(Admission(reads, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://unit") as client:
        slowly = [
            asyncio.create_task(client.post("/v1/lights", content=slow()))
            for _ in range(OPEN_FOR_ONE)
        ]
        for _ in slowly:
            await begun.acquire()
        assert (await client.post("/v1/lights")).json()["code"] == "Overloaded"
        going_on.set()
        assert {answer.status_code for answer in await asyncio.gather(*slowly)} == {200}
        assert (await client.post("/v1/lights")).status_code == 200
