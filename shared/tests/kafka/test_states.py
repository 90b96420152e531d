"""Who reads states sees that the broker is away: readiness falls, and rises again with it."""

import asyncio
from pathlib import Path

import structlog
from shared.events import VenueV1
from shared.http.health import Health
from shared.kafka import StateReader
from shared.kafka.topics import VENUES
from stack.test_servers.own_kafka import OwnKafka
from stack.testing import eventually


async def test_readiness_follows_the_broker_also_after_the_states_are_read(tmp_path: Path) -> None:
    health = Health("kafka")
    with OwnKafka(tmp_path) as kafka, structlog.testing.capture_logs() as lines:
        found: list[VenueV1] = []
        states = StateReader(kafka.address, {VENUES: found.append}, "test", health)
        job = asyncio.create_task(states.run())
        await eventually(lambda: health.ready)
        assert states.loaded.is_set()

        kafka.freeze()
        try:
            await eventually(lambda: not health.ready)
        finally:
            kafka.go_on()
        await eventually(lambda: health.ready)
        assert not job.done()
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    said = [line["event"] for line in lines]
    assert said.count("away, trying again") == said.count("back") == 1
