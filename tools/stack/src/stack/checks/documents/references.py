"""What documents refer to is there: linked files and headings, files by their path, `make` targets. Only reads."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

_FENCE: Final = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_INLINE: Final = re.compile(r"`([^`\n]+)`")
_LINK: Final = re.compile(r"\]\(([^()\s]+)\)")
_ELSEWHERE: Final = re.compile(r"^[a-z][a-z+.-]*:|^//")
_HEADING: Final = re.compile(r"^#{1,6} +(.+?)(?: +#+)?$", re.MULTILINE)
_NOT_IN_ANCHOR: Final = re.compile(r"[^\w\- ]")
# At the beginning of a line or of a piece of code; what follows it are variables.
_MAKE: Final = re.compile(r"^(?:\$ )?(?:\w+=\S* )*make ([a-z][a-z-]*)", re.MULTILINE)
_TARGET: Final = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
_PATH: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?")
# What changed names what is no longer there.
_HISTORY: Final = ("CHANGELOG.md",)


def problems(root: Path) -> list[str]:
    """Return one line for each reference in a tracked Markdown file that leads nowhere."""
    names = _tracked(root)
    targets = set(_TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    folders = {name.split("/")[0] for name in names if "/" in name}
    found = []
    for name in names:
        if not name.endswith(".md") or not (root / name).is_file():
            continue
        text = (root / name).read_text(encoding="utf-8")
        found += [f"{name}: {what}" for what in _links(root, name, text)]
        if name not in _HISTORY:
            found += [f"{name}: there is no `make {one}`" for one in sorted(_made(text) - targets)]
            found += [f"{name}: there is no {one}" for one in sorted(_missing(root, name, _paths(text, folders)))]
    return found


def _tracked(root: Path) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()


def _links(root: Path, name: str, text: str) -> Iterator[str]:
    for link in _LINK.findall(_INLINE.sub("", _FENCE.sub("", text))):
        if _ELSEWHERE.match(link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (root / name).parent / path if path else root / name
        if not target.exists():
            yield f"{link} leads nowhere"
        elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
            yield f"{link}: {target.name} has no such heading"


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them; of equal ones the later are numbered."""
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        anchor = _NOT_IN_ANCHOR.sub("", heading.replace("`", "")).strip().lower().replace(" ", "-")
        number = 0
        while (numbered := f"{anchor}-{number}" if number else anchor) in found:
            number += 1
        found.add(numbered)
    return found


def _made(text: str) -> set[str]:
    pieces = [*_FENCE.findall(text), *_INLINE.findall(_FENCE.sub("", text))]
    return {target for piece in pieces for target in _MAKE.findall(piece)}


def _missing(root: Path, name: str, paths: set[str]) -> set[str]:
    """Paths count from the root or from the document's folder. What git ignores is made when it is needed."""
    missing = {one for one in paths if not ((root / one).exists() or ((root / name).parent / one).exists())}
    return {one for one in missing if not _is_ignored(root, one)}


def _is_ignored(root: Path, path: str) -> bool:
    command = ["git", "check-ignore", "-q", path if path.endswith("/") else f"{path}/"]
    return subprocess.run(command, cwd=root, check=False).returncode == 0


def _paths(text: str, folders: set[str]) -> set[str]:
    """The files that are named by their whole path from the root, as code."""
    named = {piece for piece in _INLINE.findall(_FENCE.sub("", text)) if _PATH.fullmatch(piece)}
    return {piece for piece in named if piece.split("/")[0] in folders}
