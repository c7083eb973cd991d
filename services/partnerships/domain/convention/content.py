"""What the parties sign, and its mark."""

from dataclasses import dataclass

from vocabulary.budgets import BudgetLine
from vocabulary.hashing import content_hash
from vocabulary.identifiers import CommuneId, PartnershipId, ProtocolId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionContent:
    """One version of the convention; its canonical JSON is what is hashed."""

    partnership: PartnershipId
    protocol: ProtocolId
    parties: tuple[CommuneId, ...]
    version: int
    budget_lines: tuple[BudgetLine, ...]

    @property
    def hash(self) -> str:
        return content_hash(self)
