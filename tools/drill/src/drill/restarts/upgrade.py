"""From the last release to this one, with its migrations: what was there is there, and everything goes on."""

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any, Final

from drill.checks.stored_rows import fetch, stored_trades
from drill.clients.ledger import enter, read_ledger
from drill.clients.visitor import Visitor
from drill.platform import LOCAL, ROOT, UNLIMITED, DrillError, Platform, make, wait

_STARTED: Final = {"SIMULATED": "1", "RATE": "50", **UNLIMITED}
_EARLIER: Final = LOCAL / "earlier"
_KEPT: Final = ("data", "secrets")
_VERSIONS: Final = "migrations/versions"
_TRADES: Final = 500


def upgrade(platform: Platform) -> Iterator[str]:
    """This release started on the data of the one before (the last tag; without one, the commit before a migration)."""
    release = _release_before()
    make("down")
    _check_out(release)
    try:
        make("up", at=_EARLIER, **_STARTED)
        earlier = Platform(_EARLIER)
        before, revision = _enter(earlier)
        yield f"{release}: {len(before['trades'])} trades, a ledger, tables at {revision}"
        make("down", at=_EARLIER)
        make("reset", **_STARTED)
        _hand_on()
        platform.start_on(**_STARTED)
        yield from _check(platform, before, revision)
    finally:
        make("down", at=_EARLIER)
        _git("worktree", "remove", "--force", str(_EARLIER))


def _release_before() -> str:
    """The newest tag that lacks a migration of ours, else the newest commit that does."""
    newest = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", _VERSIONS)
    tags = _git("tag", "--merged", f"{newest}~1", "--sort=-creatordate").split()
    return tags[0] if tags else _git("rev-parse", "--short", f"{newest}~1")


def _check_out(release: str) -> None:
    if _EARLIER.exists():
        _git("worktree", "remove", "--force", str(_EARLIER))
    _git("worktree", "add", "--detach", str(_EARLIER), release)


def _enter(earlier: Platform) -> tuple[dict[str, Any], str]:
    wait(lambda: len(stored_trades(earlier)) > _TRADES, f"{_TRADES} trades stored", 120, every=1)
    visitor = Visitor(earlier)
    ledger = enter(earlier, visitor.login())
    earlier.control("/generate", {"trades_per_second": 0, "seconds": None})
    earlier.wait_settled(60)
    return {"visitor": visitor, "ledger": ledger, "trades": stored_trades(earlier)}, _revision(earlier)


def _hand_on() -> None:
    """The data and the servers' passwords of the earlier release become ours."""
    for name in _KEPT:
        shutil.rmtree(LOCAL / name, ignore_errors=True)
        shutil.move(_EARLIER / ".local" / name, LOCAL / name)


def _check(platform: Platform, before: dict[str, Any], revision: str) -> Iterator[str]:
    now = _revision(platform)
    if now == revision:
        raise DrillError(f"the tables are still at {revision}: that tries no migration")
    trades = stored_trades(platform)
    lost = before["trades"].keys() - trades.keys()
    if lost:
        raise DrillError(f"{len(lost)} trades are gone, such as {min(lost)}")
    wait(lambda: len(stored_trades(platform)) > len(trades), "trades going on", 60, every=1)
    if read_ledger(platform, before["visitor"].login(), before["ledger"].path) != before["ledger"]:
        raise DrillError("the ledger is not what it was before the upgrade")
    yield f"tables at {now}; all trades are there and go on, the account signs in and has its ledger"


def _revision(platform: Platform) -> str:
    (row,) = fetch(platform, "SELECT version_num FROM alembic_version")
    return str(row["version_num"])


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DrillError(f"git {' '.join(words[:2])}: {done.stderr.strip()}")
    return done.stdout.strip()
