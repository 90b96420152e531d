"""Processes of this checkout that have lost their supervisor (it was killed): waited for, then ended."""

import signal
from pathlib import Path

import psutil

from stack.supervision.part import MARK

PATIENCE_SECONDS = 10.0


def find(run: Path) -> list[psutil.Process]:
    """Return what was started from `run`, by the mark in its environment, the oldest first."""
    found = [process for process in psutil.process_iter() if _mark_of(process) == str(run)]
    return sorted(found, key=lambda process: process.create_time())


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None


def end(run: Path, patience: float = PATIENCE_SECONDS) -> int:
    """Ask them to stop, kill what does not, and return how many there were. Call it only without a supervisor."""
    found = find(run)
    pids = {process.pid for process in found}
    for process in found:
        try:
            if process.ppid() not in pids:
                # SIGTERM would have PostgreSQL wait for its clients.
                process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(found, timeout=patience)
    for process in alive:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=patience)
    return len(found)
