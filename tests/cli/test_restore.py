"""What `cic restore` takes for a moment or an event, before it touches anything."""

from datetime import UTC, datetime

import pytest
import typer

from cli.restore import target_of
from deploy.local.restore import Position


def test_an_event_is_named_by_unit_service_and_position() -> None:
    assert target_of("ma-partnerships:120") == Position("ma", "partnerships", 120)


def test_a_moment_has_an_offset_or_is_what_the_clock_here_shows() -> None:
    moment = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    assert target_of("2026-11-22T11:30:00+01:00") == moment
    here = target_of("2026-11-22T11:30:00")
    assert isinstance(here, datetime)
    assert here.tzinfo is not None


@pytest.mark.parametrize("text", ["yesterday", "ma-partnerships:0", "partnerships:12", ""])
def test_what_is_neither_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        target_of(text)
    assert "neither a moment nor an event" in capsys.readouterr().err
