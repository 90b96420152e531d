"""The dashboard's end-to-end tests: against a platform of their own, brought up as `make up SIMULATED=1` does."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stack.checks import frontend
from stack.commands.down import down
from stack.commands.up import up
from stack.machine.files import read_pairs
from stack.machine.ports import free_port
from stack.platform.plan import Folders
from stack.platform.settings import PORTS, SHALLOW_HISTORY

CONFIGURATIONS = ("playwright.config.ts", "playwright.config.js", "playwright.config.mjs")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def platform(**variables: str) -> Iterator[Folders]:
    """Bring a simulated platform up in a temporary folder, on free ports, and take it down again."""
    with tempfile.TemporaryDirectory(prefix="stack-e2e-") as name:
        Path(name).chmod(0o755)  # PostgreSQL is another user
        folders = Folders(Path(name))
        try:
            ports = {port: str(free_port()) for port in PORTS}
            with environment(SHALLOW_HISTORY):
                up({**ports, "SIMULATED": "1", **variables}, folders)
            yield folders
        finally:
            down(folders)


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables of this process, from which those that it starts inherit them."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def run() -> bool:
    if not any((frontend.FOLDER / name).exists() for name in CONFIGURATIONS):
        return True
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not browser:
        print("the end-to-end tests need Chromium: install it, or name it in CHROMIUM")
        return False
    frontend.install()
    with platform() as folders:
        variables = {**frontend.environment(), **read_pairs(folders.environment), "CHROMIUM": browser}
        return subprocess.run(["npm", "run", "e2e"], cwd=frontend.FOLDER, env=variables, check=False).returncode == 0
