"""The three services of one unit without their servers: real routes, rules and handling.

What one service says is known to the others at once, as it is when a broker has told them.
"""

import json
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from starlette.datastructures import Headers

from kernel.handling import CommandHandling, Handled, Request
from kernel.identity import Principal
from kernel.in_memory import InMemoryStore
from kernel.store import Stream
from kernel.web.commands import CommandRoute, Commands, derive
from programmes.sends import Send
from services.partnerships.api.commands import commands as partnerships_commands
from services.partnerships.domain import convention, country_programme, protocol
from services.partnerships.domain.convention.facts import SubmittedPlan
from services.partnerships.facts import Aggregates as Partnerships
from services.planning.api.commands import commands as planning_commands
from services.planning.domain import heard
from services.planning.domain.action_plan.commands import AdoptActionPlan
from services.planning.domain.action_plan.state import ActionPlan
from services.planning.facts import Aggregates as Planning
from services.reporting.api.commands import commands as reporting_commands
from services.reporting.consumers import report_of
from services.reporting.domain.report.commands import ExpectReport
from services.reporting.domain.standing import Standing
from services.reporting.facts import Aggregates as Reporting
from tests.partnerships.register import Places
from tests.planning.knowledge import Known as PlanningKnown
from tests.reporting.register import Known as ReportingKnown
from vocabulary.identifiers import (
    ActionPlanId,
    ConventionId,
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)
from vocabulary.reliance import Reliance
from vocabulary.roles import CONSUMER

# Some days after the last act of the packs.
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def note(places: Places, send: Send, command: Any) -> None:
    """Remember who holds which place, as the service's own views do."""
    match command:
        case country_programme.commands.LaunchCountryProgramme():
            place = (command.programme, command.phase, command.country)
            places.country_programmes[place] = CountryProgrammeId(send.id)
        case protocol.commands.ProposeProtocol():
            places.protocols[command.partnership, command.phase] = ProtocolId(send.id)
        case convention.commands.DraftConvention():
            places.conventions[command.protocol] = ConventionId(send.id)


class Unit:
    """Takes the commands of packs; each service has a store of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places = Places()
        self.partnerships = Partnerships(name.upper(), self.places)
        self.handlings = {
            service: CommandHandling(InMemoryStore(lambda: NOW))
            for service in ("partnerships", "planning", "reporting")
        }
        self.planning = Planning(Heard(self), PlanningKnown(self.store("planning")))
        self.reporting = Reporting(Standings(self))
        self.subject = f"{name}-office"
        taken = (
            *partnerships_commands(self.partnerships),
            *planning_commands(self.planning),
            *reporting_commands(self.reporting),
        )
        self.routes = {route.path: route for each in taken for route in derive(each)}

    def store(self, service: str) -> InMemoryStore:
        return cast("InMemoryStore", self.handlings[service].store)

    async def heads(self) -> dict[str, int]:
        return {name: await each.store.head() for name, each in self.handlings.items()}

    async def take(self, send: Send) -> Handled:
        """Raises what the service would answer as a problem."""
        route: CommandRoute = self.routes[send.path.replace(str(send.id), "{id}")]
        headers = Headers({"Idempotency-Key": send.key})
        asked = route.reader.read(str(send.id), headers, json.dumps(send.body).encode())
        principal = Principal(self.subject, frozenset({send.role}), frozenset({self.name}))
        request = Request(
            command_id=asked.command_id(self.subject, route.path),
            fingerprint=asked.fingerprint,
            principal=principal,
            moment=NOW,
            correlation_id=uuid4(),
            demonstration=asked.marks.demonstration,
            provenance=asked.marks.provenance,
        )
        commands: Commands = route.commands
        handling = self.handlings[send.service]
        handled = await handling.handle(commands.aggregate, asked.id, asked.command, request)
        note(self.places, send, asked.command)
        await self._told(send)
        return handled

    async def state(self, category: str, id_: UUID) -> Any:
        services = (
            ("partnerships", self.partnerships),
            ("planning", self.planning),
            ("reporting", self.reporting),
        )
        for service, aggregates in services:
            if aggregate := getattr(aggregates, category, None):
                state, _ = await aggregate.current(self.store(service), Stream(category, id_))
                return state
        raise LookupError(category)

    async def _told(self, send: Send) -> None:
        """Let the services do what follows from what another has just said."""
        match send.plural, send.verb:
            case "action-plans", "submit":
                plan: ActionPlan = await self.state("action_plan", send.id)
                await self._expect(ActionPlanId(send.id), plan)
            case "conventions", "annex-action-plan":
                adopt = AdoptActionPlan(
                    convention=send.id,  # type: ignore[arg-type]  # an identifier of that kind
                    convention_version=1,
                    content_hash=send.body["content_hash"],
                    on=NOW.date(),
                    heard=Reliance(source=f"{self.name}.partnerships", position=1),
                )
                id_ = UUID(send.body["action_plan"])
                await self._by_itself("planning", self.planning.action_plan, id_, adopt)

    async def _expect(self, id_: ActionPlanId, plan: ActionPlan) -> None:
        submitted = plan.submission
        assert submitted is not None
        self.places.action_plans[id_] = SubmittedPlan(
            partnership=submitted.partnership,
            protocol=submitted.protocol,
            content_hash=submitted.content_hash,
            said=Reliance(source=f"{self.name}.planning", position=1),
        )
        strategy = await self.state("strategic_plan", submitted.strategic_plan)
        chain = strategy.version(submitted.strategic_plan_version).chain
        known = {each.id: each for result in chain for each in result.indicators}
        content = submitted.content
        expect = ExpectReport(
            action_plan=id_,
            partnership=submitted.partnership,
            protocol=submitted.protocol,
            phase=submitted.phase,
            country=submitted.country,
            parties=submitted.parties,
            title=content.title,
            period=content.period,
            indicators=tuple(known[each] for each in content.indicators),
            budget_lines=content.budget_lines,
            strategic_plan=submitted.strategic_plan,
            strategic_plan_version=submitted.strategic_plan_version,
        )
        await self._by_itself("reporting", self.reporting.report, report_of(id_), expect)

    async def _by_itself(self, service: str, aggregate: Any, id_: UUID, command: Any) -> None:
        request = Request(
            command_id=uuid4(),
            fingerprint=b"",
            principal=Principal("consumer:test", frozenset({CONSUMER})),
            moment=NOW,
            correlation_id=uuid4(),
            demonstration=True,
        )
        await self.handlings[service].handle(aggregate, id_, command, request)


class Heard:
    """What planning knows of partnerships: what partnerships' own rules know."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._said = Reliance(source=f"{unit.name}.partnerships", position=1)

    async def country_programme(self, id_: CountryProgrammeId) -> heard.CountryProgramme | None:
        known = await self._unit.state("country_programme", id_)
        if known.launch is None:
            return None
        admitted = country_programme.events.CommuneAdmitted
        return heard.CountryProgramme(
            id=id_,
            programme=known.launch.programme,
            phase=known.launch.phase,
            country=known.launch.country,
            communes=tuple(c for c, last in known.communes.items() if isinstance(last, admitted)),
            heard=self._said,
        )

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> heard.CountryProgramme | None:
        id_ = await self._unit.places.country_programme_of(programme, phase, country)
        return await self.country_programme(id_) if id_ else None

    async def phase(self, id_: PhaseId) -> heard.Phase | None:
        for programme, _, _ in self._unit.places.country_programmes:
            phases = (await self._unit.state("programme", programme)).phases
            if known := phases.get(id_):
                return heard.Phase(
                    id=id_,
                    code=known.plan.code,
                    starts_on=known.plan.starts_on,
                    ends_on=known.plan.ends_on,
                    state=known.state,
                    heard=self._said,
                )
        return None

    async def partnership(self, id_: PartnershipId) -> heard.Partnership | None:
        known = await self._unit.state("partnership", id_)
        if known.establishment is None:
            return None
        return heard.Partnership(
            id=id_,
            programme=known.establishment.programme,
            country=known.establishment.country,
            members=known.communes,
            phases=known.phases,
            state=known.state,
            heard=self._said,
        )

    async def protocol_of(
        self, partnership: PartnershipId, phase: PhaseId
    ) -> heard.Protocol | None:
        id_ = await self._unit.places.protocol_of(partnership, phase)
        if id_ is None:
            return None
        known = await self._unit.state("protocol", id_)
        return heard.Protocol(
            id=id_,
            parties=known.parties,
            ratified=tuple(known.versions[-1].ratified),
            in_force_since=known.binding.in_force_since if known.binding else None,
            expired_on=known.expired_on,
            heard=self._said,
        )


class Standings(ReportingKnown):
    """What reporting knows: its own store, and on which days partnerships may act."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit.store("reporting"))
        self._heard = Heard(unit)

    async def standing(
        self, partnership: PartnershipId, _protocol: ProtocolId, phase: PhaseId
    ) -> Standing:
        under = await self._heard.protocol_of(partnership, phase)
        within = await self._heard.phase(phase)
        return Standing(
            in_force_since=under.in_force_since if under else None,
            in_force_until=under.expired_on if under else None,
            opened_on=within.starts_on if within else None,
        )
