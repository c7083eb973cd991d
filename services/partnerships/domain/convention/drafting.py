"""Draft a convention, revise the draft, amend what is concluded."""

from services.partnerships.domain.convention.commands import (
    AmendConvention,
    DraftConvention,
    ReviseConvention,
)
from services.partnerships.domain.convention.content import ConventionContent
from services.partnerships.domain.convention.events import (
    ConventionAmendmentDrafted,
    ConventionDrafted,
    ConventionRevised,
    Event,
)
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import (
    ConventionAlreadyDrafted,
    ConventionIsConcluded,
    ConventionNotConcluded,
    ProtocolOfAnotherPartnership,
)
from services.partnerships.domain.convention.standing import is_active, is_party, only_convention
from services.partnerships.domain.convention.state import Convention, Version, content_of
from services.partnerships.domain.convention.terms import NONE, agreed, hold_together
from services.partnerships.domain.protocol.events import ProtocolProposed
from services.partnerships.domain.protocol.refusals import (
    AmendmentOpen,
    NotInForce,
    ProtocolHasExpired,
    ProtocolUnknown,
)
from vocabulary.dates import happened
from vocabulary.protocols import ProtocolState


def draft(command: DraftConvention, convention: Convention, facts: Facts) -> list[Event]:
    if convention.drafted is not None:
        if _repeats(command, convention.drafted):
            return []
        raise ConventionAlreadyDrafted
    proposal = facts.protocol.proposal
    if proposal is None:
        raise ProtocolUnknown(protocol=str(command.protocol))
    if proposal.partnership != command.partnership:
        raise ProtocolOfAnotherPartnership(partnership=str(proposal.partnership))
    if facts.protocol.expired_on is not None:
        raise ProtocolHasExpired
    if facts.protocol.state is ProtocolState.ABANDONED:
        raise NotInForce(state=facts.protocol.state.value)
    is_active(facts)
    only_convention(facts)
    drafted = _drafted(command, proposal)
    is_party(command.drafted_by, drafted)
    happened(facts.now, command.on)
    _holds_together(drafted, drafted, facts)
    return [drafted]


def revise(
    command: ReviseConvention, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    is_party(command.party, drafted)
    version, number = convention.versions[-1], len(convention.versions)
    terms = agreed(command.terms, version.terms)
    if (version.budget_lines, version.terms) == (command.budget_lines, terms):
        return []
    if version.concluded_on is not None:
        raise ConventionIsConcluded
    is_active(facts)
    happened(facts.now, command.on)
    revised = ConventionRevised(
        version=number,
        partnership=drafted.partnership,
        revised_by=command.party,
        on=command.on,
        budget_lines=command.budget_lines,
        content_hash=content_of(drafted, number, command.budget_lines, terms).hash,
        voided=tuple(party for party in drafted.parties if party in version.signatures),
        terms=terms,
    )
    _holds_together(revised, drafted, facts)
    return [revised]


def amend(
    command: AmendConvention, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    is_party(command.party, drafted)
    version, number = convention.versions[-1], len(convention.versions)
    if number > 1 and version.drafted == _amended(
        command, drafted, number, convention.versions[-2]
    ):
        return []
    if convention.holds is None:
        raise ConventionNotConcluded
    if version.concluded_on is None:
        raise AmendmentOpen
    is_active(facts)
    happened(facts.now, command.on)
    amended = _amended(command, drafted, number + 1, version)
    _holds_together(amended, drafted, facts)
    return [amended]


def _holds_together(
    event: ConventionDrafted | ConventionRevised | ConventionAmendmentDrafted,
    drafted: ConventionDrafted,
    facts: Facts,
) -> None:
    hold_together(
        event.budget_lines,
        event.terms or NONE,
        parties=drafted.parties,
        phase=facts.programme.phases.get(drafted.phase),
        on=event.on,
    )


def _repeats(command: DraftConvention, drafted: ConventionDrafted) -> bool:
    return (
        command.partnership == drafted.partnership
        and command.protocol == drafted.protocol
        and command.drafted_by == drafted.drafted_by
        and command.on == drafted.on
        and command.budget_lines == drafted.budget_lines
        and agreed(command.terms, None) == drafted.terms
    )


def _drafted(command: DraftConvention, proposal: ProtocolProposed) -> ConventionDrafted:
    terms = agreed(command.terms, None)
    content = ConventionContent(
        partnership=command.partnership,
        protocol=command.protocol,
        parties=proposal.parties,
        version=1,
        budget_lines=command.budget_lines,
        terms=terms,
    )
    return ConventionDrafted(
        partnership=command.partnership,
        protocol=command.protocol,
        phase=proposal.phase,
        country=proposal.country,
        parties=proposal.parties,
        drafted_by=command.drafted_by,
        on=command.on,
        budget_lines=command.budget_lines,
        content_hash=content.hash,
        terms=terms,
    )


def _amended(
    command: AmendConvention, drafted: ConventionDrafted, version: int, before: Version
) -> ConventionAmendmentDrafted:
    terms = agreed(command.terms, before.terms)
    return ConventionAmendmentDrafted(
        version=version,
        partnership=drafted.partnership,
        drafted_by=command.party,
        on=command.on,
        reason=command.reason,
        budget_lines=command.budget_lines,
        content_hash=content_of(drafted, version, command.budget_lines, terms).hash,
        terms=terms,
    )
