"""What each event about a commune's organs, place and end changes on file."""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec.structs import replace

from contracts.partnerships.communes import (
    CommuneCeased,
    CommuneOrganCorrected,
    CommuneOrganInstalled,
    CommunePlaceCorrected,
    CommunePlacedInRegion,
    CommuneReinstated,
)
from gateway.read_model.communes import Commune, Organ, Place
from gateway.read_model.dossiers import Desk, Ref
from gateway.read_model.ids import text
from gateway.read_model.namings import corrected, in_order
from gateway.read_model.said import Said
from kernel.unions import members

OfOrgans: TypeAlias = CommuneOrganInstalled | CommuneOrganCorrected
Change: TypeAlias = (
    OfOrgans | CommunePlacedInRegion | CommunePlaceCorrected | CommuneCeased | CommuneReinstated
)

HEARS = members(Change)


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case event if isinstance(event, Change):
            yield Ref(Commune, said.country, text(event.commune))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case event if isinstance(event, Change):
            commune = desk.open(Commune, said.country, event.commune)
            mark = commune.mark.also(said.mark)
            desk.file(replace(_changed(commune, event), mark=mark), said.at)


def _changed(commune: Commune, event: Change) -> Commune:
    match event:
        case CommuneOrganInstalled() | CommuneOrganCorrected():
            return replace(commune, organs=_organs(commune.organs, event))
        case CommunePlacedInRegion(region=region, since=since):
            placed = in_order([*commune.places, Place(region=region, since=since)])
            return replace(commune, places=placed)
        case CommunePlaceCorrected(region=region, coordinates=coordinates):
            places = _with_latest(commune.places, region)
            return replace(commune, places=places, coordinates=coordinates)
        case CommuneCeased(on=on, successors=successors):
            return replace(commune, ceased_on=on, successors=tuple(map(text, successors)))
        case CommuneReinstated():
            return replace(commune, ceased_on=None, successors=())


def _organs(organs: tuple[Organ, ...], event: OfOrgans) -> tuple[Organ, ...]:
    seated = Organ(kind=event.kind, names=event.names, since=event.since)
    if isinstance(event, CommuneOrganCorrected):
        return corrected(organs, event.recorded_since, seated)
    return in_order([*organs, seated])


def _with_latest(places: tuple[Place, ...], region: str | None) -> tuple[Place, ...]:
    since = places[-1].since if places else None
    latest = (Place(region=region, since=since),) if region else ()
    return (*places[:-1], *latest)
