"""The overlays of this repository, and what is said of broken ones."""

from pathlib import Path

import pytest
from stack.checks import steps
from stack.checks.manifests import lint, schemas
from stack.checks.manifests.render import render
from stack.errors import StackError
from stack.machine.places import ROOT


def test_the_overlays_break_no_rule() -> None:
    assert lint.problems(ROOT) == []


def test_it_is_part_of_make_lint() -> None:
    assert {"manifests", "shellcheck", "actionlint", "zizmor", "pinned actions"} <= set(steps.LINT)


def test_a_folder_that_kustomize_refuses_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [missing.yaml]\n")

    with pytest.raises(StackError, match=r"missing\.yaml"):
        render(tmp_path)


def test_a_field_that_kubernetes_does_not_know_is_named() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "a"},
        "spec": {"ports": [{"port": 80}], "portts": []},
    }

    (line,) = schemas.problems([service])

    assert line.startswith("Service a: spec:")
    assert "portts" in line


def test_a_kind_that_nobody_knows_is_named() -> None:
    known = {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": {"name": "a"}}
    old = {**known, "apiVersion": "keda.k8s.io/v1alpha1"}

    assert list(schemas.problems([known, old])) == ["ScaledObject a: nobody knows keda.k8s.io/v1alpha1 ScaledObject"]
