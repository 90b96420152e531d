"""The stream id: written with the topics, once."""

from shared.clock import now_us
from shared.events import StreamV1, decoder
from shared.kafka import Reader, create_topics
from shared.kafka.topics import STREAMS
from shared.settings import ServiceSettings


async def stream_ids(bootstrap_servers: str) -> list[StreamV1]:
    reader, found = await Reader.open(bootstrap_servers, {STREAMS: None}, client_id="test"), []
    while not reader.caught_up:
        for records in (await reader.poll()).values():
            found += [decoder(StreamV1).decode(record.value or b"") for record in records]
    await reader.close()
    return found


async def test_topics_that_were_there_keep_their_stream_id(settings: ServiceSettings) -> None:
    before = await stream_ids(settings.kafka_bootstrap_servers)

    await create_topics(settings.kafka_bootstrap_servers)

    assert before
    assert await stream_ids(settings.kafka_bootstrap_servers) == before
    assert before[-1].made_us <= now_us()
