"""What each event about a specific convention changes on file."""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec.structs import replace

from contracts.partnerships.conventions import (
    ActionPlanAnnexed,
    AdvanceCorrected,
    AdvanceReceived,
    AdvanceWithdrawn,
    ConventionAbandoned,
    ConventionClosed,
    ConventionConcluded,
    ConventionReopened,
    ConventionSignaturesVoided,
    ConventionSignatureWithdrawn,
    ConventionSigned,
    DataProtectionAnnexed,
)
from gateway.read_model.conventions import (
    Abandonment,
    Annex,
    Convention,
    ConventionSignature,
    ConventionVersion,
    DataProtection,
    Receipt,
)
from gateway.read_model.dossiers import Desk, Ref
from gateway.read_model.ids import text
from gateway.read_model.said import Said
from kernel.unions import members

Act: TypeAlias = (
    ConventionSigned | ConventionSignaturesVoided | ConventionConcluded | ActionPlanAnnexed
)
Ending: TypeAlias = ConventionClosed | ConventionReopened

OfAdvance: TypeAlias = AdvanceReceived | AdvanceCorrected | AdvanceWithdrawn
Later: TypeAlias = Ending | ConventionSignatureWithdrawn | ConventionAbandoned | OfAdvance

HEARS = members(Act | Later | DataProtectionAnnexed)


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case event if isinstance(event, Act | Later | DataProtectionAnnexed):
            yield Ref(Convention, said.country, text(event.convention))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case DataProtectionAnnexed() as event:
            # It may be annexed before anyone signs: it waits for the first signature.
            convention = desk.find(Convention, said.country, event.convention)
            desk.file(_with_rules(convention or _begun(event, said), event, said), said.at)
        case event if isinstance(event, Act):
            convention = desk.find(Convention, said.country, event.convention)
            convention = convention or _begun(event, said)
            desk.file(_changed(convention, event, said), said.at)
        case event if isinstance(event, Later):
            # It was heard of when it was signed; one that was not is of a log that began later.
            if convention := desk.find(Convention, said.country, event.convention):
                desk.file(_later(convention, event, said), said.at)


def _begun(event: Act | DataProtectionAnnexed, said: Said) -> Convention:
    return Convention(
        country=said.country,
        id=text(event.convention),
        partnership=text(event.partnership),
        begun_on=event.on,
        mark=said.mark,
    )


def _changed(convention: Convention, event: Act, said: Said) -> Convention:
    name = str(event.version)
    version = convention.versions.get(name) or ConventionVersion(
        number=event.version, content_hash=event.content_hash, mark=said.mark
    )
    version = _version(replace(version, mark=version.mark.also(said.mark)), event, said)
    protocol = convention.protocol
    if isinstance(event, ConventionConcluded):
        protocol = text(event.protocol)
    return replace(
        convention,
        begun_on=convention.begun_on if convention.versions else event.on,
        versions={**convention.versions, name: version},
        protocol=protocol,
        mark=convention.mark.also(said.mark),
    )


def _later(convention: Convention, event: Later, said: Said) -> Convention:
    if isinstance(event, ConventionSignatureWithdrawn):
        return _unsigned(convention, event, said)
    if isinstance(event, ConventionAbandoned):
        return _given_up(convention, event, said)
    if isinstance(event, OfAdvance):
        return _paid(convention, event, said)
    return _ended(convention, event, said)


def _unsigned(
    convention: Convention, event: ConventionSignatureWithdrawn, said: Said
) -> Convention:
    name = str(event.version)
    if (version := convention.versions.get(name)) is None:
        return convention
    left = _without(version, {text(event.party)}, said)
    mark = convention.mark.also(said.mark)
    return replace(convention, versions={**convention.versions, name: left}, mark=mark)


def _with_rules(convention: Convention, event: DataProtectionAnnexed, said: Said) -> Convention:
    annexed = DataProtection(
        document=event.document,
        version=event.version,
        on=event.on,
        party=text(event.party),
        recorded_on_behalf=event.recorded_on_behalf,
    )
    mark = convention.mark.also(said.mark)
    return replace(convention, data_protection=annexed, mark=mark)


def _paid(convention: Convention, event: OfAdvance, said: Said) -> Convention:
    received = {code: each for code, each in convention.received.items() if code != event.advance}
    if not isinstance(event, AdvanceWithdrawn):
        received[event.advance] = Receipt(amount=event.amount, on=event.on, party=text(event.party))
    return replace(convention, received=received, mark=convention.mark.also(said.mark))


def _given_up(convention: Convention, event: ConventionAbandoned, said: Said) -> Convention:
    mark = convention.mark.also(said.mark)
    if not convention.versions or convention.current.concluded_on is None:
        end = Abandonment(
            on=event.on,
            reason=event.reason,
            party=text(event.party),
            recorded_on_behalf=event.recorded_on_behalf,
        )
        return replace(convention, abandonment=end, mark=mark)
    versions = {k: v for k, v in convention.versions.items() if v.number < event.version}
    return replace(convention, versions=versions, mark=mark)


def _without(version: ConventionVersion, gone: set[str], said: Said) -> ConventionVersion:
    left = {party: each for party, each in version.signatures.items() if party not in gone}
    return replace(version, signatures=left, mark=version.mark.also(said.mark))


def _ended(convention: Convention, event: Ending, said: Said) -> Convention:
    # An amendment that was not concluded has fallen.
    versions = {
        name: version
        for name, version in convention.versions.items()
        if version.number <= event.version
    }
    closed_on = event.on if isinstance(event, ConventionClosed) else None
    mark = convention.mark.also(said.mark)
    return replace(convention, versions=versions, closed_on=closed_on, mark=mark)


def _version(version: ConventionVersion, event: Act, said: Said) -> ConventionVersion:
    match event:
        case ConventionSigned(party=party, content_hash=content_hash):
            signatures = {**version.signatures, text(party): _signature(event, said)}
            return replace(version, content_hash=content_hash, signatures=signatures)
        case ConventionSignaturesVoided(voided=voided, content_hash=content_hash):
            unsigned = _without(version, {text(party) for party in voided}, said)
            return replace(unsigned, content_hash=content_hash)
        case ConventionConcluded():
            return replace(
                version,
                content_hash=event.content_hash,
                budget_lines=event.budget_lines,
                terms=event.terms,
                concluded_on=event.on,
            )
        case ActionPlanAnnexed(action_plan=plan):
            annex = Annex(
                party=text(event.party) if event.party else None,
                on=event.on,
                content_hash=event.content_hash,
                recorded_on_behalf=event.recorded_on_behalf,
                mark=said.mark,
            )
            return replace(version, annexes={**version.annexes, text(plan): annex})


def _signature(event: ConventionSigned, said: Said) -> ConventionSignature:
    return ConventionSignature(
        function=event.function,
        acting_for=event.acting_for,
        place=event.place,
        on=event.on,
        content_hash=event.content_hash,
        recorded_on_behalf=event.recorded_on_behalf,
        mark=said.mark,
    )
