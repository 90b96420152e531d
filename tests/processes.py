"""The platform's processes on the test servers, as `processes.toml` lists them."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import httpx
from drill.platform import UNLIMITED
from stack.platform import local_secrets
from stack.platform.process_list import read_processes
from stack.platform.settings import SHALLOW_HISTORY
from stack.testing import eventually

ROOT: Final = Path(__file__).parents[1]
COMMANDS: Final = {process.name: process.command for process in read_processes() if process.ingesters == 1}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Platform:
    """The processes by name, and where they listen."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.ports = {name: free_port() for name in COMMANDS}
        self._env = {
            **env,
            "MODE": "simulated",
            "RATE": "20",
            "SIMULATOR_URL": self.url("exchange-simulator"),
            "MARKET_DATA_URL": self.url("market-data"),
            "ANALYTICS_URL": self.url("analytics"),
            "PORTFOLIO_URL": self.url("portfolio"),
            "SENTIMENT_URL": self.url("sentiment"),
            "SENTIMENT_SOURCES": str(folder / "sources.toml"),
            "USERS_URL": self.url("users"),
            "PUBLIC_URL": self.url("gateway"),
            "MAIL_OUTBOX": str(folder / "mail"),
            "SECRETS_DIR": str(folder / "secrets"),
            "REFRESH_GRACE": "PT1S",
            **SHALLOW_HISTORY,
            "HISTORY_MINUTES": "PT1H",
            "HISTORY_DAYS": "P14D",
            "STORED_INDICATORS": '["sma:20","ema:50","realized_volatility:30"]',
            **UNLIMITED,  # one address plays everybody; what the limits do is tested where they are
        }
        local_secrets.load_or_make(folder / "secrets")
        (folder / "sources.toml").touch()  # no sources: sentiment answers, and fetches nothing
        self.outbox = folder / "mail"
        self.outbox.mkdir()
        self.logs = folder / "logs"
        self.logs.mkdir()
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def start(self, name: str) -> None:
        self._start(name, name, {"INGESTER_ID": "market-ingest"})

    def start_beside(self, name: str, beside: str, **changes: str) -> None:
        """Start another process of a kind, under a name of its own and with other settings."""
        self.ports[beside] = free_port()
        self._start(name, beside, changes)

    def _start(self, kind: str, name: str, own: dict[str, str]) -> None:
        ports = {"PORT": str(self.ports[name]), "INTERNAL_PORT": str(free_port())}
        with (self.logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *COMMANDS[kind]],
                cwd=ROOT,
                env={**self._env, **ports, **own},
                stdout=log,
                stderr=log,
            )

    async def ready(self, name: str) -> None:
        async with httpx.AsyncClient() as client:

            async def check() -> bool:
                assert self._running[name].poll() is None, self.tail(name)
                try:
                    answer = await client.get(f"{self.url(name)}/health/ready")
                except httpx.TransportError:
                    return False
                return answer.status_code == 200

            await eventually(check, timeout=120)

    def tail(self, name: str) -> str:
        return f"{name} ended:\n" + (self.logs / f"{name}.log").read_text()[-3_000:]

    def kill(self, name: str) -> None:
        self._running[name].kill()
        self._running[name].wait()

    def stop(self) -> None:
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
