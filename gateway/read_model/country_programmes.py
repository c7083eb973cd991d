"""What the communes of a country share in a phase: sectors, goal, results, and who takes part."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar

from msgspec.structs import replace

from contracts.partnerships.country_programmes import (
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
)
from gateway.read_model.dossiers import SPEAKER, WORDS, Desk, Part, Ref, Seated, seated
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
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

HEARS = (CountryProgrammeLaunched, CountryProgrammeRevised, CommuneAdmitted, CommuneWithdrawn)


class Participation(Noted, frozen=True, kw_only=True):
    """A commune that came, went and came again has its latest time here, the rest in asOf."""

    since: date | None
    until: date | None = None
    reason: str | None = None
    sources: tuple[Source, ...] = ()
    mark: Mark


class Revision(Noted, frozen=True, kw_only=True):
    reason: str
    recorded_at: datetime


class CountryProgramme(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "country_programme"
    service: ClassVar[str] = SPEAKER

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

    def parts(self) -> Iterable[Part]:
        yield Part(COUNTRY_PROGRAMME, {None: self}, _row)
        yield Part(PARTICIPATION, seated(self.participants), self._participation)

    def _participation(self, commune: str, at: Seated[Participation]) -> Row:
        seat, taking_part = at
        return PARTICIPATION.row(
            country_code=self.country,
            country_programme_id=self.id,
            commune_id=commune,
            seat=seat,
            since=taking_part.since,
            until=taking_part.until,
            reason=taking_part.reason,
            sources=taking_part.sources,
            **taking_part.mark.columns,
        )


def _row(_place: None, shared: CountryProgramme) -> Row:
    return COUNTRY_PROGRAMME.row(
        country_code=shared.country,
        id=shared.id,
        gid=gid("CountryProgramme", shared.country, shared.id),
        programme_id=shared.programme,
        phase_id=shared.phase,
        phase_code=shared.phase_code,
        starts_on=shared.starts_on,
        sectors=terms(shared.sectors),
        goal=term(shared.goal) if shared.goal else None,
        results=terms(shared.results),
        operational_costs=shared.operational_costs,
        coverage=coverage(shared.coverage),
        revisions=shared.revisions,
        sources=shared.sources,
        **shared.mark.columns,
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
