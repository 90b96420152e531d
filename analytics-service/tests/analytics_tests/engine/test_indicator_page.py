import asyncio
from dataclasses import replace

import numpy as np
import pytest
import talib
from analytics.engine.indicator_page import compute_points
from analytics.indicators.points import points
from analytics.indicators.registry import DEFINITIONS, indicator
from analytics.indicators.specs import parse_set
from shared.events.values import Interval

from ..candle_series import market, series, walk

LONG_WINDOWS = parse_set(",".join(f"yang_zhang:{period}" for period in range(900, 916)), 16)


async def test_each_indicator_gets_only_the_candles_that_its_values_depend_on() -> None:
    of = series(walk(3_000))
    closes = of.close.copy()
    closes[1_000] = np.nan  # smoothing carries it on to every later value

    ((found,), _) = await compute_points(replace(of, close=closes), parse_set("rsi:14,rsi:50", 2), len(of) - 1)

    assert float(found.value or 0) == pytest.approx(talib.RSI(of.close, 14)[-1], rel=1e-9)


@pytest.mark.parametrize("name", DEFINITIONS)
async def test_the_values_are_those_of_the_whole_series(name: str) -> None:
    one = indicator(name)
    steps = one.look_back(Interval.HOUR) + 400
    of = market(steps, missing=[steps - 150], interval=Interval.HOUR)

    (found,) = await compute_points(of, [one], len(of) - 100)

    wanted = points(of, one.definition, one.of(of), slice(len(of) - 100, len(of)))
    for point, other in zip(found, wanted, strict=True):
        assert (point.open_time_us, point.n, point.warm, point.status) == (
            other.open_time_us,
            other.n,
            other.warm,
            other.status,
        )
        for value, same in zip(point.values, other.values, strict=True):
            assert (value is None) == (same is None)
            assert float(value or 0) == pytest.approx(float(same or 0), rel=1e-9, abs=1e-7)


async def test_other_requests_are_answered_while_much_is_computed() -> None:
    of = market(1_000)
    computing = asyncio.create_task(compute_points(of, LONG_WINDOWS, len(of) - 1))

    await asyncio.sleep(0)

    assert not computing.done()
    assert len(await computing) == len(LONG_WINDOWS)


async def test_without_a_candle_in_the_range_there_are_no_points() -> None:
    of = market(50)

    assert await compute_points(of, parse_set("sma:5,beta", 2), len(of)) == ((), ())
