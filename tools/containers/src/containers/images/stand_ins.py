"""Images in place of public ones that cannot be pulled here: of Debian's and Python's packages, under the public names.

They let the Dockerfiles be built and run as they are. They are not the public images: sizes differ by some megabytes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stack.machine.places import ROOT

from containers.commands import CommandError, need, run, succeeds
from containers.images.machine import build_mounts

SUITE: Final = "trixie"
_SOURCES: Final = Path("/etc/apt/sources.list.d/debian.sources")
_PYTHON: Final = "docker.io/library/python:3.13-slim"
_NODE_LOCK: Final = ROOT / "tools" / "stack" / "requirements-node.txt"
_PULL_SECONDS: Final = "30"
_PATH: Final = "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
_LABELS: Final = "{{.OCIv1.Config.Labels}}"
_SLIM: Final = """
rm -rf /usr/share/doc/* /usr/share/man/* /usr/share/locale/* /var/cache/apt/* /var/lib/apt/lists/* /var/log/*
find / -xdev -name __pycache__ -prune -exec rm -rf {} +
"""


def ensure(image: str) -> bool:
    """Have the public image here, pulled or else a stand-in; return whether it is a stand-in.

    Raises:
        CommandError: it can neither be pulled nor is there anything to make it from.
    """
    if succeeds("buildah", "inspect", "--type", "image", image):
        return "stand-in" in run("buildah", "inspect", "--type", "image", "--format", _LABELS, image)
    if succeeds("timeout", _PULL_SECONDS, "buildah", "pull", "--quiet", image):
        return False
    maker = next((make for name, make in _MAKERS.items() if image.startswith(name)), None)
    if maker is None:
        raise CommandError(f"{image} cannot be pulled, and nothing is known to make it from")
    print(f"  {image} cannot be pulled: making a stand-in from packages", flush=True)
    maker(image)
    return True


@contextmanager
def _container(base: str) -> Iterator[str]:
    name = run("buildah", "from", "--pull-never", base).strip()
    try:
        yield name
    finally:
        run("buildah", "rm", name)


def _in(container: str, script: str, *options: str) -> None:
    mounts = [part for mount in build_mounts() for part in ("--volume", mount)]
    run("buildah", "run", "--isolation", "chroot", *mounts, *options, container, "--", "sh", "-euc", script)


def _commit(container: str, image: str, *config: str) -> None:
    run("buildah", "config", "--label", "tidemark.base=stand-in", *config, container)
    run("buildah", "commit", "--quiet", "--format", "docker", container, image)


def _mirror() -> str:
    text = _SOURCES.read_text(encoding="utf-8") if _SOURCES.exists() else ""
    found = re.search(r"^URIs: (\S+)", text, re.MULTILINE)
    if not found:
        raise CommandError(f"{_SOURCES} names no mirror of Debian's packages")
    return found[1]


def _unpack_debian(container: str, *packages: str) -> None:
    """Fill an empty container, slimmed as Debian's public slim images are."""
    need("debootstrap")
    root = run("buildah", "mount", container).strip()
    run("debootstrap", "--variant=minbase", f"--include={','.join(packages)}", SUITE, root, _mirror())
    _in(container, _SLIM)


def _make_python(image: str) -> None:
    """Debian's own Python where the public image has its own."""
    with _container("scratch") as container:
        _unpack_debian(container, "ca-certificates", "python3", "python3-pip")
        _in(container, "for name in python python3; do ln -s /usr/bin/python3 /usr/local/bin/$name; done")
        _commit(container, image, "--env", _PATH, "--env", "LANG=C.UTF-8", "--cmd", "python3")


def _make_node(image: str) -> None:
    """Node from the wheel that `make up` takes where there is none."""
    ensure(_PYTHON)
    with _container(_PYTHON) as container:
        install = "pip install -q --break-system-packages --require-hashes --root-user-action=ignore -r /lock.txt"
        _in(container, f"python -m {install}", "--volume", f"{_NODE_LOCK}:/lock.txt:ro")
        _commit(container, image)


def _make_caddy(image: str) -> None:
    with _container("scratch") as container:
        _unpack_debian(container, "caddy", "wget")
        _in(container, "dpkg --purge --force-all apt perl-base")  # the public image, on Alpine, has neither
        _commit(container, image, "--env", _PATH)


_MAKERS: Final[Mapping[str, Callable[[str], None]]] = {
    _PYTHON: _make_python,
    "docker.io/library/node:": _make_node,
    "docker.io/library/caddy:": _make_caddy,
}
