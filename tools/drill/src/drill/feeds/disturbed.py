"""The feed disturbed in every way that the simulator knows: what is stored must be what an undisturbed run stores."""

import time
from collections.abc import Iterator
from typing import Final

from drill.checks.generated import compare_generated
from drill.checks.stored_rows import fetch, same_trades, stored_trades
from drill.checks.stored_tables import Stored, check_gaps_are_closed, compare, fetch_stored
from drill.checks.truth import of_capture
from drill.feeds.made_captures import make_captures
from drill.platform import LOCAL, DrillError, Platform, eventually, wait

_SEED: Final = 13
_MINUTES: Final = 40
_UNDISTURBED_SPEED: Final = 20
_SPEED: Final = 8
_DROPPED_SECONDS: Final = 90
_BETWEEN_DROPS: Final = 30
_VENUES: Final = ("binance", "coinbase", "kraken")
_SOCKET_FAULTS: Final = {"skip_ids": 0.05, "duplicate": 0.1, "reorder": 0.1}
_COINS: Final = ("bitcoin", "ethereum")
_ROTATIONS: Final = 60
"""Seconds for which connections are replaced all the time."""


def feed(platform: Platform) -> Iterator[str]:
    """A replay with ids skipped, frames doubled and reordered, sockets dropped for 90 s: stored as if undisturbed."""
    folder = LOCAL / "captures"
    captures = make_captures(folder, _SEED, _MINUTES)
    replay = ",".join(str(path) for path in captures)
    platform.start(REPLAY=replay, REPLAY_SPEED=str(_UNDISTURBED_SPEED))
    undisturbed = _played(platform, _MINUTES * 60 / _UNDISTURBED_SPEED)
    yield f"undisturbed: {len(undisturbed.candles)} candles, {len(undisturbed.indicators)} indicator values"

    platform.start(REPLAY=replay, REPLAY_SPEED=str(_SPEED), REPLAY_HOLD="1")
    for venue in _VENUES:
        for fault, rate in _SOCKET_FAULTS.items():
            platform.control("/faults", {"venue": venue, "fault": fault, "rate": rate})
    platform.control("/replay", {"action": "start"})
    for venue in _VENUES:
        time.sleep(_BETWEEN_DROPS)
        platform.control("/faults", {"venue": venue, "fault": "drop", "seconds": _DROPPED_SECONDS})
    played = _MINUTES * 60 / _SPEED
    wait(lambda: platform.control("/state")["state"] == "finished", "played", played + 120)
    platform.wait_settled(120)
    truth = {key: trade for path in captures for key, trade in of_capture(path).items()}
    same_trades(truth, stored_trades(platform))
    yield f"{len(truth)} trades equal to the venues' list"
    yield eventually(lambda: compare(undisturbed, fetch_stored(platform)), 60)
    yield check_gaps_are_closed(platform)
    yield from _shown(platform)


def _played(platform: Platform, seconds: float) -> Stored:
    """What is stored once the replay is over, settled and every indicator computed: two looks see the same."""
    wait(lambda: platform.control("/state")["state"] == "finished", "played", seconds + 120)
    platform.wait_settled(120)
    before = fetch_stored(platform)

    def stable() -> Stored:
        nonlocal before
        found, earlier = fetch_stored(platform), before
        before = found
        if found.indicators != earlier.indicators or not found.indicators:
            raise DrillError("indicators are still being computed")
        return found

    return eventually(stable, 60)


def _shown(platform: Platform) -> Iterator[str]:
    """The API's completeness, which the page shows, names the filled minutes."""
    for coin in _COINS:
        found = platform.get(f"/api/market/completeness/{coin}")
        minutes = {"backfilled": 0, "complete": 0, "partial": 0}
        for span in found["spans"]:
            if span["status"] in minutes:
                minutes[span["status"]] += _minutes(span["start"], span["end"])
        if not minutes["backfilled"]:
            raise DrillError(f"the completeness of {coin} shows no filled minute: {found}")
        shown = ", ".join(f"{count} minutes {status}" for status, count in minutes.items())
        yield f"completeness of {coin}: {shown}, {found['percent']} %"


def _minutes(start: str, end: str) -> int:
    return round((_seconds(end) - _seconds(start)) / 60)


def _seconds(text: str) -> float:
    return time.mktime(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


def rotation(platform: Platform) -> Iterator[str]:
    """Connections that live for seconds are replaced for a minute, under load: no gap, always live, no trade lost."""
    platform.start(SIMULATED="1", RATE="20", CONNECTION_LIFETIME="PT10S", SIMULATOR_CONNECTION_SECONDS="25")
    wait(lambda: set(_states(platform)) == {"live"}, "all venues live", 60)
    platform.wait_imported()
    wait(lambda: _open_gaps(platform) == 0, "resumed", 60)
    before = _holes(platform)
    platform.control("/generate", {"trades_per_second": 500, "seconds": None})
    seen = _states_for(platform, _ROTATIONS / 2)
    platform.control("/faults", {"venue": "binance", "fault": "shutdown", "seconds": 1})
    seen |= _states_for(platform, _ROTATIONS / 2)
    if seen != {"live"}:
        raise DrillError(f"venues were {sorted(seen)} while their connections were replaced")
    # Counted before the feed ends: at its end every instrument is looked at for gaps.
    holes = _holes(platform) - before
    if holes:
        raise DrillError(f"{holes} gaps were opened by replacing connections")
    yield f"no gap opened in {_ROTATIONS} s of replacing, every venue live all the time"
    yield from compare_generated(platform, 0)


def _states_for(platform: Platform, seconds: float) -> set[str]:
    """Every state in which a venue is seen for so long."""
    ends, seen = time.monotonic() + seconds, set[str]()
    while time.monotonic() < ends:
        seen |= set(_states(platform))
        time.sleep(0.5)
    return seen


def _states(platform: Platform) -> list[str]:
    return [str(item["state"]) for item in platform.get("/api/market/venues")["items"]]


def _open_gaps(platform: Platform) -> int:
    return sum(int(item["open_gaps"]) for item in platform.get("/api/market/venues")["items"])


def _holes(platform: Platform) -> int:
    return int(fetch(platform, "SELECT count(*) AS holes FROM market_gaps")[0]["holes"])
