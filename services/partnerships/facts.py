"""Load what the rules of each aggregate need from outside its own stream."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol, cast
from uuid import UUID

from kernel.codec import EventCodec
from kernel.handling import Aggregate, Gathering
from services.partnerships.domain import (
    calendar_feed,
    commitment,
    commune,
    convention,
    country_programme,
    deliberation,
    document,
    partnership,
    programme,
    protocol,
    regional_group,
    role_holding,
    template,
    territorial_actor,
)
from services.partnerships.domain.calendar_feed.commands import OpenCalendarFeed
from services.partnerships.domain.commitment.commands import MakeCommitment
from services.partnerships.domain.commune.commands import CeaseCommune
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.convention.commands import (
    AnnexActionPlan,
    DraftConvention,
    ReopenConvention,
    SignConvention,
)
from services.partnerships.domain.convention.facts import SubmittedPlan
from services.partnerships.domain.convention.state import Convention
from services.partnerships.domain.country_programme.commands import (
    AdmitCommune,
    LaunchCountryProgramme,
)
from services.partnerships.domain.country_programme.state import CountryProgramme
from services.partnerships.domain.deliberation.commands import (
    CorrectDeliberation,
    RecordDeliberation,
)
from services.partnerships.domain.deliberation.referring import Known, named
from services.partnerships.domain.deliberation.state import Deliberation
from services.partnerships.domain.partnership.commands import (
    DelegateOperation,
    EnterPhase,
    EstablishPartnership,
    GiveNotice,
    JoinPartnership,
    NameAuthorities,
    TerminatePartnership,
)
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.programme.state import Programme
from services.partnerships.domain.protocol.citing import cited
from services.partnerships.domain.protocol.commands import (
    AgreeProtocol,
    AmendProtocol,
    CorrectVote,
    ProposeProtocol,
    RenewProtocol,
    ResubmitProtocol,
    ReviseProtocol,
    SignProtocol,
    Vote,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol
from services.partnerships.domain.regional_group.commands import (
    FoundRegionalGroup,
    JoinRegionalGroup,
)
from services.partnerships.domain.regional_group.state import Stay
from services.partnerships.domain.role_holding.commands import RecordRoleHolding
from services.partnerships.domain.role_holding.facts import Held
from services.partnerships.domain.role_holding.state import RoleHolding
from services.partnerships.domain.territorial_actor.commands import RegisterTerritorialActor
from vocabulary import acts
from vocabulary.communes import CommuneKind
from vocabulary.deliberations import Organ
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    CountryProgrammeId,
    DeliberationId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)


class Register(Protocol):
    """What the service's own views answer to rules; as new as the store when it is asked.

    Each place (a country in a phase, a partnership in a phase) has one holder: the first that
    took it. A protocol that slipped in beside another at the same instant is refused at the
    next agreement, which then finds the holder here; without that agreement none is signed.
    """

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgrammeId | None: ...

    async def protocol_of(
        self, partnership: PartnershipId, phase: PhaseId
    ) -> ProtocolId | None: ...

    async def group_memberships_of(self, partnership: PartnershipId) -> tuple[Stay, ...]: ...

    async def deliberation_of(
        self, commune: CommuneId, organ: Organ, reference: str
    ) -> DeliberationId | None: ...

    async def convention_of(self, protocol: ProtocolId) -> ConventionId | None:
        """Return the convention under the protocol that is not closed."""

    async def held_in(self, commune: CommuneId) -> tuple[Held, ...]:
        """Return every holding of a function in the commune, of the past too."""

    async def action_plan(self, id_: ActionPlanId) -> SubmittedPlan | None:
        """Return what the planning service has said of the plan, as far as it is known here."""


class _Place(NamedTuple):
    """Where a protocol stands: its partnership and the phase it is for."""

    partnership: PartnershipId
    phase: PhaseId


class Aggregates:
    """The aggregates of one unit's service, each with the loader of its facts.

    `country` is the unit's own, in upper case.
    """

    def __init__(self, country: str, register: Register) -> None:
        self._country = country
        self._register = register
        self.commune = Aggregate("commune", commune, EventCodec(commune.Event), self._of_commune)
        self.programme = Aggregate(
            "programme", programme, EventCodec(programme.Event), self._of_programme
        )
        self.country_programme = Aggregate(
            "country_programme",
            country_programme,
            EventCodec(country_programme.Event),
            self._of_country_programme,
        )
        self.partnership = Aggregate(
            "partnership", partnership, EventCodec(partnership.Event), self._of_partnership
        )
        self.territorial_actor = Aggregate(
            "territorial_actor",
            territorial_actor,
            EventCodec(territorial_actor.Event),
            self._of_territorial_actor,
        )
        self.regional_group = Aggregate(
            "regional_group",
            regional_group,
            EventCodec(regional_group.Event),
            self._of_regional_group,
        )
        self.protocol = Aggregate(
            "protocol", protocol, EventCodec(protocol.Event), self._of_protocol
        )
        self.calendar_feed = Aggregate(
            "calendar_feed",
            calendar_feed,
            EventCodec(calendar_feed.Event),
            self._of_calendar_feed,
        )
        self.template = Aggregate(
            "template", template, EventCodec(template.Event), self._of_template
        )
        self.document = Aggregate(
            "document", document, EventCodec(document.Event), self._of_document
        )
        self.convention = Aggregate(
            "convention", convention, EventCodec(convention.Event), self._of_convention
        )
        self.commitment = Aggregate(
            "commitment", commitment, EventCodec(commitment.Event), self._of_commitment
        )
        self.role_holding = Aggregate(
            "role_holding", role_holding, EventCodec(role_holding.Event), self._of_role_holding
        )
        self.deliberation = Aggregate(
            "deliberation", deliberation, EventCodec(deliberation.Event), self._of_deliberation
        )

    async def _of_commune(
        self, gathering: Gathering, id_: UUID, command: commune.Command
    ) -> commune.Facts:
        now = gathering.request.moment
        if not isinstance(command, CeaseCommune):
            return commune.Facts(now=now)
        heirs = await self._heirs(gathering, command.successors)
        return commune.Facts(now=now, itself=CommuneId(id_), heirs=heirs)

    async def _of_programme(
        self, gathering: Gathering, _id: UUID, _command: programme.Command
    ) -> programme.Facts:
        return programme.Facts(now=gathering.request.moment)

    async def _of_country_programme(
        self, gathering: Gathering, id_: UUID, command: country_programme.Command
    ) -> country_programme.Facts:
        now = gathering.request.moment
        match command:
            case LaunchCountryProgramme(programme=programme_id, phase=phase, country=country):
                holder = await self._register.country_programme_of(programme_id, phase, country)
                return country_programme.Facts(
                    now=now,
                    country=self._country,
                    programme=await self._programme(gathering, programme_id),
                    taken_by=holder if holder != id_ else None,
                )
            case AdmitCommune(commune=commune_id, deliberation=cites):
                launch = cast("CountryProgramme", gathering.state).launch
                # Held: a commune that ceases meanwhile has the command decided again.
                there = await self._communes(gathering, [commune_id], hold=True)
                return country_programme.Facts(
                    now=now,
                    country=self._country,
                    programme=(
                        await self._programme(gathering, launch.programme)
                        if launch
                        else programme.INITIAL
                    ),
                    commune=there.get(commune_id),
                    deliberations=await self._cited(gathering, [cites]),
                )
            case _:
                return country_programme.Facts(now=now, country=self._country)

    async def _of_partnership(
        self, gathering: Gathering, _id: UUID, command: partnership.Command
    ) -> partnership.Facts:
        now, country = gathering.request.moment, self._country
        match command:
            case EstablishPartnership(predecessor=earlier):
                # Held: a commune that ceases meanwhile has the command decided again.
                ids = [member.commune for member in command.members]
                communes = await self._communes(gathering, ids, hold=True)
                return partnership.Facts(
                    now=now,
                    country=country,
                    programme=await self._programme(gathering, command.programme),
                    countries=_countries_of(communes),
                    communes=communes,
                    predecessor_known=earlier is None or await self._known(gathering, earlier),
                )
            case EnterPhase() | JoinPartnership():
                return await self._of_taking_part(gathering, command)
            case DelegateOperation(operator=named):
                countries = await self._countries(gathering, [named])
                return partnership.Facts(now=now, country=country, countries=countries)
            case NameAuthorities(intermediary=agent, authorities=authorities):
                return partnership.Facts(
                    now=now,
                    country=country,
                    countries=await self._countries(gathering, authorities),
                    intermediary=await self._kind(gathering, agent) is CommuneKind.INTERMEDIARY,
                )
            case GiveNotice() | TerminatePartnership():
                known = await self._programme_of(gathering, cast("Partnership", gathering.state))
                return partnership.Facts(now=now, country=country, programme=known)
            case _:
                return partnership.Facts(now=now, country=country)

    async def _of_taking_part(
        self, gathering: Gathering, command: EnterPhase | JoinPartnership
    ) -> partnership.Facts:
        partners = cast("Partnership", gathering.state)
        ids = [command.commune] if isinstance(command, JoinPartnership) else partners.communes
        communes = await self._communes(gathering, ids, hold=True)
        return partnership.Facts(
            now=gathering.request.moment,
            country=self._country,
            programme=await self._programme_of(gathering, partners),
            countries=_countries_of(communes),
            communes=communes,
        )

    async def _of_territorial_actor(
        self, gathering: Gathering, _id: UUID, command: territorial_actor.Command
    ) -> territorial_actor.Facts:
        now = gathering.request.moment
        if not isinstance(command, RegisterTerritorialActor):
            return territorial_actor.Facts(now=now)
        there = await self._communes(gathering, [command.commune], hold=True)
        return territorial_actor.Facts(now=now, commune=there.get(command.commune))

    async def _of_regional_group(
        self, gathering: Gathering, id_: UUID, command: regional_group.Command
    ) -> regional_group.Facts:
        now, country = gathering.request.moment, self._country
        match command:
            case FoundRegionalGroup(programme=programme_id):
                known = await self._programme(gathering, programme_id)
                return regional_group.Facts(now=now, country=country, programme=known)
            case JoinRegionalGroup(partnership=joining):
                stays = await self._register.group_memberships_of(joining)
                return regional_group.Facts(
                    now=now,
                    country=country,
                    partnership=await self._partnership(gathering, joining),
                    elsewhere=tuple(stay for stay in stays if stay.group != id_),
                )
            case _:
                return regional_group.Facts(now=now, country=country)

    async def _of_protocol(
        self, gathering: Gathering, id_: UUID, command: protocol.Command
    ) -> protocol.Facts:
        now, actor = gathering.request.moment, gathering.request.principal
        renewed = protocol.INITIAL
        if isinstance(command, RenewProtocol):
            renewed = await gathering.state_of(self.protocol, command.renews, hold=True)
        known = await self._cited(gathering, (each for _, each in cited(command)))
        place = _place(command, gathering.state, renewed)
        if place is None:
            acting = isinstance(command, SignProtocol | Vote | CorrectVote)
            return protocol.Facts(
                now=now,
                actor=actor,
                partnership=await self._partners(gathering) if acting else partnership.INITIAL,
                renewed=renewed,
                deliberations=known,
                held=await self._held(command),
            )
        partners = await self._partnership(gathering, place.partnership)
        holder = await self._register.protocol_of(*place)
        return protocol.Facts(
            now=now,
            actor=actor,
            partnership=partners,
            programme=await self._programme_of(gathering, partners),
            sectors=await self._sectors(gathering, partners, place.phase),
            taken_by=holder if holder != id_ else None,
            renewed=renewed,
            deliberations=known,
        )

    async def _of_convention(
        self, gathering: Gathering, id_: UUID, command: convention.Command
    ) -> convention.Facts:
        now, drafted = gathering.request.moment, cast("Convention", gathering.state).drafted
        # Before it is drafted only the draft says which protocol it is under.
        source = drafted or (command if isinstance(command, DraftConvention) else None)
        if source is None:
            return convention.Facts(now=now)
        # Held: a protocol that expires meanwhile has the command decided again.
        under = await gathering.state_of(self.protocol, source.protocol, hold=True)
        partners = await self._partnership(gathering, source.partnership)
        plan = isinstance(command, AnnexActionPlan) and command.action_plan
        holder = None
        if isinstance(command, DraftConvention | SignConvention | ReopenConvention):
            holder = await self._register.convention_of(source.protocol)
        return convention.Facts(
            now=now,
            partnership=partners,
            programme=await self._programme_of(gathering, partners),
            protocol=cast("CollaborationProtocol", under),
            action_plan=await self._register.action_plan(plan) if plan else None,
            taken_by=holder if holder != id_ else None,
            held=await self._held(command),
        )

    async def _of_deliberation(
        self, gathering: Gathering, id_: UUID, command: deliberation.Command
    ) -> deliberation.Facts:
        now, actor = gathering.request.moment, gathering.request.principal
        match command:
            case RecordDeliberation(commune=taken_by, content=content):
                commune_id: CommuneId | None = taken_by
            case CorrectDeliberation(content=content):
                commune_id = cast("Deliberation", gathering.state).commune
            case _:
                return deliberation.Facts(now=now, actor=actor)
        if commune_id is None:
            return deliberation.Facts(now=now, actor=actor)
        holder = await self._register.deliberation_of(commune_id, content.organ, content.reference)
        return deliberation.Facts(
            now=now,
            actor=actor,
            commune_known=bool(await self._countries(gathering, [commune_id])),
            taken_by=holder if holder != id_ else None,
        )

    async def _of_calendar_feed(
        self, gathering: Gathering, _id: UUID, command: calendar_feed.Command
    ) -> calendar_feed.Facts:
        of = command.partnership if isinstance(command, OpenCalendarFeed) else None
        return calendar_feed.Facts(
            now=gathering.request.moment,
            actor=gathering.request.principal,
            partnership_known=of is None or await self._known(gathering, of),
        )

    async def _of_template(
        self, gathering: Gathering, _id: UUID, command: template.Command
    ) -> template.Facts:
        known = await self._programme(gathering, command.programme)
        return template.Facts(programme_known=known.definition is not None)

    async def _of_document(
        self, gathering: Gathering, _id: UUID, _command: document.Command
    ) -> document.Facts:
        return document.Facts(now=gathering.request.moment)

    async def _of_role_holding(
        self, gathering: Gathering, id_: UUID, command: role_holding.Command
    ) -> role_holding.Facts:
        now, known = gathering.request.moment, cast("RoleHolding", gathering.state)
        named = command.commune if isinstance(command, RecordRoleHolding) else known.commune
        if named is None:
            return role_holding.Facts(now=now)
        held = await self._register.held_in(named)
        return role_holding.Facts(
            now=now,
            commune_known=bool(await self._countries(gathering, [named])),
            others=tuple(each for each in held if each.id != id_),
        )

    async def _held(self, command: object) -> tuple[Held, ...]:
        """Return the functions held in the commune that signs, none for what is no signature."""
        if isinstance(command, SignProtocol | SignConvention):
            return await self._register.held_in(command.party)
        return ()

    async def _cited(
        self, gathering: Gathering, deliberations: Iterable[acts.Deliberation | None]
    ) -> Known:
        # Held: a deliberation that is corrected meanwhile has the command decided again.
        found: dict[DeliberationId, Deliberation] = {}
        for id_ in named(*deliberations):
            state = await gathering.state_of(self.deliberation, id_, hold=True)
            found[id_] = cast("Deliberation", state)
        return found

    async def _of_commitment(
        self, gathering: Gathering, _id: UUID, command: commitment.Command
    ) -> commitment.Facts:
        now = gathering.request.moment
        if not isinstance(command, MakeCommitment):
            return commitment.Facts(now=now)
        partners = await self._partnership(gathering, command.partnership)
        return commitment.Facts(now=now, partnership=partners)

    async def _programme(self, gathering: Gathering, id_: ProgrammeId) -> Programme:
        # Held: a phase that closes meanwhile has the command decided again.
        state = await gathering.state_of(self.programme, id_, hold=True)
        return cast("Programme", state)

    async def _programme_of(self, gathering: Gathering, partners: Partnership) -> Programme:
        if partners.establishment is None:
            return programme.INITIAL
        return await self._programme(gathering, partners.establishment.programme)

    async def _partnership(self, gathering: Gathering, id_: PartnershipId) -> Partnership:
        # Held: a partnership that is suspended meanwhile has the command decided again.
        state = await gathering.state_of(self.partnership, id_, hold=True)
        return cast("Partnership", state)

    async def _partners(self, gathering: Gathering) -> Partnership:
        """Return the partnership that the protocol at hand is of."""
        proposal = cast("CollaborationProtocol", gathering.state).proposal
        if proposal is None:
            return partnership.INITIAL
        return await self._partnership(gathering, proposal.partnership)

    async def _known(self, gathering: Gathering, id_: PartnershipId) -> bool:
        state = await gathering.state_of(self.partnership, id_)
        return cast("Partnership", state).establishment is not None

    async def _communes(
        self, gathering: Gathering, ids: Iterable[CommuneId], *, hold: bool = False
    ) -> dict[CommuneId, Commune]:
        """Return those that are registered."""
        found: dict[CommuneId, Commune] = {}
        for id_ in ids:
            state = cast("Commune", await gathering.state_of(self.commune, id_, hold=hold))
            if state.registration is not None:
                found[id_] = state
        return found

    async def _heirs(
        self, gathering: Gathering, successors: Iterable[CommuneId]
    ) -> dict[CommuneId, Commune]:
        # Held: a successor that ceases meanwhile has the command decided again.
        found: dict[CommuneId, Commune] = {}
        newly = await self._communes(gathering, successors, hold=True)
        while newly:
            found |= newly
            ends = [heir.end for heir in newly.values() if heir.end is not None]
            further = {id_ for end in ends for id_ in end.successors} - found.keys()
            newly = await self._communes(gathering, further, hold=True)
        return found

    async def _kind(self, gathering: Gathering, id_: CommuneId) -> CommuneKind | None:
        state = cast("Commune", await gathering.state_of(self.commune, id_))
        return state.registration.kind if state.registration else None

    async def _countries(
        self, gathering: Gathering, ids: Iterable[CommuneId]
    ) -> dict[CommuneId, str]:
        found: dict[CommuneId, str] = {}
        for id_ in ids:
            state = cast("Commune", await gathering.state_of(self.commune, id_))
            if state.country is not None:
                found[id_] = state.country
        return found

    async def _sectors(
        self, gathering: Gathering, partners: Partnership, phase: PhaseId
    ) -> frozenset[str] | None:
        if partners.establishment is None:
            return None
        of = partners.establishment
        id_ = await self._register.country_programme_of(of.programme, phase, of.country)
        if id_ is None:
            return None
        state = await gathering.state_of(self.country_programme, id_, hold=True)
        return frozenset(term.code for term in cast("CountryProgramme", state).sectors)


def _countries_of(communes: Mapping[CommuneId, Commune]) -> dict[CommuneId, str]:
    return {id_: each.country for id_, each in communes.items() if each.country is not None}


def _place(
    command: protocol.Command, known: CollaborationProtocol, renewed: CollaborationProtocol
) -> _Place | None:
    """Return the place the command is about, None where its rules do not look beyond it."""
    match command:
        case ProposeProtocol(partnership=partnership_id, phase=phase):
            return _Place(partnership_id, phase)
        case RenewProtocol(phase=phase):
            return _Place(renewed.proposal.partnership, phase) if renewed.proposal else None
        case ReviseProtocol() | ResubmitProtocol() | AmendProtocol() | AgreeProtocol():
            of = known.proposal
            return _Place(of.partnership, of.phase) if of else None
        case _:
            return None
