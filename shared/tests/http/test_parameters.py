"""Names of parameters, types of bodies, wrong methods: refused alike in every service."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from shared.http.app import create_app, no_lifespan
from shared.http.health import Health
from shared.http.parameters import ListOrder, Order, Span
from shared.settings import ServiceSettings

router = APIRouter(prefix="/coins")


class Coin(BaseModel):
    name: str


@router.get("/{coin_id}")
async def read_coin(
    coin_id: str, span: Span, limit: int = 1, order: ListOrder = Order.DESCENDING
) -> dict[str, str | datetime | None]:
    return {"coin_id": coin_id, "start": span.start, "end": span.end, "limit": str(limit), "order": order}


@router.put("/{coin_id}")
async def write_coin(coin_id: str, body: Coin) -> dict[str, str]:
    return {"coin_id": coin_id, "name": body.name}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    settings = ServiceSettings(service_name="sample")
    app: FastAPI = create_app(settings, title="Sample", health=Health(), lifespan=no_lifespan)
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    return found


async def test_an_unknown_parameter_is_refused_with_the_nearest_known_one(client: httpx.AsyncClient) -> None:
    found = problem(await client.get("/coins/bitcoin?limit=3&limt=3"))

    assert (found["status"], found["code"]) == (400, "unknown_parameter")
    assert found["errors"] == [{"field": "limt", "message": "is not known; did you mean 'limit'?"}]
    assert found["detail"].endswith("Known: end, limit, order, start.")


@pytest.mark.parametrize("query", ["LIMIT=1", "interval=1m", "start[]=1", "=", "\ud800=1".encode("utf-8", "replace")])
async def test_no_name_is_ignored(client: httpx.AsyncClient, query: str) -> None:
    assert problem(await client.get("/coins/bitcoin", params=httpx.QueryParams(query)))["code"] == "unknown_parameter"


async def test_a_route_that_changes_something_refuses_them_too(client: httpx.AsyncClient) -> None:
    found = problem(await client.put("/coins/bitcoin?dry_run=1", json={"name": "Bitcoin"}))

    assert (found["code"], found["errors"][0]["message"]) == (
        "unknown_parameter",
        "is not known; this route has no parameters",
    )


async def test_a_parameter_that_is_given_twice_is_refused(client: httpx.AsyncClient) -> None:
    found = problem(await client.get("/coins/bitcoin?limit=1&limit=2"))

    assert (found["status"], found["errors"]) == (400, [{"field": "limit", "message": "is given more than once"}])


async def test_known_parameters_arrive(client: httpx.AsyncClient) -> None:
    answer = await client.get("/coins/bitcoin?limit=3&order=asc&start=2026-01-01T00:00:00Z")

    assert (answer.json()["limit"], answer.json()["order"], answer.json()["start"]) == (
        "3",
        "asc",
        "2026-01-01T00:00:00Z",
    )


async def test_a_span_may_be_empty_and_may_not_end_before_it_starts(client: httpx.AsyncClient) -> None:
    at, before = "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z"

    assert (await client.get("/coins/x", params={"start": at, "end": at})).status_code == 200
    found = problem(await client.get("/coins/x", params={"start": at, "end": before}))
    assert (found["status"], found["errors"][0]["field"]) == (400, "start")


@pytest.mark.parametrize("number", ["0.5", "1767225600", "1767225600000", "-1"])
async def test_a_number_is_no_time(client: httpx.AsyncClient, number: str) -> None:
    found = problem(await client.get("/coins/x", params={"start": number}))

    assert (found["status"], found["errors"][0]["field"]) == (400, "start")
    assert "RFC 3339" in found["errors"][0]["message"]


async def test_times_outside_the_years_of_trades_mean_the_nearest_one(client: httpx.AsyncClient) -> None:
    answer = await client.get("/coins/x?start=0001-01-01T00:00:00Z&end=9999-12-31T23:59:59Z")

    assert (answer.json()["start"], answer.json()["end"]) == ("1970-01-01T00:00:00Z", "2262-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{bad", "application/json", 400, "validation_error"),
        (b"\xff", "application/json", 400, "validation_error"),
        (b"[" * 100_000, "application/json", 400, "validation_error"),
        (b'{"name": ' + b"1" * 5_000 + b"}", "application/json", 400, "validation_error"),
        (b'{"name": "\\ud800"}', "application/json", 400, "validation_error"),
        (b'{"name": 1}', "application/json", 400, "validation_error"),
        (b"[]", "application/json", 400, "validation_error"),
        (b"", "application/json", 400, "validation_error"),
        (b'{"name": "x"}', "text/plain", 415, "unsupported_media_type"),
        (b'{"name": "x"}', "", 415, "unsupported_media_type"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"{bad", "text/plain", 415, "unsupported_media_type"),
    ],
)
async def test_a_body_that_is_no_json_is_refused_as_that(
    client: httpx.AsyncClient, body: bytes, kind: str, status: int, code: str
) -> None:
    found = problem(await client.put("/coins/x", content=body, headers={"Content-Type": kind} if kind else {}))

    assert (found["status"], found["code"]) == (status, code)
    assert status == 415 or found["errors"][0]["field"] in {"body", "name"}


async def test_json_of_any_suffix_is_json(client: httpx.AsyncClient) -> None:
    for kind in ("application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"):
        answer = await client.put("/coins/x", content=b'{"name": "x"}', headers={"Content-Type": kind})
        assert answer.status_code == 200, answer.text


async def test_a_wrong_method_is_refused_with_all_those_that_the_path_has(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/coins/x")

    assert problem(answer)["code"] == "method_not_allowed"
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, PUT")


async def test_a_path_that_does_not_exist_is_named(client: httpx.AsyncClient) -> None:
    found = problem(await client.get("/coins/x/y"))

    assert (found["status"], found["code"], found["detail"]) == (404, "not_found", "There is nothing at /coins/x/y")
