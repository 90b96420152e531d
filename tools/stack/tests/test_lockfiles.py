from pathlib import Path

import pytest
from stack.checks import lockfiles
from stack.machine.places import ROOT
from stack.servers import jars
from stack.servers.jars import Jar, JarError

LOCKED = """wheel==1.5 \\
    --hash=sha256:00
Two.Words[extra]==2.0 ; python_version < '3.12' \\
    --hash=sha256:00
"""


def repository(folder: Path, lock: str = LOCKED, asks: str = "wheel>=1.5") -> Path:
    (folder / "pyproject.toml").write_text('[tool.uv.workspace]\nmembers = ["service"]\n')
    (folder / "service").mkdir()
    (folder / "service" / "pyproject.toml").write_text(f'[project]\ndependencies = ["{asks}", "tidemark-shared"]\n')
    (folder / "requirements-dev.in").write_text("# tools\ntwo_words>=2 # why\n")
    (folder / "requirements-dev.txt").write_text(lock)
    return folder


def test_the_lock_files_of_this_repository_are_in_order() -> None:
    assert lockfiles.problems(ROOT) == []


def test_a_lock_that_holds_what_is_asked_for_is_in_order(tmp_path: Path) -> None:
    assert lockfiles.problems(repository(tmp_path)) == []


@pytest.mark.parametrize("asks", ["wheel>=1.6", "other"])
def test_a_lock_older_than_what_is_asked_for_is_named(tmp_path: Path, asks: str) -> None:
    (found,) = lockfiles.problems(repository(tmp_path, asks=asks))

    assert found.startswith(f"requirements-dev.txt is out of date: service asks for {asks}")


OPTIONS = ("index-url", "extra-index-url", "find-links")
NAMED = [*(f"--{option} host" for option in OPTIONS), *(f"wheel @ {scheme}://host" for scheme in ("http", "https"))]


@pytest.mark.parametrize("line", NAMED)
def test_a_lock_that_names_a_host_is_refused(tmp_path: Path, line: str) -> None:
    (found,) = lockfiles.problems(repository(tmp_path, f"{line}\n{LOCKED}"))

    assert "names a host" in found


def test_a_pin_without_a_hash_is_refused(tmp_path: Path) -> None:
    (found,) = lockfiles.problems(repository(tmp_path, f"bare==1.0\n{LOCKED}"))

    assert found == "requirements-dev.txt: bare==1.0 has no hash"


def test_an_npm_lock_that_names_a_host_is_refused(tmp_path: Path) -> None:
    repository(tmp_path).joinpath("frontend").mkdir()
    packages = '{"packages":{"":{},"node_modules/a":{"resolved":"somewhere"}}}'
    (tmp_path / "frontend" / "package-lock.json").write_text(packages)

    assert lockfiles.problems(tmp_path) == ["frontend/package-lock.json names a host for node_modules/a"]


def test_each_jar_of_kafka_is_locked_by_its_hash() -> None:
    names = {jar.artifact for jar in jars.jars()}

    assert {"kafka_2.13", "kafka-clients", "slf4j-simple"} <= names
    assert all(len(jar.sha256) == 64 for jar in jars.jars())


def test_a_jar_with_another_hash_is_refused_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "a-1.jar"
    path.write_bytes(b"not what was locked")

    with pytest.raises(JarError, match="the lock says"):
        jars.check(Jar("g", "a", "1", "0" * 64), path)
    assert not path.exists()
