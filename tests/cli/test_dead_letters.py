"""`cic dead-letters` over the processes of a machine, as their administrators' pages answer."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from typer.testing import CliRunner, Result

from cli.main import application
from deploy.local import state as states
from deploy.local.state import Process, State
from tests.cli.unit import served

HALTED = {"consumer gateway of bj.planning/0": "halted: 101 of 900 events could not be applied"}


def letter(number: int, status: str, stream: str) -> dict[str, Any]:
    known = {"id": number, "status": status, "stream": stream, "position": number}
    of = {"reader": "gateway", "reader_version": 1, "source": "ma.planning"}
    return {**known, **of, "type": "cic.planning.ActionPlanSubmitted.v1", "error": "NotOnFile"}


@dataclass
class Office:
    """Has letters, two to a page, and takes acts down; `stuck` fails whenever it is replayed."""

    letters: list[dict[str, Any]]
    stuck: int = 0
    degraded: dict[str, str] = field(default_factory=dict)
    acts: list[tuple[str, Any]] = field(default_factory=list)

    async def ready(self, _: Request) -> JSONResponse:
        return JSONResponse({"ready": True, "troubles": {}, "degraded": self.degraded})

    async def listed(self, request: Request) -> JSONResponse:
        status, after = request.query_params["status"], int(request.query_params.get("after", "0"))
        found = [each for each in self.letters if status in ("open", each["status"])]
        more = after + 2 < len(found)
        return JSONResponse(
            {"items": found[after : after + 2], "next": str(after + 2) if more else None}
        )

    async def act(self, request: Request) -> JSONResponse:
        number = int(request.path_params["number"])
        self.acts.append((request.url.path, await request.json()))
        if number == self.stuck:
            return JSONResponse({"applied": 0, "stuck": number, "error": "NotOnFile again"})
        return JSONResponse({"applied": 2, "stuck": None, "error": None})

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        routes = [
            Route("/readyz", self.ready),
            Route("/v1/dead-letters", self.listed),
            Route("/v1/dead-letters/{number}/replay", self.act, methods=["POST"]),
        ]
        async with served(Starlette(routes=routes)) as url:
            yield url


def running(data: Path, **processes: str) -> None:
    """Write down that these run, by URL."""
    data.mkdir(exist_ok=True)
    known = {
        name: Process(name, url=url, service=None if name == "gateway" else "planning")
        for name, url in processes.items()
    }
    broker = Process("kafka", url="127.0.0.1:19092")
    state = State(Process("supervisor"), processes={**known, "kafka": broker})
    states.write(data / "state.json", state)


async def cic(data: Path, *arguments: str) -> Result:
    environment = {"CIC_DATA": str(data), "NO_COLOR": "1", "COLUMNS": "160"}
    words = ["dead-letters", *arguments]
    app = application("dead-letters")
    return await asyncio.to_thread(CliRunner().invoke, app, words, prog_name="cic", env=environment)


async def test_letters_of_every_process_are_listed_with_what_is_halted(tmp_path: Path) -> None:
    unit = Office([letter(n, "parked", "s") for n in range(1, 6)])
    gateway = Office([letter(7, "quarantined", "s")], degraded=HALTED)
    async with unit.serving() as planning, gateway.serving() as url:
        away = "http://127.0.0.1:1"
        running(tmp_path, **{"ma-planning": planning, "gateway": url, "bj-planning": away})
        answer = await cic(tmp_path, "list", "--json")
        table = await cic(tmp_path, "list")
    found = json.loads(answer.stdout)
    numbers = [(each["at"], each["id"]) for each in found["letters"]]
    assert numbers == [*(("ma-planning", n) for n in range(1, 6)), ("gateway", 7)]
    assert "ActionPlanSubmitted" in table.stdout
    assert "bj-planning does not answer" in table.stdout
    assert "gateway: consumer gateway of bj.planning/0, halted: 101 of 900" in table.stdout


async def test_all_is_one_letter_of_each_stream_and_fails_where_one_fails(tmp_path: Path) -> None:
    letters = [letter(1, "parked", "a"), letter(2, "parked", "b"), letter(3, "blocked", "a")]
    office = Office([*letters, letter(4, "quarantined", "c"), letter(5, "blocked", "d")], stuck=2)
    async with office.serving() as url:
        running(tmp_path, gateway=url)
        answer = await cic(tmp_path, "replay", "gateway", "--all", "--reason", "mended")
    assert [path.split("/")[-2] for path, _ in office.acts] == ["1", "2", "5"]
    assert all(body == {"reason": "mended"} for _, body in office.acts)
    assert answer.stdout.splitlines() == [
        "2 applied",
        "0 applied; 2 fails again: NotOnFile again",
        "2 applied",
    ]
    assert answer.exit_code == 1


async def test_what_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    nothing = await cic(tmp_path, "list")
    assert nothing.stderr.startswith("error: nothing runs here")
    running(tmp_path, gateway="http://127.0.0.1:1")
    unknown = await cic(tmp_path, "show", "ma-planning", "1")
    assert unknown.stderr == "error: no process ma-planning; there are gateway\n"
    away = await cic(tmp_path, "show", "gateway", "1")
    assert "http://127.0.0.1:1 does not answer" in away.stderr
    neither = await cic(tmp_path, "replay", "gateway", "--reason", "mended")
    assert neither.stderr == "error: name a letter, or --all\n"


async def test_no_act_goes_without_a_reason(tmp_path: Path) -> None:
    for act in (["discard", "gateway", "1"], ["replay", "gateway", "1"]):
        answer = await cic(tmp_path, *act)
        assert answer.exit_code == 2
        assert "--reason" in answer.stderr
