"""Who may ask what of a commune, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import only_country_unit
from services.partnerships.domain.commune.codes import assign, refuse_overlap, retire
from services.partnerships.domain.commune.commands import (
    AssignCode,
    CeaseCommune,
    Command,
    CorrectCode,
    Correction,
    CorrectNames,
    CorrectOrgan,
    CorrectPlace,
    InstallOrgan,
    PlaceInRegion,
    RegisterCommune,
    ReinstateCommune,
    RenameCommune,
    RetireCode,
)
from services.partnerships.domain.commune.correcting import correct
from services.partnerships.domain.commune.events import (
    CommuneOrganInstalled,
    CommunePlacedInRegion,
    CommuneRegistered,
    CommuneRenamed,
    Event,
)
from services.partnerships.domain.commune.refusals import (
    AlreadyRecordedFromThatDay,
    AlreadyRenamedThatDay,
    BeforeItExisted,
    CommuneAlreadyRegistered,
    CommuneHasCeased,
    RenamedBeforeItExisted,
)
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.commune.succession import cease, reinstate
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`heirs` has every commune that would take over: the successors named, theirs, and so on."""

    now: datetime
    itself: CommuneId | None = None
    heirs: Mapping[CommuneId, Commune] = field(default_factory=dict)


def may(principal: Principal, _command: Command, _commune: Commune, _facts: Facts) -> None:
    only_country_unit(principal)


def decide(command: Command, commune: Commune, facts: Facts) -> list[Event]:
    match command:
        case RegisterCommune():
            return _register(command, commune, facts)
        case _ if commune.registration is None:
            raise NotFound
        case RetireCode():
            return retire(command, commune)
        case CorrectNames() | CorrectCode() | CorrectOrgan() | CorrectPlace():
            return _correct(command, commune, facts)
        case CeaseCommune():
            happened(facts.now, command.on)
            return cease(command, commune, facts.itself, facts.heirs)
        case ReinstateCommune():
            return reinstate(command, commune)
        case _:
            return _from_a_day_on(command, commune, facts)


def _correct(command: Correction, commune: Commune, facts: Facts) -> list[Event]:
    since = None
    match command:
        case CorrectCode(code=code):
            since = code.since
        case CorrectNames() | CorrectOrgan():
            since = command.since
        case CorrectPlace():
            pass  # holds from the day that was recorded
    happened(facts.now, since)
    _there_on(since, commune)
    return correct(command, commune)


def _from_a_day_on(
    command: RenameCommune | AssignCode | InstallOrgan | PlaceInRegion,
    commune: Commune,
    facts: Facts,
) -> list[Event]:
    since = command.code.since if isinstance(command, AssignCode) else command.since
    happened(facts.now, since)
    _there_on(since, commune)
    match command:
        case RenameCommune():
            return _rename(command, commune)
        case AssignCode():
            return assign(command, commune)
        case InstallOrgan():
            return _install(command, commune)
        case PlaceInRegion():
            return _place(command, commune)
        case _:
            assert_never(command)


def _there_on(day: date | None, commune: Commune) -> None:
    # What is learnt late of earlier days is welcome; of later ones there is nothing to say.
    if day is not None and commune.end is not None and not commune.existed_on(day):
        raise CommuneHasCeased(on=commune.end.on.isoformat())


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
        refuse_overlap(code, command.codes[:index])
    return [registered]


def _rename(command: RenameCommune, commune: Commune) -> list[Event]:
    first = commune.names[0].since
    if first is not None and command.since < first:
        raise RenamedBeforeItExisted(registered_since=first.isoformat())
    for dated in commune.names:
        if dated.since == command.since:
            if dated.names == command.names:
                return []
            raise AlreadyRenamedThatDay(names=dict(dated.names))
    return [CommuneRenamed(names=command.names, since=command.since)]


def _install(command: InstallOrgan, commune: Commune) -> list[Event]:
    installed = CommuneOrganInstalled(
        kind=command.kind, names=command.names, since=command.since, sources=command.sources
    )
    if installed in commune.organs:
        return []
    _free_from(command.since, [each.since for each in commune.organs], commune)
    return [installed]


def _place(command: PlaceInRegion, commune: Commune) -> list[Event]:
    if (command.region, command.since) in [(each.region, each.since) for each in commune.regions]:
        return []
    _free_from(command.since, [each.since for each in commune.regions], commune)
    placed = CommunePlacedInRegion(
        region=command.region, since=command.since, sources=command.sources
    )
    return [placed]


def _free_from(since: date | None, taken: Sequence[date | None], commune: Commune) -> None:
    first = commune.names[0].since
    if since is not None and first is not None and since < first:
        raise BeforeItExisted(registered_since=first.isoformat())
    if since in taken:
        raise AlreadyRecordedFromThatDay(since=since.isoformat() if since else None)
