import asyncio
import signal
from collections.abc import Iterator

import pytest
from shared.jobs import Jobs


@pytest.fixture
def terminated() -> Iterator[list[int]]:
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: seen.append(number))
    yield seen
    signal.signal(signal.SIGTERM, before)


async def test_a_job_that_fails_stops_the_process(terminated: list[int]) -> None:
    jobs = Jobs()

    async def die() -> None:
        raise RuntimeError("a bug")

    jobs.start("dies", die())
    await asyncio.sleep(0.01)

    assert terminated == [signal.SIGTERM]
    assert jobs.failed
    await jobs.stop()


async def test_a_job_that_is_cancelled_from_inside_stops_the_process_too(terminated: list[int]) -> None:
    jobs = Jobs()

    async def cancel_itself() -> None:
        raise asyncio.CancelledError

    jobs.start("cancelled", cancel_itself())
    await asyncio.sleep(0.01)

    assert terminated == [signal.SIGTERM]
    assert jobs.failed
    await jobs.stop()


async def test_jobs_are_stopped_newest_first(terminated: list[int]) -> None:
    jobs, ended = Jobs(), []

    async def work(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    for name in ("first", "second"):
        jobs.start(name, work(name))
    await asyncio.sleep(0)
    await jobs.stop()

    assert ended == ["second", "first"]
    assert not jobs.failed
    assert terminated == []


async def test_a_job_that_loses_its_first_cancellation_ends_all_the_same(terminated: list[int]) -> None:
    jobs, lost = Jobs(ends_within=0.01), []

    async def lose_one() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.append(1)
        await asyncio.Event().wait()

    jobs.start("loses", lose_one())
    await asyncio.sleep(0)
    await jobs.stop()

    assert lost == [1]
    assert terminated == []
