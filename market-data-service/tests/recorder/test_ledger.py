from typing import Any

import pytest
from shared.events import GapKind, GapState
from shared.events.values import CandleStatus, Interval, Venue

from .books import NOON_US, Books, Coin

MINUTE, HOUR = Interval.MINUTE.us, Interval.HOUR.us
COMPLETE, BACKFILLED, PARTIAL = CandleStatus.COMPLETE, CandleStatus.BACKFILLED, CandleStatus.PARTIAL


async def statuses(books: Books, id_: str, interval: Interval, count: int) -> list[CandleStatus | None]:
    found = [await books.candle(id_, NOON_US + n * interval.us, interval) for n in range(count)]
    return [candle.status if candle else None for candle in found]


async def trade_each_minute(books: Books, coin: Coin, count: int, **fields: Any) -> None:
    await books.record([coin.trade(NOON_US + n * MINUTE, **fields) for n in range(count)])


async def test_candles_are_complete_from_the_minute_after_following_began(books: Books, coin: Coin) -> None:
    await books.keep(coin.gap(GapKind.FOLLOWED, NOON_US + 1))
    await trade_each_minute(books, coin, 6)

    for id_ in (coin.at(Venue.KRAKEN), coin.composite):
        assert await statuses(books, id_, Interval.MINUTE, 3) == [PARTIAL, COMPLETE, COMPLETE]
        assert await statuses(books, id_, Interval.FIVE_MINUTES, 2) == [PARTIAL, COMPLETE]


async def test_the_ledger_may_come_after_the_trades(books: Books, coin: Coin) -> None:
    await trade_each_minute(books, coin, 6)
    assert await statuses(books, coin.at(Venue.KRAKEN), Interval.MINUTE, 3) == [PARTIAL] * 3

    changed = await books.keep(coin.gap(GapKind.FOLLOWED, NOON_US + 1))

    assert await statuses(books, coin.composite, Interval.FIVE_MINUTES, 2) == [PARTIAL, COMPLETE]
    assert {(c.interval, c.status, c.revision) for c in changed} == {
        (Interval.MINUTE, COMPLETE, 2),
        (Interval.FIVE_MINUTES, COMPLETE, 2),
    }


@pytest.mark.parametrize(
    ("state", "status"),
    [(GapState.OPEN, PARTIAL), (GapState.UNFILLABLE, PARTIAL), (GapState.CLOSED, BACKFILLED)],
)
async def test_a_hole_shows_in_every_candle_that_it_reaches(
    books: Books, coin: Coin, state: GapState, status: CandleStatus
) -> None:
    await books.follow(coin, NOON_US)
    await trade_each_minute(books, coin, 7)

    await books.keep(coin.gap(GapKind.HOLE, NOON_US + MINUTE, end_us=NOON_US + 2 * MINUTE + 5, state=state))

    for id_ in (coin.at(Venue.KRAKEN), coin.composite):
        assert await statuses(books, id_, Interval.MINUTE, 4) == [COMPLETE, status, status, COMPLETE]
        assert await statuses(books, id_, Interval.FIVE_MINUTES, 2) == [status, COMPLETE]
        assert (await statuses(books, id_, Interval.HOUR, 1)) == [status]


async def test_a_hole_counts_where_nothing_was_traded_at_all(books: Books, coin: Coin) -> None:
    await books.follow(coin, NOON_US)
    await books.record([coin.trade(NOON_US), coin.trade(NOON_US + 5 * MINUTE)])

    await books.keep(coin.gap(GapKind.HOLE, NOON_US + MINUTE, end_us=NOON_US + 2 * MINUTE, state=GapState.OPEN))

    assert await statuses(books, coin.at(Venue.KRAKEN), Interval.MINUTE, 1) == [COMPLETE]
    assert await statuses(books, coin.composite, Interval.FIVE_MINUTES, 2) == [PARTIAL, COMPLETE]


async def test_a_hole_that_is_closed_by_id_leaves_its_candles_backfilled(books: Books, coin: Coin) -> None:
    await books.follow(coin, NOON_US)
    hole = coin.gap(GapKind.HOLE, NOON_US + MINUTE, gap_id=coin.symbol, state=GapState.OPEN)
    await books.keep(hole)
    await trade_each_minute(books, coin, 4)
    assert await statuses(books, coin.composite, Interval.MINUTE, 4) == [COMPLETE, PARTIAL, PARTIAL, PARTIAL]

    closed = coin.gap(GapKind.HOLE, NOON_US + MINUTE, gap_id=coin.symbol, end_us=NOON_US + 2 * MINUTE)
    await books.keep(closed)
    after = await statuses(books, coin.composite, Interval.MINUTE, 4)

    assert await books.keep(closed, hole) == []
    assert after == await statuses(books, coin.composite, Interval.MINUTE, 4)
    assert after == [COMPLETE, BACKFILLED, BACKFILLED, COMPLETE]


async def test_a_shorter_end_of_a_hole_frees_what_it_no_longer_reaches(books: Books, coin: Coin) -> None:
    await books.follow(coin, NOON_US)
    await trade_each_minute(books, coin, 4)
    name = coin.symbol
    await books.keep(coin.gap(GapKind.HOLE, NOON_US, gap_id=name, state=GapState.OPEN))

    await books.keep(coin.gap(GapKind.HOLE, NOON_US, gap_id=name, end_us=NOON_US + 5, state=GapState.UNFILLABLE))

    assert await statuses(books, coin.at(Venue.KRAKEN), Interval.MINUTE, 4) == [PARTIAL, COMPLETE, COMPLETE, COMPLETE]


async def test_another_instruments_hole_is_the_composites_too(books: Books, coin: Coin) -> None:
    await books.follow(coin, NOON_US)
    await books.follow(coin, NOON_US, venue=Venue.COINBASE)
    await trade_each_minute(books, coin, 1)

    await books.keep(coin.gap(GapKind.HOLE, NOON_US, venue=Venue.COINBASE, end_us=NOON_US + 5, state=GapState.OPEN))

    assert await statuses(books, coin.at(Venue.KRAKEN), Interval.MINUTE, 1) == [COMPLETE]
    assert await statuses(books, coin.composite, Interval.MINUTE, 1) == [PARTIAL]


async def test_the_candle_in_which_the_tape_ended_is_partial(books: Books, coin: Coin) -> None:
    await books.follow(coin, NOON_US)
    await trade_each_minute(books, coin, 3)

    end_us = NOON_US + 2 * MINUTE
    await books.keep(coin.gap(GapKind.ENDED, end_us, end_us=end_us))

    assert await statuses(books, coin.composite, Interval.MINUTE, 3) == [COMPLETE, COMPLETE, PARTIAL]


async def test_only_the_first_beginning_counts(books: Books, coin: Coin) -> None:
    await books.follow(coin, NOON_US)
    await trade_each_minute(books, coin, 3)

    assert await books.keep(coin.gap(GapKind.FOLLOWED, NOON_US + 2 * MINUTE)) == []
    assert await statuses(books, coin.composite, Interval.MINUTE, 3) == [COMPLETE] * 3
