"""Close a convention when all under it is settled; undo a closing made by mistake."""

from services.partnerships.domain.convention.commands import CloseConvention, ReopenConvention
from services.partnerships.domain.convention.events import (
    ConventionClosed,
    ConventionDrafted,
    ConventionReopened,
    Event,
)
from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import (
    ClosedBeforeConcluded,
    ConventionIsClosed,
    ConventionNotClosed,
    ConventionNotConcluded,
)
from services.partnerships.domain.convention.standing import is_party, only_convention
from services.partnerships.domain.convention.state import Convention
from vocabulary.dates import happened


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
