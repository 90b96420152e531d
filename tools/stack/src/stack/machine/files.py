"""Small files written whole: private ones, and `KEY=value` lines."""

import os
import re
from pathlib import Path

PASSWORD = re.compile(r"(://[^:/@]*:)[^@/]*@")


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file at once, so that nobody reads half of it, with a mode that it has from the first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    new.rename(path)


def read_pairs(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def masked(text: str) -> str:
    """Hide the passwords of URLs."""
    return PASSWORD.sub(r"\1***@", text)


def last_lines(path: Path, count: int = 20, since: int = 0) -> str:
    """Return a log's end, nothing from before the offset `since`; empty when there is none."""
    if not path.exists():
        return ""
    size = path.stat().st_size
    with path.open("rb") as file:
        # A log that is shorter than it was has been rotated.
        file.seek(max(since if since <= size else 0, size - 20_000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
