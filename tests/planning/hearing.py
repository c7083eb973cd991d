"""What partnerships says of Jette and Belfaa, as it arrives here."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec

from contracts.partnerships.conventions import ActionPlanAnnexed
from contracts.partnerships.country_programmes import CommuneAdmitted, CountryProgrammeLaunched
from contracts.partnerships.partners import PartnershipEnteredPhase, PartnershipEstablished
from contracts.partnerships.programmes import PhaseOpened, PhasePlanned
from contracts.partnerships.protocols import CouncilRatified, ProtocolProposed, ProtocolRatified
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.topics import Source
from tests.partnerships.cases import (
    BELFAA,
    BELFAA_VOTE,
    COUNTRY_PROGRAMME,
    HASH,
    JETTE,
    JETTE_VOTE,
    NOW,
    PARTNERSHIP,
    PHASE_2022,
    PROGRAMME,
    PROTOCOL,
    SOCIAL_ACTION,
)
from tests.planning.cases import ACTION_PLAN, CONTENT_HASH, CONVENTION
from vocabulary.communes import Member
from vocabulary.protocols import PartyVote

PARTNERSHIPS = Source("ma", "partnerships")

REGISTERS: Sequence[Any] = (
    PhasePlanned(
        programme=PROGRAMME,
        phase=PHASE_2022,
        code="2022-2026",
        starts_on=date(2022, 1, 1),
        ends_on=date(2026, 12, 31),
    ),
    PhaseOpened(programme=PROGRAMME, phase=PHASE_2022, on=date(2022, 1, 1)),
    CountryProgrammeLaunched(
        country_programme=COUNTRY_PROGRAMME,
        programme=PROGRAMME,
        phase=PHASE_2022,
        country="MA",
        sectors=(SOCIAL_ACTION,),
        goal=None,
    ),
    CommuneAdmitted(country_programme=COUNTRY_PROGRAMME, commune=JETTE),
    CommuneAdmitted(country_programme=COUNTRY_PROGRAMME, commune=BELFAA),
    PartnershipEstablished(
        partnership=PARTNERSHIP,
        programme=PROGRAMME,
        country="MA",
        members=(Member(commune=JETTE), Member(commune=BELFAA)),
    ),
    PartnershipEnteredPhase(partnership=PARTNERSHIP, phase=PHASE_2022),
)
PROPOSED = ProtocolProposed(
    protocol=PROTOCOL,
    version=1,
    partnership=PARTNERSHIP,
    phase=PHASE_2022,
    country="MA",
    parties=(JETTE, BELFAA),
    proposed_by=JETTE,
    on=date(2022, 2, 1),
    text_hash=HASH,
    pillars=("governance",),
    domains=(SOCIAL_ACTION,),
)
BELFAA_RATIFIED = CouncilRatified(
    protocol=PROTOCOL, version=1, party=BELFAA, deliberation=BELFAA_VOTE
)
JETTE_RATIFIED = CouncilRatified(protocol=PROTOCOL, version=1, party=JETTE, deliberation=JETTE_VOTE)
RATIFIED = ProtocolRatified(
    protocol=PROTOCOL,
    version=1,
    partnership=PARTNERSHIP,
    phase=PHASE_2022,
    country="MA",
    parties=(JETTE, BELFAA),
    in_force_since=date(2022, 4, 20),
    votes=(
        PartyVote(party=JETTE, deliberation=JETTE_VOTE),
        PartyVote(party=BELFAA, deliberation=BELFAA_VOTE),
    ),
    ends_on=date(2026, 12, 31),
)
ANNEXED = ActionPlanAnnexed(
    convention=CONVENTION,
    version=1,
    partnership=PARTNERSHIP,
    action_plan=ACTION_PLAN,
    content_hash=CONTENT_HASH,
    on=date(2022, 6, 1),
)
PENDING: Sequence[Any] = (*REGISTERS, PROPOSED, BELFAA_RATIFIED)
UP_TO_FORCE: Sequence[Any] = (*PENDING, JETTE_RATIFIED, RATIFIED)


def subject(told: Any) -> UUID:
    """Return the aggregate that the event is about: its first field."""
    first, *_ = fields(told)
    id_: UUID = getattr(told, first.name)
    return id_


def arriving(*told: Any, first: int = 1, demonstration: bool = False) -> list[Incoming]:
    """Return the events as a consumer hands them over, at positions that follow one another."""
    return [
        Incoming(
            topic=PARTNERSHIPS.events,
            partition=0,
            offset=position - 1,
            key=str(subject(event)).encode(),
            id=uuid5(subject(event), str(position)),
            type=event.wire_type,
            source=PARTNERSHIPS,
            subject=subject(event),
            time=NOW,
            sequence=position,
            position=position,
            prevposition=position - 1,
            storeepoch=1,
            recordedtime=NOW + timedelta(seconds=position),
            correlationid=uuid5(subject(event), "correlation"),
            causationid=None,
            demonstration=demonstration,
            provenance=None,
            traceparent=None,
            data=msgspec.json.encode(event),
            event=event,
        )
        for position, event in enumerate(told, start=first)
    ]
