"""Trying again: how long, how often, and what log and readiness show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.data.retry import Backoff, of, repeat, retry
from shared.http.health import Health


class Flaky:
    """A call that fails `failures` times and then succeeds."""

    def __init__(self, failures: int, error: Exception | None = None) -> None:
        self.failures = failures
        self.error = error or OSError("refused")
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error
        return "answer"


async def test_a_call_is_repeated_until_it_succeeds() -> None:
    health, call = Health("kafka"), Flaky(3)
    health.up("kafka")

    assert await retry(call, on=of(OSError), name="kafka", first=0.001, health=health) == "answer"
    assert call.calls == 4
    assert health.ready


async def test_an_error_that_is_not_temporary_is_raised_at_once() -> None:
    call = Flaky(3, ValueError("a bug"))

    with pytest.raises(ValueError, match="a bug"):
        await retry(call, on=of(OSError), name="kafka", first=0.001)
    assert call.calls == 1


async def test_the_last_error_is_raised_when_the_time_is_over() -> None:
    with pytest.raises(OSError, match="refused"):
        await retry(Flaky(10**9), on=of(OSError), name="kafka", first=0.001, cap=0.002, within=0.01)


async def test_an_outage_is_logged_once_and_so_is_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    await retry(Flaky(5), on=of(OSError), name="kafka", first=0.001)

    out = capsys.readouterr().out
    assert out.count("away, trying again") == 1
    assert out.count("failures=5") == 1


async def test_readiness_is_false_while_a_dependency_is_away() -> None:
    health = Health("database")
    health.up("database")
    seen = []

    async def call() -> None:
        seen.append(health.ready)
        if len(seen) < 3:
            raise OSError

    await retry(call, on=of(OSError), name="database", first=0.001, health=health)
    assert seen == [True, False, False]
    assert health.ready


async def test_a_job_goes_on_after_an_outage_and_ends_by_a_bug() -> None:
    calls: list[int] = []

    async def job() -> None:
        calls.append(len(calls))
        if len(calls) == 2:
            raise OSError
        if len(calls) == 4:
            raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        await repeat(job, every=0.001, on=of(OSError), name="database", first=0.001)
    assert calls == [0, 1, 2, 3]


@given(st.integers(1, 60))
def test_waits_grow_to_the_cap_and_never_beyond(attempts: int) -> None:
    backoff = Backoff(first=0.2, cap=5)
    waits = [backoff.next() for _ in range(attempts)]

    assert all(0.1 <= wait <= min(5, 0.2 * 2**n) for n, wait in enumerate(waits))
    assert backoff.attempt == attempts


def test_waits_at_the_cap_still_differ() -> None:
    backoff = Backoff(first=0.2, cap=5)

    assert len({backoff.next() for _ in range(60)}) > 50
