"""What a relay makes of what a broker still has, over a log in memory."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from kernel.kafka.cloudevents import Envelope, Record
from kernel.kafka.dead_letters import Kept
from kernel.kafka.lease import Tail
from kernel.kafka.reconcile import LOOK_BACK, Found, Known, Reconciliation, Stretch
from kernel.kafka.topics import Source
from tests.kernel.kafka.publishing import SWITCHED, seen

LIGHT = UUID("018f4d2e-7a10-7c3b-9e55-0123456789ab")
SOURCE = Source("ma", "light")
ENVELOPE = Envelope(SOURCE, "urn:schema:{type}")
CLUSTER, EPOCH = "one", 3
MARKED = Known(CLUSTER, EPOCH, {0: Tail(2, 1)})
RUBBISH = 0
FETCHED = 250
"""Records that one answer holds."""


class Partition:
    """A partition of events by their positions, and of rubbish."""

    def __init__(self, positions: Sequence[int]) -> None:
        self._positions = positions
        self.asked = 0

    async def end_offsets(self, _topic: str, _partitions: int) -> list[int]:
        return [len(self._positions)]

    async def records(self, topic: str, partition: int, first: int, until: int) -> Stretch:
        self.asked += 1
        end = min(until, first + FETCHED)
        there = range(first, min(end, len(self._positions)))
        return Stretch([self._record(topic, partition, offset) for offset in there], end)

    def _record(self, topic: str, partition: int, offset: int) -> Record:
        position, key = self._positions[offset], str(LIGHT).encode()
        if position == RUBBISH:
            return Kept(topic, partition, offset, b"", b"\xff", ())
        headers = ENVELOPE.headers(seen(position, LIGHT), SWITCHED, position - 1, EPOCH)
        return Kept(topic, partition, offset, key, b"{}", headers)


async def compared(*positions: int) -> Found:
    return await Reconciliation(Partition(positions), SOURCE, 1).compare(MARKED, CLUSTER)


async def test_a_log_that_ends_at_the_mark_goes_on_there() -> None:
    found = await compared(1, 2)
    assert (found.tails, found.lost, found.beyond) == ({0: Tail(2, 1)}, {}, {})


@pytest.mark.parametrize("behind", [0, 1, 5, LOOK_BACK - 3])
async def test_what_was_sent_and_not_marked_is_seen_behind_what_others_wrote(behind: int) -> None:
    found = await compared(1, 2, 3, 4, *[RUBBISH] * behind)
    assert (found.tails, found.lost, [*found.beyond]) == ({0: Tail(2, 1)}, {}, [4])
    assert found.epoch == EPOCH


async def test_much_that_others_wrote_is_fetched_in_few_answers() -> None:
    log = Partition([1, 2, 3, *[RUBBISH] * (LOOK_BACK - 2)])
    found = await Reconciliation(log, SOURCE, 1).compare(MARKED, CLUSTER)
    assert [*found.beyond] == [3]
    assert log.asked < 10


async def test_nothing_of_ours_behind_the_mark_is_nothing_beyond_it() -> None:
    found = await compared(1, 2, RUBBISH, RUBBISH)
    assert (found.tails, found.lost, found.beyond) == ({0: Tail(2, 1)}, {}, {})


@pytest.mark.parametrize(
    ("log", "followed"),
    [
        ([1, 2, 3, 7, 8], Tail(3, 2)),
        ([1, 2, 7, 1, 2, 3, 4], Tail(4, 6)),
        ([7, 8, 1], Tail(1, 2)),
        ([7, 8], None),
        ([RUBBISH], None),
    ],
    ids=str,
)
async def test_a_shortened_log_with_a_hole_is_continued_before_the_hole(
    log: Sequence[int], followed: Tail | None
) -> None:
    """A relay that had not noticed wrote 7 and 8 behind what was lost."""
    marked = Known(CLUSTER, EPOCH, {0: Tail(9, 20)})
    found = await Reconciliation(Partition(log), SOURCE, 1).compare(marked, CLUSTER)
    assert found.tails == ({0: followed} if followed else {})


async def test_a_shortened_log_goes_on_behind_the_last_event_of_ours() -> None:
    found = await Reconciliation(Partition([1, 2, RUBBISH]), SOURCE, 1).compare(
        Known(CLUSTER, EPOCH, {0: Tail(9, 8)}), CLUSTER
    )
    assert found.tails == {0: Tail(2, 1)}
    assert "ends at offset 3" in found.lost[0]
