"""Reports on joint action plans: versions, who signed them, what the reviewer said."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import ClassVar

import msgspec

from gateway.read_model.dossiers import WORDS, Part, Seated, seated
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
from gateway.read_model.reporting import contributions
from gateway.read_model.reporting.versions import (
    Opening,
    ReportSignature,
    ReportState,
    ReportVersion,
    ReportVersionState,
)
from kernel.postgres.rows import Row, Table
from vocabulary.budgets import Period

SPEAKER = "reporting"

REPORT = Table(
    "rm.report",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "action_plan_id": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "phase_id": f"{WORDS} NOT NULL",
        "starts_on": "date NOT NULL",
        "ends_on": "date NOT NULL",
        "due_on": "date",
        "state": "text NOT NULL",
        "version": "int NOT NULL",
        "accepted_version": "int",
        "accepted_on": "date",
        **MARK_COLUMNS,
    },
    history=True,
)
VERSION = Table(
    "rm.report_version",
    ("country_code", "report_id", "version"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "report_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "state": "text NOT NULL",
        "content_hash": "text",
        "submitted_on": "date",
        "decided_on": "date",
        "comments": "text",
        "reopened_on": "date",
        "reopened_because": "text",
        "submitted_at_position": "bigint",
        "decided_at_position": "bigint",
        **MARK_COLUMNS,
    },
    history=True,
)
PARTY = Table(
    "rm.report_party",
    ("country_code", "report_id", "commune_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "report_id": f"{WORDS} NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
    },
    history=True,
)
SIGNATURE = Table(
    "rm.report_signature",
    ("country_code", "report_id", "version", "commune_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "report_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "commune_id": f"{WORDS} NOT NULL",
        "seat": "int NOT NULL",
        "function": "text NOT NULL",
        "signed_on": "date NOT NULL",
        "content_hash": "text NOT NULL",
        "recorded_on_behalf": "boolean NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (REPORT, VERSION, PARTY, SIGNATURE, *contributions.TABLES)
INDEXES = (
    "rm.report (gid)",
    "rm.report (country_code, starts_on DESC, id)",
    "rm.report (country_code, partnership_id, starts_on DESC, id)",
    "rm.report (country_code, action_plan_id)",
    *contributions.INDEXES,
)


class Report(Noted, frozen=True, kw_only=True):
    """A return or a reopening opens the next version."""

    kind: ClassVar[str] = "report"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    action_plan: str
    partnership: str
    phase: str
    parties: tuple[str, ...]
    period: Period
    indicators: tuple[str, ...]
    due_on: date | None
    versions: Mapping[str, ReportVersion] = msgspec.field(default_factory=dict)
    """By number, as text; the oldest first."""
    mark: Mark

    @property
    def years(self) -> range:
        """The years that the report covers, from the first day to the last."""
        return range(self.period.starts_on.year, self.period.ends_on.year + 1)

    @property
    def latest(self) -> ReportVersion:
        return list(self.versions.values())[-1]

    @property
    def accepted(self) -> ReportVersion | None:
        """The version whose figures count: the latest that was accepted."""
        accepted = [version for version in self.versions.values() if version.accepted_on]
        return accepted[-1] if accepted else None

    @property
    def state(self) -> ReportState:
        latest = self.latest
        match latest.progress:
            case ReportVersionState.OPEN:
                opened = {
                    None: ReportState.EXPECTED,
                    Opening.RETURN: ReportState.RETURNED,
                    Opening.REOPENING: ReportState.REOPENED,
                }
                return opened[latest.opened_by]
            case ReportVersionState.PARTLY_SIGNED:
                return ReportState.PARTLY_SIGNED
            case ReportVersionState.SUBMITTED:
                return ReportState.SUBMITTED
            case ReportVersionState.RETURNED:
                return ReportState.RETURNED
            case ReportVersionState.ACCEPTED | ReportVersionState.SUPERSEDED:
                return ReportState.ACCEPTED

    def standing(self, version: ReportVersion) -> ReportVersionState:
        accepted = self.accepted
        passed = version.accepted_on and accepted and version.number < accepted.number
        return ReportVersionState.SUPERSEDED if passed else version.progress

    def parts(self) -> Iterable[Part]:
        yield Part(REPORT, {None: self}, _row)
        place = {"country_code": self.country, "report_id": self.id}
        standing = {v.number: (v, self.standing(v)) for v in self.versions.values()}
        yield Part(VERSION, standing, partial(_version, place))
        parties = {party: seat for seat, party in enumerate(self.parties, 1)}
        yield Part(PARTY, parties, partial(_party, place))
        signatures = {
            (version.number, party): at
            for version in self.versions.values()
            for party, at in seated(version.signatures).items()
        }
        yield Part(SIGNATURE, signatures, partial(_signature, place))
        where = {**place, "partnership_id": self.partnership}
        yield from contributions.parts(where, self.versions.values())


def _row(_place: None, report: Report) -> Row:
    accepted = report.accepted
    return {
        "country_code": report.country,
        "id": report.id,
        "gid": gid("Report", report.country, report.id),
        "action_plan_id": report.action_plan,
        "partnership_id": report.partnership,
        "phase_id": report.phase,
        "starts_on": report.period.starts_on,
        "ends_on": report.period.ends_on,
        "due_on": report.due_on,
        "state": report.state.name,
        "version": report.latest.number,
        "accepted_version": accepted.number if accepted else None,
        "accepted_on": accepted.accepted_on if accepted else None,
        **report.mark.columns,
    }


def _version(place: Row, number: int, standing: tuple[ReportVersion, ReportVersionState]) -> Row:
    version, state = standing
    submission, reopened = version.submission, version.opened_by is Opening.REOPENING
    return {
        **place,
        "version": number,
        "state": state.name,
        "content_hash": submission.content_hash if submission else None,
        "submitted_on": submission.on if submission else None,
        "decided_on": version.accepted_on or version.returned_on,
        "comments": version.comments,
        "reopened_on": version.opened_on if reopened else None,
        "reopened_because": version.opened_because if reopened else None,
        "submitted_at_position": submission.position if submission else None,
        "decided_at_position": version.decided_at_position,
        **version.mark.columns,
    }


def _party(place: Row, commune: str, seat: int) -> Row:
    return {**place, "commune_id": commune, "seat": seat}


def _signature(place: Row, act: tuple[int, str], at: Seated[ReportSignature]) -> Row:
    (number, commune), (seat, signature) = act, at
    return {
        **place,
        "version": number,
        "commune_id": commune,
        "seat": seat,
        "function": signature.function,
        "signed_on": signature.on,
        "content_hash": signature.content_hash,
        "recorded_on_behalf": signature.recorded_on_behalf,
        **signature.mark.columns,
    }
