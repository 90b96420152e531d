"""`python -m deploy`, which `make deploy` calls, and `python -m deploy secrets`, for a cluster on one's own machine."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from stack.errors import StackError

from deploy import gates, local_secrets
from deploy.cluster import Cluster, Kubectl
from deploy.releases.overlay import overlay_folder
from deploy.rollout import Rollout

USAGE = "usage: make deploy OVERLAY=local|staging|production [IMAGES=file] [CONTEXT=name] [WATCH_SECONDS=300]"


def main() -> int:
    variables = os.environ
    cluster = Kubectl(variables.get("CONTEXT", ""))
    try:
        if sys.argv[1:] == ["secrets"]:
            say("secrets are made" if local_secrets.make(cluster) else "there are secrets already, which stay")
        elif sys.argv[1:] or not variables.get("OVERLAY"):
            print(USAGE, file=sys.stderr)
            return 2
        else:
            deploy(cluster, variables)
    except StackError as error:
        print(f"make deploy: {error}", file=sys.stderr)
        return 1
    return 0


def deploy(cluster: Cluster, variables: Mapping[str, str]) -> None:
    """Release the overlay; `WATCH_SECONDS=0`, or none for `local`, which has no Prometheus, leaves out the watching.

    Raises:
        StackError: it failed, and was taken back if there was something before it.
    """
    overlay, images = variables["OVERLAY"], variables.get("IMAGES")
    gate = gates.Gate(seconds=float(variables.get("WATCH_SECONDS") or (0 if overlay == "local" else 300)))
    known = gates.alerts(cluster) if gate.seconds and _has_prometheus(cluster) else frozenset[str]()
    with overlay_folder(overlay, Path(images) if images else None) as folder:
        Rollout(cluster, say).release(folder, lambda: gates.watch(cluster, gate, known))
    say(f"{overlay} runs the release")


def _has_prometheus(cluster: Cluster) -> bool:
    return bool(cluster.run("get", "pod", "prometheus-0", "--ignore-not-found", "--output=name"))


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
