"""Workflows and shell scripts that `make lint` refuses."""

import subprocess
from pathlib import Path

from stack.checks import workflows
from stack.machine.places import ROOT

COMMIT = "0123456789012345678901234567890123456789"


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_an_action_is_pinned_by_its_commit(tmp_path: Path) -> None:
    steps = (
        f"steps:\n  - uses: a/b@{COMMIT} # v1\n  - uses: a/c@v4\n  - name: x\n    uses: a/d@main\n  - uses: ./here\n"
    )
    write(tmp_path, ".github/workflows/ci.yml", steps)

    assert workflows.problems(tmp_path) == [
        ".github/workflows/ci.yml: a/c@v4 is not pinned by a commit",
        ".github/workflows/ci.yml: a/d@main is not pinned by a commit",
    ]


def test_a_script_is_known_by_its_first_line(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, "run", "#!/bin/sh\nexit 0\n")
    write(tmp_path, "a.sh", "#!/usr/bin/env bash\n")
    write(tmp_path, "b.sh", "echo without one\n")
    write(tmp_path, "c.py", "#!/bin/sh\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)

    assert workflows.scripts(tmp_path) == ["a.sh", "run"]


def test_the_tools_find_nothing_here() -> None:
    assert workflows.shellcheck()
    assert workflows.actionlint()
    assert workflows.zizmor()
    assert workflows.problems(ROOT) == []
