"""What each event changes in the row of its convention, and what follows from the whole row."""

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from kernel.postgres.rows import Row
from kernel.postgres.views import plain
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    AdvanceCorrected,
    AdvanceReceived,
    AdvanceWithdrawn,
    ConventionAbandoned,
    ConventionAmendmentDrafted,
    ConventionClosed,
    ConventionConcluded,
    ConventionDrafted,
    ConventionReopened,
    ConventionRevised,
    ConventionSignatureWithdrawn,
    ConventionSigned,
    DataProtectionAnnexed,
    Event,
    OfAdvance,
    OfAnnex,
    OfEnd,
    OfSignature,
    OfVersion,
)
from vocabulary.conventions import ConventionState

TABLED = (
    *("content_hash", "budget_lines", "terms", "drafted_by", "drafted_on"),
    *("reason", "signatures"),
)
"""What a version says and how it came about, from its draft to the last signature."""

After: TypeAlias = ConventionAmendmentDrafted | OfVersion | OfAnnex | OfAdvance | OfEnd


def changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, ConventionDrafted):
        return _drafted(event)
    assert row is not None  # noqa: S101 - a convention is drafted first
    return {**row, **_changes(row, event)}


def _changes(row: Row, event: After) -> dict[str, Any]:
    match event:
        case ConventionRevised() | ConventionAmendmentDrafted():
            return _tabled(event)
        case ConventionSigned() | ConventionSignatureWithdrawn():
            return {"signatures": _signatures(row["signatures"], event)}
        case ConventionConcluded():
            return {"concluded": _concluded(row, event)}
        case ActionPlanAnnexed() | DataProtectionAnnexed():
            return _annexes(row, event)
        case AdvanceReceived() | AdvanceCorrected() | AdvanceWithdrawn():
            return {"received": _received(row["received"], event)}
        case ConventionAbandoned() | ConventionClosed() | ConventionReopened():
            return _ended(row, event)


def derived(row: Row) -> dict[str, Any]:
    """Return what follows from the signatures and from which version is concluded."""
    signed = {signature["party"] for signature in row["signatures"]}
    stands = ConventionState.PARTLY_SIGNED if signed else ConventionState.DRAFT
    holds = row["concluded"]
    being_signed = holds is None or holds["version"] != row["content_version"]
    ended = row["closed_on"] or row["abandoned"]
    awaiting = [party for party in row["parties"] if str(party) not in signed]
    awaiting = [] if row["abandoned"] else awaiting
    return {
        "state": _state(row, ConventionState.CONCLUDED if holds else stands).value,
        "amendment": stands.value if holds and being_signed else None,
        "awaiting": awaiting,
        "advances": _advances(row),
        "missing": [] if ended else _missing(row, awaiting),
    }


def _state(row: Row, so_far: ConventionState) -> ConventionState:
    if row["abandoned"]:
        return ConventionState.ABANDONED
    if row["closed_on"]:
        return ConventionState.CLOSED
    return so_far


def _drafted(event: ConventionDrafted) -> dict[str, Any]:
    return {
        "partnership": event.partnership,
        "protocol": event.protocol,
        "phase": event.phase,
        "country": event.country,
        "parties": list(event.parties),
        "content_version": 1,
        "content_hash": event.content_hash,
        "budget_lines": plain(event.budget_lines),
        "terms": plain(event.terms),
        "drafted_by": event.drafted_by,
        "drafted_on": event.on,
        "reason": None,
        "signatures": [],
        "concluded": None,
        "annexed": [],
        "data_protection": None,
        "received": {},
        "closed_on": None,
        "abandoned": None,
    }


def _tabled(event: ConventionRevised | ConventionAmendmentDrafted) -> dict[str, Any]:
    tabled = {
        "content_version": event.version,
        "content_hash": event.content_hash,
        "budget_lines": plain(event.budget_lines),
        "terms": plain(event.terms),
        "signatures": [],
    }
    if isinstance(event, ConventionAmendmentDrafted):
        tabled |= {"drafted_by": event.drafted_by, "drafted_on": event.on, "reason": event.reason}
    return tabled


def _signatures(signatures: Sequence[Row], event: OfSignature) -> list[Row]:
    if isinstance(event, ConventionSigned):
        return [*signatures, _signature(event)]
    return [each for each in signatures if each["party"] != str(event.party)]


def _signature(event: ConventionSigned) -> dict[str, Any]:
    return {
        "party": str(event.party),
        "function": event.signatory.function,
        "function_verified": event.function_verified,
        "acting_for": event.signatory.acting_for,
        "place": event.place,
        "on": event.on.isoformat(),
        "on_behalf": event.on_behalf is not None,
        "deliberation": plain(event.deliberation),
    }


def _concluded(row: Row, event: ConventionConcluded) -> dict[str, Any]:
    tabled: dict[str, Any] = plain({name: row[name] for name in TABLED})
    return {**tabled, "version": event.version, "on": event.on.isoformat()}


def _annexed(event: ActionPlanAnnexed) -> dict[str, Any]:
    return {
        "action_plan": str(event.action_plan),
        "content_hash": event.content_hash,
        "version": event.version,
        "on": event.on.isoformat(),
        "party": str(event.party),
        "on_behalf": event.on_behalf is not None,
    }


def _annexes(row: Row, event: OfAnnex) -> dict[str, Any]:
    if isinstance(event, ActionPlanAnnexed):
        return {"annexed": [*row["annexed"], _annexed(event)]}
    return {"data_protection": _data_protection(event)}


def _data_protection(event: DataProtectionAnnexed) -> dict[str, Any]:
    return {
        "document": plain(event.document),
        "version": event.version,
        "on": event.on.isoformat(),
        "party": str(event.party),
        "on_behalf": event.on_behalf is not None,
    }


def _received(received: Row, event: OfAdvance) -> dict[str, Any]:
    others = {code: each for code, each in received.items() if code != event.advance}
    if isinstance(event, AdvanceWithdrawn):
        return others
    arrived = {
        "amount": plain(event.amount),
        "on": event.on.isoformat(),
        "evidence": plain(event.evidence),
        "recorded_by": str(event.party),
    }
    return {**others, event.advance: arrived}


def _ended(row: Row, event: OfEnd) -> dict[str, Any]:
    if isinstance(event, ConventionAbandoned):
        return _given_up(row, event)
    return {**_holding(row), "closed_on": event.on if isinstance(event, ConventionClosed) else None}


def _given_up(row: Row, event: ConventionAbandoned) -> dict[str, Any]:
    if row["concluded"]:
        return _holding(row)
    told = plain(event)
    abandoned = {name: told[name] for name in ("party", "on", "reason")}
    by = {"voided": [str(party) for party in event.voided], "on_behalf": bool(event.on_behalf)}
    return {"abandoned": {**abandoned, **by}}


def _holding(row: Row) -> dict[str, Any]:
    # An amendment that was not concluded has fallen: the version that holds is on the table.
    holds = row["concluded"]
    table = {name: holds[name] for name in TABLED} | {"drafted_by": UUID(holds["drafted_by"])}
    return {**table, "content_version": holds["version"]}


def _advances(row: Row) -> list[dict[str, Any]]:
    """Return the advances of the version that holds, each with how it arrived."""
    terms = row["concluded"]["terms"] if row["concluded"] else None
    scheduled = terms["advances"] if terms else []
    return [{**advance, "received": row["received"].get(advance["code"])} for advance in scheduled]


def _missing(row: Row, awaiting: list[UUID]) -> list[dict[str, Any]]:
    """Return what the convention still lacks, from whom where one party owes it, since when."""
    since = str(row["drafted_on"])
    missing: list[dict[str, Any]] = [
        {"what": "signature", "party": str(each), "since": since} for each in awaiting
    ]
    holds = row["concluded"]
    if row["data_protection"] is None:
        begun = holds["drafted_on"] if holds else since
        missing.append({"what": "data-protection-annex", "party": None, "since": begun})
    if holds and not row["annexed"]:
        missing.append({"what": "joint-action-plan", "party": None, "since": holds["on"]})
    return missing
