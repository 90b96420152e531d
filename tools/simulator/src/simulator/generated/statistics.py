"""Candles and 24 h tickers of generated instruments, from the same price function as their trades."""

import asyncio
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from simulator.generated.generator import GeneratedMarket
from simulator.generated.history import MinuteHistory
from simulator.generated.listings import volatilities
from simulator.generated.price_function import Floats
from simulator.trades.candles import ListedCandle, fold, merge
from simulator.trades.clock import Clock
from simulator.trades.exact_text import UNIT, fixed
from simulator.trades.trade import SimulatedInstrument

_DAY = 86_400
_MINUTE_US = 60_000_000
_AT_ONCE = 4 * _DAY
"""Seconds whose candles take a few milliseconds."""
_MEAN_TRADE_USD = 700.0
_REFRESH = 60


@dataclass(frozen=True, slots=True)
class DayTicker:
    """The rolling 24 hours; sizes are base quantities."""

    last: str
    bid: str
    ask: str
    bid_size: str
    ask_size: str
    last_size: str
    open: str
    high: str
    low: str
    vwap: str
    volume: str
    quote_volume: str
    change: float
    change_percent: float
    count: int
    last_id: int
    last_sell: bool
    us: int


class MarketStatistics:
    """Candles and tickers of the generated market, in no venue's format."""

    def __init__(self, market: GeneratedMarket, clock: Clock) -> None:
        self._market = market
        self._clock = clock
        self._history = MinuteHistory(market.seed, market.prices, market.listings, volatilities())
        self._day = lru_cache(maxsize=4_096)(self._make_day)

    def now_seconds(self) -> int:
        return self._clock.now() // 1_000_000

    def _path(self, number: int, seconds: Floats) -> tuple[Floats, Floats]:
        listing = self._market.listings[number]
        return self._market.prices.pair(listing.base_asset, listing.quote_asset, seconds)

    async def list_candles(
        self, instrument: SimulatedInstrument, first: int, count: int, width: int
    ) -> list[ListedCandle]:
        """The same as `candles`; what takes long runs beside the event loop, so that no trade is sent late."""
        if count * width <= _AT_ONCE:
            return self.candles(instrument, first, count, width)
        cut = self._cut(instrument)
        past = await asyncio.to_thread(self._past, instrument, first, min(first + count * width, cut), width)
        return self._with_traded(instrument, past, (max(first, cut), first + count * width), width)

    def candles(self, instrument: SimulatedInstrument, first: int, count: int, width: int) -> list[ListedCandle]:
        """At most `count` candles of `width` seconds from `first` on, oldest first; the last one may be open.

        Up to the minute in which the instrument began to trade they come from the seed, from there on they are its
        trades; an interval without any has no candle.
        """
        cut, stop = self._cut(instrument), first + count * width
        past = self._past(instrument, first, min(stop, cut), width)
        return self._with_traded(instrument, past, (max(first, cut), stop), width)

    def _cut(self, instrument: SimulatedInstrument) -> int:
        """The minute in which it began to trade; of what does not trade yet the end of the running one."""
        began_us = self._market.series(instrument.number).started_us
        return (self._clock.now() // _MINUTE_US + 1 if began_us is None else began_us // _MINUTE_US) * 60

    def _past(self, instrument: SimulatedInstrument, first: int, stop: int, width: int) -> list[ListedCandle]:
        return list(self._history.candles(instrument.number, first, stop, width))

    def _with_traded(
        self, instrument: SimulatedInstrument, past: list[ListedCandle], span: tuple[int, int], width: int
    ) -> list[ListedCandle]:
        series = self._market.series(instrument.number)
        if series.started_us is None or span[1] <= span[0]:
            return past
        traded = fold(series.columns(span[0] * 1_000_000, span[1] * 1_000_000), width, instrument.price_places)
        if past and traded and past[-1].start == traded[0].start:
            traded[0] = merge(past.pop(), traded[0])
        return past + traded

    def _make_day(self, number: int, minute: int) -> tuple[float, float, float, float, float]:
        """Open, high, low, mean and volume of the 24 h that end about with this minute."""
        end = minute * _REFRESH - number
        path, usd = self._path(number, np.linspace(end - _DAY, end, 97))
        volume = self._market.listings[number].turnover / float(usd[-1])
        return float(path[0]), float(path.max()), float(path.min()), float(path.mean()), volume

    def ticker(self, instrument: SimulatedInstrument) -> DayTicker:
        """As of now; the last trade's price where there is one. The book is about a last trade made on request."""
        market, number, us = self._market, instrument.number, self._clock.now()
        opened, high, low, mean, volume = self._day(number, (us // 1_000_000 + number) // _REFRESH)
        mid = float(market.mid(np.array([number]), np.array([us]))[0])
        series = instrument.series
        rows = series.rows(len(series) - 1, len(series)) if len(series) else []
        last = float(rows[0].price) if rows else mid
        if rows and market.inserted.get(number) == rows[0].id:
            mid = last
        tick = 10.0**-instrument.price_places
        text = partial(market.price_text, number)
        lot = fixed(max(1, round(1_000 / mid * UNIT)))
        return DayTicker(
            last=rows[0].price if rows else text(mid),
            bid=text(min(mid * (1 - 1e-4), mid - tick)),
            ask=text(max(mid * (1 + 1e-4), mid + tick)),
            bid_size=lot,
            ask_size=lot,
            last_size=rows[0].size if rows else lot,
            open=text(opened),
            high=text(max(high, last)),
            low=text(min(low, last)),
            vwap=text(mean),
            volume=fixed(round(volume * UNIT)),
            quote_volume=fixed(round(volume * mean * UNIT)),
            change=last - opened,
            change_percent=100 * (last - opened) / opened,
            count=int(market.listings[number].turnover / _MEAN_TRADE_USD),
            last_id=rows[0].id if rows else 0,
            last_sell=bool(rows) and rows[0].side == "sell",
            us=us,
        )
