"""What becomes due with time: protocols expire when their phase has ended.

Phases are opened by people: one begins when it is funded, not when the calendar says so.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from kernel.scheduler import Due, Scheduled
from kernel.web.service import Running
from services.partnerships.domain.protocol.commands import ExpireProtocol
from services.partnerships.facts import Aggregates
from services.partnerships.projections import protocols

AT_A_TIME = 500


def schedule(aggregates: Aggregates, running: Running) -> Sequence[Scheduled]:
    async def ended(now: datetime) -> AsyncIterator[Due]:
        found = await protocols.ended(running.pool, now.date(), AT_A_TIME)
        for id_, ends_on, demonstration in found:
            command = ExpireProtocol(on=ends_on)
            yield Due(aggregates.protocol, id_, command, demonstration=demonstration)

    return (Scheduled("expire-protocols", timedelta(hours=1), ended),)
