"""What holds at every moment, whatever was tried: P1 to P8 of the programme's protocol."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from services.partnerships.domain.convention.state import Convention
from services.partnerships.domain.protocol.events import ProtocolSigned
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from tests.partnerships.cases import DEFINED, SOCIAL_ACTION
from tests.partnerships.exploring.world import CONVENTIONS, PARTNERSHIPS, PROTOCOLS, World

PILLARS = {term.code for term in DEFINED.pillars}
PRINCIPLES = {term.code for term in DEFINED.principles}


def broken(world: World) -> list[str]:
    """Return what does not hold, each with the invariant that says so."""
    return [
        *_of_places(world),
        *(fault for id_ in PROTOCOLS for fault in _of_protocol(world.state("protocol", id_))),
        *(fault for id_ in CONVENTIONS for fault in _of_convention(world, id_)),
        *(fault for id_ in PARTNERSHIPS for fault in _of_sides(world.state("partnership", id_))),
    ]


def _of_places(world: World) -> Iterator[str]:
    """Yield where two protocols can bind the same partners in one phase (P7: one per phase)."""
    places = [
        (state.proposal.partnership, state.proposal.phase)
        for id_ in PROTOCOLS
        if (state := world.state("protocol", id_)).binding is not None
    ]
    if len(set(places)) < len(places):
        yield "P7: two protocols in force for one partnership and phase"


def _of_protocol(protocol: CollaborationProtocol) -> Iterator[str]:
    parties = set(protocol.parties)
    for version in protocol.versions:
        yield from _of_text(version)
        yield from _of_acts(version, protocol, parties)
    if protocol.expired_on is not None and protocol.binding is None:
        yield "P3: what never bound has expired"
    for earlier, later in pairwise(protocol.versions):
        fallen = earlier.lapsed or earlier.abandoned is not None
        if earlier.in_force_since is None and not fallen and not _was_voided(earlier):
            yield f"P3: version after one that is still being decided: {later.tabled_on}"


def _was_voided(version: Version) -> bool:
    """Whether the version lapsed by a vote that was corrected later."""
    return bool(version.votes)


def _of_text(version: Version) -> Iterator[str]:
    text = version.text
    if PILLARS - {*text.pillars}:
        yield "P5: a pillar is missing"
    if PRINCIPLES - {*text.principles}:
        yield "P5: a principle is missing"
    if SOCIAL_ACTION.code not in {domain.code for domain in text.domains}:
        yield "P6: no domain of the country's sector"


def _of_acts(version: Version, protocol: CollaborationProtocol, parties: set[Any]) -> Iterator[str]:
    if not {*version.agreed, *version.signatures, *version.votes} <= parties:
        yield "P2: somebody acted who is no party"
    if version.signatures and not (version.text_agreed and parties <= version.agreed.keys()):
        yield "P2: signed before all agreed"
    if version.votes and not parties <= version.signatures.keys():
        yield "P3: a council voted before all had signed"
    must = protocol.proposal.decide_first if protocol.proposal else ()
    for signature in version.signatures.values():
        yield from _of_signature(signature, must)
        if signature.text_hash != version.text.text_hash:
            yield "P2: another text was signed"
    yield from _of_force(version, parties)


def _of_signature(signature: ProtocolSigned, must: Iterable[Any]) -> Iterator[str]:
    prior = signature.prior_deliberation
    if prior is None and signature.party in must:
        yield "P1: signed without the council's earlier decision"
    if prior is not None and signature.on < prior.adopted_on:
        yield "P1: signed before the council's decision"
    if not (signature.place and signature.signatory.function and signature.on):
        yield "P4: a signature lacks function, place or day"


def _of_force(version: Version, parties: set[Any]) -> Iterator[str]:
    if (version.in_force_since is not None) != (parties == version.ratified.keys()):
        yield "P3: in force without every council, or every council without force"
    if version.in_force_since is not None:
        latest = max(vote.adopted_on for vote in version.ratified.values())
        if version.in_force_since != (version.text.effective_on or latest):
            yield "P3: in force on another day than that of the latest vote or of the text"


def _of_convention(world: World, id_: Any) -> Iterator[str]:
    convention: Convention = world.state("convention", id_)
    if convention.drafted is None:
        return
    under = world.state("protocol", convention.drafted.protocol)
    parties = set(convention.parties)
    if convention.parties != under.parties:
        yield "P8: a convention between others than the parties to the protocol"
    for version in convention.versions:
        concluded = version.concluded_on is not None
        if concluded != (parties == version.signatures.keys()):
            yield "P8: concluded without every signature, or not concluded with all"
        if any(each.content_hash != version.content_hash for each in version.signatures.values()):
            yield "P8: a signature under another content"
    for plan in convention.annexed.values():
        if plan.version > len(convention.versions):
            yield "P8: a plan annexed to a version that is not there"
        if convention.versions[plan.version - 1].concluded_on is None:
            yield "P8: a plan annexed to what is not concluded"
    others = [
        other
        for other in CONVENTIONS
        if (drafted := world.state("convention", other).drafted)
        and drafted.protocol == convention.drafted.protocol
        and world.places.conventions.get(drafted.protocol) not in {None, other}
        and _is_open(world.state("convention", other))
    ]
    if others:
        yield "P8: two conventions open under one protocol"


def _is_open(convention: Convention) -> bool:
    return not convention.abandoned and type(convention.end).__name__ != "ConventionClosed"


def _of_sides(partnership: Any) -> Iterator[str]:
    if partnership.establishment is None:
        return
    country = partnership.establishment.country
    abroad = [member.country != country for member in partnership.members]
    began_on_both = {member.country == country for member in partnership.establishment.members} == {
        True,
        False,
    }
    if began_on_both and {*abroad} != {True, False}:
        yield "P31: one side of a partnership is empty"
    if len(set(partnership.communes)) < len(partnership.communes):
        yield "P31: a commune is a member twice"
