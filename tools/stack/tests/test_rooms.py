"""The division of packages that `make lint` refuses."""

import subprocess
from pathlib import Path

import pytest
from stack.checks import rooms


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def make(repository: Path, folder: str, count: int, *, first: int = 0) -> None:
    for number in range(first, first + count):
        path = repository / folder / f"m{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (repository / folder / "__init__.py").touch()
    subprocess.run(["git", "-C", str(repository), "add", "."], check=True)


def test_five_loose_modules_are_enough(repository: Path) -> None:
    make(repository, "a-service/src/a", 5)
    assert rooms.problems(repository) == []

    make(repository, "a-service/src/a", 1, first=5)
    assert rooms.problems(repository) == ["a-service/src/a: 6 loose modules, at most 5: move them into rooms"]


def test_a_package_has_at_most_seven_rooms(repository: Path) -> None:
    for number in range(8):
        make(repository, f"tools/a/src/a/room{number}", 1)

    assert rooms.problems(repository) == ["tools/a/src/a: 8 rooms, at most 7"]


def test_a_room_of_thirteen_files_needs_rooms_of_its_own(repository: Path) -> None:
    make(repository, "a-service/src/a/room", 12)
    make(repository, "a-service/src/a/room/inner", 12)
    assert rooms.problems(repository) == []

    make(repository, "a-service/src/a/room/inner", 1, first=12)
    assert rooms.problems(repository) == ["a-service/src/a/room/inner: 13 files, a room has at most 12: give it rooms"]


def test_tests_and_the_front_end_are_no_packages(repository: Path) -> None:
    make(repository, "a-service/tests", 20)
    make(repository, "frontend/src/x", 20)

    assert rooms.problems(repository) == []
