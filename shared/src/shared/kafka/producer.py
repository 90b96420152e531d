"""The batching producer: it holds records until the broker has acknowledged them, in order within a partition.

Delivery: at least once. If the library's producer fails, it is replaced, and unacknowledged records are sent again.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Final, NoReturn

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, NodeNotReadyError
from aiokafka.protocol.metadata import MetadataRequest

from shared.clock import now_us
from shared.data.retry import of, repeat
from shared.events import encode
from shared.http import metrics
from shared.http.health import Health
from shared.kafka.batch import BATCH_BYTES, SCHEMA, Batch, Headers
from shared.kafka.connect import connect
from shared.kafka.lanes import LogLane, StateLane, make_lane
from shared.kafka.producer_client import CLOSED_WITHIN, close_client, make_client
from shared.kafka.topics import Topic, partition_of
from shared.logging import get_logger
from shared.tracing.records import TRACEPARENT

log = get_logger(__name__)

_BATCH_RECORDS: Final = 5_000
_LARGEST_RECORD: Final = BATCH_BYTES - 4_096
_MOST_ROUTES: Final = 10_000
"""Of a topic: keys whose partition is remembered. Others are hashed again."""
_CHECK_EVERY: Final = 2.0
_ANSWER_WITHIN: Final = 4.0


class Producer:
    """Run `run` as a job, `put` events without waiting, `flush` where something must come after their delivery.

    From `bound` unacknowledged records on it is `full`; callers that can stop reading their source do so then.
    `health` shows whether the broker answers, also while there is nothing to send; each producer of a process has a
    `dependency` of its own there.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        *,
        client_id: str,
        health: Health | None = None,
        dependency: str = "kafka",
        bound: int = 200_000,
        linger: float = 0.01,
    ) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._client_id = client_id
        self._health = health
        self._dependency = dependency
        self._bound = bound
        self._linger = linger
        self._lanes: dict[tuple[str, int], LogLane] = {}
        self._routes: dict[str, dict[str | None, tuple[LogLane, bytes | None]]] = {}
        self._wake = asyncio.Event()
        self._progress = asyncio.Condition()
        self._sends: set[asyncio.Task[None]] = set()
        self._kafka: AIOKafkaProducer | None = None
        self._replacing = asyncio.Lock()
        metrics.PENDING.labels(client_id).set_function(lambda: self.pending)

    @property
    def connected(self) -> bool:
        return self._kafka is not None

    @property
    def pending(self) -> int:
        """Records put and not yet acknowledged."""
        return sum(lane.pending for lane in self._lanes.values())

    def pending_of(self, topic: Topic) -> int:
        return sum(lane.pending for lane in self._lanes.values() if lane.topic == topic.name)

    def waits(self, topic: Topic, key: str) -> bool:
        """Whether a state of the key was not sent yet, so that the next one replaces it. Of compacted topics."""
        lane = self._lanes.get((topic.name, partition_of(key, topic.partitions)))
        return isinstance(lane, StateLane) and lane.waits(key.encode())

    @property
    def full(self) -> bool:
        return self.pending >= self._bound

    def put(
        self, topic: Topic, key: str, event: msgspec.Struct, *, at_us: int | None = None, trace: bytes | None = None
    ) -> None:
        """Queue an event; `at_us` becomes the record's timestamp (default: now), `trace` is the traceparent it carries.

        Raises:
            ValueError: the record is larger than a batch.
        """
        headers: Headers | None = None if trace is None else [(SCHEMA, topic.schema.encode()), (TRACEPARENT, trace)]
        self.put_bytes(topic, key, encode(event), headers=headers, at_us=at_us)

    def put_bytes(
        self,
        topic: Topic,
        key: str | None,
        value: bytes,
        *,
        headers: Headers | None = None,
        at_us: int | None = None,
    ) -> None:
        if len(value) > _LARGEST_RECORD:
            raise ValueError(f"a record of {len(value)} bytes does not fit into a batch of {topic.name}")
        routes = self._routes.get(topic.name)
        route = routes.get(key) if routes is not None else None
        if route is None:
            route = self._route(topic, key)
        lane, raw_key = route
        lane.add(((now_us() if at_us is None else at_us) // 1_000, raw_key, value, headers))
        if not lane.waiting:
            lane.waiting = True
            self._wake.set()

    def _route(self, topic: Topic, key: str | None) -> tuple[LogLane, bytes | None]:
        partition = 0 if key is None else partition_of(key, topic.partitions)
        lane = self._lanes.get((topic.name, partition))
        if lane is None:
            lane = self._lanes[topic.name, partition] = make_lane(topic, partition)
        route = (lane, None if key is None else key.encode())
        routes = self._routes.setdefault(topic.name, {})
        if len(routes) >= _MOST_ROUTES:
            routes.clear()
        routes[key] = route
        return route

    async def flush(self) -> None:
        """Wait until everything put so far is acknowledged."""
        goals = [(lane, lane.put) for lane in self._lanes.values() if lane.acknowledged < lane.put]
        async with self._progress:
            await self._progress.wait_for(lambda: all(lane.acknowledged >= goal for lane, goal in goals))

    async def room(self) -> None:
        """Wait until it is not `full`."""
        if self.full:
            async with self._progress:
                await self._progress.wait_for(lambda: not self.full)

    async def run(self) -> None:
        """Send until cancelled. A background job of the process."""
        try:
            await self._connect()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch())
                await self._send_all()
        finally:
            await self._send_last()
            await self._close()

    async def _send_all(self) -> NoReturn:
        while True:
            await self._wake.wait()
            await asyncio.sleep(self._linger)
            self._wake.clear()
            for lane in self._lanes.values():
                lane.waiting = False
                if lane.pending and not lane.busy:
                    self._start(lane)
            for task in [task for task in self._sends if task.done()]:
                self._sends.discard(task)
                task.result()  # a bug in a send ends this job, and the process with it

    async def _send_last(self) -> None:
        """Send what is left, for two seconds at most."""
        if self.connected:
            for lane in self._lanes.values():
                if lane.pending and not lane.busy:
                    self._start(lane)
        if self._sends:
            await asyncio.wait(self._sends, timeout=CLOSED_WITHIN)
        for task in self._sends:
            task.cancel()
        await asyncio.gather(*self._sends, return_exceptions=True)

    async def _watch(self) -> NoReturn:
        """Ask the broker every two seconds whether it is there: aiokafka reconnects without raising anything."""
        away = of(KafkaError, TimeoutError)
        await repeat(
            self._check, every=_CHECK_EVERY, on=away, name=self._dependency, cap=_CHECK_EVERY, health=self._health
        )

    async def _check(self) -> None:
        kafka = self._kafka
        if kafka is None:
            return  # it is being replaced, which waits for the broker and says so
        node = kafka.client.get_random_node()
        if node is None:
            raise NodeNotReadyError("no broker is known")
        async with asyncio.timeout(_ANSWER_WITHIN):
            await kafka.client.send(node, MetadataRequest([]))

    def _start(self, lane: LogLane) -> None:
        lane.busy = True
        task = asyncio.create_task(self._send(lane))
        self._sends.add(task)
        task.add_done_callback(lambda _: self._wake.set())

    async def _send(self, lane: LogLane) -> None:
        """Send one batch of a lane; after a failure through a new producer, until the broker has it."""
        try:
            while True:
                async with self._replacing:
                    kafka = self._kafka
                if kafka is None:
                    return  # run() has ended: the records stay unsent
                try:
                    sent = await self._deliver(kafka, lane)
                    break
                except KafkaError as error:
                    await self._replace(kafka, error)
            lane.on_acknowledged(sent)
            async with self._progress:
                self._progress.notify_all()
        finally:
            lane.busy = False

    async def _deliver(self, kafka: AIOKafkaProducer, lane: LogLane) -> int:
        batch = Batch()
        count = batch.fill(lane.first(_BATCH_RECORDS), lane.headers)
        await (await kafka.send_batch(batch, lane.topic, partition=lane.partition))
        return count

    async def _replace(self, failed: AIOKafkaProducer, error: KafkaError) -> None:
        async with self._replacing:
            if self._kafka is not failed:
                return  # another lane has replaced it already
            log.warning("a batch was not acknowledged, going on through a new client", error=repr(error))
            if self._health is not None:
                self._health.down(self._dependency, f"not acknowledged: {type(error).__name__}")
            await self._close()
            await self._connect()

    async def _connect(self) -> None:
        self._kafka = await connect(self._start_kafka, health=self._health, dependency=self._dependency)

    async def _start_kafka(self, on_failure: AsyncExitStack) -> AIOKafkaProducer:
        kafka = make_client(self._bootstrap_servers, self._client_id)
        on_failure.push_async_callback(close_client, kafka)
        await kafka.start()
        return kafka

    async def _close(self) -> None:
        kafka, self._kafka = self._kafka, None
        if kafka is not None:
            await close_client(kafka)
