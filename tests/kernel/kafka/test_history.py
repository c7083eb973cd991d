"""All that a source has published is read, whatever lies between."""

from collections.abc import Sequence

import pytest
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.kafka import history
from kernel.kafka.topics import Source
from tests import servers
from tests.kernel.kafka.publishing import ANOTHER_CHECKSUM, NO_UTF_8, Writer

pytestmark = pytest.mark.kafka


async def test_a_history_is_read_past_what_nobody_can_decode_each_record_once(
    kafka: servers.OwnKafka, unit: str
) -> None:
    read: list[int] = []
    answers = 0

    async def take(records: Sequence[ConsumerRecord]) -> bool:
        nonlocal answers
        answers += 1
        read.extend(record.offset for record in records)
        return True

    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(*range(1, 301))
        await writer.put_undecodable(batch=NO_UTF_8)
        await writer.put_undecodable(batch=ANOTHER_CHECKSUM)
        await writer.send(*range(301, 601))
        place = TopicPartition(writer.source.events, 0)
        await history.read(kafka.bootstrap, place, 0, take)
    # Three records each lie in the two batches that are left out.
    assert read == [*range(300), *range(306, 606)]
    assert answers < 60
