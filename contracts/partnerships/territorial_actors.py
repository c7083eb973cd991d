"""Organisations at work in the territory of a commune: what is published of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import ActorKind
from vocabulary.identifiers import CommuneId, TerritorialActorId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorRegistered:
    """An organisation at work in the commune; it has a voice of its own in the evaluation (P13)."""

    wire_type: ClassVar[str] = "cic.partnerships.TerritorialActorRegistered.v1"

    territorial_actor: TerritorialActorId
    commune: CommuneId
    kind: ActorKind
    names: Text
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorRenamed:
    """The organisation bears the new names from that day."""

    wire_type: ClassVar[str] = "cic.partnerships.TerritorialActorRenamed.v1"

    territorial_actor: TerritorialActorId
    names: Text
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorNamesCorrected:
    """The names recorded from `recorded_since` were wrong: these hold, from `since` on.

    Where they are the first, the actor is there from `since` on.
    """

    wire_type: ClassVar[str] = "cic.partnerships.TerritorialActorNamesCorrected.v1"

    territorial_actor: TerritorialActorId
    recorded_since: date | None
    names: Text
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorEnded:
    """The organisation is active no longer from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.TerritorialActorEnded.v1"

    territorial_actor: TerritorialActorId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialActorReinstated:
    """The end was recorded by mistake; the organisation is active."""

    wire_type: ClassVar[str] = "cic.partnerships.TerritorialActorReinstated.v1"

    territorial_actor: TerritorialActorId
    reason: str


Event: TypeAlias = (
    TerritorialActorRegistered
    | TerritorialActorRenamed
    | TerritorialActorNamesCorrected
    | TerritorialActorEnded
    | TerritorialActorReinstated
)
