"""A record that cannot be decoded is found by halves, whatever it is among."""

from hypothesis import given
from hypothesis import strategies as st

from kernel.kafka.unreadable import Steps


@given(st.integers(1, 5000), st.data())
def test_the_one_record_is_found_in_few_steps_and_every_other_is_taken(
    most: int, data: st.DataObject
) -> None:
    bad = data.draw(st.integers(0, most - 1))
    steps, at, asked = Steps(most), 0, 0
    while True:
        asked += 1
        if at <= bad < at + steps.size:
            if steps.garbled():
                break
        else:
            at += steps.size
            steps.taken(steps.size)
    assert at == bad
    assert asked <= 2 * most.bit_length()
    assert (steps.size, steps.narrowing) == (most, False)


@given(st.integers(2, 5000))
def test_what_was_garbled_on_its_way_only_is_read_as_before_once_it_is_past(most: int) -> None:
    steps, taken = Steps(most), 0
    assert not steps.garbled()
    for _ in range(2 * most.bit_length()):
        if steps.narrowing:
            taken += steps.size
            steps.taken(steps.size)
    assert (taken, steps.size, steps.narrowing) == (most, most, False)


def test_who_meets_nothing_asks_for_as_many_as_ever() -> None:
    steps = Steps(3000)
    steps.taken(17)
    assert (steps.size, steps.narrowing) == (3000, False)
