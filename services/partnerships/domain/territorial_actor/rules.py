"""Who may ask what of a territorial actor, and what comes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.eligibility import still_there
from services.partnerships.domain.territorial_actor.commands import (
    Command,
    CorrectNames,
    EndTerritorialActor,
    RegisterTerritorialActor,
    ReinstateTerritorialActor,
    RenameTerritorialActor,
)
from services.partnerships.domain.territorial_actor.events import (
    Event,
    TerritorialActorEnded,
    TerritorialActorNamesCorrected,
    TerritorialActorRegistered,
    TerritorialActorReinstated,
    TerritorialActorRenamed,
)
from services.partnerships.domain.territorial_actor.refusals import (
    ActorAlreadyRegistered,
    ActorHasEnded,
    ActorNamesUnknown,
    ActorNotYetThere,
    ActorRenamedThatDay,
    ActorStillActive,
)
from services.partnerships.domain.territorial_actor.state import TerritorialActor
from vocabulary.authority import commune_or_unit
from vocabulary.dates import happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`commune` is the one in whose territory the actor is, None where it is not registered."""

    now: datetime
    commune: Commune | None = None


def may(principal: Principal, command: Command, actor: TerritorialActor, _facts: Facts) -> None:
    """Let each commune keep its own, on either side alike (P31)."""
    if isinstance(command, RegisterTerritorialActor):
        commune_or_unit(principal, command.commune)
    if actor.commune is not None:
        commune_or_unit(principal, actor.commune)


def decide(command: Command, actor: TerritorialActor, facts: Facts) -> list[Event]:
    match command:
        case RegisterTerritorialActor():
            return _register(command, actor, facts)
        case _ if actor.registration is None:
            raise NotFound
        case RenameTerritorialActor():
            happened(facts.now, command.since)
            return _rename(command, actor)
        case CorrectNames():
            happened(facts.now, command.since)
            return _correct(command, actor)
        case EndTerritorialActor():
            happened(facts.now, command.until)
            return _end(command, actor)
        case ReinstateTerritorialActor():
            return _reinstate(command, actor)
        case _:
            assert_never(command)


def _register(
    command: RegisterTerritorialActor, actor: TerritorialActor, facts: Facts
) -> list[Event]:
    registered = TerritorialActorRegistered(
        commune=command.commune,
        kind=command.kind,
        names=command.names,
        since=command.since,
        sources=command.sources,
    )
    if actor.registration == registered:
        return []
    if actor.registration is not None:
        raise ActorAlreadyRegistered
    happened(facts.now, command.since)
    if facts.commune is None:
        raise CommuneUnknown(communes=[str(command.commune)])
    still_there({command.commune: facts.commune}, command.since or facts.now.date())
    return [registered]


def _rename(command: RenameTerritorialActor, actor: TerritorialActor) -> list[Event]:
    if actor.names.get(command.since) == command.names:
        return []
    if command.since in actor.names:
        raise ActorRenamedThatDay(since=command.since.isoformat())
    if actor.end is not None and command.since >= actor.end.until:
        raise ActorHasEnded(until=actor.end.until.isoformat())
    _there_on(command.since, actor)
    return [TerritorialActorRenamed(names=command.names, since=command.since)]


def _correct(command: CorrectNames, actor: TerritorialActor) -> list[Event]:
    wrong, since, names = command.recorded_since, command.since, actor.names
    moves = wrong != since
    if names.get(since) == command.names and not (moves and wrong in names):
        return []
    if wrong not in names:
        raise ActorNamesUnknown(days=[day.isoformat() if day else None for day in names])
    if moves and since in names:
        raise ActorRenamedThatDay(since=since.isoformat() if since else None)
    if actor.end is not None and since is not None and since >= actor.end.until:
        raise ActorHasEnded(until=actor.end.until.isoformat())
    if wrong != actor.first_day:
        _there_on(since or date.min, actor)
    corrected = TerritorialActorNamesCorrected(
        recorded_since=wrong, names=command.names, since=since, reason=command.reason
    )
    return [corrected]


def _end(command: EndTerritorialActor, actor: TerritorialActor) -> list[Event]:
    ended = TerritorialActorEnded(until=command.until, reason=command.reason)
    if actor.end == ended:
        return []
    if actor.end is not None:
        raise ActorHasEnded(until=actor.end.until.isoformat())
    _there_on(command.until, actor)
    return [ended]


def _there_on(day: date, actor: TerritorialActor) -> None:
    since = actor.first_day
    if since is not None and day <= since:
        raise ActorNotYetThere(since=since.isoformat())


def _reinstate(command: ReinstateTerritorialActor, actor: TerritorialActor) -> list[Event]:
    reinstated = TerritorialActorReinstated(reason=command.reason)
    if actor.last == reinstated:
        return []
    if actor.end is None:
        raise ActorStillActive
    return [reinstated]
