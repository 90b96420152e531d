"""What a dashboard is made of, and its JSON as Grafana reads it. Pure.

Panels stand in rows of three; `wide` ones have a row of their own.
"""

from dataclasses import dataclass, field
from typing import Any, Final

PROMETHEUS: Final = {"type": "prometheus", "uid": "prometheus"}
LOKI: Final = {"type": "loki", "uid": "loki"}
_COLUMNS: Final = 24
_WIDTH: Final = 8
_HEIGHT: Final = 8
_SCHEMA: Final = 39


@dataclass(frozen=True, slots=True)
class Query:
    """`legend`: what each series is called, with labels in double braces."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """`unit` is one of Grafana's, such as `s`, `reqps`, `bytes`, `percentunit`, `short`; `kind` a panel type of it."""

    title: str
    unit: str
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    about: str = ""
    wide: bool = False
    source: dict[str, str] = field(default_factory=lambda: PROMETHEUS)


@dataclass(frozen=True, slots=True)
class Dashboard:
    uid: str
    title: str
    about: str
    panels: tuple[Panel, ...]

    def json(self) -> dict[str, Any]:
        return {
            "uid": self.uid,
            "title": self.title,
            "description": self.about,
            "tags": ["tidemark"],
            "schemaVersion": _SCHEMA,
            "editable": False,
            "refresh": "30s",
            "time": {"from": "now-3h", "to": "now"},
            "timezone": "utc",
            "panels": _laid_out(self.panels),
        }


def one(title: str, unit: str, expr: str, legend: str = "", **more: Any) -> Panel:
    """Make a panel of one query."""
    return Panel(title, unit, (Query(expr, legend),), **more)


def several(title: str, unit: str, queries: dict[str, str], **more: Any) -> Panel:
    """Make a panel of queries by their legends."""
    return Panel(title, unit, tuple(Query(expr, legend) for legend, expr in queries.items()), **more)


def _laid_out(panels: tuple[Panel, ...]) -> list[dict[str, Any]]:
    placed, x, y = [], 0, 0
    for number, panel in enumerate(panels, 1):
        width = _COLUMNS if panel.wide else _WIDTH
        if x + width > _COLUMNS:
            x, y = 0, y + _HEIGHT
        placed.append(_json_of(panel, number, {"x": x, "y": y, "w": width, "h": _HEIGHT}))
        x += width
    return placed


def _json_of(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    targets = [
        {"refId": chr(ord("A") + at), "datasource": panel.source, "expr": query.expr, "legendFormat": query.legend}
        for at, query in enumerate(panel.queries)
    ]
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": panel.source,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0} if panel.unit else {}, "overrides": []},
        "targets": targets,
    }
