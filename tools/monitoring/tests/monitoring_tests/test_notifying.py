"""A real Prometheus and Alertmanager: what goes down is told to a webhook, and that it is back; what follows is not."""

import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from monitoring.files import ALERTMANAGER, RULES
from monitoring.local import config, servers
from monitoring.local.receiver import Received
from monitoring.local.servers import Server, running
from prometheus_client import CollectorRegistry, Gauge, start_http_server
from stack.machine.ports import HOST, free_port
from stack.testing import eventually_without_loop

FASTER = 60


def alertmanager(folder: Path, received: Received) -> Server:
    script = ["sh", str(ALERTMANAGER / "configure.sh")]
    environment = {"ALERT_WEBHOOK_URL": received.url, "ALERT_WATCHDOG_URL": received.url}
    text = subprocess.run(script, env=environment, capture_output=True, text=True, check=True).stdout
    file = folder / "alertmanager.yml"
    file.write_text(
        text.replace("group_wait: 30s", "group_wait: 1s").replace("group_interval: 5m", "group_interval: 2s")
    )
    return servers.alertmanager(free_port(), file, folder / "am")


def prometheus(folder: Path, target: str, manager: Server) -> Server:
    (folder / "rules").mkdir()
    for path in RULES.glob("*.yml"):
        (folder / "rules" / path.name).write_text(config.faster(path.read_text(encoding="utf-8"), FASTER))
    file = folder / "prometheus.yml"
    text = config.prometheus({"users": [target]}, alertmanager=manager.address, blackbox=None, every=1)
    file.write_text(text, encoding="utf-8")
    return servers.prometheus(free_port(), file, folder / "data")


def serve(port: int) -> Callable[[], None]:
    """Export one metric, as a service would; return what ends it."""
    registry = CollectorRegistry()
    Gauge("dependency_up", "", ["dependency"], registry=registry).labels("database").set(1)
    server, thread = start_http_server(port, HOST, registry)

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return end


def test_a_service_that_goes_down_and_comes_back_is_told_to_the_webhook(
    tmp_path: Path, logs: Path, received: Received
) -> None:
    port = free_port()
    end = serve(port)
    with ExitStack() as stack:
        manager = stack.enter_context(running(alertmanager(tmp_path, received), logs))
        watching = stack.enter_context(running(prometheus(tmp_path, f"{HOST}:{port}", manager), logs))
        eventually_without_loop(lambda: value(watching, 'up{job="users"}') == "1")
        eventually_without_loop(lambda: received.has("Watchdog", "firing"))
        end()
        eventually_without_loop(lambda: received.has("ServiceDown", "firing", service="users", severity="critical"))
        fired = next(alert for alert in received.alerts if alert["labels"]["alertname"] == "ServiceDown")
        assert fired["annotations"]["runbook_url"] == "docs/runbooks/ServiceDown.md"
        end = serve(port)
        eventually_without_loop(lambda: received.has("ServiceDown", "resolved", service="users"), timeout=60)
    end()


def value(server: Server, expr: str) -> str:
    answer = httpx.get(f"{server.url}/api/v1/query", params={"query": expr}).raise_for_status()
    return next((series["value"][1] for series in answer.json()["data"]["result"]), "")


def test_what_follows_from_a_service_that_is_down_is_not_told(tmp_path: Path, logs: Path, received: Received) -> None:
    def alert(name: str, **labels: str) -> dict[str, object]:
        return {"labels": {"alertname": name, **labels}, "endsAt": ends}

    ends = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    with running(alertmanager(tmp_path, received), logs) as manager:
        sent = [
            alert("ServiceDown", service="users", severity="critical"),
            alert("AlertDeliveryStuck", service="users", severity="warning"),
            alert("FeedStale", service="market-ingest", venue="kraken", severity="warning"),
        ]
        httpx.post(f"{manager.url}/api/v2/alerts", json=sent).raise_for_status()
        eventually_without_loop(lambda: received.has("ServiceDown", "firing") and received.has("FeedStale", "firing"))
        found = httpx.get(f"{manager.url}/api/v2/alerts").raise_for_status().json()

    assert {one["labels"]["alertname"]: bool(one["status"]["inhibitedBy"]) for one in found} == {
        "ServiceDown": False,
        "AlertDeliveryStuck": True,
        "FeedStale": False,
    }
    assert not received.has("AlertDeliveryStuck", "firing")
