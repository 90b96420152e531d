"""The database is lost and comes back from a backup; what came over Kafka since comes back from the topics."""

import shutil
import time
from collections.abc import Iterator
from typing import Final

from drill.checks.generated import compare_generated
from drill.checks.stored_rows import stored_trades
from drill.clients.ledger import Ledger, enter, read_ledger
from drill.clients.visitor import OK, Visitor
from drill.platform import LOCAL, UNLIMITED, DrillError, Platform, make, wait

_GOES_ON: Final = 30
"""Seconds before the backup, and after it."""
_RATE: Final = {"SIMULATED": "1", "RATE": "200"}
_DATA: Final = LOCAL / "data" / "simulated" / "postgres"


def restore(platform: Platform) -> Iterator[str]:
    """The database destroyed and restored from `make backup`: what came since the backup is in the tables again.

    What people entered after the backup is lost: it is in no topic.
    """
    file = LOCAL / "drill.dump"
    platform.start(**_RATE, **UNLIMITED)
    wait(lambda: platform.get("/api/market/prices/bitcoin")["price"] is not None, "priced", 60)
    early = Visitor(platform)
    ledger = enter(platform, early.login())
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


def _check_people(platform: Platform, early: Visitor, late: Visitor, ledger: Ledger) -> Iterator[str]:
    if read_ledger(platform, early.login(), ledger.path) != ledger:
        raise DrillError("the ledger is not what it was at the backup")
    lost = late.try_login()
    if lost == OK:
        raise DrillError("somebody who registered after the backup can sign in: that is not what was backed up")
    yield f"the account of before signs in and has its ledger; the one of after is unknown ({lost})"
