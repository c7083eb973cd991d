"""What is known of a commune, from its events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

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
from vocabulary.communes import Code, Coordinates, code_corrected, code_retired
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedNames:
    names: Text
    since: date | None


Dated = TypeVar("Dated", DatedNames, CommuneOrganInstalled, CommunePlacedInRegion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """`names` in the order of their days, the first without one where it is unknown.

    So are `organs` and `regions`.
    """

    registration: CommuneRegistered | None = None
    names: tuple[DatedNames, ...] = ()
    codes: tuple[Code, ...] = ()
    organs: tuple[CommuneOrganInstalled, ...] = ()
    regions: tuple[CommunePlacedInRegion, ...] = ()
    coordinates: Coordinates | None = None
    end: CommuneCeased | None = None
    reinstated: CommuneReinstated | None = None

    @property
    def region(self) -> str | None:
        """Where it lies by the latest that is known."""
        return self.regions[-1].region if self.regions else None

    @property
    def first_day(self) -> date | None:
        """The day from which it is registered, None where no source gives it."""
        return self.names[0].since if self.names else None

    @property
    def country(self) -> str | None:
        return self.registration.country if self.registration else None

    def existed_on(self, day: date) -> bool:
        """Whether it is registered and had not ceased; an unknown first day is no obstacle."""
        return self.registration is not None and (self.end is None or day < self.end.on)


INITIAL = Commune()


def evolve(commune: Commune, event: Event) -> Commune:
    match event:
        case CommuneRegistered():
            return _registered(event)
        case CommuneRenamed(names=names, since=since):
            renamed = [*commune.names, DatedNames(names=names, since=since)]
            return replace(commune, names=_in_order(renamed))
        case CommuneNamesCorrected():
            return _names_corrected(commune, event)
        case CommuneCodeAssigned() | CommuneCodeRetired() | CommuneCodeCorrected():
            return replace(commune, codes=_codes(commune.codes, event))
        case _:
            return _placed_or_ended(commune, event)


def _placed_or_ended(commune: Commune, event: OfItsStanding) -> Commune:
    match event:
        case CommuneOrganInstalled():
            return replace(commune, organs=_in_order([*commune.organs, event]))
        case CommuneOrganCorrected():
            return replace(commune, organs=_organ_corrected(commune.organs, event))
        case CommunePlacedInRegion():
            return replace(commune, regions=_in_order([*commune.regions, event]))
        case CommunePlaceCorrected(coordinates=coordinates, region=region):
            regions = _with_latest(commune.regions, region)
            return replace(commune, coordinates=coordinates, regions=regions)
        case CommuneCeased():
            return replace(commune, end=event)
        case CommuneReinstated():
            return replace(commune, end=None, reinstated=event)


def _registered(event: CommuneRegistered) -> Commune:
    region = event.region
    return Commune(
        registration=event,
        names=(DatedNames(names=event.names, since=event.since),),
        codes=event.codes,
        regions=(CommunePlacedInRegion(region=region, since=event.since),) if region else (),
        coordinates=event.coordinates,
    )


def _names_corrected(commune: Commune, event: CommuneNamesCorrected) -> Commune:
    wrong, since = event.recorded_since, event.since
    others = [each for each in commune.names if each.since != wrong]
    names = _in_order([*others, DatedNames(names=event.names, since=since)])
    regions = commune.regions
    if wrong == commune.first_day:
        regions = tuple(replace(r, since=since) if r.since == wrong else r for r in regions)
    return replace(commune, names=names, regions=_in_order(regions))


def _codes(codes: tuple[Code, ...], event: OfItsCodes) -> tuple[Code, ...]:
    match event:
        case CommuneCodeAssigned(code=code):
            return (*codes, code)
        case CommuneCodeRetired(scheme=scheme, value=value, until=until):
            return code_retired(codes, scheme, value, until)
        case CommuneCodeCorrected(scheme=scheme, value=value, code=right):
            return code_corrected(codes, scheme, value, right)


def _organ_corrected(
    organs: tuple[CommuneOrganInstalled, ...], event: CommuneOrganCorrected
) -> tuple[CommuneOrganInstalled, ...]:
    right = CommuneOrganInstalled(
        kind=event.kind, names=event.names, since=event.since, sources=event.sources
    )
    return _in_order([*(each for each in organs if each.since != event.recorded_since), right])


def _with_latest(
    regions: tuple[CommunePlacedInRegion, ...], region: str | None
) -> tuple[CommunePlacedInRegion, ...]:
    since = regions[-1].since if regions else None
    latest = (CommunePlacedInRegion(region=region, since=since),) if region else ()
    return (*regions[:-1], *latest)


def _in_order(dated: Iterable[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(dated, key=lambda each: each.since or date.min))
