"""Makes trades: which instrument, when, at what price and size. The seed decides them; count and times are exact."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.generated.listings import GeneratedListing, listings, make_prices
from simulator.generated.price_function import Ints
from simulator.generated.trade_log import RECORD, GeneratedSeries, TradeLog
from simulator.trades.clock import Clock
from simulator.trades.exact_text import PLACES, UNIT, fixed
from simulator.trades.trade import SimulatedInstrument

# A trade's worth: log-normal around this many USD.
_MEDIAN_USD = 300.0
_SPREAD = 1.3
_CHUNK = 5_000
_ID_SCALE = 100
"""Ids start at the milliseconds since 1970 times this: a later run is above an earlier one up to 100 000 trades/s."""


@dataclass(frozen=True, slots=True)
class NewTrade:
    """A trade just made; `price` and `size` in 1e-8, `sell` is the taker's side."""

    instrument: SimulatedInstrument
    id: int
    us: int
    price: int
    size: int
    sell: bool


class GeneratedMarket:
    """The generated instruments, their price function and all trades made so far."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.trade_log = TradeLog()
        self.inserted: dict[int, int] = {}
        """By instrument the id of the newest trade that was made on request, at a price of its own."""
        self.prices = make_prices(seed)
        self.listings = listings()
        self.instruments = [self._instrument(listing) for listing in self.listings]
        self._bases: Ints = np.array([listing.base_asset for listing in self.listings])
        quotes = [-1 if listing.quote_asset is None else listing.quote_asset for listing in self.listings]
        self._quotes: Ints = np.array(quotes)
        self._ticks: Ints = np.array([10 ** (PLACES - listing.price_places) for listing in self.listings])
        # Binance's times are milliseconds, also in the truth.
        self._grain: Ints = np.array([1_000 if listing.venue == "binance" else 1 for listing in self.listings])
        self._lots: Ints = np.array([10 ** (PLACES - listing.size_places) for listing in self.listings])

    def _instrument(self, listing: GeneratedListing) -> SimulatedInstrument:
        glue = {"binance": "", "coinbase": "-", "kraken": "/"}[listing.venue]
        # Binance pads every price to eight decimals.
        series = GeneratedSeries(self.trade_log, PLACES if listing.venue == "binance" else listing.price_places)
        symbol = f"{listing.base}{glue}{listing.quote}"
        instrument = SimulatedInstrument(
            listing.venue,
            listing.base,
            listing.quote,
            symbol,
            series,
            price_places=listing.price_places,
            size_places=listing.size_places,
        )
        self.trade_log.add_instrument(instrument, series)
        return instrument

    def mid(self, numbers: Ints, us: Ints) -> NDArray[np.float64]:
        """The price function in each instrument's own quote."""
        base = self.prices.live(self._bases[numbers], us)
        quotes = self._quotes[numbers]
        quote = np.where(quotes < 0, 1.0, self.prices.live(np.maximum(quotes, 0), us))
        result: NDArray[np.float64] = base / quote
        return result

    def draw_trades(self, numbers: Ints, us: Ints, chance: NDArray[np.float64]) -> NDArray[np.void]:
        """Records for the trade log; `chance` has four uniform numbers for each."""
        sell = chance[:, 0] < 0.5  # noqa: PLR2004 - both sides are as likely
        mid = self.mid(numbers, us)
        # Half a spread of 2 basis points, and up to as much beyond the best quote.
        away = np.where(sell, -1e-4, 1e-4) * (1 + chance[:, 1])
        ticks = self._ticks[numbers]
        price = np.maximum(np.rint(mid * (1 + away) * UNIT / ticks), 1).astype(np.int64) * ticks
        normal = np.sqrt(-2 * np.log1p(-chance[:, 2])) * np.cos(2 * np.pi * chance[:, 3])
        usd = self.prices.live(self._bases[numbers], us)
        lots = self._lots[numbers]
        size = np.rint(_MEDIAN_USD * np.exp(_SPREAD * normal) / usd * UNIT / lots)
        records = np.zeros(len(us), dtype=RECORD)
        records["us"], records["price"], records["instrument"], records["sell"] = us, price, numbers, sell
        records["size"] = np.maximum(size, 1).astype(np.int64) * lots
        return records

    def add_trades(self, records: NDArray[np.void]) -> list[NewTrade]:
        """Append trades to the log: from here on REST lists them."""
        records["us"] -= records["us"] % self._grain[records["instrument"]]
        self.trade_log.append(records)
        made = []
        for us, price, size, row, number, sell, _ in records.tolist():
            instrument = self.instruments[number]
            made.append(NewTrade(instrument, self.series(number).first_id + row, us, price, size, bool(sell)))
        return made

    def series(self, number: int) -> GeneratedSeries:
        series = self.instruments[number].series
        assert isinstance(series, GeneratedSeries)  # noqa: S101 - set by _instrument
        return series

    def price_text(self, number: int, price: float) -> str:
        """Text of a price, rounded to the instrument's tick."""
        tick = int(self._ticks[number])
        return fixed(max(1, round(price * UNIT / tick)) * tick, self.listings[number].price_places)


class TradeGenerator:
    """Spreads a rate over the instruments that have been subscribed to; trade n is due at start + (n + 1) / rate."""

    def __init__(
        self, market: GeneratedMarket, clock: Clock, rate: float, publish: Callable[[list[NewTrade]], None]
    ) -> None:
        self.market = market
        self._clock = clock
        self._publish = publish
        self._chance = np.random.Generator(np.random.Philox(key=market.seed))
        self._active: list[int] = []
        self._suspended: set[int] = set()
        self._trading: list[int] = []
        self._cumulative: NDArray[np.float64] = np.array([])
        self._rate = rate
        self._total: int | None = None
        self._trades_made = 0
        self._started: int | None = None
        self.finished = rate == 0
        self.bounded = False

    @property
    def rate(self) -> float:
        return 0.0 if self.finished else self._rate

    def is_active(self, instrument: SimulatedInstrument) -> bool:
        return instrument.number in self._active

    def activate(self, instruments: list[SimulatedInstrument]) -> None:
        """Start instruments after their first subscription; ids begin above every earlier run's."""
        new = [instrument.number for instrument in instruments if instrument.number not in self._active]
        if not new:
            return
        self.advance()
        now = self._clock.now()
        self._clock.start()
        for number in new:
            self.market.series(number).begin(now // 1_000 * _ID_SCALE, now)
        self._active = sorted({*self._active, *new})
        self._weigh()
        if self._started is None:
            self._started = now

    def suspend(self, instruments: Iterable[SimulatedInstrument]) -> None:
        """Make no trades of these, and again of those that were suspended before and are not any more."""
        suspended = {instrument.number for instrument in instruments}
        if suspended != self._suspended:
            self.advance()
            self._suspended = suspended
            self._weigh()

    def is_suspended(self, instrument: SimulatedInstrument) -> bool:
        return instrument.number in self._suspended

    def _weigh(self) -> None:
        """Compute each instrument's share of the trades anew."""
        self._trading = [number for number in self._active if number not in self._suspended]
        weights = np.array([self.market.listings[number].weight for number in self._trading])
        self._cumulative = np.cumsum(weights) / weights.sum() if self._trading else np.array([])

    def run_at(self, rate: float, seconds: float | None) -> None:
        """Make trades at this rate from now on, without end or for exactly rate * seconds trades."""
        self.advance()
        self._rate, self._trades_made = rate, 0
        self.bounded = seconds is not None
        self._total = None if seconds is None else round(rate * seconds)
        self.finished = rate == 0 or self._total == 0
        self._started = self._clock.now() if self._active else None

    def advance(self) -> None:
        """Make and publish every trade that is due."""
        if self.finished or self._started is None:
            return
        due = int((self._clock.now() - self._started) * self._rate / 1e6)
        if self._total is not None:
            due = min(due, self._total)
        while self._trades_made < due:
            stop = min(due, self._trades_made + _CHUNK)
            self._make_trades(self._started, stop)
        self.finished = self._trades_made == self._total

    def _make_trades(self, started: int, stop: int) -> None:
        order = np.arange(self._trades_made + 1, stop + 1)
        self._trades_made = stop
        if not self._trading:
            return
        us = started + np.ceil(order * (1e6 / self._rate)).astype(np.int64)
        chance = self._chance.random((len(order), 5))
        picks = np.searchsorted(self._cumulative, chance[:, 4], side="right")
        numbers = np.array(self._trading)[picks]
        self._publish(self.market.add_trades(self.market.draw_trades(numbers, us, chance[:, :4])))

    def insert_trade(self, instrument: SimulatedInstrument, price: int, size: int, side: str) -> NewTrade:
        """Make one trade now, with the given price and size, after those that are due."""
        self.advance()
        record = np.zeros(1, dtype=RECORD)
        record["us"], record["instrument"], record["sell"] = self._clock.now(), instrument.number, side == "sell"
        record["price"], record["size"] = price, size
        made = self.market.add_trades(record)
        self.market.inserted[instrument.number] = made[0].id
        self._publish(made)
        return made[0]
