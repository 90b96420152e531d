"""Running programs: their output when they fail, and a word when one is missing."""

import shutil
import subprocess
from collections.abc import Sequence

from stack.errors import StackError

_LAST = 4_000


class CommandError(StackError):
    """A command failed; the text holds its output's end."""


def need(*programs: str) -> None:
    """Raise CommandError naming the programs that are not installed."""
    if missing := [name for name in programs if not shutil.which(name)]:
        raise CommandError(f"not installed: {', '.join(missing)} (Debian: apt-get install {' '.join(missing)})")


def run(*command: str) -> str:
    """Return what the command prints.

    Raises:
        CommandError: it failed.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{_shown(command)} failed with {done.returncode}:\n{(done.stdout + done.stderr)[-_LAST:]}")
    return done.stdout


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _shown(command: Sequence[str]) -> str:
    return " ".join(command[:4]) + (" …" if len(command) > 4 else "")  # noqa: PLR2004 - enough to know which
