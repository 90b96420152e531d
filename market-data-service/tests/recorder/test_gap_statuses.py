from typing import Any

import pytest
from shared.events import GapKind, GapState
from shared.events.values import CandleStatus, Interval, Venue

from .tables import NOON_US, OwnCoin, Tables

MINUTE, HOUR = Interval.MINUTE.us, Interval.HOUR.us
COMPLETE, BACKFILLED, PARTIAL = CandleStatus.COMPLETE, CandleStatus.BACKFILLED, CandleStatus.PARTIAL


async def statuses(tables: Tables, id_: str, interval: Interval, count: int) -> list[CandleStatus | None]:
    found = [await tables.candle(id_, NOON_US + n * interval.us, interval) for n in range(count)]
    return [candle.status if candle else None for candle in found]


async def trade_each_minute(tables: Tables, coin: OwnCoin, count: int, **fields: Any) -> None:
    await tables.record([coin.trade(NOON_US + n * MINUTE, **fields) for n in range(count)])


async def test_candles_are_complete_from_the_minute_after_following_began(tables: Tables, coin: OwnCoin) -> None:
    await tables.record_gaps(coin.gap(GapKind.FOLLOWED, NOON_US + 1))
    await trade_each_minute(tables, coin, 6)

    for id_ in (coin.at(Venue.KRAKEN), coin.composite):
        assert await statuses(tables, id_, Interval.MINUTE, 3) == [PARTIAL, COMPLETE, COMPLETE]
        assert await statuses(tables, id_, Interval.FIVE_MINUTES, 2) == [PARTIAL, COMPLETE]


async def test_the_ledger_may_come_after_the_trades(tables: Tables, coin: OwnCoin) -> None:
    await trade_each_minute(tables, coin, 6)
    assert await statuses(tables, coin.at(Venue.KRAKEN), Interval.MINUTE, 3) == [PARTIAL] * 3

    changed = await tables.record_gaps(coin.gap(GapKind.FOLLOWED, NOON_US + 1))

    assert await statuses(tables, coin.composite, Interval.FIVE_MINUTES, 2) == [PARTIAL, COMPLETE]
    assert {(c.interval, c.status, c.revision) for c in changed} == {
        (Interval.MINUTE, COMPLETE, 2),
        (Interval.FIVE_MINUTES, COMPLETE, 2),
    }


@pytest.mark.parametrize(
    ("state", "status"),
    [(GapState.OPEN, PARTIAL), (GapState.UNFILLABLE, PARTIAL), (GapState.CLOSED, BACKFILLED)],
)
async def test_a_hole_shows_in_every_candle_that_it_reaches(
    tables: Tables, coin: OwnCoin, state: GapState, status: CandleStatus
) -> None:
    await tables.follow(coin, NOON_US)
    await trade_each_minute(tables, coin, 7)

    await tables.record_gaps(coin.gap(GapKind.HOLE, NOON_US + MINUTE, end_us=NOON_US + 2 * MINUTE + 5, state=state))

    for id_ in (coin.at(Venue.KRAKEN), coin.composite):
        assert await statuses(tables, id_, Interval.MINUTE, 4) == [COMPLETE, status, status, COMPLETE]
        assert await statuses(tables, id_, Interval.FIVE_MINUTES, 2) == [status, COMPLETE]
        assert (await statuses(tables, id_, Interval.HOUR, 1)) == [status]


async def test_a_hole_counts_where_nothing_was_traded_at_all(tables: Tables, coin: OwnCoin) -> None:
    await tables.follow(coin, NOON_US)
    await tables.record([coin.trade(NOON_US), coin.trade(NOON_US + 5 * MINUTE)])

    await tables.record_gaps(coin.gap(GapKind.HOLE, NOON_US + MINUTE, end_us=NOON_US + 2 * MINUTE, state=GapState.OPEN))

    assert await statuses(tables, coin.at(Venue.KRAKEN), Interval.MINUTE, 1) == [COMPLETE]
    assert await statuses(tables, coin.composite, Interval.FIVE_MINUTES, 2) == [PARTIAL, COMPLETE]


async def test_a_hole_that_is_closed_by_id_leaves_its_candles_backfilled(tables: Tables, coin: OwnCoin) -> None:
    await tables.follow(coin, NOON_US)
    hole = coin.gap(GapKind.HOLE, NOON_US + MINUTE, gap_id=coin.symbol, state=GapState.OPEN)
    await tables.record_gaps(hole)
    await trade_each_minute(tables, coin, 4)
    assert await statuses(tables, coin.composite, Interval.MINUTE, 4) == [COMPLETE, PARTIAL, PARTIAL, PARTIAL]

    closed = coin.gap(GapKind.HOLE, NOON_US + MINUTE, gap_id=coin.symbol, end_us=NOON_US + 2 * MINUTE)
    await tables.record_gaps(closed)
    after = await statuses(tables, coin.composite, Interval.MINUTE, 4)

    assert await tables.record_gaps(closed, hole) == []
    assert after == await statuses(tables, coin.composite, Interval.MINUTE, 4)
    assert after == [COMPLETE, BACKFILLED, BACKFILLED, COMPLETE]


async def test_a_shorter_end_of_a_hole_frees_what_it_no_longer_reaches(tables: Tables, coin: OwnCoin) -> None:
    await tables.follow(coin, NOON_US)
    await trade_each_minute(tables, coin, 4)
    name = coin.symbol
    await tables.record_gaps(coin.gap(GapKind.HOLE, NOON_US, gap_id=name, state=GapState.OPEN))

    await tables.record_gaps(
        coin.gap(GapKind.HOLE, NOON_US, gap_id=name, end_us=NOON_US + 5, state=GapState.UNFILLABLE)
    )

    assert await statuses(tables, coin.at(Venue.KRAKEN), Interval.MINUTE, 4) == [PARTIAL, COMPLETE, COMPLETE, COMPLETE]


async def test_another_instruments_hole_is_the_composites_too(tables: Tables, coin: OwnCoin) -> None:
    await tables.follow(coin, NOON_US)
    await tables.follow(coin, NOON_US, venue=Venue.COINBASE)
    await trade_each_minute(tables, coin, 1)

    await tables.record_gaps(
        coin.gap(GapKind.HOLE, NOON_US, venue=Venue.COINBASE, end_us=NOON_US + 5, state=GapState.OPEN)
    )

    assert await statuses(tables, coin.at(Venue.KRAKEN), Interval.MINUTE, 1) == [COMPLETE]
    assert await statuses(tables, coin.composite, Interval.MINUTE, 1) == [PARTIAL]


async def test_the_candle_in_which_the_tape_ended_is_partial(tables: Tables, coin: OwnCoin) -> None:
    await tables.follow(coin, NOON_US)
    await trade_each_minute(tables, coin, 3)

    end_us = NOON_US + 2 * MINUTE
    await tables.record_gaps(coin.gap(GapKind.ENDED, end_us, end_us=end_us))

    assert await statuses(tables, coin.composite, Interval.MINUTE, 3) == [COMPLETE, COMPLETE, PARTIAL]


async def test_only_the_first_beginning_counts(tables: Tables, coin: OwnCoin) -> None:
    await tables.follow(coin, NOON_US)
    await trade_each_minute(tables, coin, 3)

    assert await tables.record_gaps(coin.gap(GapKind.FOLLOWED, NOON_US + 2 * MINUTE)) == []
    assert await statuses(tables, coin.composite, Interval.MINUTE, 3) == [COMPLETE] * 3


async def test_a_hole_of_an_instrument_that_was_never_followed_is_one_of_its_coin(
    tables: Tables, coin: OwnCoin
) -> None:
    await tables.follow(coin, NOON_US)
    await trade_each_minute(tables, coin, 3)

    await tables.record_gaps(
        coin.gap(GapKind.HOLE, NOON_US + MINUTE + 5, venue=Venue.COINBASE, state=GapState.OPEN, reason="refused")
    )
    await trade_each_minute(tables, coin, 4)

    assert await statuses(tables, coin.at(Venue.KRAKEN), Interval.MINUTE, 4) == [COMPLETE] * 4
    assert await statuses(tables, coin.composite, Interval.MINUTE, 4) == [COMPLETE, PARTIAL, PARTIAL, PARTIAL]
    assert await statuses(tables, coin.composite, Interval.HOUR, 1) == [PARTIAL]
