"""A unit in which anything may be tried: communes of two countries, a programme, and their acts.

Every body has a counterpart on the other side, so that the same story can be told with the sides
changed over (P31). Commands go the whole way: they are handled over a store in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from kernel.handling import Aggregate, CommandHandling, Gathering, Request
from kernel.identity import Principal
from kernel.in_memory import InMemoryStore
from kernel.refusals import Refusal
from kernel.store import Stream
from services.partnerships.domain.commune.commands import CeaseCommune, RegisterCommune
from services.partnerships.domain.convention.events import (
    ConventionAbandoned,
    ConventionClosed,
    ConventionDrafted,
    ConventionReopened,
)
from services.partnerships.domain.convention.facts import SubmittedPlan
from services.partnerships.domain.country_programme.commands import LaunchCountryProgramme
from services.partnerships.domain.country_programme.events import CountryProgrammeLaunched
from services.partnerships.domain.programme.commands import (
    DefineProgramme,
    OpenPhase,
    PlanPhase,
    SetPhaseRules,
)
from services.partnerships.domain.protocol.events import ProtocolAbandoned, ProtocolProposed
from services.partnerships.facts import Aggregates
from tests.partnerships.cases import (
    DEFINED,
    NOW,
    PHASE_2017,
    PHASE_2022,
    PROGRAMME,
    REVIEWER,
    SCHEDULER,
    SOCIAL_ACTION,
    UNIT,
)
from tests.partnerships.register import Places
from vocabulary import roles
from vocabulary.communes import CommuneKind, PartnershipState
from vocabulary.hashing import content_hash
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProtocolId,
)
from vocabulary.reliance import Reliance
from vocabulary.rules import Rules


def _id(number: int) -> UUID:
    return UUID(f"01890000-0000-7000-9000-{number:012d}")


JETTE, WAREMME, GESVES_AGENCY, OLNE, CEASED = (CommuneId(_id(n)) for n in range(1, 6))
BELFAA, SEFROU, DIOURBEL_AGENCY, MATETE, DISSOLVED = (CommuneId(_id(n)) for n in range(11, 16))
BELGIAN: Final = (JETTE, WAREMME, GESVES_AGENCY, OLNE, CEASED)
PARTNERS: Final = (BELFAA, SEFROU, DIOURBEL_AGENCY, MATETE, DISSOLVED)
NOBODY: Final = CommuneId(_id(99))
"""A body that nobody has registered; it stands on both sides."""
BODIES: Final = (*BELGIAN, *PARTNERS, NOBODY)
COUNTERPART: Final = {
    **dict(zip(BELGIAN, PARTNERS, strict=True)),
    **dict(zip(PARTNERS, BELGIAN, strict=True)),
}
INTERMEDIARIES: Final = (GESVES_AGENCY, DIOURBEL_AGENCY)
GONE: Final = (CEASED, DISSOLVED)

PHASES: Final = (PHASE_2017, PHASE_2022)
PARTNERSHIPS: Final = tuple(PartnershipId(_id(n)) for n in (31, 32))
PROTOCOLS: Final = tuple(ProtocolId(_id(n)) for n in (41, 42, 43, 44))
CONVENTIONS: Final = tuple(ConventionId(_id(n)) for n in (51, 52, 53))
PLANS: Final = {
    protocol: tuple(ActionPlanId(_id(10 * number + n)) for n in range(3))
    for number, protocol in enumerate(PROTOCOLS, start=60)
}
"""The joint action plans that are submitted under each protocol."""
COUNTRY_PROGRAMMES: Final = {
    PHASE_2017: CountryProgrammeId(_id(71)),
    PHASE_2022: CountryProgrammeId(_id(72)),
}
UNKNOWN: Final = _id(98)


def user(commune: UUID) -> Principal:
    return Principal(
        f"account-of-{commune}",
        frozenset({roles.COMMUNE_USER}),
        frozenset({"ma"}),
        organisation=str(commune),
    )


PRINCIPALS: Final = (UNIT, REVIEWER, SCHEDULER, *(user(body) for body in BODIES))


@dataclass(frozen=True, slots=True)
class Attempt:
    """A command that somebody gives."""

    category: str
    id: UUID
    command: Any
    by: Principal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: events, none where it was so already, or a refusal."""

    events: tuple[Any, ...] = ()
    refusal: Refusal | None = None

    def names(self, category: str) -> tuple[str, ...]:
        """Return the code of the refusal, or each transition by what it happened to."""
        if self.refusal is not None:
            return (self.refusal.code,)
        return tuple(f"{category}.{type(event).__name__}" for event in self.events)


@dataclass
class World:
    """A fresh unit; `attempt` is the only way to change it."""

    store: InMemoryStore = field(default_factory=InMemoryStore)
    places: Places = field(default_factory=Places)
    made: int = 0

    def __post_init__(self) -> None:
        self.handling = CommandHandling(self.store)
        self._aggregates = Aggregates("MA", self.places)
        self._states: dict[tuple[str, UUID], Any] = {}

    def aggregate(self, category: str) -> Aggregate:
        found: Aggregate = getattr(self._aggregates, category)
        return found

    @property
    def over(self) -> bool:
        """Whether every partnership has ended, so that little more can happen."""
        states = (self.state("partnership", id_).state for id_ in PARTNERSHIPS)
        return all(state is PartnershipState.TERMINATED for state in states)

    def state(self, category: str, id_: UUID) -> Any:
        return self._states.get((category, id_), self.aggregate(category).decider.INITIAL)

    async def begin(self) -> None:
        """Register all that exists before communes meet; each of it is accepted."""
        for category, id_, command in _register():
            outcome = await self.attempt(Attempt(category, id_, command, UNIT))
            assert outcome.refusal is None, (command, outcome.refusal)

    async def foresee(self, attempt: Attempt) -> Outcome:
        """Return what would come of it, and change nothing."""
        aggregate, state = (
            self.aggregate(attempt.category),
            self.state(attempt.category, attempt.id),
        )
        gathering = _Known(self, self._request(attempt), state)
        facts = await aggregate.gather(gathering, attempt.id, attempt.command)
        try:
            aggregate.decider.may(attempt.by, attempt.command, state, facts)
            events = aggregate.decider.decide(attempt.command, state, facts)
        except Refusal as refusal:
            return Outcome(refusal=refusal)
        return Outcome(events=tuple(events))

    async def attempt(self, attempt: Attempt) -> Outcome:
        aggregate = self.aggregate(attempt.category)
        self.made += 1
        before = await self.store.head()
        try:
            await self.handling.handle(
                aggregate, attempt.id, attempt.command, self._request(attempt)
            )
        except Refusal as refusal:
            return Outcome(refusal=refusal)
        events = tuple(
            aggregate.codec.decode(row.type, row.schema_version, row.data)
            for row in await self.store.read(before, await self.store.head())
            if row.stream == Stream(attempt.category, attempt.id)
        )
        for event in events:
            self._take(attempt, event)
        return Outcome(events=events)

    def _request(self, attempt: Attempt) -> Request:
        number = UUID(int=self.made)
        return Request(
            command_id=number,
            fingerprint=b"",
            principal=attempt.by,
            moment=NOW,
            correlation_id=number,
        )

    def _take(self, attempt: Attempt, event: Any) -> None:
        key = (attempt.category, attempt.id)
        evolve = self.aggregate(attempt.category).decider.evolve
        self._states[key] = evolve(self.state(*key), event)
        match event:
            case CountryProgrammeLaunched(programme=programme, phase=phase, country=country):
                place = (programme, phase, country)
                self.places.country_programmes[place] = CountryProgrammeId(attempt.id)
            case ProtocolProposed(partnership=partnership, phase=phase):
                protocol = ProtocolId(attempt.id)
                self.places.protocols.setdefault((partnership, phase), protocol)
                if protocol in PROTOCOLS:
                    self._plan(protocol, partnership)
            case ProtocolAbandoned() if self.state(*key).binding is None:
                left = {at: id_ for at, id_ in self.places.protocols.items() if id_ != attempt.id}
                self.places.protocols = left
            case ConventionDrafted(protocol=under) | ConventionReopened(protocol=under):
                self.places.conventions[under] = ConventionId(attempt.id)
            case ConventionClosed(protocol=under):
                self.places.conventions.pop(under, None)
            case ConventionAbandoned(protocol=under) if self.state(*key).abandoned is not None:
                self.places.conventions.pop(under, None)

    def _plan(self, protocol: ProtocolId, partnership: PartnershipId) -> None:
        """Have the planning service say that joint action plans were submitted under it."""
        for plan in PLANS[protocol]:
            self.places.action_plans[plan] = SubmittedPlan(
                partnership=partnership,
                protocol=protocol,
                content_hash=content_hash(str(plan)),
                said=Reliance(source="ma.planning", position=self.made),
            )


class _Known(Gathering):
    """Gathers from what the world has followed, so that nothing is read from the store."""

    def __init__(self, world: World, request: Request, state: Any) -> None:
        super().__init__(world.store, request, state)
        self._world = world

    async def state_of(self, aggregate: Aggregate, id_: UUID, *, hold: bool = False) -> Any:  # noqa: ARG002
        return self._world.state(aggregate.category, id_)


def _register() -> Iterator[tuple[str, UUID, Any]]:
    for country, bodies in (("BE", BELGIAN), ("MA", PARTNERS)):
        for number, body in enumerate(bodies):
            agency = body in INTERMEDIARIES
            kind = CommuneKind.INTERMEDIARY if agency else CommuneKind.COMMUNE
            names = {"fr": f"{country} {number}"}
            yield "commune", body, RegisterCommune(kind=kind, country=country, names=names)
            if body in GONE:
                yield "commune", body, CeaseCommune(on=date(2018, 1, 1))
    yield (
        "programme",
        PROGRAMME,
        DefineProgramme(
            names=DEFINED.names,
            funder=DEFINED.funder,
            associations=DEFINED.associations,
            pillars=DEFINED.pillars,
            principles=DEFINED.principles,
            # On both sides a council decides first, so that the sides can be changed over.
            prior_deliberation_of=("BE", "MA"),
        ),
    )
    years = ((PHASE_2017, 2017), (PHASE_2022, 2022))
    for phase, first in years:
        yield "programme", PROGRAMME, _phase(phase, first)
    rules = SetPhaseRules(phase=PHASE_2017, rules=Rules(currencies=("EUR",)))
    yield "programme", PROGRAMME, rules
    yield "programme", PROGRAMME, OpenPhase(phase=PHASE_2017, on=date(2017, 1, 1))
    for phase, _ in years:
        launch = LaunchCountryProgramme(
            programme=PROGRAMME, phase=phase, country="MA", sectors=(SOCIAL_ACTION,)
        )
        yield "country_programme", COUNTRY_PROGRAMMES[phase], launch


def _phase(phase: PhaseId, first: int) -> PlanPhase:
    return PlanPhase(
        phase=phase,
        code=f"{first}-{first + 4}",
        starts_on=date(first, 1, 1),
        ends_on=date(first + 4, 12, 31),
    )
