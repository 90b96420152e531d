from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sentiment.aggregates.sql.hourly_sentiments import (
    HourlySentiment,
    fetch_computed,
    fetch_hours,
    fetch_missing,
    fetch_newest_hour,
    replace_hours,
)

from ..stage import MODEL, Stage

MIDNIGHT = datetime(2026, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hour: int, coin_id: str = "", score: str | None = None) -> HourlySentiment:
    value = None if score is None else Decimal(score)
    return HourlySentiment(
        coin_id=coin_id,
        time=MIDNIGHT + hour * HOUR,
        score=value,
        interval_low=value,
        interval_high=value,
        positive=3,
        neutral=2,
        negative=1,
        documents=9,
    )


async def store(stage: Stage, rows: Sequence[HourlySentiment]) -> None:
    async with stage.engine.begin() as conn:
        await replace_hours(conn, MODEL, {row.time for row in rows}, None, rows)


async def test_hours_that_were_never_computed_are_missing_the_newest_first(stage: Stage) -> None:
    await store(stage, [at(1), at(2, "bitcoin"), at(4)])

    async with stage.engine.connect() as conn:
        missing = await fetch_missing(conn, MODEL, MIDNIGHT, MIDNIGHT + 5 * HOUR, 3)
        computed = await fetch_computed(conn, MODEL, [MIDNIGHT + hour * HOUR for hour in range(5)])
        newest = await fetch_newest_hour(conn, MODEL)

    assert [end.hour for end in missing] == [5, 3, 2]
    assert {end.hour for end in computed} == {1, 4}
    assert newest == MIDNIGHT + 4 * HOUR


async def test_an_hour_is_replaced_whole_for_the_coins_that_are_named(stage: Stage) -> None:
    await store(stage, [at(1), at(1, "bitcoin", "0.5"), at(1, "ethereum", "0.1")])
    end = MIDNIGHT + HOUR

    async with stage.engine.begin() as conn:
        await replace_hours(conn, MODEL, [end], ["bitcoin"], [])
        bitcoin = await fetch_hours(conn, MODEL, "bitcoin", end, end + HOUR)
        ethereum = await fetch_hours(conn, MODEL, "ethereum", end, end + HOUR)

    assert (bitcoin, ethereum) == ([], [at(1, "ethereum", "0.1")])


async def test_hours_are_read_oldest_first_and_days_at_midnight(stage: Stage) -> None:
    await store(stage, [at(hour, "bitcoin", "0.1") for hour in (25, 24, 1, 0)])

    async with stage.engine.connect() as conn:
        hours = await fetch_hours(conn, MODEL, "bitcoin", MIDNIGHT + HOUR, MIDNIGHT + 25 * HOUR)
        days = await fetch_hours(conn, MODEL, "bitcoin", MIDNIGHT, MIDNIGHT + timedelta(days=9), only_days=True)

    assert [one.time.hour for one in hours] == [1, 0]
    assert [one.time.day for one in days] == [1, 2]
    assert hours[0].stories == 6
