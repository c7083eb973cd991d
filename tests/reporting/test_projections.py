"""What each view shows after what happened, also when it is told twice."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from kernel.events import Seen
from kernel.postgres.rows import ddl
from services.reporting.domain import report
from services.reporting.projections import (
    PROJECTIONS,
    expenses,
    may_act,
    measurements,
    reports,
    strategic_plans,
)
from services.reporting.projections import history as histories
from tests.partnerships.seen import META, history, project
from tests.reporting.cases import (
    ACCEPTED,
    BELFAA,
    BELFAA_SIGNED,
    BOOKED,
    COORDINATION,
    DRAFTED,
    DRAFTS,
    EXPECTED,
    EXPENSE,
    JETTE,
    JETTE_SIGNED,
    MEASUREMENT,
    NARRATIVE,
    NOW,
    ON_BEHALF,
    RECORDED,
    REOPENED,
    REPORT,
    RETURNED,
    SUBMISSION,
    SUBMITTED,
    report_after,
)
from tests.reporting.test_expense import CORRECTED as EXPENSE_CORRECTED
from tests.reporting.test_expense import WITHDRAWN as EXPENSE_WITHDRAWN
from tests.reporting.test_measurement import CORRECTED, WITHDRAWN

MIGRATIONS = Path(reports.__file__).parents[1] / "migrations"


def row_after(seen: Iterable[Seen[Any]]) -> Any:
    return project(reports.PROJECTION, seen, reports.REPORTS, REPORT)


def report_row(*events: report.Event, demonstration: bool = False) -> Any:
    meta = msgspec.structs.replace(META, demonstration=demonstration)
    return row_after(history("report", REPORT, events, meta=meta))


def test_an_expected_report_waits_for_every_party() -> None:
    row = report_row(EXPECTED)
    assert (row["state"], row["report_version"]) == ("expected", 1)
    assert row["awaiting"] == [JETTE, BELFAA]
    assert [each["code"] for each in row["indicators"]] == ["R1.1", "R2.1"]
    assert row["indicators"][1]["baseline"]["value"] is None
    assert [each["amount"]["currency"] for each in row["budget_lines"]] == ["EUR", "MAD"]


def test_a_signed_report_waits_for_the_other_party_until_it_is_submitted() -> None:
    row = report_row(*DRAFTS, BELFAA_SIGNED)
    assert (row["state"], row["awaiting"]) == ("partly_signed", [JETTE])
    assert row["narrative"] == NARRATIVE
    submitted = report_row(*SUBMISSION)
    assert (submitted["state"], submitted["awaiting"]) == ("submitted", [])
    assert submitted["submitted_on"] == date(2024, 2, 10)


def test_a_figure_that_changes_takes_the_signatures_away() -> None:
    signed = history("report", REPORT, (*DRAFTS, BELFAA_SIGNED))
    for category, id_, event in (
        ("measurement", MEASUREMENT, RECORDED),
        ("expense", EXPENSE, BOOKED),
    ):
        row = row_after([*signed, *history(category, id_, [event], first=4)])
        assert (row["state"], row["signatures"]) == ("draft", [])
        assert row["awaiting"] == [JETTE, BELFAA]
        assert row["version"] == 3


def test_signatures_over_different_contents_are_not_shown_together() -> None:
    older = replace(BELFAA_SIGNED, content_hash="sha256:" + "0" * 64)
    row = report_row(*DRAFTS, older, JETTE_SIGNED)
    assert [each["party"] for each in row["signatures"]] == [str(JETTE)]


def test_a_returned_report_shows_the_comments_and_opens_the_next_version() -> None:
    row = report_row(*SUBMISSION, RETURNED)
    assert (row["state"], row["report_version"]) == ("returned", 2)
    assert (row["comments"], row["returned_on"]) == (RETURNED.comments, RETURNED.on)
    assert (row["signatures"], row["submitted_on"]) == ([], None)


def test_the_accepted_version_stands_while_the_next_is_made() -> None:
    accepted = report_row(*SUBMISSION, ACCEPTED)
    assert (accepted["state"], accepted["accepted_version"]) == ("accepted", 1)
    reopened = report_row(*SUBMISSION, ACCEPTED, REOPENED)
    assert (reopened["state"], reopened["report_version"]) == ("reopened", 2)
    assert (reopened["accepted_version"], reopened["accepted_on"]) == (1, ACCEPTED.on)
    assert reopened["awaiting"] == [JETTE, BELFAA]


def test_the_view_and_the_rules_agree_on_where_a_report_stands() -> None:
    for events in (
        (*SUBMISSION, RETURNED, replace(DRAFTED, version=2)),
        (*SUBMISSION, ACCEPTED, REOPENED),
    ):
        for end in range(1, len(events) + 1):
            known = report_after(*events[:end])
            row = report_row(*events[:end])
            assert (row["state"], row["report_version"]) == (known.state, known.version)


def test_what_is_made_up_stays_marked() -> None:
    assert report_row(EXPECTED, demonstration=True)["demonstration"] is True
    assert report_row(*SUBMISSION)["demonstration"] is False


def test_a_corrected_value_shows_what_stood_there_before() -> None:
    seen = history("measurement", MEASUREMENT, (RECORDED, CORRECTED))
    row = project(measurements.PROJECTION, seen, measurements.MEASUREMENTS, MEASUREMENT)
    assert (row["value"], row["measurement_version"], row["party"]) == ("63.1", 2, JETTE)
    assert row["reason"] == "registre de décembre retrouvé"
    (before,) = row["earlier"]
    assert (before["version"], before["value"], before["party"]) == (1, "62.5", str(BELFAA))
    assert before["slices"][0] == {"by": {"sex": "female"}, "value": "64"}


def test_a_value_that_was_not_measured_is_shown_with_its_reason_and_without_number() -> None:
    missing = replace(RECORDED, value=None, slices=(), not_measured="registre égaré")
    seen = history("measurement", MEASUREMENT, (missing,))
    row = project(measurements.PROJECTION, seen, measurements.MEASUREMENTS, MEASUREMENT)
    assert (row["value"], row["not_measured"]) == (None, "registre égaré")


def test_withdrawn_figures_stay_visible_as_such() -> None:
    seen = history("measurement", MEASUREMENT, (RECORDED, WITHDRAWN))
    value = project(measurements.PROJECTION, seen, measurements.MEASUREMENTS, MEASUREMENT)
    assert (value["withdrawn"], value["reason"]) == (True, "mauvaise année")
    seen = history("expense", EXPENSE, (BOOKED, EXPENSE_WITHDRAWN))
    spent = project(expenses.PROJECTION, seen, expenses.EXPENSES, EXPENSE)
    assert (spent["withdrawn"], spent["amount"]) == (True, "1250.50")


def test_a_corrected_expense_keeps_each_amount_in_its_own_currency() -> None:
    seen = history("expense", EXPENSE, (BOOKED, EXPENSE_CORRECTED))
    row = project(expenses.PROJECTION, seen, expenses.EXPENSES, EXPENSE)
    assert (row["amount"], row["currency"], row["expense_version"]) == ("13200", "MAD", 2)
    assert row["budget_line"] == COORDINATION
    (before,) = row["earlier"]
    assert (before["amount"], before["currency"]) == ("1250.50", "EUR")
    assert before["spent_on"] == "2023-05-04"


def acts_of(*events: report.Event) -> list[Any]:
    seen = history("report", REPORT, events)
    return [
        project(histories.PROJECTION, seen, histories.HISTORY, REPORT, number)
        for number in range(1, len(events) + 1)
    ]


def test_the_history_names_functions_comments_reasons_and_on_whose_behalf() -> None:
    behalf = replace(JETTE_SIGNED, on_behalf=ON_BEHALF)
    _, _, signed, _, returned, reopened = acts_of(
        EXPECTED, DRAFTED, behalf, SUBMITTED, RETURNED, REOPENED
    )
    assert (signed["function"], signed["on_behalf"]) == ("Bourgmestre", True)
    assert signed["evidence"] == ON_BEHALF.evidence.reference
    assert (returned["words"], returned["report_version"]) == (RETURNED.comments, 1)
    assert (reopened["words"], reopened["party"]) == ("erreur de saisie", BELFAA)
    assert JETTE_SIGNED.signatory.subject_ref not in str(signed)


def test_what_is_told_twice_changes_nothing_later_either() -> None:
    drafted = history("report", REPORT, DRAFTS)
    value = history("measurement", MEASUREMENT, [RECORDED], first=3)
    signing = Seen(4, drafted[0].stream, 3, REPORT, BELFAA_SIGNED, META, NOW)
    assert row_after([*drafted, *value, signing, *value])["state"] == "partly_signed"


def test_the_migrations_create_exactly_the_tables_that_are_declared() -> None:
    views = [table for projection in PROJECTIONS for table in projection.tables]
    copies = [*may_act.COPIES.tables, *strategic_plans.COPIES.tables]
    for name, tables in (("0001_views.sql", views), ("0002_copies.sql", copies)):
        statements = (MIGRATIONS / name).read_text(encoding="utf-8")
        for table in tables:
            assert ddl(table) in statements
        assert len(re.findall("CREATE TABLE", statements)) == len(tables)
