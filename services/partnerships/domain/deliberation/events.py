"""What happens to a deliberation, as it is stored."""

from dataclasses import dataclass
from typing import TypeAlias

from vocabulary.acts import OnBehalf
from vocabulary.deliberations import DeliberationContent
from vocabulary.identifiers import CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationRecorded:
    commune: CommuneId
    content: DeliberationContent
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationCorrected:
    """`by_commune` tells whether the commune itself corrected what was recorded on its behalf."""

    content: DeliberationContent
    reason: str
    by_commune: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationWithdrawn:
    reason: str


Event: TypeAlias = DeliberationRecorded | DeliberationCorrected | DeliberationWithdrawn
