"""What a container of k8s/ must not be."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from stack.checks.manifests import containers

Change = Callable[[Any], object]
GOOD = {
    "kind": "Deployment",
    "metadata": {"name": "a", "labels": {}},
    "spec": {
        "template": {
            "metadata": {"labels": {}},
            "spec": {
                "automountServiceAccountToken": False,
                "securityContext": {
                    "runAsNonRoot": True,
                    "runAsUser": 10001,
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
                "containers": [
                    {
                        "name": "c",
                        "image": "tidemark/a:1.0.0",
                        "securityContext": {
                            "allowPrivilegeEscalation": False,
                            "readOnlyRootFilesystem": True,
                            "capabilities": {"drop": ["ALL"]},
                        },
                        "resources": {
                            "requests": {"cpu": "1", "memory": "1Gi"},
                            "limits": {"cpu": "1", "memory": "1Gi"},
                        },
                        "startupProbe": {},
                        "livenessProbe": {},
                        "readinessProbe": {},
                    }
                ],
            },
        }
    },
}


def found(change: Change, kind: str = "Deployment") -> list[str]:
    manifest: Any = copy.deepcopy(GOOD)
    manifest["kind"] = kind
    change(manifest["spec"]["template"]["spec"])
    return list(containers.problems([manifest]))


def container(change: Change) -> Change:
    return lambda spec: change(spec["containers"][0])


def test_a_good_one_has_no_problem() -> None:
    assert found(lambda _: None) == []
    digest = "sha256:" + "0" * 64
    assert found(container(lambda one: one.update(image=f"registry.example:5000/tidemark/a@{digest}"))) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda spec: spec["securityContext"].pop("runAsNonRoot"), "may run as root"),
        (lambda spec: spec["securityContext"].update(runAsUser=0), "may run as root"),
        (lambda spec: spec["securityContext"].pop("seccompProfile"), "seccompProfile"),
        (lambda spec: spec.pop("automountServiceAccountToken"), "a token of the API server"),
        (lambda spec: spec.update(hostNetwork=True), "the node's network"),
        (lambda spec: spec.update(volumes=[{"hostPath": {"path": "/var"}}]), "mounts the node's /var"),
        (container(lambda one: one.update(image="tidemark/a")), "has no tag"),
        (container(lambda one: one.update(image="registry.example:5000/tidemark/a")), "has no tag"),
        (container(lambda one: one.update(image="tidemark/a:latest")), "another image every day"),
        (container(lambda one: one["securityContext"].update(runAsUser=0)), "runs as root"),
        (container(lambda one: one["securityContext"].update(privileged=True)), "runs as root"),
        (container(lambda one: one["securityContext"].pop("allowPrivilegeEscalation")), "allowPrivilegeEscalation"),
        (container(lambda one: one["securityContext"].pop("readOnlyRootFilesystem")), "can be written to"),
        (container(lambda one: one["securityContext"].pop("capabilities")), "keeps capabilities"),
        (container(lambda one: one["resources"]["limits"].pop("memory")), "no limits of memory"),
        (container(lambda one: one["resources"].pop("requests")), "no requests of cpu"),
        (container(lambda one: one.pop("readinessProbe")), "has no readinessProbe"),
        (lambda spec: spec.update(initContainers=[{"name": "i", "image": "x:1"}]), "i: keeps capabilities"),
    ],
)
def test_what_is_wrong_is_named(change: Change, says: str) -> None:
    lines = found(change)

    assert any(says in line for line in lines), lines
    assert all(line.startswith("Deployment a") for line in lines)


def test_a_job_needs_no_probes() -> None:
    def without_probes(one: Any) -> None:
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            one.pop(probe)

    assert found(container(without_probes), kind="Job") == []
    assert found(container(without_probes)) != []
