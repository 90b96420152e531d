"""A document that is made from the code and committed: written anew, or compared with what is committed."""

import sys
from collections.abc import Sequence
from pathlib import Path


def keep(document: Path, text: str, arguments: Sequence[str], *, command: str) -> int:
    """Write the text; with `--check` among the arguments only compare it, and name the command that writes it.

    Returns the exit code: 1 for a document that says something else.
    """
    if "--check" not in arguments:
        document.write_text(text, encoding="utf-8")
        return 0
    if document.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{document.name} is not what the code says: run `{command}`\n")
    return 1
