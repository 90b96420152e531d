"""What the files of rules hold: alerts and recorded figures. Only reads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from monitoring.files import RULES


@dataclass(frozen=True, slots=True)
class Rule:
    """`alert` or `record` is its name, the other one is empty."""

    file: str
    expr: str
    alert: str = ""
    record: str = ""
    severity: str = ""
    runbook: str = ""


def read_rules(folder: Path = RULES) -> list[Rule]:
    return [
        _rule(path.stem, rule)
        for path in sorted(folder.glob("*.yml"))
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]


def _rule(file: str, rule: dict[str, Any]) -> Rule:
    return Rule(
        file,
        rule["expr"],
        rule.get("alert", ""),
        rule.get("record", ""),
        rule.get("labels", {}).get("severity", ""),
        rule.get("annotations", {}).get("runbook_url", ""),
    )
