"""Kafka: topics, one producer, one consume loop, readers, dead letters, lag. The only importer of aiokafka."""

from aiokafka import AIOKafkaConsumer as Consumer
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.kafka.admin import create_topics
from shared.kafka.consume import EventBatch, ReceivedEvent, consume, make_consumer
from shared.kafka.dead_letters import DeadLetters
from shared.kafka.lag import GroupLag
from shared.kafka.producer import Producer
from shared.kafka.reader import Reader, StateReader, decoded
from shared.kafka.topics import partition_of

__all__ = [
    "Consumer",
    "ConsumerRecord",
    "DeadLetters",
    "EventBatch",
    "GroupLag",
    "KafkaError",
    "Producer",
    "Reader",
    "ReceivedEvent",
    "StateReader",
    "TopicPartition",
    "consume",
    "create_topics",
    "decoded",
    "make_consumer",
    "partition_of",
]
