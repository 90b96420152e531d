"""The stream id, which the step that makes the topics writes."""

import asyncio

from shared.clock import now_us
from shared.events import StreamV1, TradeV1, decoder
from shared.kafka import Consumer, Reader, create_topics
from shared.kafka.topics import STREAMS, Topic
from shared.settings import ServiceSettings


async def stream_ids(bootstrap_servers: str, streams: Topic = STREAMS) -> list[StreamV1]:
    reader, found = await Reader.open(bootstrap_servers, {streams: None}, client_id="test"), []
    while not reader.caught_up:
        for records in (await reader.poll()).values():
            found += [decoder(StreamV1).decode(record.value or b"") for record in records]
    await reader.close()
    return found


async def topic_names(bootstrap_servers: str) -> set[str]:
    async with Consumer(bootstrap_servers=bootstrap_servers, group_id=None) as consumer:
        return set(await consumer.topics())


def new_topics(unique: str) -> tuple[Topic, ...]:
    """Topics that are not there yet, that of the stream id among them."""
    streams = Topic(f"test.{unique}.streams", StreamV1, partitions=1, compacted=True)
    return (streams, *(Topic(f"test.{unique}.{number}", TradeV1, partitions=1) for number in range(5)))


async def test_topics_that_were_there_keep_their_stream_id(settings: ServiceSettings) -> None:
    before = await stream_ids(settings.kafka_bootstrap_servers)

    await create_topics(settings.kafka_bootstrap_servers)

    assert before
    assert await stream_ids(settings.kafka_bootstrap_servers) == before
    assert before[-1].made_us <= now_us()


async def test_two_steps_at_once_make_every_topic_and_leave_one_newest_id(
    settings: ServiceSettings, unique: str
) -> None:
    bootstrap, topics = settings.kafka_bootstrap_servers, new_topics(unique)

    await asyncio.gather(create_topics(bootstrap, topics=topics), create_topics(bootstrap, topics=topics))

    first, second = await asyncio.gather(stream_ids(bootstrap, topics[0]), stream_ids(bootstrap, topics[0]))
    assert {topic.name for topic in topics} <= await topic_names(bootstrap)
    assert first[-1] == second[-1]
    assert len({stream.stream_id for stream in first}) == len(first)


async def test_a_topic_that_is_added_later_changes_the_id(settings: ServiceSettings, unique: str) -> None:
    bootstrap, topics = settings.kafka_bootstrap_servers, new_topics(unique)
    await create_topics(bootstrap, topics=topics[:-1])
    (before,) = await stream_ids(bootstrap, topics[0])

    await create_topics(bootstrap, topics=topics)

    assert [before] == (after := await stream_ids(bootstrap, topics[0]))[:1]
    assert len(after) == 2


async def test_a_step_that_was_killed_before_it_wrote_the_id_is_completed(
    settings: ServiceSettings, unique: str
) -> None:
    bootstrap, topics = settings.kafka_bootstrap_servers, new_topics(unique)
    await create_topics(bootstrap, topics=topics[1:])  # without the stream's topic no id is written
    empty = Topic(topics[0].name, TradeV1, partitions=1, compacted=True)  # made as if it were another topic
    await create_topics(bootstrap, topics=[empty])
    assert await stream_ids(bootstrap, topics[0]) == []

    await create_topics(bootstrap, topics=topics)

    assert len(await stream_ids(bootstrap, topics[0])) == 1
