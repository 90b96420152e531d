"""Show the dead letters of a topic of the running `make up`, one JSON object a line, oldest first."""

import asyncio
import json
from typing import Any, Final

from shared.kafka import ConsumerRecord, Reader
from shared.kafka.topics import DEAD_LETTERS
from stack.machine.files import read_pairs
from stack.machine.places import LOCAL

_BY_NAME: Final = {topic.name: topic for topic in DEAD_LETTERS}


def names() -> list[str]:
    return sorted(_BY_NAME)


def show(topic: str) -> None:
    """Print them. Raises KeyError if there is no such topic."""
    servers = read_pairs(LOCAL / "env")["KAFKA_BOOTSTRAP_SERVERS"]
    for line in asyncio.run(_read(servers, topic)):
        print(json.dumps(line, ensure_ascii=False))


async def _read(servers: str, topic: str) -> list[dict[str, Any]]:
    reader = await Reader.open(servers, {_BY_NAME[topic]: None}, client_id="dead-letters")
    found: list[dict[str, Any]] = []
    try:
        while not reader.caught_up:
            for records in (await reader.poll()).values():
                found += map(shown, records)
    finally:
        await reader.close()
    return found


def shown(record: ConsumerRecord[bytes, bytes]) -> dict[str, Any]:
    """Return what its headers say (reason, consumer, source, venue), and its bytes as text."""
    headers = {name: value.decode(errors="replace") for name, value in record.headers}
    return {"at_ms": record.timestamp, **headers, "value": (record.value or b"").decode(errors="replace")}
