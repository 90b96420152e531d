"""Log lines, as Alloy sends them to Loki. LogQL: it cannot be tried without a Loki."""

from typing import Final

from monitoring.dashboards.panels import LOKI, Dashboard, one

_ALL: Final = '{job=~".+"}'

LOGS: Final = Dashboard(
    "tidemark-logs",
    "Logs",
    'Log lines of every service; one request\'s lines: {job=~".+"} | json | request_id=`…`',
    (
        one(
            "Lines",
            "short",
            f"sum by (job) (rate({_ALL}[5m]))",
            "{{job}}",
            source=LOKI,
        ),
        one(
            "Warnings",
            "short",
            'sum by (job) (count_over_time({job=~".+", level="warning"}[5m]))',
            "{{job}}",
            source=LOKI,
        ),
        one(
            "Errors",
            "short",
            'sum by (job) (count_over_time({job=~".+", level=~"error|critical"}[5m]))',
            "{{job}}",
            source=LOKI,
        ),
        one(
            "Errors and warnings",
            "",
            '{job=~".+", level=~"warning|error|critical"}',
            kind="logs",
            wide=True,
            source=LOKI,
        ),
        one("All", "", _ALL, kind="logs", wide=True, source=LOKI),
    ),
)
