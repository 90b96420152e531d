import pytest
from drill.checks.stored_tables import Stored, compare
from drill.platform import DrillError

MINUTE = ("BTC-USD.KRAKEN", "1m", 0)
SMA = ("BTC-USD.KRAKEN", "sma", "20", "1m", 0)


def stored(*, close: str = "10", value: float = 9.5, status: str = "complete") -> Stored:
    return Stored({MINUTE: {"close": close}}, {SMA: {"value": value}}, {MINUTE: status})


def test_a_candle_that_was_filled_counts_as_equal() -> None:
    said = compare(stored(), stored(status="backfilled"))

    assert said.startswith("1 candles and 1 indicator values equal")
    assert "1 candles say that they were filled" in said


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (stored(close="11"), "1 of 1 candles differ"),
        (stored(value=9.6), "1 of 1 indicators differ"),
        (Stored({}, {SMA: {"value": 9.5}}, {}), "1 of 1 candles differ"),
        (stored(status="partial"), "1 candles are partial that were not"),
    ],
)
def test_another_figure_a_missing_row_and_a_new_hole_are_each_found(found: Stored, says: str) -> None:
    with pytest.raises(DrillError, match=says):
        compare(stored(), found)
