"""What counts in a live price as time goes by: quiet, silent and restarted, in the cases that the field found."""

from decimal import Decimal

from market_data.live.boards import PriceBoard
from shared.events import RateV1, VenueReason, VenueState
from shared.events.values import Mode, Venue

from .bench import COINBASE, SECOND, START, Bench


async def test_old_trades_that_come_late_never_become_the_price() -> None:
    """Case 05: REST was away for five minutes, and the trades that waited for it are published then."""
    bench = Bench()
    await bench.ticker(last_price=Decimal(87010))
    for seconds in (300, 200, 61):
        at_us = START - seconds * SECOND
        await bench.trades(bench.trade("89010", ts_event_us=at_us, ts_recv_us=at_us))

    price = bench.publish()

    assert price is not None
    assert (price.price, price.as_of_us) == (Decimal(87010), START)


async def test_a_restarted_process_does_not_forget_how_new_the_price_is() -> None:
    before = Bench()
    await before.trades(before.trade("100"))
    last = before.publish()
    assert last is not None
    board = PriceBoard()
    board.put(last)

    after = Bench(board)
    late = after.trade("90", ts_event_us=START - 100 * SECOND, backfilled=True)
    await after.trades(late)
    price = after.publish()

    assert price is not None
    assert price.price == Decimal(100)


async def test_only_a_replay_may_begin_anew() -> None:
    prices = {}
    for mode in (Mode.LIVE, Mode.REPLAY):
        bench = Bench(mode=mode)
        await bench.trades(bench.trade("100"))
        await bench.trades(bench.trade("90", ts_event_us=START - 3600 * SECOND))
        made = bench.publish()
        prices[mode] = made and made.price

    assert prices == {Mode.LIVE: Decimal(100), Mode.REPLAY: Decimal(90)}


async def test_a_quiet_pair_keeps_its_price_while_its_venue_is_live_and_no_longer() -> None:
    """Case 09."""
    bench = Bench()
    await bench.trades(bench.trade("0.15"))
    for _ in range(8):
        bench.clock.sleep(5)
        bench.venue(Venue.KRAKEN)
        price = bench.publish()

    assert price is not None
    assert (price.price, price.as_of_us, price.stale, price.reason) == (Decimal("0.15"), START, False, None)
    assert [line.included for line in price.venues] == [True]

    bench.venue(Venue.KRAKEN, VenueState.STALE, reason=VenueReason.NO_DATA)
    bench.clock.sleep(2)
    price = bench.publish()
    assert price is not None
    assert (price.price, price.as_of_us, price.stale, price.reason) == (Decimal("0.15"), START, True, "venue_stale")


async def test_back_filled_trades_do_not_make_a_silent_venue_look_fresh() -> None:
    bench = Bench()
    await bench.trades(bench.trade("100"))
    bench.clock.sleep(36)
    bench.venue(Venue.KRAKEN)
    await bench.trades(bench.trade("101", ts_event_us=bench.clock.now - SECOND, backfilled=True))

    price = bench.publish()

    assert price is not None
    assert (price.price, price.as_of_us) == (Decimal(101), START)


async def test_a_silent_venue_s_volume_stays_and_is_named() -> None:
    bench = Bench()
    await bench.ticker(last_price=Decimal(100), quote_volume_24h=Decimal(300))
    await bench.ticker(
        venue=Venue.COINBASE, instrument_id=COINBASE, last_price=Decimal(100), quote_volume_24h=Decimal(100)
    )
    bench.clock.sleep(20)
    bench.venue(Venue.COINBASE)
    bench.venue(Venue.KRAKEN, VenueState.STALE, reason=VenueReason.NO_DATA)

    price = bench.publish()

    assert price is not None
    assert (price.volume_24h, price.volume_stale, price.volume_missing) == (Decimal(400), (Venue.KRAKEN,), ())
    assert price.volume_as_of_us == START


async def test_a_quiet_instrument_is_converted_at_the_rate_that_is_published_now() -> None:
    bench = Bench()
    usdt = bench.trade("100", "BTC-USDT.KRAKEN", quote_usd=Decimal("0.99"))
    await bench.trades(usdt)
    bench.clock.sleep(60)
    bench.venue(Venue.KRAKEN)
    bench.rates.put(RateV1(quote="USDT", quote_usd=Decimal("0.98"), as_of_us=START, made_us=bench.clock.now))

    price = bench.publish()

    assert price is not None
    assert (price.price, price.venues[0].quote_usd_as_of_us) == (Decimal(98), START)
