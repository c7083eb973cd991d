"""Territorial actors (acteurs territoriaux): organisations at work in a commune's territory."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, TypeAlias

from msgspec.structs import replace

from contracts.partnerships.territorial_actors import (
    TerritorialActorEnded,
    TerritorialActorNamesCorrected,
    TerritorialActorRegistered,
    TerritorialActorReinstated,
    TerritorialActorRenamed,
)
from gateway.read_model.dossiers import SPEAKER, WORDS, Desk, Part, Ref
from gateway.read_model.ids import gid, text
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.namings import Naming, corrected, dated, in_order
from gateway.read_model.noted import Noted
from gateway.read_model.said import Said
from kernel.postgres.rows import Row, Table
from kernel.unions import members
from vocabulary.acts import Source
from vocabulary.communes import ActorKind
from vocabulary.text import read

TERRITORIAL_ACTOR = Table(
    "rm.territorial_actor",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "kind": "text NOT NULL",
        "name": f"{WORDS} NOT NULL",
        "names": "json NOT NULL",
        "all_names": "json NOT NULL",
        "since": "date",
        "until": "date",
        "reason": "text",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (TERRITORIAL_ACTOR,)
INDEXES = (
    "rm.territorial_actor (gid)",
    "rm.territorial_actor (country_code, commune_id, name, id)",
)

Change: TypeAlias = (
    TerritorialActorRenamed
    | TerritorialActorNamesCorrected
    | TerritorialActorEnded
    | TerritorialActorReinstated
)
HEARS = (TerritorialActorRegistered, *members(Change))


class TerritorialActor(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "territorial_actor"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    commune: str
    stands_for: ActorKind
    namings: tuple[Naming, ...]
    until: date | None = None
    reason: str | None = None
    sources: tuple[Source, ...]
    mark: Mark

    def parts(self) -> Iterable[Part]:
        yield Part(TERRITORIAL_ACTOR, {None: self}, _row)


def _row(_place: None, actor: TerritorialActor) -> Row:
    names = actor.namings[-1].names
    return TERRITORIAL_ACTOR.row(
        country_code=actor.country,
        id=actor.id,
        gid=gid("TerritorialActor", actor.country, actor.id),
        commune_id=actor.commune,
        kind=actor.stands_for.name,
        name=read(names),
        names=names,
        all_names=dated(actor.namings),
        since=actor.namings[0].since,
        until=actor.until,
        reason=actor.reason,
        sources=actor.sources,
        **actor.mark.columns,
    )


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case event if isinstance(event, TerritorialActorRegistered | Change):
            yield Ref(TerritorialActor, said.country, text(event.territorial_actor))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case TerritorialActorRegistered() as event:
            registered = TerritorialActor(
                country=said.country,
                id=text(event.territorial_actor),
                commune=text(event.commune),
                stands_for=event.kind,
                namings=(Naming(names=event.names, since=event.since),),
                sources=event.sources,
                mark=said.mark,
            )
            desk.file(registered, said.at)
        case event if isinstance(event, Change):
            actor = desk.open(TerritorialActor, said.country, event.territorial_actor)
            mark = actor.mark.also(said.mark)
            desk.file(replace(_changed(actor, event), mark=mark), said.at)


def _changed(actor: TerritorialActor, event: Change) -> TerritorialActor:
    match event:
        case TerritorialActorRenamed(names=names, since=since):
            namings = in_order([*actor.namings, Naming(names=names, since=since)])
            return replace(actor, namings=namings)
        case TerritorialActorNamesCorrected(recorded_since=wrong, names=names, since=since):
            right = Naming(names=names, since=since)
            return replace(actor, namings=corrected(actor.namings, wrong, right))
        case TerritorialActorEnded(until=until, reason=reason):
            return replace(actor, until=until, reason=reason)
        case TerritorialActorReinstated():
            return replace(actor, until=None, reason=None)
