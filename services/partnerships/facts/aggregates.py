"""The aggregates of one unit, each with the loader of its facts."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, cast
from uuid import UUID

from kernel.codec import EventCodec
from kernel.decider import Decider
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
from services.partnerships.domain.protocol.citing import cited
from services.partnerships.domain.protocol.commands import (
    CorrectVote,
    RenewProtocol,
    SignProtocol,
    Vote,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol
from services.partnerships.domain.regional_group.commands import (
    FoundRegionalGroup,
    JoinRegionalGroup,
)
from services.partnerships.domain.role_holding.commands import RecordRoleHolding
from services.partnerships.domain.role_holding.state import RoleHolding
from services.partnerships.domain.territorial_actor.commands import RegisterTerritorialActor
from services.partnerships.facts.places import place_of
from services.partnerships.facts.register import Register
from services.partnerships.facts.siblings import Siblings
from vocabulary.communes import CommuneKind
from vocabulary.identifiers import (
    CommuneId,
)


class _Domain(Decider[Any, Any, Any, Any], Protocol):
    """A module of the domain: its rules and all that may happen under them."""

    __name__: str
    Event: Any


class Aggregates(Siblings):
    """The aggregates of one unit's service, each with the loader of its facts.

    `country` is the unit's own, in upper case.
    """

    def __init__(self, country: str, register: Register) -> None:
        super().__init__(register)
        self._country = country
        self.commune = _known(commune, self._of_commune)
        self.programme = _known(programme, self._of_programme)
        self.country_programme = _known(country_programme, self._of_country_programme)
        self.partnership = _known(partnership, self._of_partnership)
        self.territorial_actor = _known(territorial_actor, self._of_territorial_actor)
        self.regional_group = _known(regional_group, self._of_regional_group)
        self.protocol = _known(protocol, self._of_protocol)
        self.calendar_feed = _known(calendar_feed, self._of_calendar_feed)
        self.template = _known(template, self._of_template)
        self.document = _known(document, self._of_document)
        self.convention = _known(convention, self._of_convention)
        self.commitment = _known(commitment, self._of_commitment)
        self.role_holding = _known(role_holding, self._of_role_holding)
        self.deliberation = _known(deliberation, self._of_deliberation)

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
        place = place_of(command, gathering.state, renewed)
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
        cites = command.deliberation if isinstance(command, SignConvention) else None
        return convention.Facts(
            now=now,
            partnership=partners,
            programme=await self._programme_of(gathering, partners),
            protocol=cast("CollaborationProtocol", under),
            action_plan=await self._register.action_plan(plan) if plan else None,
            taken_by=holder if holder != id_ else None,
            held=await self._held(command),
            deliberations=await self._cited(gathering, [cites]),
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

    async def _of_commitment(
        self, gathering: Gathering, _id: UUID, command: commitment.Command
    ) -> commitment.Facts:
        now = gathering.request.moment
        if not isinstance(command, MakeCommitment):
            return commitment.Facts(now=now)
        partners = await self._partnership(gathering, command.partnership)
        return commitment.Facts(now=now, partnership=partners)


def _countries_of(communes: Mapping[CommuneId, Commune]) -> dict[CommuneId, str]:
    return {id_: each.country for id_, each in communes.items() if each.country is not None}


def _known(domain: _Domain, gather: Callable[[Gathering, UUID, Any], Awaitable[Any]]) -> Aggregate:
    """Return the aggregate whose rules a module of the domain has; its name is the category."""
    category = domain.__name__.rpartition(".")[2]
    return Aggregate(category, domain, EventCodec(domain.Event), gather)
