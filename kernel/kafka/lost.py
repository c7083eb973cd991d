"""Which published events a store that was put back has no more: read from what the topic kept."""

from collections.abc import Sequence

import asyncpg
import structlog
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.kafka.cloudevents import Incoming, parse
from kernel.kafka.history import read
from kernel.kafka.topics import Source
from kernel.telemetry import count

_log = structlog.get_logger(__name__)

UNEXAMINED = """
SELECT epoch FROM store.epochs WHERE examined_at IS NULL AND epoch <= $1 ORDER BY epoch DESC LIMIT 1
"""
_EXAMINED = "UPDATE store.epochs SET examined_at = clock_timestamp() WHERE epoch <= $1"
_KNOWN = "SELECT event_id FROM store.events WHERE position = ANY ($1) AND event_id = ANY ($2)"
_LOST = """
INSERT INTO store.lost_events
  (event_id, epoch, position, type, stream_id, recorded_at, topic, partition, kafka_offset)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::uuid[],
                     $6::timestamptz[], $7::text[], $8::int[], $9::bigint[])
ON CONFLICT DO NOTHING RETURNING 1
"""


async def examine(
    pool: asyncpg.Pool, bootstrap: str, source: Source, partitions: int, epoch: int
) -> int:
    """Write down what was published before the epoch and is not in the store; once for each epoch.

    Return how many there are. What never left the store it cannot know. Raises `KafkaError`, and
    what the database raises; nothing is then examined, and the next call begins again.
    """
    begun = await pool.fetchval(UNEXAMINED, epoch)
    if begun is None:
        return 0
    examining = _Examining(pool, source, begun)
    for partition in range(partitions):
        await read(bootstrap, TopicPartition(source.events, partition), 0, examining.take)
    await pool.execute(_EXAMINED, begun)
    if examining.lost:
        count("relay.lost_events", examining.lost, source=str(source))
        _log.warning("published events are lost", source=str(source), events=examining.lost)
    return examining.lost


class _Examining:
    def __init__(self, pool: asyncpg.Pool, source: Source, epoch: int) -> None:
        self._pool, self._source, self._epoch = pool, source, epoch
        self.lost = 0

    async def take(self, records: Sequence[ConsumerRecord]) -> bool:
        parsed = [parse(record, self._source) for record in records]
        said = {
            each.id: each
            for each in parsed
            if isinstance(each, Incoming) and each.storeepoch < self._epoch
        }
        if said:
            places = [event.position for event in said.values()]
            for row in await self._pool.fetch(_KNOWN, places, list(said)):
                del said[row["event_id"]]
        if said:
            # The topic may hold one several times: what is known as lost is not counted again.
            columns = zip(*(_row(event) for event in said.values()), strict=True)
            self.lost += len(await self._pool.fetch(_LOST, *map(list, columns)))
        return True


def _row(event: Incoming) -> tuple[object, ...]:
    return (
        event.id,
        event.storeepoch,
        event.position,
        event.type,
        event.subject,
        event.recordedtime,
        event.topic,
        event.partition,
        event.offset,
    )
