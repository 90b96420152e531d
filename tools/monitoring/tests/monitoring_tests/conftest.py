"""The programs must be installed: a missing one fails the test. `.ci/run` installs them where it may."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from monitoring.local.receiver import Received, receiving


def run(*command: str, environment: Mapping[str, str] = os.environ) -> subprocess.CompletedProcess[str]:
    # promtool takes /tmp, whether it may write there or not; Python looks for a folder where it may.
    variables = {**environment, "TMPDIR": tempfile.gettempdir()}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def received() -> Iterator[Received]:
    with receiving() as found:
        yield found


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "log"
