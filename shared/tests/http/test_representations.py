"""HEAD, compression and conditional requests, around a route of every kind."""

import asyncio
import gzip
import logging
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import cramjam
import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse
from shared.http.app import create_app, no_lifespan
from shared.http.health import Health
from shared.http.representations import accepted_encoding, keep_for, revalidate
from shared.settings import ServiceSettings

DECOMPRESS: dict[str, Callable[[bytes], Any]] = {
    "gzip": gzip.decompress,
    "br": cramjam.brotli.decompress,
    "zstd": cramjam.zstd.decompress,
}
MANY = [f"item {number}" for number in range(5_000)]


def make_app(*, secret: bool) -> FastAPI:
    settings = ServiceSettings(service_name="sample")
    app = create_app(settings, title="Sample", health=Health(), lifespan=no_lifespan, secret=secret)

    @app.get("/live")
    async def live() -> list[str]:
        return MANY

    @app.get("/settled")
    async def settled(response: Response) -> list[str]:
        keep_for(response, 3_600)
        return MANY

    @app.get("/changing")
    async def changing(response: Response, limit: int = 5_000) -> list[str]:
        revalidate(response)
        return MANY[:limit]

    @app.get("/pieces")
    async def pieces() -> StreamingResponse:
        return StreamingResponse(iter([b"a" * 2_000, b"b" * 2_000]), media_type="application/json")

    return app


async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async for client in client_of(make_app(secret=False)):
        yield client


@pytest.fixture
async def secretive() -> AsyncIterator[httpx.AsyncClient]:
    async for client in client_of(make_app(secret=True)):
        yield client


async def raw(client: httpx.AsyncClient, path: str, accept: str) -> tuple[httpx.Response, bytes]:
    """An answer with its body as it was sent."""
    async with client.stream("GET", path, headers={"Accept-Encoding": accept}) as answer:
        return answer, b"".join([piece async for piece in answer.aiter_raw()])


@pytest.mark.parametrize("path", ["/live", "/settled", "/changing", "/pieces", "/health/ready", "/metrics"])
async def test_head_is_get_without_its_body(client: httpx.AsyncClient, path: str) -> None:
    got, head = await client.get(path), await client.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    different = {"x-request-id", "content-length" if path == "/metrics" else ""}
    kept = {name: value for name, value in got.headers.items() if name not in different}
    assert {name: value for name, value in head.headers.items() if name not in different} == kept


async def test_head_of_a_wrong_path_has_no_body_either(client: httpx.AsyncClient) -> None:
    answer = await client.head("/nowhere")

    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
async def test_a_long_answer_is_compressed_as_the_client_accepts(client: httpx.AsyncClient, encoding: str) -> None:
    plain = (await client.get("/live", headers={"Accept-Encoding": "identity"})).content
    answer, sent = await raw(client, "/live", encoding)

    decompress = DECOMPRESS[encoding]
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == (encoding, "Accept-Encoding")
    assert int(answer.headers["content-length"]) == len(sent) < len(plain) / 3
    assert bytes(decompress(sent)) == plain


async def test_a_tiny_answer_is_not_compressed_and_still_varies(client: httpx.AsyncClient) -> None:
    answer, sent = await raw(client, "/changing?limit=2", "gzip")

    assert "content-encoding" not in answer.headers
    assert (sent, answer.headers["vary"]) == (b'["item 0","item 1"]', "Accept-Encoding")


async def test_what_holds_secrets_is_neither_compressed_nor_kept(secretive: httpx.AsyncClient) -> None:
    answer, sent = await raw(secretive, "/live", "gzip, br, zstd")

    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert sent.startswith(b'["item 0"')


async def test_an_answer_in_pieces_passes_as_it_is(client: httpx.AsyncClient) -> None:
    answer, sent = await raw(client, "/pieces", "gzip")

    assert "content-encoding" not in answer.headers
    assert len(sent) == 4_000


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP;q=0.5, br;q=0.1", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("*", "zstd"),
        ("*;q=0.5, zstd;q=0", "br"),
        ("gzip;q=0", None),
        ("gzip;q=0.2, identity;q=0.9", None),
        ("gzip;q=x", None),
    ],
)
def test_the_encoding_is_the_one_that_the_client_prefers(header: str, encoding: str | None) -> None:
    assert accepted_encoding(header) == encoding


async def test_an_answer_says_how_long_it_may_be_kept(client: httpx.AsyncClient) -> None:
    for path, control in (
        ("/live", "no-store"),
        ("/settled", "public, max-age=3600"),
        ("/changing", "no-cache"),
        ("/nowhere", "no-store"),
        ("/changing?limit=x", "no-store"),
    ):
        assert (await client.get(path)).headers["cache-control"] == control, path


async def test_what_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/changing")
    etag = first.headers["etag"]

    for given in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        again = await client.get("/changing", headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b""), given
        assert (again.headers["etag"], again.headers["cache-control"]) == (etag, "no-cache")
        assert "content-length" not in again.headers
    assert (await client.get("/changing?limit=3", headers={"If-None-Match": etag})).status_code == 200
    assert (await client.get("/live", headers={"If-None-Match": "*"})).status_code == 200


async def test_an_answer_to_head_is_no_error_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    at = socket.socket()
    at.bind(("127.0.0.1", 0))
    config = uvicorn.Config(make_app(secret=False), log_config=None, access_log=False, loop="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([at]))  # its `serve` takes the test run's signals
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.getsockname()[1]}") as client:
        answers = [await client.head(path) for path in ("/live", "/changing", "/pieces")]
    server.should_exit = True
    await task
    at.close()

    assert [answer.status_code for answer in answers] == [200] * 3
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
