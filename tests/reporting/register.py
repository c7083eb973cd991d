"""A register that looks into a store in memory, and says of others what a test lets it say."""

from dataclasses import dataclass, field

import msgspec

from kernel.events import Meta
from kernel.in_memory import InMemoryStore
from kernel.store import Stream
from services.reporting.domain.measurement.events import MeasurementRecorded
from services.reporting.domain.measurement.state import Measurement
from services.reporting.domain.standing import Standing
from services.reporting.facts import Aggregates
from tests.reporting.cases import MAY_ACT
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


@dataclass
class Known:
    """Reads the store from its first event on; every partnership has the same standing."""

    store: InMemoryStore = field(default_factory=InMemoryStore)
    known: Standing = MAY_ACT

    async def measured_by(
        self, report: ReportId, indicator: IndicatorId, year: int, commune: CommuneId | None
    ) -> MeasurementId | None:
        for id_ in await self.measurements_of(report):
            recorded = (await self._measurement(id_)).recorded
            if recorded is not None:
                place = (recorded.indicator, recorded.year, recorded.commune)
                if place == (indicator, year, commune):
                    return id_
        return None

    async def measurements_of(self, report: ReportId) -> tuple[MeasurementId, ...]:
        found = []
        for stream in await self._streams("measurement"):
            id_ = MeasurementId(stream.id)
            state = await self._measurement(id_)
            recorded: MeasurementRecorded | None = state.recorded
            if recorded is not None and recorded.report == report and not state.withdrawn:
                found.append(id_)
        return tuple(found)

    async def expenses_of(self, report: ReportId) -> tuple[ExpenseId, ...]:
        found = []
        for stream in await self._streams("expense"):
            state, _ = await Aggregates(self).expense.current(self.store, stream)
            if state.booked is not None and state.booked.report == report and not state.withdrawn:
                found.append(ExpenseId(stream.id))
        return tuple(found)

    async def is_made_up(self, report: ReportId) -> bool:
        history = await self.store.load(Stream("report", report))
        return any(msgspec.json.decode(e.meta, type=Meta).demonstration for e in history)

    async def standing(
        self, _partnership: PartnershipId, _protocol: ProtocolId, _phase: PhaseId
    ) -> Standing:
        return self.known

    async def _streams(self, category: str) -> list[Stream]:
        events = await self.store.read(0, max(1, await self.store.head()))
        return list(dict.fromkeys(e.stream for e in events if e.stream.category == category))

    async def _measurement(self, id_: MeasurementId) -> Measurement:
        stream = Stream("measurement", id_)
        state, _ = await Aggregates(self).measurement.current(self.store, stream)
        assert isinstance(state, Measurement)
        return state
