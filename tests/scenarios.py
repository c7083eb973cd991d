"""Given/when/then over a decider, for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kernel.decider import Decider, replay
from kernel.identity import Principal
from kernel.refusals import Refusal


@dataclass(frozen=True)
class Scenario:
    """A decider with what it is told from outside; `given` adds what has already happened."""

    decider: Decider[Any, Any, Any, Any]
    facts: Any
    history: Sequence[Any] = ()

    def given(self, *history: Any) -> "Scenario":
        return replace(self, history=(*self.history, *history))

    def knowing(self, **facts: Any) -> "Scenario":
        return replace(self, facts=replace(self.facts, **facts))

    def when(self, command: Any, *, by: Principal | None = None) -> "Outcome":
        return Outcome(self, command, by)

    @property
    def state(self) -> Any:
        return replay(self.decider, self.history)


@dataclass(frozen=True)
class Outcome:
    """What comes of a command. Without `by` it is decided without asking who may."""

    scenario: Scenario
    command: Any
    by: Principal | None

    def then(self, *expected: Any) -> Scenario:
        """Check the events, and that the same command again decides nothing."""
        events = self.events()
        assert events == list(expected)
        after = self.scenario.given(*events)
        assert Outcome(after, self.command, self.by).events() == []
        return after

    def then_nothing(self) -> None:
        assert self.events() == []

    def then_refused(self, reason: type[Refusal], **details: Any) -> None:
        with pytest.raises(reason) as refused:
            self.events()
        assert type(refused.value) is reason
        assert refused.value.details.items() >= details.items()

    def events(self) -> list[Any]:
        decider, state = self.scenario.decider, self.scenario.state
        if self.by is not None:
            decider.may(self.by, self.command, state, self.scenario.facts)
        return decider.decide(self.command, state, self.scenario.facts)
