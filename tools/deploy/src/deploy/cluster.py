"""kubectl, for the cluster of one context."""

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from stack.errors import StackError
from stack.machine.places import wheel_program

NAMESPACE: Final = "tidemark"


class ClusterError(StackError):
    """kubectl failed, and said why."""


class Cluster(Protocol):
    """What a deployment does to a cluster. Each call raises ClusterError."""

    def run(self, *arguments: str, text: str | None = None, seconds: float = 60) -> str: ...


@dataclass(frozen=True)
class Kubectl:
    context: str = ""
    """Of the operator's kubeconfig; empty is the current one."""

    def run(self, *arguments: str, text: str | None = None, seconds: float = 60) -> str:
        """Run kubectl and return its output; `text` is its input."""
        context = ["--context", self.context] if self.context else []
        command = [wheel_program("kubectl"), *context, "--namespace", NAMESPACE, *arguments]
        try:
            done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise ClusterError(f"kubectl {arguments[0]}: no answer within {seconds:.0f} s") from error
        if done.returncode:
            raise ClusterError(f"kubectl {' '.join(arguments)}: {(done.stderr or done.stdout).strip()}")
        return done.stdout


def items(cluster: Cluster, kind: str) -> Sequence[Any]:
    """Return all objects of a kind in the namespace."""
    found: Sequence[Any] = json.loads(cluster.run("get", kind, "--output=json"))["items"]
    return found


Say = Callable[[str], None]
