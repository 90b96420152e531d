"""How much memory each process has used at most since it started, against what its container may use on Kubernetes."""

from pathlib import Path
from typing import Any, Final

import yaml

from bench.figures import Figure, at_most
from bench.platform import ROOT, status

_MANIFESTS: Final = ROOT / "k8s" / "base" / "processes"
_MIB: Final = 1 << 20
_UNITS: Final = {"Mi": 1, "Gi": 1024}
_AT_MOST: Final = 0.8
"""Of the limit: what is left is for loads that are not measured here."""


def measure() -> list[Figure]:
    """One figure for each process of ours, in MiB: the peak of its resident memory in this run."""
    limits = _limits()
    return [
        at_most("memory", one["name"], round(_peak(one["pid"])), "MiB", _AT_MOST * limits[one["name"]])
        for one in status()
        if one["name"] in limits
    ]


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kib,) = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return kib * 1024 / _MIB


def _limits() -> dict[str, float]:
    """MiB that the container of each process may use, by the process's name."""
    documents = [one for path in _MANIFESTS.glob("*.yaml") for one in yaml.safe_load_all(path.read_text())]
    return {
        one["metadata"]["name"]: _mib(container["resources"]["limits"]["memory"])
        for one in documents
        if one["kind"] == "Deployment"
        for container in _processes(one)
    }


def _processes(deployment: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in deployment["spec"]["template"]["spec"]["containers"] if one["name"] == "process"]


def _mib(quantity: str) -> float:
    return int(quantity[:-2]) * _UNITS[quantity[-2:]]
