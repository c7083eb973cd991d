"""Regional groups (groupes régionaux): partnerships of a country that plan activities together."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import ClassVar, TypeAlias

import msgspec
from msgspec.structs import replace

from contracts.partnerships.regional_groups import (
    GroupCoordinatorAppointed,
    PartnershipJoinedGroup,
    PartnershipLeftGroup,
    RegionalGroupDissolved,
    RegionalGroupFounded,
    RegionalGroupNamesCorrected,
    RegionalGroupRenamed,
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
from vocabulary.text import read

GROUP = Table(
    "rm.regional_group",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "programme_id": f"{WORDS} NOT NULL",
        "name": f"{WORDS} NOT NULL",
        "names": "json NOT NULL",
        "all_names": "json NOT NULL",
        "since": "date",
        "dissolved_on": "date",
        "reason": "text",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
MEMBERSHIP = Table(
    "rm.group_membership",
    ("country_code", "regional_group_id", "seat"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "regional_group_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "since": "date",
        "until": "date",
        "reason": "text",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
COORDINATION = Table(
    "rm.group_coordination",
    ("country_code", "regional_group_id", "since"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "regional_group_id": f"{WORDS} NOT NULL",
        "since": "date NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (GROUP, MEMBERSHIP, COORDINATION)
INDEXES = (
    "rm.regional_group (gid)",
    "rm.regional_group (country_code, name, id)",
    "rm.group_membership (country_code, partnership_id)",
)

Change: TypeAlias = (
    RegionalGroupRenamed
    | RegionalGroupNamesCorrected
    | PartnershipJoinedGroup
    | PartnershipLeftGroup
    | GroupCoordinatorAppointed
    | RegionalGroupDissolved
)
HEARS = (RegionalGroupFounded, *members(Change))


class Stay(Noted, frozen=True, kw_only=True):
    """A time in the group; null where a day is not known or not yet there."""

    partnership: str
    since: date | None
    until: date | None
    reason: str | None = None
    sources: tuple[Source, ...] = ()
    mark: Mark


class Coordinator(Noted, frozen=True, kw_only=True):
    partnership: str
    mark: Mark


class RegionalGroup(Noted, frozen=True, kw_only=True):
    """`stays` in the order of joining, `coordinators` by the day from which they coordinate."""

    kind: ClassVar[str] = "regional_group"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    programme: str
    namings: tuple[Naming, ...]
    stays: tuple[Stay, ...] = ()
    coordinators: Mapping[str, Coordinator] = msgspec.field(default_factory=dict)
    dissolved_on: date | None = None
    reason: str | None = None
    sources: tuple[Source, ...]
    mark: Mark

    def parts(self) -> Iterable[Part]:
        yield Part(GROUP, {None: self}, _row)
        place = {"country_code": self.country, "regional_group_id": self.id}
        yield Part(MEMBERSHIP, dict(enumerate(self.stays, 1)), partial(_membership, place))
        yield Part(COORDINATION, self.coordinators, partial(_coordination, place))


def _row(_place: None, group: RegionalGroup) -> Row:
    names = group.namings[-1].names
    return GROUP.row(
        country_code=group.country,
        id=group.id,
        gid=gid("RegionalGroup", group.country, group.id),
        programme_id=group.programme,
        name=read(names),
        names=names,
        all_names=dated(group.namings),
        since=group.namings[0].since,
        dissolved_on=group.dissolved_on,
        reason=group.reason,
        sources=group.sources,
        **group.mark.columns,
    )


def _membership(place: Row, seat: int, stay: Stay) -> Row:
    return {
        **place,
        "seat": seat,
        "partnership_id": stay.partnership,
        "since": stay.since,
        "until": stay.until,
        "reason": stay.reason,
        "sources": stay.sources,
        **stay.mark.columns,
    }


def _coordination(place: Row, since: str, coordinator: Coordinator) -> Row:
    return {
        **place,
        "since": date.fromisoformat(since),
        "partnership_id": coordinator.partnership,
        **coordinator.mark.columns,
    }


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case event if isinstance(event, RegionalGroupFounded | Change):
            yield Ref(RegionalGroup, said.country, text(event.regional_group))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case RegionalGroupFounded() as event:
            founded = RegionalGroup(
                country=said.country,
                id=text(event.regional_group),
                programme=text(event.programme),
                namings=(Naming(names=event.names, since=event.since),),
                sources=event.sources,
                mark=said.mark,
            )
            desk.file(founded, said.at)
        case event if isinstance(event, Change):
            group = desk.open(RegionalGroup, said.country, event.regional_group)
            mark = group.mark.also(said.mark)
            desk.file(replace(_changed(group, event, said), mark=mark), said.at)


def _changed(group: RegionalGroup, event: Change, said: Said) -> RegionalGroup:
    match event:
        case RegionalGroupRenamed() | RegionalGroupNamesCorrected():
            return replace(group, namings=_named(group, event))
        case PartnershipJoinedGroup():
            joined = Stay(
                partnership=text(event.partnership),
                since=event.since,
                until=event.until,
                sources=event.sources,
                mark=said.mark,
            )
            return replace(group, stays=(*group.stays, joined))
        case PartnershipLeftGroup():
            return replace(group, stays=tuple(_left(stay, event, said) for stay in group.stays))
        case GroupCoordinatorAppointed():
            appointed = Coordinator(partnership=text(event.partnership), mark=said.mark)
            by_day = {**group.coordinators, event.since.isoformat(): appointed}
            return replace(group, coordinators=by_day)
        case RegionalGroupDissolved(on=on, reason=reason):
            return replace(group, dissolved_on=on, reason=reason)


def _named(
    group: RegionalGroup, event: RegionalGroupRenamed | RegionalGroupNamesCorrected
) -> tuple[Naming, ...]:
    naming = Naming(names=event.names, since=event.since)
    match event:
        case RegionalGroupRenamed():
            return in_order([*group.namings, naming])
        case RegionalGroupNamesCorrected(recorded_since=wrong):
            return corrected(group.namings, wrong, naming)


def _left(stay: Stay, event: PartnershipLeftGroup, said: Said) -> Stay:
    if (stay.partnership, stay.until) != (text(event.partnership), None):
        return stay
    return replace(stay, until=event.until, reason=event.reason, mark=stay.mark.also(said.mark))
