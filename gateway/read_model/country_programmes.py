"""What the communes of a country share in a phase: sectors, goal, results, and who takes part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from contracts.partnerships import (
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
)
from gateway.read_model.dossiers import WORDS, Desk, Ref, Standing
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.programmes import Phase
from gateway.read_model.said import Said
from gateway.read_model.terms import coverage, term, terms
from kernel.postgres.rows import Row, Table
from vocabulary.acts import Source
from vocabulary.money import Money
from vocabulary.terms import Coverage, Term

COUNTRY_PROGRAMME = Table(
    "rm.country_programme",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "programme_id": f"{WORDS} NOT NULL",
        "phase_id": f"{WORDS} NOT NULL",
        "phase_code": f"{WORDS} NOT NULL",
        "starts_on": "date NOT NULL",
        "sectors": "json NOT NULL",
        "goal": "json",
        "results": "json NOT NULL",
        "operational_costs": "json",
        "coverage": "json",
        "revisions": "json NOT NULL",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
PARTICIPATION = Table(
    "rm.participation",
    ("country_code", "country_programme_id", "commune_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "country_programme_id": f"{WORDS} NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "since": "date",
        "until": "date",
        "reason": "text",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (COUNTRY_PROGRAMME, PARTICIPATION)
INDEXES = (
    "rm.country_programme (gid)",
    "rm.country_programme (country_code, starts_on, id)",
    "rm.country_programme (country_code, phase_id)",
    "rm.participation (country_code, country_programme_id, seat, commune_id)",
    "rm.participation (commune_id)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A commune that came, went and came again has its latest time here, the rest in asOf."""

    since: date | None
    until: date | None = None
    reason: str | None = None
    sources: tuple[Source, ...] = ()
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    reason: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgramme:
    kind: ClassVar[str] = "country_programme"

    country: str
    id: str
    programme: str
    phase: str
    phase_code: str
    starts_on: date
    sectors: tuple[Term, ...]
    goal: Term | None
    results: tuple[Term, ...]
    operational_costs: Money | None
    coverage: Coverage | None
    sources: tuple[Source, ...]
    mark: Mark
    revisions: tuple[Revision, ...] = ()
    participants: Mapping[str, Participation]

    def rows(self) -> Iterable[Standing]:
        yield COUNTRY_PROGRAMME, self._row()
        for seat, (commune, participation) in enumerate(self.participants.items(), 1):
            yield (
                PARTICIPATION,
                PARTICIPATION.row(
                    country_code=self.country,
                    country_programme_id=self.id,
                    commune_id=commune,
                    seat=seat,
                    since=participation.since,
                    until=participation.until,
                    reason=participation.reason,
                    sources=participation.sources,
                    **participation.mark.columns,
                ),
            )

    def _row(self) -> Row:
        return COUNTRY_PROGRAMME.row(
            country_code=self.country,
            id=self.id,
            gid=gid("CountryProgramme", self.country, self.id),
            programme_id=self.programme,
            phase_id=self.phase,
            phase_code=self.phase_code,
            starts_on=self.starts_on,
            sectors=terms(self.sectors),
            goal=term(self.goal) if self.goal else None,
            results=terms(self.results),
            operational_costs=self.operational_costs,
            coverage=coverage(self.coverage),
            revisions=self.revisions,
            sources=self.sources,
            **self.mark.columns,
        )


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case CountryProgrammeLaunched(country_programme=id_, phase=phase):
            yield Ref(CountryProgramme, said.country, str(id_))
            yield Ref(Phase, said.country, str(phase))
        case (
            CountryProgrammeRevised(country_programme=id_)
            | CommuneAdmitted(country_programme=id_)
            | CommuneWithdrawn(country_programme=id_)
        ):
            yield Ref(CountryProgramme, said.country, str(id_))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case CountryProgrammeLaunched() as event:
            phase = desk.open(Phase, said.country, event.phase)
            desk.file(_launched(event, phase, said), said.at)
        case CountryProgrammeRevised(country_programme=id_) as event:
            shared = desk.open(CountryProgramme, said.country, id_)
            desk.file(_revised(shared, event, said), said.at)
        case CommuneAdmitted(country_programme=id_) as event:
            shared = desk.open(CountryProgramme, said.country, id_)
            participation = Participation(since=event.since, sources=event.sources, mark=said.mark)
            desk.file(_with(shared, str(event.commune), participation), said.at)
        case CommuneWithdrawn(country_programme=id_) as event:
            shared = desk.open(CountryProgramme, said.country, id_)
            ended = replace(
                shared.participants[str(event.commune)],
                until=event.until,
                reason=event.reason,
                mark=said.mark,
            )
            desk.file(_with(shared, str(event.commune), ended), said.at)


def _launched(event: CountryProgrammeLaunched, phase: Phase, said: Said) -> CountryProgramme:
    return CountryProgramme(
        country=said.country,
        id=str(event.country_programme),
        programme=str(event.programme),
        phase=phase.id,
        phase_code=phase.code,
        starts_on=phase.starts_on,
        sectors=event.sectors,
        goal=event.goal,
        results=event.results,
        operational_costs=event.operational_costs,
        coverage=event.coverage,
        sources=event.sources,
        mark=said.mark,
        participants={},
    )


def _revised(
    shared: CountryProgramme, event: CountryProgrammeRevised, said: Said
) -> CountryProgramme:
    return replace(
        shared,
        sectors=event.sectors,
        goal=event.goal,
        revisions=(*shared.revisions, Revision(reason=event.reason, recorded_at=said.at)),
        mark=shared.mark.also(said.mark),
    )


def _with(shared: CountryProgramme, commune: str, participation: Participation) -> CountryProgramme:
    return replace(shared, participants={**shared.participants, commune: participation})
