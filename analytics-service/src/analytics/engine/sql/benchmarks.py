"""The candles of other coins beside a series: those of their composites. Reads the views of `market_api`."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.sql.candles import fetch_benchmark
from analytics.engine.sql.instruments import ChosenInstrument, resolve_instrument
from analytics.indicators.registry import Indicator
from analytics.indicators.series import CandleSeries


async def with_benchmarks(
    conn: AsyncConnection, series: CandleSeries, indicators: Collection[Indicator]
) -> CandleSeries:
    """The series with the candles of every coin that one of the indicators compares it with.

    Raises:
        UnknownCoinError: there is no such coin.
    """
    found = {}
    for name, composite in (await resolve_benchmarks(conn, indicators)).items():
        found[name] = await fetch_benchmark(conn, composite.instrument_id, series.interval, series.open_times_us)
    return series.with_benchmarks(found) if found else series


async def resolve_benchmarks(conn: AsyncConnection, indicators: Collection[Indicator]) -> dict[str, ChosenInstrument]:
    """The composite of every coin that one of the indicators names, by that name.

    Raises:
        UnknownCoinError: there is no such coin.
    """
    names = dict.fromkeys(indicator.benchmark for indicator in indicators)
    return {name: await resolve_instrument(conn, name) for name in names if name is not None}
