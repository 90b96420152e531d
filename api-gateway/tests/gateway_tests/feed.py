"""Puts events into the topics as market-data does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import count

from shared.clock import now_us
from shared.events import CandleV1, PriceV1, TradeV1, VenueQuote, VenueState, VenueV1
from shared.events.values import CandleStatus, Interval, Mode, Side, Venue
from shared.kafka import Producer
from shared.kafka.topics import CANDLES, PRICES, TRADES, VENUES

_numbers = count(now_us() // 1_000)


def trade(coin_id: str, number: int | None = None, *, at_us: int | None = None) -> TradeV1:
    number = next(_numbers) if number is None else number
    at = now_us() if at_us is None else at_us
    return TradeV1(
        venue=Venue.KRAKEN,
        instrument_id=f"{coin_id.upper()}-USD.KRAKEN",
        coin_id=coin_id,
        trade_id=str(number),
        first_id=number,
        last_id=number,
        price=Decimal("67000.10"),
        size=Decimal("1.9E-7"),
        side=Side.BUY,
        raw_side="b",
        ts_event_us=at,
        ts_recv_us=at,
        quote_usd=Decimal(1),
    )


def candle(coin_id: str, revision: int, *, open_time_us: int = 0, venue: Venue = Venue.COMPOSITE) -> CandleV1:
    return CandleV1(
        instrument_id=f"{coin_id.upper()}-USD.{venue.name}",
        interval=Interval.MINUTE,
        open_time_us=open_time_us,
        coin_id=coin_id,
        venue=venue,
        open=Decimal(1),
        high=Decimal(3),
        low=Decimal(1),
        close=Decimal(2),
        volume=Decimal(5),
        quote_volume=Decimal(10),
        usd_volume=Decimal(10),
        trade_count=revision,
        status=CandleStatus.COMPLETE,
        source="trades",
        is_closed=False,
        revision=revision,
    )


def price(coin_id: str, text: str = "67000.1", *, as_of_us: int | None = None, made_us: int | None = None) -> PriceV1:
    at = now_us() if as_of_us is None else as_of_us
    quote = VenueQuote(
        venue=Venue.KRAKEN,
        instrument_id=f"{coin_id.upper()}X-USD.KRAKEN",
        price=Decimal(text),
        as_of_us=at,
        included=True,
        weight=Decimal(1),
    )
    return PriceV1(coin_id=coin_id, made_us=made_us or at, price=Decimal(text), as_of_us=at, venues=(quote,))


def venue(ingester: str = "one", state: VenueState = VenueState.LIVE, *, as_of_us: int | None = None) -> VenueV1:
    at = now_us() if as_of_us is None else as_of_us
    return VenueV1(venue=Venue.KRAKEN, ingester=ingester, mode=Mode.SIMULATED, state=state, since_us=at, as_of_us=at)


class Feed:
    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    async def put(self, *events: TradeV1 | CandleV1 | PriceV1 | VenueV1) -> None:
        """Put events and wait until the broker has them."""
        for event in events:
            match event:
                case TradeV1():
                    self._producer.put(TRADES, event.coin_id, event, at_us=event.ts_recv_us)
                case CandleV1():
                    self._producer.put(CANDLES, event.coin_id, event)
                case PriceV1():
                    self._producer.put(PRICES, event.coin_id, event)
                case VenueV1():
                    self._producer.put(VENUES, f"{event.venue}:{event.ingester}", event)
        await self._producer.flush()


@contextlib.asynccontextmanager
async def feeding(bootstrap_servers: str) -> AsyncIterator[Feed]:
    producer = Producer(bootstrap_servers, client_id="feed")
    running = asyncio.create_task(producer.run())
    try:
        yield Feed(producer)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
