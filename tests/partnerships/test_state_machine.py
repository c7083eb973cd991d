"""Whatever is tried on partnerships, protocols and conventions, the rules of P1 to P8 hold.

`python -m tests.partnerships.explore --commands 50000` tries more, and counts what it reached.
"""

import asyncio
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.partnerships.domain.partnership.commands import EstablishPartnership
from services.partnerships.domain.partnership.events import Membership
from tests.partnerships.cases import REVIEWER, SCHEDULER, UNIT
from tests.partnerships.explore import LEAST_SHARE, explore
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.drawing import Drawing
from tests.partnerships.exploring.invariants import broken
from tests.partnerships.exploring.world import (
    BELGIAN,
    CONVENTIONS,
    COUNTERPART,
    PARTNERS,
    Attempt,
    Outcome,
    World,
    user,
)
from vocabulary.identifiers import CommuneId

pytestmark = pytest.mark.thorough

COMMANDS = 1_500


def test_most_transitions_and_rules_are_reached_and_no_invariant_breaks() -> None:
    explored = asyncio.run(explore(COMMANDS, seed=2026))
    assert explored.broken == []
    assert explored.share >= LEAST_SHARE
    assert len(explored.rare(1)) < 15, explored.rare(1)


class Cooperation(RuleBasedStateMachine):
    """Acts drawn by hypothesis, which looks for the shortest story that breaks an invariant."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = World()

    @initialize()
    def begins(self) -> None:
        self.loop.run_until_complete(self.world.begin())

    @rule(seed=st.integers(0, 2**32))
    def is_tried(self, seed: int) -> None:
        attempt = Drawing(Chance(Random(seed), self.world)).next()  # noqa: S311
        outcome = self.loop.run_until_complete(self.world.attempt(attempt))
        again = self.loop.run_until_complete(self.world.attempt(attempt))
        if outcome.refusal is None:
            assert (again.refusal, again.events) == (None, ()), "a repetition decides nothing"

    @invariant()
    def nothing_is_broken(self) -> None:
        assert broken(self.world) == []

    def teardown(self) -> None:
        self.loop.close()


TestCooperation = Cooperation.TestCase
TestCooperation.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)


# --- the sides changed over (P31) -----------------------------------------------------------


class Mirror:
    """Tells what happens in one world with the sides changed over.

    What is hashed with the parties in it has another hash in the other world.
    """

    def __init__(self, here: World, there: World) -> None:
        self._worlds = here, there
        self._hashes: dict[str, str] = {}

    def learn(self, attempt: Attempt) -> None:
        here, there = self._worlds
        # Under an id that none should have there may be one too: a place that is free again.
        of_none = {attempt.id} if attempt.category == "convention" else set()
        for id_ in {*CONVENTIONS, *of_none}:
            pairs = zip(
                here.state("convention", id_).versions,
                there.state("convention", id_).versions,
                strict=True,
            )
            self._hashes |= {one.content_hash: other.content_hash for one, other in pairs}

    def of(self, value: Any) -> Any:
        match value:
            case UUID():
                return COUNTERPART.get(CommuneId(value), value)
            case Membership():
                side = {"BE": "MA", "MA": "BE"}[value.country]
                return replace(value, commune=self.of(value.commune), country=side)
            case str():
                return self._hashes.get(value, value)
            case tuple():
                return tuple(self.of(each) for each in value)
            case _ if is_dataclass(value) and not isinstance(value, type):
                changed = {each.name: self.of(getattr(value, each.name)) for each in fields(value)}
                return replace(value, **changed)
            case _:
                return value

    def attempt(self, attempt: Attempt) -> Attempt:
        by = attempt.by
        if by not in {UNIT, REVIEWER, SCHEDULER} and by.organisation:
            by = user(self.of(UUID(by.organisation)))
        return replace(attempt, command=self.of(attempt.command), by=by)


def assert_mirrored(mirror: Mirror, one: Outcome, other: Outcome, attempt: Attempt) -> None:
    assert type(one.refusal) is type(other.refusal), (attempt, one.refusal, other.refusal)
    mirror.learn(attempt)
    assert mirror.of(one.events) == other.events, attempt


@pytest.mark.parametrize("seed", range(10))
async def test_with_the_sides_changed_over_every_outcome_is_mirrored(seed: int) -> None:
    here, there = World(), World()
    await here.begin()
    await there.begin()
    mirror, drawing = Mirror(here, there), Drawing(Chance(Random(seed), here))  # noqa: S311
    for _ in range(250):
        attempt = drawing.next()
        if is_of_one_side(attempt.command):
            continue
        one = await here.attempt(attempt)
        other = await there.attempt(mirror.attempt(attempt))
        assert_mirrored(mirror, one, other, attempt)


def is_of_one_side(command: Any) -> bool:
    """Whether it is a partnership without any commune of the one side or of the other.

    The unit keeps the partnerships of its own country, so that the two differ.
    """
    if not isinstance(command, EstablishPartnership):
        return False
    communes = [member.commune for member in command.members]
    return any(all(commune in side for commune in communes) for side in (BELGIAN, PARTNERS))
