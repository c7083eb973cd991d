"""Codes of a commune: a scheme gives it one at a time."""

from datetime import date

from services.partnerships.domain.commune.commands import AssignCode, CorrectCode, RetireCode
from services.partnerships.domain.commune.events import (
    CommuneCodeAssigned,
    CommuneCodeCorrected,
    CommuneCodeRetired,
    Event,
)
from services.partnerships.domain.commune.refusals import (
    CodeAlreadyRetired,
    CodeEndsBeforeItStarts,
    CodeOverlaps,
    CodeUnknown,
)
from services.partnerships.domain.commune.state import Commune
from vocabulary.communes import Code


def assign(command: AssignCode, commune: Commune) -> list[Event]:
    code = command.code
    if code in commune.codes:
        return []
    refuse_overlap(code, commune.codes)
    return [CommuneCodeAssigned(code=code)]


def retire(command: RetireCode, commune: Commune) -> list[Event]:
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


def correct(command: CorrectCode, commune: Commune) -> list[Event]:
    wrong, code = (command.scheme, command.value), command.code
    named = [each for each in commune.codes if (each.scheme, each.value) == wrong]
    if code in commune.codes and named in ([], [code]):
        return []
    if not named:
        raise CodeUnknown
    refuse_overlap(code, tuple(each for each in commune.codes if each != named[-1]))
    return [
        CommuneCodeCorrected(
            scheme=command.scheme, value=command.value, code=code, reason=command.reason
        )
    ]


def refuse_overlap(code: Code, others: tuple[Code, ...]) -> None:
    since, until = _days(code)
    if until <= since:
        raise CodeEndsBeforeItStarts(since=since.isoformat())
    for other in others:
        start, end = _days(other)
        if other.scheme == code.scheme and since < end and start < until:
            raise CodeOverlaps(scheme=other.scheme, value=other.value)


def _days(code: Code) -> tuple[date, date]:
    return code.since or date.min, code.until or date.max
