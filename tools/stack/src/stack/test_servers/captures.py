"""The captures that tests play: the repository's own, and third parties' where their folder is there."""

import os
from pathlib import Path

from stack.machine.places import ROOT

OWN = ROOT / "tests" / "captures"
FOLDER = "SHARED_DATA"


def third_party() -> Path | None:
    """Return the folder of data that nobody here wrote; None where it is not, or SHARED_DATA is empty."""
    folder = Path(os.environ[FOLDER]) if os.environ.get(FOLDER) else ROOT.parent / "shared" / "data"
    wanted = os.environ.get(FOLDER) != ""
    return folder if wanted and folder.is_dir() else None


def extra(*names: str) -> list[Path]:
    """Return these files of the third parties' data, in this order; none where the folder is not."""
    folder = third_party()
    return [folder / name for name in names] if folder else []


def summary() -> str | None:
    """Return what a test run has to say of data that it left out; None if nothing was."""
    return None if third_party() else f"third parties' data are left out: no ../shared/data, or {FOLDER} is empty"
