import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from market_data.domain.candles import fold, key, minutes
from shared.events import TradeV1
from shared.events.values import Side, Venue

PRICES = st.decimals("0.00000001", 10**9, places=8)
SIZES = st.decimals("0.00000001", 10**12, places=8)
RATES = st.none() | st.decimals("0.5", 2, places=8)


def trade(price: Decimal | str, size: Decimal | str = "1", *, id_: str = "1", at_us: int = 0, **fields: Any) -> TradeV1:
    number = int(id_.lstrip("a"))
    given_: dict[str, Any] = {"ts_recv_us": at_us, "quote_usd": Decimal(1), "instrument_id": "BTC-USD.KRAKEN"}
    return TradeV1(
        venue=Venue.KRAKEN,
        coin_id="bitcoin",
        trade_id=id_,
        first_id=number,
        last_id=number,
        price=Decimal(price),
        size=Decimal(size),
        raw_side="b",
        ts_event_us=at_us,
        **{"side": Side.BUY, **given_, **fields},
    )


@given(st.lists(st.tuples(PRICES, SIZES, RATES, st.integers(0, 5)), min_size=1, max_size=40), st.randoms())
def test_a_candle_is_the_same_in_whatever_order_its_trades_come(
    made: list[tuple[Decimal, Decimal, Decimal | None, int]], order: random.Random
) -> None:
    trades = [
        trade(price, size, id_=str(n), at_us=at_us, quote_usd=rate) for n, (price, size, rate, at_us) in enumerate(made)
    ]
    shuffled = order.sample(trades, len(trades))

    assert fold(shuffled) == fold(trades)


@given(st.lists(st.tuples(PRICES, SIZES), min_size=1, max_size=40))
def test_a_candle_holds_ends_extremes_and_exact_sums(made: list[tuple[Decimal, Decimal]]) -> None:
    candle = fold([trade(price, size, id_=str(n), at_us=n) for n, (price, size) in enumerate(made)])

    prices = [price for price, _ in made]
    assert (candle.open, candle.close) == (prices[0], prices[-1])
    assert (candle.low, candle.high) == (min(prices), max(prices))
    assert Fraction(candle.volume) == sum(Fraction(size) for _, size in made)
    assert Fraction(candle.quote_volume) == sum(Fraction(price) * Fraction(size) for price, size in made)
    assert candle.trade_count == len(made)


def test_trades_of_one_moment_are_ordered_by_number_not_by_text() -> None:
    candle = fold([trade("1", id_="9"), trade("2", id_="10")])

    assert (candle.open, candle.close) == (Decimal(1), Decimal(2))


def test_the_two_series_of_binance_never_share_a_place() -> None:
    assert key(trade("1", id_="a7")) != key(trade("1", id_="7"))


def test_one_trade_without_a_rate_makes_the_usd_volume_unknown() -> None:
    candle = fold([trade("1", id_="1"), trade("1", id_="2", quote_usd=None)])

    assert candle.usd_volume is None
    assert candle.quote_volume == 2


def test_the_usd_volume_counts_each_trade_at_its_own_rate() -> None:
    candle = fold([trade("10", "2", id_="1", quote_usd=Decimal("0.88")), trade("10", "1", id_="2")])

    assert candle.usd_volume == Decimal("27.6")


def test_a_minute_begins_with_its_first_microsecond() -> None:
    found = minutes([trade("1", at_us=59_999_999, id_="1"), trade("2", at_us=60_000_000, id_="2")])

    assert [(candle.open_time_us, candle.close) for candle in found] == [(0, Decimal(1)), (60_000_000, Decimal(2))]


def test_instruments_are_never_mixed() -> None:
    found = minutes([trade("1"), trade("2", instrument_id="BTC-GBP.KRAKEN")])

    assert [(candle.instrument_id, candle.open) for candle in found] == [
        ("BTC-GBP.KRAKEN", Decimal(2)),
        ("BTC-USD.KRAKEN", Decimal(1)),
    ]


def test_a_back_filled_trade_is_as_old_as_its_event() -> None:
    candle = fold([trade("1", at_us=5, ts_recv_us=50, backfilled=True)])

    assert (candle.as_of_us, candle.last_recv_us) == (5, 50)


@given(st.lists(st.tuples(SIZES, st.sampled_from(Side)), min_size=1, max_size=40))
def test_what_takers_bought_is_a_part_of_the_volume(made: list[tuple[Decimal, Side]]) -> None:
    candle = fold([trade("2", size, id_=str(n), side=side) for n, (size, side) in enumerate(made)])

    bought = sum((Fraction(size) for size, side in made if side is Side.BUY), Fraction(0))
    assert Fraction(candle.taker_buy_volume) == bought <= Fraction(candle.volume)
