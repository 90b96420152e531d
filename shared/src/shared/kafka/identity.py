"""Which topics these are: Kafka's own ids of them, new whenever a topic is made anew."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final
from uuid import UUID

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Boolean, CompactArray, CompactString, Int16, Int32, Schema, TaggedFields

from shared.kafka.topics import Topic

_TEXT: Final = CompactString("utf-8")


class _Uuid(AbstractType[UUID]):  # type: ignore[misc]  # aiokafka ships no types
    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))

    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes


class _Answer(Response):  # type: ignore[misc]  # aiokafka ships no types
    API_KEY = 3
    API_VERSION = 10
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(("id", Int32), ("host", _TEXT), ("port", Int32), ("rack", _TEXT), ("t", TaggedFields)),
        ),
        ("cluster_id", _TEXT),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error", Int16),
                ("name", _TEXT),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error", Int16),
                        ("number", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("in_sync", CompactArray(Int32)),
                        ("offline", CompactArray(Int32)),
                        ("t", TaggedFields),
                    ),
                ),
                ("operations", Int32),
                ("t", TaggedFields),
            ),
        ),
        ("cluster_operations", Int32),
        ("t", TaggedFields),
    )


class _Question(RequestStruct):  # type: ignore[misc]  # aiokafka ships no types
    """Metadata, version 10: the first that names topic ids; aiokafka itself asks with version 5."""

    FLEXIBLE_VERSION = True
    API_KEY = 3
    API_VERSION = 10
    RESPONSE_TYPE = _Answer
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", _Uuid), ("name", _TEXT), ("t", TaggedFields))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("t", TaggedFields),
    )


class _Metadata(Request[_Question]):  # type: ignore[misc]  # aiokafka ships no types
    API_KEY = 3

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics: list[tuple[UUID, str, dict[int, bytes]]] = [(UUID(int=0), topic.name, {}) for topic in topics]

    def build(self, request_struct_class: type[_Question]) -> _Question:
        return request_struct_class(self._topics, False, False, False, {})


async def topic_ids(bootstrap_servers: str, topics: Iterable[Topic]) -> dict[str, str]:
    """The id of each topic, by name.

    Raises:
        KafkaError: the broker does not answer, or a topic does not exist.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=5_000)
    await admin.start()
    try:
        answer = (await admin._send_request(_Metadata(topics))).to_object()  # noqa: SLF001 - it sends any request
    finally:
        await admin.close()
    missing = [found["name"] for found in answer["topics"] if found["error"]]
    if missing:
        raise KafkaError(f"no such topics: {', '.join(missing)}")
    return {found["name"]: str(found["topic_id"]) for found in answer["topics"]}
