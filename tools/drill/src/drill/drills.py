"""The drills: each breaks the platform, or what reads texts, and raises `DrillError` where a promise does not hold."""

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from stack.test_servers.captures import OWN, extra

from drill import away, fuzzing
from drill.alerting.alerts import alerts
from drill.checks.derived_candles import check_derived
from drill.checks.document import misfits
from drill.checks.generated import compare_generated
from drill.checks.stored_rows import same_minutes, same_trades, stored_trades
from drill.checks.truth import of_capture
from drill.clients.visitor import Visitor
from drill.feeds import disturbed
from drill.feeds.history import history
from drill.feeds.news.sentiment import sentiment
from drill.fuzz.texts.texts import texts
from drill.platform import LOCAL, UNLIMITED, DrillError, Platform, wait
from drill.restarts.guide import guide
from drill.restarts.restore import restore
from drill.restarts.rolling import rolling
from drill.restarts.twins import twins
from drill.restarts.upgrade import upgrade
from drill.watching.failures import alarms
from drill.watching.full_disk import full_disk
from drill.watching.panels import monitoring

Drill = Callable[[Platform], Iterator[str]]
_BETWEEN_KILLS: Final = 3.5
_NEVER_KILLED: Final = {"exchange-simulator"}
_VENUES: Final = ("binance", "coinbase", "kraken")
_FAULTS: Final = {
    "freeze": "connection_lost",
    "drop": "connection_lost",
    "refuse": "connection_lost",
    "http_451": "geo_blocked",
}
_REDIRECTION: Final = 300
_LEAST_GOOD: Final = 0.1
"""Share of the answers that must be 2xx, so that more is tried than how requests are refused."""
_ASKED_FOR: Final = 180
"""Seconds."""
_LONGEST_FINDING: Final = 2_000
"""Characters: what is of one kind fills pages."""


def captures() -> list[Path]:
    """The repository's own, and third parties' where their folder is."""
    folders = [OWN, *extra("ws")]
    found = [path for folder in folders for path in sorted(folder.glob("*/*.jsonl"))]
    return [path for path in found if path.parent.name != "single_frames"]


def replays(platform: Platform) -> Iterator[str]:
    """Each capture, played as fast as it goes, is stored to the letter; a second play into kept data adds nothing."""
    for path in captures():
        platform.start(REPLAY=str(path), REPLAY_SPEED="20")
        took = platform.wait_settled(180)
        truth, stored = of_capture(path), stored_trades(platform)
        same_trades(truth, stored)
        candles = same_minutes(platform, truth)
        yield f"{path.parent.name}/{path.stem}: {len(stored)} trades, {candles} minutes, settled after {took:.0f} s"
        if not truth:
            venue = platform.get("/api/market/venues")["items"]
            yield f"{path.parent.name}: " + ", ".join(f"{v['venue']} {v['state']} {v['reason']}" for v in venue)


def kills_during_replay(platform: Platform) -> Iterator[str]:
    """Kill -9 of each process in turn during one replay at the recorded pace."""
    path = OWN / "handmade" / "coinbase.jsonl"
    platform.start(REPLAY=str(path), REPLAY_SPEED="1", REPLAY_HOLD="1")
    platform.control("/replay", {"action": "start"})
    yield from _kill_each(platform)
    wait(lambda: platform.control("/state")["state"] == "finished", "played", 300)
    back = platform.wait_ready(30)
    took = platform.wait_settled(40)
    truth = of_capture(path)
    same_trades(truth, stored_trades(platform))
    yield (
        f"{len(truth)} trades equal, {same_minutes(platform, truth)} minutes equal, {check_derived(platform)} derived "
        f"candles equal; ready {back:.0f} s and settled {took:.0f} s after the end"
    )


def kills_under_load(platform: Platform) -> Iterator[str]:
    """Kill -9 of each process in turn during 2 000 generated trades/s."""
    platform.start(SIMULATED="1", RATE="20")
    seconds = 15 + 8 * len(platform.processes())
    platform.control("/generate", {"trades_per_second": 2000, "seconds": seconds})
    yield from _kill_each(platform)
    yield from compare_generated(platform, seconds)


def faults(platform: Platform) -> Iterator[str]:
    """A venue frozen, cut, refused or answering 451 shows it within 15 s, others go on, it recovers by itself."""
    platform.start(SIMULATED="1", RATE="60")
    for venue, (fault, reason) in zip(itertools.cycle(_VENUES), _FAULTS.items(), strict=False):
        wait(lambda: all(_state(platform, name) == "live" for name in _VENUES), "all venues live", 60)
        given = platform.control("/faults", {"venue": venue, "fault": fault, "seconds": 120})
        shown = wait(lambda: _venue(platform, venue)["reason"] == reason, f"{venue} {fault} seen as {reason}", 15)  # noqa: B023 - called here
        if any(_state(platform, name) != "live" for name in _VENUES if name != venue):
            raise DrillError(f"{fault} on {venue} took another venue down")
        platform.delete_fault(given["id"])
        back = wait(lambda: _state(platform, venue) == "live", f"{venue} back", 90)  # noqa: B023 - called here
        yield f"{venue} {fault}: shown as {reason} after {shown:.1f} s, live again after {back:.1f} s"
    yield from compare_generated(platform, 0)


def hostile(platform: Platform) -> Iterator[str]:
    """10 000 hostile messages/s for a minute on one venue crash nothing, are counted and delay no good trade."""
    platform.start(SIMULATED="1", RATE="60")
    restarts = {p["name"]: p["restarts"] for p in platform.status()["processes"]}
    before = platform.pipeline()["unparsed"]
    platform.control("/faults", {"venue": "kraken", "fault": "garbage", "seconds": 60, "rate": 10000})
    worst = 0
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        price = platform.get("/api/market/prices/bitcoin")
        ages = [quote["age_ms"] for quote in price["venues"] if quote["age_ms"] is not None]
        worst = max([worst, *ages])
        time.sleep(1)
    counted = platform.pipeline()["unparsed"] - before
    after = {p["name"]: p["restarts"] for p in platform.status()["processes"]}
    if after != restarts:
        raise DrillError(f"processes were restarted: {restarts} then {after}")
    if counted == 0:
        raise DrillError("hostile messages were not counted")
    yield f"{counted} unparsed counted, no restart, oldest bitcoin quote {worst} ms"
    yield from compare_generated(platform, 0)


def document(platform: Platform) -> Iterator[str]:
    """Three minutes of random requests as nobody, with a session and with a key: no 5xx, answers as documented.

    Limits are off, or most answers would be 429.
    """
    platform.start(SIMULATED="1", RATE="60", **UNLIMITED)
    visitor = Visitor(platform)
    session = visitor.login()
    for who, headers in (
        ("nobody", {}),
        ("a session", session.headers),
        ("a key", visitor.new_key(session)[1]),
    ):
        before = platform.answered()
        found = misfits(platform.env["GATEWAY_URL"], headers, LOCAL, seconds=_ASKED_FOR, examples=200)
        if found:
            raise DrillError(f"as {who}, answers are not as documented: {found[:_LONGEST_FINDING]}")
        statuses = platform.answered() - before
        yield f"{who}: {statuses.total()} requests in {_ASKED_FOR} s answered as documented: " + ", ".join(
            f"{count} times {status}" for status, count in sorted(statuses.items())
        )
        good = sum(count for status, count in statuses.items() if status < _REDIRECTION)
        if good < _LEAST_GOOD * statuses.total():
            raise DrillError(f"as {who}, only {good} answers were 2xx: that tries little")


def _kill_each(platform: Platform) -> Iterator[str]:
    for name in platform.processes():
        if name in _NEVER_KILLED:
            continue
        started = time.monotonic()
        platform.kill(name)
        time.sleep(_BETWEEN_KILLS)
        wait(lambda: bool(platform.status()["ready"]), f"ready after kill -9 of {name}", 30, every=0.5)
        yield f"killed {name}: all ready again after {time.monotonic() - started:.1f} s"


def _venue(platform: Platform, name: str) -> dict[str, object]:
    items: list[dict[str, object]] = platform.get("/api/market/venues")["items"]
    return next(item for item in items if item["venue"] == name)


def _state(platform: Platform, name: str) -> object:
    return _venue(platform, name)["state"]


DRILLS: Final[dict[str, Drill]] = {
    "replays": replays,
    "kills-during-replay": kills_during_replay,
    "kills-under-load": kills_under_load,
    "twins": twins,
    "feed": disturbed.feed,
    "rotation": disturbed.rotation,
    "faults": faults,
    "hostile": hostile,
    "document": document,
    "users-away": away.users_away,
    "redis-away": away.redis_away,
    "postgres-away": away.postgres_away,
    "history": history,
    "rolling": rolling,
    "restore": restore,
    "upgrade": upgrade,
    "guide": guide,
    "alerts": alerts,
    "sentiment": sentiment,
    "monitoring": monitoring,
    "alarms": alarms,
    "full-disk": full_disk,
    "fuzz": fuzzing.fuzz,
    "texts": texts,
}
