"""Look for secrets in what may be committed: `python -m stack.checks.scan [file …]`; without a name all files."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stack.checks import frontend
from stack.machine.places import ROOT

PROGRAM = frontend.FOLDER / "node_modules" / ".bin" / "secretlint"
RULES = ROOT / ".secretlintrc.json"


def tracked() -> list[str]:
    """Return what git tracks, and what it would take next; what it ignores is never committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def scan(names: Sequence[str], folder: Path = ROOT) -> bool:
    """Tell whether the files of a folder hold no secret; what is found is printed with its place, masked."""
    frontend.install()
    command = [str(PROGRAM), "--secretlintrc", str(RULES), "--no-glob", *names]
    return subprocess.run(command, cwd=folder, env=frontend.environment(), check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(0 if scan(sys.argv[1:] or tracked()) else 1)
