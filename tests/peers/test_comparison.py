"""Every side of the comparison does what it is measured at, and the comparison counts rightly."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.bench.bench_peers import write_payload
from tests.bench.peers.measurements import EVENTS_PER_FILE, append, project
from tests.bench.peers.report import TARGETS, all_met, put_into, report
from tests.bench.peers.sides import OURS, Side, taking_part
from tests.bench.peers.worker import QUIET_LOOKS, follow


def told_after(looks: int) -> Callable[[], bool]:
    """Return what says, the so-manieth time it is asked, that the writers have ended."""
    asked: Iterator[int] = iter(range(looks))
    return lambda: next(asked, None) is None


def followed(pages: Iterable[list[int]]) -> dict[str, int]:
    coming = iter(pages)
    _, said = follow(lambda _last: next(coming, []), told_after(QUIET_LOOKS))
    return said


def test_a_reader_that_follows_counts_what_it_saw_once() -> None:
    assert followed([[1, 2], [2, 3], [], [4]]) == {"seen": 4, "gaps": 0}


def test_a_position_that_is_passed_over_is_a_gap() -> None:
    assert followed([[1, 2], [4, 5], [9]]) == {"seen": 5, "gaps": 2}


def test_a_reader_asks_for_what_is_after_the_last_that_it_saw() -> None:
    asked: list[int] = []

    def read(last: int) -> list[int]:
        asked.append(last)
        return [last + 1] if last < 3 else []

    list(follow(read, told_after(1)))
    assert asked[:5] == [0, 1, 2, 3, 3]


def side(rate: int, *, missed: int = 0) -> dict[str, object]:
    spread = {"rate": rate, "least": rate - 1, "most": rate + 1}
    return {**spread, "p50_ms": 1, "p99_ms": 2, "written": rate, "missed": missed, "gaps": 0}


def found(**ours: int) -> dict[str, object]:
    run = {"on": "a day", "cores": 2, "load_before": 0, "load_after": 3, "versions": {}}
    appends = {
        f"append {clients}": {OURS: side(rate), "UmaDB": side(100), "eventsourcing": side(10)}
        for clients, rate in ((1, 100), (16, ours.get("sixteen", 1000)), (64, 2000))
    }
    return {"run": {**run, "trouble": {}}, **appends}


def test_targets_of_those_who_took_part_are_held_against_what_was_found() -> None:
    assert all_met(found())
    assert not all_met(found(sixteen=119))
    assert "| append, 16 clients: eventsourcing | >= 12x | 11.90x | MISSED |" in report(
        found(sixteen=119)
    )


def test_one_event_that_our_own_reader_missed_is_a_miss() -> None:
    lost = found()
    lost["append 1"] = {OURS: side(100, missed=1)}
    assert not all_met(lost)


def test_every_target_says_so_when_it_was_not_measured() -> None:
    assert report(found()).count("not measured") == len(TARGETS) - 3


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "before\n<!-- ./cic bench peers -->\nold\n<!-- end of ./cic bench peers -->\nafter\n"
    )
    put_into(document, found())
    put_into(document, found())
    text = document.read_text()
    assert text.startswith("before\n")
    assert text.endswith("-->\nafter\n")
    assert "old" not in text
    assert text.count("| append, one event a command |") == 1


@pytest.fixture
async def sides(postgres_server: str, tmp_path: Path) -> AsyncIterator[list[Side]]:
    given = write_payload(tmp_path)
    async with taking_part(postgres_server, given, tmp_path) as all_of_them:
        yield all_of_them


@pytest.mark.peers
async def test_every_side_stores_what_it_is_given_and_projects_it_rightly(
    sides: list[Side],
) -> None:
    table = await append(sides, clients=2, rounds=1, seconds=0.1)
    assert table.keys() == {each.name for each in sides}
    assert all(figures.written for figures in table.values())
    assert (table[OURS].missed, table[OURS].gaps) == (0, 0)
    events = 2 * EVENTS_PER_FILE
    tables = await project(sides, OURS, events, rounds=2, first=events)
    assert {OURS, "eventsourcing"} <= tables["project"].keys()
    assert not [each.trouble for each in sides if each.trouble]
