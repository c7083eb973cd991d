"""Logs are JSON lines; traces and metrics leave the process only when a collector is named."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from kernel import telemetry
from kernel.store import Stream
from tests.kernel.web import edge
from tests.kernel.web.edge import AT, LAMP

ROOT = Path(__file__).parents[2]
REMOTE = f"00-{'a' * 32}-{'b' * 16}-01"


class Collector:
    """Takes what OTLP exporters post."""

    def __init__(self) -> None:
        self.traces: list[ExportTraceServiceRequest] = []
        self.metrics: list[ExportMetricsServiceRequest] = []

    @property
    def spans(self) -> dict[str, Span]:
        return {
            span.name: span
            for request in self.traces
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }

    @property
    def metric_names(self) -> set[str]:
        return {
            metric.name
            for request in self.metrics
            for resource in request.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    collector = Collector()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                collector.traces.append(ExportTraceServiceRequest.FromString(raw))
            elif self.path == "/v1/metrics":
                collector.metrics.append(ExportMetricsServiceRequest.FromString(raw))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv(telemetry.ENDPOINT, f"http://127.0.0.1:{server.server_port}")
        yield collector
        telemetry.stop()
        server.shutdown()
        thread.join()


async def test_a_command_is_a_span_inside_its_request_inside_the_caller_s_trace(
    collector: Collector,
) -> None:
    assert telemetry.start("lamps", "house")
    async with edge.house() as house:
        await house.install({"traceparent": REMOTE})
        (event,) = await house.store.load(Stream("lamp", LAMP))
    telemetry.stop()
    request, command = collector.spans["POST request"], collector.spans["command InstallLamp"]
    assert request.trace_id.hex() == "a" * 32
    assert request.parent_span_id.hex() == "b" * 16
    assert command.parent_span_id == request.span_id
    assert f"00-{'a' * 32}-{request.span_id.hex()}-01" == json.loads(event.meta)["traceparent"]
    (resource,) = [each.resource for request in collector.traces for each in request.resource_spans]
    named = {each.key: each.value.string_value for each in resource.attributes}
    assert (named["service.name"], named["cic.unit"]) == ("lamps", "house")


async def test_commands_are_counted_and_timed_by_outcome_and_gauges_are_read(
    collector: Collector,
) -> None:
    telemetry.start("lamps")
    telemetry.gauge("relay.lag", lambda: [(3, {"unit": "house"})])
    async with edge.house() as house:
        await house.install()
        await house.client.post(f"{AT}/break", json={"reason": "age"})
        await house.client.post(f"{AT}/switch-on")
    telemetry.stop()
    assert {"commands.handled", "commands.duration", "relay.lag"} <= collector.metric_names
    assert "BulbIsBroken" in str(collector.metrics)
    assert "accepted" in str(collector.metrics)


async def test_nothing_exported_names_a_person_or_shows_a_token(collector: Collector) -> None:
    telemetry.start("lamps")
    async with edge.house() as house:
        await house.client.post(
            f"{AT}/install?q=marie@example.org",
            json={"room": "of Marie", "bulb": {"watts": 9}},
        )
    telemetry.stop()
    exported = f"{collector.traces}{collector.metrics}"
    assert "arie" not in exported
    assert "Bearer" not in exported
    assert "account-7" not in exported


async def test_links_and_parents_that_are_none_are_left_out(collector: Collector) -> None:
    telemetry.start("lamps")
    with telemetry.span("batch", parent="garbage", links=[REMOTE, "garbage"]):
        assert telemetry.traceparent()
    telemetry.stop()
    (link,) = collector.spans["batch"].links
    assert link.trace_id.hex() == "a" * 32
    assert collector.spans["batch"].parent_span_id == b""


def test_without_a_collector_everything_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(telemetry.ENDPOINT, raising=False)
    assert not telemetry.start("lamps")
    with telemetry.span("work") as span:
        assert span is None
    telemetry.count("commands.handled")
    telemetry.record("commands.duration", 1.0)
    telemetry.gauge("relay.lag", lambda: [(1.0, {})])
    assert telemetry.traceparent() is None
    telemetry.stop()


@pytest.mark.thorough
def test_without_a_collector_its_library_is_not_even_loaded() -> None:
    program = (
        "import sys; from kernel import telemetry; from kernel.web import application;"
        "telemetry.start('x'); print([m for m in sys.modules if m.startswith('opentelemetry.sdk')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@given(st.text())
def test_only_a_traceparent_is_one(text: str) -> None:
    assert telemetry.valid_traceparent(text) is None
    assert telemetry.valid_traceparent(REMOTE) == REMOTE
    assert telemetry.valid_traceparent(f"{REMOTE}\n") is None
    assert telemetry.valid_traceparent(f"00-{'0' * 32}-{'b' * 16}-01") is None


@pytest.fixture
def restored_logs() -> Iterator[None]:
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.mark.usefixtures("restored_logs")
def test_each_log_is_one_json_line_with_service_unit_and_moment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    telemetry.configure_logs("INFO", service="lamps", unit="house")
    structlog.get_logger().info("one", ms=1.5)
    structlog.get_logger().debug("too quiet")
    structlog.get_logger().info("keys of any kind", lost={0: "another cluster"})
    logging.getLogger("some.library").warning(
        "two %s", "lines\nof text", extra={"color_message": "\x1b[36mtwo\x1b[0m"}
    )
    try:
        int("a bug")
    except ValueError:
        structlog.get_logger().exception("three")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == [
        "one",
        "keys of any kind",
        "two lines\nof text",
        "three",
    ]
    assert {(line["service"], line["unit"]) for line in lines} == {("lamps", "house")}
    assert [line["level"] for line in lines] == ["info", "info", "warning", "error"]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert "ValueError: invalid literal" in lines[3]["exception"]
    assert not any("color_message" in line for line in lines)


@pytest.mark.usefixtures("restored_logs")
def test_configuring_logs_twice_does_not_say_everything_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for _ in range(2):
        telemetry.configure_logs("INFO", service="lamps")
    structlog.get_logger().info("once")
    assert len(capsys.readouterr().out.splitlines()) == 1
