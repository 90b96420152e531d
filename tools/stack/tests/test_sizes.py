"""Sizes that `make lint` refuses."""

import subprocess
from pathlib import Path

import pytest
from stack.checks import sizes


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def write(repository: Path, name: str, lines: list[str]) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    subprocess.run(["git", "-C", str(repository), "add", name], check=True)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("svc/src/svc/one.py", 250),
        ("svc/tests/test_one.py", 300),
        ("frontend/src/ui/One.tsx", 200),
        ("frontend/src/lib/one.ts", 250),
        ("frontend/src/ui/one.test.tsx", 300),
    ],
)
def test_a_file_may_have_as_many_lines_as_its_kind_and_not_one_more(repository: Path, name: str, limit: int) -> None:
    write(repository, name, ["1"] * limit)
    assert sizes.problems(repository) == []

    write(repository, name, ["1"] * (limit + 1))
    assert sizes.problems(repository) == [f"{name}: {limit + 1} lines, at most {limit}: split it by noun"]


def test_a_function_of_41_lines_is_named_with_its_place(repository: Path) -> None:
    body = ["    x = 1"] * 40
    write(repository, "svc/src/svc/one.py", ["", "async def long() -> None:", *body])

    assert sizes.problems(repository) == ["svc/src/svc/one.py:2 long: 41 lines, a function has at most 40"]


def test_generated_files_and_schema_revisions_may_be_long(repository: Path) -> None:
    write(repository, "frontend/src/api/schema.gen.ts", ["1"] * 1_000)
    write(repository, "migrations/versions/2026_11_22_1715_market_initial.py", ["1"] * 1_000)

    assert sizes.problems(repository) == []
