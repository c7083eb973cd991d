"""Specific conventions, as others hear of them: what is signed, never a draft.

Signatories appear by their function; the private event alone keeps the opaque reference.
"""

from contracts.partnerships import conventions as contracts
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    ConventionAmendmentDrafted,
    ConventionConcluded,
    ConventionDrafted,
    ConventionRevised,
    ConventionSigned,
    Event,
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
        case ConventionConcluded():
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
            )
        case ActionPlanAnnexed():
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
    )
