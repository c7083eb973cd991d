"""Load what the rules of each aggregate need from outside its own stream."""

from typing import Protocol, cast
from uuid import UUID

from kernel.codec import EventCodec
from kernel.handling import Aggregate, Gathering
from services.planning.domain import action_plan, strategic_plan
from services.planning.domain import heard as said
from services.planning.domain.action_plan.commands import (
    AdoptActionPlan,
    DraftActionPlan,
    SubmitActionPlan,
    SupersedeActionPlan,
)
from services.planning.domain.action_plan.state import ActionPlan
from services.planning.domain.strategic_plan.commands import DraftStrategicPlan, SubmitStrategicPlan
from services.planning.domain.strategic_plan.state import StrategicPlan
from vocabulary.identifiers import (
    ActionPlanId,
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    StrategicPlanId,
)


class Knowledge(Protocol):
    """What partnerships has said, as far as it has been heard here."""

    async def country_programme(self, id_: CountryProgrammeId) -> said.CountryProgramme | None: ...

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> said.CountryProgramme | None: ...

    async def phase(self, id_: PhaseId) -> said.Phase | None: ...

    async def partnership(self, id_: PartnershipId) -> said.Partnership | None: ...

    async def protocol_of(
        self, partnership: PartnershipId, phase: PhaseId
    ) -> said.Protocol | None: ...


class Register(Protocol):
    """What the service's own views answer to rules; as new as the store when it is asked.

    A country programme's place has one holder: the strategic plan that was drafted first. One
    that slipped in beside it at the same instant is refused when it is submitted.
    """

    async def strategic_plan_of(
        self, country_programme: CountryProgrammeId
    ) -> StrategicPlanId | None: ...


class Aggregates:
    """The aggregates of one unit's service, each with the loader of its facts."""

    def __init__(self, knowledge: Knowledge, register: Register) -> None:
        self._knowledge = knowledge
        self._register = register
        self.strategic_plan = Aggregate(
            "strategic_plan",
            strategic_plan,
            EventCodec(strategic_plan.Event),
            self._of_strategic_plan,
        )
        self.action_plan = Aggregate(
            "action_plan", action_plan, EventCodec(action_plan.Event), self._of_action_plan
        )

    async def _of_strategic_plan(
        self, gathering: Gathering, id_: UUID, command: strategic_plan.Command
    ) -> strategic_plan.Facts:
        now, plan = gathering.request.moment, cast("StrategicPlan", gathering.state)
        of = plan.draft.country_programme if plan.draft else None
        if of is None and isinstance(command, DraftStrategicPlan):
            of = command.country_programme
        if of is None:
            return strategic_plan.Facts(now=now)
        holder = None
        if isinstance(command, DraftStrategicPlan | SubmitStrategicPlan):
            holder = await self._register.strategic_plan_of(of)
        programme = await self._knowledge.country_programme(of)
        return strategic_plan.Facts(
            now=now,
            country_programme=programme,
            phase=await self._knowledge.phase(programme.phase) if programme else None,
            taken_by=holder if holder != id_ else None,
        )

    async def _of_action_plan(
        self, gathering: Gathering, id_: UUID, command: action_plan.Command
    ) -> action_plan.Facts:
        now, plan = gathering.request.moment, cast("ActionPlan", gathering.state)
        match command:
            case AdoptActionPlan():
                return action_plan.Facts(now=now)
            case DraftActionPlan(partnership=partnership, phase=phase):
                return await self._place(gathering, partnership, phase)
            case SubmitActionPlan() if plan.draft:
                return await self._to_submit(gathering, plan.draft.partnership, plan.draft.phase)
            case SupersedeActionPlan(by=by) if plan.draft:
                return action_plan.Facts(
                    now=now,
                    partnership=await self._knowledge.partnership(plan.draft.partnership),
                    successor=await self._successor(gathering, id_, by),
                )
            case _ if plan.draft:
                known = await self._knowledge.partnership(plan.draft.partnership)
                return action_plan.Facts(now=now, partnership=known)
            case _:
                return action_plan.Facts(now=now)

    async def _place(
        self, gathering: Gathering, partnership: PartnershipId, phase: PhaseId
    ) -> action_plan.Facts:
        return action_plan.Facts(
            now=gathering.request.moment,
            partnership=await self._knowledge.partnership(partnership),
            phase=await self._knowledge.phase(phase),
        )

    async def _to_submit(
        self, gathering: Gathering, partnership: PartnershipId, phase: PhaseId
    ) -> action_plan.Facts:
        known = await self._knowledge.partnership(partnership)
        holder = await self._strategic_of(known, phase) if known else None
        return action_plan.Facts(
            now=gathering.request.moment,
            partnership=known,
            phase=await self._knowledge.phase(phase),
            protocol=await self._knowledge.protocol_of(partnership, phase),
            strategic_id=holder,
            strategic=await self._strategic(gathering, holder),
        )

    async def _strategic_of(
        self, partnership: said.Partnership, phase: PhaseId
    ) -> StrategicPlanId | None:
        programme = await self._knowledge.country_programme_of(
            partnership.programme, phase, partnership.country
        )
        return await self._register.strategic_plan_of(programme.id) if programme else None

    async def _strategic(self, gathering: Gathering, id_: StrategicPlanId | None) -> StrategicPlan:
        if id_ is None:
            return strategic_plan.INITIAL
        # Held: a version that is validated meanwhile has the command decided again.
        state = await gathering.state_of(self.strategic_plan, id_, hold=True)
        return cast("StrategicPlan", state)

    async def _successor(self, gathering: Gathering, id_: UUID, by: ActionPlanId) -> ActionPlan:
        if by == id_:
            return action_plan.INITIAL
        # Held: two plans that supersede each other at once do not both succeed.
        return cast("ActionPlan", await gathering.state_of(self.action_plan, by, hold=True))
