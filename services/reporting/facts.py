"""Load what the rules of each aggregate need from outside its own stream."""

from typing import Protocol, cast
from uuid import UUID

from kernel.codec import EventCodec
from kernel.handling import Aggregate, Gathering
from services.reporting.domain import expense, measurement, report
from services.reporting.domain.expense.commands import BookExpense, WithdrawExpense
from services.reporting.domain.expense.state import Expense
from services.reporting.domain.measurement.commands import RecordMeasurement
from services.reporting.domain.measurement.state import Measurement
from services.reporting.domain.report.commands import AcceptReport, SignReport
from services.reporting.domain.report.state import Report
from services.reporting.domain.standing import UNKNOWN, Standing
from vocabulary.identifiers import (
    CommuneId,
    ExpenseId,
    IndicatorId,
    MeasurementId,
    PartnershipId,
    PhaseId,
    ProtocolId,
    ReportId,
)
from vocabulary.reports import ReportedExpense, ReportedValue


class Register(Protocol):
    """What the service's own views answer to rules, as new as the store when it is asked.

    And what others have said, as far as it was heard. A figure that slips in beside the last
    signature, unseen by it, keeps the report from being accepted: it then has to be returned.
    """

    async def measured_by(
        self, report: ReportId, indicator: IndicatorId, year: int, commune: CommuneId | None
    ) -> MeasurementId | None: ...

    async def measurements_of(self, report: ReportId) -> tuple[MeasurementId, ...]: ...

    async def expenses_of(self, report: ReportId) -> tuple[ExpenseId, ...]: ...

    async def is_made_up(self, report: ReportId) -> bool:
        """Whether the report is that of a demonstration."""

    async def standing(
        self, partnership: PartnershipId, protocol: ProtocolId, phase: PhaseId
    ) -> Standing:
        """Return what the partnerships service has said of their right to act."""


class Aggregates:
    """The aggregates of one unit's service, each with the loader of its facts."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self.report = Aggregate("report", report, EventCodec(report.Event), self._of_report)
        self.measurement = Aggregate(
            "measurement", measurement, EventCodec(measurement.Event), self._of_measurement
        )
        self.expense = Aggregate("expense", expense, EventCodec(expense.Event), self._of_expense)

    async def _of_report(
        self, gathering: Gathering, id_: UUID, command: report.Command
    ) -> report.Facts:
        now = gathering.request.moment
        if not isinstance(command, SignReport | AcceptReport):
            return report.Facts(now=now)
        return report.Facts(
            now=now,
            values=await self._values(gathering, ReportId(id_)),
            expenses=await self._expenses(gathering, ReportId(id_)),
        )

    async def _of_measurement(
        self, gathering: Gathering, id_: UUID, command: measurement.Command
    ) -> measurement.Facts:
        now = gathering.request.moment
        if isinstance(command, RecordMeasurement):
            holder = await self._register.measured_by(
                command.report, command.indicator, command.year, command.commune
            )
            return measurement.Facts(
                now=now,
                report=await self._report(gathering, command.report),
                taken_by=holder if holder != id_ else None,
                out_of_place=await self._is_out_of_place(gathering, command.report),
            )
        recorded = cast("Measurement", gathering.state).recorded
        if recorded is None:
            return measurement.Facts(now=now)
        return measurement.Facts(
            now=now,
            report=await self._report(gathering, recorded.report),
            out_of_place=await self._is_out_of_place(gathering, recorded.report),
        )

    async def _of_expense(
        self, gathering: Gathering, _id: UUID, command: expense.Command
    ) -> expense.Facts:
        now, booked = gathering.request.moment, cast("Expense", gathering.state).booked
        source = command if isinstance(command, BookExpense) else booked
        if source is None:
            return expense.Facts(now=now)
        of = await self._report(gathering, source.report)
        looks = not isinstance(command, WithdrawExpense)
        standing = await self._standing(of) if looks else UNKNOWN
        return expense.Facts(
            now=now,
            report=of,
            standing=standing,
            out_of_place=await self._is_out_of_place(gathering, source.report),
        )

    async def _report(self, gathering: Gathering, id_: ReportId) -> Report:
        # Held: a report that is submitted or accepted meanwhile has the command decided again.
        return cast("Report", await gathering.state_of(self.report, id_, hold=True))

    async def _is_out_of_place(self, gathering: Gathering, report: ReportId) -> bool:
        made_up = gathering.request.demonstration
        return made_up and not await self._register.is_made_up(report)

    async def _standing(self, of: Report) -> Standing:
        if of.expectation is None:
            return UNKNOWN
        about = of.expectation
        return await self._register.standing(about.partnership, about.protocol, about.phase)

    async def _values(self, gathering: Gathering, id_: ReportId) -> tuple[ReportedValue, ...]:
        found: list[ReportedValue] = []
        for each in await self._register.measurements_of(id_):
            # Held: a figure that is corrected meanwhile has the signature decided again.
            state = await gathering.state_of(self.measurement, each, hold=True)
            if reported := cast("Measurement", state).reported(each):
                found.append(reported)
        return tuple(found)

    async def _expenses(self, gathering: Gathering, id_: ReportId) -> tuple[ReportedExpense, ...]:
        found: list[ReportedExpense] = []
        for each in await self._register.expenses_of(id_):
            state = await gathering.state_of(self.expense, each, hold=True)
            if reported := cast("Expense", state).reported(each):
                found.append(reported)
        return tuple(found)
