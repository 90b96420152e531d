"""`python -m deploy.releases.notes 1.2.0`: what CHANGELOG.md says of a version, for the page of its release."""

import re
import sys
from pathlib import Path

from stack.machine.places import ROOT


def notes(changelog: str, version: str) -> str | None:
    """Return the section of a version, None if there is none, or nothing in it."""
    heading = rf"^## \[?{re.escape(version)}\]?(?: [^\n]*)?$"
    found = re.search(rf"{heading}\n(?P<text>.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return (found["text"].strip() or None) if found else None


def main() -> int:
    (version,) = sys.argv[1:]
    text = notes(Path(ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    if text is None:
        print(f"CHANGELOG.md says nothing of {version}", file=sys.stderr)
        return 1
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
