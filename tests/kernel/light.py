"""A light on a circuit: the aggregate that explains the kernel.

The circuit has the same rules and is a stream of its own: a light needs power to be lit.
"""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from kernel.codec import EventCodec
from kernel.identity import Principal
from kernel.refusals import NotAllowed, Refusal

CIRCUIT_ID = UUID(int=1)


@dataclass(frozen=True)
class SwitchOn:
    pass


@dataclass(frozen=True)
class SwitchOff:
    pass


@dataclass(frozen=True)
class ReplaceBulb:
    watts: int


Command: TypeAlias = SwitchOn | SwitchOff | ReplaceBulb


@dataclass(frozen=True)
class SwitchedOn:
    pass


@dataclass(frozen=True)
class SwitchedOff:
    pass


@dataclass(frozen=True)
class BulbReplaced:
    watts: int


Event: TypeAlias = SwitchedOn | SwitchedOff | BulbReplaced
codec: EventCodec[Event] = EventCodec(Event)


@dataclass(frozen=True)
class Facts:
    has_power: bool


class BulbIsHot(Refusal):
    """A bulb is replaced while the light is off."""


class NoPower(Refusal):
    """Without power no light can be switched on."""


INITIAL = False


def may(principal: Principal, _command: Command, _lit: bool, _facts: Facts) -> None:  # noqa: FBT001
    if not principal.has("resident"):
        raise NotAllowed


def decide(command: Command, lit: bool, facts: Facts) -> list[Event]:  # noqa: FBT001
    match command:
        case SwitchOn() if lit:
            return []
        case SwitchOn() if not facts.has_power:
            raise NoPower
        case SwitchOn():
            return [SwitchedOn()]
        case SwitchOff():
            return [SwitchedOff()] if lit else []
        case ReplaceBulb() if lit:
            raise BulbIsHot
        case ReplaceBulb(watts):
            return [BulbReplaced(watts)]


def evolve(lit: bool, event: Event) -> bool:  # noqa: FBT001 - the state is one bit
    match event:
        case SwitchedOn():
            return True
        case SwitchedOff():
            return False
        case BulbReplaced():
            return lit
