import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from market_data.recorder.sql.candles import Place
from market_data.recorder.sql.instruments import CoinRow, Listing, upsert_catalogue
from shared.events import CandleV1
from shared.events.values import CandleStatus, Instrument, Interval, Side, Venue
from sqlalchemy import text

from .tables import NOON_US, OwnCoin, Tables

MINUTE = Interval.MINUTE.us
D = Decimal


async def test_a_trade_becomes_a_row_and_a_candle_of_every_interval(tables: Tables, coin: OwnCoin) -> None:
    recorded = await tables.record([coin.trade(NOON_US, "10", "2"), coin.trade(NOON_US + 1, "12", "1")])

    assert (recorded.stored, recorded.repeated) == (2, 0)
    assert {(c.instrument_id, c.interval) for c in recorded.candles} == {
        (id_, interval) for id_ in (coin.at(Venue.KRAKEN), coin.composite) for interval in Interval
    }
    for candle in recorded.candles:
        assert (candle.open, candle.high, candle.low, candle.close) == (D(10), D(12), D(10), D(12))
        assert (candle.volume, candle.quote_volume, candle.usd_volume, candle.trade_count) == (D(3), D(32), D(32), 2)
        assert (candle.revision, candle.is_closed, candle.source) == (1, False, "trades")


async def test_trades_that_come_again_change_nothing_and_their_candles_are_returned_again(
    tables: Tables, coin: OwnCoin
) -> None:
    trades = [coin.trade(NOON_US + n * MINUTE // 3, str(10 + n)) for n in range(20)]
    first = await tables.record(trades)
    before = await tables.candles(coin)

    again = await tables.record(trades[5:15])

    assert (again.stored, again.repeated) == (0, 10)
    assert await tables.candles(coin) == before
    published = {(c.instrument_id, c.interval, c.open_time_us): c for c in first.candles}
    assert again.candles
    assert all(published[c.instrument_id, c.interval, c.open_time_us] == c for c in again.candles)


async def test_batches_in_any_order_with_repeats_make_the_same_candles(tables: Tables, coin: OwnCoin) -> None:
    chance = random.Random(5)
    trades = [
        coin.trade(
            NOON_US + chance.randrange(3 * Interval.HOUR.us), str(chance.randint(1, 99)), str(chance.randint(1, 9))
        )
        for _ in range(200)
    ]
    twin = type(coin)(coin.symbol + "B")
    twins = [twin.trade(t.ts_event_us, str(t.price), str(t.size), trade_id=t.trade_id) for t in trades]
    await tables.record(trades)

    sent = twins + chance.choices(twins, k=100)
    chance.shuffle(sent)
    while sent:
        size = chance.randint(1, 40)
        await tables.record(sent[:size])
        sent = sent[size:]

    def plain(rows: dict[Place, dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "instrument_id": "", "coin_id": ""} for _, row in sorted(rows.items())]

    assert plain(await tables.candles(twin)) == plain(await tables.candles(coin))


async def test_a_late_trade_raises_the_revision_all_the_way_up(tables: Tables, coin: OwnCoin) -> None:
    await tables.record([coin.trade(NOON_US + 30_000_000, "10"), coin.trade(NOON_US + 10 * MINUTE, "11")])

    late = await tables.record([coin.trade(NOON_US + 1, "9")])

    assert {c.interval: (c.open, c.low, c.revision) for c in late.candles if c.venue is Venue.KRAKEN} == dict.fromkeys(
        Interval, (D(9), D(9), 2)
    )


async def test_a_trade_about_midnight_is_the_same_on_the_day_beside(tables: Tables, coin: OwnCoin) -> None:
    midnight = Interval.DAY.floor(NOON_US)
    await tables.record([coin.trade(midnight - 400, trade_id="7"), coin.trade(midnight + 1, trade_id="8")])

    over_rest = [coin.trade(midnight, trade_id="7"), coin.trade(midnight - 1, trade_id="8")]
    again = await tables.record(over_rest)
    within_a_batch = await tables.record([coin.trade(midnight, trade_id="9"), coin.trade(midnight - 1, trade_id="9")])

    assert (again.stored, again.repeated, within_a_batch.stored) == (0, 2, 1)
    assert await tables.count(coin) == 3


async def test_the_same_number_on_another_day_is_another_trade(tables: Tables, coin: OwnCoin) -> None:
    recorded = await tables.record(
        [coin.trade(NOON_US, trade_id="7"), coin.trade(NOON_US + Interval.DAY.us, trade_id="7")]
    )

    assert recorded.stored == 2


async def test_the_venues_own_candle_is_not_touched_by_a_trade_that_falls_into_it(
    tables: Tables, coin: OwnCoin
) -> None:
    await tables.record([coin.trade(NOON_US, "10")])
    await tables.scalar("UPDATE candles SET source = 'venue' WHERE coin_id = :coin RETURNING 1", coin=coin.coin_id)
    before = await tables.candles(coin)

    recorded = await tables.record([coin.trade(NOON_US + 1, "99")])

    assert recorded.stored == 1
    assert await tables.candles(coin) == before


def composite_of(parts: list[CandleV1]) -> dict[str, Fraction]:
    """The contract's formula, computed independently."""
    used = [(part, Fraction(part.usd_volume)) for part in parts if part.usd_volume is not None]
    none = Fraction(0)
    volume = sum((Fraction(part.volume) for part, _ in used), none)
    made = {
        name: sum(
            (Fraction(getattr(p, name)) * usd / Fraction(p.quote_volume) * Fraction(p.volume) for p, usd in used), none
        )
        / volume
        for name in ("open", "high", "low", "close")
    }
    return {**made, "volume": volume, "usd_volume": sum((usd for _, usd in used), none)}


async def test_the_composite_is_the_contracts_formula_over_the_instruments(tables: Tables, coin: OwnCoin) -> None:
    chance = random.Random(11)
    rates = {"USD": Decimal(1), "USDT": Decimal("0.9987"), "EUR": Decimal("1.0834")}
    sold = [(Venue.KRAKEN, "USD"), (Venue.KRAKEN, "EUR"), (Venue.BINANCE, "USDT"), (Venue.BINANCE, "BTC")]
    trades = [
        coin.trade(
            NOON_US + n, str(chance.randint(90, 110)), str(chance.randint(1, 50)), venue=venue, quote=quote,
            quote_usd=rates.get(quote),
        )
        for n, (venue, quote) in enumerate(sold * 8)
    ]  # fmt: skip

    await tables.record(trades)

    parts = [await tables.existing(coin.at(venue, quote), NOON_US) for venue, quote in sold]
    composite = await tables.existing(coin.composite, NOON_US)
    expected = composite_of(parts)
    for name, value in expected.items():
        assert abs(Fraction(getattr(composite, name)) / value - 1) < Fraction(1, 10**15), name
    assert composite.quote_volume == composite.usd_volume
    assert composite.trade_count == 24


async def test_what_takers_bought_is_added_up_in_every_interval_and_in_the_composite(
    tables: Tables, coin: OwnCoin
) -> None:
    sold = coin.trade(NOON_US + 1, size="5", side=Side.SELL)
    await tables.record([sold, coin.trade(NOON_US + MINUTE, size="2")])
    await tables.record([coin.trade(NOON_US, size="1"), coin.trade(NOON_US + 2, size="4", venue=Venue.BINANCE), sold])

    for id_, first in ((coin.at(Venue.KRAKEN), D(1)), (coin.composite, D(5))):
        assert (await tables.existing(id_, NOON_US)).taker_buy_volume == first
        five = await tables.existing(id_, NOON_US, Interval.FIVE_MINUTES)
        assert five.taker_buy_volume == first + 2
        assert five.volume == five.taker_buy_volume + 5


async def test_what_takers_bought_is_unknown_as_soon_as_one_part_does_not_say_it(tables: Tables, coin: OwnCoin) -> None:
    await tables.record([coin.trade(NOON_US)])
    forget = "UPDATE candles SET taker_buy_volume = NULL WHERE coin_id = :coin RETURNING 1"
    await tables.scalar(forget, coin=coin.coin_id)

    await tables.record([coin.trade(NOON_US + 1), coin.trade(NOON_US + 2, venue=Venue.BINANCE)])
    await tables.record([coin.trade(NOON_US + MINUTE)])

    assert (await tables.existing(coin.at(Venue.KRAKEN), NOON_US)).taker_buy_volume is None
    assert (await tables.existing(coin.at(Venue.BINANCE), NOON_US)).taker_buy_volume == 1
    assert (await tables.existing(coin.composite, NOON_US)).taker_buy_volume is None
    assert (await tables.existing(coin.composite, NOON_US + MINUTE)).taker_buy_volume == 1
    assert (await tables.existing(coin.composite, NOON_US, Interval.HOUR)).taker_buy_volume is None


async def test_a_coin_without_any_rate_has_no_composite(tables: Tables, coin: OwnCoin) -> None:
    recorded = await tables.record([coin.trade(NOON_US, quote="BTC", quote_usd=None)])

    assert {candle.instrument_id for candle in recorded.candles} == {coin.at(Venue.KRAKEN, "BTC")}


async def test_a_composite_whose_last_rate_is_lost_is_withdrawn(tables: Tables, coin: OwnCoin) -> None:
    await tables.record([coin.trade(NOON_US, quote="EUR", quote_usd=Decimal("1.1"))])
    later = NOON_US + Interval.HOUR.us
    await tables.record([coin.trade(later, quote="EUR", quote_usd=Decimal("1.1"))])

    lost = await tables.record([coin.trade(NOON_US + 1, quote="EUR", quote_usd=None)])

    gone = [c for c in lost.candles if c.instrument_id == coin.composite and c.trade_count == 0]
    assert {c.interval for c in gone} == {
        Interval.MINUTE, Interval.FIVE_MINUTES, Interval.QUARTER, Interval.HOUR
    }  # fmt: skip
    assert await tables.candle(coin.composite, NOON_US) is None
    day = await tables.existing(coin.composite, NOON_US, Interval.DAY)
    assert (day.trade_count, day.revision) == (1, 3)


@pytest.mark.parametrize(("quote", "is_partial"), [("TQX", True), ("BTC", False)])
async def test_a_left_out_instrument_makes_the_composite_partial_where_its_quote_has_a_usd_pair(
    tables: Tables, coin: OwnCoin, quote: str, is_partial: bool
) -> None:
    rate = Listing(Instrument(venue=Venue.KRAKEN, base="TQX", quote="USD", coin_id="tqx", native=""), 0, is_rate=True)
    async with tables.engine.begin() as conn:
        await upsert_catalogue(conn, [CoinRow("tqx", "TQX", "Quote")], [rate])
    await tables.follow(coin, NOON_US, "USD", quote)

    await tables.record([coin.trade(NOON_US), coin.trade(NOON_US, "20", quote=quote, quote_usd=None)])

    composite = await tables.existing(coin.composite, NOON_US)
    assert composite.close == 10
    assert (composite.status is CandleStatus.PARTIAL) == is_partial


async def test_a_coin_that_is_in_no_table_is_added_with_its_composite(tables: Tables, coin: OwnCoin) -> None:
    await tables.record([coin.trade(NOON_US)])

    async with tables.engine.connect() as conn:
        statement = text("SELECT instrument_id, base, quote, venue FROM instruments WHERE coin_id = :c ORDER BY venue")
        found = (await conn.execute(statement, {"c": coin.coin_id})).all()
    assert [tuple(row) for row in found] == [
        (coin.composite, coin.symbol, "USD", "composite"),
        (coin.at(Venue.KRAKEN), coin.symbol, "USD", "kraken"),
    ]


async def test_a_coin_whose_symbol_another_coin_has_is_recorded_without_a_composite(
    tables: Tables, coin: OwnCoin
) -> None:
    await tables.record([coin.trade(NOON_US)])
    renamed = msgspec.structs.replace(coin.trade(NOON_US, "11", venue=Venue.COINBASE), coin_id=f"{coin.coin_id}-new")

    await tables.record([renamed, renamed])

    candle = await tables.existing(renamed.instrument_id)
    assert (candle.coin_id, candle.close, candle.trade_count) == (renamed.coin_id, D(11), 1)
    assert (await tables.existing(coin.composite)).trade_count == 1
