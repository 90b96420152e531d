"""How a package may be divided: the loose modules it may have, how many rooms, and how many files a room."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MOST_LOOSE: Final = 5
MOST_ROOMS: Final = 7
MOST_FILES: Final = 12
# The front end has folders of its own kind; ESLint looks after them.
_NO_PACKAGE: Final = ("frontend/",)


def problems(root: Path) -> list[str]:
    """Return one line for each package or room below `root` that holds more than it may."""
    modules = _modules(root)
    folders = {folder for module in modules for folder in _folders(module)}
    found = []
    for folder in sorted(folders):
        files = sum(module.parent == folder for module in modules)
        if folder.parent.name != "src":
            if files > MOST_FILES:
                found.append(f"{folder}: {files} files, a room has at most {MOST_FILES}: give it rooms")
            continue
        rooms = sum(other.parent == folder for other in folders)
        if files > MOST_LOOSE:
            found.append(f"{folder}: {files} loose modules, at most {MOST_LOOSE}: move them into rooms")
        if rooms > MOST_ROOMS:
            found.append(f"{folder}: {rooms} rooms, at most {MOST_ROOMS}")
    return found


def _modules(root: Path) -> list[Path]:
    """Return the tracked modules of packages, without `__init__` and `__main__`."""
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=root, capture_output=True, text=True, check=True).stdout
    paths = [Path(name) for name in listed.splitlines() if not name.startswith(_NO_PACKAGE)]
    return [path for path in paths if "src" in path.parts and not path.name.startswith("__") and (root / path).exists()]


def _folders(module: Path) -> Iterator[Path]:
    """Return the folders that a module is in, from its own up to its package's."""
    for folder in module.parents:
        if folder.name == "src":
            return
        yield folder
