"""OpenTelemetry's SDK behind `kernel.telemetry`; imported only when a collector is configured."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, TraceFlags, Tracer


class Exporters(NamedTuple):
    tracer: Tracer
    meter: Meter
    traces: TracerProvider
    metrics: MeterProvider


def exporters(service: str, unit: str | None) -> Exporters:
    """Return a tracer and a meter that export by OTLP over HTTP, as the environment says."""
    unit_attribute = {"cic.unit": unit} if unit else {}
    resource = Resource.create({"service.name": service, **unit_attribute})
    traces = TracerProvider(resource=resource, shutdown_on_exit=False)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    metrics = MeterProvider(
        [PeriodicExportingMetricReader(OTLPMetricExporter())],
        resource=resource,
        shutdown_on_exit=False,
    )
    return Exporters(traces.get_tracer("kernel"), metrics.get_meter("kernel"), traces, metrics)


def context_of(traceparent: str | None) -> Context | None:
    """Return the context of a remote parent; None means the current one."""
    if traceparent is None:
        return None
    return trace.set_span_in_context(NonRecordingSpan(_span_context(traceparent)))


def link_to(traceparent: str) -> Link:
    return Link(_span_context(traceparent))


def _span_context(traceparent: str) -> SpanContext:
    _, trace_id, span_id, flags = traceparent.split("-")
    return SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16))
    )


def current_traceparent() -> str | None:
    current = trace.get_current_span().get_span_context()
    if not current.is_valid:
        return None
    return f"00-{current.trace_id:032x}-{current.span_id:016x}-{current.trace_flags:02x}"


def gauge(
    meter: Meter,
    name: str,
    observe: Callable[[], Iterable[tuple[float, Mapping[str, str | int | float | bool]]]],
) -> None:
    def callback(_: CallbackOptions) -> Iterable[Observation]:
        return [Observation(value, attributes) for value, attributes in observe()]

    meter.create_observable_gauge(name, callbacks=[callback])
