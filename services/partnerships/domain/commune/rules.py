"""Who may ask what of a commune, and what comes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import only_country_unit
from services.partnerships.domain.commune.commands import (
    AssignCode,
    Command,
    RegisterCommune,
    RenameCommune,
    RetireCode,
)
from services.partnerships.domain.commune.events import (
    CommuneCodeAssigned,
    CommuneCodeRetired,
    CommuneRegistered,
    CommuneRenamed,
    Event,
)
from services.partnerships.domain.commune.refusals import (
    AlreadyRenamedThatDay,
    CodeAlreadyRetired,
    CodeEndsBeforeItStarts,
    CodeOverlaps,
    CodeUnknown,
    CommuneAlreadyRegistered,
    RenamedBeforeItExisted,
)
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.dates import happened
from vocabulary.communes import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    now: datetime


def may(principal: Principal, _command: Command, _commune: Commune, _facts: Facts) -> None:
    only_country_unit(principal)


def decide(command: Command, commune: Commune, facts: Facts) -> list[Event]:
    match command:
        case RegisterCommune():
            return _register(command, commune, facts)
        case _ if commune.registration is None:
            raise NotFound
        case RenameCommune():
            return _rename(command, commune, facts)
        case AssignCode(code=code):
            return _assign(code, commune, facts)
        case RetireCode():
            return _retire(command, commune)
        case _:
            assert_never(command)


def _register(command: RegisterCommune, commune: Commune, facts: Facts) -> list[Event]:
    registered = CommuneRegistered(
        kind=command.kind,
        country=command.country,
        names=command.names,
        region=command.region,
        codes=command.codes,
        coordinates=command.coordinates,
        since=command.since,
        sources=command.sources,
    )
    if commune.registration == registered:
        return []
    if commune.registration is not None:
        raise CommuneAlreadyRegistered
    happened(facts.now, command.since)
    for index, code in enumerate(command.codes):
        _refuse_overlap(code, command.codes[:index])
    return [registered]


def _rename(command: RenameCommune, commune: Commune, facts: Facts) -> list[Event]:
    happened(facts.now, command.since)
    first = commune.names[0].since
    if first is not None and command.since < first:
        raise RenamedBeforeItExisted(registered_since=first.isoformat())
    for dated in commune.names:
        if dated.since == command.since:
            if dated.names == command.names:
                return []
            raise AlreadyRenamedThatDay(names=dict(dated.names))
    return [CommuneRenamed(names=command.names, since=command.since)]


def _assign(code: Code, commune: Commune, facts: Facts) -> list[Event]:
    if code in commune.codes:
        return []
    happened(facts.now, code.since)
    _refuse_overlap(code, commune.codes)
    return [CommuneCodeAssigned(code=code)]


def _retire(command: RetireCode, commune: Commune) -> list[Event]:
    named = [c for c in commune.codes if (c.scheme, c.value) == (command.scheme, command.value)]
    if not named:
        raise CodeUnknown
    if any(code.until == command.until for code in named):
        return []
    if (code := named[-1]).until is not None:
        raise CodeAlreadyRetired(until=code.until.isoformat())
    if code.since is not None and command.until <= code.since:
        raise CodeEndsBeforeItStarts(since=code.since.isoformat())
    return [CommuneCodeRetired(scheme=command.scheme, value=command.value, until=command.until)]


def _refuse_overlap(code: Code, others: tuple[Code, ...]) -> None:
    since, until = _days(code)
    if until <= since:
        raise CodeEndsBeforeItStarts(since=since.isoformat())
    for other in others:
        start, end = _days(other)
        if other.scheme == code.scheme and since < end and start < until:
            raise CodeOverlaps(scheme=other.scheme, value=other.value)


def _days(code: Code) -> tuple[date, date]:
    return code.since or date.min, code.until or date.max
