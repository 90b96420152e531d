# ruff: noqa: INP001 - a script: what it would be a package of is not installed yet
"""From a bare machine to an environment: `python3 tools/stack/bootstrap.py`, with nothing but the standard library.

Makes `.venv`, installs what the hashed lock names, and this repository's packages. Does nothing when that is done.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOCK = ROOT / "requirements-dev.txt"
INSTALLER_LOCK = ROOT / "tools" / "stack" / "requirements-uv.txt"
STAMP = ENVIRONMENT / "stack-stamp"
LAST_OUTPUT = 3000
SAY_EVERY = 15


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        print(f"Python 3.11 or newer is needed, {sys.executable} is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    LOCAL.mkdir(exist_ok=True)
    try:
        with one_at_a_time():
            ensure()
    except StepError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


class StepError(Exception):
    """A command of the installation failed."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    with (LOCAL / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def packages() -> list[Path]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [ROOT / name for name in project["tool"]["uv"]["workspace"]["members"]]


def wanted_stamp() -> str:
    """Return a hash of all that the environment is made from; the place counts, since links into it are absolute."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (LOCK, INSTALLER_LOCK, *(package / "pyproject.toml" for package in packages())):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def ensure() -> None:
    wanted = wanted_stamp()
    if is_usable() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    began = time.monotonic()
    if not is_usable():
        print("installing: making .venv", flush=True)
        make_environment()
    install()
    STAMP.write_text(wanted, encoding="utf-8")
    print(f"installing: done in {time.monotonic() - began:.0f} s", flush=True)


def is_usable() -> bool:
    """Tell whether `.venv` runs and is new enough; one that was copied or whose Python is gone is not."""
    if not PYTHON.exists():
        return False
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON} or sys.prefix != {str(ENVIRONMENT)!r})"
    return subprocess.run([PYTHON, "-c", check], check=False, capture_output=True).returncode == 0


def make_environment() -> None:
    try:
        run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
    except StepError as error:
        raise StepError(f"{error}\n(Debian and Ubuntu keep venv in a package of its own: python3-venv)") from error


def install() -> None:
    """Install by uv, which takes seconds; by pip where uv cannot reach what pip is set up to reach."""
    links = [part for package in packages() for part in ("-e", str(package))]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    print("installing: uv", flush=True)
    run([*pip, "--require-hashes", "-r", str(INSTALLER_LOCK)])
    uv = [str(ENVIRONMENT / "bin" / "uv"), "pip"]
    print("installing: Python packages (a few hundred MB the first time)", flush=True)
    try:
        run([*uv, "sync", "-q", "--python", str(PYTHON), "--require-hashes", str(LOCK)])
    except StepError as error:
        print(f"installing: by pip, since uv failed: {error}", flush=True)
        run([*pip, "--require-hashes", "-r", str(LOCK)])
    print("installing: the packages of this repository", flush=True)
    run([*pip, "--no-deps", "--no-build-isolation", *links])


def run(command: list[str]) -> None:
    # uv brings its own list of certificates; what this machine trusts counts.
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ, "VIRTUAL_ENV": str(ENVIRONMENT)}
    began = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=environment
    ) as process:
        while True:
            try:
                output, _ = process.communicate(timeout=SAY_EVERY)
                break
            except subprocess.TimeoutExpired:
                print(f"installing: still at it, {time.monotonic() - began:.0f} s", flush=True)
    if process.returncode:
        raise StepError(f"failed: {' '.join(command)}\n{output[-LAST_OUTPUT:]}")


if __name__ == "__main__":
    sys.exit(main())
