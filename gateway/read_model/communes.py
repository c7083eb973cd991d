"""Communes as each unit has registered them: names and codes with their days, place, sources.

A Belgian commune is registered by every unit it works in, under one id; each registration is a
row of its unit, and what is shown of the commune as a whole is joined when read.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar, TypeAlias

from msgspec.structs import replace

from contracts.partnerships.communes import (
    CommuneCodeAssigned,
    CommuneCodeCorrected,
    CommuneCodeRetired,
    CommuneNamesCorrected,
    CommuneRegistered,
    CommuneRenamed,
)
from gateway.read_model.dossiers import SPEAKER, WORDS, Desk, Part, Ref
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.namings import Naming, corrected, dated, ends, in_order
from gateway.read_model.noted import Noted
from gateway.read_model.said import Said
from kernel.postgres.rows import Row, Table
from kernel.unions import members
from vocabulary.acts import Source
from vocabulary.communes import (
    Code,
    CommuneKind,
    Coordinates,
    OrganKind,
    code_corrected,
    code_retired,
)
from vocabulary.text import Text, read

COMMUNE = Table(
    "rm.commune",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "kind": "text NOT NULL",
        "country": f"{WORDS} NOT NULL",
        # 0 where the unit registers a commune of its own country: its word on it goes first.
        "precedence": "int NOT NULL",
        "name": f"{WORDS} NOT NULL",
        "names": "json NOT NULL",
        "all_names": "json NOT NULL",
        "codes": "json NOT NULL",
        "region": "text",
        "regions": "json NOT NULL",
        "organs": "json NOT NULL",
        "coordinates": "json",
        "since": "date",
        "ceased_on": "date",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
SUCCESSOR = Table(
    "rm.commune_successor",
    ("country_code", "commune_id", "successor_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "successor_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
    },
    history=True,
)
TABLES = (COMMUNE, SUCCESSOR)
INDEXES = (
    "rm.commune (gid)",
    "rm.commune (country_code, name, id)",
    "rm.commune (id)",
    "rm.commune_successor (country_code, successor_id)",
)

OfNames: TypeAlias = CommuneRenamed | CommuneNamesCorrected
OfCodes: TypeAlias = CommuneCodeAssigned | CommuneCodeRetired | CommuneCodeCorrected
Change: TypeAlias = OfNames | OfCodes

HEARS = (CommuneRegistered, *members(Change))


class Organ(Noted, frozen=True, kw_only=True):
    """What decides for the commune from a day on, null where no source gives it."""

    kind: OrganKind
    names: Text
    since: date | None


class Place(Noted, frozen=True, kw_only=True):
    """The region in which the commune lies from a day on, null where no source gives it."""

    region: str
    since: date | None


class Commune(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "commune"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    body: str
    home: str
    namings: tuple[Naming, ...]
    codes: tuple[Code, ...]
    coordinates: Coordinates | None
    sources: tuple[Source, ...]
    mark: Mark
    places: tuple[Place, ...] = ()
    organs: tuple[Organ, ...] = ()
    ceased_on: date | None = None
    successors: tuple[str, ...] = ()
    partnerships: tuple[str, ...] = ()
    """Those it is or was a member of."""

    @property
    def names(self) -> Text:
        """The latest names."""
        return self.namings[-1].names

    @property
    def since(self) -> date | None:
        """The day from which it is registered."""
        return self.namings[0].since

    def parts(self) -> Iterable[Part]:
        yield Part(COMMUNE, {None: self}, _row)
        place = {"country_code": self.country, "commune_id": self.id}
        seats = {id_: seat for seat, id_ in enumerate(self.successors, 1)}
        yield Part(SUCCESSOR, seats, partial(_successor, place))


def _row(_place: None, commune: Commune) -> Row:
    return COMMUNE.row(
        country_code=commune.country,
        id=commune.id,
        gid=gid("Commune", commune.id),
        kind=commune.body,
        country=commune.home,
        precedence=0 if commune.home == commune.country else 1,
        name=read(commune.names),
        names=commune.names,
        all_names=dated(commune.namings),
        codes=commune.codes,
        region=commune.places[-1].region if commune.places else None,
        regions=_regions(commune.places),
        organs=_organs(commune.organs),
        coordinates=commune.coordinates,
        since=commune.since,
        ceased_on=commune.ceased_on,
        sources=commune.sources,
        **commune.mark.columns,
    )


def _successor(place: Row, commune: str, seat: int) -> Row:
    return {**place, "successor_id": commune, "seat": seat}


def _organs(organs: Sequence[Organ]) -> list[dict[str, object]]:
    return [
        {"kind": each.kind.name, "names": each.names, "since": each.since, "until": until}
        for each, until in zip(organs, ends(organs), strict=True)
    ]


def _regions(places: Sequence[Place]) -> list[dict[str, object]]:
    return [
        {"region": each.region, "since": each.since, "until": until}
        for each, until in zip(places, ends(places), strict=True)
    ]


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case event if isinstance(event, CommuneRegistered | Change):
            yield Ref(Commune, said.country, str(event.commune))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case CommuneRegistered() as event:
            desk.file(_registered(event, said), said.at)
        case event if isinstance(event, Change):
            commune = desk.open(Commune, said.country, event.commune)
            mark = commune.mark.also(said.mark)
            desk.file(replace(_changed(commune, event), mark=mark), said.at)


def _changed(commune: Commune, event: Change) -> Commune:
    match event:
        case CommuneRenamed(names=names, since=since):
            namings = in_order([*commune.namings, Naming(names=names, since=since)])
            return replace(commune, namings=namings)
        case CommuneNamesCorrected():
            return _names_corrected(commune, event)
        case CommuneCodeAssigned(code=code):
            return replace(commune, codes=(*commune.codes, code))
        case CommuneCodeRetired(scheme=scheme, value=value, until=until):
            return replace(commune, codes=code_retired(commune.codes, scheme, value, until))
        case CommuneCodeCorrected(scheme=scheme, value=value, code=right):
            return replace(commune, codes=code_corrected(commune.codes, scheme, value, right))


def _names_corrected(commune: Commune, event: CommuneNamesCorrected) -> Commune:
    wrong, since = event.recorded_since, event.since
    namings = corrected(commune.namings, wrong, Naming(names=event.names, since=since))
    places = commune.places
    if wrong == commune.since:  # where it lay on its first day moves along with that day
        places = tuple(replace(p, since=since) if p.since == wrong else p for p in places)
    return replace(commune, namings=namings, places=places)


def _registered(event: CommuneRegistered, said: Said) -> Commune:
    return Commune(
        country=said.country,
        id=str(event.commune),
        body=CommuneKind(event.exact_kind or event.kind.value).name,
        home=event.country,
        places=(Place(region=event.region, since=event.since),) if event.region else (),
        namings=(Naming(names=event.names, since=event.since),),
        codes=event.codes,
        coordinates=event.coordinates,
        sources=event.sources,
        mark=said.mark,
    )
