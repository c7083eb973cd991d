"""The reporting service of Morocco's unit as its callers meet it, each with its own token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from kernel.clock import system_clock
from kernel.handling import CommandHandling, Request
from kernel.in_memory import InMemoryStore
from kernel.web.application import application
from kernel.web.auth import Guard
from services.reporting.api import commands
from services.reporting.facts import Aggregates
from tests.kernel.web import edge
from tests.partnerships.unit import Body, Unit, client_of, plain
from tests.reporting.cases import (
    BELFAA,
    BOOK,
    CONSUMER,
    DRAFT,
    EXPECT,
    EXPENSE,
    JETTE,
    MEASUREMENT,
    NOW,
    OTHER_MEASUREMENT,
    RECORD,
    REPORT,
    ROOMS,
    SIGNED_ON,
    SIGNERS,
)
from tests.reporting.register import Known
from vocabulary.identifiers import CommuneId

AT = f"/v1/reports/{REPORT}"
RECORD_BODY: Body = plain(RECORD)
REASON_BODY: Body = {
    "report": str(REPORT),
    "party": str(BELFAA),
    "indicator": str(ROOMS),
    "year": 2023,
    "on": "2024-01-15",
    "not_measured": "réception reportée à 2024",
}
BOOK_BODY: Body = plain(BOOK)
DRAFT_BODY: Body = plain(DRAFT)


def signing(party: CommuneId, content_hash: str) -> Body:
    return {
        "party": str(party),
        "signatory": plain(SIGNERS[party]),
        "on": SIGNED_ON[party].isoformat(),
        "content_hash": content_hash,
    }


async def draw_up(unit: Unit) -> int:
    """Enter figures and narrative; return the position at which all is known."""
    await unit.accepted(f"/v1/measurements/{MEASUREMENT}/record", RECORD_BODY, by=BELFAA)
    await unit.accepted(f"/v1/measurements/{OTHER_MEASUREMENT}/record", REASON_BODY, by=BELFAA)
    await unit.accepted(f"/v1/expenses/{EXPENSE}/book", BOOK_BODY, by=JETTE)
    done = await unit.accepted(f"{AT}/draft", DRAFT_BODY, by=JETTE)
    return int(done["position"])


async def sign_by_all(unit: Unit, content_hash: str) -> Body:
    await unit.accepted(f"{AT}/sign", signing(JETTE, content_hash), by=JETTE)
    return await unit.accepted(f"{AT}/sign", signing(BELFAA, content_hash), by=BELFAA)


async def expect(handling: CommandHandling, aggregates: Aggregates, **more: Any) -> None:
    """Expect the report, as the consumer does when a plan was submitted."""
    request = Request(
        command_id=UUID(int=77),
        fingerprint=b"",
        principal=CONSUMER,
        moment=NOW,
        correlation_id=UUID(int=78),
        **more,
    )
    await handling.handle(aggregates.report, REPORT, EXPECT, request)


@asynccontextmanager
async def in_memory(*, demonstration: bool = False) -> AsyncIterator[Unit]:
    """Open a unit that expects a report, of a partnership that may act."""
    store = InMemoryStore()
    aggregates = Aggregates(Known(store))
    handling = CommandHandling(store)
    await expect(handling, aggregates, demonstration=demonstration)
    app = application(
        title="Reporting",
        guard=Guard(edge.tokens(edge.Issuer(), system_clock), "ma"),
        commands=commands(aggregates),
        handling=handling,
    )
    async with client_of(app) as unit:
        yield unit
