"""Sign a version; the last signature concludes it. Take back one recorded by mistake."""

from dataclasses import replace

from services.partnerships.domain.convention.commands import (
    SignConvention,
    Signing,
    WithdrawConventionSignature,
)
from services.partnerships.domain.convention.events import (
    ConventionConcluded,
    ConventionDrafted,
    ConventionSignatureWithdrawn,
    ConventionSigned,
    Event,
)
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import (
    ConventionIsConcluded,
    SignedAnotherContent,
)
from services.partnerships.domain.convention.standing import is_party, may_act, only_convention
from services.partnerships.domain.convention.state import Convention, Version
from services.partnerships.domain.deliberation.referring import refers
from services.partnerships.domain.protocol.refusals import AlreadySigned, SignedBeforeDeliberation
from services.partnerships.domain.role_holding.verifying import verified
from vocabulary.dates import happened


def of_signature(
    command: Signing, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    match command:
        case SignConvention():
            return _sign(command, convention, drafted, facts)
        case WithdrawConventionSignature():
            return _withdraw(command, convention, drafted)


def _sign(
    command: SignConvention, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    is_party(command.party, drafted)
    version, number = convention.versions[-1], len(convention.versions)
    signed = _signed(command, version, number, drafted)
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
    if command.content_hash != version.content_hash:
        raise SignedAnotherContent(content_hash=version.content_hash)
    # Two that were drafted under the protocol at the same instant: the first goes on.
    only_convention(facts)
    may_act(drafted, facts)
    happened(facts.now, command.on)
    if command.deliberation is not None:
        happened(facts.now, command.deliberation.adopted_on)
        if command.on < command.deliberation.adopted_on:
            raise SignedBeforeDeliberation(adopted_on=command.deliberation.adopted_on.isoformat())
        refers(command.deliberation, command.party, facts.deliberations)
    signed = replace(signed, function_verified=verified(command.signatory, command.on, facts.held))
    if not signed.signed_by_all:
        return [signed]
    return [signed, _concluded(signed, version, drafted)]


def _withdraw(
    command: WithdrawConventionSignature, convention: Convention, drafted: ConventionDrafted
) -> list[Event]:
    is_party(command.party, drafted)
    version = convention.versions[-1]
    if command.party not in version.signatures:
        return []
    if version.concluded_on is not None:
        raise ConventionIsConcluded(on=version.concluded_on.isoformat())
    withdrawn = ConventionSignatureWithdrawn(
        version=len(convention.versions),
        partnership=drafted.partnership,
        party=command.party,
        reason=command.reason,
    )
    return [withdrawn]


def _signed(
    command: SignConvention, version: Version, number: int, drafted: ConventionDrafted
) -> ConventionSigned:
    return ConventionSigned(
        version=number,
        partnership=drafted.partnership,
        party=command.party,
        signatory=command.signatory,
        place=command.place,
        on=command.on,
        content_hash=command.content_hash,
        signed_by_all={*version.signatures, command.party} >= set(drafted.parties),
        on_behalf=command.on_behalf,
        deliberation=command.deliberation,
    )


def _concluded(
    last: ConventionSigned, version: Version, drafted: ConventionDrafted
) -> ConventionConcluded:
    # Signatures reach us in any order; the event is the same whichever came last.
    days = [last.on, *(signature.on for signature in version.signatures.values())]
    return ConventionConcluded(
        version=last.version,
        partnership=drafted.partnership,
        protocol=drafted.protocol,
        country=drafted.country,
        parties=drafted.parties,
        content_hash=version.content_hash,
        budget_lines=version.budget_lines,
        terms=version.terms,
        on=max(days),
    )
