"""Sentiment over real PostgreSQL and Redis."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from sentiment.aggregates.coin_sentiment import CoinSentiment
from sentiment.aggregates.computing import Computing
from sentiment.aggregates.reader import SentimentCache, SentimentReader, cache_key
from sentiment.aggregates.weights import Weighing
from sentiment.settings import Settings
from shared.data.database import Database
from shared.data.redis import Redis, make_redis
from shared.events import decoder, encode

from .stage import MODEL, Stage

WEIGHING = Weighing({"coindesk": 2.0}, timedelta(hours=24), timedelta(hours=8))
TTL = timedelta(minutes=5)


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    await redis.flushdb()
    yield redis
    await redis.aclose()


def reader_of(stage: Stage, redis: Redis) -> SentimentReader:
    cache = SentimentCache(redis, MODEL, TTL)
    return SentimentReader(Database(stage.engine, away="away"), cache, Computing(MODEL, WEIGHING))


@pytest.fixture
def reader(stage: Stage, redis: Redis) -> SentimentReader:
    return reader_of(stage, redis)


async def tell_five(stage: Stage, *coins: str) -> None:
    for score in (0.1, 0.2, 0.3, 0.4, 0.5):
        await stage.story(score, coins=coins)


async def test_what_was_read_is_kept_in_redis_for_five_minutes(
    stage: Stage, redis: Redis, reader: SentimentReader
) -> None:
    await tell_five(stage, "bitcoin")

    (found,) = await reader.read(["bitcoin"], stage.at)
    kept = await redis.get("sentiment:bitcoin")

    assert found.score == Decimal("0.3")
    assert decoder(CoinSentiment).decode(kept or b"") == found
    assert 0 < await redis.ttl("sentiment:bitcoin") <= 300


async def test_what_redis_has_is_not_computed_again(stage: Stage, reader: SentimentReader) -> None:
    await tell_five(stage, "bitcoin")
    (before,) = await reader.read(["bitcoin"], stage.at)
    await stage.story(-1)

    after = await reader.read(["bitcoin", "ethereum"], stage.at)

    assert (after[0], after[1].coin_id, after[1].documents) == (before, "ethereum", 0)


async def test_another_window_is_always_computed(stage: Stage, reader: SentimentReader) -> None:
    await tell_five(stage, "bitcoin")
    await stage.story(-1, hours=30)
    await reader.read(["bitcoin"], stage.at)

    (week,) = await reader.read(["bitcoin"], stage.at, timedelta(days=7))

    assert (week.stories, week.window_hours) == (6, 168)


async def test_what_another_model_or_release_has_left_is_not_read(
    stage: Stage, redis: Redis, reader: SentimentReader
) -> None:
    await tell_five(stage, "bitcoin")
    (found,) = await reader.read(["bitcoin"], stage.at)
    foreign = encode(msgspec.structs.replace(found, score=Decimal(1), model_version="0"))

    for value in (foreign, b"{}", b"\xff"):
        await redis.set(cache_key("bitcoin"), value)
        assert await reader.read(["bitcoin"], stage.at) == [found]


async def test_without_redis_everything_is_computed(stage: Stage, settings: Settings) -> None:
    await tell_five(stage, "bitcoin")
    away = make_redis(settings.model_copy(update={"redis_url": type(settings.redis_url)("redis://127.0.0.1:1/0")}))

    found = await reader_of(stage, away).read(["bitcoin", ""], stage.at)
    await away.aclose()

    assert [one.score for one in found] == [Decimal("0.3"), Decimal("0.3")]


async def test_the_market_is_of_all_stories(stage: Stage, reader: SentimentReader) -> None:
    await tell_five(stage, "bitcoin")
    await tell_five(stage)

    (market,) = await reader.read([""], stage.at)

    assert (market.stories, market.score) == (10, Decimal("0.3"))


async def test_sources_have_their_weight_and_their_part(stage: Stage, reader: SentimentReader) -> None:
    await tell_five(stage, "bitcoin")
    await stage.story(0.5, source="bluesky")
    await stage.heard(hours=0.1)

    (found,) = await reader.read(["bitcoin"], stage.at)

    told = [(part.source, part.documents, part.weight, str(part.share_percent)) for part in found.sources]
    assert told == [("coindesk", 5, Decimal(2), "90.9091"), ("bluesky", 1, Decimal(1), "9.0909")]
    assert found.freshness(stage.at) == (False, None)


async def test_an_explanation_has_the_documents_of_the_score(stage: Stage, reader: SentimentReader) -> None:
    await tell_five(stage, "bitcoin")
    await stage.story(0.5, hours=9)

    async with stage.engine.connect() as conn:
        explained = await reader.computing.explain(conn, "bitcoin", stage.at)
    (found,) = await reader.read(["bitcoin"], stage.at)

    weights = [one.weight for one in explained.documents]
    mean = sum(one.weight * one.document.score for one in explained.documents) / sum(weights)
    assert explained.sentiment == found
    assert round(Decimal(mean), 4) == found.score
    assert weights == sorted(weights, reverse=True)


async def test_a_fall_within_hours_is_told(stage: Stage, reader: SentimentReader) -> None:
    for hours, score in ((12, 0.5), (2, -0.5)):
        for number in range(6):
            await stage.story(score + number / 100, hours=hours)

    (found,) = await reader.read(["bitcoin"], stage.at)

    assert found.change is not None
    assert (found.change.before, found.change.after) == (Decimal("0.525"), Decimal("-0.475"))
