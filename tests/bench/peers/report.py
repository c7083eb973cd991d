"""What a comparison found, as tables of Markdown: printed, and kept in `docs/performance.md`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from tests.bench.peers.sides import FLOOR, OURS

Measured: TypeAlias = Mapping[str, Any]
"""By measurement and side, as `measurements.as_json` writes it; and `run`, where and when."""

BEGIN, END = "<!-- ./cic bench peers -->", "<!-- end of ./cic bench peers -->"
APPENDS = {"append 1": "1 client", "append 16": "16 clients", "append 64": "64 clients"}
OTHERS = {
    "read": "catch-up reading",
    "decode": "decoding",
    "project": "register projection",
    "count": "counting projection",
    "relay": "relay",
    "consume": "consuming",
}


class Target(NamedTuple):
    what: str
    at_least: float
    unit: str
    found: Callable[[Measured], float]


def _ratio(measurement: str, peer: str) -> Callable[[Measured], float]:
    return lambda found: found[measurement][OURS]["rate"] / found[measurement][peer]["rate"]


TARGETS = (
    Target("append, 16 clients: eventsourcing", 12, "x", _ratio("append 16", "eventsourcing")),
    Target("append, 16 clients: emmett", 4, "x", _ratio("append 16", "emmett")),
    Target("append, 16 clients: UmaDB", 1.5, "x", _ratio("append 16", "UmaDB")),
    Target("append, 16 clients: one-row INSERTs", 1.0, "x", _ratio("append 16", FLOOR)),
    Target(
        "append: 64 clients against 16",
        1.5,
        "x",
        lambda found: found["append 64"][OURS]["rate"] / found["append 16"][OURS]["rate"],
    ),
    Target(
        "register projection: eventsourcing's runner",
        60,
        "x",
        _ratio("project", "eventsourcing"),
    ),
    Target(
        "register projection, one process",
        100_000,
        " /s",
        lambda found: found["project"][OURS]["rate"],
    ),
    Target(
        "counting projection, one process",
        100_000,
        " /s",
        lambda found: found["count"][OURS]["rate"],
    ),
    Target("relay: bare producer, same records", 0.7, "x", _ratio("relay", FLOOR)),
)


def report(found: Measured) -> str:
    """Return all tables, and which targets were met."""
    return "\n".join(
        [*_run(found), "", *_appends(found), "", *_others(found), "", *_targets(found)]
    )


def lost_none(found: Measured) -> bool:
    """Whether a reader that follows has seen all that we wrote, in positions without a gap."""
    ours = [found[measurement][OURS] for measurement in APPENDS]
    return not any(each["missed"] or each["gaps"] for each in ours)


def all_met(found: Measured) -> bool:
    return lost_none(found) and all(met for *_, met in _against_targets(found))


def put_into(document: Path, found: Measured) -> None:
    """Replace what stands between the two marks of the document."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = f"{before}{BEGIN}\n{report(found)}\n{END}{after}"
    document.write_text(text, encoding="utf-8")


def _run(found: Measured) -> Iterator[str]:
    run = found["run"]
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    yield f"{run['on']}, {run['cores']} cores; load {run['load_before']:.1f} when it began and"
    yield f"{run['load_after']:.1f} when it ended (it makes about 3 itself). {versions}."
    for name, what in run["trouble"].items():
        yield f"{name} could not do everything: {'; '.join(what)}."


def _table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _appends(found: Measured) -> Iterator[str]:
    head = ["append, one event a command", *APPENDS.values(), "p50 / p99, 16 clients"]
    names = list(dict.fromkeys(name for key in APPENDS for name in found[key]))
    rows = [
        [
            name,
            *(_appended(found[key], name) for key in APPENDS),
            _latency(found, name),
            _lost(found, name),
        ]
        for name in names
    ]
    yield from _table([*head, "missed by its reader, gaps"], rows)


def _appended(table: Measured, name: str) -> str:
    if name not in table:
        return "–"
    times = "" if name == OURS else f"; ours {table[OURS]['rate'] / table[name]['rate']:.1f}x"
    return f"{_rate(table[name])}{times}"


def _rate(side: Measured) -> str:
    return f"{side['rate']:,} /s ({side['least']:,} to {side['most']:,})"


def _latency(found: Measured, name: str) -> str:
    side = found["append 16"].get(name)
    return f"{side['p50_ms']} / {side['p99_ms']} ms" if side else "–"


def _lost(found: Measured, name: str) -> str:
    sides = [found[key][name] for key in APPENDS if name in found[key]]
    missed, gaps, written = (
        sum(side[what] for side in sides) for what in ("missed", "gaps", "written")
    )
    return f"{missed:,} of {written:,}, {gaps:,}"


def _others(found: Measured) -> Iterator[str]:
    rows = []
    for key, what in OTHERS.items():
        table = found.get(key, {})
        for name, side in table.items():
            times = f"{table[OURS]['rate'] / side['rate']:.2f}x" if name != OURS else ""
            rows.append([what, name, _rate(side), times])
    yield from _table(["what", "who", "events", "ours against it"], rows)


def _against_targets(found: Measured) -> Iterator[tuple[Target, float | None, bool]]:
    for target in TARGETS:
        try:
            value = target.found(found)
        except KeyError:
            yield target, None, True  # whoever did not take part is said elsewhere
        else:
            yield target, value, value >= target.at_least


def _targets(found: Measured) -> Iterator[str]:
    rows = [
        [
            target.what,
            f">= {target.at_least:,}{target.unit}",
            "not measured"
            if value is None
            else f"{value:,.{0 if value > 1000 else 2}f}{target.unit}",
            "" if value is None else "met" if met else "MISSED",
        ]
        for target, value, met in _against_targets(found)
    ]
    none = "met" if lost_none(found) else "MISSED"
    rows.append(["events missed and gaps, all appends", "0", "", none])
    yield from _table(["ours, against", "must be", "seen", ""], rows)
