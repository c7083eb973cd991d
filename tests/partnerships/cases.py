"""A real partnership with invented acts, for tests: Jette and Belfaa, and others beside them."""

from datetime import UTC, date, datetime
from uuid import UUID

from kernel.identity import Principal
from services.partnerships.domain.commune.events import CommuneRegistered
from services.partnerships.domain.commune.state import INITIAL as NO_COMMUNE
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.commune.state import evolve as evolve_commune
from services.partnerships.domain.partnership.events import (
    Membership,
    PartnershipEnteredPhase,
    PartnershipEstablished,
)
from services.partnerships.domain.partnership.state import INITIAL as NO_PARTNERSHIP
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.partnership.state import evolve as evolve_partnership
from services.partnerships.domain.programme.events import (
    PhaseOpened,
    PhasePlanned,
    PhaseRulesSet,
    ProgrammeDefined,
)
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from services.partnerships.domain.programme.state import evolve as evolve_programme
from services.partnerships.domain.protocol.text import ProtocolText
from vocabulary import roles
from vocabulary.acts import Deliberation, Evidence, OnBehalf, Signatory, Votes
from vocabulary.communes import CommuneKind, MemberRole
from vocabulary.identifiers import (
    CommuneId,
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
    RegionalGroupId,
    TerritorialActorId,
)
from vocabulary.rules import Horizon, PlanKind, Rules, Territory
from vocabulary.terms import Term

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _id(number: int) -> UUID:
    return UUID(f"01890000-0000-7000-8000-{number:012d}")


JETTE = CommuneId(_id(1))
BELFAA = CommuneId(_id(2))
WAREMME = CommuneId(_id(3))
KINTAMBO = CommuneId(_id(4))
PROGRAMME = ProgrammeId(_id(10))
PHASE_2017 = PhaseId(_id(11))
PHASE_2022 = PhaseId(_id(12))
COUNTRY_PROGRAMME = CountryProgrammeId(_id(20))
PARTNERSHIP = PartnershipId(_id(30))
PROTOCOL = ProtocolId(_id(40))
ACTOR = TerritorialActorId(_id(60))
GROUP = RegionalGroupId(_id(70))
RENEWAL = ProtocolId(_id(41))

UNIT = Principal("account-1", frozenset({roles.COUNTRY_UNIT}), frozenset({"ma"}))
OF_JETTE = Principal(
    "account-2", frozenset({roles.COMMUNE_USER}), frozenset({"ma"}), organisation=str(JETTE)
)
OF_BELFAA = Principal(
    "account-3", frozenset({roles.COMMUNE_USER}), frozenset({"ma"}), organisation=str(BELFAA)
)
REVIEWER = Principal("account-4", frozenset({roles.ASSOCIATION_REVIEWER}), frozenset({"*"}))
SCHEDULER = Principal("scheduler:test", frozenset({roles.SCHEDULER}))

ON_BEHALF = OnBehalf(evidence=Evidence(reference="PV 2017/31, copie conforme"))


def term(code: str, french: str) -> Term:
    return Term(code=code, text={"fr": french})


GOVERNANCE = term("governance", "une bonne gouvernance politique")
ADMINISTRATION = term("administration", "une administration efficace")
PARTICIPATION = term("participation", "une participation des citoyens")
EQUALITY = term("egalite", "égalité")
RECIPROCITY = term("reciprocite", "réciprocité")
SOCIAL_ACTION = term("social-action", "Action sociale")
WATER = term("water", "Eau")

DEFINED = ProgrammeDefined(
    names={"fr": "Coopération internationale communale"},
    funder="DGD",
    associations=("Brulocalis", "UVCW"),
    pillars=(GOVERNANCE, ADMINISTRATION, PARTICIPATION),
    principles=(EQUALITY, RECIPROCITY),
    prior_deliberation_of=("BE",),
)
PLANNED_2017 = PhasePlanned(
    phase=PHASE_2017, code="2017-2021", starts_on=date(2017, 1, 1), ends_on=date(2021, 12, 31)
)
PLANNED_2022 = PhasePlanned(
    phase=PHASE_2022, code="2022-2026", starts_on=date(2022, 1, 1), ends_on=date(2026, 12, 31)
)
OPENED_2017 = PhaseOpened(phase=PHASE_2017, on=date(2017, 1, 1))


def programme_after(*events: object) -> Programme:
    state = NO_PROGRAMME
    for event in events:
        state = evolve_programme(state, event)  # type: ignore[arg-type]
    return state


def partnership_after(*events: object) -> Partnership:
    state = NO_PARTNERSHIP
    for event in events:
        state = evolve_partnership(state, event)  # type: ignore[arg-type]
    return state


RULES = Rules(
    territories=(
        Territory(country="BE", regions=("Wallonie", "Bruxelles-Capitale")),
        Territory(country="MA"),
    ),
    horizons=(Horizon(plan=PlanKind.OPERATIONAL, months=18, country="MA"),),
    currencies=("EUR", "MAD"),
)
RULES_SET = PhaseRulesSet(phase=PHASE_2017, since=date(2017, 1, 1), rules=RULES)


def registered(country: str, region: str | None = None) -> Commune:
    event = CommuneRegistered(
        kind=CommuneKind.COMMUNE, country=country, names={"fr": "Une commune"}, region=region
    )
    return evolve_commune(NO_COMMUNE, event)


JETTE_REGISTERED = registered("BE", "Bruxelles-Capitale")
BELFAA_REGISTERED = registered("MA")
UNDER_RULES = programme_after(DEFINED, PLANNED_2017, RULES_SET, OPENED_2017)
IN_2017 = programme_after(DEFINED, PLANNED_2017, OPENED_2017, PLANNED_2022)


def membership(commune: CommuneId, country: str, role: MemberRole = MemberRole.LEAD) -> Membership:
    return Membership(commune=commune, role=role, country=country)


ESTABLISHED = PartnershipEstablished(
    programme=PROGRAMME,
    country="MA",
    members=(membership(JETTE, "BE"), membership(BELFAA, "MA")),
    since=date(2008, 5, 19),
)
ENTERED_2017 = PartnershipEnteredPhase(phase=PHASE_2017)
ENTERED_2022 = PartnershipEnteredPhase(phase=PHASE_2022)
ACTIVE = partnership_after(ESTABLISHED, ENTERED_2017, ENTERED_2022)

HASH = "sha256:" + "ab" * 32
AMENDED_HASH = "sha256:" + "cd" * 32
TEXT = ProtocolText(
    text_hash=HASH,
    pillars=("governance", "administration", "participation"),
    domains=(SOCIAL_ACTION, WATER),
    principles=("egalite", "reciprocite"),
    ties={"fr": "une communauté d'origine rifaine à Jette"},
)
AMENDED = ProtocolText(
    text_hash=AMENDED_HASH,
    pillars=TEXT.pillars,
    domains=(SOCIAL_ACTION,),
    principles=TEXT.principles,
)


def decision(
    reference: str, day: date, body: str = "Conseil communal", votes: Votes | None = None
) -> Deliberation:
    return Deliberation(body=body, reference=reference, adopted_on=day, votes=votes)


JETTE_PRIOR = decision("2016/11-3", date(2016, 11, 23))
JETTE_VOTE = decision(
    "2017/06-14", date(2017, 6, 28), votes=Votes(in_favour=29, against=3, abstentions=1)
)
BELFAA_VOTE = decision("2017/31", date(2017, 6, 12), "Conseil municipal")
JETTE_MAYOR = Signatory(
    subject_ref="subject-7f3a", function="Bourgmestre", acting_for="Collège communal"
)
BELFAA_PRESIDENT = Signatory(
    subject_ref="s-91c2", function="Président", acting_for="Autorités municipales"
)
