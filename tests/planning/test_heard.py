"""What is kept of what partnerships says, also when it is said twice."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts import partnerships
from contracts.partnerships.country_programmes import CommuneWithdrawn
from contracts.partnerships.partners import (
    MemberJoined,
    MemberLeft,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from contracts.partnerships.programmes import (
    PhaseClosed,
    PhaseClosing,
    PhaseResumed,
    PhaseRulesSet,
    PhaseSuspended,
)
from contracts.partnerships.protocols import (
    AmendmentProposed,
    AmendmentRatified,
    CouncilAdjourned,
    EntryIntoForceCorrected,
    ProtocolExpired,
    ProtocolResubmitted,
    VoteWithdrawn,
)
from kernel.postgres.rows import Rows, Table, ddl
from kernel.unions import members
from services.planning.domain.heard import DatedRules, holding
from services.planning.projections import PROJECTIONS
from services.planning.projections.heard import COPIES, TOLD, NeverHeardOf, reduce, touches
from services.planning.projections.heard.tables import (
    COUNTRY_PROGRAMMES,
    PARTNERSHIPS,
    PHASES,
    PROTOCOLS,
)
from tests.partnerships.cases import (
    BELFAA,
    BELFAA_VOTE,
    COUNTRY_PROGRAMME,
    HASH,
    JETTE,
    PARTNERSHIP,
    PHASE_2022,
    PROGRAMME,
    PROTOCOL,
    SOCIAL_ACTION,
    WAREMME,
)
from tests.planning.hearing import (
    BELFAA_RATIFIED,
    JETTE_RATIFIED,
    PENDING,
    PROPOSED,
    RATIFIED,
    REGISTERS,
    UP_TO_FORCE,
    arriving,
)
from vocabulary.communes import MemberRole, SuspensionReason
from vocabulary.rules import Horizon, PlanKind, Rules

DAY = date(2023, 1, 1)
MIGRATIONS = sorted(Path("services/planning/migrations").glob("*.sql"))


def kept(table: Table, key: Any, *told: Any, demonstration: bool = False) -> Any:
    events = arriving(*told, demonstration=demonstration)
    rows = Rows(touched for event in events for touched in touches(event))
    for event in events:
        reduce(rows, event)
    return rows.get(table, key)


def phase(*told: Any) -> Any:
    return kept(PHASES, PHASE_2022, *REGISTERS[:2], *told)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (PhaseClosing(programme=PROGRAMME, phase=PHASE_2022, on=DAY), "closing"),
        (PhaseClosed(programme=PROGRAMME, phase=PHASE_2022, on=DAY), "closed"),
        (
            PhaseSuspended(
                programme=PROGRAMME,
                phase=PHASE_2022,
                on=DAY,
                reason=SuspensionReason.NO_LEGAL_BASIS,
            ),
            "suspended",
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_phase_is_as_it_was_last_said_to_be(told: Any, state: str) -> None:
    assert phase()["state"] == "open"
    assert phase(told)["state"] == state
    resumed = PhaseResumed(programme=PROGRAMME, phase=PHASE_2022, on=DAY)
    assert phase(told, resumed)["state"] == "open"


def test_a_phase_keeps_all_that_was_laid_down_for_it_each_from_its_day_on() -> None:
    def laid_down(since: date, months: int) -> PhaseRulesSet:
        rules = Rules(horizons=(Horizon(plan=PlanKind.JOINT_ACTION, months=months),))
        return PhaseRulesSet(programme=PROGRAMME, phase=PHASE_2022, since=since, rules=rules)

    row = phase(laid_down(DAY, 6), laid_down(date(2022, 1, 1), 12), laid_down(DAY, 9))
    rules = msgspec.convert(row["rules"], tuple[DatedRules, ...])
    assert [each.since for each in rules] == [date(2022, 1, 1), DAY]
    assert holding(rules, date(2022, 12, 31)).months_of(PlanKind.JOINT_ACTION, "MA") == 12
    assert holding(rules, DAY).months_of(PlanKind.JOINT_ACTION, "MA") == 9
    assert holding(rules, date(2021, 12, 31)) == Rules()
    assert row["state"] == "open"


def test_communes_take_part_from_their_admission_until_they_withdraw() -> None:
    withdrawn = CommuneWithdrawn(
        country_programme=COUNTRY_PROGRAMME, commune=JETTE, until=DAY, reason="faute de personnel"
    )
    assert kept(COUNTRY_PROGRAMMES, COUNTRY_PROGRAMME, *REGISTERS)["communes"] == [JETTE, BELFAA]
    row = kept(COUNTRY_PROGRAMMES, COUNTRY_PROGRAMME, *REGISTERS, withdrawn)
    assert (row["communes"], row["position"]) == ([BELFAA], len(REGISTERS) + 1)


def test_a_partnership_keeps_its_members_its_phases_and_whether_it_is_active() -> None:
    def partnership(*told: Any) -> Any:
        return kept(PARTNERSHIPS, PARTNERSHIP, *REGISTERS, *told)

    joined = MemberJoined(partnership=PARTNERSHIP, commune=WAREMME, role=MemberRole.ASSOCIATE)
    left = MemberLeft(partnership=PARTNERSHIP, commune=JETTE, until=DAY, reason="retrait")
    suspended = PartnershipSuspended(
        partnership=PARTNERSHIP, since=DAY, reason=SuspensionReason.SECURITY
    )
    resumed = PartnershipResumed(partnership=PARTNERSHIP, on=DAY)
    ended = PartnershipTerminated(partnership=PARTNERSHIP, on=DAY, reason="fin")
    assert partnership(joined, left)["members"] == [BELFAA, WAREMME]
    assert partnership()["phases"] == [PHASE_2022]
    assert [partnership(*told)["state"] for told in ((), (suspended,), (suspended, resumed))] == [
        "active",
        "suspended",
        "active",
    ]
    assert partnership(ended)["state"] == "terminated"


def protocol(*told: Any) -> Any:
    return kept(PROTOCOLS, PROTOCOL, *REGISTERS, PROPOSED, *told)


def test_a_protocol_is_in_force_only_once_every_council_has_ratified() -> None:
    waiting = protocol(BELFAA_RATIFIED)
    assert (waiting["ratified"], waiting["in_force_since"]) == ([BELFAA], None)
    assert protocol(BELFAA_RATIFIED, JETTE_RATIFIED, RATIFIED)["in_force_since"] == date(
        2022, 4, 20
    )


def test_a_vote_that_is_withdrawn_or_a_text_that_is_resubmitted_counts_no_more() -> None:
    withdrawn = VoteWithdrawn(protocol=PROTOCOL, version=1, party=BELFAA, reason="erreur")
    assert protocol(BELFAA_RATIFIED, withdrawn)["ratified"] == []
    again = ProtocolResubmitted(
        protocol=PROTOCOL,
        version=2,
        proposed_by=JETTE,
        on=DAY,
        text_hash=HASH,
        pillars=(),
        domains=(SOCIAL_ACTION,),
    )
    assert protocol(BELFAA_RATIFIED, again)["ratified"] == []
    assert protocol(again, BELFAA_RATIFIED)["ratified"] == []


def test_an_amendment_leaves_the_first_day_of_force_as_it_is() -> None:
    proposed = AmendmentProposed(
        protocol=PROTOCOL,
        version=2,
        proposed_by=JETTE,
        on=DAY,
        reason="précision",
        text_hash=HASH,
        pillars=(),
        domains=(SOCIAL_ACTION,),
    )
    amended = AmendmentRatified(
        protocol=PROTOCOL, version=2, in_force_since=date(2024, 1, 1), votes=()
    )
    row = protocol(BELFAA_RATIFIED, JETTE_RATIFIED, RATIFIED, proposed, amended)
    assert row["in_force_since"] == date(2022, 4, 20)


def test_an_entry_into_force_that_is_taken_back_leaves_nothing_in_force() -> None:
    taken_back = EntryIntoForceCorrected(
        protocol=PROTOCOL, version=1, in_force_since=None, reason="vote annulé"
    )
    row = protocol(BELFAA_RATIFIED, JETTE_RATIFIED, RATIFIED, taken_back)
    assert row["in_force_since"] is None


def test_an_expired_protocol_says_when() -> None:
    expired = ProtocolExpired(protocol=PROTOCOL, on=date(2026, 12, 31))
    assert protocol(RATIFIED, expired)["expired_on"] == date(2026, 12, 31)


def test_what_follows_from_a_demonstration_is_one() -> None:
    assert kept(PROTOCOLS, PROTOCOL, *UP_TO_FORCE, demonstration=True)["demonstration"] is True
    assert kept(PROTOCOLS, PROTOCOL, *UP_TO_FORCE)["demonstration"] is False


def test_a_row_names_the_last_event_that_changed_it() -> None:
    row = kept(PROTOCOLS, PROTOCOL, *PENDING)
    assert (row["source"], row["position"]) == ("ma.partnerships", len(PENDING))


def test_what_begins_nowhere_is_not_made_up() -> None:
    with pytest.raises(NeverHeardOf):
        kept(PROTOCOLS, PROTOCOL, BELFAA_RATIFIED)


def test_what_planning_does_not_need_leaves_no_row() -> None:
    adjourned = CouncilAdjourned(
        protocol=PROTOCOL, version=1, party=JETTE, deliberation=replace(BELFAA_VOTE)
    )
    (event,) = arriving(adjourned)
    assert list(touches(event)) == []
    reduce(Rows(), event)


def test_everything_listened_to_is_said_by_partnerships() -> None:
    assert set(members(TOLD)) <= set(members(partnerships.Event))


def test_the_migrations_create_exactly_the_tables_that_are_declared() -> None:
    statements = "".join(file.read_text(encoding="utf-8") for file in MIGRATIONS)
    left: dict[str, str] = {}
    change = re.compile(r"CREATE TABLE (\S+) \(.*?\n\);|DROP TABLE (\S+);", re.DOTALL)
    for made in change.finditer(statements):
        created, dropped = made.groups()
        if dropped:
            del left[dropped]
        else:
            left[created] = made[0]
    tables = [table for projection in PROJECTIONS for table in projection.tables]
    tables += COPIES.tables
    assert left == {table.name: ddl(table).strip() for table in tables}
