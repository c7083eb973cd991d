"""Communes as each unit has registered them: names and codes with their days, place, sources.

A Belgian commune is registered by every unit it works in, under one id; each registration is a
row of its unit, and what is shown of the commune as a whole is joined when read.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
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
from gateway.read_model.noted import Noted
from gateway.read_model.said import Said
from kernel.postgres.rows import Row, Table
from kernel.unions import members
from vocabulary.acts import Source
from vocabulary.communes import Code, CommuneKind, Coordinates
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
        "coordinates": "json",
        "since": "date",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (COMMUNE,)
INDEXES = ("rm.commune (gid)", "rm.commune (country_code, name, id)", "rm.commune (id)")

OfNames: TypeAlias = CommuneRenamed | CommuneNamesCorrected
OfCodes: TypeAlias = CommuneCodeAssigned | CommuneCodeRetired | CommuneCodeCorrected
Change: TypeAlias = OfNames | OfCodes

HEARS = (CommuneRegistered, *members(Change))


class Naming(Noted, frozen=True, kw_only=True):
    """Names that hold from a day on, null where no source gives it."""

    names: Text
    since: date | None


class Commune(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "commune"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    body: str
    home: str
    region: str | None
    namings: tuple[Naming, ...]
    codes: tuple[Code, ...]
    coordinates: Coordinates | None
    since: date | None
    sources: tuple[Source, ...]
    mark: Mark
    partnerships: tuple[str, ...] = ()
    """Those it is or was a member of."""

    @property
    def names(self) -> Text:
        """The latest names."""
        return self.namings[-1].names

    def parts(self) -> Iterable[Part]:
        yield Part(COMMUNE, {None: self}, _row)


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
        all_names=_dated(commune.namings),
        codes=commune.codes,
        region=commune.region,
        coordinates=commune.coordinates,
        since=commune.since,
        sources=commune.sources,
        **commune.mark.columns,
    )


def _dated(namings: Sequence[Naming]) -> list[dict[str, str | date | None]]:
    ends = [*(naming.since for naming in namings[1:]), None]
    return [
        {"language": language, "text": text, "since": naming.since, "until": until}
        for naming, until in zip(namings, ends, strict=True)
        for language, text in naming.names.items()
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
            return _named(commune, (*commune.namings, Naming(names=names, since=since)))
        case CommuneNamesCorrected():
            return _names_corrected(commune, event)
        case CommuneCodeAssigned(code=code):
            return replace(commune, codes=(*commune.codes, code))
        case CommuneCodeRetired():
            codes = tuple(_retired(code, event) for code in commune.codes)
            return replace(commune, codes=codes)
        case CommuneCodeCorrected():
            return replace(commune, codes=_codes_corrected(commune.codes, event))


def _named(commune: Commune, namings: Iterable[Naming]) -> Commune:
    # Names may be entered in any order; days without a source are the oldest.
    in_order = sorted(namings, key=lambda naming: naming.since or date.min)
    return replace(commune, namings=tuple(in_order))


def _names_corrected(commune: Commune, event: CommuneNamesCorrected) -> Commune:
    others = [each for each in commune.namings if each.since != event.recorded_since]
    named = _named(commune, [*others, Naming(names=event.names, since=event.since)])
    return replace(named, since=named.namings[0].since)


def _codes_corrected(codes: Sequence[Code], event: CommuneCodeCorrected) -> tuple[Code, ...]:
    wrong = [code for code in codes if (code.scheme, code.value) == (event.scheme, event.value)]
    return tuple(event.code if code is wrong[-1] else code for code in codes)


def _registered(event: CommuneRegistered, said: Said) -> Commune:
    return Commune(
        country=said.country,
        id=str(event.commune),
        body=CommuneKind(event.exact_kind or event.kind.value).name,
        home=event.country,
        region=event.region,
        namings=(Naming(names=event.names, since=event.since),),
        codes=event.codes,
        coordinates=event.coordinates,
        since=event.since,
        sources=event.sources,
        mark=said.mark,
    )


def _retired(code: Code, event: CommuneCodeRetired) -> Code:
    ends = (code.scheme, code.value, code.until) == (event.scheme, event.value, None)
    return dataclasses.replace(code, until=event.until) if ends else code
