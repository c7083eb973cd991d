"""The supervisor: order of start and stop, restart, refusal, and nothing left behind."""

import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest

from deploy.local.kafka import STOP_PATIENCE
from deploy.local.layout import is_held
from deploy.local.ports import listen
from deploy.local.state import Process, State
from tests.deploy.running import PATIENCE, Running, eventually, get, running

pytestmark = pytest.mark.postgres

# The toys never call a broker, so any address will do.
NO_BROKER = "127.0.0.1:1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / ".cic"


def test_children_get_databases_of_their_own_and_answer(data: Path, postgres_server: str) -> None:
    with running(data, postgres_server, NO_BROKER) as platform:
        state = platform.until_ready()
        assert set(state.processes) == {"xa-one", "xa-two", "xb-one", "gateway"}
        bodies = {get(f"{process.url}/") for process in state.processes.values()}
        assert len(bodies) == 4


def test_the_order_of_the_end_is_the_order_of_the_start_reversed(
    data: Path, postgres_server: str
) -> None:
    with running(data, postgres_server, NO_BROKER) as platform:
        processes = _processes(platform.until_ready())
        platform.program.send_signal(signal.SIGINT)
        assert platform.program.wait(PATIENCE) == 0
    stopped = [line.split()[3] for line in platform.printed.splitlines() if " stopped in " in line]
    assert stopped[0] == "gateway"
    assert sorted(stopped[1:]) == ["xa-one", "xa-two", "xb-one"]
    assert not any(process.is_running() for process in processes)
    assert not platform.layout.state.exists()


def test_a_crashed_child_is_started_again_on_its_port(data: Path, postgres_server: str) -> None:
    with running(data, postgres_server, NO_BROKER) as platform:
        before = platform.until_ready().processes["xa-one"]
        with pytest.raises((URLError, ConnectionError)):
            get(f"{before.url}/crash")
        after = eventually(_restarted(platform, before))
        assert after.url == before.url
        assert after.restarts == 1
        assert get(f"{after.url}/")
        assert "xa-one           ended with 3; starts again in 0.5 s" in platform.printed


def test_what_answers_at_the_port_of_a_crashed_child_is_not_taken_for_it(
    data: Path, postgres_server: str
) -> None:
    with running(data, postgres_server, NO_BROKER) as platform:
        before = platform.until_ready().processes["xa-one"]
        assert before.port is not None
        psutil.Process(before.pid).kill()
        with eventually(_listening(before.port)):
            said = f"another program has taken port {before.port} meanwhile"
            eventually(lambda: said in platform.printed)
            assert platform.state().processes["xa-one"].phase == "restarting"
        eventually(_restarted(platform, before))


def test_a_second_start_on_the_same_folder_is_refused_and_names_the_first(
    data: Path, postgres_server: str
) -> None:
    with running(data, postgres_server, NO_BROKER) as first:
        first.until_ready()
        second = Running(data, postgres_server, NO_BROKER)
        assert second.program.wait(PATIENCE) == 1
        assert f"already running on {data} (pid {first.program.pid})" in second.printed
        assert "./cic down" in second.printed
        assert first.program.poll() is None


def test_a_child_that_cannot_start_ends_the_start_and_shows_its_log(
    data: Path, postgres_server: str
) -> None:
    platform = Running(data, postgres_server, NO_BROKER, factory="broken")
    assert platform.program.wait(PATIENCE) == 1
    assert (
        "xb-one did not start (./cic logs xb-one):\nthis is why it does not start"
        in platform.printed
    )
    assert not is_held(platform.layout)


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/postgres", "localhost:5432"])
def test_a_server_that_does_not_answer_is_named(data: Path, url: str) -> None:
    platform = Running(data, url, NO_BROKER)
    assert platform.program.wait(PATIENCE) == 1
    assert "error: cannot prepare the databases:" in platform.printed
    assert "Traceback" not in platform.printed


def test_nothing_is_left_of_children_when_the_supervisor_is_killed_with_9(
    data: Path, postgres_server: str
) -> None:
    with running(data, postgres_server, NO_BROKER) as platform:
        processes = _processes(platform.until_ready())
        family = psutil.Process(platform.program.pid).children(recursive=True)
        platform.program.kill()
        platform.program.wait(PATIENCE)
        _all_gone([*processes, *family])
    with running(data, postgres_server, NO_BROKER) as again:
        again.until_ready()


@pytest.mark.kafka
def test_nothing_is_left_of_the_servers_when_the_supervisor_is_killed_with_9(data: Path) -> None:
    with running(data) as platform:
        state = platform.until_ready()
        assert {"postgres", "kafka"} < set(state.processes)
        processes = _processes(state)
        platform.program.kill()
        platform.program.wait(PATIENCE)
        _all_gone(processes, STOP_PATIENCE)
    with running(data) as again:
        again.until_ready()


@pytest.mark.kafka
def test_servers_that_crash_are_started_again(data: Path) -> None:
    with running(data) as platform:
        before = platform.until_ready()
        for name in ("postgres", "kafka"):
            psutil.Process(before.processes[name].pid).kill()
        for name in ("postgres", "kafka"):
            eventually(_restarted(platform, before.processes[name]))


def _listening(port: int) -> Callable[[], socket.socket | None]:
    def taken() -> socket.socket | None:
        with suppress(OSError):
            return listen(port)
        return None

    return taken


def _restarted(platform: Running, before: Process) -> Callable[[], Process | None]:
    def found() -> Process | None:
        now = platform.state().processes[before.name]
        return now if now.pid != before.pid and now.phase == "ready" else None

    return found


def _processes(state: State) -> list[psutil.Process]:
    return [psutil.Process(process.pid) for process in state.processes.values()]


def _all_gone(processes: list[psutil.Process], within: float = 10.0) -> None:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not any(_lives(process) for process in processes):
            return
        time.sleep(0.05)
    raise AssertionError([process for process in processes if _lives(process)])


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
