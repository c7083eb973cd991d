"""What can be asked of the holding of a function."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.partnerships.domain.role_holding.holding import Holding
from vocabulary.acts import Source
from vocabulary.identifiers import CommuneId
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRoleHolding:
    """Record that a person holds a function in a commune, and where that was read.

    A function that a commune has once (bourgmestre, maire, coordinateur CIC) has one holder at a
    time; nobody holds the same function twice at a time.
    """

    commune: CommuneId
    holding: Holding
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRoleHolding:
    """Record from which day on the person no longer holds the function."""

    until: date
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectRoleHolding:
    """Replace what was recorded, and say why; signatures given meanwhile stand."""

    holding: Holding
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRoleHolding:
    """Take back what was recorded by mistake, and say why; signatures given meanwhile stand."""

    reason: Words


Command: TypeAlias = RecordRoleHolding | EndRoleHolding | CorrectRoleHolding | WithdrawRoleHolding
