"""Identifiers: UUIDv7 chosen by the caller, so that repeating a creation is harmless.

Programme, phase and Belgian commune ids stand in the programme's pack and are equal in all units.
"""

from typing import NewType
from uuid import UUID

CommuneId = NewType("CommuneId", UUID)
ProgrammeId = NewType("ProgrammeId", UUID)
PhaseId = NewType("PhaseId", UUID)
CountryProgrammeId = NewType("CountryProgrammeId", UUID)
PartnershipId = NewType("PartnershipId", UUID)
ProtocolId = NewType("ProtocolId", UUID)
ConventionId = NewType("ConventionId", UUID)
DeliberationId = NewType("DeliberationId", UUID)
RoleHoldingId = NewType("RoleHoldingId", UUID)
TerritorialActorId = NewType("TerritorialActorId", UUID)
RegionalGroupId = NewType("RegionalGroupId", UUID)
StrategicPlanId = NewType("StrategicPlanId", UUID)
ResultId = NewType("ResultId", UUID)
IndicatorId = NewType("IndicatorId", UUID)
ActionPlanId = NewType("ActionPlanId", UUID)
BudgetLineId = NewType("BudgetLineId", UUID)
ReportId = NewType("ReportId", UUID)
MeasurementId = NewType("MeasurementId", UUID)
ExpenseId = NewType("ExpenseId", UUID)
CommitmentId = NewType("CommitmentId", UUID)
ContributionId = NewType("ContributionId", UUID)
DocumentId = NewType("DocumentId", UUID)
TemplateId = NewType("TemplateId", UUID)
