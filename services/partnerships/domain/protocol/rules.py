"""Who may ask what of a protocol, and what comes of it."""

from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import only_country_unit
from services.partnerships.domain.protocol.citing import rightly_cited
from services.partnerships.domain.protocol.commands import (
    AbandonProtocol,
    AdjournProtocol,
    AgreeProtocol,
    AmendProtocol,
    Command,
    ConfirmSignature,
    ConfirmVote,
    Correction,
    CorrectVote,
    ExpireProtocol,
    ProposeProtocol,
    RatifyProtocol,
    RefuseProtocol,
    RenewProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    SignProtocol,
    WithdrawSignature,
    WithdrawVote,
)
from services.partnerships.domain.protocol.concluding import abandon, agree, agreed_by, sign
from services.partnerships.domain.protocol.correcting import (
    confirm,
    correct,
    is_the_communes_own,
    of_signature,
    signed_itself,
    withdraw,
)
from services.partnerships.domain.protocol.events import Event, ProtocolExpired
from services.partnerships.domain.protocol.facts import Facts
from services.partnerships.domain.protocol.refusals import (
    NotInForce,
    NotYetEnded,
    SignatureIsTheCommunesOwn,
    VoteIsTheCommunesOwn,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol
from services.partnerships.domain.protocol.tabling import propose, table
from services.partnerships.domain.protocol.voting import vote
from vocabulary.authority import commune_or_on_behalf, commune_or_unit, is_party, only_commune
from vocabulary.dates import happened
from vocabulary.roles import SCHEDULER


def may(
    principal: Principal, command: Command, protocol: CollaborationProtocol, _facts: Facts
) -> None:
    """Let each party act for itself only; the country unit drafts, and records on behalf."""
    match command:
        case ProposeProtocol(proposed_by=party) | RenewProtocol(proposed_by=party):
            commune_or_unit(principal, party)
        case ReviseProtocol() | ResubmitProtocol() | AmendProtocol():
            commune_or_unit(principal, command.party)
        case ExpireProtocol():
            if not principal.has(SCHEDULER):
                only_country_unit(principal)
        case ConfirmVote(party=party) | ConfirmSignature(party=party):
            only_commune(principal, party)
        case CorrectVote() | WithdrawVote() | WithdrawSignature():
            _may_correct(principal, command, protocol)
        case AbandonProtocol(party=party) if not agreed_by(protocol):
            commune_or_unit(principal, party)
        case _:
            commune_or_on_behalf(principal, command.party, command.on_behalf)


def _may_correct(
    principal: Principal,
    command: CorrectVote | WithdrawVote | WithdrawSignature,
    protocol: CollaborationProtocol,
) -> None:
    party = command.party
    commune_or_unit(principal, party)
    if is_party(principal, party):
        return
    if isinstance(command, WithdrawSignature):
        if signed_itself(party, protocol):
            raise SignatureIsTheCommunesOwn(party=str(party))
    elif is_the_communes_own(command, protocol):
        raise VoteIsTheCommunesOwn(party=str(party))


def decide(command: Command, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    events = _decided(command, protocol, facts)
    if events:  # what is already true stays so, whatever became of the deliberation since
        rightly_cited(command, facts.deliberations)
    return events


def _decided(command: Command, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    match command:
        case ProposeProtocol() | RenewProtocol():
            return propose(command, protocol, facts)
        case _ if protocol.proposal is None:
            raise NotFound
        case ReviseProtocol() | ResubmitProtocol() | AmendProtocol():
            return table(command, protocol, facts)
        case AgreeProtocol():
            return agree(command, protocol, facts)
        case SignProtocol():
            return sign(command, protocol, facts)
        case RatifyProtocol() | AdjournProtocol() | RefuseProtocol():
            return vote(command, protocol, facts)
        case _:
            return _afterwards(command, protocol, facts)


def _afterwards(
    command: AbandonProtocol | ExpireProtocol | Correction,
    protocol: CollaborationProtocol,
    facts: Facts,
) -> list[Event]:
    match command:
        case AbandonProtocol():
            return abandon(command, protocol, facts)
        case ExpireProtocol():
            return _expire(command, protocol, facts)
        case CorrectVote():
            return correct(command, protocol, facts)
        case WithdrawVote():
            return withdraw(command, protocol)
        case ConfirmVote():
            return confirm(command, protocol)
        case ConfirmSignature() | WithdrawSignature():
            return of_signature(command, protocol)
        case _:
            assert_never(command)


def _expire(command: ExpireProtocol, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    if protocol.expired_on is not None:
        return []
    if protocol.binding is None or protocol.proposal is None:
        raise NotInForce
    ends_on = protocol.proposal.ends_on
    if command.on < ends_on:
        raise NotYetEnded(ends_on=ends_on.isoformat())
    happened(facts.now, command.on)
    return [ProtocolExpired(on=command.on)]
