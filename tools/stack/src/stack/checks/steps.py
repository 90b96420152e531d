"""`make lint`, `make test`, `make format`: every tool in one order, all of them run, and one answer in the end."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from stack.checks import containers, e2e, frontend, lockfiles, rooms, scan, sizes, workflows
from stack.checks.documents import references
from stack.machine.places import PYTHON, ROOT
from stack.servers import jars

Step = Callable[[], bool]
# Two cores: a third worker only makes all of them slower.
WORKERS = "2"
# Its tests start every process once a worker: two platforms at once leave no core to the tests.
WHOLE_PLATFORM = "tests"
# Not its script: a deep checkout makes its first line too long for the kernel.
IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def run(*command: str, variables: Mapping[str, str] = os.environ) -> bool:
    return subprocess.run(command, cwd=ROOT, env=dict(variables), check=False).returncode == 0


def python(*arguments: str, variables: Mapping[str, str] = os.environ) -> bool:
    return run(str(PYTHON), "-m", *arguments, variables=variables)


def npm(script: str) -> bool:
    if not (frontend.FOLDER / "package.json").exists():
        return True
    frontend.install()
    command = ["npm", "run", "--silent", script]
    return subprocess.run(command, cwd=frontend.FOLDER, env=frontend.environment(), check=False).returncode == 0


def sources() -> list[str]:
    """Return the folders of code that mypy checks together."""
    return [str(path.relative_to(ROOT)) for pattern in ("*/src", "tools/*/src") for path in sorted(ROOT.glob(pattern))]


def test_folders() -> list[str]:
    folders = [path for pattern in ("tests", "*/tests", "tools/*/tests") for path in sorted(ROOT.glob(pattern))]
    return [str(path.relative_to(ROOT)) for path in folders if "frontend" not in path.parts and any(path.rglob("*.py"))]


def types() -> bool:
    """Check the code in one go, then each folder of tests alone: their modules' names are not unique."""
    code = [folder for folder in sources() if not folder.startswith("frontend")]
    together = python("mypy", *code, "tools/stack/bootstrap.py", *_existing("migrations"), *image_scripts())
    return all([together, *(python("mypy", folder) for folder in test_folders())])


def image_scripts() -> list[str]:
    """Return the images' scripts, which are no package."""
    return [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docker/*.py"))]


def _existing(*names: str) -> list[str]:
    return [name for name in names if (ROOT / name).exists()]


def generated_documents() -> bool:
    """Compare what is made from settings and figures; in processes of their own, which import every service."""
    names = ("settings_document", "capacity")
    same = [python(f"stack.checks.documents.{name}", "--check") for name in names]  # all of them, also after a failure
    return all(same)


def nothing_found(problems: Callable[[Path], list[str]]) -> Step:
    """Make a step of a check of ours that returns one line a problem."""

    def step() -> bool:
        found = problems(ROOT)
        if found:
            print("\n".join(found))
        return not found

    return step


def manifest_problems(root: Path) -> list[str]:
    from stack.checks.manifests import lint  # noqa: PLC0415 - its schemas take long to import, and `make up` needs none

    return lint.problems(root)


def test_groups() -> list[list[str]]:
    """Return what may share servers: each folder of tests, and each part of market-data's alone.

    The recorder's, the ingester's and the interface's tests read the whole topic or the whole catalogue.
    """
    crowded = ROOT / "market-data-service" / "tests"
    rooms = [path for path in sorted(crowded.iterdir()) if path.is_dir() and any(path.rglob("test_*.py"))]
    groups = [[folder] for folder in test_folders() if ROOT / folder != crowded]
    return [*groups, *([str(path.relative_to(ROOT))] for path in rooms)]


def pytest(*arguments: str, variables: Mapping[str, str]) -> bool:
    """Run tests that may share servers; a skipped one fails: a missing server must not look like a success."""
    workers = "1" if WHOLE_PLATFORM in arguments else WORKERS
    return python("pytest", "-n", workers, "-q", *arguments, variables={**variables, "STACK_NO_SKIPS": "1"})


def tests() -> bool:
    """Run all Python tests, group by group, and measure what they cover."""
    list(jars.fetch_missing())
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "COVERAGE_FILE": str(Path(folder) / "coverage")}
        covered = ("--cov", "--cov-append", "--cov-report=", "--cov-fail-under=0")
        good = [pytest(*covered, *group, variables=variables) for group in test_groups()]
        # What services wrote at their end, after pytest had combined.
        python("coverage", "combine", "--append", "--quiet", variables=variables)
        return python("coverage", "report", variables=variables) and all(good)


def only(folders: str) -> bool:
    """Run the tests of some folders, named with commas between them, each by itself."""
    list(jars.fetch_missing())
    good = [pytest(folder, variables=os.environ) for folder in folders.split(",")]  # all of them, also after a failure
    return all(good)


LINT: Mapping[str, Step] = {
    "ruff check": lambda: python("ruff", "check", "."),
    "ruff format": lambda: python("ruff", "format", "--check", "."),
    "mypy": types,
    "import-linter": lambda: run(str(PYTHON), "-c", IMPORT_LINTER),
    "lock files": nothing_found(lockfiles.problems),
    "sizes": nothing_found(sizes.problems),
    "rooms": nothing_found(rooms.problems),
    "references": nothing_found(references.problems),
    "generated documents": generated_documents,
    "secrets": lambda: scan.scan(scan.tracked()),
    "shellcheck": workflows.shellcheck,
    "actionlint": workflows.actionlint,
    "zizmor": workflows.zizmor,
    "pinned actions": nothing_found(workflows.problems),
    "manifests": nothing_found(manifest_problems),
    "hadolint": containers.hadolint,
    "compose schema": containers.compose_schema,
    "eslint": lambda: npm("lint"),
    "tsc": lambda: npm("typecheck"),
}
TEST: Mapping[str, Step] = {
    "pytest": tests,
    "vitest": lambda: npm("test"),
    "playwright": e2e.run,
}


def test_steps(folders: str) -> Mapping[str, Step]:
    """Return the steps of `make test`, or of `make test ONLY=folder,…`."""
    return {"pytest": lambda: only(folders)} if folders else TEST


FORMAT: Mapping[str, Step] = {
    "ruff check --fix": lambda: python("ruff", "check", "--fix-only", "--quiet", "."),
    "ruff format": lambda: python("ruff", "format", "--quiet", "."),
    "prettier": lambda: npm("format"),
}


def go(steps: Mapping[str, Step]) -> int:
    """Run every step, also after one has failed, and name those that did."""
    failed = []
    for name, step in steps.items():
        began = time.monotonic()
        good = step()
        print(f"{'ok' if good else 'FAILED'}: {name} ({time.monotonic() - began:.0f} s)", flush=True)
        if not good:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0
