import numpy as np
import pytest
from analytics.market.candles.columns import CandleColumns, empty
from analytics.market.coin.volume_profile import VALUE_AREA, value_area, volume_profile
from hypothesis import given
from hypothesis import strategies as st


def candles(rows: list[tuple[float, float, float]]) -> CandleColumns:
    """Of low, high and volume."""
    lows, highs, volumes = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    times = np.arange(len(rows), dtype=np.int64)
    return CandleColumns(
        times, lows, highs, lows, highs, volumes, volumes, volumes, volumes, np.zeros(len(rows), dtype=np.int8), 0
    )


ROWS = st.lists(
    st.tuples(st.floats(1, 100), st.floats(0, 50), st.floats(0, 1e6)).map(
        lambda row: (row[0], row[0] + row[1], row[2])
    ),
    min_size=1,
    max_size=40,
)


@given(ROWS, st.integers(1, 60))
def test_no_volume_is_lost_and_each_is_within_its_candle(rows: list[tuple[float, float, float]], bins: int) -> None:
    found = volume_profile(candles(rows), bins)

    if found is None:
        assert all(volume == 0 for _, _, volume in rows)
        return
    assert found.total == pytest.approx(sum(volume for _, _, volume in rows), rel=1e-9)
    assert min(found.volumes) >= -1e-9 * found.total
    assert found.edges[0] == min(low for low, _, volume in rows if volume > 0)
    assert found.edges[-1] == pytest.approx(max(high for _, high, volume in rows if volume > 0))
    assert found.area_share >= VALUE_AREA - 1e-9
    assert found.area_start <= found.poc < found.area_end


def test_a_candle_s_volume_is_spread_evenly_over_its_prices() -> None:
    found = volume_profile(candles([(0.0, 10.0, 100.0), (5.0, 10.0, 50.0)]), 10)

    assert found is not None
    assert list(found.volumes) == pytest.approx([10.0] * 5 + [20.0] * 5)


def test_all_at_one_price_is_one_bin() -> None:
    found = volume_profile(candles([(5.0, 5.0, 3.0), (5.0, 5.0, 4.0)]), 10)

    assert found is not None
    assert (found.edges, found.volumes, found.area_share) == ((5.0, 5.0), (7.0,), 1.0)


def test_trades_at_one_price_count_in_the_bin_that_begins_there() -> None:
    found = volume_profile(candles([(0.0, 10.0, 1e-9), (5.0, 5.0, 7.0), (10.0, 10.0, 2.0)]), 10)

    assert found is not None
    assert found.volumes[5] == pytest.approx(7.0)
    assert found.volumes[9] == pytest.approx(2.0)


def test_the_value_area_takes_the_fuller_neighbour_first() -> None:
    assert value_area(np.array([1.0, 5.0, 30.0, 20.0, 15.0, 1.0]), 2) == (2, 5)
    assert value_area(np.array([10.0]), 0) == (0, 1)


def test_without_volume_there_is_no_profile() -> None:
    assert volume_profile(empty(), 10) is None
    assert volume_profile(candles([(1.0, 2.0, 0.0)]), 10) is None
