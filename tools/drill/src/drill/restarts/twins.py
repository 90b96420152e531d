"""Two ingesters without a leader, one of them killed again and again: rows, candles, gaps and delays as with none."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from drill.checks.generated import compare_generated
from drill.checks.stored_tables import check_gaps_are_closed
from drill.clients.trade_delays import TradeDelays
from drill.platform import DrillError, Platform, wait

_INGESTERS: Final = ("market-ingest", "market-ingest-2")
_RATE: Final = 500
_KILL_EVERY: Final = 5
_KILLS_EACH: Final = 12
_LONGEST: Final = 1.0
"""Seconds by which a trade may come later, at most, than the latest one before any kill."""
_LOADED: Final = "import market_data.feed.ingester, market_data.main"


def twins(platform: Platform) -> Iterator[str]:
    """Two ingesters, one killed with -9 every 5 s for 2 minutes: nothing lost or doubled, no trade a second later."""
    platform.start(SIMULATED="1", RATE="20", INGESTERS="2")
    coins = [coin["coin_id"] for coin in platform.get("/api/market/coins", limit=20)["items"]]
    platform.wait_imported()
    platform.control("/generate", {"trades_per_second": _RATE, "seconds": None})
    with TradeDelays(platform.env["GATEWAY_URL"], platform.env["DATABASE_URL"], coins) as delays:
        wait(lambda: all(_is_live(platform)), "all venues live", 60)
        time.sleep(5)
        delays.take()
        _load_again_and_again()
        quiet = _worst(*delays.take())
        yield (
            f"no kill, but a process every {_KILL_EVERY} s that loads what an ingester loads: trades reach a client "
            f"within {quiet[0]:.2f} s, the newest row was {quiet[1]:.2f} s old at most"
        )
        kills = 0
        for name in _INGESTERS:
            kills += _kill_again_and_again(platform, name)
            platform.wait_ready(60)
            time.sleep(5)
        killed = _worst(*delays.take())
    yield (
        f"{kills} kills, one every {_KILL_EVERY} s: trades reach a client within {killed[0]:.2f} s, the newest row was "
        f"{killed[1]:.2f} s old at most"
    )
    yield from compare_generated(platform, 0)
    yield check_gaps_are_closed(platform)
    later = max(after - before for before, after in zip(quiet, killed, strict=True))
    if later > _LONGEST:
        raise DrillError(f"killing an ingester delayed trades by {later:.2f} s")
    yield f"so kills delayed trades by {max(later, 0):.2f} s at most"


def _load_again_and_again() -> None:
    """Keep the machine as busy as with kills: loading a new ingester takes most of a core for seconds."""
    for _ in range(_KILLS_EACH):
        with subprocess.Popen([sys.executable, "-c", _LOADED]) as loading:
            time.sleep(_KILL_EVERY)
            loading.wait(60)


def _kill_again_and_again(platform: Platform, name: str) -> int:
    """Kill one ingester every few seconds, in whatever state it is then; returns how often."""
    kills = 0
    for _ in range(_KILLS_EACH):
        with suppress(ProcessLookupError):  # its supervisor is just about to start it
            platform.kill(name)
            kills += 1
        time.sleep(_KILL_EVERY)
    return kills


def _is_live(platform: Platform) -> Iterator[bool]:
    return (item["state"] == "live" for item in platform.get("/api/market/venues")["items"])


def _worst(stream: list[float], rows: list[float]) -> tuple[float, float]:
    return max(stream), max(rows)
