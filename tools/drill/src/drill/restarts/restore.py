"""The database is lost and comes back from a backup; what came over Kafka since comes back from the topics."""

import shutil
import time
from collections.abc import Iterator
from typing import Any, Final

import httpx

from drill.checks.generated import compare_generated
from drill.checks.stored_rows import stored_trades
from drill.clients.visitor import OK, Session, Visitor
from drill.platform import LOCAL, UNLIMITED, DrillError, Platform, make, wait

_GOES_ON: Final = 30
"""Seconds before the backup, and after it."""
_RATE: Final = {"SIMULATED": "1", "RATE": "200"}
_DATA: Final = LOCAL / "data" / "simulated" / "postgres"
_BOUGHT: Final = {
    "kind": "trade",
    "time": "2026-01-02T03:04:05Z",
    "in": {"asset": "BTC", "quantity": "0.12345678"},
    "out": {"asset": "USD", "quantity": "9999.99"},
}


def restore(platform: Platform) -> Iterator[str]:
    """The database destroyed and restored from `make backup`: what came since the backup is in the tables again.

    What people entered after the backup is lost: it is in no topic.
    """
    file = LOCAL / "drill.dump"
    platform.start(**_RATE, **UNLIMITED)
    wait(lambda: platform.get("/api/market/prices/bitcoin")["price"] is not None, "priced", 60)
    early = Visitor(platform)
    ledger = _enter(platform, early.login())
    time.sleep(_GOES_ON)
    print(make("backup", FILE=str(file)), end="")
    held = len(stored_trades(platform))
    late = Visitor(platform)
    time.sleep(_GOES_ON)
    yield f"backup of {file.stat().st_size:,} bytes with {held} trades; then {_GOES_ON} s more"
    platform.halt("postgres")
    shutil.rmtree(_DATA)
    make("up", **_RATE, **UNLIMITED)
    yield f"database destroyed and made anew: {len(stored_trades(platform))} trades in it"
    began = time.monotonic()
    make("restore", FILE=str(file))
    file.unlink()
    yield f"restored after {time.monotonic() - began:.0f} s"
    yield from compare_generated(platform, 0)
    yield from _check_people(platform, early, late, ledger)


def _enter(platform: Platform, session: Session) -> dict[str, Any]:
    with httpx.Client(base_url=platform.env["GATEWAY_URL"], headers=session.headers, timeout=20) as http:
        made = http.post("/api/portfolio", json={"name": "Before", "base_currency": "USD"}).raise_for_status().json()
        path = f"/api/portfolio/{made['portfolio_id']}/transactions"
        http.post(path, json=_BOUGHT).raise_for_status()
        return _read(http, path)


def _read(http: httpx.Client, path: str) -> dict[str, Any]:
    return {"path": path, "items": http.get(path).raise_for_status().json()["items"]}


def _check_people(platform: Platform, early: Visitor, late: Visitor, ledger: dict[str, Any]) -> Iterator[str]:
    session = early.login()
    with httpx.Client(base_url=platform.env["GATEWAY_URL"], headers=session.headers, timeout=20) as http:
        if _read(http, ledger["path"]) != ledger:
            raise DrillError("the ledger is not what it was at the backup")
        lost = late.try_login()
    if lost == OK:
        raise DrillError(
            "somebody who registered after the backup can sign in: it was not the backup that was restored"
        )
    yield f"the account of before signs in and has its ledger; the one of after is unknown ({lost})"
