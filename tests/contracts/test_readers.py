"""Who reads which field of which event is written down, and what is read has been promised."""

import json
from pathlib import Path

import pytest

from cli.contract_documents import readers
from cli.contract_documents.catalogue import published
from cli.contract_documents.compatibility import OPTIONAL, promises
from cli.contracts import READ, made_schemas, released

EVENTS = published()
WRITTEN_DOWN: readers.Reads = json.loads(READ.read_text(encoding="utf-8"))


@pytest.mark.parametrize("reader", WRITTEN_DOWN)
def test_every_field_that_is_read_is_promised_or_may_be_missing(reader: str) -> None:
    """A unit that has not upgraded sends only what was promised then."""
    now = {wire_type: promises(schema) for wire_type, schema in made_schemas().items()}
    for wire_type, fields in WRITTEN_DOWN[reader].items():
        promised = released().get(wire_type, now[wire_type])
        for field in fields:
            may_be_missing = now[wire_type].get(field, "").endswith(OPTIONAL)
            assert field in promised or may_be_missing, f"{wire_type}: {field}"


@pytest.mark.thorough
def test_known_reads_are_found() -> None:
    found = readers.reads(EVENTS)
    submitted = "cic.planning.ActionPlanSubmitted.v1"
    assert "budget_lines" in found["reporting"][submitted]
    assert "content_hash" in found["planning"]["cic.partnerships.ActionPlanAnnexed.v1"]
    assert "votes" in found["gateway"]["cic.partnerships.ProtocolRatified.v1"]


def test_what_a_service_only_says_it_does_not_read() -> None:
    assert "cic.partnerships.CommuneRenamed.v1" not in WRITTEN_DOWN["partnerships"]


def test_attributes_and_patterns_are_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    event = next(each for each in EVENTS if each.name == "CommuneRenamed")
    (tmp_path / "hearing.py").write_text(
        "from contracts import partnerships\n"
        "match told:\n"
        "    case partnerships.CommuneRenamed(names=names): print(told.since)\n"
    )
    (tmp_path / "published.py").write_text("from contracts.partnerships import CommuneRegistered\n")
    monkeypatch.setattr(readers, "READERS", {"reader": tmp_path})
    assert readers.reads(EVENTS) == {"reader": {event.wire_type: ["names", "since"]}}
