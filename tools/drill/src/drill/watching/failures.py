"""The drill that breaks: what can go wrong, how it is done and undone, and which alert must say so."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import asyncpg
from monitoring.local.servers import MissingProgramError
from monitoring.local.watching import Watch, watching
from shared.kafka import Producer
from shared.kafka.topics import TRADES

from drill.clients.alert_owner import AlertOwner
from drill.clients.receiver import Receiver
from drill.platform import LOCAL, UNLIMITED, DrillError, Platform, wait

_FASTER: Final = 10
_EVERY: Final = 2.0
_CALM: Final = 45
"""Seconds in which nothing is broken and nothing may fire."""
_FIRES_WITHIN: Final = 240
_ENDS_WITHIN: Final = 400
_RATE: Final = 200
"""Trades a second."""
_ALWAYS: Final = frozenset({"Watchdog"})


@dataclass(frozen=True)
class Failure:
    """`broken` breaks something for as long as it is entered. `at_once`: the alert has no time of being pending."""

    what: str
    alert: str
    labels: dict[str, str]
    broken: Callable[[Platform], AbstractContextManager[object]]
    at_once: bool = False
    also: tuple[str, ...] = field(default=())
    """Other alerts that must fire with it."""


def alarms(platform: Platform) -> Iterator[str]:
    """Each failure makes its alert pending, then firing, and ends it when it is over; in calm nothing fires.

    The waits and windows of the rules are ten times shorter than in production.
    """
    platform.start(SIMULATED="1", RATE=str(_RATE), **UNLIMITED)
    try:
        with watching(platform.status()["processes"], speed=_FASTER, every=_EVERY) as watch:
            wait(watch.reads_everything, "every target read", 60)
            time.sleep(_CALM)
            if firing := _firing(watch) - _ALWAYS:
                raise DrillError(f"nothing is broken, and these fire: {', '.join(sorted(firing))}")
            yield f"nothing fires in {_CALM} s of calm"
            for failure in FAILURES:
                yield _try(platform, watch, failure)
    except MissingProgramError as error:
        raise DrillError(str(error)) from error


def _try(platform: Platform, watch: Watch, failure: Failure) -> str:
    seen = set[str]()

    def fires() -> bool:
        seen.update(_states(watch, failure))
        return "firing" in seen

    # What the failure before has left behind, such as records that wait, may have raised it already.
    wait(lambda: not _states(watch, failure), f"calm: {failure.alert} before {failure.what}", _ENDS_WITHIN)
    with failure.broken(platform):
        fired = wait(fires, f"firing: {failure.alert} after {failure.what}", _FIRES_WITHIN, every=0.5)
        for other in failure.also:
            wait(lambda: other in _firing(watch), f"firing: {other} after {failure.what}", _FIRES_WITHIN)  # noqa: B023 - called here
    if "pending" not in seen and not failure.at_once:
        raise DrillError(f"{failure.alert} fired without having been pending")
    ended = wait(lambda: not _states(watch, failure), f"over: {failure.alert} after {failure.what}", _ENDS_WITHIN)
    platform.wait_ready(120)
    names = " and ".join((failure.alert, *failure.also))
    return f"{failure.what}: {names} after {fired:.0f} s, over {ended:.0f} s after it was mended"


def _states(watch: Watch, failure: Failure) -> list[str]:
    alerts = [alert for alert in watch.alerts(failure.alert) if failure.labels.items() <= alert["labels"].items()]
    return [alert["state"] for alert in alerts]


def _firing(watch: Watch) -> set[str]:
    return {series["metric"]["alertname"] for series in watch.query('ALERTS{alertstate="firing"}')}


@contextmanager
def _fault(venue: str, fault: str, platform: Platform, **options: float) -> Iterator[None]:
    given = platform.control("/faults", {"venue": venue, "fault": fault, "seconds": None, **options})
    try:
        yield
    finally:
        platform.delete_fault(given["id"])


@contextmanager
def _halted(name: str, platform: Platform) -> Iterator[None]:
    platform.halt(name)
    try:
        yield
    finally:
        platform.resume(name)


@contextmanager
def _frozen(name: str, _platform: Platform) -> Iterator[None]:
    """Stop a process as a debugger does: it is there, and does nothing."""
    pid = int((LOCAL / "run" / f"{name}.pid").read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def _locked(table: str, platform: Platform) -> Iterator[None]:
    """Hold a lock that whoever writes the table waits for."""
    with asyncio.Runner() as runner:
        conn = runner.run(asyncpg.connect(platform.env["DATABASE_URL"]))
        transaction = conn.transaction()
        runner.run(transaction.start())
        runner.run(conn.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        try:
            yield
        finally:
            runner.run(transaction.rollback())
            runner.run(conn.close())


@contextmanager
def _poisoned(platform: Platform) -> Iterator[None]:
    """Put a record into the topic of trades that nobody can read."""

    async def put() -> None:
        producer = Producer(platform.env["KAFKA_BOOTSTRAP_SERVERS"], client_id="drill")
        job = asyncio.create_task(producer.run())
        producer.put_bytes(TRADES, "bitcoin", b'{"venue":"kraken","price":"NaN')
        await producer.flush()
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    asyncio.run(put())
    yield


@contextmanager
def _webhook_down(platform: Platform) -> Iterator[None]:
    """An alert that fires at once, for an owner whose webhook nobody answers at until it is mended."""
    with ExitStack() as stack:
        owner, receiver = AlertOwner(platform), Receiver()
        _, receiver.secret = owner.add_webhook(receiver.url)
        owner.add_alert("bitcoin", {"op": "above", "value": "0.01"})
        yield
        stack.enter_context(receiver)
        wait(lambda: bool(receiver.requests), "delivered to the webhook that is back", _ENDS_WITHIN)


FAILURES: Final = (
    Failure("feed frozen", "FeedStale", {"venue": "kraken"}, partial(_fault, "kraken", "freeze")),
    Failure("ids skipped", "GapRate", {"venue": "binance"}, partial(_fault, "binance", "skip_ids", rate=0.2)),
    Failure("451", "FeedGeoBlocked", {"venue": "binance"}, partial(_fault, "binance", "http_451")),
    Failure(
        "consumer stopped",
        "TradesNotStored",
        {"service": "market-recorder"},
        partial(_frozen, "market-recorder"),
        also=("ServiceDown",),
    ),
    Failure("consumer stuck", "ConsumerLag", {"group": "market-recorder"}, partial(_locked, "prices")),
    Failure("poison record", "DeadLetters", {"topic": TRADES.name}, _poisoned, at_once=True),
    Failure("PostgreSQL stopped", "PostgresAway", {}, partial(_halted, "postgres"), also=("DependencyAway",)),
    Failure("Redis stopped", "RedisAway", {}, partial(_halted, "redis")),
    Failure("Kafka stopped", "DependencyAway", {"dependency": "kafka"}, partial(_halted, "kafka")),
    Failure("webhook down", "AlertDeliveryStuck", {}, _webhook_down),
)
