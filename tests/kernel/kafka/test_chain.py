"""The chain of positions: what is new, what is a repetition, what proves a loss."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kernel.kafka.chain import (
    FIRST_PAUSE,
    FORGIVEN_AFTER,
    LONGEST_PAUSE,
    NOTHING,
    Mark,
    Rereading,
    follow,
)


class Link(NamedTuple):
    position: int
    prevposition: int
    storeepoch: int = 1


def chain(*positions: int, after: int = 0, epoch: int = 1) -> list[Link]:
    return [
        Link(position, previous, epoch)
        for previous, position in zip((after, *positions), positions, strict=False)
    ]


def test_what_hangs_on_the_mark_is_new() -> None:
    followed = follow(Mark(1, 3), chain(5, 9, after=3))
    assert [link.position for link in followed.fresh] == [5, 9]
    assert followed.mark == Mark(1, 9)
    assert (followed.read, followed.why) == (2, "all read")


def test_what_the_mark_has_passed_is_a_repetition() -> None:
    followed = follow(Mark(1, 5), chain(1, 3, 5, 6))
    assert [link.position for link in followed.fresh] == [6]
    assert followed.duplicates == 3


def test_what_hangs_on_something_unknown_proves_a_loss() -> None:
    followed = follow(Mark(1, 3), [*chain(5, after=3), *chain(9, after=7), *chain(6, after=5)])
    assert (followed.mark, followed.read, followed.why) == (Mark(1, 5), 1, "loss")


def test_records_stepped_over_are_not_applied_and_what_they_miss_still_is() -> None:
    links = [*chain(9, after=7), *chain(5, 7, after=3)]
    followed = follow(Mark(1, 3), links, step_over_loss=True)
    assert [link.position for link in followed.fresh] == [5, 7]
    assert (followed.unlinked, followed.why) == (1, "all read")


def test_a_newer_epoch_stops_and_an_older_one_is_a_repetition() -> None:
    followed = follow(Mark(2, 1), [*chain(7, epoch=1), *chain(2, after=1, epoch=2), Link(1, 0, 3)])
    assert [link.position for link in followed.fresh] == [2]
    assert (followed.duplicates, followed.read, followed.why) == (1, 2, "rewound")


def test_a_reader_of_nothing_begins_with_any_epoch() -> None:
    assert follow(NOTHING, chain(1)).why == "rewound"


@given(st.lists(st.integers(1, 30)), st.integers(0, 30))
def test_the_mark_never_goes_back_and_nothing_is_applied_twice(
    positions: list[int], start: int
) -> None:
    links = [Link(position, position - 1) for position in positions]
    followed = follow(Mark(1, start), links, step_over_loss=True)
    fresh = [link.position for link in followed.fresh]
    assert fresh == list(range(start + 1, start + 1 + len(fresh)))
    assert followed.mark.position == start + len(fresh)
    assert followed.duplicates + followed.unlinked + len(fresh) == len(links)


def test_a_partition_is_read_again_at_once_then_after_growing_pauses() -> None:
    now = 1000.0
    rereading = Rereading(lambda: now)
    assert rereading.due()
    waited = []
    for _ in range(10):
        rereading.begin(7)
        rereading.come_to(7, 9)
        before = now
        while not rereading.due():
            now += 0.5
        waited.append(now - before)
    assert waited[:4] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert waited[-1] == LONGEST_PAUSE
    now += FORGIVEN_AFTER + 1
    rereading.begin(7)
    rereading.come_to(7, 9)
    now += FIRST_PAUSE
    assert rereading.due()


def test_it_is_not_read_again_before_it_was_read_to_its_end_however_long_that_takes() -> None:
    now = 1000.0
    rereading = Rereading(lambda: now)
    rereading.begin(7)
    for offset in range(7):
        rereading.come_to(offset, 9)
        now += 2 * LONGEST_PAUSE
        assert not rereading.due()
    rereading.come_to(7, 9)
    now += FIRST_PAUSE
    assert rereading.due()


def test_what_was_lost_of_it_meanwhile_is_not_waited_for() -> None:
    now = 1000.0
    rereading = Rereading(lambda: now)
    rereading.begin(7)
    rereading.come_to(3, 3)
    now += FIRST_PAUSE
    assert rereading.due()
