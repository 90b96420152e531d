"""Checks the lock files without the network: they name no host and hold what the packages ask for. Only reads."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from stack.servers import jars

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HOST = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|git\+")
HASH = "--hash=sha256:"
SHA256 = re.compile(r"[0-9a-f]{64}")
OURS = "tidemark-"
DEVELOPMENT = "requirements-dev.txt"


def problems(root: Path) -> list[str]:
    """Return what is wrong with the lock files, empty when nothing is."""
    members = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["workspace"]["members"]
    asked = {member: _asked_by(root / member / "pyproject.toml") for member in members if (root / member).is_dir()}
    asked["requirements-dev.in"] = _requirements(
        (root / "requirements-dev.in").read_text(encoding="utf-8").splitlines()
    )
    found = [*_hosts(root), *_unhashed(root), *_stale_jars()]
    for who, requirements in asked.items():
        found += _missing(root / DEVELOPMENT, who, requirements)
        own = root / who / "requirements.txt"
        if own.exists():
            found += _missing(own, who, requirements)
    return found


def pins(text: str) -> dict[str, list[str]]:
    """Return each package's pinned versions; there are several where Python versions differ."""
    found: dict[str, list[str]] = {}
    for name, version in PINNED.findall(text):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def _asked_by(project: Path) -> list[Requirement]:
    return _requirements(tomllib.loads(project.read_text(encoding="utf-8"))["project"].get("dependencies", []))


def _requirements(lines: list[str]) -> list[Requirement]:
    texts = (line.split("#")[0].strip() for line in lines)
    return [Requirement(text) for text in texts if text and not text.startswith((OURS, "-"))]


def _missing(lock: Path, who: str, requirements: list[Requirement]) -> Iterator[str]:
    locked = pins(lock.read_text(encoding="utf-8"))
    for requirement in requirements:
        versions = locked.get(canonicalize_name(requirement.name), [])
        if not any(requirement.specifier.contains(version, prereleases=True) for version in versions):
            yield f"{lock.name} is out of date: {who} asks for {requirement}, locked is {versions or 'nothing'}"


def _lock_files(root: Path) -> list[Path]:
    return [
        path
        for pattern in ("requirements*.txt", "*/requirements*.txt", "tools/*/requirements*.txt")
        for path in sorted(root.glob(pattern))
    ]


def _hosts(root: Path) -> Iterator[str]:
    for path in _lock_files(root):
        if found := HOST.search(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(root)} names a host: {found[0]}"
    npm = root / "frontend" / "package-lock.json"
    if npm.exists():
        packages = json.loads(npm.read_text(encoding="utf-8"))["packages"]
        yield from (
            f"{npm.relative_to(root)} names a host for {name}" for name in packages if "resolved" in packages[name]
        )


def _unhashed(root: Path) -> Iterator[str]:
    for path in _lock_files(root):
        blocks = re.split(r"^(?=[A-Za-z0-9])", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        yield from (
            f"{path.relative_to(root)}: {block.split()[0]} has no hash"
            for block in blocks
            if PINNED.match(block) and HASH not in block
        )


def _stale_jars() -> Iterator[str]:
    yield from (
        f"{jars.LOCK.name}: {jar.artifact} has no sha256" for jar in jars.jars() if not SHA256.fullmatch(jar.sha256)
    )
