"""The gateway's own schema: a plan answers what graphql-core answers, now and as of any moment."""

import os
import random
from datetime import date, timedelta

import asyncpg
import pytest

from contracts.partnerships.communes import CommuneRenamed
from contracts.partnerships.partners import MemberJoined, PartnershipTerminated
from contracts.partnerships.programmes import PhaseSuspended
from contracts.partnerships.protocols import VoteCorrected, VoteWithdrawn
from gateway.plans.engine import Engine
from gateway.read_model.ids import gid
from gateway.schema import SCHEMA
from tests.gateway.asking import beat, hear
from tests.gateway.contributing import with_sources
from tests.gateway.cooperation import (
    ACTS,
    PLAN,
    REPORT,
    accepted,
    agreed,
    expected,
    expense,
    handed_in,
    objected,
    reopened,
    reported,
    strategy_submitted,
    submitted,
    value,
)
from tests.gateway.differential import WIDE, Differential
from tests.gateway.replay import Change, Replay
from tests.gateway.story import (
    BELFAA,
    FIRST_VOTE,
    JETTE,
    PARTNERSHIP,
    PHASE,
    PROGRAMME,
    PROTOCOL,
    WAREMME,
    deliberation,
    ratified,
    registered,
    signed_by_both,
)
from tests.gateway.telling import Unit, told_by
from vocabulary.communes import MemberRole, SuspensionReason

pytestmark = pytest.mark.postgres

EXECUTIONS = 240
VIEWS = ("rm.country", "rm.source_state")


async def test_a_plan_answers_what_graphql_core_answers_over_the_read_model_and_the_log(
    reader: asyncpg.Pool, writer: asyncpg.Pool
) -> None:
    units = story()
    await hear(writer, *units)
    for unit in units[:-1]:
        await beat(writer, unit, at=unit.now + timedelta(hours=1))
    ledger = told_by(*units)
    log = [*with_sources(ledger.log), *await of_views(writer)]
    seed = int(os.environ.get("SEED") or random.randrange(10**6))  # noqa: S311
    print("SEED", seed)  # noqa: T201 - pytest shows it when the test fails
    differential = Differential(
        SCHEMA,
        Engine(SCHEMA, reader, limits=WIDE),
        values={
            "DateTime": [
                at.isoformat()
                for unit in units
                for at in (unit.said[0].at - timedelta(days=1), *(s.at for s in unit.said[::4]))
            ],
            "Date": ["2022-01-01", "2023-06-01", "2026-01-01"],
            "code": ["MA", "CD", "XX"],
            "countryCode": ["BE", "MA"],
            "countries": [["MA"], ["CD", "SN"], []],
            "language": ["fr", "nl", "en", "ar"],
            "phase": ["2022-2026", "2017-2021"],
            "search": ["e", "JETTE", "%"],
            "year": [2023, 2024],
            "version": [1, 2],
            "service": ["partnerships", "reporting"],
            "types": [["cic.partnerships.ProtocolSigned.v1"], []],
            "Boolean": [True, False],
            "id": [
                gid("Commune", str(JETTE)),
                gid("Protocol", "MA", str(PROTOCOL)),
                gid("Partnership", "CD", str(PARTNERSHIP)),
                gid("ActionPlan", "MA", str(PLAN)),
                gid("Report", "MA", str(REPORT)),
                gid("Figure", "MA", f"indicator/{ACTS}/2023/actes/real"),
                str(JETTE),
                str(PARTNERSHIP),
                str(REPORT),
                "nobody",
            ],
        },
        scopes=[None, ("MA",), ("CD", "SN"), ()],
        oracle=Engine(SCHEMA, reader, source=Replay(log), limits=WIDE),
    )
    seen = await differential.run(EXECUTIONS, seed)
    print(dict(seen))  # noqa: T201
    for feature in ("fragment", "alias", "variable", "connection", "asOf", "language"):
        assert seen[feature] >= 10, (feature, seen)


def story() -> list[Unit]:
    ma, cd, sn = reported("ma"), signed_by_both("cd"), registered("sn")
    ma.say(reopened(3))
    ma.say(handed_in(value(number="12.50"), version=3, expenses=(expense("9.99", "MAD"),)))
    ma.say(strategy_submitted(2))
    ma.say(objected(JETTE, 2))
    cd.say(strategy_submitted(), agreed(JETTE), demonstration=True)
    cd.say(submitted(), expected(), demonstration=True)
    cd.say(handed_in(value(number="4")), demonstration=True)
    cd.say(accepted(), demonstration=True)
    ma.say(
        CommuneRenamed(commune=BELFAA, names={"fr": "Belfa", "ar": "بلفع"}, since=date(2024, 1, 1))
    )
    ma.say(
        VoteCorrected(
            protocol=PROTOCOL,
            version=1,
            party=JETTE,
            deliberation=deliberation(date(2022, 4, 21), votes=None),
            reason="relecture",
        ),
        demonstration=True,
    )
    cd.say(ratified(JETTE, FIRST_VOTE, recorded_on_behalf=True), provenance="press")
    cd.say(VoteWithdrawn(protocol=PROTOCOL, version=1, party=JETTE, reason="autre commune"))
    sn.say(
        MemberJoined(
            partnership=PARTNERSHIP,
            commune=WAREMME,
            role=MemberRole.ASSOCIATE,
            since=date(2023, 1, 1),
        ),
        PhaseSuspended(
            programme=PROGRAMME,
            phase=PHASE,
            on=date(2024, 7, 1),
            reason=SuspensionReason.NO_LEGAL_BASIS,
        ),
    )
    sn.say(
        PartnershipTerminated(
            partnership=PARTNERSHIP, on=date(2025, 1, 1), reason="fin", by=WAREMME
        )
    )
    return [ma, cd, sn]


async def of_views(pool: asyncpg.Pool) -> list[Change]:
    """Return what the views of the sources show, as if it had been so from the first event on."""
    found = []
    for view in VIEWS:
        rows = await pool.fetch(f"SELECT * FROM {view}")
        for row in rows:
            key = (row[0], row[1])
            found.append(Change(row["first_recorded_at"], view, key, dict(row)))
    return found
