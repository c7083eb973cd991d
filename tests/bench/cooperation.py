"""The payload of the gateway's benchmarks: what the services of a country's unit say in five years.

Each partnership has two communes (every fifth a third one, renamed later), a protocol that every
council ratifies (every fourth adjourns first, every eighth is amended), a specific convention, and
for each year a joint action plan and a report with values and expenses, every third returned once.
What the partnerships do is interleaved by the days on which they do it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from contracts import planning
from contracts.partnerships import partners, protocols
from contracts.partnerships.communes import CommuneRegistered, CommuneRenamed, ListedKind
from contracts.partnerships.conventions import ConventionConcluded
from contracts.partnerships.country_programmes import CommuneAdmitted, CountryProgrammeLaunched
from contracts.partnerships.programmes import PhaseOpened, PhasePlanned, ProgrammeDefined
from tests.bench.plan_years import HASH, PlanYear, budget_lines
from vocabulary.acts import Deliberation, Evidence, Source, Votes
from vocabulary.communes import Code, Coordinates, Member, MemberRole, SuspensionReason
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    CountryProgrammeId,
    IndicatorId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
    ReportId,
    ResultId,
    StrategicPlanId,
)
from vocabulary.protocols import PartyVote
from vocabulary.results import Baseline, Indicator, Result, ResultLevel, Target
from vocabulary.terms import Term

YEARS = (2022, 2023, 2024, 2025, 2026)
INDICATORS = 40
SECTOR = Term(code="etat-civil", text={"fr": "Population et état civil"})
SOURCES = (Source(reference="programme 2022-2026"),)


class Spoken(NamedTuple):
    """One contract event as a service of the unit says it."""

    service: str
    subject: UUID
    event: Any
    at: datetime


@dataclass
class Country:
    """Tells what one unit's services say; ids are UUIDv7s that grow with time."""

    code: str
    partnerships: int
    number: int = 1
    said: list[Spoken] = field(default_factory=list)
    _ids: int = 0

    def __post_init__(self) -> None:
        self.programme, self.phase = ProgrammeId(self.new_id()), PhaseId(self.new_id())
        self.shared, self.plan = CountryProgrammeId(self.new_id()), StrategicPlanId(self.new_id())
        self.chain = tuple(self._chain())
        self.indicators = [i for result in self.chain for i in result.indicators]

    @property
    def country(self) -> str:
        return self.code.upper()

    def tell(self) -> "Country":
        self._registers()
        communes = [self._partnership(number) for number in range(self.partnerships)]
        self._strategic_plan(communes)
        self.said.sort(key=lambda spoken: spoken.at)
        return self

    def by_service(self) -> dict[str, list[Spoken]]:
        return {
            service: [spoken for spoken in self.said if spoken.service == service]
            for service in ("partnerships", "planning", "reporting")
        }

    def new_id(self) -> UUID:
        self._ids += 1
        moment = 0x018000000000 + self._ids
        return UUID(int=moment << 80 | 0x7 << 76 | 0x2 << 62 | self.number << 40 | self._ids)

    def say(self, service: str, subject: UUID, day: date, *events: Any) -> None:
        for event in events:
            # No two moments are the same: each event leaves a version of what it changes.
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            at += timedelta(milliseconds=len(self.said))
            self.said.append(Spoken(service, subject, event, at))

    def _registers(self) -> None:
        begin = date(2022, 1, 1)
        terms = (SECTOR,)
        self.say(
            "partnerships",
            self.programme,
            begin,
            ProgrammeDefined(
                programme=self.programme,
                names={"fr": "Coopération internationale communale"},
                funder="DGD",
                associations=("Brulocalis", "UVCW"),
                pillars=terms,
                principles=terms,
                sources=SOURCES,
            ),
            PhasePlanned(
                programme=self.programme,
                phase=self.phase,
                code="2022-2026",
                starts_on=begin,
                ends_on=date(2026, 12, 31),
            ),
            PhaseOpened(programme=self.programme, phase=self.phase, on=begin),
        )
        self.say(
            "partnerships",
            self.shared,
            begin,
            CountryProgrammeLaunched(
                country_programme=self.shared,
                programme=self.programme,
                phase=self.phase,
                country=self.country,
                sectors=terms,
                goal=SECTOR,
                sources=SOURCES,
            ),
        )

    def _chain(self) -> Iterator[Result]:
        impact, outcome = ResultId(self.new_id()), ResultId(self.new_id())
        text = {"fr": "Les communes délivrent les actes dans les délais", "nl": "Akten op tijd"}
        yield Result(id=impact, level=ResultLevel.IMPACT, code="I", text=text)
        yield Result(id=outcome, level=ResultLevel.OUTCOME, code="OS1", text=text, parent=impact)
        for output in range(INDICATORS // 4):
            yield Result(
                id=ResultId(self.new_id()),
                level=ResultLevel.OUTPUT,
                code=f"R{output + 1}",
                text=text,
                parent=outcome,
                indicators=tuple(self._indicator(output, n) for n in range(4)),
                assumptions=("Le cadre légal est maintenu",),
            )

    def _indicator(self, output: int, number: int) -> Indicator:
        return Indicator(
            id=IndicatorId(self.new_id()),
            code=f"R{output + 1}.{number + 1}",
            text={"fr": "Nombre d'actes de naissance délivrés dans le délai légal"},
            unit="actes" if number % 2 else "personnes",
            baseline=Baseline(value="120", year=2021) if number else Baseline(note="à établir"),
            targets=tuple(Target(year=year, value=str(100 + year - 2000)) for year in YEARS),
            source_of_verification="Registres de l'état civil",
            dimensions=("sexe",),
        )

    def _commune(self, number: int, country: str, day: date) -> CommuneId:
        id_ = CommuneId(self.new_id())
        self.say(
            "partnerships",
            id_,
            day,
            CommuneRegistered(
                commune=id_,
                kind=ListedKind.COMMUNE,
                country=country,
                names={"fr": f"Commune {number}", "nl": f"Gemeente {number}"},
                codes=(Code(scheme="geonames", value=str(number)),),
                coordinates=Coordinates(latitude=30.0, longitude=-9.5),
                sources=SOURCES,
            ),
        )
        return id_

    def _partnership(self, number: int) -> CommuneId:
        day = date(2022, 1, 2) + timedelta(days=number % 50)
        here = self._commune(number, self.country, day)
        there = self._commune(number + 1000, "BE", day)
        id_ = PartnershipId(self.new_id())
        self.say(
            "partnerships",
            id_,
            day,
            partners.PartnershipEstablished(
                partnership=id_,
                programme=self.programme,
                country=self.country,
                members=(Member(commune=there), Member(commune=here)),
                sources=SOURCES,
            ),
            partners.PartnershipEnteredPhase(partnership=id_, phase=self.phase),
        )
        self.say(
            "partnerships",
            self.shared,
            day,
            CommuneAdmitted(country_programme=self.shared, commune=here),
        )
        if number % 5 == 0:
            self._joined(id_, number, day)
        parties = (there, here)
        protocol = self._protocol(number, id_, parties, day)
        self._convention_and_years(number, id_, protocol, parties)
        if number % 7 == 0:
            self._suspended(id_)
        return here

    def _joined(self, id_: PartnershipId, number: int, day: date) -> None:
        third = self._commune(number + 2000, "BE", day)
        joined = partners.MemberJoined(
            partnership=id_, commune=third, role=MemberRole.ASSOCIATE, since=day
        )
        self.say("partnerships", id_, day, joined)
        renamed = CommuneRenamed(
            commune=third, names={"fr": f"Ville {number}"}, since=date(2024, 1, 1)
        )
        self.say("partnerships", third, date(2024, 1, 1), renamed)

    def _suspended(self, id_: PartnershipId) -> None:
        since, until = date(2024, 5, 1), date(2024, 9, 1)
        reason = SuspensionReason.SECURITY
        suspended = partners.PartnershipSuspended(partnership=id_, since=since, reason=reason)
        self.say("partnerships", id_, since, suspended)
        self.say("partnerships", id_, until, partners.PartnershipResumed(partnership=id_, on=until))

    def _protocol(
        self, number: int, partnership: PartnershipId, parties: Sequence[CommuneId], day: date
    ) -> ProtocolId:
        id_ = ProtocolId(self.new_id())
        text: dict[str, Any] = {
            "text_hash": HASH,
            "pillars": ("gouvernance",),
            "domains": (SECTOR,),
        }
        proposed = protocols.ProtocolProposed(
            protocol=id_,
            version=1,
            partnership=partnership,
            phase=self.phase,
            country=self.country,
            parties=tuple(parties),
            proposed_by=parties[0],
            on=day,
            **text,
        )
        self.say("partnerships", id_, day, proposed)
        self._text(id_, 1, parties, day, adjourned=number % 4 == 0)
        since = day + timedelta(days=70)
        votes = tuple(PartyVote(party=party, deliberation=_decided(since)) for party in parties)
        self.say(
            "partnerships",
            id_,
            since,
            protocols.ProtocolRatified(
                protocol=id_,
                version=1,
                partnership=partnership,
                phase=self.phase,
                country=self.country,
                parties=tuple(parties),
                in_force_since=since,
                votes=votes,
                ends_on=date(2026, 12, 31),
            ),
        )
        if number % 8 == 0:
            self._amended(id_, parties, votes, text)
        return id_

    def _amended(
        self, id_: ProtocolId, parties: Sequence[CommuneId], votes: Any, text: dict[str, Any]
    ) -> None:
        day = date(2024, 2, 1)
        amendment = protocols.AmendmentProposed(
            protocol=id_, version=2, proposed_by=parties[0], on=day, reason="un domaine", **text
        )
        self.say("partnerships", id_, day, amendment)
        self._text(id_, 2, parties, day, adjourned=False)
        since = day + timedelta(days=70)
        ratified = protocols.AmendmentRatified(
            protocol=id_, version=2, in_force_since=since, votes=votes
        )
        self.say("partnerships", id_, since, ratified)

    def _text(
        self,
        id_: ProtocolId,
        version: int,
        parties: Sequence[CommuneId],
        day: date,
        *,
        adjourned: bool,
    ) -> None:
        """Say how a version is agreed to, signed and voted on, each on a later day."""
        place: dict[str, Any] = {"protocol": id_, "version": version}
        later = day + timedelta(days=7)
        agreed = protocols.PartyAgreedText(**place, party=parties[1], text_hash=HASH, on=later)
        all_agreed = protocols.ProtocolTextAgreed(**place, text_hash=HASH, on=later)
        self.say("partnerships", id_, later, agreed, all_agreed)
        for seat, party in enumerate(parties):
            signed_on = day + timedelta(days=20 + 7 * seat)
            signed = protocols.ProtocolSigned(
                **place,
                party=party,
                function="Bourgmestre",
                acting_for="Collège communal",
                place="Jette",
                on=signed_on,
                signed_by_all=seat == len(parties) - 1,
            )
            self.say("partnerships", id_, signed_on, signed)
        for seat, party in enumerate(parties):
            vote: dict[str, Any] = {**place, "party": party}
            voted_on = day + timedelta(days=45 + 20 * seat)
            if adjourned and seat == 0:
                put_off = protocols.CouncilAdjourned(**vote, deliberation=_decided(voted_on))
                self.say("partnerships", id_, voted_on, put_off)
                voted_on += timedelta(days=10)
            ratified = protocols.CouncilRatified(**vote, deliberation=_decided(voted_on))
            self.say("partnerships", id_, voted_on, ratified)

    def _strategic_plan(self, communes: Sequence[CommuneId]) -> None:
        day = date(2022, 3, 1)
        what: dict[str, Any] = {"strategic_plan": self.plan, "version": 1}
        whole = {**what, "country": self.country, "phase": self.phase, "content_hash": HASH}
        submitted = planning.StrategicPlanSubmitted(
            **whole,
            country_programme=self.shared,
            chain=self.chain,
            communes=tuple(communes),
            on=day,
            sources=SOURCES,
        )
        self.say("planning", self.plan, day, submitted)
        for number, commune in enumerate(communes):
            on = day + timedelta(days=number % 30)
            validated = planning.CommuneValidatedStrategicPlan(**what, commune=commune, on=on)
            self.say("planning", self.plan, on, validated)
        on = day + timedelta(days=30)
        by_all = planning.StrategicPlanValidated(**whole, chain=self.chain, on=on)
        self.say("planning", self.plan, on, by_all)

    def _convention_and_years(
        self,
        number: int,
        partnership: PartnershipId,
        protocol: ProtocolId,
        parties: Sequence[CommuneId],
    ) -> None:
        convention, day = (
            ConventionId(self.new_id()),
            date(2022, 7, 1) + timedelta(days=number % 30),
        )
        concluded = ConventionConcluded(
            convention=convention,
            version=1,
            partnership=partnership,
            protocol=protocol,
            country=self.country,
            parties=tuple(parties),
            content_hash=HASH,
            budget_lines=budget_lines(self),
            on=day,
        )
        self.say("partnerships", convention, day, concluded)
        before: ActionPlanId | None = None
        for index, year in enumerate(YEARS):
            day = date(year, 8, 1) + timedelta(days=number % 60)
            plan = PlanYear(self, partnership, protocol, tuple(parties), year, day)
            plan.agreed(ActionPlanId(self.new_id()), number, convention, before)
            plan.reported(ReportId(self.new_id()), returned=(number + index) % 3 == 0)
            before = plan.id


def _decided(day: date) -> Deliberation:
    return Deliberation(
        body="Conseil communal",
        reference=f"{day}/7",
        adopted_on=day,
        votes=Votes(in_favour=25, against=3, abstentions=2),
        evidence=Evidence(reference="extrait du registre"),
    )
