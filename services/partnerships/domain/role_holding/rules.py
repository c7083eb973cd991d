"""Who may ask what of the holding of a function, and what comes of it."""

from dataclasses import replace
from typing import Final

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.role_holding.commands import (
    Command,
    CorrectRoleHolding,
    EndRoleHolding,
    RecordRoleHolding,
    WithdrawRoleHolding,
)
from services.partnerships.domain.role_holding.events import (
    Event,
    RoleHoldingCorrected,
    RoleHoldingEnded,
    RoleHoldingRecorded,
    RoleHoldingWithdrawn,
)
from services.partnerships.domain.role_holding.facts import Facts
from services.partnerships.domain.role_holding.holding import Holding
from services.partnerships.domain.role_holding.refusals import (
    FunctionsNotForYou,
    RoleHoldingAlreadyRecorded,
    RoleHoldingEndsBeforeItStarts,
    RoleHoldingHasEnded,
    RoleHoldingOverlaps,
    RoleHoldingWasWithdrawn,
)
from services.partnerships.domain.role_holding.state import RoleHolding
from vocabulary.authority import commune_or_unit
from vocabulary.dates import happened
from vocabulary.functions import is_exclusive
from vocabulary.roles import ASSOCIATION_REVIEWER, COMMUNE_USER, COUNTRY_UNIT

_READERS: Final = frozenset({COUNTRY_UNIT, COMMUNE_USER, ASSOCIATION_REVIEWER})


def may(principal: Principal, command: Command, role: RoleHolding, _facts: Facts) -> None:
    """Let each commune keep its own functions; the country unit keeps the register of all."""
    commune = command.commune if isinstance(command, RecordRoleHolding) else role.commune
    if commune is None:
        raise NotFound
    commune_or_unit(principal, commune)


def may_read(principal: Principal) -> None:
    """Show who holds what only to those who act on it: a reference still points at a person."""
    if _READERS.isdisjoint(principal.roles):
        raise FunctionsNotForYou


def decide(command: Command, role: RoleHolding, facts: Facts) -> list[Event]:
    if isinstance(command, RecordRoleHolding):
        return _record(command, role, facts)
    if role.holding is None:
        raise NotFound
    if isinstance(command, WithdrawRoleHolding):
        return [] if role.withdrawn else [RoleHoldingWithdrawn(reason=command.reason)]
    if role.withdrawn:
        raise RoleHoldingWasWithdrawn
    match command:
        case EndRoleHolding():
            return _end(command, role.holding)
        case CorrectRoleHolding(holding=holding, reason=reason):
            if holding == role.holding:
                return []
            _fits(holding, facts)
            return [RoleHoldingCorrected(holding=holding, reason=reason)]


def _record(command: RecordRoleHolding, role: RoleHolding, facts: Facts) -> list[Event]:
    recorded = RoleHoldingRecorded(
        commune=command.commune, holding=command.holding, sources=command.sources
    )
    if role.withdrawn:
        raise RoleHoldingWasWithdrawn
    if role.recorded == recorded:
        return []
    if role.recorded is not None:
        raise RoleHoldingAlreadyRecorded
    if not facts.commune_known:
        raise CommuneUnknown(communes=[str(command.commune)])
    _fits(command.holding, facts)
    return [recorded]


def _end(command: EndRoleHolding, holding: Holding) -> list[Event]:
    if holding.until == command.until:
        return []
    if holding.until is not None and holding.until < command.until:
        # A later end could take a time that another holds by now; a correction looks at that.
        raise RoleHoldingHasEnded(until=holding.until.isoformat())
    _in_order(replace(holding, until=command.until))
    return [RoleHoldingEnded(until=command.until, reason=command.reason)]


def _fits(holding: Holding, facts: Facts) -> None:
    happened(facts.now, holding.since)
    _in_order(holding)
    for other in facts.others:
        same_function = other.holding.function == holding.function
        same_person = other.holding.subject_ref == holding.subject_ref
        alone = is_exclusive(holding.function) or same_person
        if same_function and alone and holding.overlaps(other.holding):
            until = other.holding.until
            raise RoleHoldingOverlaps(
                role_holding=str(other.id),
                since=other.holding.since.isoformat(),
                until=until.isoformat() if until else None,
            )


def _in_order(holding: Holding) -> None:
    if holding.until is not None and holding.until <= holding.since:
        raise RoleHoldingEndsBeforeItStarts(since=holding.since.isoformat())
