"""The shape every aggregate has: who may, what happened, what is known.

Source: J. Chassaing, "Functional Event Sourcing Decider", 2021.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Protocol, TypeVar

from kernel.identity import Principal

Command = TypeVar("Command")
Command_contra = TypeVar("Command_contra", contravariant=True)
Event = TypeVar("Event")
Event_contra = TypeVar("Event_contra", contravariant=True)
State = TypeVar("State")
Facts_contra = TypeVar("Facts_contra", contravariant=True)


class Decider(Protocol[Command_contra, Event, State, Facts_contra]):
    """Pure rules of one kind of stream. A module with these four names satisfies it.

    `facts` is a frozen dataclass with all that the rules need from outside the stream: the
    moment, the actor, sibling aggregates, local copies of what other services said.
    """

    @property
    def INITIAL(self) -> State: ...  # noqa: N802 - a module constant in practice

    def may(
        self, principal: Principal, command: Command_contra, state: State, facts: Facts_contra, /
    ) -> None:
        """Raise `NotAllowed` unless the principal may give this command."""

    def decide(self, command: Command_contra, state: State, facts: Facts_contra, /) -> list[Event]:
        """Return what the command makes happen, nothing if it already has; raise a `Refusal`."""

    def evolve(self, state: State, event: Event, /) -> State:
        """Return the state after the event; total, because the past cannot be refused."""


class Evolves(Protocol[State, Event_contra]):
    """The half of a decider that remembers."""

    @property
    def INITIAL(self) -> State: ...  # noqa: N802 - a module constant in practice

    def evolve(self, state: State, event: Event_contra, /) -> State: ...


def replay(decider: Evolves[State, Event], history: Iterable[Event]) -> State:
    return reduce(decider.evolve, history, decider.INITIAL)
