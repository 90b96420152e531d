"""What an overlay of k8s/ must not lack."""

from typing import Any

from stack.checks.manifests import deployment


def policy(selector: dict[str, Any], *types: str) -> dict[str, Any]:
    spec = {"podSelector": selector, "policyTypes": list(types)}
    return {"kind": "NetworkPolicy", "metadata": {"name": "p"}, "spec": spec}


def workload(name: str, **labels: str) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app.kubernetes.io/name": name, **labels}}, "spec": {"containers": []}}
    return {"kind": "Deployment", "metadata": {"name": name, "labels": {}}, "spec": {"template": template}}


def budget(name: str) -> dict[str, Any]:
    selector = {"matchLabels": {"app.kubernetes.io/name": name}}
    return {"kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": {"selector": selector}}


def own(name: str) -> dict[str, Any]:
    return policy({"matchLabels": {"app.kubernetes.io/name": name}}, "Ingress")


NOTHING = policy({}, "Ingress", "Egress")


def found(*manifests: dict[str, Any]) -> list[str]:
    return list(deployment.problems(manifests))


def test_a_pod_with_a_policy_and_a_budget_is_good() -> None:
    assert found(NOTHING, workload("a"), own("a"), budget("a")) == []


def test_everything_must_be_forbidden_first() -> None:
    open_policy = {**NOTHING, "spec": {**NOTHING["spec"], "egress": [{}]}}

    assert found(open_policy) == ["no NetworkPolicy forbids everything by default"]
    assert found(policy({}, "Ingress")) == ["no NetworkPolicy forbids everything by default"]


def test_a_pod_that_only_the_general_policies_select_is_named() -> None:
    assert found(NOTHING, workload("a"), own("b"), budget("a")) == ["Deployment a: no NetworkPolicy of its own"]


def test_expressions_select_too() -> None:
    inside = {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": ["a", "b"]}]}
    outside = {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "NotIn", "values": ["a"]}]}

    assert found(NOTHING, workload("a"), policy(inside, "Ingress"), budget("a")) == []
    assert found(NOTHING, workload("a"), policy(outside, "Ingress"), budget("a")) != []


def test_a_workload_without_a_budget_is_named() -> None:
    assert found(NOTHING, workload("a"), own("a")) == ["Deployment a: no PodDisruptionBudget"]


def test_a_misspelt_need_is_named() -> None:
    lines = found(NOTHING, workload("a", **{"needs-postgers": "true"}), own("a"), budget("a"))

    assert lines == ["Deployment a: no NetworkPolicy knows needs-postgers"]


def test_a_secret_with_a_value_is_refused() -> None:
    secret = {"kind": "Secret", "metadata": {"name": "s"}, "stringData": {"password": "x"}}

    assert found(NOTHING, secret) == ["Secret s: holds a value; secrets are made outside the repository"]
