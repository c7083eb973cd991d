"""Acts of the protocol between Jette and Belfaa, as events and as commands."""

from dataclasses import replace
from datetime import date

from services.partnerships.domain import protocol
from services.partnerships.domain.protocol.commands import (
    AgreeProtocol,
    ProposeProtocol,
    RatifyProtocol,
    SignProtocol,
)
from services.partnerships.domain.protocol.events import (
    CouncilRatified,
    Event,
    PartyAgreedText,
    ProtocolEnteredIntoForce,
    ProtocolProposed,
    ProtocolSigned,
    ProtocolTextAgreed,
)
from services.partnerships.domain.protocol.text import PriorDeliberation, ProtocolText
from tests.partnerships.cases import (
    ACTIVE,
    BELFAA,
    BELFAA_PRESIDENT,
    BELFAA_VOTE,
    HASH,
    IN_2017,
    JETTE,
    JETTE_MAYOR,
    JETTE_PRIOR,
    JETTE_VOTE,
    NOW,
    PARTNERSHIP,
    PHASE_2017,
    PROGRAMME,
    TEXT,
)
from tests.scenarios import Scenario
from vocabulary.acts import Deliberation
from vocabulary.identifiers import CommuneId
from vocabulary.protocols import PartyVote

scenario = Scenario(
    protocol,
    protocol.Facts(
        now=NOW,
        partnership=ACTIVE,
        programme=IN_2017,
        sectors=frozenset({"social-action"}),
    ),
)

PROPOSE = ProposeProtocol(
    partnership=PARTNERSHIP,
    phase=PHASE_2017,
    proposed_by=JETTE,
    on=date(2017, 3, 1),
    text=TEXT,
    prior_deliberations=(PriorDeliberation(party=JETTE, deliberation=JETTE_PRIOR),),
)
PROPOSED = ProtocolProposed(
    partnership=PARTNERSHIP,
    programme=PROGRAMME,
    phase=PHASE_2017,
    country="MA",
    parties=(JETTE, BELFAA),
    decide_first=(JETTE,),
    ends_on=date(2021, 12, 31),
    proposed_by=JETTE,
    on=date(2017, 3, 1),
    text=TEXT,
    prior_deliberations=PROPOSE.prior_deliberations,
)


def agreement(
    party: CommuneId, day: date, *, version: int = 1, text_hash: str = HASH
) -> PartyAgreedText:
    return PartyAgreedText(version=version, party=party, text_hash=text_hash, on=day)


JETTE_AGREED = agreement(JETTE, date(2017, 3, 1))
BELFAA_AGREED = agreement(BELFAA, date(2017, 3, 8))
AGREE = AgreeProtocol(party=BELFAA, on=date(2017, 3, 8), text_hash=HASH)


def text_agreed(day: date, *, version: int = 1, text_hash: str = HASH) -> ProtocolTextAgreed:
    return ProtocolTextAgreed(version=version, text_hash=text_hash, on=day)


TEXT_AGREED = text_agreed(date(2017, 3, 8))

SIGN_JETTE = SignProtocol(
    party=JETTE, signatory=JETTE_MAYOR, place="Jette", on=date(2017, 5, 19), text_hash=HASH
)
SIGN_BELFAA = SignProtocol(
    party=BELFAA, signatory=BELFAA_PRESIDENT, place="Jette", on=date(2017, 5, 19), text_hash=HASH
)


def signature(command: SignProtocol, *, by_all: bool, version: int = 1) -> ProtocolSigned:
    prior = JETTE_PRIOR if command.party == JETTE else None
    return ProtocolSigned(
        version=version,
        party=command.party,
        signatory=command.signatory,
        place=command.place,
        on=command.on,
        text_hash=command.text_hash,
        signed_by_all=by_all,
        prior_deliberation=command.prior_deliberation or prior,
        on_behalf=command.on_behalf,
    )


JETTE_SIGNED = signature(SIGN_JETTE, by_all=False)
BELFAA_SIGNED = signature(SIGN_BELFAA, by_all=True)

PROPOSAL: tuple[Event, ...] = (PROPOSED, JETTE_AGREED)
AGREEMENT: tuple[Event, ...] = (*PROPOSAL, BELFAA_AGREED, TEXT_AGREED)
SIGNATURES: tuple[Event, ...] = (*AGREEMENT, JETTE_SIGNED, BELFAA_SIGNED)


def ratify(party: CommuneId, vote: Deliberation) -> RatifyProtocol:
    return RatifyProtocol(party=party, deliberation=vote)


def ratified(party: CommuneId, vote: Deliberation, *, version: int = 1) -> CouncilRatified:
    return CouncilRatified(version=version, party=party, deliberation=vote)


JETTE_RATIFIED = ratified(JETTE, JETTE_VOTE)
BELFAA_RATIFIED = ratified(BELFAA, BELFAA_VOTE)
VOTES = (
    PartyVote(party=JETTE, deliberation=JETTE_VOTE),
    PartyVote(party=BELFAA, deliberation=BELFAA_VOTE),
)
IN_FORCE = ProtocolEnteredIntoForce(
    version=1,
    partnership=PARTNERSHIP,
    phase=PHASE_2017,
    country="MA",
    parties=(JETTE, BELFAA),
    in_force_since=date(2017, 6, 28),
    votes=VOTES,
    ends_on=date(2021, 12, 31),
)
RATIFICATION: tuple[Event, ...] = (*SIGNATURES, JETTE_RATIFIED, BELFAA_RATIFIED, IN_FORCE)


def stating(day: date) -> tuple[Event, ...]:
    """Return the history up to the signatures of a text that states its day of effect."""
    text: ProtocolText = replace(TEXT, effective_on=day)
    return (replace(PROPOSED, text=text), *SIGNATURES[1:])
