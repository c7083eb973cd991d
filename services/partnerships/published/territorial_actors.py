"""Territorial actors, as others hear of them."""

from contracts.partnerships import territorial_actors as contracts
from services.partnerships.domain.territorial_actor.events import (
    Event,
    TerritorialActorEnded,
    TerritorialActorNamesCorrected,
    TerritorialActorRegistered,
    TerritorialActorReinstated,
    TerritorialActorRenamed,
)
from vocabulary.identifiers import TerritorialActorId


def territorial_actor_contract(id_: TerritorialActorId, event: Event) -> contracts.Event:
    match event:
        case TerritorialActorRegistered():
            return contracts.TerritorialActorRegistered(
                territorial_actor=id_,
                commune=event.commune,
                kind=event.kind,
                names=event.names,
                since=event.since,
                sources=event.sources,
            )
        case TerritorialActorRenamed(names=names, since=since):
            return contracts.TerritorialActorRenamed(
                territorial_actor=id_, names=names, since=since
            )
        case TerritorialActorNamesCorrected():
            return contracts.TerritorialActorNamesCorrected(
                territorial_actor=id_,
                recorded_since=event.recorded_since,
                names=event.names,
                since=event.since,
                reason=event.reason,
            )
        case TerritorialActorEnded(until=until, reason=reason):
            return contracts.TerritorialActorEnded(
                territorial_actor=id_, until=until, reason=reason
            )
        case TerritorialActorReinstated(reason=reason):
            return contracts.TerritorialActorReinstated(territorial_actor=id_, reason=reason)
