"""Which step a process fails at next follows from what the logs say, each line read once."""

import random
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kernel.crash_points import POINTS
from tests.faults.amounts import all_signed, amounts_of, first_signed, marks_of
from tests.faults.crashes import Crashes, choose

SAID = "crashing at relay.acked, armed relay.sent:2:done-then-raise\n"


def test_each_crash_is_counted_once_though_the_log_grows_and_is_put_aside(tmp_path: Path) -> None:
    crashes, log = Crashes(tmp_path), tmp_path / "ma-1.log"
    assert crashes.seen() == []
    log.write_text(f"all is well\n{SAID}crashing at ")
    assert crashes.seen() == crashes.seen() == ["relay.sent:2:done-then-raise"]
    with log.open("a") as more:
        more.write("batch.sent, armed batch.sent:1:exit\n")
    log.replace(log.with_suffix(".log.1"))
    log.write_text(SAID)
    (tmp_path / "kafka.log").write_text(SAID)
    assert Counter(crashes.seen()) == {"relay.sent:2:done-then-raise": 2, "batch.sent:1:exit": 1}


@given(seed=st.integers(0, 2**32))
def test_where_nothing_was_killed_yet_it_is_the_next_time(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed, no secret
    order = choose(("relay", "rebuild"), ["relay.sent:1:raise"], chance)
    assert order.endswith(":1:exit")
    assert order.partition(":")[0] in POINTS


def test_every_step_is_killed_before_long() -> None:
    stages = tuple({point.partition(".")[0] for point in POINTS})
    chance, orders = random.Random(1), list[str]()  # noqa: S311 - likewise
    while len(orders) < 3 * len(POINTS):
        orders += [choose(stages, orders, chance)]
    assert {order.partition(":")[0] for order in orders if order.endswith(":exit")} == set(POINTS)


def test_a_budget_is_read_alike_of_its_service_and_of_the_gateway() -> None:
    line = {"code": "m1", "amount": {"amount": "7", "currency": "XOF"}}
    drafted = {"budget_lines": [line], "signatures": []}
    signed = {"budget_lines": [line], "signatures": [{}, {}]}
    concluded = {"budgetLines": [line], "state": "CONCLUDED"}
    assert marks_of("a", drafted) == ("m1",)
    assert marks_of("a", signed) == ("m1", first_signed("a"), *all_signed("a"))
    assert marks_of("a", concluded) == marks_of("a", signed)
    assert amounts_of(concluded) == amounts_of(drafted) == (7,)
