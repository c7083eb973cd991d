"""What holds whatever happens: order, symmetry, repetition, and a past that is never refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.decider import replay
from kernel.refusals import Refusal
from services.partnerships.domain import (
    calendar_feed,
    commitment,
    commune,
    country_programme,
    deliberation,
    document,
    partnership,
    programme,
    protocol,
    regional_group,
    role_holding,
    template,
    territorial_actor,
)
from services.partnerships.domain.protocol.commands import (
    AdjournProtocol,
    AgreeProtocol,
    AmendProtocol,
    ConfirmVote,
    CorrectVote,
    ExpireProtocol,
    RatifyProtocol,
    RefuseProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    SignProtocol,
    WithdrawVote,
)
from tests.partnerships.cases import (
    AMENDED,
    AMENDED_HASH,
    BELFAA,
    BELFAA_PRESIDENT,
    HASH,
    JETTE,
    JETTE_MAYOR,
    OF_BELFAA,
    OF_JETTE,
    TEXT,
    UNIT,
    WAREMME,
    decision,
)
from tests.partnerships.protocols import (
    PROPOSE,
    PROPOSED,
    SIGNATURES,
    ratify,
    scenario,
    signature,
)
from tests.partnerships.stored import samples_of
from vocabulary.acts import Evidence, OnBehalf
from vocabulary.identifiers import CommuneId

pytestmark = pytest.mark.thorough

PARTIES = (JETTE, BELFAA, WAREMME)
DAYS = st.dates(date(2017, 1, 1), date(2020, 12, 31))
SIGNERS = {JETTE: JETTE_MAYOR, BELFAA: BELFAA_PRESIDENT}


def after(commands: Sequence[protocol.Command], *history: protocol.Event) -> list[protocol.Event]:
    """Return the history with what each command adds; one that is refused adds nothing."""
    events = list(history)
    for command in commands:
        try:
            events += protocol.decide(command, replay(protocol, events), scenario.facts)
        except Refusal:
            continue
    return events


@given(st.permutations(PARTIES), st.lists(DAYS, min_size=3, max_size=3))
def test_the_order_in_which_votes_are_recorded_never_matters(
    order: Sequence[Any], days: Sequence[date]
) -> None:
    three = replace(PROPOSED, parties=PARTIES)
    warned = signature(
        SignProtocol(
            party=WAREMME, signatory=JETTE_MAYOR, place="Waremme", on=days[0], text_hash=HASH
        ),
        by_all=True,
    )
    signed = (three, *SIGNATURES[1:], warned)
    votes = {
        party: ratify(party, decision(str(day), day))
        for party, day in zip(PARTIES, days, strict=True)
    }
    one = after([votes[party] for party in PARTIES], *signed)
    other = after([votes[party] for party in order], *signed)
    assert one[-1] == other[-1]
    assert one[-1].in_force_since == max(days)  # type: ignore[union-attr]
    assert replay(protocol, one) == replay(protocol, other)


@given(st.permutations([JETTE, BELFAA]), DAYS, DAYS)
def test_the_order_of_agreements_never_matters(
    order: Sequence[Any], jette: date, belfaa: date
) -> None:
    days = {JETTE: jette, BELFAA: belfaa}
    agree = [AgreeProtocol(party=p, on=days[p], text_hash=HASH) for p in order]
    events = after(agree, PROPOSED)
    assert events[-1].on == max(jette, belfaa)  # type: ignore[union-attr]
    assert replay(protocol, events) == replay(protocol, after(agree[::-1], PROPOSED))


party = st.sampled_from([JETTE, BELFAA])
text = st.sampled_from([TEXT, AMENDED])
text_hash = st.sampled_from([HASH, AMENDED_HASH])
vote = st.builds(decision, st.sampled_from(["a", "b"]), DAYS)
on_behalf = st.sampled_from([None, OnBehalf(evidence=Evidence(reference="PV"))])
version = st.sampled_from([None, 1, 2])
COMMAND: st.SearchStrategy[protocol.Command] = st.one_of(
    st.just(PROPOSE),
    st.builds(ReviseProtocol, party=party, on=DAYS, text=text),
    st.builds(AgreeProtocol, party=party, on=DAYS, text_hash=text_hash, on_behalf=on_behalf),
    party.flatmap(
        lambda of: st.builds(
            SignProtocol,
            party=st.just(of),
            signatory=st.just(SIGNERS[of]),
            place=st.just("Jette"),
            on=DAYS,
            text_hash=text_hash,
            prior_deliberation=st.none(),
            on_behalf=on_behalf,
        )
    ),
    st.builds(RatifyProtocol, party=party, deliberation=vote, on_behalf=on_behalf),
    st.builds(AdjournProtocol, party=party, deliberation=vote, until=st.none()),
    st.builds(RefuseProtocol, party=party, deliberation=vote, reason=st.none()),
    st.builds(ResubmitProtocol, party=party, on=DAYS, text=text),
    st.builds(AmendProtocol, party=party, on=DAYS, text=text, reason=st.just("précision")),
    st.builds(CorrectVote, party=party, deliberation=vote, reason=st.just("x"), version=version),
    st.builds(WithdrawVote, party=party, reason=st.just("x"), version=version),
    st.builds(ConfirmVote, party=party, version=version),
    st.just(ExpireProtocol(on=date(2021, 12, 31))),
)


@settings(max_examples=60)
@given(st.lists(COMMAND, max_size=12), COMMAND)
def test_repeating_an_accepted_command_decides_nothing(
    earlier: Sequence[protocol.Command], command: protocol.Command
) -> None:
    history = after(earlier, *SIGNATURES)
    try:
        events = protocol.decide(command, replay(protocol, history), scenario.facts)
    except Refusal:
        return
    state = replay(protocol, [*history, *events])
    assert protocol.decide(command, state, scenario.facts) == []


@settings(max_examples=60)
@given(st.lists(COMMAND, max_size=16))
def test_a_protocol_in_force_has_the_ratification_of_every_council(
    commands: Sequence[protocol.Command],
) -> None:
    state = replay(protocol, after(commands, *SIGNATURES))
    for each in state.versions:
        if each.in_force_since is not None:
            assert each.ratified.keys() == set(state.parties)
            assert each.signatures.keys() == set(state.parties)
            assert not each.lapsed


def mirrored(value: Any) -> Any:
    """Return the same with the two sides changed over."""
    if isinstance(value, UUID):
        return {JETTE: BELFAA, BELFAA: JETTE}.get(CommuneId(value), value)
    if isinstance(value, tuple):
        return tuple(mirrored(each) for each in value)
    if hasattr(value, "__dataclass_fields__"):
        names = value.__dataclass_fields__
        return replace(value, **{name: mirrored(getattr(value, name)) for name in names})
    return value


def is_decided(command: protocol.Command, *history: protocol.Event) -> list[Any] | type[Refusal]:
    try:
        return protocol.decide(command, replay(protocol, list(history)), scenario.facts)
    except Refusal as refusal:
        return type(refusal)


@settings(max_examples=60)
@given(st.lists(COMMAND.filter(lambda c: c is not PROPOSE), max_size=10))
def test_what_one_side_can_do_the_other_can(commands: Sequence[protocol.Command]) -> None:
    # Who must decide first is the programme's rule for a country; all else is alike.
    table = replace(PROPOSED, decide_first=(), prior_deliberations=())
    here, there = [table], [mirrored(table)]
    for command in commands:
        one, other = is_decided(command, *here), is_decided(mirrored(command), *there)
        if isinstance(one, type):
            assert other is one
            continue
        assert mirrored(tuple(one)) == tuple(other)  # type: ignore[arg-type]
        here += one
        there += other  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.lists(COMMAND, max_size=6), COMMAND)
def test_rights_mirror_each_other(
    earlier: Sequence[protocol.Command], command: protocol.Command
) -> None:
    here = replay(protocol, after(earlier, *SIGNATURES))
    there = replay(protocol, [mirrored(event) for event in after(earlier, *SIGNATURES)])
    for one, other in ((OF_JETTE, OF_BELFAA), (OF_BELFAA, OF_JETTE), (UNIT, UNIT)):
        assert _may(one, command, here) == _may(other, mirrored(command), there)


def _may(by: Any, command: protocol.Command, state: Any) -> type[Refusal] | None:
    try:
        protocol.may(by, command, state, scenario.facts)
    except Refusal as refusal:
        return type(refusal)
    return None


def any_event_of(aggregate: Any) -> st.SearchStrategy[Any]:
    """Draw from the committed samples, about few versions and parties, so that they meet."""
    ids = st.sampled_from([JETTE, BELFAA])
    few = {"version": st.integers(0, 3), "party": ids, "phase": ids, "commune": ids}

    def about(event: Any) -> st.SearchStrategy[Any]:
        chosen = {name: few[name] for name in few if hasattr(event, name)}
        return st.fixed_dictionaries(chosen).map(lambda change: replace(event, **change))

    return st.sampled_from(samples_of(aggregate.Event)).flatmap(about)


@pytest.mark.parametrize(
    "aggregate",
    [
        calendar_feed,
        commitment,
        commune,
        country_programme,
        deliberation,
        document,
        partnership,
        programme,
        protocol,
        regional_group,
        role_holding,
        template,
        territorial_actor,
    ],
)
@settings(max_examples=60)
@given(data=st.data())
def test_the_past_is_never_refused(aggregate: Any, data: st.DataObject) -> None:
    history = data.draw(st.lists(any_event_of(aggregate), max_size=10))
    state = replay(aggregate, history)
    assert isinstance(state, type(aggregate.INITIAL))
    if aggregate in {protocol, partnership}:
        _ = state.state
