"""A second process of a service beside the platform's, with the same settings on another port."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
from stack.machine.ports import HOST, free_port

from drill.platform import LOCAL, ROOT, DrillError, wait

_READY_WITHIN: Final = 120
_ENDS_WITHIN: Final = 30


@contextmanager
def replica(name: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a second process of a service until it is ready; end it afterwards, unless the drill has killed it."""
    lines = (LOCAL / "run" / f"{name}.sh").read_text().splitlines()
    exported = [shlex.split(line)[1].partition("=") for line in lines if line.startswith("export ")]
    port = str(free_port())
    settings = {key: value for key, _, value in exported} | {"PORT": port, "INTERNAL_PORT": port}
    with (
        (LOCAL / "log" / f"{name}-replica.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", name], cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log
        ) as process,
    ):
        try:
            wait(lambda: _is_ready(process, port), f"second {name} ready", _READY_WITHIN)
            yield process
        finally:
            _end(process)


def _is_ready(process: subprocess.Popen[bytes], port: str) -> bool:
    if process.poll() is not None:
        raise DrillError(f"the second process ended with {process.returncode}")
    try:
        return httpx.get(f"http://{HOST}:{port}/health/ready", timeout=5).is_success
    except httpx.TransportError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
