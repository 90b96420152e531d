"""Build an overlay of `k8s/` as `kubectl apply -k` would, and read its objects. Needs no cluster."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from stack.errors import StackError
from stack.machine.places import ROOT, wheel_program

OVERLAYS: Final = ("local", "staging", "production")
Manifest = Mapping[str, Any]


def overlay(name: str, root: Path = ROOT) -> list[Manifest]:
    """Return all objects of an overlay.

    Raises:
        StackError: kustomize refuses it.
    """
    return render(root / "k8s" / "overlays" / name)


def render(folder: Path) -> list[Manifest]:
    command = [wheel_program("kubectl"), "kustomize", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"{folder}: {done.stderr.strip()}")
    return [one for one in yaml.safe_load_all(done.stdout) if one]


def name_of(manifest: Manifest) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def pod_of(manifest: Manifest) -> Manifest | None:
    """Return the template of the pods that a manifest makes, None if it makes none."""
    spec = manifest.get("spec", {})
    if manifest["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    template: Manifest | None = spec.get("template") if manifest["kind"] in _MAKES_PODS else None
    return template


_MAKES_PODS: Final = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")


def workloads(manifests: Sequence[Manifest]) -> Iterator[tuple[Manifest, Manifest]]:
    """Return each manifest that makes pods, with its pods' template."""
    for one in manifests:
        if (pod := pod_of(one)) is not None:
            yield one, pod


def containers(pod: Manifest) -> list[Manifest]:
    """Return a pod's containers, those that run before the others included."""
    return [*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"]]
