"""What each event about a protocol changes on file."""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec.structs import replace

from contracts.partnerships.protocols import (
    AmendmentProposed,
    AmendmentRatified,
    CouncilAdjourned,
    CouncilRatified,
    CouncilRefused,
    EntryIntoForceCorrected,
    PartyAgreedText,
    ProtocolAbandoned,
    ProtocolExpired,
    ProtocolProposed,
    ProtocolRatified,
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
from gateway.read_model import votes
from gateway.read_model.dossiers import Desk, Ref
from gateway.read_model.ids import text
from gateway.read_model.partnership_events import Status
from gateway.read_model.partnerships import Partnership
from gateway.read_model.programmes import Phase, PhaseMove
from gateway.read_model.protocols import Protocol
from gateway.read_model.said import Said
from gateway.read_model.versions import (
    Agreement,
    Signature,
    Version,
    VersionKind,
    Vote,
    Wording,
)
from kernel.unions import members

Tabled: TypeAlias = ProtocolProposed | ProtocolResubmitted | AmendmentProposed
"""A version of the text is put on the table."""

Voted: TypeAlias = (
    CouncilRatified
    | CouncilAdjourned
    | CouncilRefused
    | VoteCorrected
    | VoteWithdrawn
    | VoteConfirmed
)
OnTheText: TypeAlias = PartyAgreedText | ProtocolTextRevised | ProtocolTextAgreed
OfSignature: TypeAlias = ProtocolSigned | SignatureConfirmed | SignatureWithdrawn
Negotiated: TypeAlias = OnTheText | OfSignature | ProtocolAbandoned
Settled: TypeAlias = ProtocolRatified | AmendmentRatified | EntryIntoForceCorrected
Later: TypeAlias = (
    ProtocolResubmitted | AmendmentProposed | Voted | Negotiated | Settled | ProtocolExpired
)

HEARS = (ProtocolProposed, *members(Later), *members(Status), *members(PhaseMove))


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case ProtocolProposed(protocol=id_, partnership=partnership, phase=phase):
            yield Ref(Protocol, said.country, text(id_))
            yield Ref(Partnership, said.country, text(partnership))
            yield Ref(Phase, said.country, text(phase))
        case event if isinstance(event, Later):
            yield Ref(Protocol, said.country, text(event.protocol))


def follows(desk: Desk, said: Said) -> Iterable[Ref]:
    """Return the protocols whose partners may or may no longer act."""
    for id_ in _concerned(desk, said):
        yield Ref(Protocol, said.country, id_)


def _concerned(desk: Desk, said: Said) -> tuple[str, ...]:
    basis = _basis(desk, said)
    return basis.protocols if basis else ()


def _basis(desk: Desk, said: Said) -> Partnership | Phase | None:
    """Return what the event changes and protocols rest on."""
    match said.event:
        case event if isinstance(event, PhaseMove):
            return desk.find(Phase, said.country, event.phase)
        case event if isinstance(event, Status):
            return desk.find(Partnership, said.country, event.partnership)
    return None


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case ProtocolProposed() as event:
            _propose(desk, event, said)
        case event if isinstance(event, Later):
            protocol = desk.open(Protocol, said.country, event.protocol)
            changed = _changed(protocol, event, said)
            desk.file(replace(changed, mark=protocol.mark.also(said.mark)), said.at)
        case _:
            for id_ in _concerned(desk, said):
                protocol = desk.open(Protocol, said.country, id_)
                desk.file(_resting_on(protocol, _basis(desk, said)), said.at)


def _propose(desk: Desk, event: ProtocolProposed, said: Said) -> None:
    partnership = desk.open(Partnership, said.country, event.partnership)
    phase = desk.open(Phase, said.country, event.phase)
    id_, parties = text(event.protocol), tuple(text(party) for party in event.parties)
    version = _tabled(event, parties, said)
    proposed = Protocol(
        country=said.country,
        id=id_,
        partnership=partnership.id,
        phase=phase.id,
        phase_code=phase.code,
        parties=parties,
        versions={str(version.number): version},
        renews=text(event.renews) if event.renews else None,
        ends_on=phase.ends_on,
        partnership_state=partnership.state,
        phase_state=phase.state,
        mark=said.mark,
    )
    desk.file(proposed, said.at)
    desk.file(replace(partnership, protocols=(*partnership.protocols, id_)), said.at)
    desk.file(replace(phase, protocols=(*phase.protocols, id_)), said.at)


def _resting_on(protocol: Protocol, basis: Partnership | Phase | None) -> Protocol:
    match basis:
        case Partnership():
            return replace(protocol, partnership_state=basis.state)
        case Phase():
            return replace(protocol, phase_state=basis.state)
        case None:
            return protocol


def _changed(protocol: Protocol, event: Later, said: Said) -> Protocol:
    match event:
        case ProtocolExpired(on=on):
            return replace(protocol, expired_on=on)
        case ProtocolResubmitted() | AmendmentProposed():
            return _with(protocol, _tabled(event, protocol.parties, said))
        case ProtocolRatified(in_force_since=since, ends_on=ends_on):
            version = _version(protocol, event.version, said)
            in_force = _with(protocol, replace(version, in_force_since=since))
            return replace(in_force, ends_on=ends_on)
        case (
            AmendmentRatified(in_force_since=since) | EntryIntoForceCorrected(in_force_since=since)
        ):
            version = _version(protocol, event.version, said)
            return _with(protocol, replace(version, in_force_since=since))
        case event if isinstance(event, Negotiated):
            version = _version(protocol, event.version, said)
            return _with(protocol, _negotiated(version, event, said))
        case _:
            version, party = _version(protocol, event.version, said), text(event.party)
            vote = votes.after(version.votes[party], event, said)
            return _with(protocol, replace(version, votes={**version.votes, party: vote}))


def _version(protocol: Protocol, number: int, said: Said) -> Version:
    version = protocol.versions[str(number)]
    return replace(version, mark=version.mark.also(said.mark))


def _with(protocol: Protocol, version: Version) -> Protocol:
    return replace(protocol, versions={**protocol.versions, str(version.number): version})


def _tabled(event: Tabled, parties: tuple[str, ...], said: Said) -> Version:
    kinds = {
        ProtocolProposed: VersionKind.FIRST,
        ProtocolResubmitted: VersionKind.RESUBMISSION,
        AmendmentProposed: VersionKind.AMENDMENT,
    }
    return Version(
        number=event.version,
        kind=kinds[type(event)],
        proposed_by=text(event.proposed_by),
        proposed_on=event.on,
        wording=_wording(event),
        reason=event.reason if isinstance(event, AmendmentProposed) else None,
        votes=dict.fromkeys(parties, Vote(mark=said.mark)),
        mark=said.mark,
    )


def _wording(event: Tabled | ProtocolTextRevised) -> Wording:
    return Wording(text_hash=event.text_hash, pillars=event.pillars, domains=event.domains)


def _negotiated(version: Version, event: Negotiated, said: Said) -> Version:
    match event:
        case PartyAgreedText(party=party, on=on, recorded_on_behalf=on_behalf):
            agreement = Agreement(on=on, recorded_on_behalf=on_behalf, mark=said.mark)
            return replace(version, agreements={**version.agreements, text(party): agreement})
        case ProtocolTextRevised(revised_by=by, on=on):
            return replace(
                version,
                wording=_wording(event),
                revised_by=text(by),
                revised_on=on,
                agreements={},
                agreed_on=None,
            )
        case ProtocolTextAgreed(on=on):
            # Who put the text on the table has agreed to it by doing so, on that day.
            tabled = Agreement(on=version.revised_on or version.proposed_on, mark=version.mark)
            agreements = {party: version.agreements.get(party, tabled) for party in version.votes}
            return replace(version, agreed_on=on, agreements=agreements)
        case ProtocolAbandoned(on=on):
            return replace(version, abandoned_on=on)
        case _:
            return _signed(version, event, said)


def _signed(version: Version, event: OfSignature, said: Said) -> Version:
    match event:
        case ProtocolSigned(party=party):
            signature = _signature(event, said)
            return replace(version, signatures={**version.signatures, text(party): signature})
        case SignatureConfirmed():
            return version  # known among its records; the signature counted all the same
        case SignatureWithdrawn(party=party):
            left = {by: each for by, each in version.signatures.items() if by != text(party)}
            return replace(version, signatures=left)


def _signature(event: ProtocolSigned, said: Said) -> Signature:
    return Signature(
        function=event.function,
        acting_for=event.acting_for,
        place=event.place,
        on=event.on,
        prior_deliberation=event.prior_deliberation,
        recorded_on_behalf=event.recorded_on_behalf,
        mark=said.mark,
    )
