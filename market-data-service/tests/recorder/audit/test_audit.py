"""The audit finds nothing where all is right, and each damaged row where it is not; it writes nothing."""

import pytest
from market_data.recorder.audit.audit import Difference, UnknownCoinGivenError, audit
from market_data.recorder.sql.instruments import CoinRow, Listing, upsert_catalogue
from shared.events.values import Instrument, Interval, Venue

from ..tables import NOON_US, OwnCoin, Tables

MINUTE = Interval.MINUTE.us


async def differences(tables: Tables, coin: OwnCoin) -> tuple[dict[str, int], list[Difference]]:
    found: list[Difference] = []
    totals = await audit(tables.engine, since=None, coin_id=coin.coin_id, show=found.append)
    return dict(totals.compared), found


@pytest.fixture
async def traded(tables: Tables, coin: OwnCoin) -> OwnCoin:
    """Ten trades in seven minutes, at two venues; two of one microsecond, one without a rate."""
    listings = [
        Listing(Instrument(venue=venue, base=coin.symbol, quote="USD", coin_id=coin.coin_id, native="X"), n)
        for n, venue in enumerate((Venue.KRAKEN, Venue.COINBASE))
    ]
    async with tables.engine.begin() as conn:
        await upsert_catalogue(conn, [CoinRow(coin.coin_id, coin.symbol, "X")], listings)
    times = [0, 0, 1, MINUTE, 2 * MINUTE, 2 * MINUTE + 5, 6 * MINUTE, 7 * MINUTE]
    trades = [coin.trade(NOON_US + at, str(10 + n), "0.3") for n, at in enumerate(times)]
    trades += [coin.trade(NOON_US + at, "11.5", venue=Venue.COINBASE) for at in (0, 2 * MINUTE)]
    trades.append(coin.trade(NOON_US + 9 * MINUTE, quote_usd=None))
    await tables.record(trades)
    return coin


async def test_what_a_recorder_has_stored_is_as_it_should_be(tables: Tables, traded: OwnCoin) -> None:
    compared, found = await differences(tables, traded)

    assert found == []
    assert (compared["1m from trades"], compared["composite 1m"]) == (8, 5)
    assert compared["5m from 1m"] > 2
    assert compared["1d from 4h"] == 3


@pytest.mark.parametrize(
    ("damage", "interval", "what"),
    [
        ("""UPDATE candles SET volume = volume + 1 WHERE {own} AND "interval" = '1m'""", "1m", "volume"),
        ("""UPDATE candles SET close = close * 2, high = high * 2 WHERE {own} AND "interval" = '1m'""", "1m", "high"),
        ("""DELETE FROM candles WHERE {own} AND "interval" = '1m'""", "1m", "no candle of 3 trades"),
        ("INSERT INTO candles SELECT {moved} FROM candles WHERE {own} AND \"interval\" = '1m'", "1m", "are not stored"),
        ("""UPDATE candles SET low = low / 2 WHERE {own} AND "interval" = '1h'""", "1h", "low"),
        ("""UPDATE candles SET open = open + 1, high = 99 WHERE {composite} AND "interval" = '1m'""", "1m", "open"),
        ("""DELETE FROM candles WHERE {composite} AND "interval" = '1d'""", "1d", "no candle"),
    ],
)
async def test_a_damaged_row_is_found_and_named(
    tables: Tables, traded: OwnCoin, damage: str, interval: str, what: str
) -> None:
    own, composite = traded.at(Venue.KRAKEN), traded.composite
    first = "to_timestamp(:noon) <= open_time + interval '1 day' AND open_time <= to_timestamp(:noon)"
    statement = damage.format(
        own=f"instrument_id = '{own}' AND {first}",
        composite=f"instrument_id = '{composite}' AND {first}",
        moved="(jsonb_populate_record(candles, jsonb_build_object('open_time', open_time - interval '1 hour'))).*",
    )
    counted = f"WITH gone AS ({statement} RETURNING 1) SELECT count(*) FROM gone"  # noqa: S608 - from above
    await tables.scalar(counted, noon=NOON_US // 1_000_000)

    _, found = await differences(tables, traded)

    assert any(one.interval.value == interval and what in one.reason for one in found), found


async def test_an_unknown_coin_is_refused(tables: Tables) -> None:
    with pytest.raises(UnknownCoinGivenError):
        await audit(tables.engine, since=None, coin_id="no-such-coin", show=lambda _: None)
