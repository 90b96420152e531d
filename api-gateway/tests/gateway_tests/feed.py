"""Puts events into the topics as the services do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

from shared.clock import now_us
from shared.events import (
    CandleV1,
    DocumentKind,
    DocumentV1,
    Label,
    PriceV1,
    Probabilities,
    QuoteV1,
    SentimentV1,
    StoryDocument,
    TradeV1,
    VenueQuote,
    VenueState,
    VenueV1,
)
from shared.events.values import CandleStatus, Interval, Mode, Side, Venue
from shared.kafka import Producer
from shared.kafka.topics import CANDLES, DOCUMENTS, PRICES, QUOTES, SCORES, TRADES, VENUES

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


def sentiment(coin_id: str, text: str | None = "0.21", *, made_us: int | None = None) -> SentimentV1:
    """A coin's score; without one there are too few stories."""
    at, score = now_us() if made_us is None else made_us, None if text is None else Decimal(text)
    half = Decimal("0.1")
    return SentimentV1(
        coin_id=coin_id,
        window_hours=24,
        score=score,
        interval_low=None if score is None else score - half,
        interval_high=None if score is None else score + half,
        positive_percent=None if score is None else Decimal("52.5"),
        neutral_percent=None if score is None else Decimal("27.5"),
        negative_percent=None if score is None else Decimal(20),
        documents=3 if score is None else 41,
        stories=2 if score is None else 18,
        model="transformer",
        model_version="1",
        as_of_us=at,
        made_us=at,
        reason="not_enough" if score is None else None,
    )


def story(story_id: UUID, revision: int = 1, *, sources: int = 1, coins: tuple[str, ...] = ("bitcoin",)) -> DocumentV1:
    """A story as so many sources tell it; without any it has been deleted."""
    told, at = sources > 0, now_us()
    told_by = [(f"feed-{number}", f"https://feed-{number}.example/story") for number in range(sources)]
    return DocumentV1(
        story_id=story_id,
        kind=DocumentKind.NEWS,
        title="Bitcoin fund takes in a record sum" if told else "",
        url=told_by[0][1] if told else None,
        source="feed-0",
        published_at_us=at - 60_000_000,
        as_of_us=at,
        label=Label.POSITIVE if told else None,
        score=Decimal("0.71") if told else None,
        probabilities=Probabilities(positive=Decimal("0.75"), neutral=Decimal("0.21"), negative=Decimal("0.04"))
        if told
        else None,
        coins=coins if told else (),
        reach=sources,
        documents=tuple(StoryDocument(document_id=uuid4(), source=source, url=url) for source, url in told_by),
        model="transformer",
        model_version="1",
        revision=revision,
    )


class Feed:
    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    async def put(self, *events: TradeV1 | CandleV1 | PriceV1 | VenueV1 | SentimentV1 | DocumentV1) -> None:
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
                case SentimentV1():
                    self._producer.put(SCORES, event.coin_id, event)
                case DocumentV1():
                    self._producer.put(DOCUMENTS, str(event.story_id), event)
        await self._producer.flush()

    async def put_quote(self, quote: QuoteV1) -> None:
        self._producer.put(QUOTES, quote.coin_id, quote)
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
