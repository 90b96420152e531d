"""Dead letters: a record that cannot be used is copied to `<topic>.dlq` ("parked"), and the next one is handled."""

from typing import Final

from aiokafka import ConsumerRecord

from shared.http import metrics
from shared.kafka.producer import Producer
from shared.kafka.topics import DEAD_LETTERS
from shared.logging import get_logger

log = get_logger(__name__)

_BY_NAME: Final = {topic.name: topic for topic in DEAD_LETTERS}
_LONGEST_REASON: Final = 500


class DeadLetters:
    """Parks the records that one consumer cannot use, with their bytes and the reason."""

    def __init__(self, producer: Producer, consumer: str) -> None:
        self._producer = producer
        self._consumer = consumer

    def park(self, record: ConsumerRecord[bytes, bytes], reason: str) -> None:
        """Queue the copy; the consume loop flushes the producer before it commits."""
        topic = _BY_NAME[f"{record.topic}.dlq"]
        log.warning("record parked", topic=record.topic, partition=record.partition, offset=record.offset, why=reason)
        metrics.DEAD_LETTERS.labels(record.topic).inc()
        self._producer.put_bytes(
            topic,
            None,
            record.value or b"",
            headers=[
                *record.headers,
                ("reason", reason[:_LONGEST_REASON].encode()),
                ("consumer", self._consumer.encode()),
                ("source", f"{record.topic}/{record.partition}/{record.offset}".encode()),
            ],
        )
