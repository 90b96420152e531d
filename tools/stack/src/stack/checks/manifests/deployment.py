"""What a whole overlay must have: a network policy for each pod, a budget of disruptions, no secret's value."""

from collections.abc import Iterator, Sequence
from typing import Final

from stack.checks.manifests.render import Manifest, name_of, workloads

_BOTH: Final = {"Ingress", "Egress"}


def problems(manifests: Sequence[Manifest]) -> Iterator[str]:
    yield from _secrets(manifests)
    yield from _policies(manifests)
    yield from _budgets(manifests)
    yield from _references(manifests)


def _secrets(manifests: Sequence[Manifest]) -> Iterator[str]:
    for one in manifests:
        if one["kind"] == "Secret" and (one.get("data") or one.get("stringData")):
            yield f"{name_of(one)}: holds a value; secrets are made outside the repository"


def _policies(manifests: Sequence[Manifest]) -> Iterator[str]:
    policies = [one["spec"] for one in manifests if one["kind"] == "NetworkPolicy"]
    nothing = [
        spec
        for spec in policies
        if not spec["podSelector"]
        and set(spec["policyTypes"]) == _BOTH
        and not spec.get("ingress")
        and not spec.get("egress")
    ]
    if not nothing:
        yield "no NetworkPolicy forbids everything by default"
    for owner, pod in workloads(manifests):
        own = [spec for spec in policies if spec["podSelector"] and _selects(spec["podSelector"], pod)]
        if not own:
            yield f"{name_of(owner)}: no NetworkPolicy of its own"


def _budgets(manifests: Sequence[Manifest]) -> Iterator[str]:
    budgets = [one["spec"]["selector"] for one in manifests if one["kind"] == "PodDisruptionBudget"]
    for owner, pod in workloads(manifests):
        # Of what watches, and of the simulator, there is one, and it may be away for a while.
        component = owner["metadata"]["labels"].get("app.kubernetes.io/component")
        if owner["kind"] not in ("Deployment", "StatefulSet") or component in ("monitoring", "simulator"):
            continue
        if not any(_selects(selector, pod) for selector in budgets):
            yield f"{name_of(owner)}: no PodDisruptionBudget"


def _references(manifests: Sequence[Manifest]) -> Iterator[str]:
    """Each label `needs-…` must have its policy: a misspelt one would allow nothing, and say nothing."""
    known = {
        label
        for one in manifests
        if one["kind"] == "NetworkPolicy"
        for label in one["spec"]["podSelector"].get("matchLabels", {})
    }
    for owner, pod in workloads(manifests):
        for label in pod["metadata"]["labels"]:
            if label.startswith("needs-") and label not in known:
                yield f"{name_of(owner)}: no NetworkPolicy knows {label}"


def _selects(selector: Manifest, pod: Manifest) -> bool:
    labels = pod["metadata"]["labels"]
    if any(labels.get(name) != value for name, value in selector.get("matchLabels", {}).items()):
        return False
    return all(_matches(one, labels) for one in selector.get("matchExpressions", ()))


def _matches(expression: Manifest, labels: Manifest) -> bool:
    value, operator, values = labels.get(expression["key"]), expression["operator"], set(expression.get("values", ()))
    if operator == "In":
        return value in values
    if operator == "NotIn":
        return value not in values
    return (value is not None) == bool(operator == "Exists")
