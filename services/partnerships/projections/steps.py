"""How far each party has come with the text on the table: agreed, signed, voted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID

from kernel.postgres.views import plain
from services.partnerships.domain.protocol.events import (
    CouncilAdjourned,
    CouncilRatified,
    CouncilRefused,
    CouncilVoted,
    OfSignature,
    OfVotes,
    PartyAgreedText,
    ProtocolSigned,
    SignatureConfirmed,
    SignatureWithdrawn,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from vocabulary.protocols import ProtocolState, VoteKind

Step: TypeAlias = Mapping[str, Any]
OfParty: TypeAlias = PartyAgreedText | OfSignature | OfVotes

NO_VOTE: Final[Step] = {
    "vote": None,
    "deliberation": None,
    "until": None,
    "reason": None,
    "warnings": [],
    "vote_on_behalf": None,
    "vote_confirmed": None,
}
NO_SIGNATURE: Final[Step] = {
    "signed_on": None,
    "function": None,
    "acting_for": None,
    "signed_on_behalf": None,
    "signature_confirmed": None,
    "function_verified": None,
}
NOTHING: Final[Step] = {
    "agreed_on": None,
    "prior_deliberation": None,
    **NO_SIGNATURE,
    **NO_VOTE,
}


def opening(parties: Iterable[UUID | str], prior: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a new text; `prior` is what each party's council had decided before."""
    return [
        {"party": str(party), **NOTHING, "prior_deliberation": prior.get(str(party))}
        for party in parties
    ]


def advanced(steps: Sequence[Step], event: OfParty) -> list[Step]:
    """Return the steps after what the event's party did."""
    party = str(event.party)
    return [_advance(step, event) if step["party"] == party else step for step in steps]


def _advance(step: Step, event: OfParty) -> Step:
    match event:
        case PartyAgreedText(on=on):
            return {**step, "agreed_on": on.isoformat()}
        case ProtocolSigned() | SignatureConfirmed() | SignatureWithdrawn():
            return {**step, **_signed(step, event)}
        case VoteCorrected():
            return {
                **step,
                "deliberation": plain(event.deliberation),
                "warnings": list(event.warnings),
                "vote_confirmed": False if step["vote_on_behalf"] else None,
            }
        case VoteWithdrawn():
            return {**step, **NO_VOTE}
        case VoteConfirmed():
            return {**step, "vote_confirmed": True}
        case _:
            return {**step, **NO_VOTE, **_voted(event)}


def _signed(step: Step, event: OfSignature) -> Step:
    if isinstance(event, SignatureConfirmed):
        return {"signature_confirmed": True}
    if isinstance(event, SignatureWithdrawn):
        return NO_SIGNATURE
    prior = event.prior_deliberation
    return {
        "signed_on": event.on.isoformat(),
        "function": event.signatory.function,
        "acting_for": event.signatory.acting_for,
        "signed_on_behalf": event.on_behalf is not None,
        "signature_confirmed": False if event.on_behalf is not None else None,
        "function_verified": event.function_verified,
        "prior_deliberation": plain(prior) if prior else step["prior_deliberation"],
    }


def _voted(event: CouncilVoted) -> Step:
    voted = {
        "deliberation": plain(event.deliberation),
        "vote_on_behalf": event.on_behalf is not None,
        "vote_confirmed": False if event.on_behalf is not None else None,
    }
    match event:
        case CouncilRatified(warnings=warnings):
            return {**voted, "vote": VoteKind.RATIFIED.value, "warnings": list(warnings)}
        case CouncilAdjourned(until=until):
            day = until.isoformat() if until else None
            return {**voted, "vote": VoteKind.ADJOURNED.value, "until": day}
        case CouncilRefused(reason=reason):
            return {**voted, "vote": VoteKind.REFUSED.value, "reason": reason}


def prior(steps: Sequence[Step]) -> dict[str, Any]:
    """Return what each party's council had decided before, by party."""
    return {step["party"]: step["prior_deliberation"] for step in steps}


def standing(steps: Sequence[Step], *, agreed: bool) -> ProtocolState:
    """Return how far the text has come, short of being in force."""
    votes = [step["vote"] for step in steps]
    if VoteKind.REFUSED in votes:
        return ProtocolState.LAPSED
    if VoteKind.RATIFIED in votes:
        return ProtocolState.PARTLY_RATIFIED
    if signed := [step for step in steps if step["signed_on"]]:
        all_signed = len(signed) == len(steps)
        return ProtocolState.SIGNED if all_signed else ProtocolState.PARTLY_SIGNED
    return ProtocolState.AGREED if agreed else ProtocolState.NEGOTIATING


def awaited(steps: Sequence[Step]) -> tuple[list[UUID], date | None]:
    """Return whose council has still to ratify a text that all have signed, and since when."""
    signatures = [step["signed_on"] for step in steps]
    if not all(signatures) or VoteKind.REFUSED in [step["vote"] for step in steps]:
        return [], None
    missing = [UUID(step["party"]) for step in steps if step["vote"] != VoteKind.RATIFIED]
    return missing, date.fromisoformat(max(signatures)) if missing else None
