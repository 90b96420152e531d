import pytest
from analytics.indicators.registry import indicator
from analytics.indicators.specs import SpecError, parse, parse_set


def test_a_set_is_read_in_its_order_each_indicator_once() -> None:
    found = parse_set("rsi:14, macd:12:26:9,bb:20:2.0,rsi,bb:20:2", most=3)

    assert [one.spec for one in found] == ["rsi:14", "macd:12:26:9", "bb:20:2"]
    assert found[1].params == "fast=12,slow=26,signal=9"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rsii:14", "did you mean 'rsi:14'"),
        ("", "There are sma, ema"),
        ("rsi:1", "from 2 to 1000, not '1'; write rsi:<period>, such as rsi:14"),
        ("rsi:x", "a whole number"),
        ("rsi:1_0", "a whole number"),
        ("rsi:14:2", "has 2 parameters"),
        ("bb:20:nan", "deviations of bb is a number from 0.1 to 10"),
        ("macd:26:12:9", "fast must be less than slow"),
        ("beta:30:Bit coin", "such as bitcoin"),
        ("rsi:14,,sma:5", "there is no indicator"),
    ],
)
def test_what_is_wrong_says_what_to_write(text: str, says: str) -> None:
    with pytest.raises(SpecError, match=says.replace("(", ".")):
        parse_set(text, most=16)


def test_more_than_so_many_at_once_are_refused() -> None:
    with pytest.raises(SpecError, match="at most 1"):
        parse_set("rsi,sma", most=1)


def test_an_anchor_is_a_time_and_a_benchmark_a_coin() -> None:
    assert indicator("anchored_vwap").anchor_us is None
    assert parse("anchored_vwap:1600000000").anchor_us == 1_600_000_000_000_000
    assert parse("beta:30:Ethereum").benchmark == "ethereum"
    assert parse_set("beta:30:币安人生,sma:5", most=2)[0].benchmark == "币安人生"
