"""Partnerships: their members on both sides, phases, and whether they are active."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from gateway.read_model.dossiers import SPEAKER, WORDS, Part, Seated, seated
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
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


class Membership(Noted, frozen=True, kw_only=True):
    names: Text
    role: MemberRole
    since: date | None
    until: date | None = None
    reason: str | None = None
    mark: Mark


class Entry(Noted, frozen=True, kw_only=True):
    """The partnership takes part in a phase."""

    code: str
    starts_on: date
    sources: tuple[Source, ...]
    mark: Mark


class Suspension(Noted, frozen=True, kw_only=True):
    reason: str
    note: str | None
    since: date
    until: date | None = None


class Termination(Noted, frozen=True, kw_only=True):
    on: date
    reason: str
    by: str | None
    recorded_on_behalf: bool


class Partnership(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "partnership"
    service: ClassVar[str] = SPEAKER

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

    def parts(self) -> Iterable[Part]:
        yield Part(PARTNERSHIP, {None: self}, _row)
        yield Part(MEMBER, seated(self.members), self._member)
        yield Part(PARTNERSHIP_PHASE, self.phases, self._phase)

    @property
    def state_since(self) -> date | None:
        if self.termination:
            return self.termination.on
        if not self.suspensions:
            return self.since
        last = self.suspensions[-1]
        return last.until or last.since

    def _member(self, commune: str, at: Seated[Membership]) -> Row:
        seat, member = at
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


def _row(_place: None, partnership: Partnership) -> Row:
    suspended = (
        partnership.suspensions[-1] if partnership.state is PartnershipState.SUSPENDED else None
    )
    ended = partnership.termination
    return PARTNERSHIP.row(
        country_code=partnership.country,
        id=partnership.id,
        gid=gid("Partnership", partnership.country, partnership.id),
        programme_id=partnership.programme,
        title=read(partnership.titles),
        titles=partnership.titles,
        phase_codes=" ".join(sorted(entry.code for entry in partnership.phases.values())),
        state=partnership.state.name,
        since=partnership.since,
        state_since=partnership.state_since,
        state_reason=ended.reason if ended else suspended.note if suspended else None,
        suspension_reason=suspended.reason if suspended else None,
        terminated_by=ended.by if ended else None,
        terminated_on_behalf=bool(ended and ended.recorded_on_behalf),
        suspensions=partnership.suspensions,
        predecessor_id=partnership.predecessor,
        sources=partnership.sources,
        **partnership.mark.columns,
    )
