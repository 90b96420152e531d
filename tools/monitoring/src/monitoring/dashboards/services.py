"""Rate, errors and latency of every service, its dependencies and pools."""

from typing import Final

from monitoring.dashboards.panels import Dashboard, one, several

_OURS: Final = 'job=~"market-ingest|market-recorder|market-data|analytics|users|portfolio|sentiment|gateway"'
_PEOPLE: Final = 'route!~"/health/.*|/metrics"'
_API: Final = 'service="gateway",route=~"/api/.*"'

SERVICES: Final = Dashboard(
    "tidemark-services",
    "Services",
    "Rate, errors and latency of every service, its dependencies and pools",
    (
        one("Up", "short", f"up{{{_OURS}}}", "{{job}} {{instance}}"),
        one(
            "Starts within an hour",
            "short",
            f"changes(process_start_time_seconds{{{_OURS}}}[1h])",
            "{{job}} {{instance}}",
        ),
        one("Dependencies that answer", "short", "min by (job, dependency) (dependency_up)", "{{job}}: {{dependency}}"),
        one(
            "Requests",
            "reqps",
            f"sum by (service) (rate(http_requests_total{{{_PEOPLE}}}[5m]))",
            "{{service}}",
        ),
        one(
            "Errors (5xx)",
            "reqps",
            f'sum by (service) (rate(http_requests_total{{{_PEOPLE},status=~"5.."}}[5m])) or vector(0)',
            "{{service}}",
        ),
        one(
            "Latency, 95 %",
            "s",
            "histogram_quantile(0.95, sum by (le, service) "
            f"(rate(http_request_duration_seconds_bucket{{{_PEOPLE}}}[5m])))",
            "{{service}}",
        ),
        one(
            "API: requests by route", "reqps", f"sum by (route) (rate(http_requests_total{{{_API}}}[5m]))", "{{route}}"
        ),
        one(
            "API: latency by route, 95 %",
            "s",
            f"histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket{{{_API}}}[5m])))",
            "{{route}}",
        ),
        one(
            "API: answers by status",
            "reqps",
            f"sum by (status) (rate(http_requests_total{{{_API}}}[5m]))",
            "{{status}}",
        ),
        several(
            "API: errors, of 0.1 % promised",
            "percentunit",
            {"5 minutes": "gateway:requests_failed:ratio_rate5m", "6 hours": "gateway:requests_failed:ratio_rate6h"},
        ),
        several(
            "API: slower than 0.5 s, of 1 % promised",
            "percentunit",
            {"5 minutes": "gateway:requests_slow:ratio_rate5m", "6 hours": "gateway:requests_slow:ratio_rate6h"},
        ),
        several(
            "API: turned away",
            "reqps",
            {
                "limited (429)": "sum(rate(gateway_requests_limited_total[5m])) or vector(0)",
                "connections refused": "sum(rate(gateway_connections_refused_total[5m])) or vector(0)",
            },
        ),
        one("WebSocket clients", "short", "sum by (instance) (websocket_clients)", "{{instance}}"),
        one("Revocations are current", "short", "min by (instance) (gateway_revocations_current)", "{{instance}}"),
        one(
            "Credentials checked",
            "ops",
            "sum by (kind, result) (rate(gateway_authentications_total[5m])) or vector(0)",
            "{{kind}} {{result}}",
        ),
        several(
            "Connections to PostgreSQL",
            "short",
            {
                "{{job}} in use": 'sum by (job) (database_pool_connections{state="in_use"})',
                "{{job}} limit": 'sum by (job) (database_pool_connections{state="limit"})',
            },
        ),
        one("Cache", "ops", "sum by (job, result) (rate(cache_reads_total[5m]))", "{{job}} {{result}}"),
        several(
            "Password hashes",
            "short",
            {
                "a second": "sum(rate(users_password_hashes_total[5m]))",
                "waiting": "sum(users_password_hashes_waiting)",
            },
        ),
    ),
)
