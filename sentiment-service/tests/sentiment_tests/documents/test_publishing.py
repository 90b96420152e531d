import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sentiment.documents.intake import Intake
from sentiment.documents.publishing import StoryPublisher
from sentiment.documents.scoring import Scoring
from sentiment.documents.sql.stories import ModelVersion
from sentiment.documents.tagging import Tagging
from sentiment.models.vader import Vader
from sentiment.settings import Settings
from sentiment.sources.fetched import DeletedDocument
from shared.events import DocumentV1
from shared.kafka import Producer, Reader, decoded
from shared.kafka.topics import DOCUMENTS
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from .feed import SAME_STORY_WITHIN, Feed

MODEL = Vader.load()


class Published:
    """What the topic says of each story: its newest record."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.events: list[DocumentV1] = []

    async def of(self, story_id: UUID, revision: int = 1) -> DocumentV1:
        async def found() -> DocumentV1 | None:
            for records in (await self._reader.poll()).values():
                self.events += filter(None, (decoded(record, DocumentV1) for record in records))
            mine = [event for event in self.events if event.story_id == story_id and event.revision >= revision]
            return mine[-1] if mine else None

        event = await eventually(found)
        assert event is not None
        return event


@pytest.fixture
async def producer(settings: Settings) -> AsyncIterator[Producer]:
    producer = Producer(settings.kafka_bootstrap_servers, client_id="test")
    running = asyncio.create_task(producer.run())
    yield producer
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def published(settings: Settings) -> AsyncIterator[Published]:
    reader = await Reader.open(settings.kafka_bootstrap_servers, {DOCUMENTS: None}, client_id="test")
    yield Published(reader)
    await reader.close()


@pytest.fixture
def publisher(engine: AsyncEngine, producer: Producer) -> StoryPublisher:
    return StoryPublisher(engine, producer, ModelVersion(MODEL.name, MODEL.version))


@pytest.fixture
def feed(engine: AsyncEngine, tagging: Tagging) -> Feed:
    return Feed(Intake(engine, tagging, same_story_within=SAME_STORY_WITHIN), engine)


@pytest.fixture
def scoring(engine: AsyncEngine, tagging: Tagging) -> Scoring:
    return Scoring(engine, MODEL, tagging)


async def score_and_publish(scoring: Scoring, publisher: StoryPublisher) -> None:
    while await scoring.score():
        pass
    while await publisher.publish():
        pass


def title(words: str) -> str:
    return f"{words} {uuid4().hex[:8]} {uuid4().hex[:8]} {uuid4().hex[:8]}"


async def test_a_story_is_published_once_it_is_scored(
    feed: Feed, scoring: Scoring, publisher: StoryPublisher, published: Published
) -> None:
    await feed.tell(feed.item("1", title("Bitcoin surges to a great record"), url="https://news.example/a"))
    (story_id,) = await feed.stories()

    await score_and_publish(scoring, publisher)

    event = await published.of(story_id)
    assert event.coins == ("bitcoin",)
    assert event.label is not None
    assert event.probabilities is not None
    assert event.reach == 1
    assert (event.model, event.model_version) == (MODEL.name, MODEL.version)


async def test_a_second_telling_is_published_as_the_same_story_with_more_reach(
    feed: Feed, engine: AsyncEngine, scoring: Scoring, publisher: StoryPublisher, published: Published
) -> None:
    words = title("Bitcoin surges to a great record")
    await feed.tell(feed.item("1", words))
    (story_id,) = await feed.stories()
    await score_and_publish(scoring, publisher)
    first = await published.of(story_id)
    other = Feed(feed.intake, engine)

    await other.tell(other.item("2", words))
    await score_and_publish(scoring, publisher)

    second = await published.of(story_id, first.revision + 1)
    assert second.reach == 2
    assert len(second.documents) == 2


async def test_a_story_whose_only_document_is_deleted_is_published_as_empty(
    feed: Feed, scoring: Scoring, publisher: StoryPublisher, published: Published
) -> None:
    await feed.tell(feed.item("1", title("Bitcoin surges to a great record")))
    (story_id,) = await feed.stories()
    await score_and_publish(scoring, publisher)
    first = await published.of(story_id)

    await feed.tell(DeletedDocument(source=feed.name, native_id="1"))
    await score_and_publish(scoring, publisher)

    last = await published.of(story_id, first.revision + 1)
    assert (last.documents, last.title) == ((), "")


async def test_what_was_left_unpublished_is_published_by_the_next_round(
    feed: Feed, scoring: Scoring, engine: AsyncEngine, producer: Producer, published: Published
) -> None:
    await feed.tell(feed.item("1", title("Bitcoin surges to a great record")))
    (story_id,) = await feed.stories()
    while await scoring.score():
        pass  # and the process dies before it publishes

    restarted = StoryPublisher(engine, producer, ModelVersion(MODEL.name, MODEL.version))
    while await restarted.publish():
        pass

    assert (await published.of(story_id)).reach == 1
