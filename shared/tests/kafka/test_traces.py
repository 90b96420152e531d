"""A trade is one trace from its socket through Kafka to a frame, over a real broker."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from shared.clock import now_us
from shared.events import TradeV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, Producer, Reader, consume, make_consumer
from shared.kafka.topics import TRADES
from shared.settings import ServiceSettings
from shared.tracing.records import FrameSpans, begin_trade
from shared.tracing.tracer import TRACING
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]


async def test_a_trade_is_one_trace_from_socket_to_frame(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str, spans: InMemorySpanExporter
) -> None:
    begun = now_us()
    trace = begin_trade("publish", begun, {"tidemark.trade_id": "1"})
    producer.put(TRADES, unique, make_trade(unique, 1), trace=trace)
    producer.put(TRADES, unique, make_trade(unique, 2))
    handled: list[str] = []

    async def handle(batch: EventBatch) -> None:
        handled.extend(trade.trade_id for trade in batch.events(TRADES) if trade.coin_id == unique)

    await _consumed(settings, producer, unique, handle, lambda: len(handled) == 2)
    frames = FrameSpans()
    await _read(settings, unique, frames)
    frames.on_sent(now_us())

    published, *others = [span for span in spans.get_finished_spans() if span.context.trace_id == _trace_id(trace)]
    assert (published.name, published.start_time) == ("publish", begun * 1_000)
    assert [span.name for span in others] == [f"{TRADES.name} {unique}", f"{TRADES.name} frame"]
    assert all(span.parent and span.parent.span_id == published.context.span_id for span in others)


def test_without_a_tracer_nothing_is_carried() -> None:
    assert TRACING.tracer is None
    assert begin_trade("publish", now_us(), {}) is None


def test_a_share_of_the_trades_is_traced(spans: InMemorySpanExporter) -> None:
    TRACING.configure(TRACING.tracer, trade_share=0)

    assert begin_trade("publish", now_us(), {}) is None
    assert spans.get_finished_spans() == ()


def _trace_id(trace: bytes | None) -> int:
    assert trace is not None
    return int(trace.split(b"-")[1], 16)


async def _consumed(
    settings: ServiceSettings,
    producer: Producer,
    group: str,
    handle: Callable[[EventBatch], asyncio.Future[None]] | object,
    until: Callable[[], bool],
) -> None:
    consumer = await make_consumer(settings, [TRADES], group=group, health=Health("kafka", "database"))
    task = asyncio.create_task(
        consume(
            consumer,
            [TRADES],
            handle,  # type: ignore[arg-type] # a coroutine function
            producer=producer,
            dead_letters=DeadLetters(producer, group),
            group=group,
            health=Health("kafka", "database"),
            is_away=lambda _: False,
        )
    )
    await eventually(until, timeout=30)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await consumer.stop()


async def _read(settings: ServiceSettings, coin_id: str, frames: FrameSpans) -> None:
    """As a gateway reads, outside of any group, until the trade has come."""
    reader = await Reader.open(settings.kafka_bootstrap_servers, {TRADES: None}, client_id="test")
    async with asyncio.timeout(20):
        found = False
        while not found:
            for records in (await reader.poll()).values():
                mine = [record for record in records if record.key == coin_id.encode()]
                frames.add(mine, now_us())
                found = found or bool(mine)
    await reader.close()
