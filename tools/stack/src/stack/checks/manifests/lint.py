"""The step of `make lint`: each overlay, and the entrance that no overlay uses."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from stack.checks.manifests import containers, deployment, schemas
from stack.checks.manifests.render import OVERLAYS, Manifest, overlay, render
from stack.errors import StackError

_CHECKS: Final[Sequence[Callable[[Sequence[Manifest]], Iterator[str]]]] = (
    schemas.problems,
    containers.problems,
    deployment.problems,
)


def problems(root: Path) -> list[str]:
    """Return one line for each rule that an object breaks, with its overlay."""
    found = []
    for name in OVERLAYS:
        try:
            manifests = overlay(name, root)
        except StackError as error:
            found.append(str(error))
            continue
        found += [f"{name}: {line}" for check in _CHECKS for line in check(manifests)]
    return [*found, *_of_component(root, "entrance-ingress"), *_unlisted(root / "monitoring")]


def _of_component(root: Path, name: str) -> list[str]:
    """Check a component by itself, in an overlay made for it beside the others: kustomize wants relative paths."""
    overlays = root / "k8s" / "overlays"
    with tempfile.TemporaryDirectory(dir=overlays, prefix=".check-") as folder:
        text = f"kind: Kustomization\nresources: [../../base]\ncomponents: [../../components/{name}]\n"
        (Path(folder) / "kustomization.yaml").write_text(text, encoding="utf-8")
        try:
            return [f"{name}: {line}" for line in schemas.problems(render(Path(folder)))]
        except StackError as error:
            return [str(error)]


def _unlisted(folder: Path) -> Iterator[str]:
    """Name rules and dashboards that Kubernetes would not get."""
    listed = (folder / "kustomization.yaml").read_text(encoding="utf-8")
    for path in sorted((*folder.glob("prometheus/rules/*.yml"), *folder.glob("grafana/dashboards/*.json"))):
        if (name := path.relative_to(folder).as_posix()) not in listed:
            yield f"monitoring/kustomization.yaml does not list {name}"
