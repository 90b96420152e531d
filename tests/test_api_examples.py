"""The examples of /api-docs, run as they are shown against the whole platform."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
import pytest
from stack.testing import eventually

from tests.people import Person
from tests.processes import Platform

EXAMPLES: Final = Path(__file__).parents[1] / "docs" / "api" / "examples"
NODE: Final = shutil.which("node") or "node"
# Node 20 has a WebSocket only behind this flag; later ones take it and do nothing.
COMMANDS: Final = {".sh": ["sh"], ".py": [sys.executable], ".mjs": [NODE, "--experimental-websocket", "--no-warnings"]}


def command(name: str) -> list[str]:
    path = EXAMPLES / name
    return [*COMMANDS[path.suffix], str(path)]


@pytest.fixture
async def variables(platform: Platform, api: httpx.AsyncClient) -> dict[str, str]:
    person = Person(api)
    (await person.register()).raise_for_status()
    _, headers = await (await person.login()).new_key("market:read")
    return {
        "PATH": os.environ["PATH"],
        "GATEWAY_URL": platform.url("gateway"),
        "TIDEMARK_API_KEY": headers["X-API-Key"],
        "LOGIN": person.name,
        "PASSWORD": person.password,
    }


async def run(name: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    def wait() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command(name), env=variables, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own examples

    return await asyncio.to_thread(wait)


async def test_the_example_for_curl_reads_a_price(variables: dict[str, str]) -> None:
    done = await run("price.sh", variables)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["coin_id"] == "bitcoin"


@pytest.mark.parametrize("name", ["candles.py", "candles.mjs"])
async def test_an_example_follows_the_cursor_and_reads_no_candle_twice(name: str, variables: dict[str, str]) -> None:
    done = await run(name, variables)

    assert done.returncode == 0, done.stderr
    times = [line.split()[0] for line in done.stdout.splitlines()]
    assert times == sorted(set(times), reverse=True)


@pytest.mark.parametrize("name", ["candles.py", "candles.mjs"])
async def test_an_example_says_what_the_server_refused(name: str, variables: dict[str, str]) -> None:
    async def refused() -> bool:
        done = await run(name, variables | {"TIDEMARK_API_KEY": "tmk_00000000_" + "0" * 43})
        assert done.returncode != 0
        assert "invalid_api_key" in done.stderr
        return True

    await eventually(refused, timeout=60)  # a busy machine may answer late, and then 503


class Relay:
    """Between a client and the gateway, so that the test can cut the line."""

    def __init__(self, gateway: str) -> None:
        parts = urlsplit(gateway)
        self._target = (parts.hostname, parts.port)
        self._lines: list[asyncio.StreamWriter] = []
        self.url = ""

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._lines += [writer, far_writer]
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    def cut(self) -> None:
        for line in self._lines:
            line.transport.abort()
        self._lines.clear()


@asynccontextmanager
async def relay_to(gateway: str) -> AsyncIterator[Relay]:
    relay = Relay(gateway)
    server = await asyncio.start_server(relay.join, "127.0.0.1", 0)
    relay.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield relay
    server.close()
    relay.cut()


@pytest.mark.parametrize("name", ["stream.py", "stream.mjs"])
async def test_an_example_of_the_stream_resumes_after_a_cut(
    name: str, platform: Platform, variables: dict[str, str]
) -> None:
    lines: list[str] = []
    async with relay_to(platform.url("gateway")) as relay, asyncio.timeout(90):
        process = await asyncio.create_subprocess_exec(
            *command(name), env=variables | {"GATEWAY_URL": relay.url}, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                lines.append(line.decode().strip())
                if len(lines) == 4:
                    relay.cut()
                if "resumed" in lines and len(lines) > lines.index("resumed") + 3:
                    break
        finally:
            process.kill()
            await process.wait()

    assert lines[0] == "subscribed"
    assert lines.index("cut") < lines.index("resumed")
    trades = [line for line in lines if line not in {"subscribed", "resumed", "cut"}]
    assert len(set(trades)) == len(trades)
