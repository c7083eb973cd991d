"""What the service's views and copies answer to rules, as of all that is stored or was heard."""

from collections.abc import Callable
from uuid import UUID

from starlette.datastructures import State

from services.reporting.domain.standing import Standing
from services.reporting.projections import may_act, measurements, reports
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


class StoredRegister:
    """The register over PostgreSQL.

    `running` gives the state of the started app: `pool`, `applied` and `handling`. Raises
    `NotYetKnown` when the views do not catch up with the store in time.
    """

    def __init__(self, running: Callable[[], State]) -> None:
        self._running = running

    async def measured_by(
        self, report: ReportId, indicator: IndicatorId, year: int, commune: CommuneId | None
    ) -> MeasurementId | None:
        await self._catches_up()
        pool = self._running().pool
        holder = await measurements.holder(pool, report, indicator, year, commune)
        return MeasurementId(holder) if holder else None

    async def measurements_of(self, report: ReportId) -> tuple[MeasurementId, ...]:
        return tuple(MeasurementId(id_) for id_ in await self._figures("measurements", report))

    async def expenses_of(self, report: ReportId) -> tuple[ExpenseId, ...]:
        return tuple(ExpenseId(id_) for id_ in await self._figures("expenses", report))

    async def is_made_up(self, report: ReportId) -> bool:
        await self._catches_up()
        return await reports.is_made_up(self._running().pool, report)

    async def standing(
        self, partnership: PartnershipId, protocol: ProtocolId, phase: PhaseId
    ) -> Standing:
        return await may_act.standing(self._running().pool, partnership, protocol, phase)

    async def _figures(self, view: str, report: ReportId) -> list[UUID]:
        await self._catches_up()
        statement = f"SELECT id FROM views.{view} WHERE report = $1 AND NOT withdrawn"  # noqa: S608
        return [row["id"] for row in await self._running().pool.fetch(statement, report)]

    async def _catches_up(self) -> None:
        running = self._running()
        await running.applied.wait_for(await running.handling.store.head())
