"""Live prices on a clock of their own."""

from decimal import Decimal
from typing import Any

from market_data.domain.coin_registry import Coin, CoinRegistry, RegisteredInstrument
from market_data.domain.windows import PriceWindows
from market_data.live.boards import PriceBoard, RateBoard, VenueBoard
from market_data.live.prices import LivePrices
from shared.events import PriceV1, TickerV1, TradeV1, VenueState, VenueV1
from shared.events.values import Mode, Side, Venue
from shared.kafka import EventBatch, Producer, ReceivedEvent
from shared.kafka.topics import TICKERS, TRADES

SECOND = 1_000_000
START = 1_780_000_000 * SECOND
EVERY_PARTITION = set(range(TRADES.partitions))
KRAKEN, COINBASE = "BTC-USD.KRAKEN", "BTC-USD.COINBASE"


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)


class Published:
    """Keeps every price that was made."""

    def __init__(self) -> None:
        self.prices: list[PriceV1] = []

    def put(self, price: PriceV1) -> None:
        self.prices.append(price)


class Bench:
    """Live prices on a clock of its own; the producer is not running, so nothing leaves."""

    def __init__(
        self, board: PriceBoard | None = None, coins: tuple[Coin, ...] = (), *, mode: Mode = Mode.LIVE
    ) -> None:
        self.clock, self.published, self.venues, self.windows = Clock(), Published(), VenueBoard(), PriceWindows()
        self.registry, self.rates = CoinRegistry(), RateBoard()
        self.registry.replace(coins)
        self.producer = Producer("nowhere:1", client_id="test")
        self.live = LivePrices(
            producer=self.producer,
            registry=self.registry,
            venues=self.venues,
            prices=board or PriceBoard(),
            rates=self.rates,
            windows=self.windows,
            mode=mode,
            sinks=(self.published,),
            clock=self.clock,
        )
        self.venue(Venue.KRAKEN)
        self.venue(Venue.COINBASE)

    def venue(self, venue: Venue, state: VenueState = VenueState.LIVE, **facts: Any) -> None:
        now = self.clock.now
        self.venues.put(
            VenueV1(venue=venue, ingester="one", mode=Mode.LIVE, state=state, since_us=now, as_of_us=now, **facts)
        )

    async def trades(self, *trades: TradeV1) -> None:
        await self.live.on_events(EventBatch({TRADES.name: [ReceivedEvent(trade, None) for trade in trades]}))

    async def ticker(self, **facts: Any) -> None:
        known: dict[str, Any] = {
            "venue": Venue.KRAKEN,
            "instrument_id": KRAKEN,
            "coin_id": "bitcoin",
            "ts_recv_us": self.clock.now,
            "ts_event_us": self.clock.now,
            "quote_usd": Decimal(1),
            **facts,
        }
        await self.live.on_events(EventBatch({TICKERS.name: [ReceivedEvent(TickerV1(**known), None)]}))

    def trade(self, price: str, instrument_id: str = KRAKEN, **facts: Any) -> TradeV1:
        now = self.clock.now
        known: dict[str, Any] = {"ts_event_us": now, "ts_recv_us": now, "quote_usd": Decimal(1), **facts}
        return TradeV1(
            venue=Venue[instrument_id.rpartition(".")[2]],
            instrument_id=instrument_id,
            coin_id="bitcoin",
            trade_id="1",
            first_id=1,
            last_id=1,
            price=Decimal(price),
            size=Decimal(1),
            side=Side.SELL,
            raw_side="sell",
            **known,
        )

    def kafka_takes_all(self) -> None:
        """Have what waits acknowledged, as a broker does."""
        for lane in self.producer._lanes.values():
            lane.on_acknowledged(len(lane.first(1_000)))

    def publish(self) -> PriceV1 | None:
        before = len(self.published.prices)
        self.live.publish_due(EVERY_PARTITION)
        return self.published.prices[-1] if len(self.published.prices) > before else None


BITCOIN = Coin(
    "bitcoin",
    "BTC",
    "Bitcoin",
    1,
    instruments=(RegisteredInstrument(COINBASE, Venue.COINBASE), RegisteredInstrument(KRAKEN, Venue.KRAKEN)),
)
