"""Scores on the topic and in Redis: over real Kafka, PostgreSQL and Redis."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sentiment.aggregates.computing import Computing
from sentiment.aggregates.hours import Hours, consume_stories
from sentiment.aggregates.publisher import ScorePublisher
from sentiment.aggregates.reader import SentimentCache
from sentiment.aggregates.sql.hourly_sentiments import fetch_hours
from sentiment.aggregates.weights import Weighing
from sentiment.settings import Settings
from shared.clock import now_us, to_us
from shared.data.redis import Redis, make_redis
from shared.events import DocumentKind, DocumentV1, SentimentV1, decoder
from shared.events.ids import uuid7
from shared.http.health import Health
from shared.kafka import Producer, Reader
from shared.kafka.topics import DOCUMENTS, SCORES
from stack.testing import eventually

from .stage import MODEL, Stage

WEIGHING = Weighing({}, timedelta(hours=24), timedelta(hours=8))
COINS = ("bitcoin", "ethereum", "solana")


@dataclass
class Topic:
    """What the topic says of each coin from now on."""

    reader: Reader

    async def read(self, at: datetime, *coin_ids: str) -> dict[str, SentimentV1]:
        """The states made at that time, as soon as those of all these coins are there; and no other's."""
        found: dict[str, SentimentV1] = {}

        async def has_come() -> bool:
            for records in (await self.reader.poll()).values():
                events = [decoder(SentimentV1).decode(record.value or b"") for record in records]
                found.update({event.coin_id: event for event in events if event.made_us == to_us(at)})
            return found.keys() >= set(coin_ids)

        await eventually(has_come)
        assert found.keys() == set(coin_ids)
        return found


@pytest.fixture
async def producer(settings: Settings) -> AsyncIterator[Producer]:
    producer = Producer(settings.kafka_bootstrap_servers, client_id="tests")
    job = asyncio.create_task(producer.run())
    yield producer
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


@pytest.fixture
async def topic(settings: Settings) -> AsyncIterator[Topic]:
    reader = await Reader.open(settings.kafka_bootstrap_servers, {SCORES: now_us()}, client_id="tests")
    yield Topic(reader)
    await reader.close()


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    await redis.flushdb()
    yield redis
    await redis.aclose()


@pytest.fixture
def publisher(stage: Stage, producer: Producer, redis: Redis) -> ScorePublisher:
    cache = SentimentCache(redis, MODEL, timedelta(minutes=5))
    return ScorePublisher(stage.engine, producer, cache, Computing(MODEL, WEIGHING), lambda: COINS)


async def test_at_first_all_coins_are_published_those_without_stories_too(
    stage: Stage, publisher: ScorePublisher, topic: Topic, redis: Redis
) -> None:
    for score in (0.1, 0.2, 0.3, 0.4, 0.5):
        await stage.story(score)

    await publisher.publish(stage.at)

    told = {one.coin_id: (one.score, one.stories, one.reason) for one in (await topic.read(stage.at, *COINS)).values()}
    assert told == {
        "bitcoin": (Decimal("0.3"), 5, "sources_away"),
        "ethereum": (None, 0, "not_enough"),
        "solana": (None, 0, "not_enough"),
    }
    keys = await redis.keys("sentiment*")
    assert sorted(keys) == [b"sentiment-market", *(f"sentiment:{coin}".encode() for coin in COINS)]


async def test_then_only_coins_whose_stories_changed(stage: Stage, publisher: ScorePublisher, topic: Topic) -> None:
    gone = await stage.story(0.5)
    await stage.story(0.5, coins=("ethereum",))
    await publisher.publish(stage.at)

    unchanged = await publisher.publish(stage.at + timedelta(seconds=5))
    await stage.story(0.1, coins=("solana",))
    await stage.delete(gone)
    later = stage.at + timedelta(seconds=10)
    changed = await publisher.publish(later)

    told = await topic.read(later, "bitcoin", "solana")
    assert (unchanged, changed) == (0, 2)
    assert (told["bitcoin"].documents, told["solana"].documents) == (0, 1)


async def test_each_minute_all_are_published(stage: Stage, publisher: ScorePublisher, topic: Topic) -> None:
    counts = [await publisher.publish(stage.at + timedelta(seconds=seconds)) for seconds in (0, 59, 60)]

    assert counts == [4, 0, 4]
    await topic.read(stage.at + timedelta(seconds=60), *COINS)


async def test_a_story_on_the_topic_has_its_late_hours_computed_again(
    stage: Stage, settings: Settings, producer: Producer
) -> None:
    hours = Hours(stage.engine, MODEL, WEIGHING, kept=timedelta(days=400))
    for _ in range(5):
        await stage.story(0.5, hours=9)
    await hours.close(stage.at)
    late = await stage.story(-1, hours=3, received_at=stage.at)
    job = asyncio.create_task(consume_stories(settings, hours, producer, Health(), group=f"hours-{uuid7()}"))

    producer.put(DOCUMENTS, str(late), event_of(late))

    async def is_in_the_last_hour() -> bool:
        async with stage.engine.connect() as conn:
            found = await fetch_hours(conn, MODEL, "bitcoin", stage.ago(2), stage.at)
        return bool(found) and found[-1].stories == 6

    await eventually(is_in_the_last_hour)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


def event_of(story_id: object) -> DocumentV1:
    return DocumentV1(
        story_id=story_id,  # type: ignore[arg-type]
        kind=DocumentKind.NEWS,
        title="Late",
        url=None,
        source="coindesk",
        published_at_us=0,
        as_of_us=0,
        label=None,
        score=None,
        probabilities=None,
        coins=("bitcoin",),
        reach=1,
        documents=(),
        model=None,
        model_version=None,
        revision=1,
    )
