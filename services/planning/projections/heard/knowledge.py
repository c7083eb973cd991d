"""Read what partnerships has said as facts of our rules."""

from collections.abc import Callable
from uuid import UUID

import msgspec
from asyncpg import Pool, Record

from services.planning.domain.heard import (
    CountryProgramme,
    DatedRules,
    Partnership,
    Phase,
    Protocol,
)
from vocabulary.communes import PartnershipState
from vocabulary.identifiers import (
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)
from vocabulary.programmes import PhaseState
from vocabulary.reliance import Reliance


class StoredKnowledge:
    """What has been heard, over PostgreSQL; `pool` is there once the service has started."""

    def __init__(self, pool: Callable[[], Pool]) -> None:
        self._pool = pool

    async def country_programme(self, id_: CountryProgrammeId) -> CountryProgramme | None:
        row = await self._one("SELECT * FROM heard.country_programmes WHERE id = $1", id_)
        return _country_programme(row) if row else None

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgramme | None:
        row = await self._one(
            "SELECT * FROM heard.country_programmes"
            " WHERE programme = $1 AND phase = $2 AND country = $3 ORDER BY position LIMIT 1",
            programme,
            phase,
            country,
        )
        return _country_programme(row) if row else None

    async def phase(self, id_: PhaseId) -> Phase | None:
        row = await self._one("SELECT * FROM heard.phases WHERE id = $1", id_)
        if row is None:
            return None
        return Phase(
            id=PhaseId(row["id"]),
            code=row["code"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            state=PhaseState(row["state"]),
            rules=msgspec.json.decode(row["rules"], type=tuple[DatedRules, ...]),
            heard=_heard(row),
        )

    async def partnership(self, id_: PartnershipId) -> Partnership | None:
        row = await self._one("SELECT * FROM heard.partnerships WHERE id = $1", id_)
        if row is None:
            return None
        return Partnership(
            id=PartnershipId(row["id"]),
            programme=ProgrammeId(row["programme"]),
            country=row["country"],
            members=tuple(row["members"]),
            phases=tuple(row["phases"]),
            state=PartnershipState(row["state"]),
            heard=_heard(row),
        )

    async def protocol_of(self, partnership: PartnershipId, phase: PhaseId) -> Protocol | None:
        """Return the protocol of this place: the one in force, else the one last heard of."""
        row = await self._one(
            "SELECT * FROM heard.protocols WHERE partnership = $1 AND phase = $2"
            " ORDER BY (in_force_since IS NULL), position DESC LIMIT 1",
            partnership,
            phase,
        )
        if row is None:
            return None
        return Protocol(
            id=ProtocolId(row["id"]),
            parties=tuple(row["parties"]),
            ratified=tuple(row["ratified"]),
            in_force_since=row["in_force_since"],
            expired_on=row["expired_on"],
            heard=_heard(row),
        )

    async def _one(self, statement: str, *values: UUID | str) -> Record | None:
        return await self._pool().fetchrow(statement, *values)


def _country_programme(row: Record) -> CountryProgramme:
    return CountryProgramme(
        id=CountryProgrammeId(row["id"]),
        programme=ProgrammeId(row["programme"]),
        phase=PhaseId(row["phase"]),
        country=row["country"],
        communes=tuple(row["communes"]),
        heard=_heard(row),
    )


def _heard(row: Record) -> Reliance:
    return Reliance(source=row["source"], position=row["position"])
