"""A lamp: the aggregate by which the kernel's routes are understood with no service open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias
from uuid import UUID

from kernel.codec import EventCodec
from kernel.handling import Aggregate, Gathering
from kernel.identity import Principal
from kernel.refusals import NotAllowed, NotFound, Refusal
from kernel.web.commands import Commands
from vocabulary.checks import Checked, Wrong


def room_problem(room: str) -> Wrong | None:
    return None if room.strip() else Wrong("must name a room", fr="doit nommer une pièce")


class Fitting(StrEnum):
    SCREW = "screw"
    BAYONET = "bayonet"


@dataclass(frozen=True, slots=True)
class Maker:
    name: str
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulb:
    watts: int
    fitting: Fitting = Fitting.SCREW
    maker: Maker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallLamp:
    """Put a lamp into a room.

    Repeating it is harmless.
    """

    room: Annotated[str, Checked(room_problem)]
    bulb: Bulb
    spares: tuple[Bulb, ...] = ()
    fuse: UUID | None = None
    brightness: float | None = None
    price: Decimal | None = None
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SwitchOnLamp:
    """Let there be light."""


@dataclass(frozen=True, slots=True)
class BreakLamp:
    reason: str


Command: TypeAlias = InstallLamp | SwitchOnLamp | BreakLamp


@dataclass(frozen=True, slots=True)
class LampInstalled:
    room: str
    watts: int


@dataclass(frozen=True, slots=True)
class LampSwitchedOn:
    at: datetime


@dataclass(frozen=True, slots=True)
class LampBroken:
    reason: str


Event: TypeAlias = LampInstalled | LampSwitchedOn | LampBroken


class NoSuchLamp(NotFound):
    """No lamp hangs there."""

    in_other_languages: ClassVar = {"fr": "Aucune lampe n'est accrochée là."}


class BulbIsBroken(Refusal):
    """A broken bulb gives no light."""

    in_other_languages: ClassVar = {"fr": "Une ampoule cassée n'éclaire pas."}


class NotTheKeeper(NotAllowed):
    """Only a keeper touches the lamps."""


@dataclass(frozen=True, slots=True)
class Lamp:
    installed: bool = False
    on: bool = False
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    moment: datetime


INITIAL = Lamp()


def may(principal: Principal, command: Command, state: Lamp, facts: Facts) -> None:  # noqa: ARG001
    if not (principal.has("keeper") or principal.has("scheduler")):
        raise NotTheKeeper(needs="keeper")


def decide(command: Command, state: Lamp, facts: Facts) -> list[Event]:
    match command:
        case InstallLamp():
            if command.room == "explode":
                raise ZeroDivisionError("a secret that nobody may read")
            return [] if state.installed else [LampInstalled(command.room, command.bulb.watts)]
        case SwitchOnLamp():
            if not state.installed:
                raise NoSuchLamp
            if state.broken:
                raise BulbIsBroken(since=state.broken, status="a detail must not hide the status")
            return [] if state.on else [LampSwitchedOn(facts.moment)]
        case BreakLamp(reason):
            return [LampBroken(reason)]


def evolve(_: Lamp, event: Event) -> Lamp:
    match event:
        case LampInstalled():
            return Lamp(installed=True)
        case LampSwitchedOn():
            return Lamp(installed=True, on=True)
        case LampBroken(reason):
            return Lamp(installed=True, broken=reason)


CODEC: EventCodec[Event] = EventCodec(Event)


async def gather(gathering: Gathering, _id: UUID, _command: Command) -> Facts:
    return Facts(gathering.request.moment)


class _Lamps:
    """This module holds more than a decider, so its four names are handed over one by one."""

    INITIAL = INITIAL
    may = staticmethod(may)
    decide = staticmethod(decide)
    evolve = staticmethod(evolve)


LAMPS = Aggregate("lamp", _Lamps(), CODEC, gather)
COMMANDS = Commands(at="/v1/lamps", noun="Lamp", aggregate=LAMPS, accepts=Command)
