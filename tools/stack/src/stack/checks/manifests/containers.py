"""What every container must have: a fixed version, no rights, a budget, probes."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from stack.checks.manifests.render import Manifest, containers, name_of, workloads

_PROBES: Final = ("startupProbe", "livenessProbe", "readinessProbe")
_SERVES: Final = ("Deployment", "StatefulSet", "DaemonSet")
_TAG: Final = re.compile(r":[^:/@]+$")
_BUDGET: Final = [(kind, what) for kind in ("requests", "limits") for what in ("cpu", "memory")]


def problems(manifests: Sequence[Manifest]) -> Iterator[str]:
    for owner, pod in workloads(manifests):
        for one in _of_pod(pod):
            yield f"{name_of(owner)}: {one}"
        for container in containers(pod):
            yield from (f"{name_of(owner)}, {container['name']}: {one}" for one in _of_container(pod, container))
        if owner["kind"] in _SERVES:
            for container in pod["spec"]["containers"]:
                missing = [probe for probe in _PROBES if probe not in container]
                if missing:
                    yield f"{name_of(owner)}, {container['name']}: has no {', '.join(missing)}"


def _of_pod(pod: Manifest) -> Iterator[str]:
    spec = pod["spec"]
    security = spec.get("securityContext", {})
    if not security.get("runAsNonRoot") or not security.get("runAsUser"):
        yield "may run as root: runAsNonRoot and a runAsUser are missing"
    if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "seccompProfile is not RuntimeDefault"
    if spec.get("automountServiceAccountToken", True) and "serviceAccountName" not in spec:
        yield "gets a token of the API server without an account of its own"
    if any(spec.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")):
        yield "shares the node's network or processes"
    yield from (f"mounts the node's {one['hostPath']['path']}" for one in spec.get("volumes", ()) if "hostPath" in one)


def _of_container(pod: Manifest, container: Manifest) -> Iterator[str]:
    yield from _of_image(container["image"])
    security = container.get("securityContext", {})
    user = security.get("runAsUser", pod["spec"].get("securityContext", {}).get("runAsUser"))
    if user == 0 or security.get("privileged"):
        yield "runs as root"
    if security.get("allowPrivilegeEscalation", True):
        yield "allowPrivilegeEscalation is not false"
    if not security.get("readOnlyRootFilesystem"):
        yield "its root file system can be written to"
    if security.get("capabilities") != {"drop": ["ALL"]}:
        yield "keeps capabilities"
    resources = container.get("resources", {})
    for kind, what in _BUDGET:
        if what not in resources.get(kind, {}):
            yield f"has no {kind} of {what}"


def _of_image(image: str) -> Iterator[str]:
    if "@sha256:" in image:
        return
    if not _TAG.search(image):
        yield f"{image} has no tag"
    elif image.endswith(":latest"):
        yield f"{image} is another image every day"
