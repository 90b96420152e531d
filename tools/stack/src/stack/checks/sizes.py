"""Maximum sizes of files and functions. Generated files and schema revisions do not count."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

LONGEST_FUNCTION: Final = 40
_LONGEST_TEST: Final = 300
_LONGEST: Final = {".py": 250, ".ts": 250, ".tsx": 200}
# Revisions are history: they are never edited again.
_UNCOUNTED: Final = ("migrations/versions/",)
_GENERATED: Final = (".gen.ts", ".gen.tsx", ".d.ts")


def problems(root: Path) -> list[str]:
    """Return one line for each file or function below `root` that git tracks and that is too long."""
    return [line for path in _tracked(root) for line in _problems_of(root, path)]


def _tracked(root: Path) -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        path = Path(name)
        counts = path.suffix in _LONGEST and not name.startswith(_UNCOUNTED) and not name.endswith(_GENERATED)
        if counts and (root / path).exists():
            yield path


def _problems_of(root: Path, path: Path) -> Iterator[str]:
    text = (root / path).read_text(encoding="utf-8")
    lines, limit = len(text.splitlines()), limit_of(path)
    if lines > limit:
        yield f"{path}: {lines} lines, at most {limit}: split it by noun"
    if path.suffix == ".py":
        yield from (
            f"{path}:{at} {name}: {length} lines, a function has at most {LONGEST_FUNCTION}"
            for at, name, length in long_functions(text)
        )


def limit_of(path: Path) -> int:
    """Return how many lines a file may have; a test may be longer than what it tests."""
    is_test = "tests" in path.parts or "e2e" in path.parts or ".test." in path.name
    return _LONGEST_TEST if is_test else _LONGEST[path.suffix]


def long_functions(source: str) -> Iterable[tuple[int, str, int]]:
    """Return line, name and length of each function that is too long, its signature and docstring included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield node.lineno, node.name, length
