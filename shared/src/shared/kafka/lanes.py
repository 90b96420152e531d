"""What waits to be sent to one partition. A log keeps every record in order, a state the newest of each key. No I/O."""

from collections.abc import Sequence
from itertools import islice

from shared.kafka.batch import SCHEMA, Headers, Record
from shared.kafka.topics import Topic


class LogLane:
    """The records that the broker has not acknowledged, oldest first. Beyond a topic's `most_waiting` none is added.

    `put` and `acknowledged` are numbers of records: all up to `acknowledged` are with the broker.
    """

    def __init__(self, topic: Topic, partition: int) -> None:
        self.topic = topic.name
        self.partition = partition
        self.headers: Headers = [(SCHEMA, topic.schema.encode())]
        self.put = 0
        self.acknowledged = 0
        self.busy = False
        self.waiting = False
        self._most = topic.most_waiting
        self._records: list[Record] = []

    def add(self, record: Record) -> None:
        if self._most is None or len(self._records) < self._most:
            self._records.append(record)
            self.put += 1

    @property
    def pending(self) -> int:
        return self.put - self.acknowledged

    def first(self, most: int) -> Sequence[Record]:
        return self._records[:most]

    def on_acknowledged(self, count: int) -> None:
        """The broker has so many of those that `first` returned last."""
        del self._records[:count]
        self.acknowledged += count


class StateLane(LogLane):
    """A later state of a key replaces an earlier one that still waits: an outage leaves two records a key at most.

    What was handed out to be sent is replaced no more: it is handed out again until the broker has it.
    """

    def __init__(self, topic: Topic, partition: int) -> None:
        super().__init__(topic, partition)
        self._newest: dict[bytes | None, tuple[int, Record]] = {}
        self._sent: list[tuple[int, Record]] = []

    def add(self, record: Record) -> None:
        self.put += 1
        self._newest[record[1]] = (self.put, record)

    @property
    def pending(self) -> int:
        return len(self._newest) + len(self._sent)

    def waits(self, key: bytes) -> bool:
        """Whether a state of the key was not handed out yet: the next one replaces it."""
        return key in self._newest

    def first(self, most: int) -> Sequence[Record]:
        if not self._sent:
            self._sent = list(islice(self._newest.values(), most))
            for _, record in self._sent:
                del self._newest[record[1]]
        return [record for _, record in self._sent]

    def on_acknowledged(self, count: int) -> None:
        del self._sent[:count]
        left = (number for number, _ in (*self._sent, *self._newest.values()))
        self.acknowledged = min(left, default=self.put + 1) - 1


def make_lane(topic: Topic, partition: int) -> LogLane:
    return (StateLane if topic.compacted or topic.states else LogLane)(topic, partition)
