"""Of which partnerships nothing is recorded any more."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from kernel.events import Seen
from services.partnerships import main as partnerships
from services.partnerships.domain.protocol.events import ProtocolExpired
from services.partnerships.projections import activity
from tests.partnerships.cases import (
    ENTERED_2017,
    ESTABLISHED,
    JETTE,
    KINTAMBO,
    NOW,
    PARTNERSHIP,
    PROTOCOL,
)
from tests.partnerships.protocols import SIGNATURES
from tests.partnerships.seen import META, history, project
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import PROPOSE, Unit
from vocabulary import roles


def last_of(stream: UUID, seen: Sequence[Seen[Any]]) -> Any:
    return project(activity.PROJECTION, seen, activity.ACTIVITY, stream)


def test_each_act_of_a_partnership_is_a_sign_of_life() -> None:
    row = last_of(PARTNERSHIP, history("partnership", PARTNERSHIP, [ESTABLISHED, ENTERED_2017]))
    assert (row["partnership"], row["act"]) == (PARTNERSHIP, "PartnershipEnteredPhase")
    assert row["recorded_at"] == NOW + timedelta(seconds=2)


def test_what_happens_to_its_protocol_is_too_also_where_the_event_does_not_name_it() -> None:
    row = last_of(PROTOCOL, history("protocol", PROTOCOL, SIGNATURES))
    assert (row["partnership"], row["act"]) == (PARTNERSHIP, "ProtocolSigned")


def test_what_the_clock_does_is_none() -> None:
    seen = history("protocol", PROTOCOL, SIGNATURES)
    by_clock = msgspec.structs.replace(META, roles=(roles.SCHEDULER,))
    events = [*SIGNATURES, ProtocolExpired(on=NOW.date())]
    expiry = history("protocol", PROTOCOL, events, meta=by_clock)[-1]
    assert last_of(PROTOCOL, [*seen, expiry])["act"] == "ProtocolSigned"


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        yield unit


@pytest.mark.postgres
async def test_the_longest_silent_is_listed_first_and_the_suspended_is_not(unit: Unit) -> None:
    await unit.registers()
    other, third = UUID(int=0x91), UUID(int=0x92)
    await unit.establish(other)
    await unit.establish(third)
    suspended = {"since": "2020-03-18", "reason": "health"}
    await unit.accepted(f"/v1/partnerships/{third}/suspend", suspended)
    done = await unit.accepted(f"/v1/protocols/{PROTOCOL}/propose", PROPOSE, by=JETTE)
    listed = await shown(unit, "/v1/inactivity?days=0", done["position"])
    assert [(each["id"], each["last_act"]) for each in listed["items"]] == [
        (str(other), "PartnershipEnteredPhase"),
        (str(PARTNERSHIP), listed["items"][1]["last_act"]),
    ]
    assert listed["items"][1]["last_about"] == "protocol"
    first = await shown(unit, "/v1/inactivity?days=0&first=1")
    rest = await shown(unit, f"/v1/inactivity?days=0&first=1&after={first['next']}")
    assert [each["id"] for each in rest["items"]] == [str(PARTNERSHIP)]
    assert (await shown(unit, "/v1/inactivity"))["items"] == []
    assert (await shown(unit, f"/v1/inactivity?days=0&member={KINTAMBO}"))["items"] == []
