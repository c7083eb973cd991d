"""What each view shows after what happened, also when it is told twice."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from kernel.decider import replay
from services.partnerships.domain import protocol
from services.partnerships.domain.commune.events import (
    CommuneCeased,
    CommuneCodeAssigned,
    CommuneCodeRetired,
    CommuneOrganInstalled,
    CommunePlaceCorrected,
    CommunePlacedInRegion,
    CommuneRegistered,
    CommuneReinstated,
    CommuneRenamed,
)
from services.partnerships.domain.country_programme.events import (
    AgreementWithdrawn,
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    GoalAgreed,
)
from services.partnerships.domain.partnership.events import (
    MemberJoined,
    MemberLeft,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from services.partnerships.domain.programme.events import PhaseResumed, PhaseSuspended
from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    AmendmentProposed,
    CouncilAdjourned,
    CouncilRefused,
    EntryIntoForceCorrected,
    Event,
    ProtocolExpired,
    ProtocolResubmitted,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from services.partnerships.projections import (
    communes,
    country_programmes,
    partnerships,
    programmes,
    protocols,
)
from tests.partnerships.cases import (
    AMENDED,
    AMENDED_HASH,
    BELFAA,
    BELFAA_VOTE,
    COUNTRY_PROGRAMME,
    DEFINED,
    ENTERED_2017,
    ESTABLISHED,
    JETTE,
    JETTE_VOTE,
    ON_BEHALF,
    OPENED_2017,
    PARTNERSHIP,
    PHASE_2017,
    PLANNED_2017,
    PLANNED_2022,
    PROGRAMME,
    PROTOCOL,
    RULES,
    RULES_SET,
    SOCIAL_ACTION,
    WAREMME,
    WATER,
    membership,
)
from tests.partnerships.protocols import (
    AGREEMENT,
    JETTE_RATIFIED,
    JETTE_SIGNED,
    PROPOSAL,
    RATIFICATION,
    SIGNATURES,
    VOTES,
)
from tests.partnerships.seen import META, history, project
from vocabulary.communes import Code, CommuneKind, OrganKind, SuspensionReason


def commune_after(*events: Any) -> Any:
    seen = history("commune", BELFAA, events)
    return project(communes.PROJECTION, seen, communes.COMMUNES, BELFAA)


def protocol_after(*events: Event, demonstration: bool = False) -> Any:
    meta = msgspec.structs.replace(META, demonstration=demonstration)
    seen = history("protocol", PROTOCOL, events, meta=meta)
    return project(protocols.PROJECTION, seen, protocols.PROTOCOLS, PROTOCOL)


def step_of(row: Any, party: Any) -> Any:
    return next(step for step in row["steps"] if step["party"] == str(party))


MERELBEKE = CommuneRegistered(
    kind=CommuneKind.COMMUNE,
    country="BE",
    names={"fr": "Merelbeke"},
    codes=(Code(scheme="refnis", value="44043"),),
)


def test_a_renamed_commune_is_found_by_every_name_and_code_it_ever_had() -> None:
    row = commune_after(
        MERELBEKE,
        CommuneRenamed(names={"fr": "Merelbeke-Melle"}, since=date(2025, 1, 1)),
        CommuneCodeRetired(scheme="refnis", value="44043", until=date(2025, 1, 1)),
        CommuneCodeAssigned(code=Code(scheme="refnis", value="44088", since=date(2025, 1, 1))),
    )
    assert row["name"] == "Merelbeke-Melle"
    assert [code["until"] for code in row["codes"]] == ["2025-01-01", None]
    for words in ("merelbeke", "merelbeke melle", "44043", "44088"):
        assert words in row["found_by"]


def communes_after(*told: Any) -> Any:
    """Return what shows each commune of a merger, each event told twice."""
    seen = [
        one
        for position, (id_, version, event) in enumerate(told, start=1)
        for one in [
            msgspec.structs.replace(
                history("commune", id_, [event], first=position)[0], version=version
            )
        ]
    ]

    def of(id_: Any) -> Any:
        return project(communes.PROJECTION, seen, communes.COMMUNES, id_)

    return of


def test_a_successor_knows_its_predecessors_and_they_know_their_successor() -> None:
    merged = CommuneRegistered(
        kind=CommuneKind.COMMUNE, country="BE", names={"fr": "Merelbeke-Melle"}
    )
    ceased = CommuneCeased(on=date(2025, 1, 1), successors=(WAREMME,))
    reinstated = CommuneReinstated(reason="erreur", successors=(WAREMME,))
    told: list[Any] = [
        (BELFAA, 1, MERELBEKE),
        (JETTE, 1, MERELBEKE),
        (WAREMME, 1, merged),
        (BELFAA, 2, ceased),
        (JETTE, 2, ceased),
    ]
    of = communes_after(*told)
    assert of(WAREMME)["predecessors"] == [BELFAA, JETTE]
    assert of(WAREMME)["version"] == 1
    assert (of(JETTE)["ceased_on"], of(JETTE)["successors"]) == (date(2025, 1, 1), [WAREMME])
    of = communes_after(*told, (JETTE, 3, reinstated))
    assert of(WAREMME)["predecessors"] == [BELFAA]
    assert (of(JETTE)["ceased_on"], of(JETTE)["successors"]) == (None, [])


def test_a_commune_shows_its_organs_and_regions_with_their_days() -> None:
    delegation = CommuneOrganInstalled(
        kind=OrganKind.SPECIAL_DELEGATION,
        names={"fr": "Délégation spéciale"},
        since=date(2022, 2, 9),
    )
    row = commune_after(
        MERELBEKE,
        delegation,
        CommuneOrganInstalled(kind=OrganKind.COUNCIL, names={"fr": "Conseil municipal"}),
        CommunePlacedInRegion(region="Flandre", since=date(1980, 1, 1)),
        CommunePlacedInRegion(region="Flandre-Orientale"),
        CommunePlaceCorrected(coordinates=None, region="Région flamande", reason="nom officiel"),
    )
    assert [organ["kind"] for organ in row["organs"]] == ["council", "special-delegation"]
    assert [each["region"] for each in row["regions"]] == ["Flandre-Orientale", "Région flamande"]
    assert row["region"] == "Région flamande"


def test_a_former_name_learnt_later_does_not_become_the_present_one() -> None:
    row = commune_after(
        MERELBEKE,
        CommuneRenamed(names={"fr": "Merelbeke-Melle"}, since=date(2025, 1, 1)),
        CommuneRenamed(names={"fr": "Merelbeke-lez-Gand"}, since=date(2001, 1, 1)),
    )
    assert row["name"] == "Merelbeke-Melle"
    assert "merelbeke lez gand" in row["found_by"]


def test_phases_stand_in_order_with_their_state_and_its_reason() -> None:
    suspended = PhaseSuspended(
        phase=PHASE_2017, on=date(2018, 7, 1), reason=SuspensionReason.NO_LEGAL_BASIS
    )
    events = [DEFINED, PLANNED_2022, PLANNED_2017, OPENED_2017, suspended]
    seen = history("programme", PROGRAMME, events)
    row = project(programmes.PROJECTION, seen, programmes.PROGRAMMES, PROGRAMME)
    assert [(p["code"], p["state"], p["reason"]) for p in row["phases"]] == [
        ("2017-2021", "suspended", "no-legal-basis"),
        ("2022-2026", "planned", None),
    ]
    resumed = PhaseResumed(phase=PHASE_2017, on=date(2019, 1, 1))
    seen = history("programme", PROGRAMME, [*events, resumed])
    row = project(programmes.PROJECTION, seen, programmes.PROGRAMMES, PROGRAMME)
    assert row["phases"][0]["state"] == "open"
    assert row["phases"][0]["reason"] is None


def test_a_country_programme_shows_what_is_shared_and_who_takes_part() -> None:
    events = [
        CountryProgrammeLaunched(
            programme=PROGRAMME, phase=PHASE_2017, country="MA", sectors=(WATER,), goal=None
        ),
        CountryProgrammeRevised(sectors=(SOCIAL_ACTION,), goal=None, reason="atelier"),
        CommuneAdmitted(commune=BELFAA),
        CommuneAdmitted(commune=JETTE),
        CommuneWithdrawn(commune=JETTE, until=date(2019, 1, 1), reason="moyens"),
    ]
    row = project(
        country_programmes.PROJECTION,
        history("country_programme", COUNTRY_PROGRAMME, events, first=7),
        country_programmes.COUNTRY_PROGRAMMES,
        COUNTRY_PROGRAMME,
    )
    assert [sector["code"] for sector in row["sectors"]] == ["social-action"]
    assert [(c["commune"], c["until"]) for c in row["communes"]] == [
        (str(BELFAA), None),
        (str(JETTE), "2019-01-01"),
    ]
    assert row["launched_at"] == 7


def test_each_commune_is_shown_with_its_agreement_to_the_present_revision() -> None:
    launched = CountryProgrammeLaunched(
        programme=PROGRAMME, phase=PHASE_2017, country="MA", sectors=(WATER,), goal=None
    )
    agreed = GoalAgreed(commune=BELFAA, revision=1, on=date(2017, 5, 19), on_behalf=ON_BEHALF)

    def shown_after(*events: Any) -> list[Any]:
        told = [launched, CommuneAdmitted(commune=BELFAA), CommuneAdmitted(commune=JETTE)]
        seen = history("country_programme", COUNTRY_PROGRAMME, [*told, *events])
        table = country_programmes.COUNTRY_PROGRAMMES
        row = project(country_programmes.PROJECTION, seen, table, COUNTRY_PROGRAMME)
        agreements = [(each["agreed_on"], each["agreed_on_behalf"]) for each in row["communes"]]
        return [row["revision"], *agreements]

    assert shown_after(agreed) == [1, ("2017-05-19", True), (None, None)]
    undone = AgreementWithdrawn(commune=BELFAA, revision=1, reason="erreur")
    revised = CountryProgrammeRevised(sectors=(SOCIAL_ACTION,), goal=None, reason="atelier")
    assert shown_after(agreed, undone) == [1, (None, None), (None, None)]
    assert shown_after(agreed, revised) == [2, (None, None), (None, None)]


def test_the_rules_of_a_phase_are_shown_from_day_to_day() -> None:
    corrected = replace(RULES_SET, rules=replace(RULES, currencies=("EUR",)), reason="erreur")
    later = replace(RULES_SET, since=date(2019, 1, 1))
    events = [DEFINED, PLANNED_2017, later, RULES_SET, corrected]
    seen = history("programme", PROGRAMME, events)
    row = project(programmes.PROJECTION, seen, programmes.PROGRAMMES, PROGRAMME)
    (phase,) = row["phases"]
    assert [(each["since"], each["rules"]["currencies"]) for each in phase["rules"]] == [
        ("2017-01-01", ("EUR",)),
        ("2019-01-01", ("EUR", "MAD")),
    ]


def test_a_partnership_shows_its_members_and_what_became_of_it() -> None:
    events: list[Any] = [
        ESTABLISHED,
        ENTERED_2017,
        MemberJoined(member=membership(WAREMME, "BE"), since=date(2013, 1, 1)),
        MemberLeft(commune=WAREMME, until=date(2014, 1, 1), reason="fusion"),
        PartnershipSuspended(since=date(2015, 1, 1), reason=SuspensionReason.HEALTH),
    ]

    def after(*more: Any) -> Any:
        seen = history("partnership", PARTNERSHIP, [*events, *more])
        return project(partnerships.PROJECTION, seen, partnerships.PARTNERSHIPS, PARTNERSHIP)

    row = after()
    assert row["communes"] == [JETTE, BELFAA]
    assert [m["reason"] for m in row["former_members"]] == ["fusion"]
    assert (row["state"], row["reason"]) == ("suspended", "health")
    assert after(PartnershipResumed(on=date(2015, 6, 1)))["state"] == "active"
    ended = after(PartnershipTerminated(on=date(2016, 1, 1), reason="accord", by=JETTE))
    assert (ended["state"], ended["ended_by"]) == ("terminated", JETTE)


def test_a_signed_protocol_waits_for_every_council_since_the_last_signature() -> None:
    row = protocol_after(*SIGNATURES)
    assert row["awaiting"] == [JETTE, BELFAA]
    assert row["awaiting_since"] == date(2017, 5, 19)
    assert protocol_after(*AGREEMENT, JETTE_SIGNED)["awaiting"] == []


def test_a_ratification_leaves_the_others_awaited() -> None:
    row = protocol_after(*SIGNATURES, JETTE_RATIFIED)
    assert row["state"] == "partly_ratified"
    assert row["awaiting"] == [BELFAA]
    assert step_of(row, JETTE)["deliberation"]["votes"]["in_favour"] == 29


def test_an_adjourned_council_is_still_awaited() -> None:
    put_off = CouncilAdjourned(
        version=1, party=BELFAA, deliberation=BELFAA_VOTE, until=date(2017, 9, 1)
    )
    row = protocol_after(*SIGNATURES, JETTE_RATIFIED, put_off)
    assert row["awaiting"] == [BELFAA]
    assert step_of(row, BELFAA)["until"] == "2017-09-01"


def test_in_force_nobody_is_awaited() -> None:
    row = protocol_after(*RATIFICATION)
    assert (row["state"], row["awaiting"], row["awaiting_since"]) == ("in_force", [], None)
    assert str(row["in_force_since"]) == "2017-06-28"


def test_a_lapsed_protocol_waits_for_nobody_until_it_is_resubmitted() -> None:
    refused = CouncilRefused(version=1, party=BELFAA, deliberation=BELFAA_VOTE)
    row = protocol_after(*SIGNATURES, JETTE_RATIFIED, refused)
    assert (row["state"], row["awaiting"]) == ("lapsed", [])
    again = ProtocolResubmitted(version=2, proposed_by=JETTE, on=date(2017, 9, 1), text=AMENDED)
    row = protocol_after(*SIGNATURES, JETTE_RATIFIED, refused, again)
    assert (row["state"], row["text_version"]) == ("negotiating", 2)
    assert row["text_hash"] == AMENDED_HASH


def test_an_amendment_shows_beside_the_text_in_force() -> None:
    proposed = AmendmentProposed(
        version=2, proposed_by=JETTE, on=date(2019, 1, 1), reason="précision", text=AMENDED
    )
    row = protocol_after(*RATIFICATION, proposed)
    assert (row["state"], row["amendment"]) == ("in_force", "negotiating")
    done = AmendmentEnteredIntoForce(version=2, in_force_since=date(2019, 5, 1), votes=VOTES)
    row = protocol_after(*RATIFICATION, proposed, done)
    assert (row["amendment"], str(row["in_force_since"])) == (None, "2019-05-01")
    back = EntryIntoForceCorrected(version=2, in_force_since=None, reason="erreur")
    row = protocol_after(*RATIFICATION, proposed, done, back)
    assert (row["state"], str(row["in_force_since"])) == ("in_force", "2017-06-28")


def test_a_withdrawn_vote_is_awaited_again() -> None:
    row = protocol_after(
        *RATIFICATION,
        VoteWithdrawn(version=1, party=JETTE, reason="erreur"),
        EntryIntoForceCorrected(version=1, in_force_since=None, reason="erreur"),
    )
    assert (row["state"], row["awaiting"]) == ("partly_ratified", [JETTE])
    assert step_of(row, JETTE)["vote"] is None


def test_a_vote_on_behalf_stays_unconfirmed_until_the_commune_confirms() -> None:
    behalf = replace(JETTE_RATIFIED, on_behalf=ON_BEHALF)
    assert step_of(protocol_after(*SIGNATURES, behalf), JETTE)["vote_confirmed"] is False
    row = protocol_after(*SIGNATURES, behalf, VoteConfirmed(version=1, party=JETTE))
    assert step_of(row, JETTE)["vote_confirmed"] is True
    assert step_of(protocol_after(*SIGNATURES, JETTE_RATIFIED), JETTE)["vote_confirmed"] is None


def test_a_corrected_vote_shows_what_holds() -> None:
    right = replace(JETTE_VOTE, reference="2017/06-15")
    corrected = VoteCorrected(version=1, party=JETTE, deliberation=right, reason="coquille")
    row = protocol_after(*SIGNATURES, JETTE_RATIFIED, corrected)
    assert step_of(row, JETTE)["deliberation"]["reference"] == "2017/06-15"


def test_an_expired_protocol_says_so() -> None:
    row = protocol_after(*RATIFICATION, ProtocolExpired(on=date(2021, 12, 31)))
    assert (row["state"], row["awaiting"]) == ("expired", [])


def test_the_view_says_of_every_step_what_the_rules_say() -> None:
    refused = CouncilRefused(version=1, party=BELFAA, deliberation=BELFAA_VOTE)
    for events in (RATIFICATION, (*SIGNATURES, JETTE_RATIFIED, refused)):
        for end in range(1, len(events) + 1):
            state = replay(protocol, events[:end]).state
            assert protocol_after(*events[:end])["state"] == state


def test_what_is_made_up_stays_marked() -> None:
    assert protocol_after(*PROPOSAL, demonstration=True)["demonstration"] is True
    assert protocol_after(*PROPOSAL)["demonstration"] is False
    made_up = history(
        "protocol", PROTOCOL, PROPOSAL, meta=msgspec.structs.replace(META, demonstration=True)
    )
    real = history("protocol", PROTOCOL, AGREEMENT)[2:]
    row = project(protocols.PROJECTION, [*made_up, *real], protocols.PROTOCOLS, PROTOCOL)
    assert row["demonstration"] is True
