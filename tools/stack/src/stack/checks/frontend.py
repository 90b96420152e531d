"""The dashboard's build: Node from the machine or a wheel, `npm ci` and `npm run build` when the sources changed."""

import hashlib
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from stack.errors import StackError
from stack.machine.locks import held
from stack.machine.places import LOCAL, PYTHON, ROOT

FOLDER = ROOT / "frontend"
NOT_SOURCE = {"node_modules", "dist", "test-results", "playwright-report", "coverage", ".vite", ".tanstack"}
OLDEST_NODE = (20, 19)
NODE_ENVIRONMENT = LOCAL / "node"
NODE_LOCK = ROOT / "tools" / "stack" / "requirements-node.txt"
STAMPS = LOCAL / "stamps"
LAST_OUTPUT = 3000
SAY_EVERY = 15


class BuildError(StackError):
    """A step of the build failed; the text holds its output's end."""


def build() -> None:
    """Install the packages and build the pages, each only if what it is made from has changed."""
    if not (FOLDER / "package.json").exists():
        return
    with held(STAMPS / "frontend.lock"):
        sources = hash_of(FOLDER)
        if (FOLDER / "dist" / "index.html").exists() and _stamp("frontend") == sources:
            return
        install()
        print("  frontend: building the dashboard", flush=True)
        run(["npm", "run", "build"])
        _set_stamp("frontend", sources)


def install() -> None:
    """Install what the lock file names."""
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if (FOLDER / "node_modules").is_dir() and _stamp("npm") == wanted:
        return
    print("  frontend: installing packages (npm ci)", flush=True)
    run(["npm", "ci", "--no-audit", "--no-fund"])
    _set_stamp("npm", wanted)


def run(command: list[str]) -> None:
    """Run a step, saying now and then that it still runs, and show its output only when it fails."""
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=FOLDER, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        while True:
            try:
                output, _ = process.communicate(timeout=SAY_EVERY)
                break
            except subprocess.TimeoutExpired:
                print(f"  frontend: still at it, {time.monotonic() - began:.0f} s", flush=True)
    if process.returncode:
        raise BuildError(f"frontend: {' '.join(command)} failed:\n{output[-LAST_OUTPUT:]}")


def environment(variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return an environment whose PATH begins with a Node that is new enough, with a writable temporary folder.

    Node takes /tmp even where that is closed to this user; Python looks for another one.
    """
    variables = {**variables, "TMPDIR": tempfile.gettempdir()}
    if usable_node(variables.get("PATH", "")):
        return variables
    if not (NODE_ENVIRONMENT / "bin" / "npm").exists():
        fetch_node()
    # Node from a wheel trusts its own list only; a proxy of this machine may need more.
    bundle = ssl.get_default_verify_paths().cafile
    certificates = {"NODE_EXTRA_CA_CERTS": bundle} if bundle else {}
    return {**certificates, **variables, "PATH": f"{NODE_ENVIRONMENT / 'bin'}:{variables.get('PATH', '')}"}


def usable_node(path: str) -> bool:
    node = shutil.which("node", path=path)
    if not node or not shutil.which("npm", path=path):
        return False
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return version_of(done.stdout) >= OLDEST_NODE


def version_of(text: str) -> tuple[int, int]:
    found = re.match(r"v(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def fetch_node() -> None:
    print("  frontend: fetching Node (no version from 20.19 on is installed)", flush=True)
    python = str(NODE_ENVIRONMENT / "bin" / "python")
    steps = (
        [str(PYTHON), "-m", "venv", "--clear", str(NODE_ENVIRONMENT)],
        [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(NODE_LOCK)],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildError(f"Node could not be fetched: {(done.stdout + done.stderr)[-LAST_OUTPUT:]}")


def hash_of(folder: Path) -> str:
    """Return a hash of all source files below the folder."""
    digest = hashlib.sha256()
    for path in sorted(_sources(folder)):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in folder.iterdir():
        if path.is_dir() and path.name not in NOT_SOURCE:
            found += _sources(path)
        elif path.is_file():
            found.append(path)
    return found


def _stamp(name: str) -> str:
    path = STAMPS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _set_stamp(name: str, value: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value, encoding="utf-8")
