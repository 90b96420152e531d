"""The workflows of `.github`, and every shell script: actionlint, zizmor, shellcheck, each without the network."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stack.machine.places import ROOT, wheel_program

_USES: Final = re.compile(r"^\s*(?:- )?uses:\s*(\S+)", re.MULTILINE)
_PINNED: Final = re.compile(r"[^@]+@[0-9a-f]{40}")


def scripts(root: Path = ROOT) -> list[str]:
    """Return the shell scripts that git tracks, by their first line."""
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if _is_script(root / name)]


def _is_script(path: Path) -> bool:
    if path.suffix not in ("", ".sh") or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.readline().split() in ([b"#!/bin/sh"], [b"#!/usr/bin/env", b"bash"], [b"#!/bin/bash"])


def run(*command: str) -> bool:
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def shellcheck() -> bool:
    return run(wheel_program("shellcheck"), *scripts())


def actionlint() -> bool:
    return run(wheel_program("actionlint"), "-shellcheck", wheel_program("shellcheck"), "-pyflakes=")


def zizmor() -> bool:
    return run(wheel_program("zizmor"), "--offline", "--quiet", "--no-progress", ".github")


def problems(root: Path) -> list[str]:
    """Return one line for each action that is not pinned by the commit that was read."""
    return [line for path in sorted((root / ".github").rglob("*.yml")) for line in _unpinned(root, path)]


def _unpinned(root: Path, path: Path) -> Iterator[str]:
    for uses in _USES.findall(path.read_text(encoding="utf-8")):
        if not uses.startswith("./") and not _PINNED.fullmatch(uses):
            yield f"{path.relative_to(root)}: {uses} is not pinned by a commit"
