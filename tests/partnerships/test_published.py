"""What others hear: every formal act, under its own wire type, and no person."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from contracts import partnerships as contracts
from contracts.partnerships.conventions import ConventionSignaturesVoided
from contracts.partnerships.protocols import AmendmentRatified, ProtocolRatified
from kernel.events import Meta, Seen
from kernel.store import Stream
from kernel.unions import members
from services.partnerships.domain import (
    commitment,
    commune,
    convention,
    country_programme,
    partnership,
    programme,
    protocol,
    regional_group,
    territorial_actor,
)
from services.partnerships.domain.commune.events import CommuneRegistered
from services.partnerships.domain.convention.events import (
    ConventionAmendmentDrafted,
    ConventionDrafted,
    ConventionRevised,
)
from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    ProtocolEnteredIntoForce,
)
from services.partnerships.published import to_contract
from tests.partnerships.cases import (
    ACTOR,
    BELFAA,
    COUNTRY_PROGRAMME,
    GROUP,
    JETTE,
    NOW,
    PARTNERSHIP,
    PROGRAMME,
    PROTOCOL,
)
from tests.partnerships.commitments import COMMITMENT
from tests.partnerships.conventions import AMENDMENT, CONVENTION, DRAFTED, REVISED
from tests.partnerships.protocols import IN_FORCE, JETTE_SIGNED
from tests.partnerships.stored import samples_of
from vocabulary.communes import CommuneKind

STREAMS: dict[str, tuple[Any, Any]] = {
    "commune": (commune, BELFAA),
    "programme": (programme, PROGRAMME),
    "country_programme": (country_programme, COUNTRY_PROGRAMME),
    "partnership": (partnership, PARTNERSHIP),
    "protocol": (protocol, PROTOCOL),
    "convention": (convention, CONVENTION),
    "territorial_actor": (territorial_actor, ACTOR),
    "regional_group": (regional_group, GROUP),
    "commitment": (commitment, COMMITMENT),
}
RENAMED = {
    ConventionRevised: ConventionSignaturesVoided,
    ProtocolEnteredIntoForce: ProtocolRatified,
    AmendmentEnteredIntoForce: AmendmentRatified,
}
NAMED = {event.__name__: event for event in members(contracts.Event)}
DRAFTS = {ConventionDrafted, ConventionAmendmentDrafted}
META = Meta(command_id=PROTOCOL, actor="account-1", occurred_at=NOW, correlation_id=PROTOCOL)
EVENTS = [
    (category, event)
    for category, (aggregate, _) in STREAMS.items()
    for event in samples_of(aggregate.Event)
    if type(event) not in DRAFTS
]


def heard(category: str, event: Any) -> Any:
    stream = Stream(category, STREAMS[category][1])
    return to_contract(Seen(1, stream, 1, PROTOCOL, event, META, NOW))


@pytest.mark.parametrize(("category", "event"), EVENTS, ids=lambda each: type(each).__name__)
def test_every_formal_act_is_heard_under_its_own_name_and_id(category: str, event: Any) -> None:
    contract = heard(category, event)
    expected = RENAMED.get(type(event), NAMED.get(type(event).__name__))
    assert type(contract) is expected
    assert getattr(contract, category) == STREAMS[category][1]


@pytest.mark.parametrize(("category", "event"), EVENTS, ids=lambda each: type(each).__name__)
def test_what_a_contract_says_is_what_the_event_said(category: str, event: Any) -> None:
    told, known = msgspec.to_builtins(heard(category, event)), msgspec.to_builtins(event)
    for name in told.keys() & known.keys() - {"members"}:
        assert told[name] == known[name]


def test_every_contract_event_has_a_source() -> None:
    assert {type(heard(*each)) for each in EVENTS} == set(members(contracts.Event))


def test_a_convention_is_heard_of_once_it_is_signed() -> None:
    for draft in (DRAFTED, AMENDMENT, REVISED):
        assert heard("convention", draft) is None
    assert heard("convention", replace(REVISED, voided=(JETTE,))).voided == (JETTE,)


def test_a_signatory_is_heard_of_by_function_only() -> None:
    told = msgspec.json.encode(heard("protocol", JETTE_SIGNED)).decode()
    assert JETTE_SIGNED.signatory.subject_ref not in told
    assert JETTE_SIGNED.signatory.function in told


def test_evidence_of_a_record_on_behalf_stays_in_the_unit() -> None:
    for category, event in EVENTS:
        if getattr(event, "on_behalf", None) is not None:
            contract = heard(category, event)
            told = msgspec.json.encode(contract).decode()
            assert event.on_behalf.evidence.reference not in told
            assert getattr(contract, "recorded_on_behalf", True)


def test_entry_into_force_is_heard_as_the_ratification_of_the_protocol() -> None:
    assert heard("protocol", IN_FORCE) == ProtocolRatified(
        protocol=PROTOCOL,
        version=1,
        partnership=PARTNERSHIP,
        phase=IN_FORCE.phase,
        country="MA",
        parties=IN_FORCE.parties,
        in_force_since=IN_FORCE.in_force_since,
        votes=IN_FORCE.votes,
        ends_on=IN_FORCE.ends_on,
    )


def test_a_stream_of_another_kind_is_not_told() -> None:
    assert to_contract(Seen(1, Stream("person", BELFAA), 1, PROTOCOL, object(), META, NOW)) is None


@pytest.mark.parametrize(
    ("kind", "listed"),
    [(CommuneKind.REGION, "province"), (CommuneKind.DELEGATED_OPERATOR, "intermediary")],
)
def test_a_kind_that_the_contract_has_no_word_for_goes_as_the_nearest_and_says_so(
    kind: CommuneKind, listed: str
) -> None:
    registered = CommuneRegistered(kind=kind, country="BE", names={"fr": "Wallonie"})
    told = heard("commune", registered)
    assert (told.kind.value, told.exact_kind) == (listed, kind.value)
    assert heard("commune", replace(registered, kind=CommuneKind.VILLE)).exact_kind is None
