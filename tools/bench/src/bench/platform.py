"""The running platform that is measured: its addresses, its processes' CPU time, its HTTP answers."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

ROOT: Final = Path(__file__).resolve().parents[4]


class BenchError(Exception):
    """A measurement could not be made; the text says why."""


def make(target: str, **variables: str) -> str:
    words = ["make", "--no-print-directory", target, *(f"{name}={value}" for name, value in variables.items())]
    print("$", " ".join(words), flush=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("ONLY", "MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        words, cwd=ROOT, env=environment | variables, capture_output=True, text=True, timeout=900, check=False
    )
    if done.returncode != 0:
        raise BenchError(f"make {target} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def env() -> dict[str, str]:
    lines = (ROOT / ".local" / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def status() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(make("status", FORMAT="json"))["processes"]
    return found


def cpu_seconds(name: str) -> float:
    """User and system time that the process called `name` has used so far."""
    pid = int((ROOT / ".local" / "run" / f"{name}.pid").read_text())
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def metric(process: str, name: str) -> float:
    """A metric without labels, as the process itself shows it."""
    (url,) = [one["url"] for one in status() if one["name"] == process]
    lines = httpx.get(f"{url}/metrics", timeout=20).raise_for_status().text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


def get(path: str) -> Any:
    answer = httpx.get(env()["GATEWAY_URL"] + path, timeout=20)
    answer.raise_for_status()
    return answer.json()


def generate(trades_per_second: float, seconds: float | None) -> None:
    body = {"trades_per_second": trades_per_second, "seconds": seconds}
    httpx.post(f"{env()['SIMULATOR_URL']}/control/generate", json=body, timeout=20).raise_for_status()


def simulator_state() -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{env()['SIMULATOR_URL']}/control/state", timeout=20).json()
    return found


def wait_for(check: Any, seconds: float, what: str) -> float:
    """Poll until `check()` is true; return the seconds it took."""
    started = time.perf_counter()
    while not check():
        if time.perf_counter() - started > seconds:
            raise BenchError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
    return time.perf_counter() - started
