from decimal import Decimal

import numpy as np
from analytics.engine.rings import SeriesChange, merged, reaches, series_of, trimmed
from analytics.indicators.registry import indicator
from hypothesis import given
from hypothesis import strategies as st
from shared.events import CandleV1
from shared.events.values import CandleStatus, Interval, Venue

from ..candle_series import START_US, series, walk

MINUTE_US = Interval.MINUTE.us


def candle(position: int, close: float, revision: int = 2, *, is_closed: bool = True) -> CandleV1:
    price = Decimal(str(close))
    return CandleV1(
        instrument_id="X-USD.COMPOSITE",
        interval=Interval.MINUTE,
        open_time_us=START_US + position * MINUTE_US,
        coin_id="x",
        venue=Venue.COMPOSITE,
        open=price,
        high=price,
        low=price,
        close=price,
        volume=price,
        quote_volume=price,
        usd_volume=None,
        trade_count=1,
        status=CandleStatus.PARTIAL,
        source="trades",
        is_closed=is_closed,
        revision=revision,
    )


def test_a_newer_revision_replaces_and_an_older_one_does_not() -> None:
    of = merged(series([1.0, 2.0, 3.0]), series_of([candle(1, 5.0), candle(2, 9.0, revision=0)], Interval.MINUTE))

    assert list(of.closes) == [1.0, 5.0, 3.0]
    assert list(of.ranks) == [0, 2, 0]
    assert list(of.revisions) == [1, 2, 1]


@given(st.permutations(range(8)))
def test_candles_may_come_in_any_order(order: list[int]) -> None:
    closes = walk(8)
    of = series(closes[:1])

    for position in order:
        of = merged(of, series_of([candle(position, closes[position])], Interval.MINUTE))

    np.testing.assert_array_equal(of.closes, closes)
    np.testing.assert_array_equal(np.diff(of.open_times_us), MINUTE_US)


def test_what_is_dropped_is_counted() -> None:
    of = trimmed(trimmed(series(walk(10)), 6), 4)

    assert (len(of), of.skipped) == (4, 6)


def test_a_ring_that_is_cut_off_reaches_only_as_far_as_its_indicators_look_back() -> None:
    ema = [indicator("ema", 2)]
    cut = trimmed(series(walk(100)), 60)

    assert reaches(series(walk(100)), START_US, ema)
    assert reaches(cut, START_US + 88 * MINUTE_US, ema)
    assert not reaches(cut, START_US + 87 * MINUTE_US, ema)


def test_the_newest_word_about_a_candle_counts() -> None:
    change = SeriesChange()
    for event in (
        candle(1, 1.0),
        candle(1, 2.0, 3),
        candle(1, 3.0, 2),
        candle(2, 1.0),
        candle(2, 1.0, is_closed=False),
    ):
        change.add(event)

    assert {at: event.revision for at, event in change.closed.items()} == {START_US + MINUTE_US: 3}
    assert change.reopened == {START_US + 2 * MINUTE_US}
    assert change.since_us == START_US + MINUTE_US
