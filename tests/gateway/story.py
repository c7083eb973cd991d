"""A small programme told in events: one partnership from its beginning to votes on a protocol."""

from datetime import date
from typing import Any

from contracts.partnerships.communes import CommuneRegistered, ListedKind
from contracts.partnerships.country_programmes import CommuneAdmitted, CountryProgrammeLaunched
from contracts.partnerships.partners import PartnershipEnteredPhase, PartnershipEstablished
from contracts.partnerships.programmes import PhaseOpened, PhasePlanned, ProgrammeDefined
from contracts.partnerships.protocols import (
    CouncilRatified,
    PartyAgreedText,
    ProtocolProposed,
    ProtocolRatified,
    ProtocolSigned,
    ProtocolTextAgreed,
)
from tests.gateway.telling import Unit, id_of
from vocabulary.acts import Deliberation, Evidence, Source, Votes
from vocabulary.communes import Code, Coordinates, Member, MemberRole
from vocabulary.identifiers import (
    CommuneId,
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)
from vocabulary.money import Money
from vocabulary.terms import Coverage, Term

JETTE = CommuneId(id_of("Jette"))
BELFAA = CommuneId(id_of("Belfaa"))
WAREMME = CommuneId(id_of("Waremme"))
PROGRAMME = ProgrammeId(id_of("CIC"))
PHASE = PhaseId(id_of("2022-2026"))
SHARED = CountryProgrammeId(id_of("social action"))
PARTNERSHIP = PartnershipId(id_of("Jette – Belfaa"))
PROTOCOL = ProtocolId(id_of("protocol"))

HASH = "sha256:" + "a" * 64
OTHER_HASH = "sha256:" + "b" * 64
SECTOR = Term(
    code="social-action",
    text={"fr": "Action sociale", "en": "Social action"},
    unofficial=("en",),
)


def commune(id_: CommuneId, country: str, **names: str) -> CommuneRegistered:
    return CommuneRegistered(
        commune=id_,
        kind=ListedKind.COMMUNE,
        country=country,
        names=names,
        codes=(Code(scheme="geonames", value="1234"),),
        coordinates=Coordinates(latitude=50.0, longitude=4.32),
        sources=(Source(reference="pack", note="tests"),),
    )


JETTE_REGISTERED = commune(JETTE, "BE", fr="Jette", nl="Jette (nl)")
BELFAA_REGISTERED = commune(BELFAA, "MA", fr="Belfaa")
WAREMME_REGISTERED = commune(WAREMME, "BE", fr="Waremme", nl="Borgworm")

PROGRAMME_DEFINED = ProgrammeDefined(
    programme=PROGRAMME,
    names={"fr": "Coopération internationale communale", "nl": "Gemeentelijke samenwerking"},
    funder="DGD",
    associations=("Brulocalis", 'UVCW "asbl"'),
    pillars=(Term(code="governance", text={"fr": "bonne gouvernance politique"}),),
    principles=(Term(code="egalite", text={"fr": "égalité"}),),
    prior_deliberation_of=("BE",),
    sources=(Source(reference="leaflet"),),
)
PHASE_PLANNED = PhasePlanned(
    programme=PROGRAMME,
    phase=PHASE,
    code="2022-2026",
    starts_on=date(2022, 1, 1),
    ends_on=date(2026, 12, 31),
)
PHASE_OPENED = PhaseOpened(programme=PROGRAMME, phase=PHASE, on=date(2022, 1, 1))
LAUNCHED = CountryProgrammeLaunched(
    country_programme=SHARED,
    programme=PROGRAMME,
    phase=PHASE,
    country="MA",
    sectors=(SECTOR,),
    goal=Term(code="goal", text={"fr": "Toutes les communes …"}),
    results=(Term(code="R1", text={"fr": "résultat"}),),
    operational_costs=Money("1735726.60", "EUR"),
    coverage=Coverage(listed=25, stated=50, source="newsletter", note="evidenced pairs"),
)
ADMITTED = CommuneAdmitted(country_programme=SHARED, commune=BELFAA)
ESTABLISHED = PartnershipEstablished(
    partnership=PARTNERSHIP,
    programme=PROGRAMME,
    country="MA",
    members=(Member(commune=JETTE), Member(commune=BELFAA, role=MemberRole.LEAD)),
    sources=(Source(reference="csv", note="sourced"),),
)
ENTERED = PartnershipEnteredPhase(partnership=PARTNERSHIP, phase=PHASE)

PROPOSED = ProtocolProposed(
    protocol=PROTOCOL,
    version=1,
    partnership=PARTNERSHIP,
    phase=PHASE,
    country="MA",
    parties=(JETTE, BELFAA),
    proposed_by=JETTE,
    on=date(2022, 3, 1),
    text_hash=HASH,
    pillars=("governance", "administration"),
    domains=(SECTOR,),
)
TEXT_AGREED = ProtocolTextAgreed(protocol=PROTOCOL, version=1, text_hash=HASH, on=date(2022, 3, 8))


def agreed(party: CommuneId, on: date = date(2022, 3, 8), version: int = 1) -> PartyAgreedText:
    return PartyAgreedText(protocol=PROTOCOL, version=version, party=party, text_hash=HASH, on=on)


def signed(party: CommuneId, on: date, **more: Any) -> ProtocolSigned:
    return ProtocolSigned(
        protocol=PROTOCOL,
        **{
            "version": 1,
            "party": party,
            "function": "Bourgmestre",
            "acting_for": "Collège communal",
            "place": "Jette",
            "on": on,
            "signed_by_all": False,
            **more,
        },
    )


def deliberation(day: date, **more: Any) -> Deliberation:
    return Deliberation(
        **{
            "body": "Conseil communal",
            "reference": f"{day}/7",
            "adopted_on": day,
            "votes": Votes(in_favour=25, against=3, abstentions=2),
            "evidence": Evidence(reference="extract", url="https://example.org/pv"),
            **more,
        }
    )


def ratified(party: CommuneId, day: date, **more: Any) -> CouncilRatified:
    return CouncilRatified(
        protocol=PROTOCOL,
        **{"version": 1, "party": party, "deliberation": deliberation(day), **more},
    )


def in_force(since: date) -> ProtocolRatified:
    return ProtocolRatified(
        protocol=PROTOCOL,
        version=1,
        partnership=PARTNERSHIP,
        phase=PHASE,
        country="MA",
        parties=(JETTE, BELFAA),
        in_force_since=since,
        votes=(),
        ends_on=date(2026, 12, 31),
    )


REGISTERS = (
    JETTE_REGISTERED,
    BELFAA_REGISTERED,
    WAREMME_REGISTERED,
    PROGRAMME_DEFINED,
    PHASE_PLANNED,
    PHASE_OPENED,
    LAUNCHED,
    ADMITTED,
    ESTABLISHED,
    ENTERED,
)
FIRST_VOTE = date(2022, 4, 20)
SECOND_VOTE = date(2022, 5, 11)
SIGNED_ON = date(2022, 4, 1)


def registered(code: str = "ma") -> Unit:
    unit = Unit(code)
    for event in REGISTERS:
        unit.say(event)
    return unit


def signed_by_both(code: str = "ma") -> Unit:
    unit = registered(code)
    unit.say(PROPOSED)
    unit.say(agreed(BELFAA), TEXT_AGREED)
    unit.say(signed(JETTE, date(2022, 3, 30), prior_deliberation=deliberation(date(2021, 12, 15))))
    unit.say(signed(BELFAA, SIGNED_ON, signed_by_all=True, function="Président de commune"))
    return unit


def binding(code: str = "ma") -> Unit:
    unit = signed_by_both(code)
    unit.say(ratified(JETTE, FIRST_VOTE))
    unit.say(ratified(BELFAA, SECOND_VOTE), in_force(SECOND_VOTE))
    return unit
