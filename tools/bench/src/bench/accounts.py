"""An account for measuring, made through the gateway, and a gateway beside the platform's with other settings."""

import os
import secrets
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from stack.machine.ports import HOST, free_port

from bench.platform import ROOT, BenchError, env, wait_for


def new_account() -> tuple[str, str]:
    """A new account's name, and an access token of it."""
    name, password = f"bench_{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    with httpx.Client(base_url=f"{env()['GATEWAY_URL']}/api/users", timeout=20) as http:
        made = {"username": name, "email": f"{name}@bench.example", "password": password}
        http.post("/register", json=made).raise_for_status()
        answer = http.post("/login", json={"login": name, "password": password}).raise_for_status()
    return name, answer.json()["access_token"]


@contextmanager
def gateway(**variables: str) -> Iterator[str]:
    """Run a second gateway of the platform, with these settings; give its address."""
    lines = (ROOT / ".local" / "run" / "gateway.sh").read_text().splitlines()
    exported = [shlex.split(line)[1].partition("=") for line in lines if line.startswith("export ")]
    port = free_port()
    environment = {
        **os.environ,
        **{name: value for name, _, value in exported},
        **variables,
        "PORT": str(port),
        "INTERNAL_PORT": "0",
    }
    command = [sys.executable, "-m", "gateway"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: _ready(process, f"http://{HOST}:{port}/health/ready"), 180, "a second gateway ready")
            yield f"http://{HOST}:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def _ready(process: subprocess.Popen[bytes], url: str) -> bool:
    if process.poll() is not None:
        raise BenchError("the second gateway ended")
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False
