"""Partnerships: their members on both sides, phases, and whether they are active."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from gateway.read_model.dossiers import WORDS, Standing
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from kernel.postgres.rows import Row, Table
from vocabulary.acts import Source
from vocabulary.communes import MemberRole, PartnershipState
from vocabulary.text import Text, read

PARTNERSHIP = Table(
    "rm.partnership",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "programme_id": f"{WORDS} NOT NULL",
        "title": f"{WORDS} NOT NULL",
        "titles": "json NOT NULL",
        "phase_codes": "text NOT NULL",
        "state": "text NOT NULL",
        "since": "date",
        "state_since": "date",
        "state_reason": "text",
        "suspension_reason": "text",
        "terminated_by": WORDS,
        "terminated_on_behalf": "boolean NOT NULL",
        "suspensions": "json NOT NULL",
        "predecessor_id": WORDS,
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
MEMBER = Table(
    "rm.member",
    ("country_code", "partnership_id", "commune_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "role": "text NOT NULL",
        "since": "date",
        "until": "date",
        "reason": "text",
        **MARK_COLUMNS,
    },
    history=True,
)
PARTNERSHIP_PHASE = Table(
    "rm.partnership_phase",
    ("country_code", "partnership_id", "phase_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "phase_id": f"{WORDS} NOT NULL",
        "starts_on": "date NOT NULL",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (PARTNERSHIP, MEMBER, PARTNERSHIP_PHASE)
INDEXES = (
    "rm.partnership (gid)",
    "rm.partnership (country_code, title, id)",
    "rm.partnership (country_code, predecessor_id)",
    "rm.member (country_code, partnership_id, seat, commune_id)",
    "rm.member (commune_id)",
    "rm.partnership_phase (country_code, phase_id)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    names: Text
    role: MemberRole
    since: date | None
    until: date | None = None
    reason: str | None = None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The partnership takes part in a phase."""

    code: str
    starts_on: date
    sources: tuple[Source, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    reason: str
    note: str | None
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    on: date
    reason: str
    by: str | None
    recorded_on_behalf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    kind: ClassVar[str] = "partnership"

    country: str
    id: str
    programme: str
    since: date | None
    predecessor: str | None
    sources: tuple[Source, ...]
    mark: Mark
    members: Mapping[str, Membership]
    phases: Mapping[str, Entry]
    suspensions: tuple[Suspension, ...] = ()
    termination: Termination | None = None
    protocols: tuple[str, ...] = ()

    @property
    def state(self) -> PartnershipState:
        if self.termination:
            return PartnershipState.TERMINATED
        if self.suspensions and self.suspensions[-1].until is None:
            return PartnershipState.SUSPENDED
        return PartnershipState.ACTIVE

    @property
    def titles(self) -> Text:
        """The present members' names in the order they joined; those who left when all have."""
        present = [member for member in self.members.values() if member.until is None]
        named = present or list(self.members.values())
        languages = {language: None for member in named for language in member.names}
        return {
            language: " – ".join(read(member.names, language) for member in named)
            for language in languages
        }

    def rows(self) -> Iterable[Standing]:
        yield PARTNERSHIP, self._row()
        for seat, (commune, member) in enumerate(self.members.items(), 1):
            yield MEMBER, self._member(seat, commune, member)
        for phase, entry in self.phases.items():
            yield PARTNERSHIP_PHASE, self._phase(phase, entry)

    def _row(self) -> Row:
        suspended = self.suspensions[-1] if self.state is PartnershipState.SUSPENDED else None
        ended = self.termination
        return PARTNERSHIP.row(
            country_code=self.country,
            id=self.id,
            gid=gid("Partnership", self.country, self.id),
            programme_id=self.programme,
            title=read(self.titles),
            titles=self.titles,
            phase_codes=" ".join(sorted(entry.code for entry in self.phases.values())),
            state=self.state.name,
            since=self.since,
            state_since=self._state_since(),
            state_reason=ended.reason if ended else suspended.note if suspended else None,
            suspension_reason=suspended.reason if suspended else None,
            terminated_by=ended.by if ended else None,
            terminated_on_behalf=bool(ended and ended.recorded_on_behalf),
            suspensions=self.suspensions,
            predecessor_id=self.predecessor,
            sources=self.sources,
            **self.mark.columns,
        )

    def _state_since(self) -> date | None:
        if self.termination:
            return self.termination.on
        if not self.suspensions:
            return self.since
        last = self.suspensions[-1]
        return last.until or last.since

    def _member(self, seat: int, commune: str, member: Membership) -> Row:
        return MEMBER.row(
            country_code=self.country,
            partnership_id=self.id,
            commune_id=commune,
            seat=seat,
            role=member.role.name,
            since=member.since,
            until=member.until,
            reason=member.reason,
            **member.mark.columns,
        )

    def _phase(self, phase: str, entry: Entry) -> Row:
        return PARTNERSHIP_PHASE.row(
            country_code=self.country,
            partnership_id=self.id,
            phase_id=phase,
            starts_on=entry.starts_on,
            sources=entry.sources,
            **entry.mark.columns,
        )
