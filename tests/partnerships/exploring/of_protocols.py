"""Acts that a protocol admits, or None where there is none of the kind to draw."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.partnerships.domain.protocol.commands import (
    AbandonProtocol,
    AdjournProtocol,
    AgreeProtocol,
    AmendProtocol,
    ConfirmSignature,
    ConfirmVote,
    CorrectVote,
    ExpireProtocol,
    ProposeProtocol,
    RatifyProtocol,
    RefuseProtocol,
    RenewProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    SignProtocol,
    WithdrawSignature,
    WithdrawVote,
)
from services.partnerships.domain.protocol.events import CouncilRatified
from services.partnerships.domain.protocol.state import CollaborationProtocol, Version
from services.partnerships.domain.protocol.text import PriorDeliberation, ProtocolText
from tests.partnerships.cases import AMENDED, PHASE_2017, PHASE_2022, TEXT
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.world import PARTNERSHIPS, PROTOCOLS
from vocabulary.acts import Deliberation
from vocabulary.identifiers import CommuneId, PartnershipId, PhaseId, ProtocolId
from vocabulary.protocols import ProtocolState

PLACES: Final[dict[UUID, tuple[PartnershipId, PhaseId]]] = {
    PROTOCOLS[0]: (PARTNERSHIPS[0], PHASE_2017),
    PROTOCOLS[1]: (PARTNERSHIPS[0], PHASE_2022),
    PROTOCOLS[2]: (PARTNERSHIPS[1], PHASE_2017),
    PROTOCOLS[3]: (PARTNERSHIPS[0], PHASE_2017),
}
"""Where each protocol of the world belongs; the last one contends for the place of the first."""

DONE: Final = {ProtocolState.IN_FORCE, ProtocolState.LAPSED, ProtocolState.ABANDONED}
SETTLED: Final = {ProtocolState.IN_FORCE, ProtocolState.EXPIRED}


def propose(chance: Chance, id_: UUID, now: CollaborationProtocol) -> Any:
    partnership, phase = PLACES[id_]
    partners = chance.state("partnership", partnership)
    taken = chance.world.places.protocols.get((partnership, phase))
    if now.proposal or phase not in partners.phases or taken not in {None, id_}:
        return None
    on = chance.day()
    deciding = partners.communes if chance.happens(0.6) else ()
    return ProposeProtocol(
        partnership=partnership,
        phase=phase,
        proposed_by=chance.one_of(partners.communes),
        on=on,
        text=_text(chance),
        prior_deliberations=tuple(_prior(party) for party in deciding),
    )


def renew(chance: Chance, id_: UUID, now: CollaborationProtocol) -> Any:
    if now.proposal or id_ != PROTOCOLS[1]:
        return None
    earlier = chance.state("protocol", PROTOCOLS[0])
    partners = chance.state("partnership", PARTNERSHIPS[0])
    if earlier.state not in SETTLED or PHASE_2022 not in partners.phases:
        return None
    return RenewProtocol(
        renews=ProtocolId(PROTOCOLS[0]),
        phase=PHASE_2022,
        proposed_by=chance.one_of(partners.communes),
        on=chance.day(date(2021, 6, 1)),
        text=_text(chance),
        prior_deliberations=tuple(_prior(party) for party in partners.communes),
    )


def revise(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    latest = _latest(now)
    if latest is None or latest.text_agreed:
        return None
    return ReviseProtocol(party=_party(chance, now), on=chance.day(), text=_other(latest))


def agree(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    latest = _latest(now)
    left = [party for party in now.parties if latest and party not in latest.agreed]
    if latest is None or not left:
        return None
    return AgreeProtocol(
        party=chance.one_of(left),
        on=chance.day(latest.tabled_on),
        text_hash=latest.text.text_hash,
        on_behalf=chance.on_behalf(),
    )


def sign(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    latest = _latest(now)
    left = [party for party in now.parties if latest and party not in latest.signatures]
    if latest is None or not latest.text_agreed or not left:
        return None
    party = chance.one_of(left)
    prior = now.prior.get(party)
    return SignProtocol(
        party=party,
        signatory=chance.signatory(),
        place="Jette",
        on=chance.day(max(latest.agreed.values())),
        text_hash=latest.text.text_hash,
        prior_deliberation=None if prior or chance.happens(0.15) else _prior(party).deliberation,
        on_behalf=chance.on_behalf(),
    )


def ratify(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    party = _voter(chance, now)
    if party is None:
        return None
    return RatifyProtocol(
        party=party, deliberation=_decided(chance, now), on_behalf=chance.on_behalf()
    )


def adjourn(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    party = _voter(chance, now)
    if party is None:
        return None
    decided = _decided(chance, now)
    until = chance.day(decided.adopted_on.replace(day=28)) if chance.happens(0.5) else None
    later = None if until is None or until <= decided.adopted_on else until
    return AdjournProtocol(
        party=party, deliberation=decided, until=later, on_behalf=chance.on_behalf()
    )


def refuse(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    party = _voter(chance, now)
    if party is None:
        return None
    return RefuseProtocol(
        party=party,
        deliberation=_decided(chance, now),
        reason="budget",
        on_behalf=chance.on_behalf(),
    )


def resubmit(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    if now.state is not ProtocolState.LAPSED:
        return None
    return ResubmitProtocol(party=_party(chance, now), on=_later(chance, now), text=_text(chance))


def amend(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    if now.state is not ProtocolState.IN_FORCE:
        return None
    latest = now.versions[-1]
    if latest.standing(now.parties) not in DONE:
        return None
    return AmendProtocol(
        party=_party(chance, now), on=_later(chance, now), reason="eau", text=_text(chance)
    )


def abandon(chance: Chance, id_: UUID, now: CollaborationProtocol) -> Any:
    latest = _latest(now)
    if latest is None or latest.signatures.keys() >= set(now.parties):
        return None
    # One given up before it ever bound is over for good; conventions are under the others.
    if now.binding is None and id_ not in {PROTOCOLS[1], PROTOCOLS[3]}:
        return None
    return AbandonProtocol(
        party=_party(chance, now),
        on=chance.day(latest.tabled_on),
        reason="mauvaise phase",
        on_behalf=chance.on_behalf(),
    )


def withdraw_signature(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    latest = _latest(now)
    if latest is None or not latest.signatures or latest.votes:
        return None
    return WithdrawSignature(party=chance.one_of(tuple(latest.signatures)), reason="autre commune")


def expire(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    if now.state is not ProtocolState.IN_FORCE or now.proposal is None:
        return None
    if now.proposal.phase == PHASE_2022:
        return None
    return ExpireProtocol(on=chance.day(now.proposal.ends_on))


def correct(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    found = _voted(chance, now)
    if found is None:
        return None
    number, party = found
    return CorrectVote(
        party=party,
        deliberation=chance.deliberation(date(2017, 6, 1)),
        reason="date erronée",
        version=number,
    )


def withdraw(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    latest = now.versions[-1] if now.versions else None
    if latest is None or not latest.votes or now.expired_on is not None:
        return None
    return WithdrawVote(party=chance.one_of(tuple(latest.votes)), reason="autre commune")


def confirm(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    open_ = [
        ConfirmVote(party=party, version=number)
        for number, version in enumerate(now.versions, start=1)
        for party, vote in version.votes.items()
        if vote.on_behalf is not None and party not in version.confirmed
    ]
    return chance.one_of(open_) if open_ else None


def confirm_signature(chance: Chance, _id: UUID, now: CollaborationProtocol) -> Any:
    open_ = [
        ConfirmSignature(party=party, version=number)
        for number, version in enumerate(now.versions, start=1)
        for party, signature in version.signatures.items()
        if signature.on_behalf is not None and party not in version.own_signatures
    ]
    return chance.one_of(open_) if open_ else None


def _text(chance: Chance) -> ProtocolText:
    text: ProtocolText = chance.text()
    stated = chance.day(date(2018, 1, 1)) if chance.happens(0.2) else None
    return replace(text, effective_on=stated)


def _other(latest: Version) -> ProtocolText:
    return AMENDED if latest.text.text_hash == TEXT.text_hash else TEXT


def _prior(party: CommuneId) -> PriorDeliberation:
    decided = Deliberation(body="Conseil", reference="2016/11-3", adopted_on=date(2016, 11, 23))
    return PriorDeliberation(party=party, deliberation=decided)


def _latest(now: CollaborationProtocol) -> Version | None:
    """Return the version on the table, None where nothing more is done about it."""
    if not now.versions or now.expired_on is not None:
        return None
    latest = now.versions[-1]
    return None if latest.standing(now.parties) in DONE else latest


def _party(chance: Chance, now: CollaborationProtocol) -> CommuneId:
    return chance.one_of(now.parties)


def _voter(chance: Chance, now: CollaborationProtocol) -> CommuneId | None:
    latest = _latest(now)
    if latest is None or latest.signatures.keys() < set(now.parties):
        return None
    left = [party for party in now.parties if party not in latest.ratified]
    return chance.one_of(left) if left else None


def _decided(chance: Chance, now: CollaborationProtocol) -> Deliberation:
    signed = [signature.on for signature in now.versions[-1].signatures.values()]
    return chance.deliberation(max(signed))


def _later(chance: Chance, now: CollaborationProtocol) -> date:
    votes = [vote.deliberation.adopted_on for vote in now.versions[-1].votes.values()]
    return chance.day(max(votes, default=None))


def _voted(chance: Chance, now: CollaborationProtocol) -> tuple[int, CommuneId] | None:
    found = [
        (number, party)
        for number, version in enumerate(now.versions, start=1)
        for party, vote in version.votes.items()
        if isinstance(vote, CouncilRatified) or chance.happens(0.3)
    ]
    return chance.one_of(found) if found else None


ACTS: Final = (
    (10, propose),
    (6, renew),
    (2, revise),
    (13, agree),
    (15, sign),
    (18, ratify),
    (3, adjourn),
    (2.2, refuse),
    (14, resubmit),
    (14, amend),
    (1, abandon),
    (0.7, withdraw_signature),
    (0.35, expire),
    (2, correct),
    (0.7, withdraw),
    (4, confirm),
    (4, confirm_signature),
)
"""How often each is tried, and what draws it."""
