"""Metrics of alerts' deliveries."""

from datetime import UTC, datetime
from typing import Final

from prometheus_client import Counter, Gauge, Histogram
from shared.events import AlertChannel

from users.notifications.alerts.alert_delivery import DeliveryState

SECONDS: Final = Histogram(
    "alerts_delivery_seconds",
    "Time from an alert's firing to its delivery",
    ["channel"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 21_600, 86_400),
)
DELIVERIES: Final = Counter("alert_deliveries_total", "Deliveries that ended", ["channel", "state"])
for _channel in AlertChannel:
    SECONDS.labels(_channel.value)
    for _state in (DeliveryState.DELIVERED, DeliveryState.FAILED):
        DELIVERIES.labels(_channel.value, _state.value)  # else the first one is no increase for Prometheus
PENDING: Final = Gauge("alert_deliveries_pending", "Deliveries that have not ended, of all replicas")


def on_given_up(count: int) -> None:
    """Count deliveries to a webhook that was paused."""
    DELIVERIES.labels(AlertChannel.WEBHOOK.value, DeliveryState.FAILED.value).inc(count)


def on_end(channel: AlertChannel, state: DeliveryState, fired_at: datetime) -> None:
    """Count a delivery that is delivered or given up."""
    DELIVERIES.labels(channel.value, state.value).inc()
    if state is DeliveryState.DELIVERED:
        SECONDS.labels(channel.value).observe(max((datetime.now(UTC) - fired_at).total_seconds(), 0))
