"""Texts of numbers and times are exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulator.replayed.quote_assets import US, split
from simulator.trades.exact_text import fixed, nanoseconds, rfc3339, units, unix_seconds

UNITS = st.integers(min_value=1, max_value=10**15)


@given(UNITS, st.integers(min_value=0, max_value=8))
def test_a_number_keeps_its_value_whatever_decimals_are_asked_for(value: int, places: int) -> None:
    assert Decimal(fixed(value, places)) == Decimal(value) / 10**8


@given(UNITS)
def test_units_read_what_fixed_writes(value: int) -> None:
    assert units(fixed(value)) == value


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "0", "-1", "0.000000001", "1e99"])
def test_what_is_no_exact_positive_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|more than"):
        units(text)


@given(st.integers(min_value=0, max_value=4_000_000_000_000_000))
def test_a_time_reads_back_to_the_microsecond(us: int) -> None:
    assert nanoseconds(rfc3339(us)) == us * 1_000


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (1_616_663_618_000_000_000, "1616663618.0000"),
        (1_688_669_597_827_736_900, "1688669597.8277369"),
        (1_688_669_597_000_000_001, "1688669597.000000001"),
    ],
)
def test_kraken_seconds_are_exact(ns: int, text: str) -> None:
    assert unix_seconds(ns) == text
    assert Decimal(text) * 10**9 == ns


@pytest.mark.parametrize(
    ("symbol", "base", "quote"),
    [
        ("BTCUSDT", "BTC", "USDT"),
        ("BUSDTRY", "BUSD", "TRY"),
        ("BTCTUSD", "BTC", "TUSD"),
        ("ADAEUR", "ADA", "EUR"),
        ("AAVEUPUSDT", "AAVEUP", "USDT"),
        ("RUNEEUR", "RUNE", "EUR"),
        ("SWRVBUSD", "SWRV", "BUSD"),
        ("PERLBNB", "PERL", "BNB"),
        ("ETHFDUSD", "ETH", "FDUSD"),
        ("FOOQQQ", "FOO", "QQQ"),
    ],
)
def test_a_symbol_is_split_at_the_longest_known_quote(symbol: str, base: str, quote: str) -> None:
    assert split(symbol) == (base, quote)


@pytest.mark.parametrize(
    ("symbol", "base"), [("USDTUSD", "USDT"), ("BUSDUSD", "BUSD"), ("DOTUSD", "DOT"), ("ZRXUSD", "ZRX")]
)
def test_binance_us_has_dollar_pairs(symbol: str, base: str) -> None:
    assert split(symbol, US) == (base, "USD")
