"""The vocabulary's words as GraphQL enums; the names are those that rows hold."""

import strawberry

from gateway.read_model.versions import VersionKind, VersionState, VoteOutcome
from vocabulary.communes import CommuneKind, MemberRole, PartnershipState, SuspensionReason
from vocabulary.programmes import PhaseState
from vocabulary.protocols import ProtocolState

__all__ = [
    "CommuneKind",
    "MemberRole",
    "PartnershipState",
    "PhaseState",
    "ProtocolState",
    "SuspensionReason",
    "VersionKind",
    "VersionState",
    "VoteOutcome",
]

DESCRIPTIONS = {
    CommuneKind: "What kind of body it is.",
    MemberRole: "A member's part on its side.",
    PartnershipState: "A suspended partnership is resumed; a terminated one is not.",
    PhaseState: "In the order a phase goes through them; a suspended phase is resumed.",
    ProtocolState: (
        "Signed binds nobody: it is in force only when the council of every party has ratified."
    ),
    SuspensionReason: "Why work rests for a time.",
    VersionKind: "Why a version of the text was put on the table.",
    VersionState: "How far the parties have come with this version of the text.",
    VoteOutcome: "Where a council's decision stands.",
}

for words, description in DESCRIPTIONS.items():
    strawberry.enum(words, description=description)
