"""What the parties sign, and its mark."""

from dataclasses import dataclass, fields

from vocabulary.budgets import BudgetLine
from vocabulary.conventions import FinancialTerms
from vocabulary.hashing import content_hash
from vocabulary.identifiers import CommuneId, PartnershipId, ProtocolId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionContent:
    """One version of the convention; its canonical JSON is what is hashed.

    A version without `terms` is hashed without that member, as it was before there were any.
    """

    partnership: PartnershipId
    protocol: ProtocolId
    parties: tuple[CommuneId, ...]
    version: int
    budget_lines: tuple[BudgetLine, ...]
    terms: FinancialTerms | None = None

    @property
    def hash(self) -> str:
        return content_hash(
            {
                field.name: getattr(self, field.name)
                for field in fields(self)
                if field.name != "terms" or self.terms is not None
            }
        )
