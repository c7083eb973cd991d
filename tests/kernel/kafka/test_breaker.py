"""When a source is halted: many failures, or a large share of what is read."""

import pytest

from kernel.kafka.breaker import WITHIN_SECONDS, Breaker, Lately, TooManyParked


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_more_than_a_hundred_halt_however_many_were_read() -> None:
    breaker = Breaker(Time())
    breaker.count(1_000_000, 100)
    with pytest.raises(TooManyParked, match="101 of 1000001"):
        breaker.count(1, 1)


def test_more_than_one_percent_halts_once_there_are_more_than_ten() -> None:
    breaker = Breaker(Time())
    breaker.count(20, 10)
    with pytest.raises(TooManyParked):
        breaker.count(1, 1)


def test_one_percent_of_many_is_borne() -> None:
    breaker = Breaker(Time())
    for _ in range(100):
        breaker.count(100, 1)


def test_what_is_older_than_five_minutes_counts_no_more() -> None:
    time = Time()
    breaker = Breaker(time)
    for _ in range(100):
        breaker.count(1, 1) if time.now % 2 else breaker.count(10, 1)
        time.now += WITHIN_SECONDS / 9


def test_good_events_alone_halt_nothing() -> None:
    breaker = Breaker(Time())
    breaker.count(1, 0)


def test_what_was_parked_before_a_restart_counts_once_more_is_parked() -> None:
    """Whoever has mended the reader restarts it, and is not halted for what was before."""
    breaker = Breaker(Time())
    breaker.remember([Lately(20.0, position) for position in range(1, 101)], 1_000)
    breaker.count(500, 0)
    with pytest.raises(TooManyParked, match="101 of 1501"):
        breaker.count(1, 1)


def test_few_of_many_that_were_read_before_a_restart_are_borne_after_it() -> None:
    breaker = Breaker(Time())
    breaker.remember([Lately(20.0, position) for position in range(1, 12)], 5_000)
    breaker.count(1, 1)


def test_what_was_parked_long_before_a_restart_counts_no_more() -> None:
    time = Time()
    breaker = Breaker(time)
    breaker.remember([Lately(WITHIN_SECONDS - 1, n) for n in range(100)], 100)
    time.now += 2
    breaker.count(100, 1)
