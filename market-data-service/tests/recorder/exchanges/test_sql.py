"""Spans and minutes in the tables: written again they stay one, and what has ended stays as it is."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from market_data.domain.exchanges.coin_fold import Pair
from market_data.domain.exchanges.minutes import SpreadMinute
from market_data.domain.exchanges.spans import Snapshot, SnapshotLeg, Span
from market_data.recorder.exchanges.sql import (
    MinuteRow,
    SpanRow,
    StoredCoin,
    delete_before,
    fetch_stored,
    upsert_exchanges,
)
from shared.clock import from_us
from shared.events.values import Venue

from ..tables import NOON_US, OwnCoin, Tables

SECOND = 1_000_000
PAIR = Pair(Venue.KRAKEN, Venue.COINBASE)


def span(opened_us: int, net: str = "5", **facts: int | str) -> Span:
    legs = [
        SnapshotLeg(f"BTC-USD.{name}", Decimal(1), None, Decimal(1), opened_us, Decimal(1), Decimal(10), opened_us)
        for name in ("KRAKEN", "COINBASE")
    ]
    best = Snapshot(opened_us, Decimal(net) + 20, Decimal(20), Decimal(net), Decimal("0.00000001"), *legs)
    known: dict[str, object] = {"seen_us": opened_us + SECOND, **facts}
    return Span(opened_us=opened_us, best=best, **known)  # type: ignore[arg-type]  # the facts are its fields


async def write(tables: Tables, coin: OwnCoin, *spans: Span) -> None:
    async with tables.engine.begin() as conn:
        await upsert_exchanges(conn, [SpanRow(coin.coin_id, PAIR, one) for one in spans], [])


async def write_minute(tables: Tables, coin: OwnCoin, minute: SpreadMinute, through_us: int) -> None:
    async with tables.engine.begin() as conn:
        await upsert_exchanges(conn, [], [MinuteRow(coin.coin_id, PAIR, minute, through_us)])


async def stored(tables: Tables, coin: OwnCoin) -> StoredCoin:
    async with tables.engine.connect() as conn:
        found = await fetch_stored(conn, [coin.coin_id, "nobody"])
    return found[coin.coin_id]


async def rows(tables: Tables, coin: OwnCoin) -> list[tuple[int, str | None]]:
    found = await tables.scalar(
        "SELECT coalesce(json_agg(json_build_array(extract(epoch FROM opened_at), close_reason) ORDER BY opened_at)"
        ", '[]') FROM arbitrage_spans WHERE coin_id = :coin",
        coin=coin.coin_id,
    )
    return [(int(opened), why) for opened, why in found]


async def test_a_span_written_again_stays_one_and_grows(tables: Tables, coin: OwnCoin) -> None:
    for best in ("5", "7", "7"):
        await write(tables, coin, span(NOON_US, best))
    found = await stored(tables, coin)

    assert found.pairs[PAIR].span == span(NOON_US, "7")
    assert found.through_us == NOON_US + SECOND
    assert await rows(tables, coin) == [(NOON_US // SECOND, None)]


async def test_a_span_that_has_ended_stays_as_it_is(tables: Tables, coin: OwnCoin) -> None:
    ended = span(NOON_US, closed_us=NOON_US + 3 * SECOND, close_reason="gone")
    await write(tables, coin, ended)
    await write(tables, coin, span(NOON_US, "99"))
    found = await stored(tables, coin)

    assert found.pairs[PAIR].span is None
    assert found.pairs[PAIR].closed_us == NOON_US + 3 * SECOND
    assert await rows(tables, coin) == [(NOON_US // SECOND, "gone")]


async def test_a_pair_has_at_most_one_open_span_whoever_writes(tables: Tables, coin: OwnCoin) -> None:
    await write(tables, coin, span(NOON_US))
    await write(tables, coin, span(NOON_US + 9 * SECOND))

    assert await rows(tables, coin) == [(NOON_US // SECOND, "not_observed"), (NOON_US // SECOND + 9, None)]


async def test_spans_of_one_round_are_written_in_their_order(tables: Tables, coin: OwnCoin) -> None:
    first = span(NOON_US, closed_us=NOON_US + 2 * SECOND, close_reason="quote_old")
    second = span(NOON_US + 5 * SECOND, closed_us=NOON_US + 6 * SECOND, close_reason="gone")
    await write(tables, coin, span(NOON_US + 9 * SECOND), second, first)

    assert [why for _, why in await rows(tables, coin)] == ["quote_old", "gone", None]


async def test_a_minute_is_restored_as_it_was_and_an_older_state_of_it_changes_nothing(
    tables: Tables, coin: OwnCoin
) -> None:
    minute = SpreadMinute(NOON_US, Decimal(9), Decimal(5), Decimal(21 * SECOND), Decimal(6 * SECOND), 3 * SECOND)
    await write_minute(tables, coin, minute, NOON_US + 3 * SECOND)
    await write_minute(tables, coin, replace(minute, known_us=SECOND), NOON_US + SECOND)
    found = await stored(tables, coin)

    assert found.pairs[PAIR].minute == minute
    assert found.through_us == NOON_US + 3 * SECOND


async def test_a_span_that_was_left_open_goes_when_it_was_last_seen_long_ago(tables: Tables, coin: OwnCoin) -> None:
    await write(tables, coin, span(NOON_US - 400 * 86_400 * SECOND))
    async with tables.engine.begin() as conn:
        await delete_before(conn, from_us(NOON_US) - timedelta(days=365), from_us(0), 5_000)

    assert await rows(tables, coin) == []


async def test_what_is_older_than_it_is_kept_goes_and_what_is_open_stays(tables: Tables, coin: OwnCoin) -> None:
    old_us = NOON_US - 400 * 86_400 * SECOND
    await write(tables, coin, span(old_us, closed_us=old_us + SECOND, close_reason="gone"), span(NOON_US))
    await write_minute(tables, coin, SpreadMinute(old_us, Decimal(1), Decimal(1)), old_us)
    before = from_us(old_us) + timedelta(days=1)
    async with tables.engine.begin() as conn:
        await delete_before(conn, before, before, 5_000)

    assert await rows(tables, coin) == [(NOON_US // SECOND, None)]
    assert await tables.scalar("SELECT count(*) FROM spread_minutes WHERE coin_id = :coin", coin=coin.coin_id) == 0
