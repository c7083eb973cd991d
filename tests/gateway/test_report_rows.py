"""Reports as rows: versions, signatures, what the reviewer said."""

from gateway.read_model.records import RECORD
from gateway.read_model.reporting.contributions import ITEM
from gateway.read_model.reporting.reports import PARTY, REPORT, SIGNATURE, VERSION
from tests.gateway.cooperation import (
    REPORT as REPORT_ID,
)
from tests.gateway.cooperation import (
    TRAINED,
    accepted,
    expected,
    expense,
    handed_in,
    planned,
    reopened,
    report_signed,
    reported,
    returned,
    value,
)
from tests.gateway.story import BELFAA, JETTE, PARTNERSHIP
from tests.gateway.telling import column, told_by


def state(*events: object) -> str:
    unit = planned()
    unit.say(expected())
    for event in events:
        unit.say(event)  # type: ignore[arg-type]  # the events of reporting
    return str(told_by(unit).one(REPORT)["state"])


def test_a_report_goes_through_its_states() -> None:
    assert state() == "EXPECTED"
    assert state(report_signed(JETTE)) == "PARTLY_SIGNED"
    assert state(report_signed(JETTE), handed_in()) == "SUBMITTED"
    assert state(handed_in(), returned()) == "RETURNED"
    assert state(handed_in(), returned(), report_signed(JETTE, 2)) == "PARTLY_SIGNED"
    assert state(handed_in(), accepted()) == "ACCEPTED"
    assert state(handed_in(), accepted(), reopened()) == "REOPENED"


def test_versions_keep_signatures_by_function_and_the_comments_of_the_reviewer() -> None:
    ledger = told_by(reported())
    first, second = ledger.all(VERSION, report_id=str(REPORT_ID))
    assert (first["state"], first["comments"]) == ("RETURNED", "Préciser la ventilation.")
    assert (second["state"], second["comments"]) == ("ACCEPTED", None)
    signatures = ledger.all(SIGNATURE)
    assert set(column(signatures, "commune_id")) == {str(JETTE), str(BELFAA)}
    assert column(signatures, "function") == ["Directeur général"] * 2
    assert len(ledger.all(PARTY, report_id=str(REPORT_ID))) == 2


def test_each_value_and_expense_names_the_event_that_told_it() -> None:
    unit = planned()
    unit.say(expected())
    unit.say(handed_in(value(), value(TRAINED, None), expenses=(expense("12.30"),)))
    ledger = told_by(unit)
    rows = ledger.all(ITEM)
    assert set(column(rows, "position")) == {2}
    record = ledger.one(RECORD, service="reporting", position=2)
    assert record["type"] == "cic.reporting.ReportSubmitted.v1"
    spent = ledger.one(ITEM, kind="EXPENSE")
    assert (spent["unit"], str(spent["value"]), spent["cost_class"]) == (
        "EUR",
        "12.30",
        "OPERATIONAL",
    )


def test_every_event_of_a_partnership_is_on_its_timeline() -> None:
    ledger = told_by(reported())
    rows = ledger.all(RECORD, partnership_id=str(PARTNERSHIP))
    services = {row["service"] for row in rows}
    assert services == {"partnerships", "planning", "reporting"}
    signed = [row for row in rows if row["type"] == "cic.partnerships.ProtocolSigned.v1"]
    assert {row["commune_id"] for row in signed} == {str(JETTE), str(BELFAA)}
    assert all(row["acted_on"] for row in signed)
