"""A trade's spans: it begins at the exchange's socket, goes on in each consumer of its record, ends in a frame.

The record's header `traceparent` carries it. Records without one, nearly all of them, cost a look at their headers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, NamedTuple, Protocol

from opentelemetry.context import Context
from opentelemetry.trace import SpanKind

from shared.tracing.tracer import TRACING, context_of, traceparent_of

TRACEPARENT: Final = "traceparent"
_NS: Final = 1_000


class TracedRecord(Protocol):
    """What is read of a record of Kafka."""

    topic: str
    partition: int
    offset: int
    headers: Sequence[tuple[str, bytes]]


def begin_trade(name: str, begun_us: int, attributes: Mapping[str, str]) -> bytes | None:
    """Trace a trade from its receipt to here, if chance wants it; returns what its record carries on."""
    if not TRACING.begins_trade() or (tracer := TRACING.tracer) is None:
        return None
    span = tracer.start_span(
        name, context=Context(), kind=SpanKind.PRODUCER, attributes=attributes, start_time=begun_us * _NS
    )
    span.end()
    return traceparent_of(span.get_span_context()).encode()


@contextmanager
def record_spans(consumer: str, records: Iterable[Sequence[TracedRecord]]) -> Iterator[None]:
    """A span for each traced record while all of them are handled; an error is noted in them."""
    tracer = TRACING.tracer
    if tracer is None:
        yield
        return
    with ExitStack() as spans:
        for context, record in _traced(records):
            name = f"{record.topic} {consumer}"
            span = tracer.start_as_current_span(
                name, context=context, kind=SpanKind.CONSUMER, attributes=_attributes(record)
            )
            spans.enter_context(span)
        yield


class _Waiting(NamedTuple):
    context: Context
    topic: str
    read_us: int


class FrameSpans:
    """The last step: from when a record was read to the frames that the tick after it sends."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def add(self, records: Sequence[TracedRecord], now_us: int) -> None:
        if TRACING.tracer is not None:
            self._waiting += [_Waiting(context, record.topic, now_us) for context, record in _traced([records])]

    def on_sent(self, now_us: int) -> None:
        waiting, self._waiting = self._waiting, []
        tracer = TRACING.tracer
        if tracer is None:
            return
        for one in waiting:
            span = tracer.start_span(
                f"{one.topic} frame", context=one.context, kind=SpanKind.PRODUCER, start_time=one.read_us * _NS
            )
            span.end(now_us * _NS)


def _traced(batches: Iterable[Sequence[TracedRecord]]) -> Iterator[tuple[Context, TracedRecord]]:
    for records in batches:
        for record in records:
            if len(record.headers) > 1 and (context := _context(record.headers)) is not None:
                yield context, record


def _context(headers: Iterable[tuple[str, bytes]]) -> Context | None:
    given = next((value for name, value in headers if name == TRACEPARENT), b"")
    return context_of(given.decode("latin-1")) if given else None


def _attributes(record: TracedRecord) -> dict[str, Any]:
    return {
        "messaging.system": "kafka",
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }
