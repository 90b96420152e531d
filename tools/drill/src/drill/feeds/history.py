"""Two years of candles are imported while the recorder is killed, exchanges limit and the database is away."""

import itertools
import re
import time
from collections.abc import Iterator
from typing import Final

from market_data.domain.catalogue import DEFAULT

from drill.checks.history import check_composites, check_imported
from drill.checks.stored_rows import fetch
from drill.platform import LOCAL, Platform, make, wait

_COINS: Final = 20
_YEARS: Final = {"HISTORY_HOURS": "P730D", "HISTORY_DAYS": "P730D", "HISTORY_MINUTES": "P1D", "HISTORY_SHARE": "1"}
_FIRST_WITHIN: Final = 60
"""Seconds after the start within which every coin has its changes and its average of 200 hours."""
_AVERAGES: Final = "/api/analytics/moving-average/"
_QUERY: Final = {"period": 200, "interval": "1h", "limit": 1}
_LONGEST: Final = 1_200
"""Seconds. Coinbase alone lists 350 000 hours, 300 a page, at four pages a second: five minutes at the least."""
_CATALOGUE: Final = LOCAL / "drill-catalogue.toml"


def history(platform: Platform) -> Iterator[str]:
    """Two years of 20 coins, interrupted and resumed, are what the exchanges list; all coins' first figures in 60 s.

    The recorder is killed, an exchange says its limit in bodies of status 200, another leaves every fifth page empty,
    the database is away. What the exchanges list is also what an undisturbed run would have stored.
    """
    _write_catalogue()
    platform.start(SIMULATED="1", RATE="20", CATALOGUE=str(_CATALOGUE), **_YEARS)
    began = time.monotonic()
    wait(lambda: _have_first_figures(platform), "first figures of all coins", _FIRST_WITHIN)
    yield f"every coin had its changes and its average of 200 hours {time.monotonic() - began:.0f} s after `make up`"
    yield from _interrupt(platform)
    took = wait(lambda: _share(platform) >= 1, "the whole history", _LONGEST, every=2)
    yield f"whole {took:.0f} s after the last interruption"
    for interval in ("1h", "1d"):
        yield f"{interval}: {check_imported(platform, interval)} candles are those that the exchanges list"
        yield f"{interval}: {check_composites(platform, interval)} composites are what the formula says"
    make("audit")
    yield "`make audit` finds no difference"
    _CATALOGUE.unlink()


def _write_catalogue() -> None:
    """The service's own, with its first coins and all rates."""
    head, *tables = re.split(r"(?m)^(?=\[\[)", DEFAULT.read_text())
    coins = [table for table in tables if table.startswith("[[coins]]")]
    rest = [table for table in tables if not table.startswith("[[coins]]")]
    _CATALOGUE.write_text("".join([head, *coins[:_COINS], *rest]))


def _have_first_figures(platform: Platform) -> bool:
    coins = platform.get("/api/market/coins", limit=100)["items"]
    if len(coins) < _COINS or any(one["change_7d_percent"] is None for one in coins):
        return False
    return all(
        any(item["value"] for item in platform.get(_AVERAGES + one["coin_id"], **_QUERY)["items"]) for one in coins
    )


def _share(platform: Platform) -> float:
    found = platform.pipeline().get("history") or {"done": 0, "total": 0}
    return found["done"] / found["total"] if found["total"] else 0.0


def _interrupt(platform: Platform) -> Iterator[str]:
    """One after the other; the progress never goes back."""
    limited, empty = {"venue": "binance", "fault": "limit_in_body"}, {"venue": "coinbase", "fault": "empty_page"}
    faults = itertools.cycle((limited, empty))
    for kill in range(3):
        before = _share(platform)
        platform.control("/faults", {**next(faults), "seconds": 8, "rate": 0.2})
        platform.kill("market-recorder")
        wait(lambda: bool(platform.status()["ready"]), "ready after kill -9 of market-recorder", 30, every=0.5)
        wait(lambda before=before: _share(platform) > before or _share(platform) >= 1, "going on", 60)  # type: ignore[misc]
        yield f"kill {kill + 1} of the recorder at {before:.0%}: goes on from there"
    before = _share(platform)
    platform.halt("postgres")
    time.sleep(5)
    platform.resume("postgres")
    platform.wait_ready(60)
    wait(lambda: _share(platform) >= before, "not going back", 30)
    rows = fetch(platform, "SELECT count(*) AS n FROM history_imports")[0]["n"]
    yield f"database away for 5 s at {before:.0%}: {rows} imports go on"
