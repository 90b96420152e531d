"""The drill that reads, without the platform, what no honest source sends."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from typing import Final

from drill.platform import ROOT, DrillError, Platform

_SHOWN: Final = 3_000


def texts(platform: Platform) -> Iterator[str]:
    """124 000 fuzzed feeds, answers and texts, some very long: each is read or refused, soon and in little memory.

    Nothing is started: the functions of sentiment-service are called, from a source's parser to the score.
    """
    del platform
    yield from lines_of([sys.executable, "-W", "error", "-m", "drill.fuzz.texts"])


def lines_of(command: Sequence[str]) -> Iterator[str]:
    """Run a program and give its lines as they come.

    Raises:
        DrillError: it failed; with the end of what it said of that.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8") as process:
            yield from (line.rstrip() for line in process.stdout or ())
        if process.returncode != 0:
            errors.seek(0)
            raise DrillError(f"ended with {process.returncode}: {errors.read()[-_SHOWN:]}")
