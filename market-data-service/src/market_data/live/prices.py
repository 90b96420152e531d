"""The live price of each coin, from trades, quotes and tickers, in memory: it never waits for the database.

Only the newest trade of an instrument in each round makes a state, so a busy coin costs little more than a quiet one;
of the others only the price is looked at, for the high and the low between two states.
Delivery: whole states, at most one each 250 ms and at least one each 2 s a coin; repeating one changes nothing.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Protocol

from shared.clock import now_us
from shared.events import PriceV1, QuoteV1, TickerV1, TradeV1
from shared.events.values import Mode, Venue
from shared.kafka import Consumer, EventBatch, Producer, partition_of
from shared.kafka.topics import PRICES, QUOTES, TICKERS, TRADES

from market_data.domain.coin_registry import Coin, CoinRegistry, unknown_instrument
from market_data.domain.composite_price import Composite, change_percent, composite
from market_data.domain.observed import (
    Observed,
    after_quote,
    after_ticker,
    after_trade,
    at_rate,
    live_price,
    quote_of,
    restored,
)
from market_data.domain.price_range import Move, joined, moves_of, price_range
from market_data.domain.windows import PriceWindows, day_range
from market_data.live.boards import NO_REPORT, Exclusion, PriceBoard, RateBoard, VenueBoard
from market_data.live.rounds import by_coin, newest_quotes, newest_tickers, newest_trades

_AT_MOST_EVERY_US: Final = 250_000
# The contract says 2 s; 0.25 s are left for a busy process.
_AT_LEAST_EVERY_US: Final = 1_750_000
# A round costs more than a few records do: waiting this long lets records gather, and makes prices this much older.
_ROUND_PAUSE: Final = 0.03
_TICK: Final = 0.05


class Sink(Protocol):
    """A further store of each coin's newest price, besides the topic."""

    def put(self, price: PriceV1) -> None: ...


@dataclass(slots=True)
class _CoinState:
    """What this process knows of one coin; `published_us` is 0 until this process has published its price.

    `moves`: the instruments' prices since `last` was published, in order.
    """

    seen: dict[str, Observed]
    last: PriceV1 | None
    moves: list[Move] = field(default_factory=list)
    dirty: bool = True
    published_us: int = 0

    def note_move(self, instrument_id: str) -> None:
        """A quote or ticker may have moved the instrument's price."""
        if (price := live_price(self.seen[instrument_id])) is not None:
            self.moves.append(Move(instrument_id, price))


class LivePrices:
    """Makes and publishes the prices of the coins whose partitions this process has."""

    def __init__(
        self,
        *,
        producer: Producer,
        registry: CoinRegistry,
        venues: VenueBoard,
        prices: PriceBoard,
        rates: RateBoard,
        windows: PriceWindows,
        mode: Mode,
        sinks: Iterable[Sink] = (),
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._producer = producer
        self._registry = registry
        self._venues = venues
        self._prices = prices
        self._rates = rates
        self._may_begin_anew = mode is Mode.REPLAY
        self._windows = windows
        self._sinks = (prices, *sinks)
        self._clock = clock
        self._states: dict[str, _CoinState] = {}
        self._wake = asyncio.Event()
        self.newest_event_us: int | None = None

    async def on_events(self, batch: EventBatch) -> None:
        """Take in what one poll brought."""
        self._note_moves(batch.events(TRADES))
        for trade in newest_trades(batch.events(TRADES)):
            state = self._state(trade.coin_id)
            state.seen[trade.instrument_id] = after_trade(
                self._observed(state, trade), trade, may_begin_anew=self._may_begin_anew
            )
            self._note_event(trade.ts_event_us)
        for ticker in newest_tickers(batch.events(TICKERS)):
            state = self._state(ticker.coin_id)
            state.seen[ticker.instrument_id] = after_ticker(
                self._observed(state, ticker), ticker, may_begin_anew=self._may_begin_anew
            )
            state.note_move(ticker.instrument_id)
            if ticker.ts_event_us is not None:
                self._note_event(ticker.ts_event_us)
        for quote in newest_quotes(batch.events(QUOTES)):
            state = self._state(quote.coin_id)
            state.seen[quote.instrument_id] = after_quote(self._observed(state, quote), quote)
            state.note_move(quote.instrument_id)
        self._wake.set()
        await asyncio.sleep(_ROUND_PAUSE)

    def _note_moves(self, trades: Iterable[TradeV1]) -> None:
        for coin_id, its_trades in by_coin(trades).items():
            state = self._state(coin_id)
            state.moves += moves_of(state.seen, its_trades)

    async def publish(self, consumer: Consumer) -> None:
        """Publish what is due until cancelled."""
        while True:
            self.publish_due({at.partition for at in consumer.assignment() if at.topic == TRADES.name})
            self._wake.clear()
            try:
                async with asyncio.timeout(_TICK):
                    await self._wake.wait()
            except TimeoutError:
                continue
            # Changes that arrive within a few milliseconds are published together.
            await asyncio.sleep(_ROUND_PAUSE / 4)

    def publish_due(self, partitions: set[int]) -> None:
        """Publish each coin of `partitions` that has changed or is due; forget those of others."""
        if not partitions:
            return  # a rebalance is under way
        now = self._clock()
        for coin_id in [coin_id for coin_id in self._states if not _is_in(coin_id, partitions)]:
            del self._states[coin_id]
        for coin in self._registry.followed():
            if coin.coin_id not in self._states and _is_in(coin.coin_id, partitions):
                self._state(coin.coin_id)
        exclusions = self._venues.exclusions(now)
        for coin_id, state in self._states.items():
            age = now - state.published_us
            if age >= (_AT_MOST_EVERY_US if state.dirty else _AT_LEAST_EVERY_US):
                self._publish(coin_id, state, exclusions, now)

    def _publish(self, coin_id: str, state: _CoinState, exclusions: Mapping[Venue, Exclusion], now: int) -> None:
        price = self._make(coin_id, state, exclusions, now)
        state.last, state.dirty, state.published_us, state.moves = price, False, now, []
        self._producer.put(PRICES, coin_id, price, at_us=now)
        for sink in self._sinks:
            sink.put(price)

    def _make(self, coin_id: str, state: _CoinState, exclusions: Mapping[Venue, Exclusion], now: int) -> PriceV1:
        """The coin's price now; if no instrument counts, its last price with the `as_of` of that time."""
        coin = self._registry.get(coin_id)
        made = composite(
            (
                (seen, exclusions.get(seen.venue, NO_REPORT).reason_for(seen.instrument_id))
                for seen in self._lines(coin, state, now)
            ),
            now,
        )
        price, as_of_us = made.price, made.as_of_us
        if price is None and state.last is not None:
            price, as_of_us = state.last.price, state.last.as_of_us
        if price is None:
            as_of_us = max((line.as_of_us for line in made.lines if line.as_of_us is not None), default=None)
        name = coin.composite_id if coin else ""
        low_24h, high_24h = day_range(self._windows.extremes.get(name), price, made.price)
        low, high = _range(state, made)
        if state.published_us and self._producer.waits(PRICES, coin_id):
            low, high = joined(low, high, state.last)  # that state will not be sent: this one takes its place
        return PriceV1(
            coin_id=coin_id,
            made_us=now,
            price=price,
            change_1h_percent=change_percent(price, self._windows.reference(name, "1h")),
            change_24h_percent=change_percent(price, self._windows.reference(name, "24h")),
            change_7d_percent=change_percent(price, self._windows.reference(name, "7d")),
            low_24h=low_24h,
            high_24h=high_24h,
            volume_24h=made.volume_usd,
            spread_bp=made.spread_bp,
            as_of_us=as_of_us,
            stale=made.price is None and price is not None,
            reason=made.reason,
            venues=made.lines,
            low=low,
            high=high,
        )

    def _lines(self, coin: Coin | None, state: _CoinState, now: int) -> list[Observed]:
        """Each instrument of the coin in the catalogue's order, then what was seen but is not listed yet."""
        listed = {at.instrument_id: at for at in (coin.instruments if coin else ())}
        for instrument_id in state.seen:
            listed.setdefault(instrument_id, unknown_instrument(instrument_id))
        lines = []
        for at in listed.values():
            seen = state.seen.get(at.instrument_id) or Observed(at.venue, at.instrument_id)
            seen = at_rate(seen, self._rates.get(quote_of(at.instrument_id)), now)
            if seen.volume_usd is None:
                stored = self._windows.volume_usd(at.instrument_id)
                seen = replace(seen, volume_usd=stored, volume_as_of_us=seen.as_of_us or now)
            lines.append(seen)
        return lines

    def _state(self, coin_id: str) -> _CoinState:
        """The coin's state; a new one is restored from the price that any process published last."""
        state = self._states.get(coin_id)
        if state is None:
            last = self._prices.get(coin_id)
            seen = {line.instrument_id: restored(line) for line in last.venues} if last else {}
            state = self._states[coin_id] = _CoinState(seen, last)
        return state

    def _observed(self, state: _CoinState, event: TradeV1 | TickerV1 | QuoteV1) -> Observed:
        state.dirty = True
        return state.seen.get(event.instrument_id) or Observed(event.venue, event.instrument_id)

    def _note_event(self, event_us: int) -> None:
        if self.newest_event_us is None or event_us > self.newest_event_us:
            self.newest_event_us = event_us


def _range(state: _CoinState, made: Composite) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and highest since the last published state; None while no instrument counts."""
    if made.price is None or state.last is None:
        return made.price, made.price
    before = {line.instrument_id: line.price for line in state.last.venues}
    return price_range(before, state.moves, made.lines, made.price)


def _is_in(coin_id: str, partitions: set[int]) -> bool:
    return partition_of(coin_id, TRADES.partitions) in partitions
