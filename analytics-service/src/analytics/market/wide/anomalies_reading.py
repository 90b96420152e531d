"""Anomalies of coins and of their venues, from the stored candles."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.indicators.series import Floats
from analytics.market.candles.catalogue import ListedCoin, VenueInstrument, fetch_venue_instruments
from analytics.market.candles.columns import CandleColumns
from analytics.market.candles.sql import CandleSpan, fetch_columns
from analytics.market.wide.anomalies import Outlier, Sample, outliers

# The least spread that a sample is given, so that a price that stood still does not make every tick an anomaly.
_LEAST_RETURN: Final = 1e-4
_LEAST_DIVERGENCE: Final = 1e-4
_LEAST_VOLUME: Final = 0.05


class FoundAnomaly(msgspec.Struct, frozen=True):
    """`observed` and `expected` in percent (price), US dollars (volume) or basis points (venue_divergence)."""

    coin_id: str
    instrument_id: str
    venue: str
    kind: str
    open_time_us: int
    observed: float
    expected: float
    z: float
    n: int
    severity: str
    rank: int


class StoredAnomalies(msgspec.Struct, frozen=True):
    """Newest first. `not_enough`: coins that had too few candles to judge another one by."""

    items: tuple[FoundAnomaly, ...]
    not_enough: tuple[str, ...]
    as_of_us: tuple[int | None, ...]


class Judgement(NamedTuple):
    """Candles from `start_us` on are judged, each by at most `period` before it."""

    period: int
    start_us: int


class _Course(NamedTuple):
    """One quantity of one instrument."""

    kind: str
    instrument: VenueInstrument
    sample: Sample


async def read_anomalies(
    conn: AsyncConnection, coins: Sequence[ListedCoin], span: CandleSpan, judged: Judgement
) -> StoredAnomalies:
    wanted = {coin.coin_id for coin in coins}
    venues = [one for one in await fetch_venue_instruments(conn) if one.coin_id in wanted]
    ids = [coin.composite for coin in coins] + [one.instrument_id for one in venues]
    columns = await fetch_columns(conn, ids, span)
    return await asyncio.to_thread(_anomalies, coins, venues, columns, judged, span.interval)


def _anomalies(
    coins: Sequence[ListedCoin],
    venues: Sequence[VenueInstrument],
    columns: dict[str, CandleColumns],
    judged: Judgement,
    interval: Interval,
) -> StoredAnomalies:
    of_coin: defaultdict[str, list[VenueInstrument]] = defaultdict(list)
    for one in venues:
        of_coin[one.coin_id].append(one)
    found, not_enough = [], []
    for coin in coins:
        enough_any = False
        for course in _courses(coin, of_coin[coin.coin_id], columns, interval):
            outlying, enough = outliers(course.sample, judged.period, judged.start_us)
            enough_any |= enough
            found += [_found(course, one) for one in outlying]
        if not enough_any:
            not_enough.append(coin.coin_id)
    found.sort(key=lambda one: (-one.open_time_us, -abs(one.z), one.instrument_id))
    as_of = tuple(columns[coin.composite].as_of_us if coin.composite in columns else None for coin in coins)
    return StoredAnomalies(tuple(found), tuple(not_enough), as_of)


def _courses(
    coin: ListedCoin, venues: Sequence[VenueInstrument], columns: dict[str, CandleColumns], interval: Interval
) -> Iterator[_Course]:
    composite = columns.get(coin.composite)
    if composite is None:
        return
    whole = VenueInstrument(coin.composite, coin.coin_id, "composite")
    yield _Course("price", whole, returns_of(composite, interval))
    yield _Course("volume", whole, _volumes(composite))
    for venue in venues:
        if venue.instrument_id in columns:
            yield _Course("venue_divergence", venue, _divergence(columns[venue.instrument_id], composite))


def returns_of(candles: CandleColumns, interval: Interval) -> Sample:
    """ln(close / close before) between candles exactly one interval apart."""
    closes = np.where(candles.closes > 0, candles.closes, np.nan)
    neighbours = np.diff(candles.open_times_us) == interval.us
    returns = np.where(neighbours, np.diff(np.log(closes)), np.nan)
    ranks = np.maximum(candles.ranks[1:], candles.ranks[:-1])
    return Sample(candles.open_times_us[1:], returns, ranks, _LEAST_RETURN)


def _volumes(candles: CandleColumns) -> Sample:
    """Ln of the volume in US dollars: volumes differ by factors, not by amounts."""
    return Sample(candles.open_times_us, _log(candles.usd_volumes), candles.ranks, _LEAST_VOLUME)


def _divergence(venue: CandleColumns, composite: CandleColumns) -> Sample:
    """Ln of the venue's close in US dollars, by the rate of that candle, over the composite's."""
    times, at_1, at_2 = np.intersect1d(
        venue.open_times_us, composite.open_times_us, assume_unique=True, return_indices=True
    )
    values = _log(venue.usd_closes[at_1]) - _log(composite.closes[at_2])
    return Sample(times, values, np.maximum(venue.ranks[at_1], composite.ranks[at_2]), _LEAST_DIVERGENCE)


def _log(values: Floats) -> Floats:
    return np.log(np.where(values > 0, values, np.nan))


def _found(course: _Course, one: Outlier) -> FoundAnomaly:
    return FoundAnomaly(
        coin_id=course.instrument.coin_id,
        instrument_id=course.instrument.instrument_id,
        venue=course.instrument.venue,
        kind=course.kind,
        open_time_us=one.open_time_us,
        observed=_shown(course.kind, one.observed),
        expected=_shown(course.kind, one.expected),
        z=one.z,
        n=one.n,
        severity=one.severity,
        rank=one.rank,
    )


def _shown(kind: str, value: float) -> float:
    """From the logarithm that is judged to the unit that is read."""
    if kind == "volume":
        return float(np.exp(value))
    return float(np.expm1(value)) * (100 if kind == "price" else 10_000)
