"""The program itself: settings from the environment, a clean end, clear errors."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest
from simulator.settings import Settings, SettingsError


async def start(**env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", env=os.environ | env, stdout=asyncio.subprocess.PIPE
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_it_serves_until_sigterm_also_with_clients_connected() -> None:
    port = free_port()
    process = await start(PORT=str(port), MODE="simulated", REPLAY="")
    assert process.stdout is not None
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        assert json.loads(await process.stdout.readline())["event"] == "serving"
        ws = await session.ws_connect(f"http://127.0.0.1:{port}/kraken/v2")
        await ws.receive()
        process.send_signal(signal.SIGTERM)
        await ws.receive()
        log = [json.loads(line) for line in (await process.communicate())[0].splitlines()]

    assert ws.close_code == 1001
    assert process.returncode == 0
    assert log[-1]["event"] == "stopped"
    assert all(entry["service"] == "exchange-simulator" for entry in log)


async def test_a_capture_that_cannot_be_played_ends_it_with_one_clear_line(tmp_path: Path) -> None:
    process = await start(MODE="replay", REPLAY=str(tmp_path / "none.jsonl"))
    output = (await process.communicate())[0]

    assert process.returncode == 2
    assert "none.jsonl" in json.loads(output)["event"]


async def test_a_port_that_is_taken_ends_it() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        process = await start(PORT=str(holder.getsockname()[1]), MODE="simulated", REPLAY="")
        output = (await process.communicate())[0]

    assert process.returncode == 1
    assert "cannot serve" in json.loads(output)["event"]


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "PORT": "1",
            "REPLAY": "/a, /b",
            "REPLAY_SPEED": "max",
            "REPLAY_HOLD": "1",
            "SIMULATOR_EPOCH": "2026-01-01T00:00:00Z",
        }
    )

    assert (settings.mode, settings.captures, settings.speed, settings.hold) == (
        "replay",
        (Path("/a"), Path("/b")),
        None,
        True,
    )
    assert settings.epoch_us == 1_767_225_600_000_000
    assert Settings.from_environment({"REPLAY_SPEED": "0.5", "RATE": "2000"}).rate == 2_000
    assert Settings.from_environment({}) == Settings()


@pytest.mark.parametrize(
    "env",
    [
        {"MODE": "live"},
        {"MODE": "replay"},
        {"RATE": "x"},
        {"RATE": "-1"},
        {"REPLAY_SPEED": "0"},
        {"SIMULATOR_EPOCH": "soon"},
    ],
)
def test_settings_that_make_no_sense_are_refused(env: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings.from_environment(env)
