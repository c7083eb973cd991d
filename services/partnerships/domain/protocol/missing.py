"""What is still missing before a protocol, or its amendment, binds: what, from whom, since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.partnerships.domain.protocol.events import CouncilAdjourned
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from vocabulary.identifiers import CommuneId
from vocabulary.protocols import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that one party has still to do about a version of the text.

    `since` is the day from which it could have been done; `until` the day to which its council
    has put its decision off.
    """

    what: Missing
    party: CommuneId
    version: int
    since: date
    until: date | None = None


def missing(protocol: CollaborationProtocol) -> tuple[Gap, ...]:
    """Return what is missing, in the order in which it is due; nothing of what has expired."""
    if protocol.expired_on is not None or not protocol.versions:
        return ()
    number, version = len(protocol.versions), protocol.versions[-1]
    fallen = version.lapsed or version.abandoned is not None
    gaps = [] if fallen else [*_of_text(protocol, version, number)]
    return (*gaps, *_unconfirmed(protocol))


def unproven(protocol: CollaborationProtocol) -> tuple[Gap, ...]:
    """Return the signatures to the latest text whose function no recorded holding proves.

    They count all the same; whoever records the holding later lets a reader see that it was so.
    """
    if protocol.expired_on is not None or not protocol.versions:
        return ()
    return tuple(
        Gap(
            what=Missing.FUNCTION_PROOF,
            party=party,
            version=len(protocol.versions),
            since=signature.on,
        )
        for party, signature in protocol.versions[-1].signatures.items()
        if not signature.function_verified
    )


def _of_text(protocol: CollaborationProtocol, version: Version, number: int) -> Iterator[Gap]:
    for party in protocol.parties:
        if party not in version.agreed:
            since = version.tabled_on
            yield Gap(what=Missing.AGREEMENT, party=party, version=number, since=since)
    yield from _prior_deliberations(protocol, version, number)
    if not version.text_agreed:
        return
    agreed_on = max(version.agreed.values(), default=version.tabled_on)
    unsigned = [party for party in protocol.parties if party not in version.signatures]
    for party in unsigned:
        yield Gap(what=Missing.SIGNATURE, party=party, version=number, since=agreed_on)
    if not unsigned:
        yield from _of_councils(protocol, version, number)


def _prior_deliberations(
    protocol: CollaborationProtocol, version: Version, number: int
) -> Iterator[Gap]:
    must = protocol.proposal.decide_first if protocol.proposal else ()
    for party in must:
        if party not in protocol.prior:
            since = version.tabled_on
            yield Gap(what=Missing.PRIOR_DELIBERATION, party=party, version=number, since=since)


def _of_councils(protocol: CollaborationProtocol, version: Version, number: int) -> Iterator[Gap]:
    signed_on = max(signature.on for signature in version.signatures.values())
    for party in protocol.parties:
        if party not in version.ratified:
            vote = version.votes.get(party)
            until = vote.until if isinstance(vote, CouncilAdjourned) else None
            yield Gap(
                what=Missing.RATIFICATION,
                party=party,
                version=number,
                since=signed_on,
                until=until,
            )


def _unconfirmed(protocol: CollaborationProtocol) -> Iterator[Gap]:
    """Yield what the unit recorded on behalf of a commune that has not confirmed it yet."""
    for number, version in enumerate(protocol.versions, start=1):
        for party in protocol.parties:
            signature = version.signatures.get(party)
            if signature and signature.on_behalf and party not in version.own_signatures:
                yield Gap(
                    what=Missing.SIGNATURE_CONFIRMATION,
                    party=party,
                    version=number,
                    since=signature.on,
                )
            vote = version.votes.get(party)
            if vote and vote.on_behalf and party not in version.confirmed:
                yield Gap(
                    what=Missing.VOTE_CONFIRMATION,
                    party=party,
                    version=number,
                    since=vote.deliberation.adopted_on,
                )
