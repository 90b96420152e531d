"""Whether the platform has stored exactly what the simulator generated, once it has settled."""

from collections.abc import Iterator
from typing import Final

from drill.checks.derived_candles import check_derived
from drill.checks.stored_rows import same_minutes, same_trades, stored_trades, truth_of
from drill.platform import DrillError, Platform, wait

# The last minute must end, and be closed, before it can be compared.
SETTLED_WITHIN: Final = 90


def compare_generated(platform: Platform, seconds: float) -> Iterator[str]:
    """Stop generating, after the `seconds` that it was asked to generate for, and compare trades and candles."""
    if seconds:
        wait(lambda: platform.control("/state")["feed"] != "continuous", "generated", seconds + 60)
    platform.control("/generate", {"trades_per_second": 0, "seconds": None})
    platform.wait_ready(30)
    platform.wait_imported()
    took = platform.wait_settled(SETTLED_WITHIN)
    truth, stored = truth_of(platform), stored_trades(platform)
    same_trades(truth, stored)
    counted = platform.pipeline().get("trades_stored")
    if counted != len(stored):
        raise DrillError(f"{len(stored)} trades are stored and {counted} are counted")
    minutes = same_minutes(platform, truth)
    derived = check_derived(platform)
    yield f"{len(truth)} trades and {minutes} minutes equal, {derived} derived; settled after {took:.0f} s"
