"""Where the configuration is. Only looks up."""

from typing import Final

from stack.machine.places import LOCAL, ROOT

MONITORING: Final = ROOT / "monitoring"
PROMETHEUS: Final = MONITORING / "prometheus"
RULES: Final = PROMETHEUS / "rules"
RULE_TESTS: Final = PROMETHEUS / "tests"
ALERTMANAGER: Final = MONITORING / "alertmanager"
DASHBOARDS: Final = MONITORING / "grafana" / "dashboards"
RUNBOOKS: Final = ROOT / "docs" / "runbooks"
OWN: Final = LOCAL / "monitoring"
"""What the local servers are given, and keep."""
