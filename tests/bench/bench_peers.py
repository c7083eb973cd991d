"""Ours against other event stores, and against floors, in one run on the same servers.

    python -m tests.bench.bench_peers [--seconds 0.6] [--rounds 5] [--document]

Peers run in an environment of their own, made under `.cic/peers/` the first time. The figures go
there too; `--document` puts them into docs/. See README.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import uvloop

from deploy.local.layout import CHECKOUT
from kernel.clock import system_clock
from tests.bench.measuring import durable_postgres, say
from tests.bench.peers import environment, measurements, through_kafka
from tests.bench.peers.measurements import CLIENTS, Table, as_json
from tests.bench.peers.report import all_met, put_into, report
from tests.bench.peers.sides import FLOOR, OURS, Side, taking_part
from tests.bench.register import codec, history, meta

FILES, METAS = 64, 512
PROJECTED, RELAYED = 100_000, 50_000
LONG_ROUNDS = 3
DOCS = CHECKOUT / "docs"
PACKAGES = ("eventsourcing", "eventsource-py", "umadb", "psycopg")


def write_payload(folder: Path) -> Path:
    """Write down what everybody appends: histories of files, and what is known about events."""
    histories = [
        [
            (encoded.type, encoded.data)
            for encoded in map(codec.encode, history(number, measurements.EVENTS_PER_FILE))
        ]
        for number in range(FILES)
    ]
    told = {"histories": histories, "metas": [meta() for _ in range(METAS)]}
    path = folder / "payload.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


async def measure(seconds: float, rounds: int) -> dict[str, Any]:
    before = os.getloadavg()[0]
    tables: dict[str, Table] = {}
    with tempfile.TemporaryDirectory(prefix="cic-peers-") as folder:
        given = write_payload(Path(folder))
        async with durable_postgres() as server:
            async with taking_part(server, given, Path(folder)) as sides:
                for clients in CLIENTS:
                    say(f"append, {clients} clients, {rounds} rounds of {seconds:g} s a side")
                    tables[f"append {clients}"] = await measurements.append(
                        sides, clients, rounds, seconds
                    )
                say("reading and decoding")
                tables |= await measurements.read_and_decode(sides, LONG_ROUNDS)
                say("projections")
                tables |= await measurements.project(sides, OURS, PROJECTED, LONG_ROUNDS)
            say("relay and consumer")
            tables |= await through_kafka.measure(server, OURS, FLOOR, RELAYED, LONG_ROUNDS)
    return {"run": _run(before, sides)} | {key: as_json(table) for key, table in tables.items()}


def _run(load_before: float, sides: Sequence[Side]) -> dict[str, Any]:
    versions = environment.versions(PACKAGES)
    if (manifest := environment.NODE / "package.json").is_file():
        wanted = json.loads(manifest.read_text(encoding="utf-8"))["dependencies"]
        versions["emmett"] = wanted["@event-driven-io/emmett-postgresql"]
    return {
        "on": f"{system_clock().astimezone(UTC):%Y-%m-%d}, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}",
        "cores": os.cpu_count(),
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
        "versions": versions,
        "trouble": {side.name: side.trouble for side in sides if side.trouble},
    }


def keep(found: dict[str, Any], *, document: bool) -> None:
    """Write the figures and the picture, and into docs/ if they are to be shown."""
    folder = DOCS if document else environment.FOLDER
    figures, picture = folder / "peers.json", folder / "peers.svg"
    figures.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")
    plot = Path(__file__).parent / "peers" / "plot.py"
    subprocess.run([environment.PYTHON, plot, figures, picture], check=True)
    say(f"{figures}\n{picture}")
    if document:
        put_into(DOCS / "performance.md", found)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=0.6)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--document", action="store_true")
    asked = arguments.parse_args()
    try:
        environment.make_python()
        if environment.make_node() is None:
            say("emmett does not take part: it needs node and npm")
    except subprocess.CalledProcessError as error:
        sys.exit(f"the peers' environment could not be made: {error}")
    measured = uvloop.run(measure(asked.seconds, asked.rounds))
    say(report(measured))
    keep(measured, document=asked.document)
    sys.exit(not all_met(measured))
