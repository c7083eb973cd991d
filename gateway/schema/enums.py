"""The vocabulary's words as GraphQL enums; the names are those that rows hold."""

import strawberry

from gateway.read_model.planning.action_plans import ActionPlanState
from gateway.read_model.planning.strategic_plans import PlanVersionState, ValidationOutcome
from gateway.read_model.reporting.contributions import FigureKind, LeftOut
from gateway.read_model.reporting.versions import ReportState, ReportVersionState
from gateway.read_model.versions import VersionKind, VersionState, VoteOutcome
from vocabulary.budgets import CostClass
from vocabulary.communes import (
    ActorKind,
    CommuneKind,
    MemberRole,
    OrganKind,
    PartnershipState,
    SuspensionReason,
)
from vocabulary.conventions import ConventionState
from vocabulary.programmes import PhaseState
from vocabulary.protocols import ProtocolState
from vocabulary.results import ResultLevel

__all__ = [
    "ActionPlanState",
    "ActorKind",
    "CommuneKind",
    "ConventionState",
    "CostClass",
    "FigureKind",
    "LeftOut",
    "MemberRole",
    "OrganKind",
    "PartnershipState",
    "PhaseState",
    "PlanVersionState",
    "ProtocolState",
    "ReportState",
    "ReportVersionState",
    "ResultLevel",
    "SuspensionReason",
    "ValidationOutcome",
    "VersionKind",
    "VersionState",
    "VoteOutcome",
]

DESCRIPTIONS = {
    ActionPlanState: (
        "What parties agree on is seen once they submit it; adopted is what a convention holds."
    ),
    ActorKind: "What an organisation of the commune's territory stands for.",
    CommuneKind: "What kind of body it is.",
    ConventionState: "A concluded convention stays so until it is closed; one is abandoned before "
    "all have signed it. An amendment is signed beside it.",
    CostClass: "A class of cost. Source: Royal Decree of 11 September 2016.",
    FigureKind: "What is added up.",
    LeftOut: "Why a value is listed with a figure and not counted in it.",
    MemberRole: "A member's part on its side.",
    OrganKind: "A special delegation stands in for a dissolved council (délégation spéciale).",
    PartnershipState: "A suspended partnership is resumed; a terminated one is not.",
    PhaseState: "In the order a phase goes through them; a suspended phase is resumed.",
    PlanVersionState: "A version that a commune objects to goes back to draft as the next.",
    ProtocolState: (
        "Signed binds nobody: it is in force only when the council of every party has ratified."
    ),
    ReportState: "What is accepted is locked until a correction is opened.",
    ReportVersionState: "A superseded version counted until the next one was accepted.",
    ResultLevel: "From what lasts to what is delivered; an outcome is a specific objective.",
    SuspensionReason: "Why work rests for a time.",
    ValidationOutcome: "What a commune says to a version of the strategic plan.",
    VersionKind: "Why a version of the text was put on the table.",
    VersionState: "How far the parties have come with this version of the text.",
    VoteOutcome: "Where a council's decision stands.",
}

for words, description in DESCRIPTIONS.items():
    strawberry.enum(words, description=description)
