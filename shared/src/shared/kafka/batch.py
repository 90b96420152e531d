"""A batch of records, filled at once: aiokafka's own `append` costs more than encoding the record does."""

from collections.abc import Sequence
from typing import Final

from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.default_records import DefaultRecordBase

BATCH_BYTES: Final = 512 * 1024

Headers = list[tuple[str, bytes]]
# Time in ms, key, value, headers where they are not the topic's own: nothing that the garbage collector tracks.
Record = tuple[int, bytes | None, bytes, Headers | None]


class Batch(BatchBuilder):  # type: ignore[misc]  # aiokafka has no types
    """zstd: a sixth of the time that lz4 takes here (aiokafka compresses at its level 9), and half the bytes."""

    def __init__(self) -> None:
        super().__init__(BATCH_BYTES, DefaultRecordBase.CODEC_ZSTD)

    def fill(self, records: Sequence[Record], headers: Headers) -> int:
        """Take as many as there is room for and close; returns how many."""
        append, count = self._builder.append, 0
        for at_ms, key, value, own in records:
            if append(count, at_ms, key, value, own or headers) is None:
                break
            count += 1
        self._relative_offset = count
        self.close()
        return count
