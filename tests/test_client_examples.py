"""The examples that need no platform: what receives webhooks, and what repeats requests."""

import asyncio
import base64
import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web
from stack.testing import eventually
from standardwebhooks import Webhook

from tests.processes import free_port
from tests.test_api_examples import command

RECEIVERS = ["webhook.py", "webhook.mjs"]
BODY = json.dumps({"type": "alert.fired", "timestamp": "2026-11-30T12:00:00.000000Z", "data": {"note": "über 70 000"}})


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, name: str, at: datetime | None = None, body: str = BODY) -> dict[str, str]:
    """The headers of a request as the platform sends it, made by the standard's own library."""
    at = at or datetime.now(UTC)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, at, body),
    }


class Receiver:
    """The example as a process, and what it has printed."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self._http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}")

    async def send(self, headers: dict[str, str], body: str = BODY) -> int:
        return (await self._http.post("/", content=body.encode(), headers=headers)).status_code

    async def is_up(self) -> bool:
        try:
            return await self.send({}) == 401
        except httpx.TransportError:
            return False

    async def line(self) -> str:
        assert self._process.stdout is not None
        return (await asyncio.wait_for(self._process.stdout.readline(), 10)).decode().strip()

    async def close(self) -> bytes:
        """End it; returns what it had printed and nobody read."""
        await self._http.aclose()
        if self._process.returncode is None:
            self._process.kill()
        left, _ = await self._process.communicate()
        return left


@asynccontextmanager
async def running(name: str, secret: str) -> AsyncIterator[Receiver]:
    port = free_port()
    variables = {"PATH": os.environ["PATH"], "WEBHOOK_SECRET": secret, "PORT": str(port)}
    process = await asyncio.create_subprocess_exec(*command(name), env=variables, stdout=asyncio.subprocess.PIPE)
    receiver = Receiver(process, port)
    try:
        await eventually(receiver.is_up, timeout=20)
        yield receiver
    finally:
        await receiver.close()


@pytest.mark.parametrize("name", RECEIVERS)
async def test_a_receiver_takes_a_signed_request_and_does_it_once(name: str) -> None:
    secret = new_secret()
    async with running(name, secret) as receiver:
        assert await receiver.send(signed(secret, "event-1")) == 204
        assert await receiver.send(signed(secret, "event-1")) == 204
        assert await receiver.send(signed(secret, "event-2")) == 204

        assert [await receiver.line(), await receiver.line()] == ["alert.fired event-1", "alert.fired event-2"]
        assert await receiver.close() == b""


@pytest.mark.parametrize("name", RECEIVERS)
async def test_a_receiver_refuses_what_is_forged_old_changed_or_unsigned(name: str) -> None:
    secret = new_secret()
    old = datetime.now(UTC) - timedelta(minutes=6)
    good = signed(secret, "event-1")
    async with running(name, secret) as receiver:
        assert await receiver.send(signed(new_secret(), "event-1")) == 401
        assert await receiver.send(signed(secret, "event-1", old)) == 401
        assert await receiver.send(good | {"webhook-id": "event-2"}) == 401
        assert await receiver.send(good | {"webhook-timestamp": "soon"}) == 401
        assert await receiver.send(good, BODY.replace("70", "80")) == 401
        assert await receiver.send({}) == 401

        assert await receiver.close() == b""


@pytest.mark.parametrize("name", RECEIVERS)
async def test_a_receiver_takes_what_is_signed_by_an_old_secret_and_a_new_one(name: str) -> None:
    secret = new_secret()
    both = signed(new_secret(), "event-1")
    both["webhook-signature"] += f" {signed(secret, 'event-1')['webhook-signature']}"
    async with running(name, secret) as receiver:
        assert await receiver.send(both) == 204


class Unsteady:
    """An API that is away at first: it refuses, breaks off, then does what it is asked."""

    def __init__(self) -> None:
        self.keys: list[str | None] = []
        self.reads = 0

    async def make(self, request: web.Request) -> web.StreamResponse:
        self.keys.append(request.headers.get("Idempotency-Key"))
        if len(self.keys) == 1:
            return problem(503, "upstream_away")
        if len(self.keys) == 2:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"portfolio_id": "one"}, status=201)

    async def list(self, _request: web.Request) -> web.StreamResponse:
        self.reads += 1
        if self.reads == 1:
            return problem(504, "upstream_timeout")
        return web.json_response({"items": [{"portfolio_id": "one"}]})


def problem(status: int, code: str) -> web.Response:
    body: dict[str, Any] = {"status": status, "code": code, "detail": "as the test wants it", "request_id": "r"}
    return web.json_response(body, status=status, content_type="application/problem+json")


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def run_repeating(url: str) -> tuple[int | None, str, str]:
    variables = {"PATH": os.environ["PATH"], "GATEWAY_URL": url, "TIDEMARK_API_KEY": "tmk_any"}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command("repeat.py"), env=variables, stdout=pipe, stderr=pipe)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


async def test_what_is_away_is_asked_again_and_a_change_under_one_key() -> None:
    api, app = Unsteady(), web.Application()
    app.add_routes([web.post("/api/portfolio", api.make), web.get("/api/portfolio", api.list)])
    async with served(app) as url:
        code, out, err = await run_repeating(url)

    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "1 made"
    assert [line.split(", again in ")[1] for line in out.splitlines()[:-1]] == ["0.2 s", "0.4 s", "0.2 s"]
    assert len(api.keys) == 3
    assert len(set(api.keys)) == 1
    assert api.reads == 2


async def test_what_would_be_refused_again_is_not_repeated() -> None:
    async def refuse(_request: web.Request) -> web.StreamResponse:
        return problem(403, "missing_scope")

    app = web.Application()
    app.add_routes([web.post("/api/portfolio", refuse)])
    async with served(app) as url:
        code, out, err = await run_repeating(url)

    assert (code, out) == (1, "")
    assert "missing_scope" in err
