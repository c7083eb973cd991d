"""How each event of partnerships changes the row it is about; pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from contracts.partnerships.country_programmes import (
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
)
from contracts.partnerships.partners import (
    MemberJoined,
    MemberLeft,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from contracts.partnerships.programmes import (
    PhaseClosed,
    PhaseClosing,
    PhaseOpened,
    PhasePlanned,
    PhaseResumed,
    PhaseRulesSet,
    PhaseSuspended,
)
from contracts.partnerships.protocols import (
    AmendmentProposed,
    AmendmentRatified,
    CouncilRatified,
    EntryIntoForceCorrected,
    ProtocolExpired,
    ProtocolProposed,
    ProtocolRatified,
    ProtocolResubmitted,
    VoteWithdrawn,
)
from kernel.postgres.rows import Row
from kernel.postgres.views import plain
from vocabulary.communes import PartnershipState
from vocabulary.programmes import PhaseState

Beginning: TypeAlias = (
    PhasePlanned | CountryProgrammeLaunched | PartnershipEstablished | ProtocolProposed
)
PhaseMove: TypeAlias = PhaseOpened | PhaseSuspended | PhaseResumed | PhaseClosing | PhaseClosed
OfPhase: TypeAlias = PhaseMove | PhaseRulesSet
OfCountryProgramme: TypeAlias = CommuneAdmitted | CommuneWithdrawn
OfPartnership: TypeAlias = (
    MemberJoined
    | MemberLeft
    | PartnershipEnteredPhase
    | PartnershipSuspended
    | PartnershipResumed
    | PartnershipTerminated
)
OfProtocol: TypeAlias = (
    CouncilRatified
    | VoteWithdrawn
    | ProtocolResubmitted
    | AmendmentProposed
    | ProtocolRatified
    | AmendmentRatified
    | EntryIntoForceCorrected
    | ProtocolExpired
)

PHASE_STATES: Final[Mapping[type[Any], PhaseState]] = {
    PhaseOpened: PhaseState.OPEN,
    PhaseSuspended: PhaseState.SUSPENDED,
    PhaseResumed: PhaseState.OPEN,
    PhaseClosing: PhaseState.CLOSING,
    PhaseClosed: PhaseState.CLOSED,
}


def begun(told: Beginning) -> dict[str, Any]:
    """Return the row that an event begins, but for its marks."""
    match told:
        case PhasePlanned():
            return {
                "id": told.phase,
                "programme": told.programme,
                "code": told.code,
                "starts_on": told.starts_on,
                "ends_on": told.ends_on,
                "state": PhaseState.PLANNED.value,
                "rules": [],
            }
        case CountryProgrammeLaunched():
            return {
                "id": told.country_programme,
                "programme": told.programme,
                "phase": told.phase,
                "country": told.country,
                "communes": [],
            }
        case PartnershipEstablished():
            return {
                "id": told.partnership,
                "programme": told.programme,
                "country": told.country,
                "members": [member.commune for member in told.members],
                "phases": [],
                "state": PartnershipState.ACTIVE.value,
            }
        case ProtocolProposed():
            return {
                "id": told.protocol,
                "partnership": told.partnership,
                "phase": told.phase,
                "parties": list(told.parties),
                "text_version": told.version,
                "ratified": [],
                "in_force": {},
                "in_force_since": None,
                "expired_on": None,
            }


def of_phase(row: Row, told: OfPhase) -> dict[str, Any]:
    if isinstance(told, PhaseRulesSet):
        since = told.since.isoformat()
        others = [each for each in row["rules"] if each["since"] != since]
        laid_down = {"since": since, "rules": plain(told.rules)}
        return {"rules": sorted([*others, laid_down], key=lambda each: each["since"])}
    return {"state": PHASE_STATES[type(told)].value}


def of_country_programme(row: Row, told: OfCountryProgramme) -> dict[str, Any]:
    others = _without(row["communes"], told.commune)
    match told:
        case CommuneAdmitted(commune=commune):
            return {"communes": [*others, commune]}
        case CommuneWithdrawn():
            return {"communes": others}


def of_partnership(row: Row, told: OfPartnership) -> dict[str, Any]:
    match told:
        case MemberJoined(commune=commune):
            return {"members": [*_without(row["members"], commune), commune]}
        case MemberLeft(commune=commune):
            return {"members": _without(row["members"], commune)}
        case PartnershipEnteredPhase(phase=phase):
            return {"phases": [*_without(row["phases"], phase), phase]}
        case PartnershipSuspended():
            return {"state": PartnershipState.SUSPENDED.value}
        case PartnershipResumed():
            return {"state": PartnershipState.ACTIVE.value}
        case PartnershipTerminated():
            return {"state": PartnershipState.TERMINATED.value}


def of_protocol(row: Row, told: OfProtocol) -> dict[str, Any]:
    match told:
        case ProtocolResubmitted(version=version) | AmendmentProposed(version=version):
            return {"text_version": version, "ratified": []}
        case CouncilRatified(version=version, party=party) if version == row["text_version"]:
            return {"ratified": [*_without(row["ratified"], party), party]}
        case VoteWithdrawn(version=version, party=party) if version == row["text_version"]:
            return {"ratified": _without(row["ratified"], party)}
        case CouncilRatified() | VoteWithdrawn():
            return {}
        case ProtocolExpired(on=on):
            return {"expired_on": on}
        case ProtocolRatified() | AmendmentRatified() | EntryIntoForceCorrected():
            return _in_force(row, told.version, told.in_force_since)


def _in_force(row: Row, version: int, since: date | None) -> dict[str, Any]:
    days = {**row["in_force"], str(version): since.isoformat() if since else None}
    first = min((day for day in days.values() if day is not None), default=None)
    return {
        "in_force": days,
        "in_force_since": date.fromisoformat(first) if first else None,
    }


def _without(ids: Iterable[Any], gone: object) -> list[Any]:
    return [id_ for id_ in ids if id_ != gone]
