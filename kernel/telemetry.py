"""Logs as JSON lines; traces and metrics by OpenTelemetry when a collector is configured.

Without `OTEL_EXPORTER_OTLP_ENDPOINT` nothing of OpenTelemetry's SDK is imported, no thread is
started and every function here returns at once. Spans stand for commands, batches and requests,
never for single records. Nothing that names a person is put into a log, a span or a metric.
"""

import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson
import structlog
from structlog.typing import Processor

Attribute: TypeAlias = str | int | float | bool
Observation: TypeAlias = tuple[float, Mapping[str, Attribute]]

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
HANDLER = "kernel"
SPAN_OFF: AbstractContextManager[None] = nullcontext()

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(slots=True)
class _Exporting:
    """OpenTelemetry's objects while a collector is configured."""

    tracer: Any
    meter: Any
    providers: tuple[Any, ...]
    instruments: dict[str, Any] = field(default_factory=dict)


_exporting: _Exporting | None = None


def valid_traceparent(text: str | None) -> str | None:
    """Return the text if it is a `traceparent`. Source: W3C Trace Context, 3.2."""
    return text if text and _TRACEPARENT.fullmatch(text) else None


def configure_logs(level: str, **always: str) -> None:
    """Write every log, those of libraries too, as one JSON object a line to standard output.

    `always` stands in each line: the service, the unit.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _adding(always),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.name = HANDLER
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(), _without_colour],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [*(kept for kept in root.handlers if kept.name != HANDLER), handler]
    root.setLevel(level)
    for server in ("uvicorn", "uvicorn.error"):
        logging.getLogger(server).handlers.clear()
        logging.getLogger(server).propagate = True
    # These speak of every request, record or statement; ours say it once and without data.
    for talkative in ("uvicorn.access", "httpx", "httpcore", "asyncio"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # While a broker is away it complains several times a second; relay and consumers say it once.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _adding(always: Mapping[str, str]) -> Processor:
    def add(_: Any, __: str, entry: Any) -> Any:
        return {**always, **entry}

    return add


def _without_colour(_: Any, __: str, entry: Any) -> Any:
    """Leave out what uvicorn would say on a terminal: the same once more, with escapes."""
    entry.pop("color_message", None)
    return entry


def _json(entry: Any, **_: Any) -> str:
    return orjson.dumps(entry, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def start(service: str, unit: str | None = None) -> bool:
    """Begin to export traces and metrics if a collector is configured; say whether it is.

    A second start in one process keeps the first.
    """
    global _exporting  # noqa: PLW0603 - one process, one exporter
    if not os.environ.get(ENDPOINT):
        return False
    if _exporting is None:
        from kernel import otlp  # noqa: PLC0415 - the SDK costs memory that most processes save

        tracer, meter, *providers = otlp.exporters(service, unit)
        _exporting = _Exporting(tracer, meter, tuple(providers))
    return True


def exporting() -> bool:
    return _exporting is not None


def stop() -> None:
    """Send what is waiting and stop exporting."""
    global _exporting
    if _exporting is None:
        return
    providers, _exporting = _exporting.providers, None
    for provider in providers:
        provider.shutdown()


def span(
    name: str,
    *,
    parent: str | None = None,
    links: Iterable[str] = (),
    **attributes: Attribute,
) -> AbstractContextManager[Any]:
    """Return a context manager around one piece of work; it yields None while export is off.

    `parent` and `links` are `traceparent` texts; invalid ones are left out.
    """
    if _exporting is None:
        return SPAN_OFF
    return _span(_exporting.tracer, name, parent, links, attributes)


@contextmanager
def _span(
    tracer: Any,
    name: str,
    parent: str | None,
    links: Iterable[str],
    attributes: Mapping[str, Attribute],
) -> Iterator[Any]:
    from kernel import otlp  # noqa: PLC0415 - only while exporting

    with tracer.start_as_current_span(
        name,
        context=otlp.context_of(valid_traceparent(parent)),
        links=[otlp.link_to(link) for link in links if valid_traceparent(link)],
        attributes=dict(attributes),
    ) as current:
        yield current


def traceparent() -> str | None:
    """Return the `traceparent` of the current span, None while export is off."""
    if _exporting is None:
        return None
    from kernel import otlp  # noqa: PLC0415 - only while exporting

    return otlp.current_traceparent()


def count(name: str, amount: int = 1, **attributes: Attribute) -> None:
    if _exporting is not None:
        _instrument(name, "create_counter").add(amount, attributes)


def record(name: str, value: float, **attributes: Attribute) -> None:
    """Add a value to the histogram `name`; durations are in seconds."""
    if _exporting is not None:
        _instrument(name, "create_histogram").record(value, attributes)


def gauge(name: str, observe: Callable[[], Iterable[Observation]]) -> None:
    """Read a value at each export. `observe` runs in the exporter's thread and must not block."""
    if _exporting is None:
        return
    from kernel import otlp  # noqa: PLC0415 - only while exporting

    otlp.gauge(_exporting.meter, name, observe)


def _instrument(name: str, create: str) -> Any:
    exporting = _exporting
    assert exporting is not None  # noqa: S101 - callers have looked
    if name not in exporting.instruments:
        exporting.instruments[name] = getattr(exporting.meter, create)(name)
    return exporting.instruments[name]
