"""What the events of a protocol leave behind in the read model."""

from datetime import date
from typing import Any

from contracts.partnerships import protocols
from contracts.partnerships.partners import (
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from contracts.partnerships.programmes import PhaseSuspended
from contracts.partnerships.protocols import (
    AmendmentProposed,
    AmendmentRatified,
    CouncilAdjourned,
    CouncilRefused,
    EntryIntoForceCorrected,
    ProtocolAbandoned,
    ProtocolExpired,
    ProtocolResubmitted,
    ProtocolTextRevised,
    SignatureConfirmed,
    SignatureWithdrawn,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from gateway.read_model import protocol_events
from gateway.read_model.protocols import PROTOCOL as PROTOCOLS
from gateway.read_model.version_rows import AGREEMENT, SIGNATURE, VERSION, VOTE
from kernel.unions import members
from tests.gateway.story import (
    BELFAA,
    FIRST_VOTE,
    HASH,
    JETTE,
    OTHER_HASH,
    PARTNERSHIP,
    PHASE,
    PROGRAMME,
    PROPOSED,
    PROTOCOL,
    SECOND_VOTE,
    SECTOR,
    SIGNED_ON,
    TEXT_AGREED,
    agreed,
    binding,
    deliberation,
    in_force,
    ratified,
    registered,
    signed,
    signed_by_both,
)
from tests.gateway.telling import Unit, by_commune, column, told_by
from vocabulary.communes import SuspensionReason
from vocabulary.identifiers import CommuneId

J, B = str(JETTE), str(BELFAA)
AMENDMENT_PROPOSED = AmendmentProposed(
    protocol=PROTOCOL,
    version=2,
    proposed_by=BELFAA,
    on=date(2024, 1, 10),
    reason="un domaine de plus",
    text_hash=OTHER_HASH,
    pillars=("governance",),
    domains=(SECTOR,),
)


def refused(party: CommuneId, day: date, **more: Any) -> CouncilRefused:
    return CouncilRefused(
        protocol=PROTOCOL,
        **{
            "version": 1,
            "party": party,
            "deliberation": deliberation(day),
            "reason": "trop cher",
            **more,
        },
    )


def amended(unit: Unit) -> Unit:
    unit.say(AMENDMENT_PROPOSED)
    unit.say(signed(JETTE, date(2024, 2, 1), version=2))
    unit.say(signed(BELFAA, date(2024, 2, 3), version=2, signed_by_all=True))
    return unit


def test_a_proposed_protocol_lists_every_partys_vote_as_pending_and_awaits_none() -> None:
    unit = registered()
    unit.say(PROPOSED)
    ledger = told_by(unit)
    assert by_commune(ledger.all(VOTE), "outcome") == {J: "PENDING", B: "PENDING"}
    assert set(column(ledger.all(VOTE), "awaiting")) == {False}
    assert ledger.one(PROTOCOLS)["state"] == "NEGOTIATING"


def test_agreements_to_a_text_that_was_revised_are_void() -> None:
    unit = registered()
    unit.say(PROPOSED)
    unit.say(agreed(BELFAA))
    unit.say(
        ProtocolTextRevised(
            protocol=PROTOCOL,
            version=1,
            revised_by=BELFAA,
            on=date(2022, 3, 10),
            text_hash=OTHER_HASH,
            pillars=("governance",),
            domains=(SECTOR,),
        )
    )
    ledger = told_by(unit)
    assert ledger.all(AGREEMENT) == []
    assert ledger.one(PROTOCOLS)["text_hash"] == OTHER_HASH
    assert ledger.one(VERSION)["revised_by"] == B


def test_who_proposed_has_agreed_once_all_have() -> None:
    unit = registered()
    unit.say(PROPOSED)
    unit.say(agreed(BELFAA), TEXT_AGREED)
    ledger = told_by(unit)
    assert by_commune(ledger.all(AGREEMENT), "agreed_on") == {
        J: date(2022, 3, 1),
        B: date(2022, 3, 8),
    }
    assert ledger.one(PROTOCOLS)["state"] == "AGREED"


def test_councils_are_awaited_from_the_day_of_the_last_signature() -> None:
    ledger = told_by(signed_by_both())
    assert by_commune(ledger.all(VOTE), "awaiting_since") == {J: SIGNED_ON, B: SIGNED_ON}
    assert ledger.one(PROTOCOLS)["awaiting"] is True
    assert ledger.one(PROTOCOLS)["state"] == "SIGNED"
    prior = ledger.one(SIGNATURE, commune_id=J)["prior_deliberation"]
    assert prior["adopted_on"] == date(2021, 12, 15)


def test_one_councils_vote_leaves_the_protocol_without_force() -> None:
    unit = signed_by_both()
    unit.say(ratified(JETTE, FIRST_VOTE))
    ledger = told_by(unit)
    protocol = ledger.one(PROTOCOLS)
    assert (protocol["state"], protocol["in_force_since"]) == ("PARTLY_RATIFIED", None)
    assert protocol["may_act"] is False
    assert by_commune(ledger.all(VOTE), "awaiting") == {J: False, B: True}
    vote = ledger.one(VOTE, commune_id=J)
    assert (vote["votes_for"], vote["votes_against"], vote["votes_abstentions"]) == (25, 3, 2)


def test_it_is_in_force_and_the_partners_may_act_when_every_council_has_ratified() -> None:
    protocol = told_by(binding()).one(PROTOCOLS)
    assert (protocol["state"], protocol["in_force_since"]) == ("IN_FORCE", SECOND_VOTE)
    assert (protocol["may_act"], protocol["awaiting"]) == (True, False)


def test_partners_may_not_act_while_the_partnership_or_the_phase_rests() -> None:
    unit = binding()
    reason = SuspensionReason.SECURITY
    unit.say(PartnershipSuspended(partnership=PARTNERSHIP, since=date(2023, 1, 1), reason=reason))
    assert told_by(unit).one(PROTOCOLS)["may_act"] is False
    unit.say(PartnershipResumed(partnership=PARTNERSHIP, on=date(2023, 2, 1)))
    assert told_by(unit).one(PROTOCOLS)["may_act"] is True
    unit.say(PhaseSuspended(programme=PROGRAMME, phase=PHASE, on=date(2023, 3, 1), reason=reason))
    assert told_by(unit).one(PROTOCOLS)["may_act"] is False


def test_a_refusal_lapses_the_version_and_nobody_is_awaited() -> None:
    unit = signed_by_both()
    unit.say(refused(BELFAA, FIRST_VOTE))
    ledger = told_by(unit)
    assert ledger.one(PROTOCOLS)["state"] == "LAPSED"
    assert set(column(ledger.all(VOTE), "awaiting")) == {False}
    assert ledger.one(VOTE, commune_id=B)["reason"] == "trop cher"


def test_a_text_submitted_again_is_signed_and_voted_anew_and_the_old_one_stays_readable() -> None:
    unit = signed_by_both()
    unit.say(refused(BELFAA, FIRST_VOTE))
    unit.say(
        ProtocolResubmitted(
            protocol=PROTOCOL,
            version=2,
            proposed_by=JETTE,
            on=date(2022, 6, 1),
            text_hash=OTHER_HASH,
            pillars=("governance",),
            domains=(SECTOR,),
        )
    )
    ledger = told_by(unit)
    assert (ledger.one(PROTOCOLS)["state"], ledger.one(PROTOCOLS)["version"]) == ("NEGOTIATING", 2)
    assert column(ledger.all(VERSION), "state") == ["LAPSED", "NEGOTIATING"]
    assert column(ledger.all(VERSION), "kind") == ["FIRST", "RESUBMISSION"]
    assert ledger.all(SIGNATURE, version=2) == []


def test_an_adjourned_council_is_still_awaited_and_its_adjournment_stays_on_record() -> None:
    unit = signed_by_both()
    unit.say(
        CouncilAdjourned(
            protocol=PROTOCOL,
            version=1,
            party=JETTE,
            deliberation=deliberation(FIRST_VOTE),
            until=date(2022, 5, 25),
        )
    )
    vote = told_by(unit).one(VOTE, commune_id=J)
    assert (vote["outcome"], vote["until"]) == ("ADJOURNED", date(2022, 5, 25))
    assert (vote["awaiting"], vote["awaiting_since"]) == (True, SIGNED_ON)
    unit.say(ratified(JETTE, date(2022, 5, 25)))
    vote = told_by(unit).one(VOTE, commune_id=J)
    assert (vote["outcome"], vote["until"]) == ("RATIFIED", None)
    assert [one["until"] for one in vote["adjournments"]] == [date(2022, 5, 25)]


def test_a_vote_recorded_on_behalf_is_shown_as_such_until_the_commune_confirms_it() -> None:
    unit = signed_by_both()
    unit.say(
        ratified(
            JETTE, FIRST_VOTE, recorded_on_behalf=True, warnings=("ratified-before-signature",)
        )
    )
    vote = told_by(unit).one(VOTE, commune_id=J)
    assert (vote["recorded_on_behalf"], vote["confirmed"]) == (True, False)
    assert vote["warnings"] == ["ratified-before-signature"]
    unit.say(VoteConfirmed(protocol=PROTOCOL, version=1, party=JETTE))
    assert told_by(unit).one(VOTE, commune_id=J)["confirmed"] is True


def test_a_corrected_vote_moves_the_day_of_entry_into_force_and_keeps_the_reason() -> None:
    unit = binding()
    later = date(2022, 5, 18)
    unit.say(
        VoteCorrected(
            protocol=PROTOCOL,
            version=1,
            party=BELFAA,
            deliberation=deliberation(later),
            reason="date mal lue",
        ),
        EntryIntoForceCorrected(
            protocol=PROTOCOL, version=1, in_force_since=later, reason="date mal lue"
        ),
    )
    ledger = told_by(unit)
    assert ledger.one(PROTOCOLS)["in_force_since"] == later
    assert ledger.one(VOTE, commune_id=B)["adopted_on"] == later
    assert ledger.one(VOTE, commune_id=B)["correction"] == "date mal lue"


def test_a_withdrawn_vote_opens_the_matter_again() -> None:
    unit = binding()
    unit.say(
        VoteWithdrawn(protocol=PROTOCOL, version=1, party=BELFAA, reason="autre commune"),
        EntryIntoForceCorrected(
            protocol=PROTOCOL, version=1, in_force_since=None, reason="autre commune"
        ),
    )
    ledger = told_by(unit)
    protocol = ledger.one(PROTOCOLS)
    assert (protocol["state"], protocol["may_act"]) == ("PARTLY_RATIFIED", False)
    vote = ledger.one(VOTE, commune_id=B)
    assert (vote["outcome"], vote["body"], vote["awaiting"]) == ("PENDING", None, True)
    assert vote["correction"] == "autre commune"


def test_the_old_text_binds_while_an_amendment_is_on_the_table() -> None:
    ledger = told_by(amended(binding()))
    protocol = ledger.one(PROTOCOLS)
    assert (protocol["state"], protocol["version"]) == ("IN_FORCE", 1)
    assert (protocol["text_hash"], protocol["amendment_version"]) == (HASH, 2)
    assert protocol["awaiting"] is True
    assert set(column(ledger.all(VOTE, version=2), "awaiting_since")) == {date(2024, 2, 3)}


def test_a_ratified_amendment_takes_the_place_of_the_old_text() -> None:
    unit = amended(binding())
    unit.say(ratified(JETTE, date(2024, 3, 1), version=2))
    unit.say(
        ratified(BELFAA, date(2024, 3, 5), version=2),
        AmendmentRatified(protocol=PROTOCOL, version=2, in_force_since=date(2024, 3, 5), votes=()),
    )
    ledger = told_by(unit)
    protocol = ledger.one(PROTOCOLS)
    assert (protocol["version"], protocol["amendment_version"]) == (2, None)
    assert (protocol["text_hash"], protocol["may_act"]) == (OTHER_HASH, True)
    assert column(ledger.all(VERSION), "state") == ["SUPERSEDED", "IN_FORCE"]


def test_a_refused_amendment_leaves_the_old_text_in_force() -> None:
    unit = amended(binding())
    unit.say(refused(JETTE, date(2024, 3, 1), version=2))
    ledger = told_by(unit)
    protocol = ledger.one(PROTOCOLS)
    assert (protocol["state"], protocol["version"]) == ("IN_FORCE", 1)
    assert (protocol["amendment_version"], protocol["awaiting"]) == (None, False)
    assert column(ledger.all(VERSION), "state") == ["IN_FORCE", "LAPSED"]


def test_nobody_is_awaited_once_the_protocol_has_expired_or_the_partnership_ended() -> None:
    unit = amended(binding())
    unit.say(ProtocolExpired(protocol=PROTOCOL, on=date(2026, 12, 31)))
    protocol = told_by(unit).one(PROTOCOLS)
    assert (protocol["state"], protocol["awaiting"]) == ("EXPIRED", False)
    assert protocol["may_act"] is False
    ended = signed_by_both()
    ended.say(PartnershipTerminated(partnership=PARTNERSHIP, on=date(2023, 1, 1), reason="fin"))
    assert told_by(ended).one(PROTOCOLS)["awaiting"] is False


def test_a_protocol_that_rests_on_a_made_up_vote_is_marked_as_demonstration() -> None:
    unit = signed_by_both()
    unit.say(ratified(JETTE, FIRST_VOTE), demonstration=True)
    unit.say(ratified(BELFAA, SECOND_VOTE), in_force(SECOND_VOTE))
    ledger = told_by(unit)
    assert ledger.one(PROTOCOLS)["demonstration"] is True
    assert by_commune(ledger.all(VOTE), "demonstration") == {J: True, B: False}
    assert set(column(ledger.all(SIGNATURE), "demonstration")) == {False}


def test_a_text_given_up_before_it_bound_anybody_is_shown_as_abandoned() -> None:
    unit = registered()
    unit.say(PROPOSED)
    unit.say(abandoned(1))
    ledger = told_by(unit)
    assert ledger.one(PROTOCOLS)["state"] == "ABANDONED"
    assert ledger.one(VERSION)["state"] == "ABANDONED"
    assert set(column(ledger.all(VOTE), "awaiting")) == {False}


def test_an_amendment_given_up_leaves_the_text_in_force() -> None:
    unit = binding()
    unit.say(AMENDMENT_PROPOSED)
    unit.say(abandoned(2))
    row = told_by(unit).one(PROTOCOLS)
    assert (row["state"], row["version"], row["amendment_version"]) == ("IN_FORCE", 1, None)


def test_a_signature_taken_back_is_no_longer_there_and_no_council_is_awaited() -> None:
    unit = signed_by_both()
    unit.say(SignatureWithdrawn(protocol=PROTOCOL, version=1, party=BELFAA, reason="autre commune"))
    ledger = told_by(unit)
    assert column(ledger.all(SIGNATURE), "commune_id") == [J]
    assert ledger.one(PROTOCOLS)["state"] == "PARTLY_SIGNED"
    assert set(column(ledger.all(VOTE), "awaiting")) == {False}


def test_every_event_of_a_protocol_is_filed_with_it() -> None:
    assert set(members(protocols.Event)) <= set(protocol_events.HEARS)
    unit = signed_by_both()
    unit.say(SignatureConfirmed(protocol=PROTOCOL, version=1, party=BELFAA))
    assert told_by(unit).one(PROTOCOLS)["state"] == "SIGNED"


def abandoned(version: int) -> ProtocolAbandoned:
    return ProtocolAbandoned(
        protocol=PROTOCOL,
        version=version,
        party=BELFAA,
        on=date(2024, 2, 1),
        reason="mauvaise phase",
    )
