"""What was released is what it was: its samples are locked by their digests."""

from pathlib import Path

from cli.contract_documents.samples import digests, edited, locked, samples, text
from cli.contracts import released

AGAIN = "restore it, and put a sample of today beside it (recipes.md, An event)"


def test_no_released_sample_was_edited_or_taken_away() -> None:
    assert edited(locked(), digests(samples())) == [], AGAIN


def test_every_released_event_has_a_locked_sample() -> None:
    assert {f"tests/contracts/samples/{wire_type}.json" for wire_type in released()} <= {*locked()}


def test_one_changed_byte_is_found_and_so_is_what_is_gone_and_not_what_is_new(
    tmp_path: Path,
) -> None:
    paths = [tmp_path / name for name in ("one.json", "two.json", "three.json")]
    for path in paths:
        path.write_text("{}")
    before = digests(paths[:2], tmp_path)
    paths[0].write_text("{ }")
    assert edited(before, digests([paths[0], paths[2]], tmp_path)) == [
        "one.json was edited",
        "two.json is gone",
    ]
    assert text(before).splitlines()[0].endswith("  one.json")
