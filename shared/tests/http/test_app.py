from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from shared.errors import ConflictError, UnknownCoinError
from shared.http.app import create_app, no_lifespan
from shared.http.health import Health
from shared.http.problems import problems
from shared.settings import ServiceSettings


def make_app(health: Health) -> FastAPI:
    app = create_app(ServiceSettings(service_name="sample"), title="Sample", health=health, lifespan=no_lifespan)

    @app.get("/coins/{coin_id}", responses=problems(UnknownCoinError))
    async def read_coin(coin_id: str, limit: int = 1) -> dict[str, int]:
        if coin_id == "bug":
            raise RuntimeError("a bug")
        if coin_id == "taken":
            raise ConflictError("taken", headers={"Retry-After": "1"})
        if coin_id != "bitcoin":
            raise UnknownCoinError(coin_id)
        return {"limit": limit}

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(Health("kafka")), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_an_error_is_a_problem_that_names_the_request(client: httpx.AsyncClient) -> None:
    answer = await client.get("/coins/x", headers={"X-Request-ID": "abc"})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "unknown_coin",
        "detail": "No coin is known as 'x'",
        "instance": "/coins/x",
        "request_id": "abc",
        "errors": [],
    }


async def test_the_level_of_log_lines_changes_without_a_restart(client: httpx.AsyncClient) -> None:
    before = (await client.get("/log-level")).json()

    assert (await client.put("/log-level", json={"level": "ERROR"})).json() == {"level": "ERROR"}
    assert (await client.get("/log-level")).json() == {"level": "ERROR"}
    assert (await client.put("/log-level", json={"level": "LOUD"})).status_code == 400
    assert (await client.put("/log-level", json=before)).json() == before


async def test_invalid_input_is_400_and_names_the_field(client: httpx.AsyncClient) -> None:
    answer = await client.get("/coins/bitcoin?limit=many")

    assert answer.status_code == 400
    problem = answer.json()
    assert problem["code"] == "validation_error"
    assert [error["field"] for error in problem["errors"]] == ["limit"]


async def test_a_bug_is_500_and_shows_only_the_request_id(client: httpx.AsyncClient) -> None:
    answer = await client.get("/coins/bug")

    assert answer.status_code == 500
    assert "a bug" not in answer.text
    assert answer.json()["request_id"]


@pytest.mark.parametrize(
    ("path", "status", "code"), [("/nowhere", 404, "not_found"), ("/coins/taken", 409, "conflict")]
)
async def test_every_error_has_the_same_shape(client: httpx.AsyncClient, path: str, status: int, code: str) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_every_answer_carries_its_id_and_the_data_mode(client: httpx.AsyncClient) -> None:
    for path in ("/coins/bitcoin", "/coins/x", "/nowhere", "/health/live"):
        answer = await client.get(path)
        assert answer.headers["x-data-mode"] == "live"
        assert answer.headers["x-request-id"]


async def test_a_bug_s_answer_has_these_headers_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/coins/bug", headers={"X-Request-ID": "abc"})

    assert (answer.headers["x-data-mode"], answer.headers["x-request-id"]) == ("live", "abc")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_id_that_could_break_a_log_line_is_replaced(client: httpx.AsyncClient) -> None:
    answer = await client.get("/coins/bitcoin", headers={"X-Request-ID": "x" * 200})

    assert len(answer.headers["x-request-id"]) == 36


async def test_readiness_shows_the_state_of_each_dependency() -> None:
    health = Health("kafka", "database")
    health.up("kafka")
    health.down("database", "connection refused")
    transport = httpx.ASGITransport(make_app(health))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["dependencies"]["database"] == {"state": "down", "detail": "connection refused"}


async def test_metrics_count_requests_by_route_not_by_path(client: httpx.AsyncClient) -> None:
    await client.get("/coins/some-unknown-coin")

    text = (await client.get("/metrics")).text
    assert 'http_requests_total{method="GET",route="/coins/{coin_id}",service="sample",status="404"}' in text
    assert "some-unknown-coin" not in text


async def test_the_document_lists_400_and_never_422(client: httpx.AsyncClient) -> None:
    operation = (await client.get("/openapi.json")).json()["paths"]["/coins/{coin_id}"]["get"]

    assert set(operation["responses"]) == {"200", "400", "404", "503"}
