"""The committed configuration with what differs on this machine: targets, paths, and for drills shorter waits. Pure.

A drill cannot wait for an hour: with `faster` every window and every `for` of the rules is that many times shorter.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import yaml

from monitoring.files import PROMETHEUS

ENTRANCE: Final = "entrance"
_WINDOW: Final = re.compile(r"\[(\d+)([smhd])\]")
_FOR: Final = re.compile(r"(\bfor: )(\d+)([smhd])\b")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def jobs() -> list[str]:
    """Return the names of all jobs that are scraped."""
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
    return [job["job_name"] for job in config["scrape_configs"]]


def prometheus(
    targets: Mapping[str, Sequence[str]], *, alertmanager: str, blackbox: str | None, every: float = 15
) -> str:
    """Return Prometheus's configuration; `targets` by job, and a job without any is left out.

    The entrance's targets are addresses as people reach it, and are tried through `blackbox`.
    """
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
    config["global"] = {"scrape_interval": f"{every:g}s", "evaluation_interval": f"{every:g}s"}
    config["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": [alertmanager]}]}]
    aimed = [job for job in config["scrape_configs"] if targets.get(job["job_name"])]
    config["scrape_configs"] = [_aimed(job, targets[job["job_name"]], blackbox) for job in aimed]
    text: str = yaml.safe_dump(config, sort_keys=False)
    return text


def _aimed(job: dict[str, Any], targets: Sequence[str], blackbox: str | None) -> dict[str, Any]:
    kept = {name: value for name, value in job.items() if not name.endswith("_sd_configs")}
    if "relabel_configs" in kept:
        *before, last = kept["relabel_configs"]
        kept["relabel_configs"] = [*before, {**last, "replacement": blackbox}]
    return {**kept, "static_configs": [{"targets": list(targets)}]}


def faster(rules: str, times: float) -> str:
    """Return a file of rules, or a query, with every window and every `for` that many times shorter."""
    shorter = _WINDOW.sub(lambda found: f"[{_divided(found[1], found[2], times)}]", rules)
    return _FOR.sub(lambda found: f"{found[1]}{_divided(found[2], found[3], times)}", shorter)


def _divided(count: str, unit: str, times: float) -> str:
    """Return a duration in milliseconds, which PromQL reads in any size."""
    return f"{round(timedelta(**{_UNITS[unit]: int(count)}).total_seconds() / times * 1_000)}ms"
