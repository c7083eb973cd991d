"""Ten thousand stories of faults break no promise; one guard less, and a promise is broken."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.simulation.mutants import (
    MUTANTS,
    Mutant,
    never_looking_again,
    never_read_to_the_end,
    no_fencing,
)
from tests.simulation.playing import CHUNK, Played, play_seeds, replay
from tests.simulation.story import grow_again_unseen, read_long_logs, wake_late
from tests.simulation.world import run

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(900)]

SEEDS = 10_000
ONE_PARTITION = 4
"""A seed whose topic has one partition."""
LOGS = 20
"""Seeds of a story that needs a slow reader."""
PATIENCE = 1500
"""Seeds within which a mutant must be seen; most are within ten."""
MOMENTS = 100
"""Seeds of a story that turns on the moment at which a process is stopped."""


def test_nothing_is_lost_nothing_is_twice_and_all_is_in_order_whatever_fails() -> None:
    chunks = [range(at, at + CHUNK) for at in range(0, SEEDS, CHUNK)]
    with ProcessPoolExecutor(min(4, os.cpu_count() or 1), get_context("spawn")) as workers:
        several: list[Played] = list(workers.map(play_seeds, chunks))
    violations = {seed: what for one in several for seed, what in one.violations.items()}
    assert not violations, replay(min(violations))
    assert sum(one.faults.total() for one in several) > SEEDS


def test_a_log_that_grew_again_unseen_is_noticed_within_thirty_seconds() -> None:
    assert run(ONE_PARTITION, grow_again_unseen).violation is None
    with never_looking_again():
        assert "has not heard of" in (run(ONE_PARTITION, grow_again_unseen).violation or "")


def test_who_led_and_wakes_late_marks_nothing_as_done() -> None:
    assert not any(run(seed, wake_late).violation for seed in range(MOMENTS))
    with no_fencing():
        assert any(run(seed, wake_late).violation for seed in range(MOMENTS))


def test_what_is_behind_a_loss_is_come_to_however_long_the_log() -> None:
    assert not any(run(seed, read_long_logs).violation for seed in range(LOGS))
    with never_read_to_the_end():
        assert any(run(seed, read_long_logs).violation for seed in range(LOGS))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_pipeline_with_one_guard_less_is_found_out(mutant: Mutant) -> None:
    with mutant():
        for first in range(0, PATIENCE, 5):
            if play_seeds(range(first, first + 5)).violations:
                return
    pytest.fail(f"{PATIENCE} seeds without a violation: {mutant.__doc__}")


def test_a_seed_tells_the_same_story_each_time() -> None:
    assert replay(11) == replay(11)
