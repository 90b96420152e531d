"""Candle history and 24 h tickers of generated instruments, from the same price function as their trades."""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from simulator.generated.generator import GeneratedMarket
from simulator.generated.price_function import Floats, Ints, uniform
from simulator.trades.candles import ListedCandle, fold, merge
from simulator.trades.clock import Clock
from simulator.trades.exact_text import UNIT, fixed
from simulator.trades.trade import SimulatedInstrument

_DAY = 86_400
_MINUTE_US = 60_000_000
_SAMPLES = 10
_VOLUME_STREAM = 1_000_000
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
        self._day = lru_cache(maxsize=4_096)(self._make_day)

    def now_seconds(self) -> int:
        return self._clock.now() // 1_000_000

    def _path(self, number: int, seconds: Floats) -> tuple[Floats, Floats]:
        listing = self._market.listings[number]
        return self._market.prices.pair(listing.base_asset, listing.quote_asset, seconds)

    def candles(self, instrument: SimulatedInstrument, first: int, count: int, width: int) -> list[ListedCandle]:
        """At most `count` candles of `width` seconds from `first` on, oldest first; the last one may be open.

        Up to the minute in which the instrument began to trade they come from the price function, from there on they
        are its trades; an interval without any has no candle.
        """
        now = self._clock.now()
        series = self._market.series(instrument.number)
        began = now if series.started_us is None else series.started_us
        cut = began // _MINUTE_US * 60 if series.started_us is not None else now / 1e6
        starts = first + width * np.arange(count, dtype=np.int64)
        candles = self._past(instrument.number, starts[starts < cut], width, cut)
        if series.started_us is None or not count:
            return candles
        begin_us, end_us = max(first * 1_000_000, int(cut) * 1_000_000), (first + count * width) * 1_000_000
        traded = fold(series.columns(begin_us, end_us), width, instrument.price_places)
        if candles and traded and candles[-1].start == traded[0].start:
            traded[0] = merge(candles.pop(), traded[0])
        return candles + traded

    def _past(self, number: int, starts: Ints, width: int, end: float) -> list[ListedCandle]:
        if not len(starts):
            return []
        seconds = np.minimum(starts[:, None] + np.linspace(0, width, _SAMPLES + 1), end)
        path, usd_path = self._path(number, seconds)
        listing = self._market.listings[number]
        stream = np.full(len(starts), _VOLUME_STREAM + number, dtype=np.uint64)
        chance = uniform(self._market.seed, stream, starts * 8 + width % 7)
        usd = listing.turnover * (seconds[:, -1] - starts) / _DAY * (0.4 + 1.2 * chance)
        volumes = usd / usd_path[:, 0]
        counts = np.maximum(1, usd / _MEAN_TRADE_USD).astype(np.int64)
        columns = (starts, path[:, 0], path.max(axis=1), path.min(axis=1), path[:, -1], volumes, counts)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [self._bar(number, row, mean) for row, mean in zip(rows, path.mean(axis=1).tolist(), strict=True)]

    def _bar(self, number: int, row: tuple[int, float, float, float, float, float, int], mean: float) -> ListedCandle:
        start, opened, high, low, close, volume, count = row
        text = self._market.price_text
        prices = (text(number, opened), text(number, high), text(number, low), text(number, close))
        units = max(1, round(volume * UNIT))
        return ListedCandle(start, *prices, fixed(units), fixed(max(1, round(volume * mean * UNIT))), count)

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
