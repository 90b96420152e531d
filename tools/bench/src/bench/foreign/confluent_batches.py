"""Records/s of confluent-kafka's `produce_batch`, idempotent, acks=all. Arguments: servers, topic, records, a file.

The file has a key, a tab and a value a line; the records go round them.
"""

import importlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

_AT_ONCE: Final = 5_000
_ROUNDS: Final = 3


def _rate(servers: str, topic: str, records: int, lines: list[tuple[bytes, bytes]]) -> float:
    producer: Any = importlib.import_module("confluent_kafka").Producer(
        {
            "bootstrap.servers": servers,
            "enable.idempotence": True,
            "acks": "all",
            "linger.ms": 5,
            "batch.size": 1_000_000,
            "queue.buffering.max.messages": 2 * records,
            "queue.buffering.max.kbytes": 2_000_000,
            "partitioner": "murmur2_random",
        }
    )
    producer.produce(topic, key=lines[0][0], value=lines[0][1])
    producer.flush(30)
    started = time.perf_counter()
    for begin in range(0, records, _AT_ONCE):
        numbers = range(begin, min(begin + _AT_ONCE, records))
        batch = [{"key": key, "value": value} for key, value in (lines[number % len(lines)] for number in numbers)]
        queued = producer.produce_batch(topic, batch)
        if queued != len(batch):
            raise RuntimeError(f"{queued} of {len(batch)} records were taken")
        producer.poll(0)
    if producer.flush(120):
        raise RuntimeError("not all records were acknowledged")
    return records / (time.perf_counter() - started)


def main() -> None:
    servers, topic, records, path = sys.argv[1:5]
    lines = [(key, value) for key, _, value in (line.partition(b"\t") for line in Path(path).read_bytes().splitlines())]
    _rate(servers, topic, int(records), lines)  # the broker compiles its own hot path meanwhile
    print(
        json.dumps({"records": statistics.median(_rate(servers, topic, int(records), lines) for _ in range(_ROUNDS))})
    )


if __name__ == "__main__":
    main()
