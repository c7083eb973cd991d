"""What becomes due with time: protocols expire with their phase, partnerships end after notice.

Phases are opened by people: one begins when it is funded, not when the calendar says so.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kernel.scheduler import Due, Scheduled
from kernel.web.service import Running
from services.partnerships.domain.partnership.commands import TerminatePartnership
from services.partnerships.domain.protocol.commands import ExpireProtocol
from services.partnerships.facts import Aggregates
from services.partnerships.projections import arrangements, protocols
from vocabulary.identifiers import CommuneId

AT_A_TIME = 500


def schedule(aggregates: Aggregates, running: Running) -> Sequence[Scheduled]:
    async def ended(now: datetime) -> AsyncIterator[Due]:
        found = await protocols.ended(running.pool, now.date(), AT_A_TIME)
        for id_, ends_on, demonstration in found:
            command = ExpireProtocol(on=ends_on)
            yield Due(aggregates.protocol, id_, command, demonstration=demonstration)

    async def announced(now: datetime) -> AsyncIterator[Due]:
        for over in await arrangements.announced(running.pool, now.date(), AT_A_TIME):
            command = TerminatePartnership(
                on=over["ends_on"], reason=over["reason"], by=CommuneId(UUID(over["by"]))
            )
            marked = over["demonstration"]
            yield Due(aggregates.partnership, over["id"], command, demonstration=marked)

    return (
        Scheduled("expire-protocols", timedelta(hours=1), ended),
        Scheduled("end-partnerships", timedelta(hours=1), announced),
    )
