"""How a release does once it runs: what Prometheus, in the cluster, says of it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from deploy.cluster import Cluster, ClusterError

# Of all requests to the gateway: what it or a service behind it failed to answer.
_ERRORS: Final = (
    'sum(rate(http_requests_total{job="gateway",status=~"5.."}[2m]))'
    ' / sum(rate(http_requests_total{job="gateway"}[2m]))'
)
_DOWN: Final = 'up{job=~"market-ingest|market-recorder|market-data|analytics|users|portfolio|sentiment|gateway"} == 0'
_ALERTS: Final = 'ALERTS{alertstate="firing",severity="critical"}'
_EVERY: Final = 15.0


@dataclass(frozen=True)
class Gate:
    """How many errors a release may make, and for how long it is watched."""

    error_ratio: float = 0.01
    seconds: float = 300

    def bad(self, cluster: Cluster, known: frozenset[str] = frozenset()) -> str | None:
        """Return what is wrong just now, None if nothing is; alerts that are `known` were there before.

        Raises:
            ClusterError: Prometheus does not answer.
        """
        down = {sample["metric"].get("job", "?") for sample in query(cluster, _DOWN)}
        if down:
            return f"{', '.join(sorted(down))} cannot be reached"
        ratio = max((float(sample["value"][1]) for sample in query(cluster, _ERRORS)), default=0)
        if ratio > self.error_ratio:
            return f"{ratio:.1%} of requests fail, {self.error_ratio:.1%} may"
        new = alerts(cluster) - known
        return f"alerts: {', '.join(sorted(new))}" if new else None


def alerts(cluster: Cluster) -> frozenset[str]:
    """Return the names of the critical alerts that fire."""
    return frozenset(sample["metric"].get("alertname", "?") for sample in query(cluster, _ALERTS))


def query(cluster: Cluster, expression: str) -> list[Any]:
    """Return the samples of an expression; asked inside Prometheus' own pod, which no network policy keeps us from."""
    address = "http://127.0.0.1:9090"
    command = ("exec", "prometheus-0", "--container=prometheus", "--", "promtool", "query", "--format=json", "instant")
    answer = cluster.run(*command, address, expression)
    # A ratio of nothing is NaN, which is no number in JSON but in Python's.
    samples: list[Any] = json.loads(answer) or []
    return [sample for sample in samples if sample["value"][1] != "NaN"]


def watch(
    cluster: Cluster,
    gate: Gate,
    known: frozenset[str],
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> str | None:
    """Watch a release until the gate's time is over; return what was wrong twice in a row, None if nothing was."""
    until, before = clock() + gate.seconds, False
    while clock() < until:
        try:
            why = gate.bad(cluster, known)
        except ClusterError as error:
            why = str(error)
        if why and before:
            return why
        before = why is not None
        sleep(_EVERY)
    return None
