"""Agree to a text and sign it, or give it up."""

from dataclasses import replace
from datetime import date

from services.partnerships.domain.partnership.events import PartnershipTerminated
from services.partnerships.domain.partnership.refusals import PartnershipHasEnded
from services.partnerships.domain.protocol.commands import (
    AbandonProtocol,
    AgreeProtocol,
    SignProtocol,
)
from services.partnerships.domain.protocol.completeness import is_complete
from services.partnerships.domain.protocol.events import (
    Event,
    PartyAgreedText,
    ProtocolAbandoned,
    ProtocolSigned,
    ProtocolTextAgreed,
)
from services.partnerships.domain.protocol.facts import Facts
from services.partnerships.domain.protocol.refusals import (
    AgreedToAnotherText,
    AlreadySigned,
    NotAParty,
    OneProtocolPerPhase,
    PriorDeliberationMissing,
    ProtocolHasExpired,
    SignedAnotherText,
    SignedBeforeDeliberation,
    SignedByEveryParty,
    TextAbandoned,
    TextNotAgreed,
    VersionLapsed,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from services.partnerships.domain.role_holding.verifying import verified
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId


def agree(command: AgreeProtocol, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    version = latest_of(protocol, command.party)
    text_hash, party = version.text.text_hash, command.party
    if party in version.agreed and command.text_hash == text_hash:
        return []
    goes_on(protocol, version)
    if command.text_hash != text_hash:
        raise AgreedToAnotherText(text_hash=text_hash)
    if facts.taken_by is not None:
        raise OneProtocolPerPhase(protocol=str(facts.taken_by))
    happened(facts.now, command.on)
    number = len(protocol.versions)
    agreed = PartyAgreedText(
        version=number,
        party=party,
        text_hash=text_hash,
        on=command.on,
        on_behalf=command.on_behalf,
    )
    days = {**version.agreed, party: command.on}
    if days.keys() < set(protocol.parties):
        return [agreed]
    is_complete(version.text, facts)
    latest = max(days.values())
    return [agreed, ProtocolTextAgreed(version=number, text_hash=text_hash, on=latest)]


def sign(command: SignProtocol, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    version = latest_of(protocol, command.party)
    signed = _signed(command, protocol, version)
    if earlier := version.signatures.get(command.party):
        same = replace(
            signed,
            signed_by_all=earlier.signed_by_all,
            on_behalf=earlier.on_behalf,
            function_verified=earlier.function_verified,
        )
        if same == earlier:
            return []
        raise AlreadySigned(on=earlier.on.isoformat())
    goes_on(protocol, version)
    if not version.text_agreed:
        raise TextNotAgreed
    if command.text_hash != version.text.text_hash:
        raise SignedAnotherText(text_hash=version.text.text_hash)
    happened(facts.now, command.on)
    within_partnership(command.on, facts)
    _after_its_council(signed, protocol)
    return [replace(signed, function_verified=verified(command.signatory, command.on, facts.held))]


def abandon(command: AbandonProtocol, protocol: CollaborationProtocol, facts: Facts) -> list[Event]:
    version = latest_of(protocol, command.party)
    if version.abandoned is not None:
        return []
    if protocol.expired_on is not None:
        raise ProtocolHasExpired
    signed_by_all = version.signatures.keys() >= set(protocol.parties)
    if signed_by_all and not version.lapsed:
        raise SignedByEveryParty
    happened(facts.now, command.on)
    abandoned = ProtocolAbandoned(
        version=len(protocol.versions),
        party=command.party,
        on=command.on,
        reason=command.reason,
        on_behalf=command.on_behalf,
    )
    return [abandoned]


def agreed_by(protocol: CollaborationProtocol) -> tuple[CommuneId, ...]:
    """Return the parties that have agreed to the text on the table."""
    return tuple(protocol.versions[-1].agreed) if protocol.versions else ()


def latest_of(protocol: CollaborationProtocol, party: CommuneId) -> Version:
    """Return the version on which the party can still act, or acted last."""
    if party not in protocol.parties:
        raise NotAParty(party=str(party))
    return protocol.versions[-1]


def goes_on(protocol: CollaborationProtocol, version: Version) -> None:
    """Refuse to go on with a version that has fallen, or after the protocol has expired."""
    if protocol.expired_on is not None:
        raise ProtocolHasExpired
    if version.abandoned is not None:
        raise TextAbandoned(on=version.abandoned.on.isoformat())
    if version.lapsed:
        raise VersionLapsed


def within_partnership(day: date, facts: Facts) -> None:
    """Refuse what is dated after the partnership was ended; what came before may be recorded."""
    last = facts.partnership.last_turn
    if isinstance(last, PartnershipTerminated) and day > last.on:
        raise PartnershipHasEnded(on=last.on.isoformat())


def _signed(
    command: SignProtocol, protocol: CollaborationProtocol, version: Version
) -> ProtocolSigned:
    signatories = {*version.signatures, command.party}
    return ProtocolSigned(
        version=len(protocol.versions),
        party=command.party,
        signatory=command.signatory,
        place=command.place,
        on=command.on,
        text_hash=command.text_hash,
        signed_by_all=signatories >= set(protocol.parties),
        prior_deliberation=command.prior_deliberation or protocol.prior.get(command.party),
        on_behalf=command.on_behalf,
    )


def _after_its_council(signed: ProtocolSigned, protocol: CollaborationProtocol) -> None:
    prior = signed.prior_deliberation
    if prior is not None and signed.on < prior.adopted_on:
        raise SignedBeforeDeliberation(adopted_on=prior.adopted_on.isoformat())
    must_decide_first = protocol.proposal is not None and (
        signed.party in protocol.proposal.decide_first
    )
    if prior is None and must_decide_first:
        raise PriorDeliberationMissing(party=str(signed.party))
