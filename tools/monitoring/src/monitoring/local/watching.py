"""Everything that watches a running `make up`: exporters, Alertmanager, Prometheus."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from stack.machine.files import read_pairs
from stack.machine.places import LOCAL
from stack.machine.ports import HOST, free_port, is_free
from stack.platform.process_list import read_processes

from monitoring.files import ALERTMANAGER, MONITORING, OWN, RULES
from monitoring.local import config, servers
from monitoring.local.servers import Server, running

_ANSWERS_WITHIN: Final = 60
"""Seconds: a machine on which everything runs may be slow."""
_USUAL: Final = {"prometheus": 9090, "alertmanager": 9093}


@dataclass(frozen=True)
class Watch:
    """A running Prometheus and Alertmanager. `speed`: how many times shorter the rules' waits are."""

    prometheus: Server
    alertmanager: Server
    speed: float
    targets: int

    def reads_everything(self) -> bool:
        """Tell whether the newest reading of every target succeeded."""
        return [series["value"][1] for series in self.query("up")] == ["1"] * self.targets

    def query(self, expr: str) -> list[dict[str, Any]]:
        """Return the series that an expression gives now."""
        asked = config.faster(expr, self.speed) if self.speed != 1 else expr
        answer = httpx.get(f"{self.prometheus.url}/api/v1/query", params={"query": asked}, timeout=_ANSWERS_WITHIN)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    def alerts(self, name: str) -> list[dict[str, Any]]:
        """Return the pending and firing alerts of a name, as Prometheus has them."""
        answer = httpx.get(f"{self.prometheus.url}/api/v1/alerts", timeout=_ANSWERS_WITHIN).raise_for_status()
        found: list[dict[str, Any]] = answer.json()["data"]["alerts"]
        return [alert for alert in found if alert["labels"]["alertname"] == name]


@contextmanager
def watching(
    processes: list[dict[str, Any]], *, speed: float = 1, every: float = 15, settings: Mapping[str, str] = os.environ
) -> Iterator[Watch]:
    """Watch the processes of `make status`; `settings` are those of configure.sh.

    Raises:
        MissingProgramError: a program is not installed or does not start.
    """
    shutil.rmtree(OWN, ignore_errors=True)
    (OWN / "rules").mkdir(parents=True)
    for path in RULES.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        (OWN / "rules" / path.name).write_text(config.faster(text, speed) if speed != 1 else text, encoding="utf-8")
    environment = read_pairs(LOCAL / "env")
    with ExitStack() as stack:

        def run(server: Server) -> Server:
            return stack.enter_context(running(server, OWN / "log"))

        blackbox = run(servers.blackbox(free_port(), MONITORING / "blackbox" / "blackbox.yml"))
        node = run(servers.node(free_port()))
        postgres = run(servers.postgres(free_port(), environment["DATABASE_URL"]))
        redis = run(servers.redis(free_port(), environment["REDIS_URL"]))
        manager = run(servers.alertmanager(_port("alertmanager"), _alertmanager_file(settings, speed), OWN / "am"))
        port = _port("prometheus")
        targets = {
            **_targets(processes),
            "node": [node.address],
            "postgres": [postgres.address],
            "redis": [redis.address],
            "alertmanager": [manager.address],
            "prometheus": [f"{HOST}:{port}"],
            config.ENTRANCE: [f"{environment['GATEWAY_URL']}/health/live"],
        }
        file = OWN / "prometheus.yml"
        file.write_text(
            config.prometheus(targets, alertmanager=manager.address, blackbox=blackbox.address, every=every),
            encoding="utf-8",
        )
        yield Watch(run(servers.prometheus(port, file, OWN / "data")), manager, speed, sum(map(len, targets.values())))


def _targets(processes: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the addresses by job: a process is of the job that its command ends with, a second ingester too.

    The simulator is of none.
    """
    jobs = {process.name: process.command[-1] for process in read_processes() if process.command[-1] in config.jobs()}
    found: dict[str, list[str]] = {}
    for process in processes:
        if process["name"] in jobs:
            url = process["internal_url"] or process["url"]
            found.setdefault(jobs[process["name"]], []).append(url.removeprefix("http://"))
    return found


def _alertmanager_file(settings: Mapping[str, str], speed: float) -> Path:
    """Write Alertmanager's configuration, with the pauses between notifications shortened likewise."""
    script = ["sh", str(ALERTMANAGER / "configure.sh")]
    text = subprocess.run(script, env=dict(settings), capture_output=True, text=True, check=True).stdout
    if speed != 1:
        for before, after in (("group_wait: 30s", "group_wait: 1s"), ("group_interval: 5m", "group_interval: 2s")):
            text = text.replace(before, after)
    path = OWN / "alertmanager.yml"
    path.write_text(text, encoding="utf-8")
    return path


def _port(name: str) -> int:
    """Return the port that people know, unless something has it."""
    usual = _USUAL[name]
    return usual if is_free(usual) else free_port()
