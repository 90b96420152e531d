"""The drill that looks: every panel has data, every metric that is named is exported, and a webhook is told."""

import os
from collections.abc import Iterator
from typing import Final

import httpx
from monitoring.dashboards.writing import promql
from monitoring.expressions import selections
from monitoring.local.receiver import receiving
from monitoring.local.servers import MissingProgramError
from monitoring.local.watching import Watch, watching
from monitoring.rules import read_rules

from drill.clients.visitor import Visitor
from drill.platform import DrillError, Platform, eventually, wait

_FASTER: Final = 10
_EVERY: Final = 2.0
_DATA_WITHIN: Final = 240
"""Seconds: a rate has its first figure after two readings, and news their first score after a while."""
_TOLD_WITHIN: Final = 120
_NOT_HERE: Final = frozenset({"probe_ssl_earliest_cert_expiry"})
"""The entrance of `make up` has no certificate; tools/monitoring/tests try one."""
_PATHS: Final = (
    "/api/market/prices/bitcoin",
    "/api/market/coins?limit=5",
    "/api/analytics/summary/bitcoin",
    "/api/users/me",
)


def monitoring(platform: Platform) -> Iterator[str]:
    """A real Prometheus and Alertmanager: every panel's query has data, a webhook is told of a stop."""
    platform.start(SIMULATED="1", RATE="60")
    try:
        with receiving() as received:
            settings = {"PATH": os.environ["PATH"], "ALERT_WEBHOOK_URL": received.url}
            processes = platform.status()["processes"]
            with watching(processes, speed=_FASTER, every=_EVERY, settings=settings) as watch:
                wait(watch.reads_everything, "every target read", 60)
                yield f"{watch.targets} targets are read"
                _visit(platform)
                eventually(lambda: _check_panels(platform, watch), _DATA_WITHIN)
                yield f"each of the {len(promql())} queries of the dashboards' panels returns data"
                yield f"each of the {_check_names(watch)} metrics in rules and panels is exported"
                platform.halt("users")
                told = wait(lambda: received.has("ServiceDown", "firing", service="users"), "told", _TOLD_WITHIN)
                platform.resume("users")
                ended = wait(
                    lambda: received.has("ServiceDown", "resolved", service="users"), "told the end", _TOLD_WITHIN
                )
                yield (
                    f"users stopped: the webhook is told after {told:.0f} s, its end {ended:.0f} s after the "
                    f"start (waits {_FASTER} times shorter)"
                )
    except MissingProgramError as error:
        raise DrillError(str(error)) from error


def _visit(platform: Platform) -> None:
    """Ask as a person does, so that there are requests, logins and look-ups in the cache."""
    visitor = Visitor(platform)
    session = visitor.login()
    for _ in range(5):
        for path in _PATHS:
            visitor.ask(path, session.headers)


def _check_panels(platform: Platform, watch: Watch) -> None:
    _visit(platform)  # rates need requests in every window
    if empty := [name for name, expr in promql().items() if not watch.query(expr)]:
        raise DrillError(f"without data: {'; '.join(empty)}")


def _check_names(watch: Watch) -> int:
    """Compare with what Prometheus was told of types: a counter is there before it has counted anything."""
    rules = read_rules()
    expressions = [*(rule.expr for rule in rules), *promql().values()]
    named = {selection.metric for expr in expressions for selection in selections(expr)} - _NOT_HERE
    own = {rule.record for rule in rules} | {"up"}
    answer = httpx.get(f"{watch.prometheus.url}/api/v1/metadata", timeout=20).raise_for_status()
    exported = {name + end for name in answer.json()["data"] for end in ("", "_bucket", "_count", "_sum")}
    if missing := named - own - exported:
        raise DrillError(f"not exported: {', '.join(sorted(missing))}")
    return len(named)
