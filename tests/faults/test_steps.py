"""Failing at any step, before or after it is done, costs time and nothing else."""

import asyncio

import pytest

from kernel import crash_points
from kernel.crash_points import POINTS
from kernel.kafka import consumer
from tests.faults.checker import check
from tests.faults.small import Small

pytestmark = [pytest.mark.faults, pytest.mark.kafka, pytest.mark.postgres]

WITHIN = 30.0
MOST = 80
ELSEWHERE = ("command.validated", "answer.sent", "projection.", "reaction.", "rebuild.")
"""Steps that this one process has not. The runs on real processes reach them; those of a rebuild
are killed at in tests/kernel/postgres/test_rebuilding.py."""
OF_A_NEW_LEADER = {"relay.leased", "relay.reconciled", "relay.resigned"}
STEPS = [point for point in POINTS if not point.startswith(ELSEWHERE)]
DEPOSE = "UPDATE store.relay SET epoch = epoch + 1, lease_until = '-infinity'"


@pytest.mark.usefixtures("unarmed")
@pytest.mark.parametrize("mode", ["raise", "done-then-raise"])
async def test_failing_at_each_step_in_turn_costs_nothing(
    world: Small, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "HINT_SECONDS", 0.2)
    async with world.publishing():
        await world.ask(0)
        silent: list[str] = []
        for number, point in enumerate(STEPS, 1):
            armed = crash_points.arm(f"{point}:1:{mode}")
            for again in range(MOST):
                await world.ask(number + 100 * again)
                if armed.fired:
                    break
                await asyncio.sleep(0.1)
                if point in OF_A_NEW_LEADER and again % 20 == 0:
                    await world.service.pool.execute(DEPOSE)
            if not armed.fired:
                silent.append(point)
            await world.ask(number)  # as a client does that was not answered
        await world.settled(WITHIN)
    assert silent == []
    assert check(await world.take_down()) == []
