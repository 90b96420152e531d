"""The process's tracer. Without an endpoint there is none, and nothing of OpenTelemetry's SDK is imported.

Which requests and trades are traced is decided where they enter the platform, by chance; what follows them is traced
because they are.
"""

from collections.abc import Callable
from random import random
from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, Tracer, set_span_in_context

from shared.logging import get_logger

log = get_logger(__name__)

_EXPORTED_WITHIN: Final = 5
_EXPORTED_EVERY_MS: Final = 1_000
_MOST_WAITING: Final = 8_192
"""Spans: what the collector does not take in time is dropped, never waited for."""


class Tracing:
    """`tracer` is None while traces are off."""

    def __init__(self) -> None:
        self.tracer: Tracer | None = None
        self._request_share = 0.0
        self._trade_share = 0.0

    def configure(self, tracer: Tracer | None, *, request_share: float = 1.0, trade_share: float = 1.0) -> None:
        """Begin to trace these shares of the requests and trades; None: end it."""
        self.tracer = tracer
        self._request_share = request_share
        self._trade_share = trade_share

    def begins_request(self) -> bool:
        return self.tracer is not None and random() < self._request_share  # noqa: S311 - no secret

    def begins_trade(self) -> bool:
        return self.tracer is not None and random() < self._trade_share  # noqa: S311 - no secret


TRACING: Final = Tracing()
"""One a process: spans are made in too many places to hand it on."""


def export_traces(service: str, endpoint: str, *, request_share: float, trade_share: float) -> Callable[[], None]:
    """Send spans to a collector (`http://collector:4318`) in batches, from a thread; returns what ends it.

    A collector that is away costs spans and a line in the log, nothing else.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - only if on
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - likewise
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - likewise
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - likewise

    provider = TracerProvider(
        resource=Resource.create({"service.name": service, "service.namespace": "tidemark"}),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=_EXPORTED_WITHIN)
    provider.add_span_processor(
        BatchSpanProcessor(exporter, max_queue_size=_MOST_WAITING, schedule_delay_millis=_EXPORTED_EVERY_MS)
    )
    TRACING.configure(provider.get_tracer("tidemark"), request_share=request_share, trade_share=trade_share)
    log.info("traces are sent", endpoint=endpoint, request_share=request_share, trade_share=trade_share)

    def end() -> None:
        TRACING.configure(None)
        provider.shutdown()

    return end


_VERSION: Final = "00"
_PARTS: Final = 4
_TRACE_DIGITS: Final = 32
_SPAN_DIGITS: Final = 16


def traceparent_of(span: SpanContext) -> str:
    """As W3C Trace Context writes it: `00-<trace>-<span>-<flags>`."""
    return f"{_VERSION}-{span.trace_id:032x}-{span.span_id:016x}-{span.trace_flags:02x}"


def context_of(traceparent: str) -> Context | None:
    """The context of a span elsewhere that is traced; None for one that is not, or for what is no traceparent."""
    parts = traceparent.strip().split("-")
    if len(parts) < _PARTS or len(parts[1]) != _TRACE_DIGITS or len(parts[2]) != _SPAN_DIGITS:
        return None
    try:
        trace_id, span_id, flags = int(parts[1], 16), int(parts[2], 16), int(parts[3][:2], 16)
    except ValueError:
        return None
    found = SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags))
    if not found.is_valid or not found.trace_flags.sampled:
        return None
    return set_span_in_context(NonRecordingSpan(found))
