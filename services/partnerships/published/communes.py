"""Communes, as others hear of them."""

from collections.abc import Mapping
from typing import Final

from contracts.partnerships import communes as contracts
from contracts.partnerships.communes import ListedKind
from services.partnerships.domain.commune.events import (
    CommuneCeased,
    CommuneCodeAssigned,
    CommuneCodeCorrected,
    CommuneCodeRetired,
    CommuneNamesCorrected,
    CommuneOrganCorrected,
    CommuneOrganInstalled,
    CommunePlaceCorrected,
    CommunePlacedInRegion,
    CommuneRegistered,
    CommuneReinstated,
    CommuneRenamed,
    Event,
    OfItsCodes,
    OfItsStanding,
)
from vocabulary.communes import CommuneKind
from vocabulary.identifiers import CommuneId

NEAREST: Final[Mapping[CommuneKind, ListedKind]] = {
    CommuneKind.REGION: ListedKind.PROVINCE,
    CommuneKind.DELEGATED_OPERATOR: ListedKind.INTERMEDIARY,
}
"""What those are called for whom version 1 of the contract has no word."""


def commune_contract(id_: CommuneId, event: Event) -> contracts.Event:
    match event:
        case CommuneRegistered():
            return _registered(id_, event)
        case CommuneRenamed(names=names, since=since):
            return contracts.CommuneRenamed(commune=id_, names=names, since=since)
        case CommuneNamesCorrected():
            return contracts.CommuneNamesCorrected(
                commune=id_,
                recorded_since=event.recorded_since,
                names=event.names,
                since=event.since,
                reason=event.reason,
            )
        case CommuneCodeAssigned() | CommuneCodeRetired() | CommuneCodeCorrected():
            return _codes(id_, event)
        case _:
            return _standing(id_, event)


def _registered(id_: CommuneId, event: CommuneRegistered) -> contracts.CommuneRegistered:
    nearest = NEAREST.get(event.kind)
    return contracts.CommuneRegistered(
        commune=id_,
        kind=nearest or ListedKind(event.kind.value),
        country=event.country,
        names=event.names,
        region=event.region,
        codes=event.codes,
        coordinates=event.coordinates,
        since=event.since,
        sources=event.sources,
        exact_kind=event.kind.value if nearest else None,
    )


def _codes(id_: CommuneId, event: OfItsCodes) -> contracts.Event:
    match event:
        case CommuneCodeAssigned(code=code):
            return contracts.CommuneCodeAssigned(commune=id_, code=code)
        case CommuneCodeRetired(scheme=scheme, value=value, until=until):
            return contracts.CommuneCodeRetired(
                commune=id_, scheme=scheme, value=value, until=until
            )
        case CommuneCodeCorrected(scheme=scheme, value=value, code=code, reason=reason):
            return contracts.CommuneCodeCorrected(
                commune=id_, scheme=scheme, value=value, code=code, reason=reason
            )


def _standing(id_: CommuneId, event: OfItsStanding) -> contracts.Event:
    match event:
        case CommuneOrganInstalled(kind=kind, names=names, since=since, sources=sources):
            return contracts.CommuneOrganInstalled(
                commune=id_, kind=kind, names=names, since=since, sources=sources
            )
        case CommuneOrganCorrected():
            return contracts.CommuneOrganCorrected(
                commune=id_,
                recorded_since=event.recorded_since,
                kind=event.kind,
                names=event.names,
                since=event.since,
                reason=event.reason,
                sources=event.sources,
            )
        case CommunePlacedInRegion(region=region, since=since, sources=sources):
            return contracts.CommunePlacedInRegion(
                commune=id_, region=region, since=since, sources=sources
            )
        case CommunePlaceCorrected():
            return contracts.CommunePlaceCorrected(
                commune=id_,
                coordinates=event.coordinates,
                region=event.region,
                reason=event.reason,
                sources=event.sources,
            )
        case CommuneCeased(on=on, successors=successors, sources=sources):
            return contracts.CommuneCeased(
                commune=id_, on=on, successors=successors, sources=sources
            )
        case CommuneReinstated(reason=reason, successors=successors):
            return contracts.CommuneReinstated(commune=id_, reason=reason, successors=successors)
