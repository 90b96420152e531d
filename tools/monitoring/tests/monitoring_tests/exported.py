"""What is exported: by our modules, from the registry they fill on import; by servers, from a real scrape."""

import importlib
from typing import Any

import httpx
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from stack.machine.places import ROOT


def import_everything_with_metrics() -> None:
    for path in sorted(ROOT.glob("*/src/*/**/*.py")):
        if "prometheus_client" in path.read_text(encoding="utf-8"):
            parts = path.relative_to(ROOT).with_suffix("").parts[2:]
            importlib.import_module(".".join(part for part in parts if part != "__init__"))


def our_metrics() -> dict[str, frozenset[str]]:
    """Each name that our processes export, with its labels."""
    import_everything_with_metrics()
    collectors: dict[str, Any] = REGISTRY._names_to_collectors
    of_process = {sample.name: frozenset[str]() for family in REGISTRY.collect() for sample in family.samples}
    return of_process | {name: frozenset(getattr(one, "_labelnames", ())) for name, one in collectors.items()}


def scraped(url: str) -> set[str]:
    """Each name that a server exports now."""
    text = httpx.get(url, timeout=20).raise_for_status().text
    # A counter without `_total` is no OpenMetrics, but many of an exporter's are such: the names as they stand.
    families = text_string_to_metric_families(text)
    return {sample.name for family in families for sample in family.samples} | {
        line.partition("{")[0].partition(" ")[0] for line in text.splitlines() if not line.startswith("#")
    }
