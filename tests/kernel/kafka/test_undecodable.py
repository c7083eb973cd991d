"""Bytes that no client can decode are got past, and hold up nobody else."""

import asyncpg
import pytest

from kernel.kafka.topics import Source
from tests import servers
from tests.kernel.kafka.publishing import Writer
from tests.kernel.kafka.reading import applied, consumer, eventually, running

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]


async def test_bytes_the_client_cannot_decode_hold_up_nobody_else(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    mad, sane = Source(f"{unit}a", "light"), Source(f"{unit}b", "light")
    view = consumer(reader, kafka.bootstrap, unit)
    async with (
        Writer.to(kafka.bootstrap, mad) as writer,
        Writer.to(kafka.bootstrap, sane) as other,
        running(view.run()),
    ):
        await writer.send(1, 2)
        await writer.put_undecodable()
        await writer.send(3)
        await writer.put_undecodable(mad.status)
        await other.send(1, 2)
        await eventually(lambda: _is(reader, [1, 2], sane))
        await eventually(lambda: _is(reader, [1, 2, 3], mad))
        assert sum(state.quarantined for state in view.health().sources.values()) == 1


async def test_they_are_got_past_while_another_source_has_much_to_say(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    mad, busy = Source(f"{unit}a", "light"), Source(f"{unit}b", "light")
    view = consumer(reader, kafka.bootstrap, unit, batch=200)
    async with Writer.to(kafka.bootstrap, mad) as writer, Writer.to(kafka.bootstrap, busy) as other:
        await writer.send(1, 2)
        await writer.put_undecodable()
        await writer.send(3)
        await other.send(*range(1, 20_001))
        async with running(view.run()):
            await eventually(lambda: _is(reader, [1, 2, 3], mad))
            assert len(await applied(reader, str(busy))) < 20_000, "there was no more to say"


async def _is(pool: asyncpg.Pool, expected: list[int], source: Source) -> bool:
    return await applied(pool, str(source)) == expected
