"""What the reader makes of records, without a broker."""

from uuid import uuid4

import pytest
from gateway.errors import NewTopicsError
from gateway.stream.channels.channel_log import PartitionProgress
from gateway.stream.topics.topic_reader import TopicReader
from shared.events import StreamV1, encode
from shared.http.health import Health
from shared.kafka import ConsumerRecord, TopicPartition
from shared.kafka.topics import STREAMS
from shared.tracing.records import FrameSpans

from ..conftest import Make

AT = TopicPartition(STREAMS.name, 0)


def record(offset: int, value: bytes) -> "ConsumerRecord[bytes, bytes]":
    return ConsumerRecord(STREAMS.name, 0, offset, 0, 0, b"", value, None, 0, len(value), ())


async def test_an_id_that_does_not_decode_is_passed_over_and_another_id_ends_the_reader(make_settings: Make) -> None:
    reader = TopicReader(make_settings(), Health(), FrameSpans())
    reader._partitions[AT] = PartitionProgress(0, 0)
    first, second = (StreamV1(stream_id=uuid4(), made_us=1) for _ in range(2))

    reader.take({AT: [record(0, encode(first)), record(1, b"{broken")]})
    reader.stream = reader._stream_id
    reader.take({AT: [record(2, b"{broken")]})

    assert reader.stream == first.stream_id.hex
    with pytest.raises(NewTopicsError):
        reader.take({AT: [record(3, encode(second))]})
