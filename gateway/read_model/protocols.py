"""Protocols of collaboration (protocole de collaboration), joined to what lets partners act."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from gateway.read_model import version_rows
from gateway.read_model.dossiers import SPEAKER, WORDS, Part
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
from gateway.read_model.terms import terms
from gateway.read_model.version_rows import Standing
from gateway.read_model.versions import Version, VersionState
from kernel.postgres.rows import Row, Table
from vocabulary.communes import PartnershipState
from vocabulary.programmes import PhaseState
from vocabulary.protocols import ProtocolState

PROTOCOL = Table(
    "rm.protocol",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "phase_id": f"{WORDS} NOT NULL",
        "phase_code": f"{WORDS} NOT NULL",
        "state": "text NOT NULL",
        "may_act": "boolean NOT NULL",
        "version": "int NOT NULL",
        "amendment_version": "int",
        "proposed_by": f"{WORDS} NOT NULL",
        "proposed_on": "date NOT NULL",
        "text_hash": "text NOT NULL",
        "pillars": "text[] NOT NULL",
        "domains": "json NOT NULL",
        "agreed_on": "date",
        "signed_on": "date",
        "awaiting": "boolean NOT NULL",
        "in_force_since": "date",
        "ends_on": "date",
        "expired_on": "date",
        "renews_id": WORDS,
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (PROTOCOL, *version_rows.TABLES)
INDEXES = (
    "rm.protocol (gid)",
    "rm.protocol (country_code, proposed_on DESC, id)",
    "rm.protocol (country_code, partnership_id, proposed_on DESC, id)",
    "rm.protocol (country_code, renews_id)",
)


FALLEN = frozenset({VersionState.LAPSED, VersionState.ABANDONED})
"""Where a text stands that is no longer on the table and never binds."""


class Protocol(Noted, frozen=True, kw_only=True):
    """Partnership and phase decide together with it whether the partners may act."""

    kind: ClassVar[str] = "protocol"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    partnership: str
    phase: str
    phase_code: str
    parties: tuple[str, ...]
    versions: Mapping[str, Version]
    """By number, as text; the oldest first."""
    renews: str | None = None
    ends_on: date | None = None
    expired_on: date | None = None
    partnership_state: PartnershipState
    phase_state: PhaseState
    mark: Mark

    @property
    def current(self) -> Version:
        """The version that is in force, else the latest one."""
        versions = list(self.versions.values())
        in_force = [version for version in versions if version.in_force_since]
        return (in_force or versions)[-1]

    @property
    def amendment(self) -> Version | None:
        """The change on the table while the current version is in force."""
        latest = list(self.versions.values())[-1]
        if latest.number == self.current.number or latest.progress in FALLEN:
            return None
        return latest

    @property
    def state(self) -> ProtocolState:
        if self.expired_on:
            return ProtocolState.EXPIRED
        return ProtocolState(self.current.progress.value)

    @property
    def may_act(self) -> bool:
        """Source: "may act" = protocol in force, partnership active and phase open."""
        stands = (self.state, self.partnership_state, self.phase_state)
        return stands == (ProtocolState.IN_FORCE, PartnershipState.ACTIVE, PhaseState.OPEN)

    def awaited_since(self, version: Version) -> date | None:
        """Return the day from which councils are awaited; none is once the matter is over."""
        over = self.expired_on or self.partnership_state is PartnershipState.TERMINATED
        return None if over else version.awaiting_since

    def standing(self, version: Version) -> VersionState:
        passed = version.in_force_since and version.number < self.current.number
        return VersionState.SUPERSEDED if passed else version.progress

    def parts(self) -> Iterable[Part]:
        yield Part(PROTOCOL, {None: self}, _row)
        standing = [
            Standing(version, self.standing(version), self.awaited_since(version))
            for version in self.versions.values()
        ]
        yield from version_rows.parts(
            {"country_code": self.country, "protocol_id": self.id}, standing
        )


def _row(_place: None, protocol: Protocol) -> Row:
    current, amendment = protocol.current, protocol.amendment
    awaited = any(protocol.awaited_since(version) for version in protocol.versions.values())
    return PROTOCOL.row(
        country_code=protocol.country,
        id=protocol.id,
        gid=gid("Protocol", protocol.country, protocol.id),
        partnership_id=protocol.partnership,
        phase_id=protocol.phase,
        phase_code=protocol.phase_code,
        state=protocol.state.name,
        may_act=protocol.may_act,
        version=current.number,
        amendment_version=amendment.number if amendment else None,
        proposed_by=current.proposed_by,
        proposed_on=current.proposed_on,
        text_hash=current.wording.text_hash,
        pillars=list(current.wording.pillars),
        domains=terms(current.wording.domains),
        agreed_on=current.agreed_on,
        signed_on=current.signed_on,
        awaiting=awaited,
        in_force_since=current.in_force_since,
        ends_on=protocol.ends_on,
        expired_on=protocol.expired_on,
        # One that was given up carries no partnership into its phase.
        renews_id=None if protocol.state is ProtocolState.ABANDONED else protocol.renews,
        **protocol.mark.columns,
    )
