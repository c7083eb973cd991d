"""Runs are kept as they were, and the documentation says what they come to, no more."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from deploy.local.layout import CHECKOUT
from tests.faults import records
from tests.faults.books import Finding
from tests.faults.report import Report

REPORT = Report(
    seed=7,
    seconds=60.04,
    commands=1000,
    events=800,
    reads=90,
    faults=Counter({"broker lost its disk": 2, records.PAUSED: 3, "bad line": 1}),
    crashes=Counter({"relay.sent:1:exit": 2, "relay.sent:2:raise": 1, "batch.taken:1:raise": 4}),
    rested_after=3.21,
    findings=[Finding("torn-command", "a", "half of it")],
)


def test_a_run_is_read_back_as_it_was_recorded(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "runs.jsonl"
    made = records.record(REPORT, "0123456789ab")
    for _ in range(2):
        records.append(file, made)
    assert records.read(file) == [made, made]


def test_runs_are_summed_by_what_they_did() -> None:
    total = records.summed([records.record(REPORT, "")] * 2)
    assert (total.commands, total.violations) == (2000, 2)
    assert (total.broker_losses, total.leaders_paused) == (4, 6)
    assert total.crashes == {"relay.sent": 6, "batch.taken": 8}
    assert total.kills == {"relay.sent": 4}


def test_a_failure_in_a_log_is_told_apart_from_a_broken_promise() -> None:
    defect = Finding("defect", "ma-2", "background task died, 1 times: ValueError: no")
    found = replace(REPORT, findings=[*REPORT.findings, defect])
    total = records.summed([records.record(found, "")])
    assert (total.violations, total.defects) == (1, 1)


def test_the_documentation_tells_what_the_committed_runs_come_to() -> None:
    document = (CHECKOUT / "docs" / "reliability.md").read_text()
    table = records.table(records.read(records.COMMITTED))
    assert table in document, "python -m tests.faults --tell"
