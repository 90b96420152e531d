from decimal import Decimal

import pytest
from market_data.domain.windows import Extremes
from market_data.live.boards import PriceBoard
from shared.events import VenueReason, VenueState
from shared.events.values import Venue
from shared.kafka.topics import TRADES

from .bench import BITCOIN, COINBASE, KRAKEN, SECOND, START, Bench


async def test_a_coin_is_published_at_most_each_quarter_of_a_second() -> None:
    bench = Bench()
    for step in range(20):
        await bench.trades(bench.trade(str(100 + step)))
        bench.publish()
        bench.clock.sleep(0.05)

    assert [price.price for price in bench.published.prices] == [Decimal(100 + step) for step in (0, 5, 10, 15)]


async def test_a_quiet_coin_is_published_again_within_two_seconds() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    bench.publish()
    for _ in range(40):
        bench.clock.sleep(0.05)
        bench.publish()

    assert len(bench.published.prices) == 2


async def test_a_coin_that_nothing_was_received_of_is_told_as_unknown_with_its_reasons() -> None:
    bench = Bench(coins=(BITCOIN,))
    bench.venue(Venue.KRAKEN, VenueState.UNAVAILABLE, reason=VenueReason.GEO_BLOCKED)
    bench.venue(Venue.COINBASE, not_listed=(COINBASE,))

    price = bench.publish()

    assert price is not None
    assert (price.price, price.as_of_us, price.reason) == (None, None, "geo_blocked")
    assert [(line.instrument_id, line.reason) for line in price.venues] == [
        (COINBASE, "not_listed"),
        (KRAKEN, "geo_blocked"),
    ]


async def test_the_lines_stand_in_the_catalogue_s_order() -> None:
    bench = Bench(coins=(BITCOIN,))
    await bench.trades(bench.trade("100", KRAKEN), bench.trade("102", COINBASE), bench.trade("101", "BTC-EUR.KRAKEN"))

    price = bench.publish()

    assert price is not None
    assert [line.instrument_id for line in price.venues] == [COINBASE, KRAKEN, "BTC-EUR.KRAKEN"]
    assert price.price == Decimal(101)


async def test_the_newest_trade_of_a_round_counts() -> None:
    bench = Bench()
    await bench.trades(
        bench.trade("100", ts_event_us=START - 3),
        bench.trade("102", ts_event_us=START - 1),
        bench.trade("101", ts_event_us=START - 2),
    )

    price = bench.publish()

    assert price is not None
    assert price.price == Decimal(102)


@pytest.mark.parametrize("state", [VenueState.CONNECTING, VenueState.STALE, VenueState.UNAVAILABLE])
async def test_when_the_last_venue_is_lost_the_last_price_stays_with_its_age(state: VenueState) -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    bench.publish()
    bench.clock.sleep(3)
    bench.venue(Venue.KRAKEN, state)

    price = bench.publish()

    assert price is not None
    assert (price.price, price.as_of_us, price.stale, price.reason) == (Decimal(100), START, True, "venue_stale")


async def test_an_ingester_that_is_not_heard_any_more_makes_its_venue_stale() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    bench.publish()
    bench.clock.sleep(15.1)
    await bench.trades(bench.trade("101"))

    price = bench.publish()

    assert price is not None
    assert (price.price, price.reason) == (Decimal(100), "venue_stale")


async def test_a_restart_goes_on_from_what_was_published_last() -> None:
    before = Bench(coins=(BITCOIN,))
    await before.trades(before.trade("100"), before.trade("102", COINBASE))
    last = before.publish()
    assert last is not None
    board = PriceBoard()
    board.put(last)

    after = Bench(board, coins=(BITCOIN,))
    after.clock.sleep(2)
    price = after.publish()

    assert price is not None
    assert (price.price, price.as_of_us, price.reason) == (Decimal(101), START, None)


async def test_a_restart_after_a_long_time_shows_the_last_price_as_old_as_it_is() -> None:
    before = Bench()
    await before.trades(before.trade("100"))
    last = before.publish()
    assert last is not None
    board = PriceBoard()
    board.put(last)

    after = Bench(board, coins=(BITCOIN,))
    after.clock.sleep(600)
    price = after.publish()

    assert price is not None
    assert (price.price, price.as_of_us, price.stale, price.reason) == (Decimal(100), START, True, "venue_stale")


async def test_a_coin_without_any_rate_has_no_price() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100", quote_usd=None))

    price = bench.publish()

    assert price is not None
    assert (price.price, price.stale, price.reason, price.as_of_us) == (None, False, "no_rate", START)


async def test_changes_and_extremes_are_those_of_the_windows_and_hold_the_price_itself() -> None:
    bench = Bench(coins=(BITCOIN,))
    bench.windows.references = {("BTC-USD.COMPOSITE", "1h"): Decimal(80), ("BTC-USD.COMPOSITE", "24h"): Decimal(200)}
    bench.windows.extremes = {"BTC-USD.COMPOSITE": Extremes("BTC-USD.COMPOSITE", Decimal(90), Decimal(95), Decimal(7))}
    await bench.trades(bench.trade("100"))

    price = bench.publish()

    assert price is not None
    assert (price.change_1h_percent, price.change_24h_percent, price.change_7d_percent) == (
        Decimal(25),
        Decimal(-50),
        None,
    )
    assert (price.low_24h, price.high_24h) == (Decimal(90), Decimal(100))


async def test_low_and_high_have_the_decimals_of_the_price() -> None:
    bench = Bench(coins=(BITCOIN,))
    low, high = Decimal("0.000010499999999999987"), Decimal("0.0000121")
    bench.windows.extremes = {"BTC-USD.COMPOSITE": Extremes("BTC-USD.COMPOSITE", low, high, None)}
    await bench.trades(bench.trade("0.00001123"))

    price = bench.publish()

    assert price is not None
    assert (str(price.low_24h), str(price.high_24h)) == ("0.0000105", "0.0000121")


async def test_a_converted_price_and_its_extremes_have_the_decimals_of_the_coin() -> None:
    bench = Bench(coins=(BITCOIN,))
    low, high = Decimal("0.00002"), Decimal("0.000021")
    bench.windows.extremes = {"BTC-USD.COMPOSITE": Extremes("BTC-USD.COMPOSITE", low, high, None)}
    await bench.trades(bench.trade("0.00001123", "BTC-USDT.KRAKEN", quote_usd=Decimal("0.999123456789")))

    price = bench.publish()

    assert price is not None
    assert (str(price.price), str(price.low_24h)) == ("0.00001122015642", "0.00001122015642")


async def test_stored_volumes_weigh_where_a_venue_sends_no_tickers() -> None:
    bench = Bench(coins=(BITCOIN,))
    bench.windows.extremes = {COINBASE: Extremes(COINBASE, Decimal(1), Decimal(1), Decimal(300))}
    await bench.trades(bench.trade("100", KRAKEN), bench.trade("101", COINBASE))
    await bench.ticker(quote_volume_24h=Decimal(100))

    price = bench.publish()

    assert price is not None
    assert (price.price, price.volume_24h) == (Decimal("100.75"), Decimal(400))


async def test_coins_of_partitions_that_moved_away_are_left_to_their_new_owner() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    bench.live.publish_due({TRADES.partitions})
    bench.clock.sleep(5)

    assert bench.publish() is None


async def test_during_a_rebalance_nothing_is_published_or_forgotten() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    bench.live.publish_due(set())

    assert bench.published.prices == []
    assert bench.publish() is not None


async def test_the_newest_event_time_is_kept_for_replays() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100", ts_event_us=START - 9 * SECOND))
    await bench.ticker(ts_event_us=START - 5 * SECOND)
    await bench.trades(bench.trade("100", ts_event_us=START - 7 * SECOND))

    assert bench.live.newest_event_us == START - 5 * SECOND
