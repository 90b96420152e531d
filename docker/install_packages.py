# ruff: noqa: INP001 - a script of the images
"""Install a lock's packages into /opt/packages, for the build stage of an image: `install_packages.py LOCK`.

Wheels only, each checked against its hash; then tests, sources of extensions and symbols for debuggers are dropped, the
rest is compiled and listed in an SBOM. Runs in the public Python image as root; nothing of the stage itself ships.
"""

import compileall
import ctypes
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode
from shutil import rmtree

PACKAGES = Path("/opt/packages")
_UNUSED_FOLDERS = ("tests", "test", "include", "bin")
_UNUSED_PARTS = (
    *(f"sqlalchemy/dialects/{name}" for name in ("mssql", "mysql", "oracle")),
    *(f"{name}/testing" for name in ("alembic", "sqlalchemy")),
    *("cffi", "pycparser"),
    *(f"google/{name}" for name in ("api", "cloud", "gapic", "logging", "longrunning", "type")),
)
"""Other databases; what helps to test libraries and to make bindings; Google's services, which come with OTLP."""
_CONVENTIONS = "opentelemetry/semconv/_incubating"
"""Names for whatever anybody may trace; what is loaded of them begins with `otel_`."""
_UNUSED_FILES = (".pyi", ".pyx", ".pxd", ".c", ".cpp", ".h", ".hpp", ".a")


def main(lock: str) -> None:
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-qq", "--no-install-recommends", "binutils")
    pip = (sys.executable, "-m", "pip", "install", "-q", "--no-cache-dir", "--no-compile", "--root-user-action=ignore")
    # The lock is complete and hashed: nothing is to be resolved, and nothing is built here.
    only = ("--no-deps", "--require-hashes", "--only-binary=:all:")
    _run(*pip, *only, "--target", str(PACKAGES), "-r", lock)
    _drop_unused()
    _strip()
    compileall.compile_dir(PACKAGES, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - our own arguments


def _drop_unused() -> None:
    for part in _UNUSED_PARTS:
        rmtree(PACKAGES / part, ignore_errors=True)
    for path in (PACKAGES / _CONVENTIONS).glob("*/*.py"):
        if not path.name.startswith(("otel_", "__init__")):
            path.unlink()
    for path in sorted(PACKAGES.rglob("*"), reverse=True):
        if path.is_dir() and path.name in _UNUSED_FOLDERS:
            rmtree(path)
        elif path.is_file() and path.suffix in _UNUSED_FILES:
            path.unlink()


def _strip() -> None:
    """Remove symbols that only debuggers read, and see that every extension still loads.

    Libraries in `<package>.libs` were rewritten by the tool that makes wheels, which strip does not understand.
    """
    found = [path for path in PACKAGES.rglob("*.so") if not path.parent.name.endswith(".libs")]
    _run("strip", "--strip-unneeded", *map(str, found))
    for path in found:
        ctypes.PyDLL(str(path))


if __name__ == "__main__":
    main(sys.argv[1])
