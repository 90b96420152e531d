from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from market_data.domain.composite_price import (
    Observed,
    after_ticker,
    after_trade,
    change_percent,
    composite,
    restored,
)
from shared.events import PriceV1, TickerV1, TradeV1
from shared.events.prices import aged
from shared.events.values import Side, Venue

NOW = 1_780_000_000_000_000
SECOND = 1_000_000
PRICES = st.decimals(min_value="0.00000001", max_value="10000000", places=8)
VOLUMES = st.none() | st.decimals(min_value=0, max_value="1e12", places=2)


def observed(price: str | Decimal | None = "100", *, name: str = "BTC-USD.KRAKEN", **known: object) -> Observed:
    facts: dict[str, object] = {"quote_usd": Decimal(1), "as_of_us": NOW, "volume_usd": None, **known}
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


@given(st.lists(st.tuples(PRICES, VOLUMES), min_size=1, max_size=6))
def test_the_composite_lies_between_the_prices_that_count_and_the_weights_sum_to_one(
    quotes: list[tuple[Decimal, Decimal | None]],
) -> None:
    made = composite(
        [(observed(price, name=f"I{at}", volume_usd=volume), None) for at, (price, volume) in enumerate(quotes)], NOW
    )

    counted = [line for line in made.lines if line.included]
    usd = [line.price_usd for line in counted if line.price_usd is not None]
    assert made.price is not None
    assert float(min(usd)) * (1 - 1e-12) <= float(made.price) <= float(max(usd)) * (1 + 1e-12)
    assert abs(sum((line.weight or Decimal(0) for line in counted), Decimal(0)) - 1) < Decimal("0.00001")
    assert all((line.reason is None) == line.included for line in made.lines)


def test_weights_follow_the_dollar_volume_of_the_day() -> None:
    made = composite(
        [
            (observed("100", name="A", volume_usd=Decimal(300)), None),
            (observed("101", name="B", volume_usd=Decimal(100)), None),
        ],
        NOW,
    )

    assert made.price == Decimal("100.25")
    assert [line.weight for line in made.lines] == [Decimal("0.75"), Decimal("0.25")]
    assert (made.volume_usd, made.reason, made.as_of_us) == (Decimal(400), None, NOW)
    assert made.spread_bp == Decimal("99.75")


def test_one_unknown_volume_makes_all_weights_equal_and_the_sum_unknown() -> None:
    made = composite(
        [(observed("100", name="A", volume_usd=Decimal(300)), None), (observed("102", name="B"), None)], NOW
    )

    assert (made.price, made.volume_usd) == (Decimal(101), None)
    assert {line.weight for line in made.lines} == {Decimal("0.5")}


@pytest.mark.parametrize(
    ("seen", "excluded", "reason"),
    [
        (observed(None, as_of_us=None), None, "no_data"),
        (observed(as_of_us=NOW - 15 * SECOND - 1), None, "venue_stale"),
        (observed(), "venue_stale", "venue_stale"),
        (observed(quote_usd=None), None, "no_rate"),
        (observed(), "geo_blocked", "geo_blocked"),
        (observed(None), "not_listed", "not_listed"),
    ],
)
def test_what_does_not_count_says_why(seen: Observed, excluded: str | None, reason: str) -> None:
    made = composite([(seen, excluded)], NOW)

    assert [line.reason for line in made.lines] == [reason]
    assert (made.price, made.reason) == (None, reason)
    assert made.lines[0].weight is None


def test_fifteen_seconds_are_not_stale_yet() -> None:
    assert composite([(observed(as_of_us=NOW - 15 * SECOND), None)], NOW).price == Decimal(100)


def test_of_three_the_one_more_than_two_per_cent_off_is_left_out_and_named() -> None:
    made = composite([(observed(price, name=price), None) for price in ("100", "101", "103.1")], NOW)

    assert made.price == Decimal("100.5")
    assert [line.reason for line in made.lines] == [None, None, "outlier"]


def test_exactly_two_per_cent_off_still_counts() -> None:
    made = composite([(observed(price, name=price), None) for price in ("98", "100", "102")], NOW)

    assert made.price == Decimal(100)


def test_two_prices_that_differ_both_count() -> None:
    made = composite([(observed("100", name="A"), None), (observed("200", name="B"), None)], NOW)

    assert made.price == Decimal(150)


def test_two_pairs_that_disagree_are_not_all_thrown_away() -> None:
    made = composite([(observed(price, name=str(at)), None) for at, price in enumerate(("1", "1", "2", "2"))], NOW)

    assert made.price == Decimal("1.5")


def test_a_quote_without_a_rate_is_no_rate_also_once_its_venue_is_silent() -> None:
    silent = observed(quote_usd=None, as_of_us=NOW - 60 * SECOND)

    assert composite([(silent, None)], NOW).reason == "no_rate"


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


def test_a_back_filled_trade_alone_is_as_old_as_it_is() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("90", at=NOW - 600 * SECOND, backfilled=True))

    assert (seen.price, seen.as_of_us) == (Decimal(90), NOW - 600 * SECOND)


def test_an_event_time_in_the_future_does_not_hold_the_price() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100", at=NOW + 3600 * SECOND))

    assert after_trade(seen, trade("101", at=NOW + SECOND, recv=NOW + SECOND)).price == Decimal(101)


def test_a_replay_that_begins_anew_moves_the_price_again() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100", at=NOW - 100 * SECOND))

    assert after_trade(seen, trade("80", at=NOW - 900 * SECOND)).price == Decimal(80)


def test_a_rate_that_disappears_is_not_used_on() -> None:
    seen = after_trade(observed(None, as_of_us=None), trade("100", rate="0.99"))

    assert after_trade(seen, trade("100", recv=NOW + 1, rate=None)).quote_usd is None


def test_a_ticker_brings_book_price_and_volume_in_dollars() -> None:
    seen = after_ticker(
        observed(None, as_of_us=None),
        ticker(last_price=Decimal(50), bid_price=Decimal(49), volume_24h=Decimal(10), quote_usd=Decimal("0.5")),
    )

    assert (seen.price, seen.bid_price, seen.ask_price, seen.volume_usd) == (
        Decimal(50),
        Decimal(49),
        None,
        Decimal(250),
    )


def test_the_quote_volume_of_a_ticker_is_preferred_to_an_estimate() -> None:
    seen = after_ticker(observed(), ticker(volume_24h=Decimal(10), quote_volume_24h=Decimal(77)))

    assert seen.volume_usd == Decimal(77)


def test_a_ticker_without_an_event_time_does_not_stop_later_trades() -> None:
    seen = after_ticker(observed(None, as_of_us=None), ticker(ts_event_us=None, last_price=Decimal(50)))

    assert after_trade(seen, trade("60", at=NOW - 900 * SECOND)).price == Decimal(60)


def test_a_published_line_restores_what_was_observed() -> None:
    seen = observed("100", quote_usd_as_of_us=NOW, bid_price=Decimal(99), volume_usd=Decimal(5))

    assert restored(composite([(seen, None)], NOW).lines[0]) == seen


def test_an_answer_grows_stale_without_being_made_again() -> None:
    made = composite([(observed(), None)], NOW)
    price = PriceV1(coin_id="bitcoin", made_us=NOW, price=made.price, as_of_us=NOW, venues=made.lines)

    fresh, old = aged(price, NOW + 15 * SECOND), aged(price, NOW + 16 * SECOND)

    assert (fresh.stale, fresh.reason, fresh.venues[0].included) == (False, None, True)
    assert (old.stale, old.reason, old.venues[0].included) == (True, "venue_stale", False)
    assert old.price == Decimal(100)
    assert msgspec.structs.asdict(old.venues[0])["weight"] is None


@pytest.mark.parametrize(
    ("price", "reference", "change"),
    [("110", "100", "10"), ("99.88", "100", "-0.12"), ("1", None, None), ("1", "0", None)],
)
def test_a_change_is_in_per_cent_of_the_reference(price: str, reference: str | None, change: str | None) -> None:
    found = change_percent(Decimal(price), None if reference is None else Decimal(reference))

    assert found == (None if change is None else Decimal(change))


def test_absurd_ratios_are_rounded_like_any_other() -> None:
    found = change_percent(Decimal("1e20"), Decimal("1e-20"))

    assert found is not None
    assert found > Decimal("1e41")
    assert format(found, "f").isdigit()
