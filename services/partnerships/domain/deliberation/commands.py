"""What can be asked of a deliberation."""

from dataclasses import dataclass
from typing import TypeAlias

from vocabulary.acts import OnBehalf
from vocabulary.deliberations import DeliberationContent
from vocabulary.identifiers import CommuneId
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeliberation:
    """Record what an organ of the commune has decided.

    The commune records its own; the country unit records it on behalf of the commune, with what
    proves it. An organ's reference stands for one deliberation only.
    """

    commune: CommuneId
    content: DeliberationContent
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDeliberation:
    """Replace what was recorded, and say why; what was recorded before stays in the history."""

    content: DeliberationContent
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDeliberation:
    """Take back a deliberation that this commune never took, and say why."""

    reason: Words


Command: TypeAlias = RecordDeliberation | CorrectDeliberation | WithdrawDeliberation
