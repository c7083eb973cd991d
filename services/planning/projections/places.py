"""Who holds the place of a country programme, as of all that is stored?"""

from collections.abc import Callable

from starlette.datastructures import State

from services.planning.projections import strategic_plans
from vocabulary.identifiers import CountryProgrammeId, StrategicPlanId


class StoredRegister:
    """The register over PostgreSQL.

    `running` gives the state of the started app: `pool`, `applied` and `handling`. Raises
    `NotYetKnown` when the views do not catch up with the store in time.
    """

    def __init__(self, running: Callable[[], State]) -> None:
        self._running = running

    async def strategic_plan_of(
        self, country_programme: CountryProgrammeId
    ) -> StrategicPlanId | None:
        running = self._running()
        await running.applied.wait_for(await running.handling.store.head())
        holder = await strategic_plans.holder(running.pool, country_programme)
        return StrategicPlanId(holder) if holder else None
