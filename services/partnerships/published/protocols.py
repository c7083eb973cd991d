"""Protocols, as others hear of them.

Signatories appear by their function; the private event alone keeps the opaque reference.
"""

from typing import Any

from contracts.partnerships import protocols as contracts
from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    AmendmentProposed,
    CouncilAdjourned,
    CouncilRatified,
    CouncilRefused,
    CouncilVoted,
    EntryIntoForceCorrected,
    Event,
    OfSignature,
    OfVersion,
    OfVotes,
    PartyAgreedText,
    ProtocolAbandoned,
    ProtocolEnteredIntoForce,
    ProtocolExpired,
    ProtocolProposed,
    ProtocolResubmitted,
    ProtocolSigned,
    ProtocolTextAgreed,
    ProtocolTextRevised,
    SignatureConfirmed,
    SignatureWithdrawn,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from services.partnerships.domain.protocol.text import ProtocolText
from vocabulary.identifiers import ProtocolId


def protocol_contract(id_: ProtocolId, event: Event) -> contracts.Event:
    match event:
        case ProtocolProposed():
            return _proposed(id_, event)
        case ProtocolResubmitted():
            return contracts.ProtocolResubmitted(
                protocol=id_,
                version=event.version,
                proposed_by=event.proposed_by,
                on=event.on,
                **_public(event.text),
            )
        case AmendmentProposed():
            return contracts.AmendmentProposed(
                protocol=id_,
                version=event.version,
                proposed_by=event.proposed_by,
                on=event.on,
                reason=event.reason,
                **_public(event.text),
            )
        case ProtocolExpired(on=on):
            return contracts.ProtocolExpired(protocol=id_, on=on)
        case _:
            return _of_version(id_, event)


def _public(text: ProtocolText) -> dict[str, Any]:
    """Return what others hear of a text."""
    return {
        "text_hash": text.text_hash,
        "pillars": text.pillars,
        "domains": text.domains,
        "principles": text.principles,
    }


def _proposed(id_: ProtocolId, event: ProtocolProposed) -> contracts.ProtocolProposed:
    return contracts.ProtocolProposed(
        protocol=id_,
        version=1,
        partnership=event.partnership,
        phase=event.phase,
        country=event.country,
        parties=event.parties,
        proposed_by=event.proposed_by,
        on=event.on,
        **_public(event.text),
        renews=event.renews,
    )


def _of_version(id_: ProtocolId, event: OfVersion) -> contracts.Event:
    match event:
        case ProtocolTextRevised() | PartyAgreedText() | ProtocolTextAgreed():
            return _of_text(id_, event)
        case ProtocolSigned() | SignatureConfirmed() | SignatureWithdrawn():
            return _signed(id_, event)
        case ProtocolAbandoned():
            return contracts.ProtocolAbandoned(
                protocol=id_,
                version=event.version,
                party=event.party,
                on=event.on,
                reason=event.reason,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case ProtocolEnteredIntoForce() | AmendmentEnteredIntoForce() | EntryIntoForceCorrected():
            return _in_force(id_, event)
        case _:
            return _of_votes(id_, event)


def _of_text(
    id_: ProtocolId, event: ProtocolTextRevised | PartyAgreedText | ProtocolTextAgreed
) -> contracts.Event:
    match event:
        case ProtocolTextRevised():
            return contracts.ProtocolTextRevised(
                protocol=id_,
                version=event.version,
                revised_by=event.revised_by,
                on=event.on,
                **_public(event.text),
            )
        case PartyAgreedText():
            return contracts.PartyAgreedText(
                protocol=id_,
                version=event.version,
                party=event.party,
                text_hash=event.text_hash,
                on=event.on,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case ProtocolTextAgreed(version=version, text_hash=text_hash, on=on):
            return contracts.ProtocolTextAgreed(
                protocol=id_, version=version, text_hash=text_hash, on=on
            )


def _signed(id_: ProtocolId, event: OfSignature) -> contracts.Event:
    version, party = event.version, event.party
    match event:
        case SignatureConfirmed():
            return contracts.SignatureConfirmed(protocol=id_, version=version, party=party)
        case SignatureWithdrawn(reason=reason):
            return contracts.SignatureWithdrawn(
                protocol=id_, version=version, party=party, reason=reason
            )
        case ProtocolSigned():
            return contracts.ProtocolSigned(
                protocol=id_,
                version=version,
                party=party,
                function=event.signatory.function,
                acting_for=event.signatory.acting_for,
                place=event.place,
                on=event.on,
                signed_by_all=event.signed_by_all,
                recorded_on_behalf=event.on_behalf is not None,
                prior_deliberation=event.prior_deliberation,
            )


def _in_force(
    id_: ProtocolId,
    event: ProtocolEnteredIntoForce | AmendmentEnteredIntoForce | EntryIntoForceCorrected,
) -> contracts.Event:
    match event:
        case ProtocolEnteredIntoForce():
            return contracts.ProtocolRatified(
                protocol=id_,
                version=event.version,
                partnership=event.partnership,
                phase=event.phase,
                country=event.country,
                parties=event.parties,
                in_force_since=event.in_force_since,
                votes=event.votes,
                ends_on=event.ends_on,
            )
        case AmendmentEnteredIntoForce(version=version, in_force_since=since, votes=votes):
            return contracts.AmendmentRatified(
                protocol=id_, version=version, in_force_since=since, votes=votes
            )
        case EntryIntoForceCorrected(version=version, in_force_since=since, reason=reason):
            return contracts.EntryIntoForceCorrected(
                protocol=id_, version=version, in_force_since=since, reason=reason
            )


def _of_votes(id_: ProtocolId, event: OfVotes) -> contracts.Event:
    version, party = event.version, event.party
    match event:
        case VoteCorrected():
            return contracts.VoteCorrected(
                protocol=id_,
                version=version,
                party=party,
                deliberation=event.deliberation,
                reason=event.reason,
                warnings=event.warnings,
            )
        case VoteWithdrawn(reason=reason):
            return contracts.VoteWithdrawn(
                protocol=id_, version=version, party=party, reason=reason
            )
        case VoteConfirmed():
            return contracts.VoteConfirmed(protocol=id_, version=version, party=party)
        case _:
            return _voted(id_, event)


def _voted(id_: ProtocolId, event: CouncilVoted) -> contracts.Event:
    version, party, deliberation = event.version, event.party, event.deliberation
    on_behalf = event.on_behalf is not None
    match event:
        case CouncilRatified(warnings=warnings):
            return contracts.CouncilRatified(
                protocol=id_,
                version=version,
                party=party,
                deliberation=deliberation,
                recorded_on_behalf=on_behalf,
                warnings=warnings,
            )
        case CouncilAdjourned(until=until):
            return contracts.CouncilAdjourned(
                protocol=id_,
                version=version,
                party=party,
                deliberation=deliberation,
                until=until,
                recorded_on_behalf=on_behalf,
            )
        case CouncilRefused(reason=reason):
            return contracts.CouncilRefused(
                protocol=id_,
                version=version,
                party=party,
                deliberation=deliberation,
                reason=reason,
                recorded_on_behalf=on_behalf,
            )
