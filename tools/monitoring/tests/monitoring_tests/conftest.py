"""The programs must be installed: a missing one fails the test. `.ci/run` installs them where it may."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from monitoring.local.receiver import Received, receiving


def run(*command: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def received() -> Iterator[Received]:
    with receiving() as found:
        yield found


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "log"
