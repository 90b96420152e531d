from dataclasses import replace

import numpy as np
import pytest
from analytics.indicators.specs import parse
from analytics.market.candles.catalogue import ListedCoin
from analytics.market.candles.columns import CandleColumns, joined, newest
from analytics.market.screener.figures import parse_figure
from analytics.market.screener.frame import CandleFrame, FigureColumn
from analytics.market.screener.older_candles import with_count
from shared.events.values import Interval

from ...candle_series import series, walk

MINUTE = Interval.MINUTE
EVERY = 7


def columns(closes: list[float], every: int = 1) -> CandleColumns:
    """A candle every so many minutes."""
    times = np.arange(len(closes), dtype=np.int64) * every * MINUTE.us
    prices, ranks = np.array(closes), np.zeros(len(closes), dtype=np.int8)
    return CandleColumns(times, *(prices,) * 8, ranks=ranks, as_of_us=None)


def figure(name: str, *of: CandleColumns) -> FigureColumn:
    coins = tuple(ListedCoin(f"coin-{at}", f"C{at}", f"coin {at}", None) for at in range(len(of)))
    return CandleFrame(MINUTE, coins, of).figure(parse_figure(name))


@pytest.mark.parametrize("spec", ["sma:50", "ema:8"])
def test_a_figure_of_the_newest_candles_is_that_of_the_whole_series(spec: str) -> None:
    closes = walk(330)

    found = figure(spec, newest(columns(closes, EVERY), 280))

    whole = parse(spec).of(series(closes))
    assert found.values[0] == pytest.approx(whole.value[-1], rel=1e-9)
    assert (found.n[0], bool(found.warm[0])) == (whole.n[-1], True)


def test_what_reaches_further_back_than_the_candles_is_unknown() -> None:
    found = figure("ema:20", newest(columns(walk(330), EVERY), 280), columns(walk(280)))

    assert np.isnan(found.values[0])
    assert np.isfinite(found.values[1])
    assert (found.n.tolist(), found.warm.tolist()) == ([330, 280], [True, False])


def test_returns_between_many_holes_are_looked_for_in_all_candles() -> None:
    candles = columns(walk(280))
    holes = replace(candles, open_times_us=candles.open_times_us + np.arange(280) // 2 * MINUTE.us, skipped=1)

    found = figure("realized_volatility:60", holes)

    assert (found.n.tolist(), found.warm.tolist(), found.reasons) == ([60], [True], (None,))


def test_candles_that_make_room_for_newer_ones_are_counted() -> None:
    whole = columns(walk(330))

    found = joined(newest(whole, 280), newest(columns(walk(332)), 4), 280)

    assert (len(found), found.skipped) == (280, 52)


def test_the_stored_number_of_a_candle_tells_how_many_are_older() -> None:
    candles = replace(columns(walk(10)), skipped=1)

    assert with_count(candles, 8 * MINUTE.us, 509).skipped == 500
    assert with_count(candles, 8 * MINUTE.us, 3).skipped == 1
    assert with_count(candles, 8 * MINUTE.us + 1, 509).skipped == 1
