from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market_data.domain.composite_price import composite
from market_data.domain.observed import Observed, after_ticker, after_trade, at_rate, live_price, restored
from shared.events import PriceReason, RateV1, TickerV1, TradeV1
from shared.events.values import Side, Venue

NOW = 1_780_000_000_000_000
SECOND = 1_000_000


def observed(price: str | None = "100", *, name: str = "BTC-USD.KRAKEN", **known: object) -> Observed:
    facts: dict[str, object] = {"quote_usd": Decimal(1), "as_of_us": NOW, **known}
    return Observed(Venue.KRAKEN, name, None if price is None else Decimal(price), **facts)  # type: ignore[arg-type]


def trade(price: str, *, at: int = NOW, recv: int = NOW, rate: str | None = "1", backfilled: bool = False) -> TradeV1:
    return TradeV1(
        venue=Venue.KRAKEN,
        instrument_id="BTC-USD.KRAKEN",
        coin_id="bitcoin",
        trade_id="7",
        first_id=7,
        last_id=7,
        price=Decimal(price),
        size=Decimal(1),
        side=Side.BUY,
        raw_side="buy",
        ts_event_us=at,
        ts_recv_us=recv,
        quote_usd=None if rate is None else Decimal(rate),
        backfilled=backfilled,
    )


def ticker(**known: object) -> TickerV1:
    facts: dict[str, object] = {"ts_recv_us": NOW, "ts_event_us": NOW, "quote_usd": Decimal(1), **known}
    return TickerV1(venue=Venue.KRAKEN, instrument_id="BTC-USD.KRAKEN", coin_id="bitcoin", **facts)  # type: ignore[arg-type]


@given(st.permutations(range(5)))
def test_trades_in_any_order_within_a_minute_leave_the_newest_price(order: list[int]) -> None:
    seen = observed(None, as_of_us=None)
    for at in order:
        seen = after_trade(seen, trade(str(100 + at), at=NOW - (5 - at) * SECOND))

    assert seen.price == Decimal(104)


def test_a_back_filled_trade_neither_hides_a_newer_price_nor_makes_it_fresh() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100"))

    later = after_trade(seen, trade("90", at=NOW - 600 * SECOND, recv=NOW + 5 * SECOND, backfilled=True))

    assert (later.price, later.as_of_us) == (Decimal(100), NOW)


def test_a_back_filled_trade_newer_than_the_price_becomes_it_and_is_no_news() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100", at=NOW - 40 * SECOND, recv=NOW - 36 * SECOND))

    later = after_trade(seen, trade("101", at=NOW - SECOND, recv=NOW, backfilled=True))

    assert (later.price, later.as_of_us) == (Decimal(101), NOW - 36 * SECOND)


def test_a_back_filled_trade_alone_is_as_old_as_it_is() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("90", at=NOW - 600 * SECOND, backfilled=True))

    assert (seen.price, seen.as_of_us) == (Decimal(90), NOW - 600 * SECOND)


def test_an_event_time_in_the_future_does_not_hold_the_price() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100", at=NOW + 3600 * SECOND))

    assert after_trade(seen, trade("101", at=NOW + SECOND, recv=NOW + SECOND)).price == Decimal(101)


def test_a_replay_that_begins_anew_moves_the_price_again() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100", at=NOW - 100 * SECOND))

    assert after_trade(seen, trade("80", at=NOW - 900 * SECOND), may_begin_anew=True).price == Decimal(80)


def test_in_live_mode_a_trade_older_than_the_price_never_becomes_it_and_is_no_news() -> None:
    """Case 05: trades that were held back while REST was away are published after newer ones."""
    shown = after_ticker(observed(None, as_of_us=None), ticker(last_price=Decimal(87010)))

    for seconds in (300, 200, 61, 20):
        late = trade("89010", at=NOW - seconds * SECOND, recv=NOW + SECOND)
        assert after_trade(shown, late) == shown


def test_an_old_last_price_of_a_ticker_never_becomes_the_price_in_live_mode() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100"))

    with_time = after_ticker(seen, ticker(last_price=Decimal(90), ts_event_us=NOW - 900 * SECOND))
    without = after_ticker(seen, ticker(last_price=Decimal(90), ts_event_us=None))

    assert (with_time.price, without.price) == (Decimal(100), Decimal(100))


def test_a_rate_that_disappears_is_not_used_on() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100", rate="0.99"))

    assert after_trade(seen, trade("100", recv=NOW + 1, rate=None)).quote_usd is None


def test_a_ticker_brings_book_price_and_volume_in_dollars() -> None:
    seen = after_ticker(
        observed(None, as_of_us=None),
        ticker(last_price=Decimal(50), bid_price=Decimal(49), volume_24h=Decimal(10), quote_usd=Decimal("0.5")),
    )

    assert (seen.price, seen.bid_price, seen.ask_price, seen.volume_usd, seen.volume_as_of_us) == (
        Decimal(50),
        Decimal(49),
        None,
        Decimal(250),
        NOW,
    )


def test_a_side_that_a_book_has_no_more_is_not_kept() -> None:
    seen = after_ticker(observed(), ticker(bid_price=Decimal(49), ask_price=Decimal(50)))

    assert after_ticker(seen, ticker(volume_24h=Decimal(1))).ask_price == Decimal(50)
    assert after_ticker(seen, ticker(bid_price=Decimal(49))).ask_price is None


@pytest.mark.parametrize(
    ("bid", "ask", "price"),
    [("98", "99", "99"), ("101", "102", "101"), ("99", "101", "100"), ("102", "101", "100"), (None, "99", "100")],
)
def test_a_newer_two_sided_quote_moves_the_price_to_its_nearer_side(bid: str | None, ask: str, price: str) -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100"))
    book = {"bid_price": None if bid is None else Decimal(bid), "ask_price": Decimal(ask)}

    assert live_price(after_ticker(seen, ticker(ts_recv_us=NOW + 1, **book))) == Decimal(price)


def test_a_trade_after_the_quote_stands_as_it_is() -> None:
    seen = after_ticker(observed(None, as_of_us=None), ticker(bid_price=Decimal(98), ask_price=Decimal(99)))

    assert live_price(after_trade(seen, trade("100", recv=NOW + 1))) == Decimal(100)


def rate(holds: int, usd: str = "0.99", reason: PriceReason | None = None) -> RateV1:
    return RateV1(quote="USDT", quote_usd=Decimal(usd), as_of_us=NOW - 900 * SECOND, made_us=holds, reason=reason)


def test_a_quiet_instrument_is_converted_at_the_rate_of_now() -> None:
    quiet = observed(name="BTC-USDT.BINANCE", quote_usd=Decimal("0.90"), as_of_us=NOW - 40 * SECOND)

    assert at_rate(quiet, rate(NOW), NOW).quote_usd == Decimal("0.99")
    assert at_rate(quiet, rate(NOW - 41 * SECOND), NOW).quote_usd == Decimal("0.90")


def test_a_rate_that_held_more_than_a_minute_ago_is_none() -> None:
    quiet = observed(name="BTC-USDT.BINANCE", quote_usd=Decimal("0.90"), as_of_us=NOW - 61 * SECOND)

    assert at_rate(quiet, None, NOW).quote_usd is None
    assert at_rate(quiet, rate(NOW - 61 * SECOND), NOW).quote_usd is None
    dollars = observed(name="BTC-USD.KRAKEN", as_of_us=NOW - 61 * SECOND)
    assert at_rate(dollars, None, NOW) == dollars


def test_a_doubtful_rate_is_marked() -> None:
    live = observed(name="BTC-USDT.BINANCE", quote_usd=Decimal("0.90"), as_of_us=NOW)

    assert at_rate(live, rate(NOW - SECOND, reason=PriceReason.RATES_DISAGREE), NOW).rates_disagree
    assert not at_rate(live, rate(NOW - SECOND), NOW).rates_disagree


def test_the_quote_volume_of_a_ticker_is_preferred_to_an_estimate() -> None:
    seen = after_ticker(observed(), ticker(volume_24h=Decimal(10), quote_volume_24h=Decimal(77)))

    assert seen.volume_usd == Decimal(77)


def test_a_ticker_without_an_event_time_does_not_stop_later_trades() -> None:
    seen = after_ticker(observed(None, as_of_us=None), ticker(ts_event_us=None, last_price=Decimal(50)))

    assert after_trade(seen, trade("60", at=NOW - 900 * SECOND)).price == Decimal(60)


def test_a_published_line_restores_what_was_observed() -> None:
    book: dict[str, Any] = {"bid_price": Decimal(101), "ask_price": Decimal(102), "quoted_us": NOW}
    times: dict[str, Any] = {"priced_us": NOW - 7, "priced_recv_us": NOW - 5, "quote_usd_as_of_us": NOW}
    seen = observed("100", volume_usd=Decimal(5), volume_as_of_us=NOW - 9, **times, **book)

    assert restored(composite([(seen, None)], NOW).lines[0]) == seen
