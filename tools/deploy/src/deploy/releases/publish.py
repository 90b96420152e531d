"""`make publish REGISTRY=… TAG=…`: push the images that were built here, and write down what they are known by."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from stack.errors import StackError

from deploy.releases.overlay import IMAGES

DIGESTS: Final = "digests.json"
Docker = Callable[..., str]


class PublishError(StackError):
    """The container program failed, and said why."""


def docker(*arguments: str) -> str:
    """Run Docker, or what CONTAINER_PROGRAM names (podman), and return its output."""
    command = [os.environ.get("CONTAINER_PROGRAM", "docker"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PublishError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def publish(registry: str, tag: str, built: str, run: Docker = docker) -> dict[str, str]:
    """Push each image built as `tidemark/<name>:<built>`; return its name in the registry with its digest.

    Raises:
        PublishError: one cannot be pushed.
    """
    found = {}
    for name in IMAGES:
        target = f"{registry}/{name}"
        run("tag", f"tidemark/{name}:{built}", f"{target}:{tag}")
        run("push", "--quiet", f"{target}:{tag}")
        listed = json.loads(run("image", "inspect", "--format", "{{json .RepoDigests}}", f"{target}:{tag}"))
        of_target = [one for one in listed if one.startswith(f"{target}@")]
        if not of_target:
            raise PublishError(f"{target}:{tag} was pushed, and has no digest")
        found[name] = of_target[0]
    return found


def main() -> int:
    registry, tag = os.environ.get("REGISTRY"), os.environ.get("TAG")
    if not registry or not tag:
        print("usage: make publish REGISTRY=registry/tidemark TAG=tag [BUILT=local]", file=sys.stderr)
        return 2
    try:
        digests = publish(registry, tag, os.environ.get("BUILT") or "local")
    except StackError as error:
        print(f"make publish: {error}", file=sys.stderr)
        return 1
    Path(DIGESTS).write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
    print("\n".join(digests.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
