"""Give up what is not signed by all; close what is settled; undo a closing made by mistake."""

from services.partnerships.domain.convention.commands import (
    AbandonConvention,
    CloseConvention,
    ReopenConvention,
)
from services.partnerships.domain.convention.events import (
    ConventionAbandoned,
    ConventionClosed,
    ConventionDrafted,
    ConventionReopened,
    Event,
)
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import (
    ClosedBeforeConcluded,
    ConventionIsAbandoned,
    ConventionIsClosed,
    ConventionIsConcluded,
    ConventionNotClosed,
    ConventionNotConcluded,
)
from services.partnerships.domain.convention.standing import is_party, only_convention
from services.partnerships.domain.convention.state import Convention
from vocabulary.dates import happened


def abandon(
    command: AbandonConvention, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    is_party(command.party, drafted)
    earlier = convention.given_up
    if earlier and (earlier.party, earlier.on, earlier.reason) == (
        command.party,
        command.on,
        command.reason,
    ):
        return []
    if convention.abandoned is not None:
        raise ConventionIsAbandoned(on=convention.abandoned.on.isoformat())
    if isinstance(convention.end, ConventionClosed):
        raise ConventionIsClosed(on=convention.end.on.isoformat())
    version = convention.versions[-1]
    if version.concluded_on is not None:
        raise ConventionIsConcluded(on=version.concluded_on.isoformat())
    happened(facts.now, command.on)
    abandoned = ConventionAbandoned(
        version=len(convention.versions),
        partnership=drafted.partnership,
        protocol=drafted.protocol,
        party=command.party,
        on=command.on,
        reason=command.reason,
        voided=tuple(party for party in drafted.parties if party in version.signatures),
        on_behalf=command.on_behalf,
    )
    return [abandoned]


def close(
    command: CloseConvention, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    is_party(command.party, drafted)
    if isinstance(convention.end, ConventionClosed):
        if convention.end.on == command.on:
            return []
        raise ConventionIsClosed(on=convention.end.on.isoformat())
    if convention.holds is None:
        raise ConventionNotConcluded
    concluded_on = convention.versions[convention.holds - 1].concluded_on
    if concluded_on is not None and command.on < concluded_on:
        raise ClosedBeforeConcluded(concluded_on=concluded_on.isoformat())
    happened(facts.now, command.on)
    closed = ConventionClosed(
        version=convention.holds,
        partnership=drafted.partnership,
        protocol=drafted.protocol,
        party=command.party,
        on=command.on,
        on_behalf=command.on_behalf,
    )
    return [closed]


def reopen(
    command: ReopenConvention, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    is_party(command.party, drafted)
    match convention.end:
        case ConventionReopened(on=on, reason=reason) if (on, reason) == (
            command.on,
            command.reason,
        ):
            return []
        case ConventionClosed(version=version):
            only_convention(facts)
            happened(facts.now, command.on)
            reopened = ConventionReopened(
                version=version,
                partnership=drafted.partnership,
                protocol=drafted.protocol,
                party=command.party,
                on=command.on,
                reason=command.reason,
            )
            return [reopened]
        case _:
            raise ConventionNotClosed
