"""Notice a client that is alive but stuck.

Source: aiokafka issue 1154, a consumer that fetches nothing more after a broker's restart.
"""

import asyncio

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

ANSWER_SECONDS = 10.0


class Stalled(Exception):
    """There are records to read, and none arrive: a new client is needed."""


class Watch:
    """Looks every half of `seconds` without records whether there should have been some."""

    def __init__(self, client: AIOKafkaConsumer, seconds: float) -> None:
        self._client, self._every = client, seconds / 2
        self._now = asyncio.get_running_loop().time
        self._look_at = self._now() + self._every
        self._behind: dict[TopicPartition, int] = {}

    async def look(self, *, progress: bool) -> None:
        """Raise `Stalled` when a partition is behind at the same place twice in a row."""
        if progress:
            self._look_at, self._behind = self._now() + self._every, {}
        elif self._now() >= self._look_at:
            self._look_at = self._now() + self._every
            before, self._behind = self._behind, await self._who_is_behind()
            if stuck := before.items() & self._behind.items():
                raise Stalled(f"{len(stuck)} partitions")

    async def _who_is_behind(self) -> dict[TopicPartition, int]:
        partitions = list(self._client.assignment() - self._client.paused())
        async with asyncio.timeout(ANSWER_SECONDS):
            ends = await self._client.end_offsets(partitions) if partitions else {}
            held = self._client.assignment  # some may be another's by now
            positions = {tp: await self._client.position(tp) for tp in ends if tp in held()}
        return {tp: at for tp, at in positions.items() if at != ends[tp]}
