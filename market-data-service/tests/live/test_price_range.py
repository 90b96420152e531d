"""The high and low between two published states: what the composite was, and nothing that it leaves out."""

import asyncio
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from shared.events import PriceV1

from .bench import BITCOIN, COINBASE, KRAKEN, Bench

IN_EURO = "BTC-EUR.KRAKEN"


def low_and_high(price: PriceV1 | None) -> tuple[str, str, str]:
    assert price is not None
    return str(price.low), str(price.price), str(price.high)


def publish(bench: Bench) -> PriceV1 | None:
    """Publish while Kafka takes every state at once."""
    shown = bench.publish()
    bench.kafka_takes_all()
    return shown


async def test_a_wick_within_one_round_and_over_rounds_is_in_the_next_state_only() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    first = publish(bench)
    bench.clock.sleep(0.1)
    await bench.trades(*(bench.trade(price) for price in ("101", "103", "99")))
    bench.clock.sleep(0.1)
    await bench.trades(*(bench.trade(price) for price in ("97", "100.5")))
    bench.clock.sleep(0.1)
    second = publish(bench)
    bench.clock.sleep(2)

    assert low_and_high(first) == ("100", "100", "100")
    assert low_and_high(second) == ("97", "100.5", "103")
    assert low_and_high(publish(bench)) == ("100.5", "100.5", "100.5")


async def test_the_wick_of_an_outlier_is_no_wick() -> None:
    bench = Bench(coins=(BITCOIN,))
    await bench.trades(bench.trade("100"), bench.trade("100", COINBASE), bench.trade("100", IN_EURO))
    publish(bench)
    bench.clock.sleep(0.3)
    await bench.trades(*(bench.trade(price, COINBASE) for price in ("140", "60", "100.3")))

    assert low_and_high(publish(bench)) == ("100", "100.1", "100.1")


async def test_the_high_of_two_exchanges_is_their_mean_at_that_moment() -> None:
    """Kraken was at 101 and Coinbase at 101, but never at the same time."""
    bench = Bench(coins=(BITCOIN,))
    await bench.trades(bench.trade("100"), bench.trade("100", COINBASE))
    publish(bench)
    bench.clock.sleep(0.3)
    await bench.trades(
        bench.trade("101"), bench.trade("100"), bench.trade("101", COINBASE), bench.trade("100", COINBASE)
    )

    assert low_and_high(publish(bench)) == ("100", "100", "100.5")


async def test_quotes_move_it_too_and_late_or_filled_trades_do_not() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    publish(bench)
    bench.clock.sleep(0.1)
    late = bench.clock.now - 10_000_000
    await bench.trades(
        bench.trade("150", ts_event_us=late), bench.trade("160", backfilled=True, ts_event_us=bench.clock.now - 1)
    )
    await bench.ticker(bid_price=Decimal(98), ask_price=Decimal(99))
    bench.clock.sleep(0.1)
    await bench.trades(bench.trade("100"))
    bench.clock.sleep(0.1)

    assert low_and_high(publish(bench)) == ("99", "100", "100")


async def test_a_state_that_was_not_sent_leaves_its_wick_to_the_one_in_its_place() -> None:
    """The bench's producer sends nothing, as in an outage of Kafka."""
    bench = Bench()
    for prices in (("100",), ("100", "105", "100"), ("100",), ("100", "95", "100")):
        await bench.trades(*(bench.trade(price) for price in prices))
        shown = bench.publish()
        bench.clock.sleep(0.3)

    assert low_and_high(shown) == ("95", "100", "105")


PRICES = st.sampled_from(["98", "99.5", "100", "100.2", "101", "104", "130"])
NAMES = (KRAKEN, COINBASE, IN_EURO)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(NAMES), PRICES), min_size=1, max_size=12))
def test_it_is_what_publishing_after_each_trade_would_have_shown(trades: list[tuple[str, str]]) -> None:
    at_once, one_by_one = Bench(coins=(BITCOIN,)), Bench(coins=(BITCOIN,))
    for bench in (at_once, one_by_one):
        asyncio.run(bench.trades(*(bench.trade("100", name) for name in NAMES)))
        publish(bench)
        bench.clock.sleep(0.3)
    made = [at_once.trade(price, name) for name, price in trades]
    states, newest = [], dict.fromkeys(NAMES, Decimal(100))
    for trade in made:
        asyncio.run(one_by_one.trades(trade))
        state = publish(one_by_one)
        if trade.price != newest[trade.instrument_id] or trade is made[-1]:  # else it is the state before, once more
            states.append(state)
        newest[trade.instrument_id] = trade.price
        one_by_one.clock.sleep(0.3)
    asyncio.run(at_once.trades(*made))
    shown = publish(at_once)

    prices = [state.price for state in states if state is not None and state.price is not None]
    assert shown is not None
    assert (shown.low, shown.high) == (min(prices), max(prices))
