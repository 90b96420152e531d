"""Which commit a report is about."""

import subprocess

from stack.machine.places import ROOT


def current() -> str:
    """Return the short name of the checked-out commit, and whether anything but docs/ differs from it."""
    name = _git("rev-parse", "--short=10", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)docs")
    return f"{name} with uncommitted changes" if changed else name


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
