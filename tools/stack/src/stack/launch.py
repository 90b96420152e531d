"""How a process is started: ending with its parent, and PostgreSQL not as root. Linux first."""

import os
import shutil
from pathlib import Path

UNPRIVILEGED = "nobody"
ENTER = 0o001


def ends_with_parent(signal: str) -> list[str]:
    """Return the prefix that has the kernel send `signal` when the parent dies; elsewhere than on Linux nothing."""
    return ["setpriv", "--pdeathsig", signal] if shutil.which("setpriv") else []


def unprivileged(*needed: Path) -> list[str]:
    """Return the prefix for programs that refuse root: nothing for an ordinary user.

    When one of the folders `needed` lies below a private one (a clone in root's home), the process keeps the one
    capability that lets it in.
    """
    if os.geteuid() != 0:
        return []
    drop = ["setpriv", "--reuid", UNPRIVILEGED, "--regid", "nogroup", "--clear-groups"]
    if all(everyone_may_enter(path) for path in needed):
        return drop
    return [*drop, "--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]


def everyone_may_enter(path: Path) -> bool:
    """Tell whether each folder above `path` lets any user through."""
    return all(parent.stat().st_mode & ENTER for parent in path.resolve().parents)


def give_away(path: Path) -> None:
    """Make the unprivileged user own a file or folder, if we are root."""
    if os.geteuid() == 0:
        shutil.chown(path, UNPRIVILEGED, "nogroup")
