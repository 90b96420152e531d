"""The examples of /api-docs, run as they are shown against the whole platform."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
import pytest
from stack.testing import eventually
from websockets.asyncio.client import connect

from tests.people import Person
from tests.processes import Platform

EXAMPLES: Final = Path(__file__).parents[1] / "docs" / "api" / "examples"
NODE: Final = shutil.which("node") or "node"
# Node 20 has a WebSocket only behind this flag; later ones take it and do nothing.
COMMANDS: Final = {".sh": ["sh"], ".py": [sys.executable], ".mjs": [NODE, "--experimental-websocket", "--no-warnings"]}


_COLUMNS: Final = 5  # of a trade's line


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
        self.open = asyncio.Event()
        self.open.set()
        self.url = ""

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.open.wait()
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


@pytest.fixture(scope="module")
async def forgetful(platform: Platform, api: httpx.AsyncClient) -> AsyncIterator[str]:
    """A gateway that resumes a second at most."""
    del api  # only that everything is ready
    platform.start_beside("gateway", "forgetful gateway", RESUME_WINDOW="PT1S")
    await platform.ready("forgetful gateway")
    yield platform.url("forgetful gateway")
    platform.kill("forgetful gateway")


async def newest_seq(gateway: str) -> tuple[str, int]:
    """The stream's id, and the newest `seq` of Bitcoin's trades."""
    async with connect(gateway.replace("http", "ws") + "/ws") as socket:
        stream = json.loads(await socket.recv())["stream"]
        await socket.send(json.dumps({"op": "subscribe", "channels": ["trades:bitcoin"]}))
        while (message := json.loads(await socket.recv()))["type"] != "snapshot":
            pass
        return stream, message["seq"]


async def is_too_old(gateway: str, stream: str, seq: int) -> bool:
    """Whether the gateway no longer has what came after `seq`."""
    resume = {"stream": stream, "channels": {"trades:bitcoin": seq}}
    async with connect(gateway.replace("http", "ws") + "/ws") as socket:
        await socket.send(json.dumps({"op": "subscribe", "channels": ["trades:bitcoin"], "resume": resume}))
        while (message := json.loads(await socket.recv()))["type"] not in {"snapshot", "update", "resync"}:
            pass
        return bool(message["type"] == "resync")


async def make_trades(platform: Platform, sizes: list[Decimal]) -> None:
    """Let an exchange match so many trades, each of its own size."""
    async with httpx.AsyncClient(base_url=platform.url("exchange-simulator")) as simulator:
        for size in sizes:
            trade = {"venue": "kraken", "symbol": "BTC-USD", "price": "67000.0", "size": str(size), "side": "buy"}
            (await simulator.post("/control/trades", json=trade)).raise_for_status()


@pytest.mark.parametrize("name", ["stream.py", "stream.mjs"])
async def test_an_example_of_the_stream_fills_over_rest_what_is_too_old_and_goes_on(
    name: str, platform: Platform, forgetful: str, variables: dict[str, str]
) -> None:
    # More than the gateway keeps at least.
    missed = [Decimal(number).scaleb(-5) for number in range(70_001, 70_151)]
    lines: list[str] = []
    async with relay_to(forgetful) as relay, asyncio.timeout(200):
        environment = variables | {"GATEWAY_URL": relay.url}
        process = await asyncio.create_subprocess_exec(*command(name), env=environment, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                lines.append(line.decode().strip())
                if len(lines) == 4:
                    relay.open.clear()
                    relay.cut()
                    stream, seq = await newest_seq(forgetful)
                    await make_trades(platform, missed)
                    await eventually(lambda: is_too_old(forgetful, stream, seq), timeout=60)  # noqa: B023 - called here
                    relay.open.set()
                if "filling over REST" in lines and set(sizes_of(lines)) >= set(missed):
                    break
        finally:
            process.kill()
            await process.wait()

    assert lines.index("resumed") < lines.index("filling over REST")
    assert [sizes_of(lines).count(size) for size in missed] == [1] * len(missed)
    trades = [line for line in lines if len(line.split()) == _COLUMNS]
    assert len(set(trades)) == len(trades)


def sizes_of(lines: list[str]) -> list[Decimal]:
    """The sizes of the trades that an example has printed; exchanges write zeros behind them."""
    return [Decimal(line.split()[3]) for line in lines if len(line.split()) == _COLUMNS]
