"""Communes, as others hear of them."""

from contracts.partnerships import communes as contracts
from services.partnerships.domain.commune.events import (
    CommuneCodeAssigned,
    CommuneCodeRetired,
    CommuneRegistered,
    CommuneRenamed,
    Event,
)
from vocabulary.identifiers import CommuneId


def commune_contract(id_: CommuneId, event: Event) -> contracts.Event:
    match event:
        case CommuneRegistered():
            return contracts.CommuneRegistered(
                commune=id_,
                kind=event.kind,
                country=event.country,
                names=event.names,
                region=event.region,
                codes=event.codes,
                coordinates=event.coordinates,
                since=event.since,
                sources=event.sources,
            )
        case CommuneRenamed(names=names, since=since):
            return contracts.CommuneRenamed(commune=id_, names=names, since=since)
        case CommuneCodeAssigned(code=code):
            return contracts.CommuneCodeAssigned(commune=id_, code=code)
        case CommuneCodeRetired(scheme=scheme, value=value, until=until):
            return contracts.CommuneCodeRetired(
                commune=id_, scheme=scheme, value=value, until=until
            )
