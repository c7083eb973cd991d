"""What an administrator can do with dead letters, and what nobody else can."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from asyncpg import Pool
from fastapi import FastAPI

from kernel.clock import system_clock
from kernel.kafka import dead_letters
from kernel.kafka.cloudevents import Envelope, Garbage, Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.dead_letters import Kept, Letter, Reader
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.web.service import Running, service
from tests.kernel.kafka import toy
from tests.kernel.kafka.hearing import switched
from tests.kernel.kafka.publishing import SWITCHED, seen
from tests.kernel.web import edge
from tests.kernel.web.test_service import NOWHERE, settings, to_contract

pytestmark = pytest.mark.postgres

READER = Reader("house-lamps", 1)
ATTIC = Source("house", "attic")
AT = "/v1/dead-letters"
WHY = {"reason": "the reader is mended"}


@dataclass
class Hearing:
    """What was applied, in order; `fails` may refuse an event."""

    events: list[Any] = field(default_factory=list)
    applied: list[int] = field(default_factory=list)
    fails: Callable[[Incoming], bool] = lambda _: False

    async def handle(self, _: Connection, events: Sequence[Incoming]) -> None:
        for event in events:
            if self.fails(event):
                raise ArithmeticError(f"{event.position} is poison")
            self.applied.append(event.position)
            self.events.append(event.event)

    async def forget(self, _connection: Connection, _source: Source) -> None:
        pass


@dataclass
class Office:
    client: httpx.AsyncClient
    pool: Pool
    hearing: Hearing

    async def park(self, light: UUID, *positions: int, source: Source = ATTIC, **more: Any) -> None:
        """Put events of one light aside; the first is parked, the others wait behind it."""
        letters = [
            Letter(letter(position, light, source, **more), "blocked" if at else "parked", "poison")
            for at, position in enumerate(positions)
        ]
        async with self.pool.acquire() as connection:
            await dead_letters.park(connection, READER, letters)

    async def numbers(self, **asked: str) -> list[int]:
        answer = await self.client.get(AT, params=asked)
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.json()["items"]]

    async def post(self, path: str, **body: str) -> Any:
        return (await self.client.post(AT + path, json=body or WHY)).json()


def letter(position: int, light: UUID, source: Source, wire_type: str = SWITCHED) -> Incoming:
    headers = Envelope(source).headers(seen(position, light), wire_type, position - 1, 1)
    changes: dict[str, Any] = {"source": source, "topic": source.events, "type": wire_type}
    return switched(position, light, headers=tuple(headers), **changes)


def administrator(**changes: Any) -> dict[str, str]:
    now = int(system_clock().timestamp())
    claims = {"roles": ["unit-administrator"], "nbf": now - 5, "exp": now + 600, **changes}
    return {"Authorization": f"Bearer {edge.token(**claims)}"}


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Office]:
    hearing = Hearing()

    def consumers(running: Running) -> Sequence[Consumer]:
        return [
            Consumer(
                running.pool,
                NOWHERE,
                name=READER.name,
                contracts=Contracts(toy.Contract),
                handle=hearing.handle,
                forget=hearing.forget,
            )
        ]

    app: FastAPI = service(
        settings(database, tmp_path),
        name="lamps",
        title="Lamps",
        to_contract=to_contract,
        consumers=consumers,
    )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://lamps.test",
            headers=administrator(),
        ) as client,
    ):
        yield Office(client, app.state.pool, hearing)


async def test_a_stream_is_replayed_in_its_order_and_the_act_is_kept(office: Office) -> None:
    light = uuid4()
    await office.park(light, 3, 5, 9)
    number = (await office.numbers())[-1]
    assert await office.post(f"/{number}/replay") == {"applied": 3, "stuck": None, "error": None}
    assert office.hearing.applied == [3, 5, 9]
    assert await office.numbers() == []
    assert len(await office.numbers(status="replayed")) == 3
    shown = (await office.client.get(f"{AT}/{number}")).json()
    ((act,),) = ([act] for act in shown["acts"])
    assert (act["act"], act["done_by"], act["reason"]) == ("replayed", "account-7", WHY["reason"])
    assert act["done_at"]


async def test_what_fails_again_stays_with_what_is_behind_it(office: Office) -> None:
    light = uuid4()
    await office.park(light, 1, 2, 3)
    first, second, third = await office.numbers()
    office.hearing.fails = lambda event: event.position == 2
    answer = await office.post(f"/{first}/replay")
    assert answer == {"applied": 1, "stuck": second, "error": "ArithmeticError: 2 is poison"}
    assert await office.numbers() == [second, third]
    shown = (await office.client.get(f"{AT}/{second}")).json()
    assert (shown["status"], shown["attempts"]) == ("parked", 2)
    assert [act["act"] for act in shown["acts"]] == ["failed again"]
    assert (await office.post(f"/{second}/discard")) == {"discarded": second}
    assert (await office.post(f"/{third}/replay"))["applied"] == 1
    assert office.hearing.applied == [1, 3]


async def test_an_edited_event_is_applied_as_edited_and_what_it_said_is_kept(
    office: Office,
) -> None:
    light = uuid4()
    await office.park(light, 1)
    (number,) = await office.numbers()
    said = (await office.client.get(f"{AT}/{number}")).json()["data"]
    data = msgspec.json.encode(toy.LightSwitched(light=light, on=False)).decode()
    assert await office.post(f"/{number}/edit", data=data, **WHY) == {"edited": number}
    await office.post(f"/{number}/replay")
    assert office.hearing.events == [toy.LightSwitched(light=light, on=False)]
    acts = (await office.client.get(f"{AT}/acts")).json()["items"]
    assert [(act["act"], act["replaced"]) for act in acts] == [("edited", said), ("replayed", None)]


@pytest.mark.parametrize("data", ['{"light": 3}', "not json", "[" * 2000, "null"])
async def test_an_edit_that_this_build_cannot_read_is_refused(office: Office, data: str) -> None:
    await office.park(uuid4(), 1)
    (number,) = await office.numbers()
    answer = await office.post(f"/{number}/edit", data=data, **WHY)
    assert answer["code"] == "EditUnreadable"
    assert SWITCHED in answer["why"]


async def test_what_is_closed_stays_closed(office: Office) -> None:
    await office.park(uuid4(), 1)
    (number,) = await office.numbers()
    await office.post(f"/{number}/discard")
    for act in ("discard", "replay"):
        assert (await office.post(f"/{number}/{act}"))["code"] == "LetterClosed"
    data = msgspec.json.encode(toy.LightSwitched(light=uuid4(), on=False)).decode()
    assert (await office.post(f"/{number}/edit", data=data, **WHY))["code"] == "LetterClosed"


async def test_a_record_that_is_no_event_can_be_looked_at_and_discarded(office: Office) -> None:
    record = Kept(ATTIC.events, 0, 7, b"\xff\x00", b"\xfe\xffnonsense", [("ce_type", b"\x00\xff")])
    async with office.pool.acquire() as connection:
        await dead_letters.quarantine(connection, READER, ATTIC, [Garbage(record, "no source")])
    (number,) = await office.numbers(status="quarantined")
    shown = (await office.client.get(f"{AT}/{number}")).json()
    assert (shown["error"], shown["key"]) == ("no source", "\\xff\x00")
    assert shown["data"] == "\\xfe\\xffnonsense"
    assert (await office.post(f"/{number}/replay"))["code"] == "NotAnEvent"
    assert (await office.post(f"/{number}/discard")) == {"discarded": number}


async def test_letters_of_a_reader_that_runs_no_more_can_only_be_discarded(office: Office) -> None:
    async with office.pool.acquire() as connection:
        former = Reader(READER.name, 7)
        its = Letter(letter(1, uuid4(), ATTIC), "parked", "")
        await dead_letters.park(connection, former, [its])
    (number,) = await office.numbers()
    assert (await office.post(f"/{number}/replay"))["code"] == "ReadElsewhere"
    assert (await office.post(f"/{number}/discard")) == {"discarded": number}


async def test_pages_and_filters_show_every_letter_once(office: Office) -> None:
    light = uuid4()
    await office.park(light, *range(1, 8))
    await office.park(uuid4(), 1, source=Source("house", "cellar"))
    assert len(await office.numbers(status="blocked")) == 6
    assert len(await office.numbers(source="house.cellar")) == 1
    assert len(await office.numbers(stream=str(light))) == 7
    found, after = [], None
    while True:
        asked = {"first": "3"} | ({"after": after} if after else {})
        page = (await office.client.get(AT, params=asked)).json()
        found += [row["id"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == sorted(found)
    assert len(set(found)) == 8


async def test_nobody_else_may_see_or_settle_them(office: Office) -> None:
    await office.park(uuid4(), 1)
    (number,) = await office.numbers()
    for headers, code in (
        (administrator(roles=["keeper"]), "ForAdministrators"),
        (administrator(units=["garden"]), "UnitNotOpen"),
        ({"Authorization": ""}, "Unauthenticated"),
    ):
        for path in ("", "/acts", f"/{number}"):
            answer = await office.client.get(AT + path, headers=headers)
            assert answer.json()["code"] == code
        for path in (f"/{number}/replay", f"/{number}/discard", "/of/house.attic/resume"):
            answer = await office.client.post(AT + path, json=WHY, headers=headers)
            assert answer.json()["code"] == code
    assert await office.numbers() == [number]


async def test_letters_of_units_that_the_token_does_not_open_are_not_there(office: Office) -> None:
    """As in a gateway, which hears all units."""
    await office.park(uuid4(), 1, source=Source("garden", "attic"))
    everything = administrator(units=["*"])
    answer = await office.client.get(AT, headers=everything)
    (number,) = [row["id"] for row in answer.json()["items"]]
    assert await office.numbers() == []
    assert (await office.client.get(f"{AT}/{number}")).json()["code"] == "NoSuchLetter"
    for act in ("replay", "discard"):
        assert (await office.post(f"/{number}/{act}"))["code"] == "NoSuchLetter"
    assert (await office.post("/of/garden.attic/resume"))["code"] == "NotHalted"


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "1"])
async def test_a_number_that_is_no_letters_is_not_found(office: Office, number: str) -> None:
    assert (await office.client.get(f"{AT}/{number}")).json()["code"] == "NoSuchLetter"


@pytest.mark.parametrize(
    "body", [{}, {"reason": " "}, {"reason": "\0"}, {"reason": "\ud800"}, {**WHY, "by": "me"}, []]
)
async def test_an_act_without_a_reason_is_refused(office: Office, body: Any) -> None:
    await office.park(uuid4(), 1)
    (number,) = await office.numbers()
    headers = {"content-type": "application/json"}
    content = msgspec.json.encode(body) if body != {"reason": "\ud800"} else b'{"reason":"\\ud800"}'
    answer = await office.client.post(f"{AT}/{number}/discard", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "Malformed")
    assert await office.numbers() == [number]


async def test_a_source_that_is_read_needs_no_resuming(office: Office) -> None:
    for source in ("house.attic", "nonsense", "a.b.c"):
        assert (await office.post(f"/of/{source}/resume"))["code"] == "NotHalted"
