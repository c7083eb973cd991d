"""Restarts slow down while a process keeps crashing."""

from deploy.local.backoff import CALM, LONGEST, BackOff


def test_each_crash_in_a_row_doubles_the_wait_up_to_half_a_minute() -> None:
    back_off = BackOff()
    waits = [back_off.after(lived=0.1) for _ in range(8)]
    assert waits == [0.5, 1, 2, 4, 8, 16, LONGEST, LONGEST]


def test_a_process_that_lived_long_starts_with_a_clean_record() -> None:
    back_off = BackOff()
    for _ in range(5):
        back_off.after(lived=0.1)
    assert back_off.after(lived=CALM) == 0.5
