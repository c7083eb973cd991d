"""Specific conventions, as others hear of them: what is signed, never a draft.

Signatories appear by their function; the private event alone keeps the opaque reference.
"""

from contracts.partnerships import conventions as contracts
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    AdvanceCorrected,
    AdvanceReceived,
    AdvanceWithdrawn,
    ConventionAbandoned,
    ConventionAmendmentDrafted,
    ConventionClosed,
    ConventionConcluded,
    ConventionDrafted,
    ConventionReopened,
    ConventionRevised,
    ConventionSignatureWithdrawn,
    ConventionSigned,
    DataProtectionAnnexed,
    Event,
    OfAdvance,
    OfAnnex,
    OfEnd,
)
from vocabulary.identifiers import ConventionId


def convention_contract(id_: ConventionId, event: Event) -> contracts.Event | None:
    match event:
        case ConventionDrafted() | ConventionAmendmentDrafted():
            return None
        case ConventionRevised():
            return _voided(id_, event) if event.voided else None
        case ConventionSigned():
            return _signed(id_, event)
        case ConventionSignatureWithdrawn():
            return contracts.ConventionSignatureWithdrawn(
                convention=id_,
                version=event.version,
                partnership=event.partnership,
                party=event.party,
                reason=event.reason,
            )
        case ConventionConcluded():
            return _concluded(id_, event)
        case _:
            return _under(id_, event)


def _under(id_: ConventionId, event: OfAnnex | OfAdvance | OfEnd) -> contracts.Event:
    match event:
        case ActionPlanAnnexed() | DataProtectionAnnexed():
            return _annexed(id_, event)
        case AdvanceReceived() | AdvanceCorrected() | AdvanceWithdrawn():
            return _advance(id_, event)
        case ConventionAbandoned() | ConventionClosed() | ConventionReopened():
            return _ended(id_, event)


def _voided(id_: ConventionId, event: ConventionRevised) -> contracts.Event:
    return contracts.ConventionSignaturesVoided(
        convention=id_,
        version=event.version,
        partnership=event.partnership,
        voided=event.voided,
        content_hash=event.content_hash,
        on=event.on,
    )


def _signed(id_: ConventionId, event: ConventionSigned) -> contracts.Event:
    return contracts.ConventionSigned(
        convention=id_,
        version=event.version,
        partnership=event.partnership,
        party=event.party,
        function=event.signatory.function,
        acting_for=event.signatory.acting_for,
        place=event.place,
        on=event.on,
        content_hash=event.content_hash,
        signed_by_all=event.signed_by_all,
        recorded_on_behalf=event.on_behalf is not None,
        deliberation=event.deliberation,
    )


def _concluded(id_: ConventionId, event: ConventionConcluded) -> contracts.Event:
    return contracts.ConventionConcluded(
        convention=id_,
        version=event.version,
        partnership=event.partnership,
        protocol=event.protocol,
        country=event.country,
        parties=event.parties,
        content_hash=event.content_hash,
        budget_lines=event.budget_lines,
        on=event.on,
        terms=event.terms,
    )


def _annexed(id_: ConventionId, event: OfAnnex) -> contracts.Event:
    if isinstance(event, ActionPlanAnnexed):
        return contracts.ActionPlanAnnexed(
            convention=id_,
            version=event.version,
            partnership=event.partnership,
            action_plan=event.action_plan,
            content_hash=event.content_hash,
            on=event.on,
            party=event.party,
            recorded_on_behalf=event.on_behalf is not None,
        )
    return contracts.DataProtectionAnnexed(
        convention=id_,
        version=event.version,
        partnership=event.partnership,
        document=event.document,
        on=event.on,
        party=event.party,
        recorded_on_behalf=event.on_behalf is not None,
    )


def _advance(id_: ConventionId, event: OfAdvance) -> contracts.Event:
    match event:
        case AdvanceReceived():
            return contracts.AdvanceReceived(
                convention=id_,
                partnership=event.partnership,
                party=event.party,
                advance=event.advance,
                amount=event.amount,
                on=event.on,
            )
        case AdvanceCorrected():
            return contracts.AdvanceCorrected(
                convention=id_,
                partnership=event.partnership,
                party=event.party,
                advance=event.advance,
                amount=event.amount,
                on=event.on,
                reason=event.reason,
            )
        case AdvanceWithdrawn():
            return contracts.AdvanceWithdrawn(
                convention=id_,
                partnership=event.partnership,
                party=event.party,
                advance=event.advance,
                reason=event.reason,
            )


def _ended(id_: ConventionId, event: OfEnd) -> contracts.Event:
    if isinstance(event, ConventionAbandoned):
        return contracts.ConventionAbandoned(
            convention=id_,
            version=event.version,
            partnership=event.partnership,
            protocol=event.protocol,
            party=event.party,
            on=event.on,
            reason=event.reason,
            voided=event.voided,
            recorded_on_behalf=event.on_behalf is not None,
        )
    if isinstance(event, ConventionClosed):
        return contracts.ConventionClosed(
            convention=id_,
            version=event.version,
            partnership=event.partnership,
            protocol=event.protocol,
            party=event.party,
            on=event.on,
            recorded_on_behalf=event.on_behalf is not None,
        )
    return contracts.ConventionReopened(
        convention=id_,
        version=event.version,
        partnership=event.partnership,
        protocol=event.protocol,
        party=event.party,
        on=event.on,
        reason=event.reason,
    )
