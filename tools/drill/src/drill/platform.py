"""The platform as an operator has it: make, .local/, HTTP. Nothing of the services is imported here."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
from gateway.settings import Settings
from prometheus_client.parser import text_string_to_metric_families
from stack.platform.settings import SHALLOW_HISTORY
from stack.supervision.supervise import Supervisor

ROOT: Final = Path(__file__).resolve().parents[4]
LOCAL: Final = ROOT / ".local"
T = TypeVar("T")
_PAGE: Final = 5_000
_IMPORTED_WITHIN: Final = 600

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

    def __init__(self, root: Path = ROOT) -> None:
        """`root`: the checkout that runs; another one than ours is an earlier release."""
        self._http = httpx.Client(timeout=20)
        self._local = root / ".local"
        self._supervisor = Supervisor(self._local / "run", self._local / "log")
        self._is_started = False

    def start(self, **variables: str) -> None:
        make("down")
        make("reset", **variables)
        self.start_on(**variables)

    def start_on(self, **variables: str) -> None:
        """Start on the data that are there."""
        self._is_started = True
        make("up", **variables)

    def stop(self) -> None:
        """Stop what a drill has started; what was up before, if none has started anything, stays up."""
        if self._is_started:
            make("down")

    @property
    def env(self) -> dict[str, str]:
        lines = (self._local / "env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def get(self, path: str, **params: Any) -> Any:
        answer = self._http.get(self.env["GATEWAY_URL"] + path, params=params)
        answer.raise_for_status()
        return answer.json()

    def control(self, path: str, body: dict[str, Any] | None = None, *, method: str = "", **params: Any) -> Any:
        """GET the simulator's control endpoint, POST `body` to it, or what `method` says."""
        url = f"{self.env['SIMULATOR_URL']}/control{path}"
        answer = self._http.request(
            method or ("GET" if body is None else "POST"), url, json=body, params=params or None
        )
        answer.raise_for_status()
        return answer.json()

    def control_list(self, path: str, after: str = "", **params: Any) -> list[dict[str, Any]]:
        """All items of a list of the simulator's, page by page, but for the first `after`."""
        items: list[dict[str, Any]] = []
        while True:
            page = self.control(path, limit=_PAGE, after=after, **params)
            items += page["items"]
            after = page.get("next")
            if not after or not page["items"]:
                return items

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
        os.kill(int((self._local / "run" / f"{name}.pid").read_text()), signal.SIGKILL)

    def halt(self, name: str) -> None:
        """Stop a process, which its supervisor then leaves stopped."""
        self._supervisor.stop(name)

    def resume(self, name: str) -> None:
        self._supervisor.start(name)

    def wait_ready(self, seconds: float = 60) -> float:
        """Wait until all processes are ready; return how long it took."""
        return wait(lambda: bool(self.status()["ready"]), "all processes ready", seconds, every=0.5)

    def wait_settled(self, seconds: float = 60) -> float:
        try:
            return wait(lambda: bool(self.pipeline()["settled"]), "settled", seconds)
        except DrillError as error:
            raise DrillError(f"{error}: {self.pipeline()}") from error

    def wait_imported(self) -> float:
        """Until then candles are not published yet, hours are not folded upwards yet, and everything is slower."""
        return wait(self._is_imported, "candle history imported", _IMPORTED_WITHIN, every=1)

    def _is_imported(self) -> bool:
        history = self.pipeline().get("history")
        return history is not None and bool(0 < history["total"] <= history["done"])

    def pipeline(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self.get("/api/market/pipeline")
        except httpx.HTTPError:
            return {"settled": False, "record_lag": None}
        return found


def make(target: str, *, quiet: str = "", at: str = "", **variables: str) -> str:
    """Run `make target`, here or at another checkout; raise with its last lines if it fails.

    `up` imports little history, unless `variables` say otherwise.
    """
    if target == "up":
        variables = SHALLOW_HISTORY | variables
    words = ["make", "--no-print-directory", target, *(f"{name}={value}" for name, value in variables.items())]
    if not quiet:
        print("$", " ".join(words), flush=True)
    done = subprocess.run(words, cwd=at or ROOT, capture_output=True, text=True, timeout=900, check=False)
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


def eventually(check: Callable[[], T], seconds: float) -> T:
    """What `check` returns as soon as it finds nothing wrong: something may still be on its way.

    Raises:
        DrillError: it still found something after `seconds`, or had no answer; the last thing that it found.
    """
    ends = time.monotonic() + seconds
    while True:
        try:
            return check()
        except (DrillError, httpx.HTTPError) as error:
            if time.monotonic() > ends:
                raise DrillError(str(error)) from error
        time.sleep(1)
