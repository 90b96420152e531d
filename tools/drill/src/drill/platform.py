"""The platform as an operator has it: make, .local/, HTTP. Nothing of the services is imported here."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
from gateway.settings import Settings
from prometheus_client.parser import text_string_to_metric_families
from stack.supervision.supervise import Supervisor

ROOT: Final = Path(__file__).resolve().parents[4]
LOCAL: Final = ROOT / ".local"

_FIELDS: Final = Settings.model_fields
UNLIMITED: Final = {
    "WEBSOCKET_MESSAGES": "1000000",
    **{name.upper(): "100000000" for name in _FIELDS if name.endswith(("_rate", "_burst"))},
    "ROUTE_LIMITS": json.dumps(
        {name: {"per_minute": 1e6, "burst": 1_000_000} for name in _FIELDS["route_limits"].get_default()}
    ),
}
"""Settings under which one address may ask as often as it likes: what is tried must not end at a limit."""


class DrillError(Exception):
    """What a drill found wrong, in one sentence."""


class Platform:
    """One `make up` and what can be done to it. `start` resets the mode's data first."""

    def __init__(self) -> None:
        self._http = httpx.Client(timeout=20)
        self._supervisor = Supervisor(LOCAL / "run", LOCAL / "log")

    def start(self, **variables: str) -> None:
        make("down")
        make("reset", **variables)
        make("up", **variables)

    def stop(self) -> None:
        make("down")

    @property
    def env(self) -> dict[str, str]:
        lines = (LOCAL / "env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def get(self, path: str, **params: Any) -> Any:
        answer = self._http.get(self.env["GATEWAY_URL"] + path, params=params)
        answer.raise_for_status()
        return answer.json()

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """GET the simulator's control endpoint, or POST `body` to it."""
        url = f"{self.env['SIMULATOR_URL']}/control{path}"
        answer = self._http.get(url) if body is None else self._http.post(url, json=body)
        answer.raise_for_status()
        return answer.json()

    def delete_fault(self, fault_id: str) -> None:
        self._http.delete(f"{self.env['SIMULATOR_URL']}/control/faults/{fault_id}").raise_for_status()

    def answered(self) -> Counter[int]:
        """How often the gateway has answered requests to the API with each status, since it started."""
        (url,) = (process["internal_url"] for process in self.status()["processes"] if process["name"] == "gateway")
        found = Counter[int]()
        for family in text_string_to_metric_families(self._http.get(f"{url}/metrics").raise_for_status().text):
            for sample in family.samples:
                if sample.name == "http_requests_total" and sample.labels["route"].startswith("/api"):
                    found[int(sample.labels["status"])] += int(sample.value)
        return found

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(make("status", FORMAT="json", quiet="1"))
        return found

    def processes(self) -> list[str]:
        return [process["name"] for process in self.status()["processes"]]

    def kill(self, name: str) -> None:
        """Kill a process as a crash would: -9, itself, by its pid file."""
        os.kill(int((LOCAL / "run" / f"{name}.pid").read_text()), signal.SIGKILL)

    def halt(self, name: str) -> None:
        """Stop a process, which its supervisor then leaves stopped."""
        self._supervisor.stop(name)

    def resume(self, name: str) -> None:
        self._supervisor.start(name)

    def wait_ready(self, seconds: float = 60) -> float:
        """Wait until all processes are ready; return how long it took."""
        return wait(lambda: bool(self.status()["ready"]), "all processes ready", seconds, every=0.5)

    def wait_settled(self, seconds: float = 60) -> float:
        return wait(lambda: bool(self.pipeline()["settled"]), "settled", seconds)

    def pipeline(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self.get("/api/market/pipeline")
        except httpx.HTTPError:
            return {"settled": False, "record_lag": None}
        return found


def make(target: str, *, quiet: str = "", **variables: str) -> str:
    """Run `make target`; raise with its last lines if it fails."""
    words = ["make", "--no-print-directory", target, *(f"{name}={value}" for name, value in variables.items())]
    if not quiet:
        print("$", " ".join(words), flush=True)
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode != 0 and target != "status":
        raise DrillError(f"make {target} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def wait(check: Callable[[], bool], what: str, seconds: float, every: float = 0.2) -> float:
    """Poll until `check` holds.

    Raises:
        DrillError: it did not within `seconds`.
    """
    started = time.monotonic()
    while not check():
        if time.monotonic() - started > seconds:
            raise DrillError(f"not {what} within {seconds:.0f} s")
        time.sleep(every)
    return time.monotonic() - started
