"""Put right what was recorded wrongly of a commune: its names, its organ, its place."""

from datetime import date

from services.partnerships.domain.commune.codes import correct as correct_code
from services.partnerships.domain.commune.commands import (
    CorrectCode,
    Correction,
    CorrectNames,
    CorrectOrgan,
    CorrectPlace,
)
from services.partnerships.domain.commune.events import (
    CommuneNamesCorrected,
    CommuneOrganCorrected,
    CommunePlaceCorrected,
    Event,
)
from services.partnerships.domain.commune.refusals import (
    AlreadyRecordedFromThatDay,
    AlreadyRenamedThatDay,
    BeforeItExisted,
    NamesUnknown,
    OrganUnknown,
    RenamedBeforeItExisted,
)
from services.partnerships.domain.commune.state import Commune


def correct(command: Correction, commune: Commune) -> list[Event]:
    match command:
        case CorrectNames():
            return _names(command, commune)
        case CorrectCode():
            return correct_code(command, commune)
        case CorrectOrgan():
            return _organ(command, commune)
        case CorrectPlace():
            return _place(command, commune)


def _names(command: CorrectNames, commune: Commune) -> list[Event]:
    by_day = {each.since: each.names for each in commune.names}
    moves = command.recorded_since != command.since
    if by_day.get(command.since) == command.names and not (
        moves and command.recorded_since in by_day
    ):
        return []
    if command.recorded_since not in by_day:
        raise NamesUnknown(days=[_told(day) for day in by_day])
    if moves and command.since in by_day:
        raise AlreadyRenamedThatDay(names=dict(by_day[command.since]))
    if command.recorded_since == commune.first_day:
        _nothing_before(command.since, commune)
    elif _is_before(command.since, commune.first_day):
        raise RenamedBeforeItExisted(registered_since=_told(commune.first_day))
    return [
        CommuneNamesCorrected(
            recorded_since=command.recorded_since,
            names=command.names,
            since=command.since,
            reason=command.reason,
        )
    ]


def _nothing_before(first: date | None, commune: Commune) -> None:
    """Refuse a first day after something that is recorded of the commune."""
    if first is None:
        return
    days = [each.since for each in commune.names[1:]] + [each.since for each in commune.organs]
    # Where it lay on its first day moves along with that day.
    days += [each.since for each in commune.regions if each.since != commune.first_day]
    if earlier := sorted(day for day in days if day is not None and day < first):
        raise BeforeItExisted(registered_since=first.isoformat(), recorded=earlier[0].isoformat())


def _organ(command: CorrectOrgan, commune: Commune) -> list[Event]:
    corrected = CommuneOrganCorrected(
        recorded_since=command.recorded_since,
        kind=command.kind,
        names=command.names,
        since=command.since,
        reason=command.reason,
        sources=command.sources,
    )
    by_day = {each.since: each for each in commune.organs}
    moves = command.recorded_since != command.since
    known = by_day.get(command.since)
    if (
        known is not None
        and (known.kind, known.names) == (command.kind, command.names)
        and not (moves and command.recorded_since in by_day)
    ):
        return []
    if command.recorded_since not in by_day:
        raise OrganUnknown(days=[_told(day) for day in by_day])
    if moves and known is not None:
        raise AlreadyRecordedFromThatDay(since=_told(command.since))
    first = commune.first_day
    if command.since is not None and _is_before(command.since, first):
        raise BeforeItExisted(registered_since=_told(first))
    return [corrected]


def _place(command: CorrectPlace, commune: Commune) -> list[Event]:
    if (command.coordinates, command.region) == (commune.coordinates, commune.region):
        return []
    return [
        CommunePlaceCorrected(
            coordinates=command.coordinates,
            region=command.region,
            reason=command.reason,
            sources=command.sources,
        )
    ]


def _is_before(day: date | None, first: date | None) -> bool:
    return first is not None and (day is None or day < first)


def _told(day: date | None) -> str | None:
    return day.isoformat() if day else None
