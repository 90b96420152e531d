"""How a process is started: ending with its parent, and PostgreSQL not as root. Linux first."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

UNPRIVILEGED = "nobody"
GROUP = "nogroup"
ENTER = 0o001
# access(2) forgets the capabilities of a process that is not root, unless told not to; initdb asks by it.
LET_IN = ("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override", "--securebits", "+no_setuid_fixup")
SETPRIV = "setpriv"


def prefix(signal: str = "", drop: Sequence[str] = ()) -> list[str]:
    """Return what stands before a command: the kernel sends it `signal` when its parent dies.

    Changing the user clears that signal, so both are done by one setpriv, which sets it last.
    """
    options = [*(["--pdeathsig", signal] if signal else []), *drop]
    return [SETPRIV, *options] if options and (drop or shutil.which(SETPRIV)) else []


def unprivileged(*needed: Path) -> list[str]:
    """Return setpriv's options for programs that refuse root: none for an ordinary user.

    When one of the folders `needed` lies below a private one (a clone in root's home), the process keeps the one
    capability that lets it in.
    """
    if os.geteuid() != 0:
        return []
    drop = ["--reuid", UNPRIVILEGED, "--regid", GROUP, "--clear-groups"]
    if all(everyone_may_enter(path) for path in needed):
        return drop
    return [*drop, *LET_IN]


def everyone_may_enter(path: Path) -> bool:
    """Tell whether each folder above `path` lets any user through."""
    return all(parent.stat().st_mode & ENTER for parent in path.resolve().parents if parent.exists())


def give_away(path: Path) -> None:
    """Make the unprivileged user own a file or folder, if we are root."""
    if os.geteuid() == 0:
        shutil.chown(path, UNPRIVILEGED, GROUP)
