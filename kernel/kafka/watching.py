"""Notice a client that is alive but stuck.

Source: aiokafka issue 1154, a consumer that fetches nothing more after a broker's restart; and
aiokafka 0.14, whose task that learns of new topics ends for good at an answer it cannot read.
"""

import asyncio
import re
from collections.abc import Set as AbstractSet

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from kernel.kafka.garbled import answered

ANSWER_SECONDS = 10.0
UNHEARD_OF = -1
"""Where a client stands in what it does not know to be there."""


class Stalled(Exception):
    """There are records to read, and none arrive: a new client is needed."""


class Watch:
    """Looks every half of `seconds` which partitions should have given something, and did not."""

    def __init__(self, client: AIOKafkaConsumer, pattern: str, seconds: float) -> None:
        self._client, self._pattern, self._every = client, re.compile(pattern), seconds / 2
        self._now = asyncio.get_running_loop().time
        self._look_at = self._now() + self._every
        self._excused: set[TopicPartition] = set()
        self._behind: dict[TopicPartition, int] = {}

    async def look(self, excused: AbstractSet[TopicPartition]) -> bool:
        """Return whether it was time to.

        Raises `Stalled` when a partition is behind at the same place twice in a row, or a topic is
        there twice in a row that the client has not found.

        The `excused` have given something, or were not asked, and count as come on. What one gives
        does not excuse another: that one's broker may be what is stuck.
        """
        self._excused |= excused
        if self._now() < self._look_at:
            return False
        self._look_at = self._now() + self._every
        before, self._behind = self._behind, await self._who_is_behind()
        self._excused.clear()
        if stuck := before.items() & self._behind.items():
            raise Stalled(f"{len(stuck)} partitions")
        return True

    async def _who_is_behind(self) -> dict[TopicPartition, int]:
        asked = self._client.assignment() - self._client.paused() - self._excused
        async with answered(ANSWER_SECONDS):
            ends = await self._client.end_offsets(list(asked)) if asked else {}
            held = self._client.assignment  # some may be another's by now
            positions = {tp: await self._client.position(tp) for tp in ends if tp in held()}
            there = {topic for topic in await self._client.topics() if self._pattern.match(topic)}
        unheard = {TopicPartition(topic, 0) for topic in there - self._client.subscription()}
        behind = {tp: at for tp, at in positions.items() if at != ends[tp]}
        return behind | dict.fromkeys(unheard, UNHEARD_OF)
