"""Reads what user-service revokes from Kafka, within milliseconds.

It has a Kafka reader of its own, so that no backlog of market data delays a revocation.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import msgspec
from prometheus_client import Gauge, Histogram
from shared.clock import now_us
from shared.events import RevocationV1, decoder
from shared.http.health import Health
from shared.kafka import ConsumerRecord, KafkaError, Reader, TopicPartition
from shared.kafka.topics import REVOCATIONS
from shared.logging import get_logger

from gateway.access.revocations import REMEMBERED_FOR_S, KnownRevocations, LearnedRevocation
from gateway.errors import NewTopicsError, count_unparsed
from gateway.settings import Settings

log = get_logger(__name__)

_NOTHING_READ: Final = -1
_ANSWER_WITHIN_S: Final = 2.0
_CHECK_EVERY_S: Final = 1.0
_CATCH_UP_EVERY_S: Final = 0.1

DELAY: Final = Histogram(
    "gateway_revocation_delay_seconds",
    "From the revocation to its being known here, those of before the start left out",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CURRENT: Final = Gauge("gateway_revocations_current", "1 while no revocation can be missing")


class RevocationReader:
    """Reads the topic until cancelled, from as far back as revocations are remembered."""

    def __init__(self, settings: Settings, health: Health, revocations: KnownRevocations) -> None:
        self._settings = settings
        self._health = health
        self._revocations = revocations
        self._began_us = 0
        self._next_offset = _NOTHING_READ
        health.down("revocations", "starting")

    async def run(self) -> None:
        """Read until cancelled.

        Raises:
            NewTopicsError: the topic was made anew.
        """
        self._began_us = now_us()
        since_us = self._began_us - int(REMEMBERED_FOR_S * 1e6)
        reader = await Reader.open(
            self._settings.kafka_bootstrap_servers,
            {REVOCATIONS: since_us},
            client_id=f"{self._settings.service_name}-revocations",
        )
        try:
            first = reader.begins[TopicPartition(REVOCATIONS.name, 0)]
            self._next_offset = self._revocations.floor = self._revocations.seq = first
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch(reader))
                while True:
                    for records in (await reader.poll()).values():
                        self._add(records)
                    self._revocations.forget_old(time.monotonic())
        finally:
            await reader.close()

    def _add(self, records: Sequence["ConsumerRecord[bytes, bytes]"]) -> None:
        for record in records:
            if record.offset < self._next_offset:
                raise NewTopicsError(record.topic)
            self._next_offset = self._revocations.seq = record.offset + 1
            try:
                revocation = _decode(record.value or b"")
            except msgspec.DecodeError as error:
                count_unparsed(record.topic, error)
            else:
                self._learn(LearnedRevocation(record.offset + 1, time.monotonic(), revocation))

    def _learn(self, learned: LearnedRevocation) -> None:
        at_us = learned.revocation.at_us
        if self._revocations.learn(learned) and at_us >= self._began_us:
            DELAY.observe(max(now_us() - at_us, 0) / 1e6)

    async def _watch(self, reader: Reader) -> None:
        """Find out whether the broker answers, and whether all it had at the previous look has been read."""
        goal: int | None = None
        while True:
            try:
                async with asyncio.timeout(_ANSWER_WITHIN_S):
                    end = (await reader.ends(REVOCATIONS))[0]
            except (KafkaError, TimeoutError) as error:
                goal = None
                self._set_current(False, f"away: {error!r}")
            else:
                is_read = self._next_offset >= (end if goal is None else min(goal, end))
                self._set_current(is_read, "reading what is there")
                goal = end
            await asyncio.sleep(_CHECK_EVERY_S if self._revocations.current else _CATCH_UP_EVERY_S)

    def _set_current(self, current: bool, why: str) -> None:
        revocations = self._revocations
        if current:
            self._health.up("revocations")
        else:
            self._health.down("revocations", why)
        if current != revocations.current:
            message = "revocations are current" if current else "revocations may be missing"
            log.info(message, known=len(revocations))
        revocations.current = current
        revocations.started |= current
        CURRENT.set(current)


_decode: Final = decoder(RevocationV1).decode
