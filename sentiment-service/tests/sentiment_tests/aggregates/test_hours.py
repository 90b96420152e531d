"""Hours over a real database: what is kept equals what is computed, whatever comes late, goes, or is done twice."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from sentiment.aggregates.coin_sentiment import rounded
from sentiment.aggregates.hours import Hours
from sentiment.aggregates.sql.hourly_sentiments import HourlySentiment, fetch_hours
from sentiment.aggregates.sql.scored_documents import fetch_scored
from sentiment.aggregates.trend import hourly, last_end
from sentiment.aggregates.weights import Weighing
from sentiment.tables import sentiments
from sqlalchemy import select

from .stage import MODEL, Stage

WEIGHING = Weighing({}, timedelta(hours=24), timedelta(hours=8))
KEPT = timedelta(days=400)
HOUR = timedelta(hours=1)


@pytest.fixture
def hours(stage: Stage) -> Hours:
    return Hours(stage.engine, MODEL, WEIGHING, kept=KEPT)


async def kept(stage: Stage, coin_id: str = "bitcoin") -> list[HourlySentiment]:
    async with stage.engine.connect() as conn:
        return await fetch_hours(conn, MODEL, coin_id, stage.ago(2_000), stage.at + HOUR)


async def expected(stage: Stage, coin_id: str = "bitcoin") -> dict[datetime, Decimal | None]:
    """Computed from the tables as they are, for all hours that are kept."""
    async with stage.engine.connect() as conn:
        told = await fetch_scored(conn, MODEL, since=stage.ago(2_000))
        ends = (await conn.scalars(select(sentiments.c.timestamp).distinct())).all()
    found = hourly(told.get(coin_id, ()), ends, WEIGHING)
    return {end: None if one.score is None else rounded(one.score) for end, one in found if one.stories}


async def matches(stage: Stage) -> bool:
    for coin_id in ("bitcoin", "ethereum"):
        if {one.time: one.score for one in await kept(stage, coin_id)} != await expected(stage, coin_id):
            return False
    return True


async def tell_five(stage: Stage, hours: float, score: float = 0.5) -> list[UUID]:
    return [await stage.story(score, hours=hours) for _ in range(5)]


async def test_every_hour_that_has_ended_is_computed_once(stage: Stage, hours: Hours) -> None:
    await tell_five(stage, 30)
    await stage.story(0.1, hours=3, coins=("ethereum",))

    first, again = await hours.close(stage.at), await hours.close(stage.at)

    market = await kept(stage, "")
    assert (first, again) == (len(market), 0)
    assert market[-1].time == last_end(stage.at)
    assert all(later.time - one.time == HOUR for one, later in pairwise(market))
    assert await matches(stage)


async def test_the_score_of_an_hour_is_of_what_was_published_before_its_end(stage: Stage, hours: Hours) -> None:
    await tell_five(stage, 10)

    await hours.close(stage.at)

    found = await kept(stage)
    assert found[0].time - stage.ago(10) <= HOUR
    assert {one.score for one in found} == {Decimal("0.5")}
    assert (found[0].neutral, found[0].stories, found[0].documents) == (5, 5, 5)


async def test_without_a_story_there_is_no_hour(stage: Stage, hours: Hours) -> None:
    assert await hours.close(stage.at) == 0


async def test_hours_without_a_story_are_marked_as_computed(stage: Stage, hours: Hours) -> None:
    await tell_five(stage, 60)

    await hours.close(stage.at)

    assert len(await kept(stage)) == 24
    assert len(await kept(stage, "")) >= 60


async def test_a_late_document_changes_the_hours_that_it_falls_into(stage: Stage, hours: Hours) -> None:
    await tell_five(stage, 20)
    await hours.close(stage.at)

    late = await stage.story(-1, hours=10, received_at=stage.at, coins=("bitcoin", "ethereum"))
    await hours.recompute([late], stage.at)

    assert await matches(stage)
    assert {one.score for one in await kept(stage)} == {Decimal("0.5"), Decimal("0.0165")}


async def test_a_late_document_that_begins_a_story_earlier_changes_all_its_hours(stage: Stage, hours: Hours) -> None:
    stories = await tell_five(stage, 5)
    await stage.story(0.9, of=stories[0], hours=4, coins=("ethereum",))
    await tell_five(stage, 3, -0.5)
    await hours.close(stage.at)

    await stage.story(0.9, of=stories[0], hours=22, received_at=stage.at)
    await hours.close(stage.at)
    await hours.recompute([stories[0]], stage.at)

    assert await matches(stage)


async def test_a_deleted_story_leaves_the_hours(stage: Stage, hours: Hours) -> None:
    await tell_five(stage, 20)
    bad = await stage.story(-1, hours=15, coins=("bitcoin", "ethereum"))
    await hours.close(stage.at)

    await stage.delete(bad)
    await hours.recompute([bad], stage.at)

    assert await matches(stage)
    assert {one.score for one in await kept(stage)} == {Decimal("0.5")}
    assert await kept(stage, "ethereum") == []


async def test_a_document_in_time_changes_no_past_hour(stage: Stage, hours: Hours) -> None:
    await tell_five(stage, 5)
    await hours.close(stage.at)

    new = await stage.story(-1, hours=0.001)

    assert await hours.recompute([new], stage.at) == 0
    assert await matches(stage)


async def test_an_hour_that_is_still_to_be_closed_is_left_to_that(stage: Stage, hours: Hours) -> None:
    (story, *_) = await tell_five(stage, 5)
    await stage.story(0.1, hours=5, received_at=stage.at)

    assert await hours.recompute([story], stage.at) == 0
    assert await kept(stage, "") == []


async def test_computing_again_and_again_changes_nothing(stage: Stage, hours: Hours) -> None:
    stories = [*await tell_five(stage, 20), await stage.story(-1, hours=10, received_at=stage.at)]
    await hours.close(stage.at)
    before = await kept(stage)

    for _ in range(2):
        assert await hours.recompute(stories, stage.at) > 0

    assert await kept(stage) == before
