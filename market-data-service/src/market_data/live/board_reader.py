"""Read topics of states without a consumer group: every process gets every venue, price, rate and recorder."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
from shared.clock import now_us
from shared.events import decoder
from shared.http.health import Health
from shared.kafka import ConsumerRecord, Reader
from shared.kafka.topics import Topic
from shared.logging import get_logger

log = get_logger(__name__)

_RECENT_US: Final = 60_000_000
"""How far back a topic is read that is not compacted: what is older counts no more."""


class BoardReader:
    """Gives each record of the topics to the board that `boards` names; `loaded` once their first contents are read.

    `health` shows as `kafka` whether they are read and the broker answers.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        boards: Mapping[Topic, Callable[[Any], None]],
        client_id: str,
        health: Health | None = None,
    ) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._boards = boards
        self._client_id = f"{client_id}-boards"
        self._health = health
        self.loaded = asyncio.Event()

    async def run(self) -> None:
        """Read until cancelled. A background job."""
        since_us = now_us() - _RECENT_US
        starts = {topic: None if topic.compacted else since_us for topic in self._boards}
        reader = await Reader.open(self._bootstrap_servers, starts, client_id=self._client_id)
        puts = {topic.name: (decoder(_event(topic)).decode, put) for topic, put in self._boards.items()}
        try:
            async with asyncio.TaskGroup() as tasks:
                while True:
                    for at, records in (await reader.poll(timeout_ms=200)).items():
                        _put_all(*puts[at.topic], records)
                    if reader.caught_up and not self.loaded.is_set():
                        self.loaded.set()
                        if self._health is not None:
                            tasks.create_task(reader.watch(self._health))
        finally:
            await reader.close()


def _event(topic: Topic) -> type[msgspec.Struct]:
    assert topic.event is not None  # noqa: S101 - topics of states carry events
    return topic.event


def _put_all(
    decode: Callable[[bytes], Any], put: Callable[[Any], None], records: Sequence[ConsumerRecord[bytes, bytes]]
) -> None:
    for record in records:
        if record.value is None:
            continue
        try:
            put(decode(record.value))
        except msgspec.DecodeError as error:
            log.warning("state not understood", topic=record.topic, error=str(error))
