"""`make images`: build every image of docker-compose.yml with buildah, hold each to its size, write docs/images.md."""

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stack.checks import commit
from stack.errors import StackError
from stack.machine.places import ROOT

from containers.commands import need, run
from containers.compose import Service, built, read
from containers.images.machine import build_mounts
from containers.images.report import PAGE, Size, page
from containers.images.stand_ins import ensure

# Megabytes (10^6 bytes) on disk.
LIMITS: Final = {"tidemark/sentiment": 450}
LIMIT: Final = 250
_PUBLIC: Final = re.compile(r"^FROM (docker\.io/\S+?)(?:\$\{\w+\})?(?: AS \w+)?$", re.MULTILINE)


def main() -> None:
    need("buildah")
    services = built(read({}))
    public = sorted({image for service in services for image in public_images(_dockerfile(service))})
    stand_ins = [image for image in public if ensure(image)]
    revision = commit.current()
    sizes = [_build(service, revision) for service in services]
    PAGE.write_text(page(sizes, public, stand_ins, revision), encoding="utf-8")
    if too_large := [size.name for size in sizes if size.megabytes > size.limit]:
        raise StackError(f"larger than allowed: {', '.join(too_large)} (see {PAGE.relative_to(ROOT)})")


def public_images(dockerfile: Path) -> Sequence[str]:
    """Name the images of others that a Dockerfile stands on; the digest's build argument is left out."""
    return _PUBLIC.findall(dockerfile.read_text(encoding="utf-8"))


def _dockerfile(service: Service) -> Path:
    return ROOT / str(service.dockerfile)


def _build(service: Service, revision: str) -> Size:
    began = time.monotonic()
    mounts = [part for mount in build_mounts() for part in ("--volume", mount)]
    # Docker finds the bases by compose's `additional_contexts`; here a Dockerfile's argument names them.
    bases = {"tidemark/python": "BASE", "tidemark/gateway": "PAGES"}
    of_ours = [f"{bases[base]}=localhost/{base}:local" for base in service.bases]
    named = (*of_ours, f"REVISION={revision.partition(' ')[0]}")
    arguments = [part for value in named for part in ("--build-arg", value)]
    command = ["buildah", "build", "--format", "docker", "--isolation", "chroot", "--pull-never", "--layers", "--quiet"]
    run(*command, *mounts, *arguments, "-f", str(_dockerfile(service)), "-t", f"localhost/{service.image}", str(ROOT))
    size = _size(service.image)
    print(f"  {size.name}: {size.megabytes:.0f} MB of {size.limit}, {time.monotonic() - began:.0f} s", flush=True)
    return size


def _size(image: str) -> Size:
    (found,) = json.loads(run("podman", "image", "inspect", f"localhost/{image}"))
    name = image.partition(":")[0]
    return Size(name, found["Size"] / 1e6, LIMITS.get(name, LIMIT))
