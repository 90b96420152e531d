"""What user-service has revoked: sessions, API keys, whole accounts. Known within milliseconds.

Each is kept for longer than any access token lives. Independent of the fan-out: no backlog of market data delays it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from prometheus_client import Counter, Gauge, Histogram
from shared.clock import now_us
from shared.errors import UnavailableError
from shared.events import RevocationV1, decoder
from shared.http.health import Health
from shared.http.tokens import Claims
from shared.kafka import ConsumerRecord, KafkaError, Reader, TopicPartition
from shared.kafka.topics import REVOCATIONS
from shared.logging import get_logger

from gateway.errors import NewTopicsError, TooOldError, count_unparsed
from gateway.settings import Settings

log = get_logger(__name__)

KEPT_FOR_S: Final = 900.0
"""Longer than any access token lives; user-service publishes as much of the past again when it starts."""
_KEPT: Final = 200_000
_NEVER: Final = -1
_ANSWER_WITHIN: Final = 2.0
_CHECK_EVERY: Final = 1.0
_CATCH_UP_EVERY: Final = 0.1

KNOWN: Final = Gauge("gateway_revocations_known", "Revocations that are remembered")
TOLD: Final = Counter("gateway_revocations_total", "Revocations learnt, repeats left out", ["kind"])
FORGOTTEN: Final = Counter("gateway_revocations_forgotten_total", "Revocations forgotten early for lack of room")
DELAY: Final = Histogram(
    "gateway_revocation_delay_seconds",
    "From the revocation to its being known here, those of before the start left out",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CURRENT: Final = Gauge("gateway_revocations_current", "1 while no revocation can be missing")


class Told(NamedTuple):
    """`seq`: its record's offset + 1. `at`: when this process learnt of it, by its own clock."""

    seq: int
    at: float
    revocation: RevocationV1


class NotReadYetError(UnavailableError):
    """Nobody's token can be known to be still good."""

    code = "auth_unavailable"

    def __init__(self) -> None:
        super().__init__("Sign-in cannot be checked at the moment", headers={"Retry-After": "1"})


class Revocations:
    """Follows the topic for ever.

    `started`: the past was read. `current` is false before that, and while the broker is away.
    """

    def __init__(self, settings: Settings, health: Health, *, kept: int = _KEPT) -> None:
        self._settings = settings
        self._health = health
        self._kept = kept
        self._by_id: dict[UUID, Told] = {}
        self._by_user: dict[UUID, deque[Told]] = {}
        self._callbacks: list[Callable[[Told], None]] = []
        self._began_us = 0
        self._next = _NEVER
        self.floor = 0
        self.current = False
        self.started = False
        health.down("revocations", "starting")

    def is_revoked(self, claims: Claims) -> bool:
        """Whether a token's session or key, or its user with everything, has ended.

        Raises:
            NotReadYetError: the past has never been read since the start.
        """
        if not self.started:
            raise NotReadYetError
        known = self._by_id
        return claims.session_id in known or claims.key_id in known or claims.user_id in known

    def on_revoked(self, callback: Callable[[Told], None]) -> None:
        """Call back for each one that is learnt from now on, at once and each once."""
        self._callbacks.append(callback)

    def since(self, user_id: UUID, seq: int) -> Sequence[Told]:
        """What was revoked of a user's after `seq`, oldest first.

        Raises:
            TooOldError: some of it is no longer here.
        """
        if seq < self.floor:
            raise TooOldError
        return [told for told in self._by_user.get(user_id, ()) if told.seq > seq]

    @property
    def seq(self) -> int:
        """Of the newest record that was read, of whomever."""
        return max(self._next, 0)

    async def run(self) -> None:
        """Follow until cancelled."""
        self._began_us = now_us()
        since_us = self._began_us - int(KEPT_FOR_S * 1e6)
        reader = await Reader.open(
            self._settings.kafka_bootstrap_servers,
            {REVOCATIONS: since_us},
            client_id=f"{self._settings.service_name}-revocations",
        )
        try:
            self.floor = self._next = reader.begins[TopicPartition(REVOCATIONS.name, 0)]
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch(reader))
                while True:
                    for records in (await reader.poll()).values():
                        self.take(records)
                    self.forget_old(time.monotonic())
        finally:
            await reader.close()

    def take(self, records: Sequence["ConsumerRecord[bytes, bytes]"]) -> None:
        """Learn from records of the topic.

        Raises:
            NewTopicsError: it went back to earlier offsets.
        """
        for record in records:
            if record.offset < self._next:
                raise NewTopicsError(record.topic)
            self._next = record.offset + 1
            try:
                revocation = _decode(record.value or b"")
            except msgspec.DecodeError as error:
                count_unparsed(record.topic, error)
            else:
                self.learn(Told(record.offset + 1, time.monotonic(), revocation))

    def learn(self, told: Told) -> None:
        revocation = told.revocation
        if revocation.id in self._by_id:
            return
        self._by_id[revocation.id] = told
        self._by_user.setdefault(revocation.user_id, deque()).append(told)
        TOLD.labels(revocation.kind).inc()
        if revocation.at_us >= self._began_us:
            DELAY.observe(max(now_us() - revocation.at_us, 0) / 1e6)
        if len(self._by_id) > self._kept:
            FORGOTTEN.inc()
            self._forget_oldest()
        KNOWN.set(len(self._by_id))
        for callback in self._callbacks:
            callback(told)

    def forget_old(self, now: float) -> None:
        while self._by_id and next(iter(self._by_id.values())).at < now - KEPT_FOR_S:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        told = self._by_id.pop(next(iter(self._by_id)))
        user_id = told.revocation.user_id
        of_user = self._by_user[user_id]
        of_user.popleft()
        if not of_user:
            del self._by_user[user_id]
        self.floor = told.seq
        KNOWN.set(len(self._by_id))

    async def _watch(self, reader: Reader) -> None:
        """Find out whether the broker is there, and whether what it had at the last look was read."""
        goal: int | None = None
        while True:
            try:
                async with asyncio.timeout(_ANSWER_WITHIN):
                    end = (await reader.ends(REVOCATIONS))[0]
            except (KafkaError, TimeoutError) as error:
                goal = None
                self._set_current(False, f"away: {error!r}")
            else:
                self._set_current(self._next >= (end if goal is None else min(goal, end)), "reading what is there")
                goal = end
            await asyncio.sleep(_CHECK_EVERY if self.current else _CATCH_UP_EVERY)

    def _set_current(self, current: bool, why: str) -> None:
        if current:
            self._health.up("revocations")
        else:
            self._health.down("revocations", why)
        if current != self.current:
            log.info("revocations are current" if current else "revocations may be missing", known=len(self._by_id))
        self.current = current
        self.started |= current
        CURRENT.set(current)


_decode: Final = decoder(RevocationV1).decode
