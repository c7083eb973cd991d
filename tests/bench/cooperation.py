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

from contracts import partnerships as partnering
from contracts import planning, reporting
from vocabulary.actions import PlannedAction
from vocabulary.acts import Deliberation, Evidence, Source, Votes
from vocabulary.budgets import BudgetLine, CostClass, Period
from vocabulary.communes import Code, CommuneKind, Coordinates, Member, MemberRole, SuspensionReason
from vocabulary.identifiers import (
    ActionPlanId,
    BudgetLineId,
    CommuneId,
    ConventionId,
    CountryProgrammeId,
    ExpenseId,
    IndicatorId,
    MeasurementId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
    ReportId,
    ResultId,
    StrategicPlanId,
)
from vocabulary.money import Money
from vocabulary.protocols import PartyVote
from vocabulary.reports import ReportedExpense, ReportedValue, Slice
from vocabulary.results import Baseline, Indicator, Result, ResultLevel, Target
from vocabulary.terms import Term

YEARS = (2022, 2023, 2024, 2025, 2026)
INDICATORS = 40
VALUES, EXPENSES, LINES = 4, 4, 3
"""Values and expenses of a report, and budget lines of a plan."""

HASH = "sha256:" + "5" * 64
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
            partnering.ProgrammeDefined(
                programme=self.programme,
                names={"fr": "Coopération internationale communale"},
                funder="DGD",
                associations=("Brulocalis", "UVCW"),
                pillars=terms,
                principles=terms,
                sources=SOURCES,
            ),
            partnering.PhasePlanned(
                programme=self.programme,
                phase=self.phase,
                code="2022-2026",
                starts_on=begin,
                ends_on=date(2026, 12, 31),
            ),
            partnering.PhaseOpened(programme=self.programme, phase=self.phase, on=begin),
        )
        self.say(
            "partnerships",
            self.shared,
            begin,
            partnering.CountryProgrammeLaunched(
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
            partnering.CommuneRegistered(
                commune=id_,
                kind=CommuneKind.COMMUNE,
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
            partnering.PartnershipEstablished(
                partnership=id_,
                programme=self.programme,
                country=self.country,
                members=(Member(commune=there), Member(commune=here)),
                sources=SOURCES,
            ),
            partnering.PartnershipEnteredPhase(partnership=id_, phase=self.phase),
        )
        self.say(
            "partnerships",
            self.shared,
            day,
            partnering.CommuneAdmitted(country_programme=self.shared, commune=here),
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
        joined = partnering.MemberJoined(
            partnership=id_, commune=third, role=MemberRole.ASSOCIATE, since=day
        )
        self.say("partnerships", id_, day, joined)
        renamed = partnering.CommuneRenamed(
            commune=third, names={"fr": f"Ville {number}"}, since=date(2024, 1, 1)
        )
        self.say("partnerships", third, date(2024, 1, 1), renamed)

    def _suspended(self, id_: PartnershipId) -> None:
        since, until = date(2024, 5, 1), date(2024, 9, 1)
        reason = SuspensionReason.SECURITY
        suspended = partnering.PartnershipSuspended(partnership=id_, since=since, reason=reason)
        self.say("partnerships", id_, since, suspended)
        self.say(
            "partnerships", id_, until, partnering.PartnershipResumed(partnership=id_, on=until)
        )

    def _protocol(
        self, number: int, partnership: PartnershipId, parties: Sequence[CommuneId], day: date
    ) -> ProtocolId:
        id_ = ProtocolId(self.new_id())
        text: dict[str, Any] = {
            "text_hash": HASH,
            "pillars": ("gouvernance",),
            "domains": (SECTOR,),
        }
        proposed = partnering.ProtocolProposed(
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
            partnering.ProtocolRatified(
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
        amendment = partnering.AmendmentProposed(
            protocol=id_, version=2, proposed_by=parties[0], on=day, reason="un domaine", **text
        )
        self.say("partnerships", id_, day, amendment)
        self._text(id_, 2, parties, day, adjourned=False)
        since = day + timedelta(days=70)
        ratified = partnering.AmendmentRatified(
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
        agreed = partnering.PartyAgreedText(**place, party=parties[1], text_hash=HASH, on=later)
        all_agreed = partnering.ProtocolTextAgreed(**place, text_hash=HASH, on=later)
        self.say("partnerships", id_, later, agreed, all_agreed)
        for seat, party in enumerate(parties):
            signed_on = day + timedelta(days=20 + 7 * seat)
            signed = partnering.ProtocolSigned(
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
                put_off = partnering.CouncilAdjourned(**vote, deliberation=_decided(voted_on))
                self.say("partnerships", id_, voted_on, put_off)
                voted_on += timedelta(days=10)
            ratified = partnering.CouncilRatified(**vote, deliberation=_decided(voted_on))
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
        concluded = partnering.ConventionConcluded(
            convention=convention,
            version=1,
            partnership=partnership,
            protocol=protocol,
            country=self.country,
            parties=tuple(parties),
            content_hash=HASH,
            budget_lines=self.lines(),
            on=day,
        )
        self.say("partnerships", convention, day, concluded)
        before: ActionPlanId | None = None
        for index, year in enumerate(YEARS):
            day = date(year, 8, 1) + timedelta(days=number % 60)
            plan = _Plan(self, partnership, protocol, tuple(parties), year, day)
            plan.agreed(ActionPlanId(self.new_id()), number, convention, before)
            plan.reported(ReportId(self.new_id()), returned=(number + index) % 3 == 0)
            before = plan.id

    def lines(self) -> tuple[BudgetLine, ...]:
        return tuple(
            BudgetLine(
                id=BudgetLineId(self.new_id()),
                code=f"B{line + 1}",
                text={"fr": "Équipement du bureau d'état civil"},
                amount=Money("12500.00", "EUR"),
                cost_class=CostClass.OPERATIONAL,
            )
            for line in range(LINES)
        )


@dataclass
class _Plan:
    """One year of one partnership: its joint action plan and its report."""

    of: Country
    partnership: PartnershipId
    protocol: ProtocolId
    parties: tuple[CommuneId, ...]
    year: int
    day: date

    def agreed(
        self, id_: ActionPlanId, number: int, convention: ConventionId, before: ActionPlanId | None
    ) -> None:
        self.id, self.lines = id_, self.of.lines()
        first = number * VALUES
        every = self.of.indicators
        self.indicators = [every[(first + n) % len(every)] for n in range(VALUES)]
        self.period = Period(starts_on=date(self.year, 1, 1), ends_on=date(self.year, 12, 31))
        what: dict[str, Any] = {"action_plan": id_, "partnership": self.partnership}
        for party in self.parties:
            agreed = planning.PartyAgreedActionPlan(
                **what, party=party, content_hash=HASH, on=self.day
            )
            self.of.say("planning", id_, self.day, agreed)
        self.of.say("planning", id_, self.day, self._submitted())
        annexed_on = self.day + timedelta(days=10)
        annexed = partnering.ActionPlanAnnexed(
            convention=convention, version=1, **what, content_hash=HASH, on=annexed_on
        )
        self.of.say("partnerships", convention, annexed_on, annexed)
        adopted = planning.ActionPlanAdopted(
            **what, convention=convention, convention_version=1, on=annexed_on
        )
        self.of.say("planning", id_, annexed_on, adopted)
        if before:
            superseded = planning.ActionPlanSuperseded(
                action_plan=before, partnership=self.partnership, by=id_, on=annexed_on
            )
            self.of.say("planning", before, annexed_on, superseded)

    def _submitted(self) -> planning.ActionPlanSubmitted:
        results = tuple(result.id for result in self.of.chain[2:4])
        return planning.ActionPlanSubmitted(
            action_plan=self.id,
            partnership=self.partnership,
            protocol=self.protocol,
            phase=self.of.phase,
            country=self.of.country,
            parties=self.parties,
            content_hash=HASH,
            title={"fr": f"Plan d'action commun {self.year}"},
            period=self.period,
            actions=(
                PlannedAction(code="A1", text={"fr": "Former les agents"}, results=results),
                PlannedAction(code="A2", text={"fr": "Équiper le bureau"}, results=results[:1]),
            ),
            indicators=tuple(indicator.id for indicator in self.indicators),
            budget_lines=self.lines,
            strategic_plan=self.of.plan,
            strategic_plan_version=1,
            on=self.day,
        )

    def reported(self, id_: ReportId, *, returned: bool) -> None:
        expected = reporting.ReportExpected(
            report=id_,
            action_plan=self.id,
            partnership=self.partnership,
            phase=self.of.phase,
            country=self.of.country,
            parties=self.parties,
            period=self.period,
            indicators=tuple(indicator.id for indicator in self.indicators),
            due_on=date(self.year + 1, 3, 31),
        )
        self.of.say("reporting", id_, self.day, expected)
        values, expenses = self._values(1), self._expenses()
        day = date(self.year + 1, 1, 15) + timedelta(days=self.day.day)
        self._version(id_, 1, day, values, expenses)
        accepted_on = day + timedelta(days=20)
        if returned:
            sent_back = reporting.ReportReturned(
                report=id_, version=1, comments="Il manque la ventilation par sexe.", on=accepted_on
            )
            self.of.say("reporting", id_, accepted_on, sent_back)
            corrected = tuple(
                ReportedValue(
                    measurement=value.measurement,
                    version=2,
                    indicator=value.indicator,
                    year=value.year,
                    unit=value.unit,
                    value="99",
                    slices=value.slices,
                )
                for value in values[:1]
            )
            accepted_on = day + timedelta(days=60)
            self._version(id_, 2, day + timedelta(days=40), (*corrected, *values[1:]), expenses)
        accepted = reporting.ReportAccepted(report=id_, version=1 + returned, on=accepted_on)
        self.of.say("reporting", id_, accepted_on, accepted)

    def _version(
        self,
        id_: ReportId,
        version: int,
        day: date,
        values: tuple[ReportedValue, ...],
        expenses: tuple[ReportedExpense, ...],
    ) -> None:
        for party in self.parties:
            signed = reporting.PartySignedReport(
                report=id_,
                version=version,
                party=party,
                function="Directeur général",
                content_hash=HASH,
                on=day,
            )
            self.of.say("reporting", id_, day, signed)
        submitted = reporting.ReportSubmitted(
            report=id_,
            version=version,
            action_plan=self.id,
            partnership=self.partnership,
            country=self.of.country,
            period=self.period,
            content_hash=HASH,
            values=values,
            expenses=expenses,
            on=day,
        )
        self.of.say("reporting", id_, day, submitted)

    def _values(self, version: int) -> tuple[ReportedValue, ...]:
        return tuple(
            ReportedValue(
                measurement=MeasurementId(self.of.new_id()),
                version=version,
                indicator=indicator.id,
                year=self.year,
                unit=indicator.unit,
                value=str(40 + number) if number < VALUES - 1 else None,
                not_measured=None if number < VALUES - 1 else "Enquête reportée",
                slices=(
                    Slice(by={"sexe": "femmes"}, value="20"),
                    Slice(by={"sexe": "hommes"}, value=str(20 + number)),
                )
                if number < VALUES - 1
                else (),
            )
            for number, indicator in enumerate(self.indicators)
        )

    def _expenses(self) -> tuple[ReportedExpense, ...]:
        return tuple(
            ReportedExpense(
                expense=ExpenseId(self.of.new_id()),
                version=1,
                budget_line=self.lines[number % LINES].id,
                cost_class=CostClass.OPERATIONAL,
                amount=Money(f"{1000 + number}.50", "EUR" if number % 2 else "MAD"),
                on=date(self.year, 9 + number % 3, 10),
                document=f"facture {self.year}/{number}",
            )
            for number in range(EXPENSES)
        )


def _decided(day: date) -> Deliberation:
    return Deliberation(
        body="Conseil communal",
        reference=f"{day}/7",
        adopted_on=day,
        votes=Votes(in_favour=25, against=3, abstentions=2),
        evidence=Evidence(reference="extrait du registre"),
    )
