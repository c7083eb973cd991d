"""What a protocol of collaboration goes through, and the mark of its text."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from vocabulary.acts import Deliberation
from vocabulary.checks import Checked, Wrong
from vocabulary.identifiers import CommuneId


def text_hash_problem(text_hash: str) -> Wrong | None:
    if re.fullmatch(r"sha256:[0-9a-f]{64}", text_hash):
        return None
    return Wrong(
        'is not a text hash: "sha256:" and 64 lower-case hexadecimal digits',
        fr="n'est pas l'empreinte d'un texte : « sha256: » et 64 chiffres hexadécimaux minuscules",
    )


TextHash: TypeAlias = Annotated[str, Checked(text_hash_problem)]
"""The algorithm's name and the digest of the exact text that is agreed, signed and ratified."""


class ProtocolState(StrEnum):
    """Where a protocol stands; what is signed binds nobody until every council has ratified."""

    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    PARTLY_SIGNED = "partly_signed"
    SIGNED = "signed"
    PARTLY_RATIFIED = "partly_ratified"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    ABANDONED = "abandoned"
    EXPIRED = "expired"


class VoteKind(StrEnum):
    """What a council decided on a protocol."""

    RATIFIED = "ratified"
    ADJOURNED = "adjourned"
    REFUSED = "refused"


class Missing(StrEnum):
    """What a party may still have to do about a protocol, in the order in which it is due."""

    AGREEMENT = "agreement"
    PRIOR_DELIBERATION = "prior-deliberation"
    SIGNATURE = "signature"
    RATIFICATION = "ratification"
    SIGNATURE_CONFIRMATION = "signature-confirmation"
    VOTE_CONFIRMATION = "vote-confirmation"
    FUNCTION_PROOF = "function-proof"
    """Nothing recorded proves that who signed held the function (P2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyVote:
    """The deliberation by which one party's council has ratified."""

    party: CommuneId
    deliberation: Deliberation
