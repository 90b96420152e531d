import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any, Never

import pytest
from prometheus_client import REGISTRY
from sentiment.sources.definition import SourceDefinition, SourceKind
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.runner import SourceRunner
from sentiment.sources.source import Fetch, Position, Source, SourceError, StateName
from shared.events import DocumentKind
from stack.testing import eventually

from .surroundings import NOW, MemoryStore, defined, now, wait_of

OK, DEGRADED, DISABLED = StateName.OK, StateName.DEGRADED, StateName.DISABLED
Outcome = Fetch | Exception


def fetch(number: int, **more: Any) -> Fetch:
    document = FetchedDocument(
        source="one", native_id=str(number), kind=DocumentKind.NEWS, title=f"Title {number}", published_at=NOW
    )
    return Fetch((document,), {"number": number}, **more)


@dataclass
class Polled:
    """`outcomes`: of one fetch each, the last one again and again."""

    outcomes: list[Outcome]
    positions: list[Position] = field(default_factory=list)

    async def fetch(self, position: Position) -> Fetch:
        self.positions.append(position)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@dataclass
class Streamed:
    """`outcomes`: of one connection, then it ends."""

    outcomes: list[Outcome]
    positions: list[Position] = field(default_factory=list)

    async def stream(self, position: Position) -> AsyncGenerator[Fetch, None]:
        self.positions.append(position)
        for outcome in self.outcomes:
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome


def definition(name: str = "one") -> SourceDefinition:
    return defined(SourceKind.RSS, "https://news.example/", name=name)


@asynccontextmanager
async def running(store: MemoryStore, **sources: Source | None) -> AsyncIterator[list[asyncio.Task[Never]]]:
    """Run sources with a schedule of a few milliseconds: what is waited for is only what the test says."""
    runners = [SourceRunner(_often(name), source, store, now) for name, source in sources.items()]
    tasks = [asyncio.create_task(runner.run(), name=runner.name) for runner in runners]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, OSError):
                await task


def _often(name: str) -> SourceDefinition:
    one = definition(name)
    object.__setattr__(one, "every", timedelta(milliseconds=5))
    return one


async def test_a_source_goes_on_from_where_it_was() -> None:
    store = MemoryStore(positions={"one": {"number": 0}})
    source = Polled([fetch(1), fetch(2)])
    async with running(store, one=source):
        await eventually(lambda: len(source.positions) >= 3)

    assert source.positions[:3] == [{"number": 0}, {"number": 1}, {"number": 2}]
    assert set(store.stored) == {"1", "2"}
    assert store.is_in("one", OK)


async def test_a_source_without_its_key_is_switched_off_and_asked_nothing() -> None:
    store = MemoryStore()
    async with running(store, one=None):
        await eventually(lambda: store.newest("one"))

    state = store.newest("one")
    assert state is not None
    assert (state.state, state.reason, state.next_attempt_at) == (DISABLED, "no key", None)


async def test_a_refused_key_is_not_tried_again_within_the_hour() -> None:
    store = MemoryStore()
    source = Polled([SourceError("key refused", is_key=True)])
    async with running(store, one=source):
        await eventually(lambda: store.newest("one"))

    state = store.newest("one")
    assert state is not None
    assert (state.state, state.reason) == (DEGRADED, "key refused")
    assert timedelta(hours=1) <= wait_of(state) <= timedelta(hours=1.1)
    assert len(source.positions) == 1


async def test_a_rate_limit_is_kept() -> None:
    store = MemoryStore()
    source = Polled([SourceError("rate limit, retry in 6 min", retry_after=timedelta(minutes=6))])
    async with running(store, one=source):
        await eventually(lambda: store.newest("one"))

    state = store.newest("one")
    assert state is not None
    assert timedelta(minutes=6) <= wait_of(state) <= timedelta(minutes=6.6)


async def test_a_source_that_fails_is_asked_less_and_less_until_it_is_back() -> None:
    store = MemoryStore()
    source = Polled([*(SourceError("answered 500") for _ in range(5)), fetch(1)])
    async with running(store, one=source):
        await eventually(lambda: store.is_in("one", OK))

    waits = [wait_of(state) for _, state in store.states if state.state is DEGRADED]
    assert len(waits) == 5
    assert all(longer > shorter * 1.7 for shorter, longer in pairwise(waits))
    assert wait_of(store.states[-1][1]) < waits[1]


async def test_the_failure_of_one_source_touches_no_other() -> None:
    store = MemoryStore()
    sources: dict[str, Source] = {
        "refused": Polled([SourceError("answered 403")]),
        "odd": Polled([KeyError("title")]),
        "streamed": Streamed([fetch(7), RuntimeError("odd")]),
        "good": Polled([fetch(1), fetch(2)]),
    }
    async with running(store, **sources):
        await eventually(lambda: store.is_in("good", OK) and store.is_in("streamed", DEGRADED))
        await eventually(lambda: store.is_in("odd", DEGRADED) and store.is_in("refused", DEGRADED))
        await eventually(lambda: set(store.stored) == {"1", "2", "7"})

    reasons = {name: state.reason for name, state in store.states if state.state is DEGRADED}
    assert reasons == {
        "refused": "answered 403",
        "odd": "unreadable: not as expected (KeyError)",
        "streamed": "unreadable: not as expected (RuntimeError)",
    }


async def test_an_error_of_the_store_ends_the_runner_and_is_not_the_sources() -> None:
    store = MemoryStore(failure=OSError("the database is away"))
    async with running(store, one=Polled([fetch(1)])) as (task,):
        with pytest.raises(OSError, match="the database is away"):
            await task

    assert store.states == []


async def test_what_a_source_says_of_its_next_time_and_of_itself_is_shown() -> None:
    store = MemoryStore()
    async with running(store, one=Polled([fetch(1, next_after=timedelta(hours=2), notice="moved to https://a/")])):
        await eventually(lambda: store.newest("one"))

    state = store.newest("one")
    assert state is not None
    assert (state.state, state.reason) == (OK, "moved to https://a/")
    assert wait_of(state) >= timedelta(hours=2)


async def test_a_stream_is_opened_again_where_it_ended() -> None:
    store = MemoryStore()
    source = Streamed([Fetch((), {"number": 0}), fetch(1), fetch(2)])
    async with running(store, one=source):
        await eventually(lambda: len(source.positions) >= 2)

    assert source.positions[:2] == [{}, {"number": 2}]
    shown = [(state.state, state.reason) for _, state in store.states[:2]]
    assert shown == [(OK, None), (DEGRADED, "the connection was closed")]
    assert store.states[0][1].next_attempt_at is None


async def test_states_and_documents_are_counted() -> None:
    store = MemoryStore()
    before = REGISTRY.get_sample_value("sentiment_documents_total", {"source": "counted"}) or 0
    async with running(store, counted=Polled([fetch(1), fetch(1), SourceError("answered 500")])):
        await eventually(lambda: store.is_in("counted", DEGRADED))

    def state(name: str) -> float | None:
        return REGISTRY.get_sample_value("sentiment_source_state", {"source": "counted", "state": name})

    assert REGISTRY.get_sample_value("sentiment_documents_total", {"source": "counted"}) == before + 1
    assert (state("ok"), state("degraded"), state("disabled")) == (0, 1, 0)
