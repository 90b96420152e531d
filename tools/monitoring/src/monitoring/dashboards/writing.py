"""The dashboards' files: their text, and writing them."""

import json
from pathlib import Path
from typing import Final

from monitoring.dashboards.business import BUSINESS
from monitoring.dashboards.logs import LOGS
from monitoring.dashboards.panels import LOKI, Dashboard
from monitoring.dashboards.pipeline import PIPELINE
from monitoring.dashboards.postgres import POSTGRES
from monitoring.dashboards.services import SERVICES
from monitoring.dashboards.system import SYSTEM
from monitoring.files import DASHBOARDS as FOLDER

DASHBOARDS: Final = (SYSTEM, SERVICES, PIPELINE, BUSINESS, POSTGRES, LOGS)


def texts() -> dict[Path, str]:
    """Return what each dashboard's file must hold."""
    return {FOLDER / f"{each.uid.removeprefix('tidemark-')}.json": _text(each) for each in DASHBOARDS}


def write() -> None:
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")


def promql() -> dict[str, str]:
    """Return every panel's PromQL by dashboard, panel and legend."""
    return {
        f"{dashboard.title}: {panel.title}: {query.legend}": query.expr
        for dashboard in DASHBOARDS
        for panel in dashboard.panels
        if panel.source != LOKI
        for query in panel.queries
    }


def _text(dashboard: Dashboard) -> str:
    return json.dumps(dashboard.json(), indent=1, ensure_ascii=False) + "\n"
