"""Candles from before an instrument began to trade: minutes made from the seed on request, longer ones their sums.

Nothing is stored: a minute's open and close are the price function's, what lies between comes from a hash of instrument
and time. So a minute is the same whenever and in whatever page it is asked for, and an hour or a day is exactly the
fold of its minutes. A minute in which, by its instrument's turnover, nobody traded has no candle.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from simulator.generated.listings import GeneratedListing
from simulator.generated.price_function import Floats, Ints, PriceFunction, uniform
from simulator.trades.candles import ListedCandle
from simulator.trades.exact_text import PLACES, UNIT, fixed

_MINUTE = 60
_DAY_MINUTES = 1_440
_BLOCK = 32 * _DAY_MINUTES
"""Minutes whose prices are computed and kept together: some 370 kB."""
_BLOCKS_KEPT = 96
_VOLUME_STREAM = 1_000_000
_MEAN_TRADE_USD = 700.0
_RANGE = 4e-4
"""How far a minute of a coin of unit volatility reaches beyond its open and close, at most, as a share."""
_FIELDS = 4
_MOST_AT_ONCE = 400 * _DAY_MINUTES


class MinuteHistory:
    """Of all generated instruments, by their number."""

    def __init__(self, seed: int, prices: PriceFunction, listings: list[GeneratedListing], volatility: Floats) -> None:
        self._seed = seed
        self._prices = prices
        self._listings = listings
        self._volatility = volatility
        self._wave = lru_cache(maxsize=_BLOCKS_KEPT)(self._make_wave)

    def candles(self, number: int, first: int, stop: int, width: int) -> Iterator[ListedCandle]:
        """Those that open in `[first, stop)` (seconds, whole intervals of `width`), oldest first.

        An interval that `stop` cuts is the fold of its minutes before that.
        """
        per_candle = width // _MINUTE
        step = max(_MOST_AT_ONCE // per_candle, 1) * per_candle
        for start in range(first // _MINUTE, stop // _MINUTE, step):
            yield from self._fold(number, start, min(start + step, stop // _MINUTE), per_candle)

    def _fold(self, number: int, start: int, stop: int, per_candle: int) -> Iterator[ListedCandle]:
        """From minute `start`, counted since 1970, to minute `stop`."""
        opens, highs, lows, closes, volumes, worths, counts = self._minutes(number, start, stop)
        traded = np.flatnonzero(counts)
        if not len(traded):
            return
        buckets = (start + traded) // per_candle
        begins = np.flatnonzero(np.diff(buckets, prepend=-1))
        ends = np.append(begins[1:], len(traded)) - 1
        columns = (
            buckets[begins] * per_candle * _MINUTE,
            opens[traded][begins],
            np.maximum.reduceat(highs[traded], begins),
            np.minimum.reduceat(lows[traded], begins),
            closes[traded][ends],
            np.add.reduceat(volumes[traded], begins),
            np.add.reduceat(worths[traded], begins),
            np.add.reduceat(counts[traded], begins),
        )
        listing = self._listings[number]
        places, lot = listing.price_places, 10 ** (PLACES - listing.size_places)
        for at, *prices, volume, worth, count in zip(*(column.tolist() for column in columns), strict=True):
            opened, high, low, close = (fixed(price, places) for price in prices)
            yield ListedCandle(at, opened, high, low, close, fixed(volume * lot), fixed(worth), count)

    def _minutes(self, number: int, start: int, stop: int) -> tuple[Ints, ...]:
        """Open, high, low, close (in 1e-8), volume in lots, worth (in 1e-8) and count of each minute, in columns."""
        listing = self._listings[number]
        path, usd = self._path(listing, start, stop + 1)
        tick = 10 ** (PLACES - listing.price_places)
        edges = np.maximum(np.rint(path * UNIT / tick), 1)
        chance = self._chance(number, start, stop)
        top, bottom = np.maximum(edges[:-1], edges[1:]), np.minimum(edges[:-1], edges[1:])
        reach = _RANGE * self._volatility[listing.base_asset]
        highs = np.rint(top * (1 + reach * chance[0]))
        lows = np.maximum(np.rint(bottom * (1 - reach * chance[1])), 1)
        expected = listing.turnover / _DAY_MINUTES / _MEAN_TRADE_USD
        counts = np.floor(expected * (0.4 + 1.2 * chance[2]) + chance[3]).astype(np.int64)
        lot = 10 ** (PLACES - listing.size_places)
        lots = np.rint(counts * _MEAN_TRADE_USD / usd[:-1] * UNIT / lot)
        lots = np.where(counts > 0, np.maximum(lots, 1), 0).astype(np.int64)
        mean = (edges[:-1] + edges[1:] + highs + lows) / 4 * tick / UNIT
        worths = np.where(counts > 0, np.maximum(np.rint(lots * (lot * mean)), 1), 0).astype(np.int64)
        prices = tuple((column * tick).astype(np.int64) for column in (edges[:-1], highs, lows, edges[1:]))
        return *prices, lots, worths, counts

    def _chance(self, number: int, start: int, stop: int) -> Floats:
        """Four numbers in [0, 1) for each minute."""
        minutes = np.arange(start, stop, dtype=np.int64)
        stream = np.full(len(minutes), _VOLUME_STREAM + number, dtype=np.uint64)
        return np.stack([uniform(self._seed, stream, minutes * _FIELDS + field) for field in range(_FIELDS)])

    def _path(self, listing: GeneratedListing, start: int, stop: int) -> tuple[Floats, Floats]:
        """Prices at the beginnings of minutes in the listing's quote, and of its base in USD."""
        usd = self._usd(listing.base_asset, start, stop)
        quote = listing.quote_asset
        return (usd if quote is None else usd / self._usd(quote, start, stop)), usd

    def _usd(self, asset: int, start: int, stop: int) -> Floats:
        shared, own = self._span(None, start, stop), self._span(asset, start, stop)
        return self._prices.of_waves(asset, own, shared)

    def _span(self, asset: int | None, start: int, stop: int) -> Floats:
        blocks = range(start // _BLOCK, (stop - 1) // _BLOCK + 1)
        waves = np.concatenate([self._wave(asset, block) for block in blocks])
        return waves[start - blocks[0] * _BLOCK : stop - blocks[0] * _BLOCK]

    def _make_wave(self, asset: int | None, block: int) -> Floats:
        return self._prices.wave_of_minutes(asset, block * _BLOCK, _BLOCK)
